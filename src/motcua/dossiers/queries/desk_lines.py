"""What the desk shows, whole, for a file: read in lots along the desk's own order, so that no lot costs more than another."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import desk
from motcua.dossiers.rules.route import route
from motcua.dossiers.rules.states import State
from motcua.foundation.forms import Wording
from motcua.people.rules import Reach
from motcua.procedures import queries as procedures

LOT_ROWS = 500
FILE_ROWS_MAX = 100_000


@dataclass(frozen=True)
class Line:
    """One dossier of the desk in a file."""

    number: str
    procedure: str
    applicant: str
    representative: str
    state: State
    step: Wording
    holder: str
    agency: str
    received: datetime | None
    due: datetime | None
    minutes_left: int | None
    simulated: bool


def size(reach: Reach, *, at: datetime, wanted: desk.Filter, most: int) -> int:
    """How many lines there are, not counted further than one beyond `most`."""
    return desk.narrowed(reach, at=at, wanted=wanted).order_by("desk_at", "pk")[: most + 1].count()


def is_simulated(reach: Reach, *, at: datetime, wanted: desk.Filter) -> bool:
    return desk.narrowed(reach, at=at, wanted=wanted).filter(simulated=True).exists()


def lines(reach: Reach, *, at: datetime, wanted: desk.Filter, most: int) -> Iterator[Line]:
    """By working time left, whatever the order on the page."""
    found = desk.narrowed(reach, at=at, wanted=wanted)
    rows = found.select_related("step_agency", "holder__person", "representation").order_by("desk_at", "pk")
    beyond, left = rows, most
    while left > 0:
        lot = list(beyond[: min(LOT_ROWS, left)])
        if not lot:
            return
        yield from (_line(dossier, at=at) for dossier in lot)
        beyond, left = rows.filter(desk.beyond(lot[-1].desk_at, lot[-1].pk)), left - len(lot)


def _line(dossier: Dossier, *, at: datetime) -> Line:
    return Line(
        number=dossier.number or "",
        procedure=dossier.procedure_name,
        applicant=dossier.applicant_name,
        representative=dossier.representation.representative if dossier.representation else "",
        state=State(dossier.state),
        step=route(procedures.definition(dossier.version_id))[dossier.step].name,
        holder=dossier.holder.person.full_name if dossier.holder else "",
        agency=dossier.step_agency.name,
        received=dossier.received_at,
        due=dossier.due_at,
        minutes_left=desk.minutes_left(dossier, at=at),
        simulated=dossier.simulated,
    )
