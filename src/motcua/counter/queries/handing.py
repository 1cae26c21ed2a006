"""What is still to be carried to the units today, and the sheets of a day."""

from dataclasses import dataclass
from datetime import date, datetime

from motcua.counter.models import HandOverLine, HandOverSheet
from motcua.dossiers import queries as dossiers
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import NotFound
from motcua.people import queries as people
from motcua.people.rules import Reach, Role

TAKING = (Role.CASE_OFFICER, Role.UNIT_HEAD)
READING = (Role.RECEPTION, *TAKING)
SHEETS_MAX = 100


def to_hand_over(reach: Reach, *, at: datetime) -> tuple[dossiers.Carried, ...]:
    """Handed on today and on no sheet yet."""
    day = at.astimezone(TZ).date()
    found = dossiers.handed_on(reach, on=day)
    there = set(
        HandOverLine.objects.filter(day=day, dossier_id__in=[one.id for one in found]).values_list(
            "dossier_id", flat=True
        )
    )
    return tuple(one for one in found if one.id not in there)


@dataclass(frozen=True)
class Sheet:
    """One sheet with both confirmations."""

    id: int
    agency: str
    day: date
    given_by: str
    given_at: datetime
    taken_by: str
    taken_at: datetime | None
    counted: int | None
    remark: str
    lines: int
    may_take: bool


def sheets(reach: Reach, *, on: date) -> tuple[Sheet, ...]:
    paths = [path for role in READING for path in reach.agencies(role)]
    if not paths:
        return ()
    rows = HandOverSheet.objects.filter(people.within(paths), day=on).prefetch_related("lines")
    rows = rows.select_related("agency", "given_by__person", "taken_by__person")
    return tuple(sheet_facts(row, reach) for row in rows.order_by("id")[:SHEETS_MAX])


def sheet_of(sheet_id: int, reach: Reach) -> HandOverSheet:
    rows = HandOverSheet.objects.select_related("agency", "given_by__person", "taken_by__person")
    row = rows.filter(pk=sheet_id).first()
    if row is None or not any(reach.may(role, row.agency.path) for role in READING):
        raise NotFound()
    return row


def sheet_facts(row: HandOverSheet, reach: Reach) -> Sheet:
    return Sheet(
        id=row.pk, agency=row.agency.name, day=row.day, given_by=row.given_by.person.full_name, given_at=row.given_at,
        taken_by=row.taken_by.person.full_name if row.taken_by else "", taken_at=row.taken_at, counted=row.counted,
        remark=row.remark, lines=len(row.lines.all()),
        may_take=row.taken_at is None
        and row.given_by_id != reach.officer_id
        and any(reach.may(role, row.agency.path) for role in TAKING),
    )  # fmt: skip


def lines_of(row: HandOverSheet) -> tuple[dossiers.Carried, ...]:
    return dossiers.carried(list(row.lines.values_list("dossier_id", flat=True)))
