"""Criteria are given to lead departments, each until a day, and they are told; who is late or nearly so is reminded
once a day."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Fault, InvalidInput, gettext_noop
from motcua.notices import actions as notices
from motcua.people import queries as people
from motcua.people.queries import AgencyFacts
from motcua.people.rules import Reach

from ...models import Allocation, RoundUnit
from ...rounds.choosing import departments_of
from ...rounds.gate import case_of
from ...rounds.opened import criteria_filled_by, framework_of
from ...rounds.standing import marks_of
from ...rules.rounds import Act, RoundKind, RoundState, Stage, Voice
from .saying import hold, tell

REMIND_BEFORE = timedelta(days=3)
REMIND_AGAIN = timedelta(days=1)
REMINDED_AT_ONCE_MAX = 2_000


@transaction.atomic
def allocate(
    *, round_id: int, unit_id: int, criteria: Mapping[str, int | None], due_at: datetime, reach: Reach, at: datetime
) -> int:  # fmt: skip
    """Criterion → department below the unit, or nobody: then the unit's own officer fills it in. All or nothing.

    What stands already stays as it is; each department is told once what is new for it."""
    case = case_of(round_id=round_id, unit_id=unit_id, reach=reach, at=at)
    hold(case, Act.ALLOCATE)
    below = {
        one.id for one in departments_of(unit_path=case.unit.agency.path, unit_id=case.unit.agency_id, at=at)
    }
    known = criteria_filled_by(case.framework)
    faults = []
    if not at < due_at <= case.round.locks_at:
        faults.append(
            Fault("due_on", gettext_noop("The day lies between today and the lock of the self-scores."))
        )
    for criterion, department in criteria.items():
        if criterion not in known or (department is not None and department not in below):
            faults.append(Fault(f"lead-{criterion}", gettext_noop("Choose a department below this unit.")))
    if faults:
        raise InvalidInput(faults=faults)
    rows = Allocation.objects.filter(unit=case.unit)
    same = set(rows.filter(due_at=due_at).values_list("criterion", "department"))
    rows.filter(criterion__in=[one for one, department in criteria.items() if department is None]).delete()
    new: dict[int, list[str]] = {}
    for criterion, department in criteria.items():
        if department is None or (criterion, department) in same:
            continue
        Allocation.objects.update_or_create(
            unit=case.unit,
            criterion=criterion,
            defaults={"department_id": department, "due_at": due_at, "given_at": at, "reminded_at": None},
        )
        tell(
            RoundKind.ALLOCATED, case, reach.actor, at,
            criterion=criterion, department=department, due=due_at.isoformat(),
        )  # fmt: skip
        new.setdefault(department, []).append(criterion)
    for department, facts in people.agencies(new).items():
        _speak("indices/criteria-given", facts, case.unit, new[department], due_at, at)
    return sum(department is not None for department in criteria.values())


def remind(*, at: datetime) -> int:
    """Tell lead departments what of theirs is still empty near or after its day, once a day; answers how many."""
    near = (
        Allocation.objects.filter(
            Q(reminded_at=None) | Q(reminded_at__lte=at - REMIND_AGAIN),
            due_at__lte=at + REMIND_BEFORE,
            unit__stage=Stage.SCORING,
            unit__round__state=RoundState.OPEN,
        )
        .select_related("unit__round__framework", "unit__agency", "department")
        .order_by("unit", "department", "criterion")
    )
    told: dict[tuple[int, int], list[Allocation]] = {}
    for row in near[:REMINDED_AT_ONCE_MAX]:
        told.setdefault((row.unit_id, row.department_id), []).append(row)
    return sum(_remind(rows, at) for rows in told.values())


@transaction.atomic
def _remind(rows: list[Allocation], at: datetime) -> int:
    unit: RoundUnit = rows[0].unit
    filled = set(marks_of(unit.pk).get(Voice.SELF, {}))
    wanted = criteria_filled_by(framework_of(unit.round.framework))
    left = [row for row in rows if not set(wanted[row.criterion]) <= filled]
    mine = Allocation.objects.filter(pk__in=[row.pk for row in rows])
    if mine.filter(Q(reminded_at=None) | Q(reminded_at__lte=at - REMIND_AGAIN)).update(reminded_at=at) != len(
        rows
    ):
        return 0  # another worker was faster
    if not left:
        return 0
    due_at = min(row.due_at for row in left)
    criteria = [row.criterion for row in left]
    _speak("indices/criteria-due", people.agency(rows[0].department_id), unit, criteria, due_at, at)
    return 1


def _speak(
    template: str, to: AgencyFacts, unit: RoundUnit, criteria: Iterable[str], due_at: datetime, at: datetime
) -> None:
    """To a department, about criteria of a unit."""
    notices.queue(
        to=notices.Recipient(email=to.email, name=to.name, language="vi"),
        template=template,
        values={
            "name": to.name,
            "unit": unit.agency.name,
            "year": str(unit.round.year),
            "criteria": ", ".join(criteria),
            "due": f"{due_at.astimezone(TZ):%d/%m/%Y %H:%M}",
            "base_url": settings.BASE_URL,
            "path": f"/chi-so/cai-cach/{unit.round_id}/{unit.pk}/?loc=cua-toi",
        },
        subject=str(unit),
        at=at,
    )
