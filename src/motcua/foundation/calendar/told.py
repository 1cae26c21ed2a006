"""The days of the common count (working days, no pause), told again from what was told before.

Whoever arrives on the same side of the same closing gets the same days, whatever the term: a shorter term ends
earlier, and only its last day is called due. So one walk for the longest term so far serves all; the days are
values that answers share.
"""

from dataclasses import dataclass, field
from datetime import datetime

from motcua.foundation.calendar.days import walk
from motcua.foundation.calendar.settle import settle
from motcua.foundation.calendar.values import Day, OfficeClosed, PausePolicy, Reason, Term, Unit
from motcua.foundation.calendar.work import WorkCalendar, local

# A term that is seldom longer; a longer one walks once more.
LENGTH_MIN = 30
# Arrivals kept, of about 10 kB each; an office's open requests arrived on some hundred.
ARRIVALS_MAX = 4_000


@dataclass(slots=True)
class Told:
    """The days since one arrival, and where each working day stands among them."""

    days: tuple[Day, ...]
    places: tuple[int, ...]
    answers: dict[int, tuple[Day, ...]] = field(default_factory=dict)


def plain_days(*, received: datetime, term: Term, calendar: WorkCalendar) -> tuple[Day, ...]:
    """What `walk` tells, for a term in working days without pauses."""
    here = local(received)
    first, closes, *_ = calendar.quick
    index = here.toordinal() - first
    if not 0 <= index < len(closes):
        return _walked(received, term.amount, calendar)
    told, key = calendar.told, (here.toordinal(), here.hour * 60 + here.minute < closes[index])
    known = told.get(key)
    if known is None or len(known.places) < term.amount:
        if len(told) >= ARRIVALS_MAX:
            told.clear()
        try:
            known = _tell(received, max(term.amount, LENGTH_MIN), calendar)
        except OfficeClosed:  # the years end before so long a term does
            return _walked(received, term.amount, calendar)
        told[key] = known
    answer = known.answers.get(term.amount)
    if answer is None:
        place = known.places[term.amount - 1]
        last = known.days[place]
        due = Day(last.date, last.number, Reason.DUE, last.name)
        answer = known.answers[term.amount] = (*known.days[:place], due)
    return answer


def _tell(received: datetime, amount: int, calendar: WorkCalendar) -> Told:
    days = _walked(received, amount, calendar)
    return Told(days, tuple(place for place, day in enumerate(days) if day.number is not None))


def _walked(received: datetime, amount: int, calendar: WorkCalendar) -> tuple[Day, ...]:
    term = Term(amount, Unit.WORKING_DAYS)
    settled = settle(received=received, term=term, calendar=calendar, pauses=(), policy=PausePolicy.RESUME)
    return walk(settled=settled, term=term, calendar=calendar)
