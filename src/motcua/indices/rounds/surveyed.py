"""The survey of people (SIPAS) of the same year, frozen already: what it says of the units of a round, with its standard error.

Made-up answers go into a made-up round only, and real ones into a real one.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from motcua.people.rules import Reach

from .. import sheets
from ..models import Round, RoundUnit, ScoreRow, ScoreSheet
from ..places import places
from ..rules import Index, SheetStatus
from ..rules.frameworks import Component, Source
from ..rules.points import ExternalIndex, OptionMean
from .opened import framework_of

PERCENT = Decimal(100)
DIGITS = 4


@dataclass(frozen=True)
class Surveyed:
    """What a sheet says of one unit for one component, on the scale of that component."""

    unit: str
    component: str
    value: Decimal
    standard_error: Decimal | None


@dataclass(frozen=True)
class SipasSheet:
    id: int
    year: int
    digest: str
    announced_at: datetime | None


def sipas_sheets(*, round_id: int, reach: Reach, at: datetime) -> list[SipasSheet]:
    """Sheets that the components of a round can be filled from, the latest first."""
    held = Round.objects.select_related("framework").get(pk=round_id)
    if held.framework.level != "province" or not _components(held):
        return []
    return [SipasSheet(one.pk, one.year, one.digest, one.announced_at) for one in _fitting(held, reach, at)]


def _fitting(held: Round, reach: Reach, at: datetime) -> list[ScoreSheet]:
    status = SheetStatus.SIMULATED if held.simulated else SheetStatus.COMPUTED
    found = sheets.visible_to(reach, at=at).filter(
        index=Index.SIPAS, year=held.year, level=held.framework.level, status=status
    )
    return list(found.defer("document").order_by("-frozen_at", "-pk"))


def surveyed(
    *, held: Round, sheet_id: int, reach: Reach, at: datetime
) -> tuple[ScoreSheet, list[Surveyed]] | None:
    """None when no such sheet fits the round. Units that the survey did not reach are left out."""
    sheet = next((one for one in _fitting(held, reach, at) if one.pk == sheet_id), None)
    if sheet is None or held.framework.level != sheet.level:
        return None
    codes = {one.id: one.code for one in places().of(level=sheet.level, year=held.year)}
    rows = {row.domain: row for row in ScoreRow.objects.filter(sheet=sheet, value="index")}
    found = []
    for unit in RoundUnit.objects.filter(round=held).select_related("agency").order_by("pk"):
        row = rows.get(codes.get(unit.agency_id, ""))
        if row is not None and row.estimate is not None:
            found += [_of(unit.agency.name, one, row) for one in _components(held)]
    return sheet, found


def _components(held: Round) -> list[Component]:
    """Those of this source that take a value from 0 to 100, or its share."""
    return [
        one
        for one in framework_of(held.framework).components
        if one.source is Source.SIPAS and _takes_percent(one)
    ]


def _takes_percent(one: Component) -> bool:
    match one.rule:
        case ExternalIndex(highest=highest, lowest=lowest):
            return (highest, lowest) == (PERCENT, Decimal())
        case OptionMean():
            return True
    return False


def _of(unit: str, one: Component, row: ScoreRow) -> Surveyed:
    scale = PERCENT if isinstance(one.rule, OptionMean) else Decimal(1)
    error = row.standard_error
    return Surveyed(
        unit,
        one.code,
        _rounded(row.estimate) / scale,
        None if error is None else _rounded(error) / scale,
    )


def _rounded(value: float | None) -> Decimal:
    return round(Decimal(repr(value)), DIGITS)
