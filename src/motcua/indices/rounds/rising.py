"""The way up of one unit: what an office says about effort, the cheapest plan with that, and the plans that were kept."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import numpy

from motcua.foundation.refusal import NotFound
from motcua.people import queries as people
from motcua.people.queries import OfficerFacts

from ..models import LeverEffort, PlanTask, RisePlan
from ..planning import Drift, Guess, Lever, Plan, Wish, levers_of, places_up, plan_for, total_errors
from ..rules.frameworks import SURVEYED, Component
from ..rules.rounds import LEAD_ROLES
from .choosing import departments_of
from .drifting import Past
from .gate import Case
from .ranked import RankedTable, own_code

# A page waits so long for a plan; one that was not proved by then says so.
PLAN_SECONDS = 5.0
PLANS_SHOWN_MAX = 20


class Want(StrEnum):
    UP = "up"  # so many places better
    RANK = "rank"
    TOTAL = "total"


@dataclass(frozen=True)
class Effort:
    """What one component takes. `said` is false where nobody has said it and the figures are a guess."""

    a_point: Decimal
    start: Decimal
    most: Decimal | None = None
    used: bool = True
    said: bool = True


@dataclass(frozen=True)
class Asked:
    """What a plan is asked for. Rivals rise by `drift` points until the next table, give or take `spread`; or each as
    it moved between announced sheets."""

    want: Want
    amount: Decimal
    chance: Decimal | None = None  # percent
    effort: Decimal | None = None  # working days in all
    drift: Decimal = Decimal()
    spread: Decimal = Decimal()
    past: bool = False

    def plain(self) -> dict[str, str]:
        return {name: str(value) for name, value in asdict(self).items() if value is not None}


@dataclass(frozen=True)
class Made:
    """A plan that was worked out and not kept yet."""

    asked: Asked
    plan: Plan
    table: str
    guessed: int  # efforts in it that nobody has said
    ranks: bool  # whether there was anybody to be ranked against
    unsure: bool  # whether anything was drawn: without an error or a spread a chance says nothing
    rivals: "Rivals"


@dataclass(frozen=True)
class Rivals:
    """What was taken for how the others move until the next table, in points of the index."""

    mean: float
    spread: float
    years: tuple[int, ...] = ()  # of the announced sheets it comes from; none: as it was typed


GUESS = Guess()


def efforts_of(case: Case) -> dict[str, Effort]:
    """Of every component: the office's own figures, or the guess."""
    rows = LeverEffort.objects.filter(agency_id=case.unit.agency_id, framework=case.framework.code)
    own = {row.component: Effort(row.a_point, row.start, row.most, row.used) for row in rows}
    guess = Effort(Decimal(str(GUESS.effort_a_point)), Decimal(str(GUESS.start)), said=False)
    return {one.code: own.get(one.code, guess) for one in case.framework.components}


def open_components(case: Case) -> list[Component]:
    """Those that an office can do something about: what people answer is no lever."""
    return [one for one in case.framework.components if one.source not in SURVEYED and one.maximum]


def levers(table: RankedTable, unit: str, efforts: Mapping[str, Effort]) -> list[Lever]:
    guesses = {
        code: Guess(
            float(one.a_point), float(one.start), None if one.most is None else float(one.most), one.used
        )
        for code, one in efforts.items()
    }
    return levers_of(table.framework, table.points[unit], efforts=guesses)


def make_plan(case: Case, table: RankedTable, asked: Asked, past: Past | None = None) -> Made:
    """The cheapest plan; raises what `plan_for` refuses: out of reach, or too unsure."""
    unit, efforts = own_code(case), efforts_of(case)
    pulled = levers(table, unit, efforts)
    wish = _wish(table, unit, asked)
    drift, rivals = _drift(table, unit, asked, past)
    plan = plan_for(table.league, unit, pulled, wish, drift=drift, seconds=PLAN_SECONDS)
    guessed = sum(not efforts[task.component].said for task in plan.tasks)
    return Made(
        asked,
        plan,
        hashlib.sha256(table.key.encode()).hexdigest(),
        guessed,
        table.ranks,
        _unsure(table, unit, wish, rivals),
        rivals,
    )


def _drift(table: RankedTable, unit: str, asked: Asked, past: Past | None) -> tuple[Drift, Rivals]:
    """What the unit itself will do is the plan: it does not drift."""
    others = numpy.array([0.0 if one == unit else 1.0 for one in table.league.units])
    if not asked.past:
        drift = Drift(others * float(asked.drift), others * float(asked.spread))
        return drift, Rivals(float(asked.drift), float(asked.spread))
    assert past is not None, "asked for only where it was offered"
    # One change a unit says nothing about how it varies: then what was typed counts.
    spread = past.spread or float(asked.spread)
    mean = float((past.drift.mean * others).sum() / max(1.0, others.sum()))
    return Drift(past.drift.mean * others, others * spread), Rivals(mean, spread, past.years)


def _unsure(table: RankedTable, unit: str, wish: Wish, rivals: Rivals) -> bool:
    errors = total_errors(table.league)
    if wish.total is not None:
        return bool(errors[table.league.units.index(unit)])
    return bool(errors.any()) or rivals.spread > 0


def _wish(table: RankedTable, unit: str, asked: Asked) -> Wish:
    chance = None if asked.chance is None else float(asked.chance) / 100
    effort = None if asked.effort is None else float(asked.effort)
    if asked.want is Want.TOTAL:
        return Wish(total=float(asked.amount), chance=chance, effort=effort)
    amount = int(asked.amount)
    rank = places_up(table.league, unit, amount) if asked.want is Want.UP else amount
    return Wish(min(rank, len(table.league.units)), chance=chance, effort=effort)


# Plans that were kept ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TaskLine:
    component: str
    before: float
    after: float
    gain: float
    effort: float
    department_id: int | None
    department: str
    officer_id: int | None
    officer: str
    due_on: date | None


@dataclass(frozen=True)
class KeptPlan:
    id: int
    asked: Mapping[str, str]
    found: Mapping[str, Any]
    made_at: datetime
    tasks: tuple[TaskLine, ...] = ()


def plans_of(case: Case) -> list[KeptPlan]:
    rows = RisePlan.objects.filter(unit=case.unit).order_by("-pk")[:PLANS_SHOWN_MAX]
    return [KeptPlan(row.pk, row.asked, row.found, row.made_at) for row in rows]


def plan_of(case: Case, plan_id: int) -> KeptPlan:
    row = RisePlan.objects.filter(unit=case.unit, pk=plan_id).first()
    if row is None:
        raise NotFound
    order = {one.code: n for n, one in enumerate(case.framework.components)}
    rows = PlanTask.objects.filter(plan=row).select_related("department", "officer__person")
    tasks = [
        TaskLine(
            component=task.component,
            before=task.before,
            after=task.after,
            gain=task.gain,
            effort=task.effort,
            department_id=task.department_id,
            department=task.department.name if task.department else "",
            officer_id=task.officer_id,
            officer=task.officer.person.full_name if task.officer else "",
            due_on=task.due_on,
        )
        for task in sorted(rows, key=lambda task: (order.get(task.component, len(order)), task.pk))
    ]
    return KeptPlan(row.pk, row.asked, row.found, row.made_at, tuple(tasks))


@dataclass(frozen=True)
class Answerable:
    """Somebody who may answer for a task: an agency, or an officer in it."""

    agency_id: int
    agency: str
    officer_id: int | None = None
    officer: str = ""

    @property
    def key(self) -> str:
        return f"{self.agency_id}-{self.officer_id or ''}"


def answerable(case: Case) -> list[Answerable]:
    """The unit and its departments, each followed by its leaders, heads and home-affairs officers."""
    agency = case.unit.agency
    below = departments_of(unit_path=agency.path, unit_id=agency.pk, at=case.at)
    agencies = [(agency.pk, agency.name), *((one.id, one.name) for one in below)]
    people_of: dict[int, list[OfficerFacts]] = {}
    for one in people.officers_of([id for id, _name in agencies], at=case.at, roles=LEAD_ROLES):
        people_of.setdefault(one.agency_id, []).append(one)
    return [
        found
        for id, name in agencies
        for found in (Answerable(id, name), *_in(id, name, people_of.get(id, ())))
    ]


def _in(agency_id: int, name: str, officers: Sequence[OfficerFacts]) -> list[Answerable]:
    named = {one.id: one.full_name for one in officers}
    return [Answerable(agency_id, name, id, full_name) for id, full_name in named.items()]
