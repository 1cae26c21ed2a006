"""What everybody may see by now, of surveys and of rounds, in the order in which it was announced: for the feed."""

from dataclasses import dataclass
from datetime import datetime

from motcua.people.rules import NOBODY

from .. import sheets
from ..rules import SheetStatus

RELEASES_MAX = 50


@dataclass(frozen=True)
class Release:
    id: int
    index: str
    year: int
    owner: str
    of_round: bool
    simulated: bool
    digest: str
    announced_at: datetime


def released(*, at: datetime) -> list[Release]:
    """The last first. Whoever asks, the answer is the one that a stranger gets."""
    rows = (
        sheets.visible_to(NOBODY, at=at)
        .select_related("round__owner", "survey__agency")
        .defer("document", "assumed")
        .order_by("-announced_at", "-pk")[:RELEASES_MAX]
    )
    return [
        Release(
            id=row.pk,
            index=row.index,
            year=row.year,
            owner=row.round.owner.name if row.round else row.survey.agency.name if row.survey else "",
            of_round=row.round_id is not None,
            simulated=row.status == SheetStatus.SIMULATED,
            digest=row.digest,
            announced_at=row.announced_at,
        )
        for row in rows
        if row.announced_at is not None
    ]
