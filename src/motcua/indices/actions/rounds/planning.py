"""A round is planned by its owner, with the units it measures, and opened for them to score themselves."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from motcua.chronicle import actions as chronicle
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Fault, Forbidden, InvalidInput, NotFound, gettext_noop
from motcua.people import queries as people
from motcua.people.rules import Reach, Role

from ...models import FrameworkVersion, Round, RoundUnit
from ...rounds.choosing import units_possible
from ...rules.round_refusals import FrameworkIncomplete, RoundStepNotAllowed, RoundTwice
from ...rules.rounds import RoundKind, RoundState, check_round_step

EXPLAIN_DAYS_MAX = 90


@dataclass(frozen=True)
class NewRound:
    owner_id: int
    framework_id: int
    year: int
    locks_at: datetime
    ends_on: date
    explain_days: int = 7
    units: tuple[int, ...] = ()  # nothing: all units of the framework's level below the owner
    simulated: bool = False


@transaction.atomic
def plan_round(*, form: NewRound, reach: Reach, at: datetime) -> int:
    """Which framework, which year, which units, until when."""
    owner = people.agency_if(form.owner_id)
    if owner is None or not any(owner.path.startswith(path) for path in reach.agencies()):
        raise NotFound
    if not reach.may(Role.HOME_AFFAIRS, owner.path):
        raise Forbidden
    version = FrameworkVersion.objects.filter(pk=form.framework_id).first()
    if version is None:
        raise NotFound
    if not version.complete:
        raise FrameworkIncomplete
    possible = units_possible(owner_id=owner.id, level=version.level, at=at)
    wanted = [one for one in possible if not form.units or one.id in form.units]
    faults = _faults(form, version, at)
    if not wanted or (form.units and len(wanted) != len(set(form.units))):
        faults.append(Fault("units", gettext_noop("Choose units of the framework's level that lie below the owner.")))  # fmt: skip
    if faults:
        raise InvalidInput(faults=faults)
    try:
        with transaction.atomic():
            planned = Round.objects.create(
                owner_id=owner.id,
                framework=version,
                year=form.year,
                locks_at=form.locks_at,
                ends_on=form.ends_on,
                explain_days=form.explain_days,
                simulated=form.simulated or version.fictional,
                planned_at=at,
            )
    except IntegrityError:
        raise RoundTwice from None
    RoundUnit.objects.bulk_create([RoundUnit(round=planned, agency_id=one.id) for one in wanted])
    tell(
        RoundKind.PLANNED, planned, reach.actor, at,
        year=form.year, framework=version.digest, units=len(wanted),
    )  # fmt: skip
    return int(planned.pk)


def _faults(form: NewRound, version: FrameworkVersion, at: datetime) -> list[Fault]:
    faults = []
    if not (version.starts <= form.year and (version.ends is None or form.year <= version.ends)):
        sentence = gettext_noop("This framework is not for %(year)s; choose the one of that year.")
        faults.append(Fault("framework", sentence, {"year": str(form.year)}))
    if form.locks_at <= at:
        faults.append(Fault("locks_on", gettext_noop("The deadline of self-scoring has passed already.")))
    if form.ends_on <= form.locks_at.astimezone(TZ).date():
        faults.append(Fault("ends_on", gettext_noop("The council decides after the self-scores are locked.")))
    if not 1 <= form.explain_days <= EXPLAIN_DAYS_MAX:
        faults.append(Fault("explain_days", gettext_noop("A unit has between 1 and %(most)s days to explain."), {"most": EXPLAIN_DAYS_MAX}))  # fmt: skip
    return faults


@transaction.atomic
def open_scoring(*, round_id: int, reach: Reach, at: datetime) -> None:
    """From now on the units score themselves."""
    planned = run_by(round_id=round_id, reach=reach)
    check_round_step(state=RoundState(planned.state), wanted=RoundState.OPEN)
    if planned.locks_at <= at:
        raise InvalidInput(
            faults=[Fault("locks_on", gettext_noop("The deadline of self-scoring has passed already."))]
        )
    move(planned, RoundState.OPEN, opened_at=at)
    tell(RoundKind.OPENED, planned, reach.actor, at)


def run_by(*, round_id: int, reach: Reach) -> Round:
    """The round, if the asker runs it for its owner. Strangers are not told that it exists."""
    found = Round.objects.select_related("owner", "framework").filter(pk=round_id).first()
    if found is None or not any(found.owner.path.startswith(path) for path in reach.agencies()):
        raise NotFound
    if not reach.may(Role.HOME_AFFAIRS, found.owner.path):
        raise Forbidden
    return found


def move(planned: Round, wanted: RoundState, **facts: datetime) -> None:
    if Round.objects.filter(pk=planned.pk, state=planned.state).update(state=wanted, **facts) != 1:
        raise RoundStepNotAllowed


def tell(kind: RoundKind, planned: Round, actor: str, at: datetime, **data: int | str) -> None:
    chronicle.append(
        kind=kind, subject=str(planned), actor=actor, at=at, agency=planned.owner.code, data=data
    )
