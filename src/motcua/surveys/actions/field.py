"""What became of a place or a person in the field, and who takes its turn: the next of its reserve, never by choice.

A stand-in that is a place gets its cell and its invitations in the same transaction. It keeps the chance it had itself,
so no weight of anybody else changes (docs/methods/sampling.md).
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from motcua.chronicle import actions as chronicle
from motcua.foundation.refusal import NotFound
from motcua.people.rules import Reach

from ..models import Cell, Invitation, SampleUnit, Station, Survey
from ..queries.field import check_seen, has_answered, is_asked, stand_in_asked, waiting_beside
from ..rules import (
    LOST,
    AlreadyReported,
    Kind,
    NothingReported,
    Outcome,
    State,
    check_report,
    check_taking_back,
)
from ..rules.field import next_in_turn
from .invitations import invite
from .pool import locked


@dataclass(frozen=True)
class Reported:
    """`stand_in` takes its turn; None when it is still asked, or when nobody was left."""

    outcome: Outcome
    stand_in: int | None


@transaction.atomic
def report_outcome(*, unit_id: int, outcome: Outcome, reach: Reach, at: datetime) -> Reported:
    """One outcome of one unit. Lost: the next of its reserve takes its turn, in the order of the draw."""
    unit, survey = _held(unit_id, reach)
    check_report(
        state=State(survey.state),
        is_asked=is_asked(unit),
        before=Outcome(unit.outcome),
        wanted=outcome,
        answered=has_answered([unit.pk]),
    )
    stand_in = _next(unit) if outcome in LOST else None
    if stand_in is not None and unit.cell is not None:
        _ask_instead(unit, stand_in, survey)
    changed = SampleUnit.objects.filter(pk=unit.pk, outcome=unit.outcome, replaced_by=None)
    if changed.update(outcome=outcome, replaced_by=stand_in) != 1:
        raise AlreadyReported
    found = Reported(outcome, stand_in.pk if stand_in else None)
    _tell(
        Kind.OUTCOME_REPORTED, survey, reach, at, unit=unit.pk, outcome=outcome.value, stand_in=found.stand_in
    )
    return found


@transaction.atomic
def take_back(*, unit_id: int, reach: Reach, at: datetime) -> None:
    """A mistake is taken back, as long as whoever took the turn was not asked."""
    unit, survey = _held(unit_id, reach)
    check_taking_back(
        state=State(survey.state), before=Outcome(unit.outcome), stand_in_asked=stand_in_asked(unit)
    )
    stand_in = unit.replaced_by
    changed = SampleUnit.objects.filter(pk=unit.pk, outcome=unit.outcome)
    if changed.update(outcome=Outcome.WAITING, replaced_by=None) != 1:
        raise NothingReported
    if stand_in is not None:
        _back_to_the_reserve(stand_in)
    _tell(Kind.OUTCOME_TAKEN_BACK, survey, reach, at, unit=unit.pk, outcome=unit.outcome)


def _held(unit_id: int, reach: Reach) -> tuple[SampleUnit, Survey]:
    """The unit as it is once the round is kept for this transaction alone: answers on their way end first."""
    rows = SampleUnit.objects.select_related("survey__agency", "cell", "replaced_by", "unit", "parent")
    seen = rows.filter(pk=unit_id).first()
    if seen is None:
        raise NotFound
    check_seen(seen, reach)
    survey = locked(seen.survey_id)
    return rows.get(pk=unit_id), survey


def _next(unit: SampleUnit) -> SampleUnit | None:
    waiting = {row.pk: row for row in waiting_beside(unit)}
    found = next_in_turn([(row.position, row.pk) for row in waiting.values()], used=())
    return waiting[found] if found is not None else None


def _ask_instead(unit: SampleUnit, stand_in: SampleUnit, survey: Survey) -> None:
    """The cell of the stand-in: the same parents, its own chance, as many invitations as the round asks of a place."""
    lost = unit.cell
    assert lost is not None
    asked = int(survey.design.get("people") or Invitation.objects.filter(sample_unit=unit).count())
    asked = min(asked, stand_in.unit.size)
    last = Cell.objects.filter(survey=survey).aggregate(last=Max("number"))["last"]
    cell = Cell.objects.create(
        survey=survey,
        number=last + 1,
        province=lost.province,
        stratum=lost.stratum,
        clusters=[*lost.clusters[:-1], stand_in.unit_id],
        sizes=lost.sizes,
        weight=stand_in.unit.size * stand_in.weight / asked,
    )
    SampleUnit.objects.filter(pk=stand_in.pk).update(cell=cell, enumerator=unit.enumerator_id)
    invite(units={stand_in.pk: asked}, stand_in=True)


def _back_to_the_reserve(stand_in: SampleUnit) -> None:
    """As if it had never been called upon. Its codes are made from a key: called again, it has the same ones."""
    cell = stand_in.cell
    SampleUnit.objects.filter(pk=stand_in.pk).update(cell=None, enumerator=None)
    if cell is not None:
        Station.objects.filter(sample_unit=stand_in).delete()
        Invitation.objects.filter(sample_unit=stand_in).delete()
        cell.delete()


def _tell(kind: Kind, survey: Survey, reach: Reach, at: datetime, **data: int | str | None) -> None:
    chronicle.append(
        kind=kind, subject=str(survey), actor=reach.actor, at=at, agency=survey.agency.code, data=data
    )
