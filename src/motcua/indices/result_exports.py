"""The rows of a frozen sheet as a table to take away; made-up answers say so in every row and in the name of the file."""

from django.utils.translation import gettext as _

from motcua.foundation.downloads import Column, Kind, Table

from . import results, sheet_heads, words
from .rules import Index
from .scoring import NATION, POOLED

# Changes whenever the same sheet would give another file: files that were made are kept by it.
VERSION = "sheet-table/1"
FIGURES = (
    "n", "estimate", "standard_error", "lower", "upper", "degrees", "design_effect", "own_error", "rank",
    "own_best", "own_worst", "joint_best", "joint_worst",
)  # fmt: skip


def name(held: results.Opened) -> str:
    """What its files are called, without the ending."""
    plain = f"{words.SLUGS[Index(held.index)]}-{held.year}-khao-sat-{held.id}"
    return held.files_called(plain)


def table(held: results.Opened, *, title: str) -> Table:
    rows = [
        (
            held.index,
            held.year,
            row.value,
            row.kind,
            row.domain,
            "" if row.domain in (NATION, POOLED) else held.name(row.domain, "vi"),
            *(getattr(row, figure) for figure in FIGURES),
        )
        for row in results.every_row(held)
    ]
    description = _(
        "Figures are empty where fewer than ten people answered, or where they would tell of such a group."
    )
    return sheet_heads.table(
        held, name=name(held), title=title, description=description, columns=_columns(), rows=rows
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column("index", Kind.TEXT, _("Index")),
        Column("year", Kind.INTEGER, _("Year")),
        Column("value", Kind.TEXT, _("What is measured"), _("index, a block, block.factor, or an item of the questionnaire")),
        Column("kind", Kind.TEXT, _("Kind of measure"), choices=("index", "block", "factor", "item")),
        Column("domain", Kind.TEXT, _("Domain"), _("nation (plain mean of provinces), pooled (everybody by weight), or the statistical code of a province")),
        Column("name", Kind.TEXT, _("Province")),
        Column("n", Kind.INTEGER, _("Number of answers")),
        Column("estimate", Kind.NUMBER, _("Estimate"), _("percent of answers that are satisfied or very satisfied")),
        Column("standard_error", Kind.NUMBER, _("Standard error"), _("in points")),
        Column("lower", Kind.NUMBER, _("Lower bound, 95 percent")),
        Column("upper", Kind.NUMBER, _("Upper bound, 95 percent")),
        Column("degrees", Kind.NUMBER, _("Degrees of freedom")),
        Column("design_effect", Kind.NUMBER, _("Design effect"), _("of this domain alone; where effects were pooled, the error and the interval take the one of all provinces")),
        Column("own_error", Kind.NUMBER, _("Own error"), _("of the province alone, before design effects were pooled")),
        Column("rank", Kind.INTEGER, _("Rank")),
        *sheet_heads.rank_columns(),
    )  # fmt: skip
