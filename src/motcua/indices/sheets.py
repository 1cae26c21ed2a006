"""Computing a sheet from a closed round, and reading sheets through their gate: an embargo is a time in it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from motcua.people import queries as people
from motcua.people.rules import Reach, Role
from motcua.surveys import queries as surveys
from motcua.surveys.rules import LEAST, State

from . import scoring
from .models import ScoreSheet
from .rules import Index, NotClosed, SheetStatus, TooFewAnswers


@dataclass(frozen=True)
class Computed:
    """A sheet that is not frozen yet: nothing was written."""

    survey_id: int
    document: dict[str, Any]
    text: str
    digest: str


def compute(*, survey_id: int, method: scoring.Method = scoring.Method()) -> Computed:  # noqa: B008 - frozen
    """The scores of a closed round. Its answers do not change any more, so the same method gives the same hash."""
    held = surveys.round_facts(survey_id=survey_id)
    if held.state not in (State.CLOSED, State.ESTIMATED, State.FROZEN):
        raise NotClosed
    columns = surveys.answers(survey=survey_id)
    if (count := len(columns["weight"])) < LEAST:
        raise TooFewAnswers(count=count, least=LEAST)
    version = surveys.version(version_id=held.version_id)
    asked = version.instrument
    facts = scoring.Facts(
        index=Index.SIPAS,
        year=held.year,
        level="province",
        status=SheetStatus.SIMULATED if held.simulated else SheetStatus.COMPUTED,
        questionnaire=version.code,
        questionnaire_digest=version.digest,
        survey=survey_id,
        draw_seed=held.seed,
        index_of=asked.index,
        satisfied=tuple(float(code) for code in asked.satisfied),
        scale=tuple(sorted(float(code) for code, _words in asked.scale if code.lstrip("-").isdigit())),
    )
    document = scoring.document(columns, facts=facts, method=method)
    text, digest = scoring.canonical(document)
    return Computed(survey_id, document, text.decode(), digest)


def visible_to(reach: Reach, *, at: datetime) -> QuerySet[ScoreSheet]:
    """Announced sheets to everybody, from the hour of the announcement on; before it those of one's own agency to its
    leaders and home-affairs officers."""
    paths = reach.agencies(Role.LEADER, Role.HOME_AFFAIRS)
    own = people.within(paths, field="survey__agency__path") | people.within(
        paths, field="round__owner__path"
    )
    return ScoreSheet.objects.filter(Q(announced_at__lte=at) | own)
