"""The life of a round: planned, opened, closed. (It is drawn by the sampling part of this room.)"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count

from motcua.chronicle import actions as chronicle
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Fault, Forbidden, InvalidInput, NotFound, gettext_noop
from motcua.foundation.text import nfc
from motcua.people import queries as people
from motcua.people.rules import Reach, Role

from .. import questionnaires
from ..models import Cell, QuestionnaireVersion, Survey
from ..rules import DesignUnsound, Kind, State, StepNotAllowed, check_step
from ..rules.groups import LEAST
from .forgetting import forget_whom_was_asked
from .paper import drop_paper
from .pool import empty_pool, locked


@dataclass(frozen=True)
class NewSurvey:
    agency_id: int
    version_id: int
    year: int
    name: str
    name_en: str
    opens_on: date
    closes_on: date
    design: dict[str, Any] = field(default_factory=dict)
    simulated: bool = False


@transaction.atomic
def plan(*, form: NewSurvey, reach: Reach, at: datetime) -> int:
    """A round is planned for an agency: which questionnaire, which year, from when to when."""
    agency = people.agency_if(form.agency_id)
    if agency is None or not any(agency.path.startswith(path) for path in reach.agencies()):
        raise NotFound
    if not reach.may(Role.HOME_AFFAIRS, agency.path):
        raise Forbidden
    version = QuestionnaireVersion.objects.filter(pk=form.version_id).first()
    if version is None:
        raise NotFound
    faults = _faults(form, version)
    if faults:
        raise InvalidInput(faults=faults)
    survey = Survey.objects.create(
        agency_id=agency.id,
        version=version,
        year=form.year,
        name=nfc(form.name).strip(),
        name_en=nfc(form.name_en).strip() or nfc(form.name).strip(),
        opens_on=form.opens_on,
        closes_on=form.closes_on,
        design=form.design,
        simulated=form.simulated,
        planned_at=at,
    )
    _tell(Kind.PLANNED, survey, reach, at, year=form.year, digest=version.digest)
    return int(survey.pk)


def _faults(form: NewSurvey, version: QuestionnaireVersion) -> list[Fault]:
    faults = []
    if not form.name.strip():
        faults.append(Fault("name", gettext_noop("Give the round a name.")))
    held = questionnaires.opened(version.document)
    if not held.holds(form.year):
        sentence = gettext_noop("This questionnaire is not for %(year)s; choose the one of that year.")
        faults.append(Fault("version_id", sentence, {"year": str(form.year)}))
    if form.closes_on < form.opens_on:
        faults.append(Fault("closes_on", gettext_noop("The last day lies before the first.")))
    return faults


def run_by(reach: Reach, survey_id: int) -> Survey:
    """The round, if the asker runs it. Strangers are not told that it exists."""
    survey = Survey.objects.select_related("agency").filter(pk=survey_id).first()
    if survey is None or not any(survey.agency.path.startswith(path) for path in reach.agencies()):
        raise NotFound
    if not reach.may(Role.HOME_AFFAIRS, survey.agency.path):
        raise Forbidden
    return survey


@transaction.atomic
def open_round(*, survey_id: int, reach: Reach, at: datetime) -> None:
    """Answers are taken from the first day on. Refused while a cell is so small that it would name people."""
    survey = run_by(reach, survey_id)
    check_step(state=State(survey.state), wanted=State.OPEN)
    small = Cell.objects.filter(survey=survey).annotate(asked=Count("units__invitations"))
    faults = [
        Fault(
            "cells",
            gettext_noop("Cell %(number)s has %(count)s invitations; join it with a neighbour, at least %(least)s."),
            {"number": cell.number, "count": cell.asked, "least": LEAST},
        )
        for cell in small.order_by("number")
        if cell.asked < LEAST
    ]  # fmt: skip
    if not small:
        faults.append(Fault("cells", gettext_noop("Nobody has been invited yet.")))
    if at.astimezone(TZ).date() > survey.closes_on:
        faults.append(Fault("closes_on", gettext_noop("The last day of the round has passed.")))
    if faults:
        raise DesignUnsound(faults=faults)
    _move(survey, State.OPEN, opened_at=at)
    _tell(Kind.OPENED, survey, reach, at)


@transaction.atomic
def close(*, survey_id: int, reach: Reach, at: datetime, drop_sheets: int = 0) -> None:
    """No more answers are taken; what waits in the pool moves in one last lot, marks and their salt are dropped, and so
    is whatever led to the households and persons that were drawn.

    Paper forms that were not typed twice and settled are dropped; `drop_sheets` is how many the officer was told of.
    """
    run_by(reach, survey_id)
    survey = locked(survey_id)  # answers and lots on their way end first
    check_step(state=State(survey.state), wanted=State.CLOSED)
    _move(survey, State.CLOSED, closed_at=at)
    counted = empty_pool(survey=survey, day=at.astimezone(TZ).date())
    dropped = drop_paper(survey=survey, agreed_to=drop_sheets)
    survey.marks.all().delete()
    forgotten = forget_whom_was_asked(survey=survey)
    if forgotten:
        Survey.objects.filter(pk=survey.pk).update(people_forgotten_at=at)
    counts = {
        "dropped_sheets": dropped,
        "forgotten_households": forgotten.households,
        "forgotten_people": forgotten.people,
    }
    told = {name: count for name, count in counts.items() if count}
    _tell(Kind.CLOSED, survey, reach, at, answers=counted, **told)


def _move(survey: Survey, wanted: State, **facts: Any) -> None:
    changed = Survey.objects.filter(pk=survey.pk, state=survey.state).update(state=wanted, **facts)
    if changed != 1:
        raise StepNotAllowed(state=survey.state, wanted=wanted.value)


def _tell(kind: Kind, survey: Survey, reach: Reach, at: datetime, **data: Any) -> None:
    chronicle.append(
        kind=kind, subject=str(survey), actor=reach.actor, at=at, agency=survey.agency.code, data=data
    )
