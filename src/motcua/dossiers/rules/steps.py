"""How a step uses its share of the term: early, on time or late; when somebody is told before and after. Plain values."""

from collections.abc import Sequence
from enum import StrEnum

ON_TIME_MINUTES = 60  # finished in the last working hour of the share; with more left, early


class Pace(StrEnum):
    EARLY = "early"
    ON_TIME = "on-time"
    LATE = "late"


class Alert(StrEnum):
    WARNING = "warning"  # to whoever has it in hand, before the share is used up
    BREACH = "breach"  # to the head of the unit, once it is


def pace_of(*, used_minutes: int, allotted_minutes: int) -> Pace:
    if used_minutes > allotted_minutes:
        return Pace.LATE
    return Pace.EARLY if allotted_minutes - used_minutes > ON_TIME_MINUTES else Pace.ON_TIME


def alert_due(
    *, used_minutes: int, allotted_minutes: int, percent: int, given: Sequence[Alert] = ()
) -> Alert | None:
    """What somebody is to be told now. After a breach a warning comes too late, and each is said once a stay."""
    if used_minutes > allotted_minutes:
        return Alert.BREACH if Alert.BREACH not in given else None
    if used_minutes * 100 >= allotted_minutes * percent and not given:
        return Alert.WARNING
    return None
