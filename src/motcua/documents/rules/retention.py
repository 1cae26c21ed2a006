"""How long files are kept, and what may be destroyed when that time is over.

Pure. A file goes by a named decision only, after the last day of everybody who holds it; what is kept for ever never goes.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from motcua.documents.rules.keeping import years_later
from motcua.foundation.refusal import Fault, Forbidden, InvalidInput, Refusal, gettext_noop

FOR_EVER = date.max  # the last day of what has none
NO_TERM_YEARS = 0  # a dated value of no years says: for ever. A slip of a finger must not destroy.
DECISION_CHARACTERS_MAX = 300
OF_COPY = "documents.copy:"  # a searchable copy goes with what it was made of, and keeps nothing by itself


class Stays(StrEnum):
    """Why a file may not be destroyed; the first of these that holds is told."""

    FOR_EVER = "for-ever"
    IN_USE = "in-use"  # a request that has not ended, somebody's store, a draft
    NOT_YET = "not-yet"


@dataclass(frozen=True)
class HeldFor:
    """One hold as the decision needs it."""

    holder: str
    until: date | None
    ended_on: date | None = None
    rule: str = ""


class NotYoursToDestroy(Forbidden):
    code = "documents.not-yours-to-destroy"
    sentence = gettext_noop("Only the operator of this node may destroy files, by decision of the authority.")
    next_step = gettext_noop("Nothing was destroyed. Ask the operator.")


class NothingToDestroy(Refusal):
    code = "documents.nothing-to-destroy"
    sentence = gettext_noop("No file is past its time of keeping and free of every other use.")
    next_step = gettext_noop("Nothing was destroyed.")


class ListChanged(Refusal):
    code = "documents.list-changed"
    sentence = gettext_noop("What is past its time of keeping is not the list %(listed)s any more.")
    next_step = gettext_noop("Nothing was destroyed. Look at the list again and decide on that one.")


class Destroyed(Refusal):
    code = "documents.destroyed"
    status = 410
    sentence = gettext_noop(
        "This file was destroyed on %(day)s, when its time of keeping was over, by: %(decision)s."
    )
    next_step = gettext_noop("It cannot be brought back. Ask the office if you need to know more.")


def last_day(ended_on: date, years: int) -> date:
    """Until when a file is kept whose work ended on a day."""
    return FOR_EVER if years == NO_TERM_YEARS else years_later(ended_on, years)


def why_it_stays(holds: Collection[HeldFor], *, on: date, years: Mapping[str, int]) -> Stays | None:
    """None when it may go. `years` are those of each rule today: the longer of then and now counts."""
    found = {_why(hold, on=on, years=years) for hold in holds if not hold.holder.startswith(OF_COPY)}
    if not found:  # nobody's file is no matter of decisions: the cleaning removes it
        return Stays.IN_USE
    return next((reason for reason in Stays if reason in found), None)


def _why(hold: HeldFor, *, on: date, years: Mapping[str, int]) -> Stays | None:
    if hold.until is None:
        return Stays.IN_USE
    last = hold.until
    if hold.ended_on is not None and hold.rule in years:
        last = max(last, last_day(hold.ended_on, years[hold.rule]))
    if last == FOR_EVER:
        return Stays.FOR_EVER
    return Stays.NOT_YET if on <= last else None


def mark_of(file_ids: Iterable[int]) -> str:
    """The mark of a list of files: a decision names it, so that exactly what was looked at is destroyed."""
    text = ",".join(str(file_id) for file_id in sorted(file_ids))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def check_decision(decision: str) -> str:
    decision = decision.strip()
    if not decision or len(decision) > DECISION_CHARACTERS_MAX:
        sentence = gettext_noop(
            "Name the decision in at most 300 characters: its number, its day, and who made it."
        )
        raise InvalidInput(faults=[Fault("decision", sentence)])
    return decision
