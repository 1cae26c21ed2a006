"""The sheet of a round as a table to take away: one row a unit and part; made-up ones say so in every row and in the name."""

from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.foundation.downloads import Column, Kind, Table
from motcua.foundation.downloads.table import Cell

from .. import sheet_heads, words
from ..rules import Index
from .opening import Opened

# Changes whenever the same sheet would give another file: files that were made are kept by it.
VERSION = "round-table/1"
DIGEST_SHOWN = 12
KINDS = {"blocks": "block", "domains": "domain", "criteria": "criterion", "components": "component"}


def name(sheet: Opened) -> str:
    """What its files are called, without the ending: by what they are of, and by the hash of the sheet."""
    line = sheet.line
    plain = f"{words.SLUGS[Index(line.index)]}-{line.year}-{line.level}-{line.digest[:DIGEST_SHOWN]}"
    return line.files_called(plain)


def key(sheet: Opened) -> str:
    """All that a file depends on but the language."""
    return f"{VERSION}/{sheet.line.id}/{sheet.line.digest}"


def table(sheet: Opened, *, title: str) -> Table:
    language = get_language() or "vi"
    line, held = sheet.line, sheet.content
    rows: list[tuple[Cell, ...]] = []
    for unit in held.order:
        said = held.results[unit]
        same = (line.index, line.year, line.level, unit, held.units[unit]["name"], held.units[unit]["region"])
        own, joint = said["own_set"] or (None, None), said["joint_set"] or (None, None)
        total = said["total"]
        whole: tuple[Cell, ...] = (
            "index", "", "", Decimal(total["points"]), Decimal(total["counted"]), held.index(unit), held.mean, held.best,
            said["rank"], said["band"] or "", _decimal(said["error"]), *own, *joint,
        )  # fmt: skip
        rows.append((*same, *whole))
        for kind, called in KINDS.items():
            rows += [
                (
                    *same, called, code, part.name.named(language), part.points, part.counted, part.percent, part.mean,
                    part.best, None, "", None, None, None, None, None,
                )
                for code, part in held.parts(kind, unit).items()
            ]  # fmt: skip
    description = _(
        "Points that a round of scoring gave, as its frozen sheet holds them. What does not apply to a unit is left out of its maximum."
    )
    return sheet_heads.table(
        line, name=name(sheet), title=title, description=description, columns=_columns(), rows=rows
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _columns() -> tuple[Column, ...]:
    return (
        Column("index", Kind.TEXT, _("Index")),
        Column("year", Kind.INTEGER, _("Year"), _("the year that was measured, not the year of the announcement")),
        Column("level", Kind.TEXT, _("Level")),
        Column("unit", Kind.TEXT, _("Identifier of the unit")),
        Column("name", Kind.TEXT, _("Unit")),
        Column("region", Kind.TEXT, _("Region")),
        Column("kind", Kind.TEXT, _("Kind of part"), choices=("index", *KINDS.values())),
        Column("code", Kind.TEXT, _("Code of the part"), _("as the framework numbers it; empty for the whole")),
        Column("part", Kind.TEXT, _("Part")),
        Column("points", Kind.NUMBER, _("Points")),
        Column("maximum", Kind.NUMBER, _("Maximum"), _("of what applies to the unit")),
        Column("percent", Kind.NUMBER, _("Percent"), _("points of the maximum; of the whole it is the index")),
        Column("mean", Kind.NUMBER, _("Mean"), _("plain mean of all units, in points of the unit's own maximum")),
        Column("best", Kind.NUMBER, _("Best"), _("of all units, in points of the unit's own maximum")),
        Column("rank", Kind.INTEGER, _("Rank")),
        Column("band", Kind.TEXT, _("Band")),
        Column("standard_error", Kind.NUMBER, _("Standard error"), _("of the index, by chance of its surveys alone")),
        *sheet_heads.rank_columns(),
    )  # fmt: skip
