"""A frozen sheet whose hour somebody wants to set: what a page says of it to those who may."""

from dataclasses import dataclass
from datetime import datetime

from motcua.foundation.refusal import Forbidden, NotFound
from motcua.people.rules import Reach, Role

from .. import sheets
from ..models import ScoreSheet
from ..rules import SheetAnnounced, SheetStatus


@dataclass(frozen=True)
class Waiting:
    id: int
    index: str
    year: int
    simulated: bool
    digest: str
    round_id: int | None  # else it is of a survey


def waiting(*, sheet_id: int, reach: Reach, at: datetime) -> Waiting:
    """Raises `SheetAnnounced` once the hour is set."""
    row = (
        sheets.visible_to(reach, at=at)
        .select_related("survey__agency", "round__owner")
        .defer("document", "assumed")
        .filter(pk=sheet_id)
        .first()
    )
    if row is None:
        raise NotFound
    if not may_announce(row, reach=reach):
        raise Forbidden
    if row.announced_at is not None:
        raise SheetAnnounced
    return Waiting(row.pk, row.index, row.year, row.status == SheetStatus.SIMULATED, row.digest, row.round_id)


def may_announce(sheet: ScoreSheet, *, reach: Reach) -> bool:
    """The home-affairs officer of whoever owns its survey or round."""
    return reach.may(Role.HOME_AFFAIRS, sheet.owner_path)
