"""Numbers kept for a desk that may lose its line, and what became of each."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from motcua.chronicle import actions as chronicle
from motcua.dossiers.actions.store import number_form
from motcua.dossiers.models import NumberSeries, ReservedNumber
from motcua.dossiers.rules import refusals, reserved
from motcua.dossiers.rules.states import TABLE, Act
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import NotFound, Said
from motcua.people import queries as people
from motcua.people.rules import Reach, Role


@transaction.atomic
def reserve_numbers(
    *, agency_id: int, desk: str, count: int, reach: Reach, at: datetime
) -> list[ReservedNumber]:
    """The next numbers of today, kept for one desk. They are out of the series: whoever comes next gets a later one."""
    agency = people.agency_if(agency_id)
    if agency is None:
        raise NotFound()
    grant = reach.grant(Role.RECEPTION, agency.path)
    if grant is None:
        raise refusals.NotYourRole(number="", act=Said(TABLE[Act.SUBMIT].name))
    day, name = at.astimezone(TZ).date(), desk.strip()
    mine = ReservedNumber.objects.filter(agency_id=agency_id, day=day, desk=name)
    reserved.check_block(
        count=count, desk=name, open_now=mine.filter(used_at__isnull=True, voided_at__isnull=True).count()
    )
    NumberSeries.objects.bulk_create(
        [NumberSeries(agency_id=agency_id, day=day, last=0)], ignore_conflicts=True
    )
    # The row is held until the commit, as by whoever hands in: no number is skipped and none given twice.
    series = NumberSeries.objects.filter(agency_id=agency_id, day=day)
    series.update(last=F("last") + count)
    last = series.values_list("last", flat=True).get()
    form = number_form(agency, day_at=at)
    kept = ReservedNumber.objects.bulk_create(
        ReservedNumber(
            agency_id=agency_id, day=day, running=running, number=form.number(running), desk=name,
            officer_id=reach.officer_id, reserved_at=at,
        )
        for running in range(last - count + 1, last + 1)
    )  # fmt: skip
    chronicle.append(
        kind=reserved.Kind.RESERVED, subject=f"number:{kept[0].number}", actor=f"mandate:{grant.mandate_id}", at=at,
        agency=agency.code, data={"first": last - count + 1, "last": last},
    )  # fmt: skip
    return kept


@transaction.atomic
def void_numbers(*, numbers: Sequence[str], reason: str, reach: Reach, at: datetime) -> None:
    """All of these, or none when one of them cannot be."""
    for number in numbers:
        void_number(number=number, reason=reason, reach=reach, at=at)


@transaction.atomic
def void_number(*, number: str, reason: str, reach: Reach, at: datetime) -> None:
    """Nobody has this number, and nobody will: spoiled, torn, or left at the end of the day. Twice is once."""
    row = ReservedNumber.objects.select_related("agency").filter(number=number).first()
    grant = reach.grant(Role.RECEPTION, row.agency.path) if row else None
    if row is None or grant is None:
        raise NotFound()
    reserved.check_reason(reason)
    changed = ReservedNumber.objects.filter(pk=row.pk, used_at__isnull=True, voided_at__isnull=True).update(
        voided_at=at, voided_by_id=reach.officer_id, reason=reason.strip()
    )
    if not changed:
        if ReservedNumber.objects.filter(pk=row.pk, voided_at__isnull=False).exists():
            return
        raise reserved.NumberNotFree(number=number)
    chronicle.append(
        kind=reserved.Kind.VOIDED, subject=f"number:{number}", actor=f"mandate:{grant.mandate_id}", at=at,
        agency=row.agency.code,
    )  # fmt: skip


def check_free(*, number: str, submission: UUID, agency_id: int, said: datetime, at: datetime) -> datetime:
    """Whether this request may bear a kept number; answers the moment its receipt says."""
    row = ReservedNumber.objects.filter(number=number, agency_id=agency_id).first()
    if row is None or row.voided_at or (row.used_at and row.submission != submission):
        raise reserved.NumberNotFree(number=number)
    return reserved.moment_of(number=number, said=said, reserved_at=row.reserved_at, at=at)


def use(*, number: str, submission: UUID, at: datetime) -> None:
    """Inside the act that hands in: of two requests with one number only the first goes through."""
    changed = ReservedNumber.objects.filter(
        number=number, used_at__isnull=True, voided_at__isnull=True
    ).update(used_at=at, submission=submission)
    if changed != 1:
        raise reserved.NumberNotFree(number=number)
