"""The pictures of a round's sheet: where everybody stands, where points are lost, how sure the places are."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from motcua.design import charts, writing
from motcua.design.charts import Bar, Figures, Interval, Mark, Slope, Tiles, Words

from .content import Part
from .opening import Before, Opened

MERGED = 2025  # from this year on there are 34 provinces
BARS_MOST = 24
RANKS_MOST = 70
NEAR = 10  # on the page of one unit: ranked so many before and after it
SLOPES_MOST = 14
POINTS = Figures(2)
HUNDRED = 100


def mark(sheet: Opened) -> Mark:
    return Mark.SIMULATED if sheet.line.simulated else Mark.SCORED


def url(sheet: Opened, unit: str) -> str:
    return reverse("indices:sheet-unit", args=[sheet.line.id, unit])


def province_map(sheet: Opened, *, language: str, own: str = "") -> charts.tiles.TileMap | None:
    """A tile for each province, shaded by its index; nothing where no provinces are measured."""
    tiles = Tiles.OF_34 if sheet.line.year >= MERGED else Tiles.OF_63
    drawn = {tile.code for tile in charts.tiles.read(tiles)}
    values = {
        sheet.tiles[unit]: (unit, index)
        for unit in sheet.content.order
        if sheet.tiles.get(unit) in drawn and (index := sheet.content.index(unit)) is not None
    }
    if not values:
        return None
    return charts.tile_map(
        Words("map", _("Index by province"), _finding(sheet, language), note=_note(sheet), mark=mark(sheet)),
        {code: index for code, (_unit, index) in values.items()},
        tiles=tiles,
        own=sheet.tiles.get(own, ""),
        urls={code: url(sheet, unit) for code, (unit, _index) in values.items()},
        figures=POINTS,
    )


def league(sheet: Opened, *, language: str, own: str = "") -> charts.bars.BarChart | None:
    """The units as ranked bars; of many, those at both ends."""
    held = sheet.content
    known = [(unit, index) for unit in held.order if (index := held.index(unit)) is not None]
    if not known:
        return None
    half = BARS_MOST // 2
    shown = known if len(known) <= BARS_MOST else known[:half] + known[-half:]
    caption = _("Index by unit")
    if len(known) > BARS_MOST:
        caption = _("Index by unit: the first %(n)s and the last %(n)s") % {"n": half}
    return charts.bar_chart(
        Words("league", caption, _finding(sheet, language), note=_note(sheet), mark=mark(sheet), head=_("Unit")),
        [
            Bar(sheet.name(unit, language), index, HUNDRED, mean=held.mean, own=unit == own, url=url(sheet, unit))
            for unit, index in shown
        ],
        figures=POINTS,
    )  # fmt: skip


def _finding(sheet: Opened, language: str) -> str:
    held = sheet.content
    known = [unit for unit in held.order if held.index(unit) is not None]
    best, last = known[0], known[-1]
    return _("%(best)s is highest with %(high)s, %(last)s lowest with %(low)s.") % {
        "best": sheet.name(best, language),
        "high": POINTS.write(held.index(best)),
        "last": sheet.name(last, language),
        "low": POINTS.write(held.index(last)),
    }


def domains(sheet: Opened, *, language: str) -> charts.bars.BarChart | None:
    """Where points are lost: the mean of all units in each domain against its maximum, with the best."""
    whole = sheet.content.whole("domains")
    if not whole:
        return None
    _code, name, mean, _best, most = min(whole, key=lambda one: one[2] / one[4])
    finding = _("Farthest from its maximum: %(part)s, where units have %(share)s on average.") % {
        "part": name.named(language),
        "share": writing.percent(mean / most),
    }
    return charts.bar_chart(
        Words(
            "domains", _("Mean of all units by domain"), finding, note=_note(sheet), mark=mark(sheet),
            head=_("Domain"),
        ),
        [Bar(name.named(language), mean, most, best=best) for _code, name, mean, best, most in whole],
        figures=POINTS,
    )  # fmt: skip


def own_domains(
    sheet: Opened, unit: str, parts: Sequence[Part], *, language: str
) -> charts.bars.BarChart | None:
    """One unit by domain, beside the mean and the best."""
    known = [part for part in parts if part.counted]
    if not known:
        return None
    widest = max(known, key=lambda part: part.missing)
    finding = _("%(points)s points are missing in %(part)s, more than anywhere else.") % {
        "points": POINTS.write(widest.missing),
        "part": widest.name.named(language),
    }
    return charts.bar_chart(
        Words(
            "own-domains", _("Points by domain"), finding, mark=mark(sheet), head=_("Domain"),
            note=f"{sheet.name(unit, language)}, {_note(sheet)}",
        ),
        [
            Bar(part.name.named(language), part.points, part.counted, mean=part.mean, best=part.best)
            for part in known
        ],
        figures=POINTS,
    )  # fmt: skip


def ranks(sheet: Opened, *, language: str, own: str = "") -> charts.intervals.IntervalChart | None:
    """Each place with the places it may truly be: by chance of the surveys alone, all units at once."""
    results = sheet.content.results
    known = [unit for unit in sheet.content.order if results[unit]["rank"] and results[unit]["joint_set"]]
    if not 1 < len(known) <= RANKS_MOST or (own and own not in known):
        return None
    first = sum(results[unit]["joint_set"][0] == 1 for unit in known)
    finding = ngettext(
        "%(n)s unit may be the first; nobody else can.",
        "Any of %(n)s units may be the first: so little do the ranks say.",
        first,
    ) % {"n": first}
    shown = known
    if own:
        low, high = results[own]["joint_set"]
        finding = _("%(unit)s may truly have any rank from %(low)s to %(high)s.") % {
            "unit": sheet.name(own, language), "low": low, "high": high,
        }  # fmt: skip
        place = known.index(own)
        shown = known[max(0, place - NEAR) : place + NEAR + 1]
    return charts.interval_chart(
        Words(
            "ranks", _("Ranks and how sure they are"), finding,
            note=_("95 percent, all ranks at once"), mark=mark(sheet), head=_("Unit"),
        ),
        [
            Interval(
                sheet.name(unit, language), results[unit]["rank"], lower=results[unit]["joint_set"][0],
                upper=results[unit]["joint_set"][1], own=unit == own, url=url(sheet, unit),
            )
            for unit in shown
        ],
        ranks_of=len(known),
    )  # fmt: skip


def slope(sheet: Opened, earlier: Before, *, language: str) -> charts.slope.SlopeChart | None:
    """Places in two years of one framework: those that moved farthest."""
    moved = [
        (unit, places)
        for unit in sheet.content.order
        if (places := earlier.places(sheet, unit)) is not None
    ]  # fmt: skip
    shown = sorted(moved, key=lambda one: -abs(one[1]))[:SLOPES_MOST]
    if len(shown) < 2:
        return None
    then, now = earlier.sheet.content.results, sheet.content.results
    finding = _("Those whose rank moved farthest; most of such moves are within what chance does.")
    return charts.slope_chart(
        Words("slope", _("Places in two years"), finding, note=_note(sheet), mark=mark(sheet)),
        [
            Slope(sheet.name(unit, language), then[unit]["rank"], now[unit]["rank"], url=url(sheet, unit))
            for unit, _places in shown
        ],
        first=str(earlier.sheet.line.year),
        second=str(sheet.line.year),
    )


def _note(sheet: Opened) -> str:
    return f"PAR INDEX {sheet.line.year}"
