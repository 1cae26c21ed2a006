"""What a frozen sheet has, whether a survey or a round gave it: its head on pages, its frame in files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from motcua.foundation.downloads import Column, Kind, Nature, Source, Table
from motcua.foundation.downloads.table import Cell

from .models import ScoreSheet
from .rules import SheetStatus

MADE_UP = "mo-phong-"


@dataclass(frozen=True, kw_only=True)
class Head:
    """A sheet as lists show it; its document stays unread."""

    id: int
    index: str
    year: int
    status: SheetStatus
    series: str
    digest: str
    frozen_at: datetime
    announced_at: datetime | None

    @property
    def simulated(self) -> bool:
        return self.status is SheetStatus.SIMULATED

    def released(self, at: datetime) -> bool:
        return self.announced_at is not None and self.announced_at <= at

    def files_called(self, plain: str) -> str:
        """How its files are called: those of made-up figures say so."""
        return f"{MADE_UP}{plain}" if self.simulated else plain


def head(row: ScoreSheet) -> dict[str, Any]:
    """What every `Head` has of a row."""
    return {
        "id": row.pk,
        "index": row.index,
        "year": row.year,
        "status": SheetStatus(row.status),
        "series": row.series,
        "digest": row.digest,
        "frozen_at": row.frozen_at,
        "announced_at": row.announced_at,
    }


def table(
    of: Head, *, name: str, title: str, description: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]
) -> Table:  # fmt: skip
    """Its figures to take away: made-up ones say so, and the hash tells what they were taken from."""
    return Table(
        name=name.removeprefix(MADE_UP),
        title=title,
        columns=tuple(columns),
        rows=[tuple(row) for row in rows],
        nature=Nature.SIMULATED if of.simulated else Nature.COMPUTED,
        description=description,
        sources=(Source(f"SHA-256 {of.digest}"),),
    )


def rank_columns() -> tuple[Column, ...]:
    """A rank, and those that may truly be: looked at alone, and all at once."""
    alone, together = _("with 95 percent, looked at alone"), _("with 95 percent, all ranks at once")
    return (
        Column("own_best", Kind.INTEGER, _("Best rank, alone"), alone),
        Column("own_worst", Kind.INTEGER, _("Worst rank, alone"), alone),
        Column("joint_best", Kind.INTEGER, _("Best rank, all at once"), together),
        Column("joint_worst", Kind.INTEGER, _("Worst rank, all at once"), together),
    )
