"""Published figures as tables to take away: each row with how its figure is known and who printed it."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from motcua.foundation.downloads import Column, Kind, Nature, Source, Table
from motcua.foundation.downloads.table import Cell

from . import words
from .models import Published
from .places import Place, Places
from .queries import ordered
from .rules import SHOWN, Index, Status


def of_year(*, index: Index, year: int, level: str, places: Places) -> Table:
    """Everything that stands in the store about one index and one year, groups and parts too."""
    rows = Published.objects.filter(index=index, year=year, level=level, status__in=SHOWN)
    slug = words.SLUGS[index]
    return _table(
        name=f"{slug}-{year}" + ("-bo" if level == "ministry" else ""),
        title=f"{words.NAMED[index].short} {year}",
        rows=ordered(rows),
        places=places,
    )


def of_place(*, place: Place, places: Places) -> Table:
    """Everything that stands in the store about one province."""
    rows = Published.objects.filter(unit_id=place.id, status__in=SHOWN)
    return _table(name=place.slug, title=place.name_vi, rows=ordered(rows), places=places)


def _table(*, name: str, title: str, rows: Iterable[Published], places: Places) -> Table:
    lines: list[tuple[Cell, ...]] = []
    sources: dict[str, Source] = {}
    for row in rows:
        called, address = words.source(row.source)
        sources.setdefault(row.source, Source(called, address))
        place = places.by_id(row.unit_id) if row.unit_id else None
        lines.append(
            (
                row.index,
                row.year,
                row.level,
                place.code if place else "",
                place.name_vi if place else "",
                row.group,
                row.part,
                row.statistic,
                row.value.normalize(),
                row.maximum,
                row.status,
                row.basis,
                row.source,
            )
        )
    return Table(
        name=name,
        title=title,
        columns=_columns(),
        rows=lines,
        nature=Nature.PUBLISHED,
        description=_(
            "Figures as their sources printed them. Nothing recalled is among them; what is missing was not found."
        ),
        sources=tuple(sources.values()),
    )


def _columns() -> tuple[Column, ...]:
    statuses = tuple(status.value for status in SHOWN)
    known = "; ".join(f"{status.value}: {words.STATUSES[Status(status)]}" for status in SHOWN)
    return (
        Column("index", Kind.TEXT, _("Index"), choices=tuple(index.value for index in Index)),
        Column("year", Kind.INTEGER, _("Year"), _("the year that was measured, not the year of the announcement")),
        Column("level", Kind.TEXT, _("Level"), choices=("province", "ministry")),
        Column("code", Kind.TEXT, _("Statistical code"), _("two digits of the General Statistics Office, for provinces")),
        Column("unit", Kind.TEXT, _("Unit"), _("empty where the figure is about a group")),
        Column("group", Kind.TEXT, _("Group"), _("a region, or all units, as the source calls it")),
        Column("part", Kind.TEXT, _("Part"), _("a block, domain or sub-index; empty for the whole")),
        Column("statistic", Kind.TEXT, _("Statistic"), _("score, rank, mean, or what else the source printed")),
        Column("value", Kind.NUMBER, _("Value")),
        Column("maximum", Kind.NUMBER, _("Maximum"), _("of a part, where it was found")),
        Column("status", Kind.TEXT, _("How it is known"), known, statuses),
        Column("basis", Kind.TEXT, _("Sum"), _("of a counted figure")),
        Column("source", Kind.TEXT, _("Source")),
    )  # fmt: skip
