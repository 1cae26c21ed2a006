"""Tickets: taken by anybody, called and ended by who serves the window. No act of a procedure, so no chronicle entry."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from motcua.counter import queries
from motcua.counter.models import Appointment, Queue, Ticket, Window
from motcua.counter.rules import tickets as rules
from motcua.counter.rules.tickets import State
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import NotFound
from motcua.people import actions as people
from motcua.people.rules import Reach

# From one address: a kiosk of a busy office takes a number every few seconds, a script wants thousands.
TAKEN_MAX, TAKEN_WINDOW = 120, timedelta(minutes=10)
TRIES_MAX = 20
# A page gone back to later is pressed by the next person, who gets a number of their own.
SAME_PRESS = timedelta(seconds=20)


def take(*, queue_id: int, address: str, at: datetime, key: UUID | None = None) -> Ticket:
    """A number for whoever stands at the kiosk. Pressed twice on one page, by its key, it is the same number."""
    if pressed := _pressed(queue_id, key, at=at):
        return pressed
    people.spend_try(scope="ticket", key=address, at=at, limit=TAKEN_MAX, window=TAKEN_WINDOW)
    with transaction.atomic():
        queue = Queue.objects.filter(pk=queue_id, windows__isnull=False).distinct().first()
        if queue is None:
            raise NotFound()
        try:
            with transaction.atomic():
                return take_in_line(queue, at=at, key=key)
        except IntegrityError:
            # The other press came first; or the page is an old one, gone back to for somebody else.
            return _pressed(queue_id, key, at=at) or take_in_line(queue, at=at)


def _pressed(queue_id: int, key: UUID | None, *, at: datetime) -> Ticket | None:
    if key is None:
        return None
    return Ticket.objects.filter(key=key, queue=queue_id, taken_at__gt=at - SAME_PRESS).first()


def take_in_line(
    queue: Queue, *, at: datetime, appointment: Appointment | None = None, key: UUID | None = None
) -> Ticket:
    """The next number of the day, inside the caller's transaction."""
    day = at.astimezone(TZ).date()
    return Ticket.objects.create(
        key=key or uuid4(),
        queue=queue,
        day=day,
        number=_next_number(queue, day),
        appointment=appointment,
        state=State.WAITING,
        taken_at=at,
        simulated=queue.simulated,
    )


def _next_number(queue: Queue, day: date) -> int:
    mine = Queue.objects.filter(pk=queue.pk)
    # The row stays locked until the caller commits; whoever begins the day is found out by the second try.
    for _try in range(2):
        if mine.filter(last_day=day).update(last=F("last") + 1):
            break
        if mine.exclude(last_day=day).update(last_day=day, last=1):
            break
    return mine.values_list("last", flat=True).get()


def call_next(*, window_id: int, reach: Reach, at: datetime) -> Ticket:
    """Whoever is first in line for this window. Two windows that call at once call two people."""
    window = queries.window_of(window_id, reach)
    serving = queries.called_at(window)
    if serving is not None:
        raise rules.AlreadyServing(label=queries.label_of(serving))
    for waiting in rules.in_order(queries.waiting_for(window, at=at), at=at)[:TRIES_MAX]:
        try:
            with transaction.atomic():
                taken = Ticket.objects.filter(pk=waiting.id, state=State.WAITING).update(
                    state=State.CALLED, window=window, officer_id=reach.officer_id,
                    called_at=at, first_called_at=at, calls=1,
                )  # fmt: skip
        except IntegrityError:
            # Called from another screen of the same window a moment ago.
            now = queries.called_at(window)
            raise rules.AlreadyServing(label=queries.label_of(now) if now else window.name) from None
        if taken:
            return Ticket.objects.select_related("queue").get(pk=waiting.id)
    raise rules.NobodyWaits()


def call_again(*, window_id: int, reach: Reach, at: datetime, seen: str = "") -> Ticket:
    ticket = _called(queries.window_of(window_id, reach), seen)
    # Of two presses at once one is a call: a number called once is not laid aside.
    same = Ticket.objects.filter(pk=ticket.pk, state=State.CALLED, calls=ticket.calls)
    if not same.update(called_at=at, calls=F("calls") + 1):
        raise rules.PageIsOlder()
    return ticket


def lay_aside(*, window_id: int, reach: Reach, at: datetime, seen: str = "") -> Ticket:
    """Nobody came, though called again."""
    ticket = _called(queries.window_of(window_id, reach), seen)
    if ticket.calls < rules.CALLS_LEAST:
        raise rules.CallAgainFirst(label=queries.label_of(ticket))
    return _end(ticket, State.NO_SHOW, at=at)


def finish(*, window_id: int, reach: Reach, at: datetime, seen: str = "") -> Ticket:
    return _end(_called(queries.window_of(window_id, reach), seen), State.FINISHED, at=at)


def _called(window: Window, seen: str) -> Ticket:
    """Whoever is at the window; `seen` is what the page showed, so that nobody else is called, laid aside or ended."""
    ticket = queries.called_at(window)
    if ticket is None:
        raise rules.NotCalled()
    if seen and seen != queries.mark_of(ticket):
        raise rules.PageIsOlder()
    return ticket


def _end(ticket: Ticket, state: State, *, at: datetime) -> Ticket:
    changed = Ticket.objects.filter(pk=ticket.pk, state=State.CALLED).update(
        state=state, ended_at=at, first_called_at=Coalesce(F("first_called_at"), at)
    )
    if not changed:
        raise rules.NotCalled()
    return ticket
