"""Persons that a round drew, as numbers on the list of their office. Their names are nowhere in this room."""

from dataclasses import dataclass
from uuid import UUID

from motcua.foundation.refusal import NotFound
from motcua.people.rules import Reach

from ..models import SampleUnit
from ..rules.field import IN_THE_FIELD, LOST
from ..rules.refusals import StepNotAllowed
from ..rules.states import Outcome
from .field import check_seen, stand_in_asked


@dataclass(frozen=True)
class DrawnPerson:
    """Somebody of the sample, or who took a turn."""

    id: int
    number: int  # on the list of the office, from 1, the reserve last
    key: UUID | None  # of the request; destroyed when the round closes
    outcome: Outcome
    is_stand_in: bool
    stand_in: int | None  # number of whoever took the turn
    may_take_back: bool

    @property
    def is_lost(self) -> bool:
        return self.outcome in LOST


def drawn_people(*, unit_id: int, reach: Reach) -> list[DrawnPerson]:
    """The persons of one office that are asked, or were, for whoever goes there."""
    office = (
        SampleUnit.objects.select_related("survey__agency").filter(pk=unit_id, cell__isnull=False).first()
    )
    if office is None:
        raise NotFound
    check_seen(office, reach)
    rows = list(
        SampleUnit.objects.filter(parent=office)
        .select_related("unit", "replaced_by")
        .order_by("position", "pk")
    )
    number = {row.pk: place for place, row in enumerate(rows, 1)}
    called = {row.replaced_by_id for row in rows}
    in_field = office.survey.state in IN_THE_FIELD
    return [
        DrawnPerson(
            id=row.pk,
            number=number[row.pk],
            key=UUID(row.unit.code) if in_field else None,
            outcome=Outcome(row.outcome),
            is_stand_in=row.is_reserve,
            stand_in=number[row.replaced_by_id] if row.replaced_by_id else None,
            may_take_back=in_field and row.outcome != Outcome.WAITING and not stand_in_asked(row),
        )
        for row in rows
        if not row.is_reserve or row.pk in called
    ]


def people_to_visit(*, unit_id: int, reach: Reach) -> list[DrawnPerson]:
    """Those whose names may be looked up: while the round is drawn or open, who is asked and not lost."""
    found = drawn_people(unit_id=unit_id, reach=reach)
    state = SampleUnit.objects.values_list("survey__state", flat=True).get(pk=unit_id)
    if state not in IN_THE_FIELD:
        raise StepNotAllowed(state=state, wanted="open")
    return [one for one in found if not one.is_lost]
