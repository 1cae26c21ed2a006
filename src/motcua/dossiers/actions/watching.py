"""By the clock: a warning before a step has used up its share of the term, word to the head of the unit once it has.

It belongs to no act and changes no dossier. Run twice, late, or by two workers at once, each is said once a stay: the
row that says so and the notices are one transaction, and the row may exist once.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from motcua import database
from motcua.dossiers import queries
from motcua.dossiers.actions import telling
from motcua.dossiers.models import Dossier, StepAlert, Wait
from motcua.dossiers.queries.limits import limit
from motcua.dossiers.rules.route import route
from motcua.dossiers.rules.states import OPEN, PAUSED, State
from motcua.dossiers.rules.steps import Alert, alert_due
from motcua.law import queries as law
from motcua.notices import actions as notices
from motcua.people import queries as people
from motcua.procedures import queries as procedures

ROWS_AT_ONCE = 500
RUNNING = tuple(sorted(OPEN - PAUSED - {State.NEW}))


@dataclass(frozen=True)
class Found:
    """A stay about which somebody is to be told."""

    dossier: Dossier
    kind: Alert
    used_minutes: int
    allotted_minutes: int


def watch_steps(*, at: datetime) -> int:
    """Every open stay that has a share; answers how many alerts were given."""
    percent, given, turns = limit("step-warning-percent", on=at), 0, database.Turns()
    for lot in _lots():
        for found in _due(lot, percent=percent, at=at):
            given += _say(found, at=at)
            turns.give_way()
    return given


def _lots() -> Iterator[list[Dossier]]:
    last = 0
    while True:
        rows = Dossier.objects.filter(state__in=RUNNING, number__isnull=False, pk__gt=last)
        lot = list(
            rows.select_related("step_agency", "agency", "holder__person").order_by("pk")[:ROWS_AT_ONCE]
        )
        if not lot:
            return
        yield lot
        last = lot[-1].pk


def _due(lot: list[Dossier], *, percent: int, at: datetime) -> Iterator[Found]:
    said: dict[tuple[int, datetime], list[Alert]] = defaultdict(list)
    for row in StepAlert.objects.filter(dossier__in=lot):
        said[row.dossier_id, row.step_since].append(Alert(row.kind))
    waits: dict[int, list[Wait]] = defaultdict(list)
    for wait in Wait.objects.filter(dossier__in=[one for one in lot if one.has_waited]).order_by("pk"):
        waits[wait.dossier_id].append(wait)
    for dossier in lot:
        before = said[dossier.pk, dossier.step_since]
        definition = procedures.definition(dossier.version_id)
        share = route(definition)[dossier.step].share_percent
        if not share or Alert.BREACH in before:
            continue
        allotted = queries.term_minutes(queries.term_of(dossier, definition)) * share // 100
        used = queries.step_minutes(
            dossier, at=at, calendar=law.calendar(dossier.agency_id), waits=waits[dossier.pk]
        )
        kind = alert_due(used_minutes=used, allotted_minutes=allotted, percent=percent, given=before)
        if kind:
            yield Found(dossier, kind, used, allotted)


def _say(found: Found, *, at: datetime) -> bool:
    """False when another worker said it first."""
    dossier = found.dossier
    told = _told(found, at=at)
    try:
        with transaction.atomic():
            StepAlert.objects.create(
                dossier=dossier, step_since=dossier.step_since, kind=found.kind, at=at, told=len(told)
            )
            notices.queue_many(messages=[_message(found, one, at=at) for one in told])
    except IntegrityError:
        return False
    return True


def _told(found: Found, *, at: datetime) -> list[people.Told]:
    """A warning goes to whoever has it in hand or stands in; a breach, and what nobody has in hand, to the head."""
    dossier = found.dossier
    hands = (
        people.hands_of(dossier.holder_id, at=at) if found.kind is Alert.WARNING and dossier.holder_id else []
    )
    return hands or people.superiors(dossier.step_agency_id, dossier.step_agency.path, at=at)


def _message(found: Found, to: people.Told, *, at: datetime) -> notices.Message:
    dossier = found.dossier
    step = route(procedures.definition(dossier.version_id))[dossier.step]
    holder = dossier.holder.person.full_name if dossier.holder else ""
    return notices.Message(
        to=telling.officer(to),
        template=f"dossiers/step-{found.kind}",
        values={
            "number": dossier.number or "",
            "procedure": dossier.procedure_name,
            "step": step.name.vi,
            "step_en": step.name.en or step.name.vi,
            "holder": holder,
            "used": _hours(found.used_minutes),
            "allotted": _hours(found.allotted_minutes),
            "office": dossier.step_agency.name,
        },
        # Of the step, not of the dossier: the applicant's notices are listed by theirs.
        subject=f"step:{dossier.key}",
        at=at,
    )


def _hours(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{hours}:{rest:02}"
