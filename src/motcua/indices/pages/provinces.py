"""One province over the years, two beside each other, and the gap analysis that a department prints."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from motcua.design import writing
from motcua.design.methods import takes
from motcua.foundation.refusal import NotFound
from motcua.foundation.typed import integer
from motcua.indices import drawing, provinces, showing, tables, words
from motcua.indices.measured import measured
from motcua.indices.pages.now import linked
from motcua.indices.places import Place, Places, in_order, places
from motcua.indices.queries import Year
from motcua.indices.rules import Index
from motcua.people.access import Request, everyone

Values = dict[str, Any]


@everyone
@takes("GET")
def province(request: Request, slug: str) -> HttpResponse:
    return _page(request, slug, "province")


@everyone
@takes("GET")
def ministry(request: Request, slug: str) -> HttpResponse:
    """A ministry over the years; how many were measured beside it each year was not found, so nothing is said of that."""
    return _page(request, slug, "ministry")


def _page(request: Request, slug: str, level: str) -> HttpResponse:
    known = places()
    place = _place(known, slug, level)
    language = get_language() or "vi"
    sheet = provinces.sheet(place=place, places=known)
    sources = showing.Sources()
    values = {
        "place": place,
        "name": place.named(language),
        "ended": place.ends,
        "heads": _heads(sheet, known, sources),
        "histories": [_history(one, sheet, known, sources, language) for one in sheet.histories],
        "since": place.starts,
        "predecessors": [
            (one.named(language), showing.place_url(one)) for one in in_order(sheet.predecessors, language)
        ],
        "successors": [(_dated(one, language), showing.place_url(one)) for one in sheet.successors],
        "now": linked(sheet.successors or [place], request) if level == "province" else [],
        "sources": sources,
        "downloads": showing.downloads(f"indices:{level}-file", slug, name=slug),
    }
    return render(request, "indices/province.html", values)


def _dated(place: Place, language: str) -> str:
    """A province formed by the merger often bears the name of one of its parts: its year tells them apart."""
    name = place.named(language)
    return f"{name} ({place.starts.year})" if place.starts else name


def _place(known: Places, slug: str, level: str = "province") -> Place:
    place = known.by_slug(slug, level)
    if place is None:
        raise NotFound
    return place


def _heads(sheet: provinces.Sheet, known: Places, sources: showing.Sources) -> list[Values]:
    """The large figures: each index in the last years that hold a score, two of SIPAS and PAR INDEX at most."""
    found = []
    for history in sheet.histories:
        scored = [one for one in history.years if one.scores]
        if history.index not in (Index.SIPAS, Index.PAR):
            scored = scored[-1:]
        for one in scored[-2:][::-1]:
            step = history.steps.get(one.year)
            found.append(
                {
                    "title": showing.title(history.index, one.year),
                    "what": words.NAMED[history.index].what,
                    "url": showing.year_url(history.index, one.year, sheet.place.level),
                    "score": showing.figure(one.scores[0], sources),
                    "rank": writing.number(one.ranks[0].value) if one.ranks else "",
                    "units": _measured(history.index, sheet.place, known, one.year),
                    "places": words.places_up(step.places_up) if step and step.places_up is not None else "",
                    "up": bool(step and step.places_up and step.places_up > 0),
                    "quoted": words.places_up(int(one.quoted_places_up[0].value))
                    if one.quoted_places_up
                    else "",
                }
            )
    return found[:4]


def _history(
    history: provinces.History, sheet: provinces.Sheet, known: Places, sources: showing.Sources, language: str
) -> Values:
    return {
        "slug": words.SLUGS[history.index],
        "named": words.NAMED[history.index],
        "chart": drawing.over_years(history, sheet.place, language=language),
        "years": [
            _year_row(one, history, sheet.place, known, sources) for one in reversed(history.years)
        ],
        "quotations": [
            quotation
            for one in reversed(history.years)
            for quotation in _quotations(one, history, sources, language)
        ],
        "parts": [
            _parts_of(history.index, year, found, sources, language)
            for year, found in sorted(history.parts.items(), reverse=True)
        ],
        "conflicts": [showing.conflict(one) for one in history.conflicts],
    }  # fmt: skip


def _measured(index: Index, place: Place, known: Places, year: int) -> int:
    """Among how many it stood; 0 where that is not known: some ministries are measured and not ranked, some neither."""
    there = measured(known, index=index, level=place.level, year=year)
    return len(there.ranked) if there and place in there.ranked else 0


def _year_row(
    one: Year, history: provinces.History, place: Place, known: Places, sources: showing.Sources
) -> Values:
    step = history.steps.get(one.year)
    return {
        "year": one.year,
        "url": showing.year_url(history.index, one.year, place.level),
        "scores": showing.figures(one.scores, sources),
        "ranks": showing.figures(one.ranks, sources, places=0),
        "units": _measured(history.index, place, known, one.year),
        "points": words.points_up(step.points) if step and step.points is not None else "",
        "places": words.places_up(step.places_up) if step and step.places_up is not None else "",
        "disputed": one.disputed,
    }


def _quotations(
    one: Year, history: provinces.History, sources: showing.Sources, language: str
) -> Iterator[Values]:
    """A change as a source printed it, with the reason why nothing is computed beside it."""
    for said in one.quoted_places_up:
        step = history.steps.get(one.year)
        method = one.method and (one.method.name_en if language == "en" else one.method.name_vi)
        broken = one.method is not None and one.method.starts == one.year
        yield {
            "year": one.year,
            "words": words.places_up(int(said.value)),
            "source": showing.figure(said, sources),
            "method": method if broken else "",
            "computed": step is not None,
        }


def _parts_of(
    index: Index, year: int, found: tuple[provinces.Part, ...], sources: showing.Sources, language: str
) -> Values:
    """Bars for the parts whose maximum is known, a table for the rest."""
    rest = [part for part in found if not (part.score and part.maximum)]
    first = next((part.score or part.percent or part.rank for part in found), None)
    return {
        "year": year,
        "index": words.SLUGS[index],
        "chart": drawing.parts(index, year, found),
        "source": showing.figure(first, sources),
        "rest": [
            {
                "name": part.named(language),
                "score": showing.figure(part.score, sources),
                "percent": showing.figure(part.percent, sources),
                "rank": writing.number(part.rank.value) if part.rank else "",
            }
            for part in rest
        ],
        "gap": any(part.maximum for part in found),
    }


@everyone
@takes("GET")
def compare(request: Request) -> HttpResponse:
    """Two provinces, year by year; what only one of them has stays visible as missing."""
    known = places()
    language = get_language() or "vi"
    wanted = [known.by_slug(request.GET.get(name, "")) for name in ("mot", "hai")]
    chosen = [one for one in wanted if one is not None]
    values: Values = {
        "provinces": [
            (one.slug, one.named(language)) for one in in_order(known.of(level="province", year=2024), language)
        ],
        "first": wanted[0].slug if wanted[0] else "",
        "second": wanted[1].slug if wanted[1] else "",
        "same": wanted[0] is not None and wanted[0] == wanted[1],
    }  # fmt: skip
    if len(chosen) == 2 and not values["same"]:
        sheets = [provinces.sheet(place=one, places=known) for one in chosen]
        sources = showing.Sources()
        values |= {
            "names": [one.named(language) for one in chosen],
            "urls": [showing.place_url(one) for one in chosen],
            "indices": [
                shown
                for index in provinces.ORDER
                if (shown := _two(index, sheets, chosen, sources, language))
            ],
            "sources": sources,
        }
    return render(request, "indices/compare.html", values)


def _two(
    index: Index,
    sheets: Sequence[provinces.Sheet],
    chosen: Sequence[Place],
    sources: showing.Sources,
    language: str,
) -> Values | None:
    histories = [sheet.of(index) for sheet in sheets]
    by_year = [{one.year: one for one in history.years} if history else {} for history in histories]
    years = sorted({*by_year[0], *by_year[1]}, reverse=True)
    if not years:
        return None
    scores = [{year: one.scores[0] for year, one in years.items() if one.scores} for years in by_year]
    rows = []
    for year in years:
        pair = [one.get(year) for one in by_year]
        both = [one.scores[0].value if one and one.scores else None for one in pair]
        rows.append(
            {
                "year": year,
                "url": showing.year_url(index, year),
                "sides": [
                    {
                        "score": showing.figure(one.scores[0], sources) if one and one.scores else None,
                        "rank": showing.figure(one.ranks[0], sources, places=0)
                        if one and one.ranks
                        else None,
                    }
                    for one in pair
                ],
                "apart": words.points_up(both[0] - both[1])
                if both[0] is not None and both[1] is not None
                else "",
            }
        )
    return {
        "named": words.NAMED[index],
        "slug": words.SLUGS[index],
        "rows": rows,
        "chart": drawing.two_over_years(
            index, (chosen[0], scores[0]), (chosen[1], scores[1]), language=language
        ),
    }  # fmt: skip


@everyone
@takes("GET")
def gap(request: Request, slug: str) -> HttpResponse:
    """The sheet that a department takes into its meeting: each part with what is missing to its maximum and to the best."""
    known = places()
    place = _place(known, slug)
    sheet = provinces.sheet(place=place, places=known)
    index = words.OF_SLUG.get(request.GET.get("chi-so", "par-index"))
    history = sheet.of(index) if index else None
    wanted = integer(request.GET.get("nam", "")) if request.GET.get("nam") else None
    if index is None or history is None:
        raise NotFound
    year = wanted if wanted else max(history.parts, default=history.last.year)
    here = next((one for one in history.years if one.year == year), None)
    if here is None:
        raise NotFound
    language = get_language() or "vi"
    table = tables.year_table(index=index, year=year, level="province", places=known)
    sources = showing.Sources()
    values = {
        "name": place.named(language),
        "slug": slug,
        "named": words.NAMED[index],
        "index": words.SLUGS[index],
        "year": year,
        "units": table.units,
        "total": _total(here, table, sources, language),
        "parts": [_gap_row(part, sources, language) for part in history.parts.get(year, ())],
        "neighbours": _neighbours(table, place, sources, language),
        "step": history.steps.get(year),
        "at": request.at,
        "sources": sources,
    }
    return render(request, "indices/gap.html", values)


def _total(here: Year, table: tables.YearTable, sources: showing.Sources, language: str) -> Values:
    """Score and place, and how far they are from the mean and from the best that was found."""
    score = here.scores[0].value if here.scores else None
    scored = [(one.score, one) for one in table.scored if one.score]
    best = max(scored, key=lambda pair: pair[0].value, default=None)
    mean = table.mean
    return {
        "score": showing.figure(here.scores[0], sources) if here.scores else None,
        "rank": showing.figure(here.ranks[0], sources, places=0) if here.ranks else None,
        "to_maximum": writing.number(Decimal(100) - score, 2) if score is not None else "",
        "mean": showing.figure(mean, sources),
        "to_mean": words.points_up(score - mean.value) if score is not None and mean else "",
        "best": showing.figure(best[0], sources) if best else None,
        "best_name": best[1].place.named(language) if best else "",
        "to_best": words.points_up(score - best[0].value) if score is not None and best else "",
    }


def _gap_row(part: provinces.Part, sources: showing.Sources, language: str) -> Values:
    score, maximum = part.score, part.maximum
    reached = (score.value, maximum) if score is not None and maximum is not None else None
    # Where no other province's part was found, the best is the province itself and says nothing.
    other = part.best if part.found > 1 else None
    return {
        "name": part.named(language),
        "score": showing.figure(score, sources),
        "maximum": writing.number(maximum) if maximum is not None else "",
        "percent": writing.percent(reached[0] / reached[1]) if reached else "",
        "printed_percent": showing.figure(part.percent, sources),
        "missing": writing.number(reached[1] - reached[0], 2) if reached else "",
        "best": writing.number(other.value, 2) if other else "",
        "best_name": part.best_place.named(language) if other and part.best_place else "",
        "to_best": words.points_up(score.value - other.value) if score and other else "",
        "found": part.found,
        "rank": writing.number(part.rank.value) if part.rank else "",
    }


def _neighbours(
    table: tables.YearTable, place: Place, sources: showing.Sources, language: str
) -> list[Values]:
    """Who stands just before and behind, of those whose place was found."""
    ranked = table.ranked
    here = next((n for n, one in enumerate(ranked) if one.place == place), None)
    if here is None:
        return []
    return [
        {
            "name": one.place.named(language),
            "own": one.place == place,
            "rank": showing.figure(one.rank, sources, places=0),
            "score": showing.figure(one.score, sources),
        }
        for one in ranked[max(0, here - 3) : here + 4]
    ]
