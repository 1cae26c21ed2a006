"""What people see of rounds, of one unit and of one component: plain values, a few questions whatever their number."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count

from motcua.foundation.forms.wording import Wording
from motcua.foundation.refusal import NotFound
from motcua.people.rules import Reach

from ..models import Evidence, Explanation, Figure, Mark, Round
from ..rules.frameworks import Component, Criterion, Domain, Name
from ..rules.rounds import (
    STAGES,
    UNIT_SIDE,
    VOICES,
    RoundState,
    Stage,
    Voice,
    heard_by_unit,
    is_self_scored,
)
from .gate import READING, Case, visible_rounds, visible_to
from .opened import framework_of, places
from .standing import marks_of

ROUNDS_MAX = 200


@dataclass(frozen=True)
class UnitLine:
    id: int
    name: Wording
    stage: Stage
    filled: int
    appraised: int
    asked: int
    answered: int
    locked_at: datetime | None


@dataclass(frozen=True)
class RoundLine:
    id: int
    owner: Wording
    framework: Name
    year: int
    state: RoundState
    locks_at: datetime
    ends_on: date
    explain_days: int
    simulated: bool
    total: int  # components that a unit scores itself
    stages: Counter[Stage]
    runs: bool  # whether the asker reads the round as its owner
    units: tuple[UnitLine, ...]  # those that the asker may open


def rounds_of(reach: Reach, *, at: datetime) -> list[RoundLine]:
    """Rounds that somebody owns or takes part in, the newest first."""
    found = visible_rounds(reach, at=at).select_related("owner", "framework")
    rows = list(found.order_by("-year", "-pk")[:ROUNDS_MAX])
    units = _unit_lines(reach, at, [row.pk for row in rows])
    return [_line(row, reach, units.get(row.pk, ())) for row in rows]


def round_of(*, round_id: int, reach: Reach, at: datetime) -> RoundLine:
    """One round with every unit of it that the asker may open; strangers hear nothing."""
    row = visible_rounds(reach, at=at).select_related("owner", "framework").filter(pk=round_id).first()
    if row is None:
        raise NotFound
    return _line(row, reach, _unit_lines(reach, at, [row.pk]).get(row.pk, ()))


def _line(row: Round, reach: Reach, units: tuple[UnitLine, ...]) -> RoundLine:
    framework = framework_of(row.framework)
    return RoundLine(
        id=row.pk,
        owner=_named(row.owner),
        framework=framework.name,
        year=row.year,
        state=RoundState(row.state),
        locks_at=row.locks_at,
        ends_on=row.ends_on,
        explain_days=row.explain_days,
        simulated=row.simulated,
        total=sum(1 for one in framework.components if is_self_scored(one)),
        stages=Counter(unit.stage for unit in units),
        runs=any(reach.may(role, row.owner.path) for role in READING),
        units=units,
    )


def _unit_lines(reach: Reach, at: datetime, rounds: list[int]) -> dict[int, tuple[UnitLine, ...]]:
    """Three questions, however many units: the units, what was said about them, what was asked."""
    units = list(visible_to(reach, at=at).filter(round__in=rounds).select_related("agency").order_by("agency__path", "pk"))  # fmt: skip
    ids = [unit.pk for unit in units]
    said = {
        (unit, voice): count
        for unit, voice, count in Mark.objects.filter(unit__in=ids)
        .values_list("unit", "voice")
        .annotate(n=Count("component", distinct=True))
        .order_by()
    }
    asked = {
        unit: (count, answered)
        for unit, count, answered in Explanation.objects.filter(unit__in=ids)
        .values_list("unit")
        .annotate(n=Count("pk"), answered=Count("answered_at"))
        .order_by()
    }
    found: dict[int, list[UnitLine]] = {}
    for unit in units:
        line = UnitLine(
            id=unit.pk,
            name=_named(unit.agency),
            stage=Stage(unit.stage),
            filled=said.get((unit.pk, Voice.SELF), 0),
            appraised=said.get((unit.pk, Voice.FIRST), 0),
            asked=asked.get(unit.pk, (0, 0))[0],
            answered=asked.get(unit.pk, (0, 0))[1],
            locked_at=unit.locked_at,
        )
        found.setdefault(unit.round_id, []).append(line)
    return {one: tuple(lines) for one, lines in found.items()}


def _named(agency: object) -> Wording:
    name, name_en = str(getattr(agency, "name", "")), str(getattr(agency, "name_en", ""))
    return Wording(name, name_en or name)


def brought_in(round_id: int) -> list[Component]:
    """Components whose figures the owner brings in."""
    framework = framework_of(Round.objects.select_related("framework").get(pk=round_id).framework)
    return [one for one in framework.components if not is_self_scored(one)]


# One unit ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ComponentLine:
    """One component as a line of the unit's list."""

    domain: Domain
    criterion: Criterion
    component: Component
    own: Mark | None
    last: Mark | None  # the last word the asker hears
    figure: Figure | None
    files: int
    asked: bool
    answered: bool
    mine: bool

    @property
    def scored(self) -> bool:
        return is_self_scored(self.component)

    @property
    def disagrees(self) -> bool:
        return self.own is not None and self.last is not None and self.own.points != self.last.points

    @property
    def points(self) -> Decimal | None:
        found = self.last or self.figure
        return found.points if found else None


@dataclass(frozen=True)
class UnitSheet:
    lines: tuple[ComponentLine, ...]
    filled: int
    to_fill: int
    own_points: Decimal
    points: Decimal  # by the last word that is heard
    maximum: Decimal  # of what has points so far, without what does not apply
    questions: int
    unanswered: int
    sent: bool


def hears(case: Case, voice: Voice) -> bool:
    """A unit hears its appraiser once an appraisal has ended; an appraiser reads a unit once it has locked."""
    unit_side = bool(case.hands & UNIT_SIDE) or not case.is_appraised_by
    as_unit = unit_side and heard_by_unit(voice, case.stage)
    as_appraiser = case.is_appraised_by and (voice is not Voice.SELF or case.stage is not Stage.SCORING)
    return as_unit or as_appraiser


def hears_questions(case: Case) -> bool:
    return case.is_appraised_by or STAGES.index(case.stage) >= STAGES.index(Stage.EXPLAINING)


def unit_sheet(case: Case) -> UnitSheet:
    said = {voice: marks for voice, marks in marks_of(case.unit.pk).items() if hears(case, voice)}
    files = Counter(
        Evidence.objects.filter(unit=case.unit, dropped_at=None).values_list("component", flat=True)
    )
    figures = {row.component: row for row in Figure.objects.filter(unit=case.unit).order_by("revision")}
    questions = {row.component: row for row in Explanation.objects.filter(unit=case.unit)} if hears_questions(case) else {}  # fmt: skip
    lines = []
    for domain in case.framework.domains:
        for criterion in domain.criteria:
            for one in criterion.components:
                words = [said[voice][one.code] for voice in VOICES if one.code in said.get(voice, {})]
                question = questions.get(one.code)
                line = ComponentLine(
                    domain=domain,
                    criterion=criterion,
                    component=one,
                    own=said.get(Voice.SELF, {}).get(one.code),
                    last=words[-1] if words else None,
                    figure=figures.get(one.code),
                    files=files[one.code] if hears(case, Voice.SELF) else 0,
                    asked=question is not None,
                    answered=bool(question and question.answered_at),
                    mine=case.may_fill(criterion.code),
                )
                lines.append(line)
    own = [line for line in lines if line.scored]
    return UnitSheet(
        lines=tuple(lines),
        filled=sum(line.own is not None for line in own),
        to_fill=len(own),
        own_points=sum((line.own.points or Decimal() for line in own if line.own), Decimal()),
        points=sum((line.points or Decimal() for line in lines), Decimal()),
        maximum=sum((line.component.maximum or Decimal() for line in lines if line.points is not None), Decimal()),
        questions=len(questions),
        unanswered=sum(row.answered_at is None for row in questions.values()),
        sent=STAGES.index(case.stage) >= STAGES.index(Stage.EXPLAINING),
    )  # fmt: skip


# One component -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ComponentSheet:
    domain: Domain
    criterion: Criterion
    component: Component
    said: tuple[Mark, ...]  # what the asker hears, in the order of the voices
    revisions: dict[Voice, int]
    files: tuple[Evidence, ...]
    question: Explanation | None
    figure: Figure | None
    before: str  # codes beside it, to go on without the list
    after: str


def component_sheet(case: Case, code: str) -> ComponentSheet:
    found = places(case.framework).get(code)
    if found is None:
        raise NotFound
    criterion, one = found
    domain = next(domain for domain in case.framework.domains if criterion in domain.criteria)
    said = marks_of(case.unit.pk, code=code)
    codes = list(places(case.framework))
    here = codes.index(code)
    reads = hears(case, Voice.SELF)
    files = Evidence.objects.filter(unit=case.unit, component=code, dropped_at=None) if reads else Evidence.objects.none()  # fmt: skip
    questions = Explanation.objects.filter(unit=case.unit, component=code)
    return ComponentSheet(
        domain=domain,
        criterion=criterion,
        component=one,
        said=tuple(
            said[voice][code] for voice in VOICES if code in said.get(voice, {}) and hears(case, voice)
        ),
        revisions={voice: marks[code].revision for voice, marks in said.items() if code in marks},
        files=tuple(files.order_by("pk")),
        question=questions.first() if hears_questions(case) else None,
        figure=Figure.objects.filter(unit=case.unit, component=code).order_by("-revision").first(),
        before=codes[here - 1] if here else "",
        after=codes[here + 1] if here + 1 < len(codes) else "",
    )
