"""A unit says what points take it, keeps a plan, and gives its tasks to departments and people, each until a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Fault, InvalidInput, NotFound, gettext_noop
from motcua.people.rules import Reach

from ...models import LeverEffort, PlanTask, RisePlan
from ...rounds.gate import Case, case_of
from ...rounds.rising import Effort, Made, answerable
from ...rules.round_refusals import NotYourHand
from ...rules.rounds import Hand, RoundKind
from .saying import tell

# Who plans for a unit: nobody above it, and no single department.
PLANNERS = frozenset({Hand.UNIT_OFFICER, Hand.UNIT_LEADER})
PLANS_MAX = 200
BOUND = gettext_noop("Between 0 and %(most)s points.")


@dataclass(frozen=True)
class TaskGiven:
    department_id: int | None = None
    officer_id: int | None = None
    due_on: date | None = None


def _case(round_id: int, unit_id: int, reach: Reach, at: datetime) -> Case:
    case = case_of(round_id=round_id, unit_id=unit_id, reach=reach, at=at)
    if not case.hands & PLANNERS:
        raise NotYourHand
    return case


@transaction.atomic
def set_efforts(
    *, round_id: int, unit_id: int, efforts: Mapping[str, Effort], reach: Reach, at: datetime
) -> int:
    """The office's own figures, kept for its agency and the framework, whatever the year. All or nothing."""
    case = _case(round_id, unit_id, reach, at)
    maxima = {one.code: one.maximum for one in case.framework.components}
    faults = []
    for code, one in efforts.items():
        most = maxima.get(code)
        if most is None:
            raise NotFound
        if one.most is not None and not 0 <= one.most <= most:
            faults.append(Fault(f"most-{code}", BOUND, {"most": str(most.normalize())}))
    if faults:
        raise InvalidInput(faults=faults)
    for code, one in efforts.items():
        LeverEffort.objects.update_or_create(
            agency_id=case.unit.agency_id,
            framework=case.framework.code,
            component=code,
            defaults={
                "a_point": one.a_point, "start": one.start, "most": one.most, "used": one.used,
                "said_at": at, "said_by": reach.actor,
            },
        )  # fmt: skip
    if efforts:
        tell(RoundKind.EFFORTS_SAID, case, reach.actor, at, components=len(efforts))
    return len(efforts)


@transaction.atomic
def keep_plan(*, round_id: int, unit_id: int, made: Made, reach: Reach, at: datetime) -> int:
    """A plan that was worked out before, as it is; the table it was counted from is named by its hash."""
    case = _case(round_id, unit_id, reach, at)
    if RisePlan.objects.filter(unit=case.unit).count() >= PLANS_MAX:
        sentence = gettext_noop("There are %(most)s plans of this unit already.")
        raise InvalidInput(faults=[Fault("want", sentence, {"most": PLANS_MAX})])
    plan = made.plan
    kept = RisePlan.objects.create(
        unit=case.unit,
        asked=made.asked.plain(),
        found={
            "effort": plan.effort, "total_before": plan.total_before, "total": plan.total, "chance": plan.chance,
            "rank_before": plan.rank_before, "rank_idle": plan.rank_idle, "rank": plan.rank, "wanted": plan.wanted,
            "proved": plan.proved, "guessed": made.guessed, "ranks": made.ranks, "unsure": made.unsure,
            "rivals": {"mean": made.rivals.mean, "spread": made.rivals.spread, "years": list(made.rivals.years)},
        },
        table=made.table,
        made_at=at,
        made_by=reach.actor,
    )  # fmt: skip
    PlanTask.objects.bulk_create(
        [
            PlanTask(plan=kept, component=task.component, before=task.before, after=task.after, gain=task.gain, effort=task.effort)
            for task in plan.tasks
        ]
    )  # fmt: skip
    tell(RoundKind.PLAN_KEPT, case, reach.actor, at, plan=kept.pk, table=made.table, tasks=len(plan.tasks))
    return int(kept.pk)


@transaction.atomic
def give_tasks(
    *, round_id: int, unit_id: int, plan_id: int, tasks: Mapping[str, TaskGiven], reach: Reach, at: datetime
) -> int:
    """Component → who answers for it and until when. Only agencies of the unit and those who lead in them."""
    case = _case(round_id, unit_id, reach, at)
    plan = RisePlan.objects.filter(unit=case.unit, pk=plan_id).first()
    if plan is None:
        raise NotFound
    known = {(one.agency_id, one.officer_id) for one in answerable(case)}
    today = at.astimezone(TZ).date()
    rows = {row.component: row for row in PlanTask.objects.filter(plan=plan, component__in=list(tasks))}
    faults = []
    for code, one in tasks.items():
        if one.department_id is not None and (one.department_id, one.officer_id) not in known:
            faults.append(
                Fault(f"who-{code}", gettext_noop("Choose a department or an officer of this unit."))
            )
        # A day that was given before may have passed since: the other tasks can still be changed.
        kept = rows[code].due_on if code in rows else None
        if one.due_on is not None and one.due_on < today and one.due_on != kept:
            faults.append(Fault(f"due-{code}", gettext_noop("This day has passed already.")))
    if faults:
        raise InvalidInput(faults=faults)
    changed = 0
    for code, row in rows.items():
        one = tasks[code]
        if (row.department_id, row.officer_id, row.due_on) != (one.department_id, one.officer_id, one.due_on):
            changed += PlanTask.objects.filter(pk=row.pk).update(
                department_id=one.department_id, officer_id=one.officer_id, due_on=one.due_on
            )
    if changed:
        tell(RoundKind.TASKS_GIVEN, case, reach.actor, at, plan=plan.pk, tasks=changed)
    return changed
