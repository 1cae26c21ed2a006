"""What a round holds that leads to households and persons, until it closes."""

from dataclasses import dataclass

from django.db.models import Max, QuerySet

from ..models import FrameUnit, SampleUnit
from ..rules import FrameKind


@dataclass(frozen=True)
class Held:
    """How many rows lead to somebody's door; the caller has checked its gate."""

    households: int
    people: int


def held(*, survey_id: int) -> Held:
    return Held(households_held(survey_id).count(), people_held(survey_id).count())


def households_held(survey_id: int) -> "QuerySet[FrameUnit]":
    """Units of the list below the last stage that was drawn."""
    last = SampleUnit.objects.filter(survey_id=survey_id).aggregate(last=Max("stage"))["last"] or 0
    return _units(survey_id, FrameKind.LIST).filter(stage__gt=last)


def people_held(survey_id: int) -> "QuerySet[FrameUnit]":
    """Drawn persons, known by the key of their request: the stage below offices."""
    return _units(survey_id, FrameKind.DOSSIERS).filter(stage__gt=1, code__contains="-")


def _units(survey_id: int, kind: FrameKind) -> "QuerySet[FrameUnit]":
    frames = SampleUnit.objects.filter(survey_id=survey_id, unit__frame__kind=kind).values("unit__frame_id")
    return FrameUnit.objects.filter(frame__in=frames)
