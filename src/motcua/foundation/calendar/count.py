"""The due date: one look-up for the common case, a careful count for the rest."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from motcua.foundation.calendar.days import walk
from motcua.foundation.calendar.settle import Settled, arrival, closing_after, settle
from motcua.foundation.calendar.told import tell
from motcua.foundation.calendar.values import TZ, Day, Pause, PausePolicy, Reason, Term, Unit
from motcua.foundation.calendar.work import OFFSET, Tables, WorkCalendar, local, moment_of

# Looked up once: the fast path below is measured in fractions of a microsecond.
_RESUME = PausePolicy.RESUME
_set = object.__setattr__
_NO_PAUSES: tuple[Pause, ...] = ()
# Answers kept for one calendar, of about 3 kB each once their days were read; the open requests of an office ask for
# some hundred. Each length of term has room for all its answers, about 30 kB in a calendar of five years.
ANSWERS_MAX = 4_000
LENGTHS_MAX = 100


class Due:
    """A due moment and its count day by day. `due` is None while a pause is open.

    An answer is a value that many questions share: who comes on the same side of the same closing with the same term
    gets the same one. Most callers store the moment and never read the days: those are told on first use.
    """

    __slots__ = ("_counted", "days", "due", "term")

    due: datetime | None
    term: Term
    days: tuple[
        Day, ...
    ]  # every day from receipt to the due day (or to the day on which the open pause began)
    # The calendar; and the careful count, or the day of receipt, negative for who came after its closing.
    _counted: tuple[WorkCalendar, Settled | int]

    def __init__(
        self, due: datetime | None, term: Term, calendar: WorkCalendar, counted: Settled | int
    ) -> None:
        _set(self, "due", due)
        _set(self, "term", term)
        _set(self, "_counted", (calendar, counted))

    @property
    def arrived(self) -> date:
        """The day that counts as the day of receipt: after closing a later one, after a restart the last one."""
        _, counted = self._counted
        if isinstance(counted, int):
            return max(day.date for day in self.days if day.reason is Reason.RECEIVED)
        return date.fromordinal(counted.tables.first + arrival(counted.tables, counted.starts[-1])[0])

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            """Asked only for what is not there yet."""
            if name != "days":
                raise AttributeError(name)
            days = self._tell()
            _set(self, "days", days)
            return days

        def __setattr__(self, name: str, value: object) -> None:
            raise AttributeError(f"an answer is shared: {name} stays as it is")

    def _tell(self) -> tuple[Day, ...]:
        calendar, counted = self._counted
        if isinstance(counted, int):
            return tell(arrival=counted, amount=self.term.amount, calendar=calendar)
        return walk(settled=counted, term=self.term, calendar=calendar)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Due) and (self.due, self.days) == (other.due, other.days)

    def __hash__(self) -> int:
        return hash(self.due)

    def __repr__(self) -> str:
        return f"Due({self.due}, {self.term})"


def due(
    *,
    received: datetime,
    term: Term,
    calendar: WorkCalendar,
    pauses: Sequence[Pause] = _NO_PAUSES,
    policy: PausePolicy = _RESUME,
) -> Due:
    """When a request must be answered, with the count that explains it."""
    if not pauses and (amount := term.working_days):
        # Written out, without a call that can be spared: this is asked for every line of a list.
        if received.tzinfo is TZ:
            here = received
        elif received.tzinfo is UTC:
            here = received + OFFSET
        else:
            here = local(received)
        day = here.toordinal()
        first, shuts, answers = calendar.quick
        index = day - first
        if index >= 0:
            try:
                answer = answers[amount][index if received < shuts[index] else ~index]
            except LookupError:
                answer = None
            if answer or (answer := _first(received, day, term, calendar)):
                return answer
    settled = settle(received=received, term=term, calendar=calendar, pauses=pauses, policy=policy)
    return Due(None if settled.due is None else moment_of(settled.due), term, calendar, settled)


def _first(received: datetime, day: int, term: Term, calendar: WorkCalendar) -> Due | None:
    """The common answer when it is asked for the first time; None where the tables do not reach so far yet."""
    tables = calendar.tables
    if tables is None or not 0 <= day - tables.first < tables.size:
        return None
    index = day - tables.first
    is_late = received >= tables.shuts[index]
    last = (tables.after if is_late else tables.rank)[index] + term.amount - 1
    if last >= tables.workday_count:
        return None
    answer = Due(tables.moments[last], term, calendar, -day if is_late else day)
    _room(tables, term.amount)[~index if is_late else index] = answer
    return answer


def _room(tables: Tables, amount: int) -> list[Due | None]:
    """Where one more answer to terms so long is kept; what is kept is bounded."""
    answers = tables.answers
    if tables.answers_count >= ANSWERS_MAX or len(answers) >= LENGTHS_MAX:
        answers.clear()
        tables.answers_count = 0
    tables.answers_count += 1
    room = answers.get(amount)
    if room is None:
        room = answers[amount] = [None] * (2 * tables.size)
    return room


def due_at(
    *,
    received: datetime,
    term: Term,
    calendar: WorkCalendar,
    pauses: Sequence[Pause] = _NO_PAUSES,
    policy: PausePolicy = _RESUME,
) -> datetime | None:
    """The same answer without the days."""
    return due(received=received, term=term, calendar=calendar, pauses=pauses, policy=policy).due


def used_minutes(
    *,
    received: datetime,
    term: Term,
    calendar: WorkCalendar,
    pauses: Sequence[Pause] = _NO_PAUSES,
    policy: PausePolicy = _RESUME,
) -> int:
    """Minutes of open doors that count: from the (last) receipt to the due moment or to the open pause."""
    return settle(received=received, term=term, calendar=calendar, pauses=pauses, policy=policy).used_minutes


def extend(*, due: datetime, by: Term, calendar: WorkCalendar) -> datetime:
    """The date a further term would give, counted from the promised day, which is not counted again."""
    if by.same_day:
        raise ValueError("an extension has a length of its own")
    if by.unit is Unit.WORKING_HOURS:
        later = due_at(received=due, term=by, calendar=calendar)
        assert later is not None, "only an open pause leaves a term without a due date"
        return later
    return moment_of(closing_after(local(due).date(), by, calendar))
