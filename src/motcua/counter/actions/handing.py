"""Handing requests over from the desk to the unit, with both confirmations."""

from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction

from motcua.chronicle import actions as chronicle
from motcua.counter import queries
from motcua.counter.models import HandOverLine, HandOverSheet
from motcua.counter.rules import handing as rules
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Forbidden, NotFound
from motcua.people import queries as people
from motcua.people.rules import Reach, Role


@transaction.atomic
def give_sheet(*, agency_id: int, dossiers: Collection[int], reach: Reach, at: datetime) -> HandOverSheet:
    """The desk's confirmation: exactly these requests go to the unit now."""
    agency = people.agency_if(agency_id)
    grant = reach.grant(Role.RECEPTION, agency.path) if agency else None
    if agency is None or grant is None:
        raise NotFound()
    if reach.officer_id is None:
        raise Forbidden()
    open_now = {one.id for one in queries.to_hand_over(reach, at=at) if one.agency_id == agency_id}
    wanted = sorted(open_now & set(dossiers))
    if not wanted:
        raise rules.NothingToGive()
    day = at.astimezone(TZ).date()
    sheet = HandOverSheet.objects.create(
        agency_id=agency_id, day=day, given_by_id=reach.officer_id, given_at=at
    )
    try:
        with transaction.atomic():
            HandOverLine.objects.bulk_create(
                HandOverLine(sheet=sheet, dossier_id=one, day=day) for one in wanted
            )
    except IntegrityError:
        raise rules.NothingToGive() from None
    chronicle.append(
        kind=rules.Kind.GIVEN, subject=f"sheet:{sheet.pk}", actor=f"mandate:{grant.mandate_id}", at=at,
        agency=agency.code, data={"lines": len(wanted)},
    )  # fmt: skip
    return sheet


@transaction.atomic
def take_sheet(*, sheet_id: int, counted: int | None, remark: str, reach: Reach, at: datetime) -> None:
    """The unit's confirmation, by somebody other than who gave it."""
    sheet = queries.sheet_of(sheet_id, reach)
    grant = next((one for role in queries.TAKING if (one := reach.grant(role, sheet.agency.path))), None)
    if grant is None or reach.officer_id is None:
        raise Forbidden()
    if sheet.given_by_id == reach.officer_id:
        raise rules.GiverTakes()
    lines = sheet.lines.count()
    rules.check_counts(said=counted, lines=lines, remark=remark)
    changed = HandOverSheet.objects.filter(pk=sheet.pk, taken_at=None).update(
        taken_by_id=reach.officer_id, taken_at=at, counted=counted, remark=remark.strip()
    )
    if not changed:
        raise rules.AlreadyTaken()
    chronicle.append(
        kind=rules.Kind.TAKEN, subject=f"sheet:{sheet.pk}", actor=f"mandate:{grant.mandate_id}", at=at,
        agency=sheet.agency.code, data={"lines": lines, "counted": counted or 0},
    )  # fmt: skip
