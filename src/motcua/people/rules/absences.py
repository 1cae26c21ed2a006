"""An officer is away on some days and a colleague stands in: what it needs, and which roles it moves. Plain values."""

from datetime import date

from motcua.foundation.refusal import Fault, Refusal, gettext_noop

from .reach import Role

ABSENCE_DAYS_MAX = 90
OF_ANOTHER = gettext_noop("Nobody stands in for themselves.")
# What a colleague may do in somebody's place. To sign is not among it, nor to watch, audit or run the machine: these
# need a mandate of one's own.
COVERED_ROLES = (
    Role.RECEPTION,
    Role.CASE_OFFICER,
    Role.UNIT_HEAD,
    Role.CLERK,
    Role.CASHIER,
    Role.RETURN,
)
# Who may record an absence of others.
HEADS = (Role.UNIT_HEAD, Role.LEADER, Role.OPERATOR)


class AbsenceTwice(Refusal):
    code = "people.absence-twice"
    sentence = gettext_noop("For one of these days an absence is recorded already.")
    next_step = gettext_noop("Look at the list below; end the other absence first, or choose other days.")


class CoverAway(Refusal):
    code = "people.cover-away"
    sentence = gettext_noop("The colleague who is to stand in is away on one of these days.")
    next_step = gettext_noop("Choose somebody else, or other days.")


class AbsenceOver(Refusal):
    code = "people.absence-over"
    sentence = gettext_noop("This absence has already ended.")
    next_step = gettext_noop("Nothing was changed. Look at the list of absences.")


class CoverNamed(Refusal):
    code = "people.cover-named"
    sentence = gettext_noop("Somebody has just named another colleague for this absence.")
    next_step = gettext_noop("Look at the list of absences, and change it again if need be.")


def absence_faults(
    *, starts_on: date | None, ends_on: date | None, today: date, officer_id: int, cover_id: int | None
) -> tuple[Fault, ...]:
    faults = []
    if starts_on is None or starts_on < today:
        faults.append(Fault("starts_on", gettext_noop("An absence begins today or later.")))
    if ends_on is None or (starts_on is not None and ends_on < starts_on):
        faults.append(Fault("ends_on", gettext_noop("The last day is the first day or a later one.")))
    elif starts_on is not None and (ends_on - starts_on).days >= ABSENCE_DAYS_MAX:
        sentence = gettext_noop("An absence lasts at most %(most)s days; record what follows anew.")
        faults.append(Fault("ends_on", sentence, {"most": ABSENCE_DAYS_MAX}))
    if officer_id == cover_id:
        faults.append(Fault("cover", OF_ANOTHER))
    return tuple(faults)


def stand_near(one: str, other: str) -> bool:
    """Whether agencies of these paths are the same, or one is part of the other."""
    return one.startswith(other) or other.startswith(one)
