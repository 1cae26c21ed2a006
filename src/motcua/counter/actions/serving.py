"""From the ticket into the take-in: the request that is written now belongs to the number at the window."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from motcua.counter import queries
from motcua.counter.models import Serving
from motcua.counter.rules.tickets import NotCalled
from motcua.people.rules import Reach


@dataclass(frozen=True)
class Begun:
    """What the counter's one screen starts from."""

    submission: UUID
    procedure: str  # of the appointment; empty: one of the queue's fields
    fields: tuple[str, ...]
    person_id: int | None  # who booked, if the number came of an appointment


def begin_request(*, window_id: int, reach: Reach, at: datetime) -> Begun:
    """No act of a procedure: nothing is handed in yet, and a request that never is leaves an unused row."""
    ticket = queries.called_at(queries.window_of(window_id, reach))
    if ticket is None:
        raise NotCalled()
    serving = Serving.objects.create(ticket=ticket, began_at=at)
    booked = ticket.appointment
    return Begun(
        submission=serving.submission,
        procedure=booked.procedure if booked else "",
        fields=tuple(ticket.queue.fields),
        person_id=booked.person_id if booked else None,
    )
