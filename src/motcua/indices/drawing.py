"""The charts of published figures: which values go on them, and the finding each says in words."""

from collections.abc import Mapping

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.design import charts, writing
from motcua.design.charts import Bar, Figures, Mark, Point, Slope, Tiles, Words

from . import rules, shipped, showing, words
from .places import Place
from .provinces import History, Part
from .queries import Said
from .rules import Index
from .tables import Standing, YearTable

MERGED = 2025  # from this year on there are 34 provinces
SLOPES_MOST = 12


def year_map(table: YearTable, *, language: str) -> charts.tiles.TileMap | None:
    """Every province as a tile, shaded where its score was found."""
    scored = sorted(table.scored, key=_score, reverse=True)
    if table.level != "province" or not scored:
        return None
    best, last = scored[0], scored[-1]
    finding = _(
        "Of the %(n)s provinces whose score was found, %(best)s is highest with %(high)s, %(last)s lowest with %(low)s."
    ) % {
        "n": len(scored),
        "best": best.place.named(language),
        "high": writing.number(_score(best), 2),
        "last": last.place.named(language),
        "low": writing.number(_score(last), 2),
    }
    return charts.tile_map(
        Words(
            "map",
            _("A tile for each province"),
            finding,
            note=showing.title(table.index, table.year),
            mark=Mark.PUBLISHED,
        ),
        {one.place.code: one.scores[0].value for one in scored},
        tiles=Tiles.OF_34 if table.year >= MERGED else Tiles.OF_63,
        urls={one.place.code: showing.place_url(one.place) for one in scored},
    )


def year_slope(table: YearTable, *, language: str) -> charts.slope.SlopeChart | None:
    """Those whose place was found in this year and the one before, when one method measured both."""
    before = {one.place.id: one.ranks[0].value for one in table.before if one.ranks}
    both = [one for one in table.ranked if one.place.id in before][:SLOPES_MOST]
    if len(both) < 2:
        return None
    up = sum(one.ranks[0].value < before[one.place.id] for one in both)
    down = sum(one.ranks[0].value > before[one.place.id] for one in both)
    finding = _("Of %(n)s units whose place is known in both years, %(up)s rose and %(down)s fell.") % {
        "n": len(both), "up": up, "down": down,
    }  # fmt: skip
    return charts.slope_chart(
        Words("slope", _("Places in two years"), finding, note=words.NAMED[table.index].short, mark=Mark.PUBLISHED),
        [
            Slope(
                one.place.named(language),
                before[one.place.id],
                one.ranks[0].value,
                url=showing.place_url(one.place),
            )
            for one in both
        ],
        first=str(table.year - 1),
        second=str(table.year),
    )  # fmt: skip


def over_years(history: History, place: Place, *, language: str) -> charts.lines.LineChart | None:
    """The scores of one unit beside the mean of all of its level; methods that changed leave a gap."""
    own = {year.year: year.scores[0] for year in history.years if year.scores}
    if not own:
        return None
    first, last = min(own), max(own)
    means = {year: said for year, said in history.means.items() if first <= year <= last}
    name = words.NAMED[history.index].short
    finding = "; ".join(f"{year}: {writing.number(said.value, 2)}" for year, said in sorted(own.items()))
    return charts.line_chart(
        Words(
            f"years-{words.SLUGS[history.index]}",
            _("%(index)s over the years") % {"index": name},
            f"{place.named(language)} – {finding}",
            mark=Mark.PUBLISHED,
        ),
        _points(history.index, own),
        name=place.named(language),
        mean=_points(history.index, means) if len(means) > 1 else (),
        mean_name=_("mean of all ministries") if place.level == "ministry" else _("mean of all provinces"),
    )


def two_over_years(
    index: Index, first: tuple[Place, Mapping[int, Said]], second: tuple[Place, Mapping[int, Said]], *, language: str
) -> charts.lines.LineChart | None:  # fmt: skip
    """Two provinces over the years, the first in red."""
    (place, own), (other, others) = first, second
    if not own or not others:
        return None
    finding = _("%(first)s in red, %(second)s beside it.") % {
        "first": place.named(language),
        "second": other.named(language),
    }
    return charts.line_chart(
        Words(
            f"two-{words.SLUGS[index]}", _("Scores over the years"), finding,
            note=words.NAMED[index].short, mark=Mark.PUBLISHED,
        ),
        _points(index, own),
        name=place.named(language),
        mean=_points(index, others),
        mean_name=other.named(language),
    )  # fmt: skip


def means_over_years(index: Index, means: Mapping[int, Said]) -> charts.lines.LineChart | None:
    """The mean of all provinces, as far as it was printed."""
    if len(means) < 2:
        return None
    finding = "; ".join(f"{year}: {writing.number(said.value, 2)}" for year, said in sorted(means.items()))
    return charts.line_chart(
        Words(
            f"mean-{words.SLUGS[index]}", _("Mean of all provinces"), finding,
            note=words.NAMED[index].short, mark=Mark.PUBLISHED,
        ),
        _points(index, means),
        own=False,
    )  # fmt: skip


def parts(index: Index, year: int, found: tuple[Part, ...]) -> charts.bars.BarChart | None:
    """Parts whose maximum is known, each against it; the one farthest from its maximum is the finding."""
    known = [(part, part.score, part.maximum) for part in found if part.score and part.maximum]
    if not known:
        return None
    language = get_language() or "vi"
    farthest = min(known, key=lambda one: one[1].value / one[2])[0]
    finding = _("Farthest from its maximum: %(part)s.") % {"part": farthest.named(language)}
    return charts.bar_chart(
        Words(
            f"parts-{words.SLUGS[index]}-{year}", _("Points in its parts"), finding,
            note=showing.title(index, year), mark=Mark.PUBLISHED,
        ),
        [Bar(part.named(language), score.value, maximum) for part, score, maximum in known],
        figures=Figures(2),
    )  # fmt: skip


def _points(index: Index, values: Mapping[int, Said]) -> list[Point]:
    return [Point(year, said.value, _method(index, year)) for year, said in values.items()]


def _method(index: Index, year: int) -> str:
    method = rules.series_of(shipped.series(), index=index, level="province", year=year)
    return str(method.starts) if method else ""


def _score(one: Standing) -> float:
    return float(one.scores[0].value)
