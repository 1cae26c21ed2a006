"""The charts of computed results: every one says in words what is sure and what is not."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from motcua.design import charts, writing
from motcua.design.charts import Figures, Interval, Mark, Slope, Tiles, Words

from .models import ScoreRow
from .results import Opened

MERGED = 2025
SLOPES_MOST = 14
PERCENT = Figures(2, " %")


def mark(sheet: Opened) -> Mark:
    return Mark.SIMULATED if sheet.simulated else Mark.COMPUTED


def url(sheet: Opened, domain: str) -> str:
    return reverse("indices:result-province", args=[sheet.id, sheet.slug(domain)])


def province_map(
    sheet: Opened, rows: Sequence[ScoreRow], *, language: str, own: str = ""
) -> charts.tiles.TileMap | None:
    """A tile for each province, shaded by its index."""
    tiles = Tiles.OF_34 if sheet.year >= MERGED else Tiles.OF_63
    known = [row for row in rows if row.estimate is not None and row.domain in sheet.by_code]
    if not known:
        return None
    best, last = known[0], known[-1]
    finding = _("%(best)s is highest with %(high)s, %(last)s lowest with %(low)s.") % {
        "best": sheet.name(best.domain, language),
        "high": PERCENT.write(best.estimate),
        "last": sheet.name(last.domain, language),
        "low": PERCENT.write(last.estimate),
    }
    return charts.tile_map(
        Words("map", _("Index by province"), finding, note=f"{sheet.index} {sheet.year}", mark=mark(sheet)),
        {row.domain: row.estimate or 0.0 for row in known},
        tiles=tiles,
        own=own,
        urls={row.domain: url(sheet, row.domain) for row in known},
        figures=PERCENT,
    )


def ranks(sheet: Opened, rows: Sequence[ScoreRow], *, language: str) -> charts.intervals.IntervalChart | None:
    """Each place with the places it may be, all provinces at once."""
    known = [row for row in rows if row.rank and row.joint_best]
    if not known:
        return None
    loose = sum((row.joint_best or 1) <= 1 for row in known)
    finding = ngettext(
        "%(n)s province may be the first; nobody else can.",
        "Any of %(n)s provinces may be the first: so little do the ranks say.",
        loose,
    ) % {"n": loose}
    return charts.interval_chart(
        Words(
            "ranks", _("Ranks and how sure they are"), finding,
            note=_("95 percent, all ranks at once"), mark=mark(sheet), head=_("Province"),
        ),
        [
            Interval(
                sheet.name(row.domain, language), row.rank or 0, row.joint_best, row.joint_worst, url=url(sheet, row.domain)
            )
            for row in known
        ],
        ranks_of=len(known),
    )  # fmt: skip


def factors(
    sheet: Opened, rows: Mapping[str, ScoreRow], *, language: str, nation: ScoreRow | None = None
) -> charts.intervals.IntervalChart | None:
    """The factors of one domain with their intervals, the lowest first."""
    known = sorted(
        (row for row in rows.values() if row.kind == "factor" and row.estimate is not None),
        key=lambda row: row.estimate or 0.0,
    )
    if not known:
        return None
    named = {row.value: getattr(sheet.called[row.value], language) for row in known}
    finding = _("Lowest: %(low)s with %(low_value)s; highest: %(high)s with %(high_value)s.") % {
        "low": named[known[0].value],
        "low_value": PERCENT.write(known[0].estimate),
        "high": named[known[-1].value],
        "high_value": PERCENT.write(known[-1].estimate),
    }
    reference = (nation.estimate, _("nation")) if nation and nation.estimate is not None else None
    return charts.interval_chart(
        Words("factors", _("Factors"), finding, note=_("satisfied, with the 95-percent interval"), mark=mark(sheet), head=_("Factor")),
        [Interval(named[row.value], row.estimate or 0.0, row.lower, row.upper) for row in known],
        reference=reference,
        figures=PERCENT,
    )  # fmt: skip


def near(
    sheet: Opened, rows: Sequence[ScoreRow], own: str, *, language: str, each_side: int = 5
) -> charts.intervals.IntervalChart | None:
    """The scores of a province and its neighbours in the table."""
    known = [row for row in rows if row.estimate is not None]
    place = next((place for place, row in enumerate(known) if row.domain == own), None)
    if place is None:
        return None
    start = max(0, min(place - each_side, len(known) - 2 * each_side - 1))
    shown = known[start : start + 2 * each_side + 1]
    mine = known[place]
    within = sum(
        row.domain != own and (mine.lower or 0) <= (row.estimate or 0) <= (mine.upper or 100) for row in known
    )
    finding = ngettext(
        "The score of %(n)s other province lies within its interval.",
        "The scores of %(n)s other provinces lie within its interval.",
        within,
    ) % {"n": within}
    return charts.interval_chart(
        Words("near", _("Beside its neighbours in the table"), finding, note=_("index with the 95-percent interval"), mark=mark(sheet), head=_("Province")),
        [
            Interval(
                sheet.name(row.domain, language),
                row.estimate or 0.0,
                row.lower,
                row.upper,
                own=row.domain == own,
                url=url(sheet, row.domain),
            )
            for row in shown
        ],
        figures=PERCENT,
    )  # fmt: skip


def slope(
    earlier: Opened,
    earlier_rows: Sequence[ScoreRow],
    sheet: Opened,
    rows: Sequence[ScoreRow],
    *,
    language: str,
) -> charts.slope.SlopeChart | None:
    """Places in two years of one questionnaire and method: those that moved farthest."""
    places = {row.domain: row.rank for row in earlier_rows if row.rank}
    moved = sorted(
        (row for row in rows if row.rank and row.domain in places),
        key=lambda row: -abs((row.rank or 0) - (places[row.domain] or 0)),
    )[:SLOPES_MOST]
    if len(moved) < 2:
        return None
    finding = _("Those whose rank moved farthest; most of such moves are within what chance does.")
    return charts.slope_chart(
        Words("slope", _("Places in two years"), finding, note=sheet.index, mark=mark(sheet)),
        [
            Slope(sheet.name(row.domain, language), places[row.domain], row.rank, url=url(sheet, row.domain))
            for row in moved
        ],
        first=str(earlier.year),
        second=str(sheet.year),
    )


def two(
    sheet: Opened, first: Mapping[str, ScoreRow], second: Mapping[str, ScoreRow], names: tuple[str, str]
) -> charts.intervals.IntervalChart | None:
    """The indices of two provinces above each other."""
    pair = [rows.get("index") for rows in (first, second)]
    if not all(row and row.estimate is not None for row in pair):
        return None
    apart = abs((pair[0].estimate or 0) - (pair[1].estimate or 0))  # type: ignore[union-attr]
    finding = _("They are %(points)s points apart.") % {"points": writing.number(apart, 2)}
    return charts.interval_chart(
        Words("two", _("Index with the 95-percent interval"), finding, mark=mark(sheet), head=_("Province")),
        [
            Interval(name, row.estimate or 0.0, row.lower, row.upper, own=place == 0)  # type: ignore[union-attr]
            for place, (name, row) in enumerate(zip(names, pair, strict=True))
        ],
        figures=PERCENT,
    )
