"""What a mandate needs, and that nobody gives one to themselves."""

from datetime import datetime, timedelta

from motcua.foundation.refusal import Fault, gettext_noop

from .refusals import NotOneself

# The smallest step of our clocks: a mandate that is ended before it began lasts this long.
INSTANT = timedelta(microseconds=1)


def mandate_faults(*, starts_at: datetime, ends_at: datetime | None, basis: str) -> tuple[Fault, ...]:
    faults = []
    if ends_at is not None and ends_at <= starts_at:
        faults.append(Fault("ends_at", gettext_noop("The end must come after the start.")))
    if not basis.strip():
        faults.append(
            Fault("basis", gettext_noop("Write the decision that gives this role, for example QĐ 12/QĐ-STP."))
        )
    return tuple(faults)


def check_not_self(*, person_id: int, by_person_id: int | None) -> None:
    """Nobody gives or takes a mandate of their own."""
    if person_id == by_person_id:
        raise NotOneself
