"""By the clock: which requests nobody moves, and word of it to whoever stands above and to the person.

It belongs to no act and changes no request. Run twice, late, or by two workers at once, each reason is one row while
it lasts, and its word is given once: the row says so in the transaction that queues the notices.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from motcua import database
from motcua.dossiers.actions import telling
from motcua.dossiers.models import Dossier, Stuck
from motcua.dossiers.queries import stuck as asked
from motcua.dossiers.queries.limits import limit
from motcua.dossiers.rules.stuck import REPORTED, Reason
from motcua.foundation import calendar as deadlines
from motcua.law import queries as law
from motcua.notices import actions as notices
from motcua.notices.rules import moment
from motcua.people import queries as people

TOLD_AT_ONCE_MAX = 200


def watch_stuck(*, at: datetime) -> int:
    """Look at every open request, then give word of what has stood too long; answers how many were told of."""
    looking = asked.Looking(at=at)
    for lot in asked.lots(looking):
        _note(lot, looking, at=at)
    # What has ended meanwhile is in no lot any more.
    Stuck.objects.filter(ended_at=None).exclude(dossier__state__in=asked.LOOKED_AT).update(ended_at=at)
    untold = Stuck.objects.filter(ended_at=None, reason=Reason.UNTOLD).select_related("dossier")
    delivered = [row.pk for row in untold if f"dossier:{row.dossier.key}" not in looking.untold]
    Stuck.objects.filter(pk__in=delivered, ended_at=None).update(ended_at=at)
    paused = Stuck.objects.filter(ended_at=None, dossier__state__in=sorted(asked.PAUSED))
    paused.exclude(reason__in=[Reason.UNTOLD, *REPORTED]).update(ended_at=at)
    return _tell_all(at=at)


def _note(lot: list[Dossier], looking: asked.Looking, *, at: datetime) -> None:
    """New rows for what stands still now; what does not any more has ended."""
    now = {
        (dossier.pk, reason): since for dossier in lot for reason, since in looking.reasons(dossier).items()
    }
    known = {
        (row.dossier_id, Reason(row.reason)): row.pk
        for row in Stuck.objects.filter(dossier__in=lot, ended_at=None).exclude(reason__in=REPORTED)
    }
    ended = [key for pair, key in known.items() if pair not in now]
    if ended:
        Stuck.objects.filter(pk__in=ended, ended_at=None).update(ended_at=at)
    new = [
        Stuck(dossier_id=pk, reason=reason, since=since, found_at=at)
        for (pk, reason), since in now.items()
        if (pk, reason) not in known
    ]
    Stuck.objects.bulk_create(new, ignore_conflicts=True)


@transaction.atomic
def note_unheard(*, found: Mapping[str, datetime], at: datetime) -> int:
    """What the room that sends says of the nation: which open requests, by number, it did not hear of, since when.

    All of them each time; what is not among them any more has been heard. Answers how many there are.
    """
    standing = Stuck.objects.filter(reason=Reason.UNHEARD, ended_at=None)
    standing.exclude(dossier__number__in=list(found)).update(ended_at=at)
    known = set(standing.values_list("dossier_id", flat=True))
    rows = Dossier.objects.filter(number__in=list(found), state__in=asked.LOOKED_AT).exclude(pk__in=known)
    Stuck.objects.bulk_create(
        [
            Stuck(dossier_id=pk, reason=Reason.UNHEARD, since=found[number], found_at=at)
            for pk, number in rows.values_list("pk", "number")
            if number is not None
        ],
        ignore_conflicts=True,
    )
    return len(found)


def _tell_all(*, at: datetime) -> int:
    minutes, told, turns = limit("stuck-hours", on=at) * 60, 0, database.Turns()
    # Working time is never longer than time.
    waiting = Stuck.objects.filter(ended_at=None, told_at=None, since__lte=at - timedelta(minutes=minutes))
    rows = waiting.select_related("dossier__agency", "dossier__step_agency", "dossier__holder__person")
    for row in _in_lots(rows):
        calendar = law.calendar(row.dossier.agency_id)
        if deadlines.working_minutes(start=row.since, end=at, calendar=calendar) >= minutes:
            told += _tell(row, at=at)
            turns.give_way()
        if told >= TOLD_AT_ONCE_MAX:
            break
    return told


def _in_lots(rows: QuerySet[Stuck]) -> Iterator[Stuck]:
    """The longest standing first, each lot read to its end: while a question is open, SQLite begins no act at all
    when somebody else has written since."""
    left = rows.order_by("since", "pk")
    while lot := list(left[: asked.ROWS_AT_ONCE]):
        yield from lot
        since, pk = lot[-1].since, lot[-1].pk
        left = rows.filter(Q(since__gt=since) | Q(since=since, pk__gt=pk)).order_by("since", "pk")


@transaction.atomic
def _tell(row: Stuck, *, at: datetime) -> bool:
    """False when another worker said it first."""
    dossier = row.dossier
    superiors = people.superiors(dossier.step_agency_id, dossier.step_agency.path, at=at)
    # Who could not be reached is not reached by one more letter: the office is asked to ring.
    # That the nation lags behind changes nothing for the person.
    tells_person = row.reason not in (Reason.UNTOLD, *REPORTED)
    changed = Stuck.objects.filter(pk=row.pk, told_at=None, ended_at=None).update(
        told_at=at, told=len(superiors), told_person=tells_person
    )
    if not changed:
        return False
    notices.queue_many(messages=[_to_superior(row, one, at=at) for one in superiors])
    if tells_person:
        notices.queue_many(messages=[_to_person(row, at=at)])
    return True


def _to_superior(row: Stuck, to: people.Told, *, at: datetime) -> notices.Message:
    dossier = row.dossier
    return notices.Message(
        to=telling.officer(to),
        template="dossiers/stuck",
        values={
            "number": dossier.number or "",
            "procedure": dossier.procedure_name,
            "reason": row.reason,
            "since": moment(row.since),
            "holder": dossier.holder.person.full_name if dossier.holder else "",
            "office": dossier.step_agency.name,
        },
        # Of the standing still, not of the dossier: the applicant's notices are listed by theirs.
        subject=f"stuck:{dossier.key}",
        at=at,
    )


def _to_person(row: Stuck, *, at: datetime) -> notices.Message:
    dossier = row.dossier
    return notices.Message(
        to=telling.applicant_of(dossier),
        template="dossiers/stuck-person",
        values={
            "number": dossier.number or "",
            "procedure": dossier.procedure_name,
            "office": dossier.agency.name,
            "phone": dossier.agency.phone,
        },
        subject=f"dossier:{dossier.key}",
        at=at,
    )
