"""The due date: one look-up for the common case, a careful count for the rest."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from motcua.foundation.calendar.days import walk
from motcua.foundation.calendar.settle import Settled, arrival, closing_after, settle
from motcua.foundation.calendar.told import AMOUNT_BITS, plain_days
from motcua.foundation.calendar.values import TZ, Day, Pause, PausePolicy, Term, Unit
from motcua.foundation.calendar.work import OFFSET, WorkCalendar, local, moment_of

# Looked up once: the fast path below is measured in fractions of a microsecond.
_RESUME = PausePolicy.RESUME
_NO_PAUSES: tuple[Pause, ...] = ()
_new = object.__new__


class Due:
    """A due moment and, when asked, its count day by day. `due` is None while a pause is open.

    Not a dataclass, because most callers store the moment and never read the days: those are counted on first use.
    """

    __slots__ = ("_asked", "_days", "_settled", "due")

    due: datetime | None

    def __init__(
        self,
        due: datetime | None,
        asked: tuple[datetime, Term, WorkCalendar, Sequence[Pause], PausePolicy],
    ) -> None:
        self.due = due
        self._asked = asked

    @property
    def received(self) -> datetime:
        return local(self._asked[0])

    @property
    def term(self) -> Term:
        return self._asked[1]

    @property
    def arrived(self) -> date:
        """The day that counts as the day of receipt: after closing a later one, after a restart the last one."""
        settled = self._settle()
        index, _ = arrival(settled.tables, settled.starts[-1])
        return date.fromordinal(settled.tables.first + index)

    @property
    def days(self) -> tuple[Day, ...]:
        """Every day from receipt to the due day (or to the day on which the open pause began), with its reason."""
        try:
            return self._days
        except AttributeError:
            _, term, calendar, _, _ = self._question()
            self._days: tuple[Day, ...] = walk(settled=self._settle(), term=term, calendar=calendar)
            return self._days

    @property
    def used_minutes(self) -> int:
        """Minutes of open doors that count: from the (last) receipt to the due moment or to the open pause."""
        return self._settle().used_minutes

    def _question(self) -> tuple[datetime, Term, WorkCalendar, Sequence[Pause], PausePolicy]:
        return self._asked

    def _settle(self) -> Settled:
        try:
            return self._settled
        except AttributeError:
            received, term, calendar, pauses, policy = self._question()
            self._settled: Settled = settle(
                received=received, term=term, calendar=calendar, pauses=pauses, policy=policy
            )
            return self._settled

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Due) and (self.due, self.days) == (other.due, other.days)

    def __hash__(self) -> int:
        return hash(self.due)

    def __repr__(self) -> str:
        return f"Due({self.due}, {self.term})"


class PlainDue(Due):
    """The answer of the common count: its days are kept with the calendar, so reading them is a look-up.

    Of the question it keeps, beside the first three, the day of receipt: negative for who came after its closing.
    """

    __slots__ = ()

    _asked: tuple[datetime, Term, WorkCalendar, int]  # type: ignore[assignment]

    @property
    def days(self) -> tuple[Day, ...]:
        _, term, calendar, arrival = self._asked
        try:
            return calendar.told[arrival << AMOUNT_BITS | term.amount]
        except KeyError:
            return plain_days(arrival=arrival, amount=term.amount, calendar=calendar)

    def _question(self) -> tuple[datetime, Term, WorkCalendar, Sequence[Pause], PausePolicy]:
        received, term, calendar, _ = self._asked
        return received, term, calendar, _NO_PAUSES, _RESUME


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
        first, closes, before, before_next, closings = calendar.quick
        arrival = here.toordinal()
        index = arrival - first
        if index >= 0:
            try:
                answer: PlainDue = _new(PlainDue)
                if here.hour * 60 + here.minute < closes[index]:
                    answer.due = closings[before[index] + amount]
                    answer._asked = received, term, calendar, arrival
                else:
                    answer.due = closings[before_next[index] + amount]
                    answer._asked = received, term, calendar, -arrival
                return answer
            except IndexError:
                pass  # the tables do not reach so far yet
    settled = settle(received=received, term=term, calendar=calendar, pauses=pauses, policy=policy)
    return Due(
        None if settled.due is None else moment_of(settled.due), (received, term, calendar, pauses, policy)
    )


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


def extend(*, due: datetime, by: Term, calendar: WorkCalendar) -> datetime:
    """The date a further term would give, counted from the promised day, which is not counted again."""
    if by.same_day:
        raise ValueError("an extension has a length of its own")
    if by.unit is Unit.WORKING_HOURS:
        later = due_at(received=due, term=by, calendar=calendar)
        assert later is not None, "only an open pause leaves a term without a due date"
        return later
    return moment_of(closing_after(local(due).date(), by, calendar))
