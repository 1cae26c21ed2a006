"""Which indices there are, and one of them in one year."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.design import writing
from motcua.design.methods import takes
from motcua.foundation.refusal import NotFound
from motcua.indices import drawing, showing, tables, words
from motcua.indices.places import Places, in_order, places
from motcua.indices.provinces import ORDER
from motcua.indices.rules import Statistic
from motcua.people.access import Request, everyone
from motcua.people.rules import Role

WANTED_LENGTH_MAX = 60
FOUND_MOST = 12
Values = dict[str, Any]


@everyone
@takes("GET")
def home(request: Request) -> HttpResponse:
    """Every index with the years that hold anything, and the way to a province."""
    language = get_language() or "vi"
    known, covered = places(), tables.coverage()
    wanted = request.GET.get("tinh", "").strip()[:WANTED_LENGTH_MAX]
    found = known.like(wanted) if wanted else []
    if len(names := {one.name_vi for one in found}) == 1:
        # Before and after the merger a province may bear one name; the one with the longer story comes first.
        return redirect(showing.place_url(min(found, key=lambda one: one.starts is not None)))
    values = {
        "wanted": wanted,
        "found": in_order({one.name_vi: one for one in found}.values(), language)[:FOUND_MOST]
        if names
        else [],
        "provinces": in_order(known.of(level="province", year=2024), language),
        "indices": _indices(known, covered),
        "may_import": request.reach.holds(Role.HOME_AFFAIRS, Role.OPERATOR),
        "ministries": [
            (row.year, showing.year_url(row.index, row.year, "ministry"), row.scores, row.ranks)
            for row in sorted(covered, key=lambda row: -row.year)
            if row.level == "ministry"
        ],
    }
    return render(request, "indices/home.html", values)


def _indices(known: Places, covered: Sequence[tables.Coverage]) -> list[Values]:
    by_index = defaultdict(list)
    for row in covered:
        if row.level == "province":
            by_index[row.index].append(row)
    means = tables.means()
    return [
        {
            "slug": words.SLUGS[index],
            "named": words.NAMED[index],
            "years": [
                {
                    "year": row.year,
                    "url": showing.year_url(index, row.year),
                    "scores": row.scores,
                    "ranks": row.ranks,
                    "units": len(known.of(level="province", year=row.year)),
                }
                for row in sorted(by_index[index], key=lambda row: -row.year)
            ],
            "chart": drawing.means_over_years(index, means.get(index, {})),
        }
        for index in ORDER
        if index in by_index
    ]


@everyone
@takes("GET")
def year(request: Request, index: str, year: int) -> HttpResponse:
    return _year(request, index, year, "province")


@everyone
@takes("GET")
def ministries(request: Request, index: str, year: int) -> HttpResponse:
    return _year(request, index, year, "ministry")


def _year(request: Request, slug: str, year: int, level: str) -> HttpResponse:
    language = get_language() or "vi"
    index = words.OF_SLUG.get(slug)
    if index is None:
        raise NotFound
    covered = [row for row in tables.coverage() if row.index is index and row.level == level]
    table = tables.year_table(index=index, year=year, level=level, places=places())
    if table.empty:
        raise NotFound
    sources = showing.Sources()
    values = {
        "slug": slug,
        "named": words.NAMED[index],
        "title": showing.title(index, year),
        "table": table,
        "level": level,
        "years": [(row.year, showing.year_url(index, row.year, level), row.year == year) for row in covered],
        "method": _method(table, language),
        "rows": [_row(one, sources, language) for one in table.standings],
        "figures": _figures(table, sources, language),
        "others": _others(table, sources),
        "regions": _regions(table, sources),
        "map": drawing.year_map(table, language=language),
        "slope": drawing.year_slope(table, language=language),
        "conflicts": [showing.conflict(one) for one in table.conflicts],
        "missing": len(table.measured.units) - len(table.standings) if table.measured else 0,
        "measured": _measured(table, sources, language),
        "sources": sources,
        "downloads": showing.downloads(
            "indices:ministries-file" if level == "ministry" else "indices:year-file",
            slug,
            year,
            name=f"{slug}-{year}" + ("-bo" if level == "ministry" else ""),
        ),
    }
    return render(request, "indices/year.html", values)


def _method(table: tables.YearTable, language: str) -> str:
    if table.method is None:
        return ""
    return table.method.name_en if language == "en" else table.method.name_vi


def _measured(table: tables.YearTable, sources: showing.Sources, language: str) -> Values | None:
    """Of the ministries: how many were measured and ranked, and who was not."""
    there = table.measured
    if there is None or table.level == "province":
        return None
    return {
        "units": len(there.units),
        "ranked": len(there.ranked),
        "left_out": ", ".join(one.named(language) for one in in_order(there.left_out, language)),
        "unranked": ", ".join(one.named(language) for one in in_order(there.unranked, language)),
        "source": sources.number(there.source),
    }


def _row(one: tables.Standing, sources: showing.Sources, language: str) -> Values:
    return {
        "name": one.place.named(language),
        "url": showing.place_url(one.place),
        "ranks": showing.figures(one.ranks, sources, places=0),
        "scores": showing.figures(one.scores, sources),
        "disputed": one.disputed,
    }


def _figures(
    table: tables.YearTable, sources: showing.Sources, language: str
) -> list[tuple[str, showing.Shown | None, str]]:
    """The large figures at the head: the mean, and both ends of what was found."""
    found = []
    if table.mean:
        found.append((_("Mean of all"), showing.figure(table.mean, sources), ""))
    scored = [one for _value, one in sorted(_by_score(table), key=lambda pair: pair[0])]
    if scored:
        best, last = scored[-1], scored[0]
        first = best.rank and best.rank.value == 1
        found.append(
            (
                _("Highest") if first else _("Highest of those found"),
                showing.figure(best.score, sources),
                best.place.named(language),
            )
        )
        if last is not best:
            bottom = last.rank and table.units and last.rank.value == table.units
            found.append(
                (
                    _("Lowest") if bottom else _("Lowest of those found"),
                    showing.figure(last.score, sources),
                    last.place.named(language),
                )
            )
    return found


def _by_score(table: tables.YearTable) -> list[tuple[Decimal, tables.Standing]]:
    return [(one.score.value, one) for one in table.scored if one.score]


def _others(table: tables.YearTable, sources: showing.Sources) -> list[tuple[str, showing.Shown | None]]:
    """What else a source printed about all units together."""
    return [
        (str(name), showing.figure(table.others[key], sources, places=0 if key.startswith("count") else 2))
        for key, name in words.STATISTICS.items()
        if key in table.others and key != Statistic.MEAN
    ]


def _regions(table: tables.YearTable, sources: showing.Sources) -> list[Values]:
    found = []
    for one in table.regions:
        change = one.mean.value - one.before.value if one.mean and one.before else None
        found.append(
            {
                "name": words.region(one.name),
                "mean": showing.figure(one.mean, sources),
                "rank": writing.number(one.rank.value) if one.rank else "",
                "change": words.points_up(change) if change is not None else "",
            }
        )
    return found
