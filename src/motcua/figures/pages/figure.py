"""The list of figures, and one figure: what it counts, its months beside those of a year ago, what lies below, its files."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.design import downloads, writing
from motcua.design.methods import takes
from motcua.figures import drawing, named, queries, showing
from motcua.figures.pages import asking
from motcua.figures.pages.asking import Asked
from motcua.figures.queries import Figures
from motcua.figures.rules.heads import Query, Unit
from motcua.figures.rules.months import Month
from motcua.foundation.downloads import Format, file_name
from motcua.foundation.refusal import NotFound
from motcua.people import queries as people
from motcua.people.access import Request, everyone


@everyone
@takes("GET")
def home(request: Request) -> HttpResponse:
    """Every figure in one line: the year so far, of the whole node."""
    counted = queries.counting()
    values: dict[str, object] = {"counted": counted}
    if counted is not None:
        asked = asking.asked(request, public=True)
        months = queries.months_of(agency_id=None, year=asked.year)
        values |= {
            "year": asked.year,
            "place": _node(),
            "lines": [
                (
                    showing.told(query, asking.language()),
                    showing.whole(months, year=asked.year, query=query, public=True),
                )
                for query in named.every().values()
            ],
        }
    return render(request, "figures/home.html", values)


def _node() -> str:
    return settings.NODE_NAMES.get(asking.language()) or _("the whole node")


@everyone
@never_cache
@takes("GET")
def figure_page(request: Request, slug: str) -> HttpResponse:
    query = asking.query(slug)
    counted = queries.counting()
    asked = asking.asked(request, public=False)
    values: dict[str, object] = {
        "counted": counted,
        "told": showing.told(query, asking.language()),
        "asked": asked,
        "place": asked.place.named(asking.language()) if asked.place else _node(),
    }
    if counted is not None:
        values |= _shown(request, query, asked)
    return render(request, "figures/figure.html", values)


def _shown(request: Request, query: Query, asked: Asked) -> dict[str, object]:
    public = asked.place is None
    months = queries.months_of(agency_id=asked.place.id if asked.place else None, year=asked.year)
    rows = showing.lines(query, months, year=asked.year, public=public)
    table = _table(query, rows, asked, months)
    known = {"noi": asked.place.id} if asked.place else {}
    return {
        "whole": showing.whole(months, year=asked.year, query=query, public=public),
        "nine": _nine(months, asked.year, query),
        "simulated": any(one.simulated for one in months.values()),
        "rows": [(row, records_url(query, asked, row.month)) for row in rows],
        "drawn": drawn(query, rows),
        "percent": query.unit is Unit.SHARE,
        "below": [] if public else below(query, asked),
        "above": None if public else above(request, asked),
        "years": [(year, f"?{urlencode(known | {'nam': year})}") for year in asked.years],
        "records_url": records_url(query, asked, None),
        "files": [
            (format.value.upper(), _file_url(query, asked, file_name(table, format))) for format in Format
        ]
        if table.rows
        else [],
        "dictionary": _file_url(query, asked, downloads.PACKAGE),
    }


def _nine(months: dict[Month, Figures], year: int, query: Query) -> str:
    """Of what is measured in time: within how long nine in ten were done."""
    if query.unit is not Unit.WORKING_DAYS:
        return ""
    whole = Figures()
    for month, figures in months.items():
        if month.year == year:
            for name, bins in figures.half_days.items():
                whole.half_days.setdefault(name, type(bins)()).update(bins)
    found = whole.took(query.name, showing.NINE)
    enough = found is not None and sum(whole.half_days[query.name].values()) >= showing.groups.LEAST
    return writing.working_days(found.value) if found and enough else ""


def drawn(query: Query, rows: list[showing.MonthLine]) -> drawing.Lines | None:
    low, high = (None, 100.0) if query.unit is Unit.SHARE else (0.0, None)
    return drawing.lines(
        [row.own.value for row in rows], [row.before.value for row in rows], low=low, high=high
    )


def records_url(query: Query, asked: Asked, month: Month | None) -> str:
    """The requests behind a number, for whoever may read them."""
    if asked.place is None:
        return ""
    period = {"thang": str(month)} if month else {"nam": asked.year}
    return f"{reverse('figures:records', args=[query.slug])}?{urlencode({'noi': asked.place.id, **period})}"


def below(query: Query, asked: Asked) -> list[dict[str, object]]:
    """The units right below, the lowest share or the longest time first; those without a request are left out."""
    assert asked.place is not None
    units = people.below(asked.place.id)
    found = queries.year_of(agency_ids=[unit.id for unit in units], year=asked.year)
    lines = [
        {
            "name": unit.named(asking.language()),
            "cell": showing.cell(query, found[unit.id]),
            "url": f"?{urlencode({'noi': unit.id, 'nam': asked.year})}",
        }
        for unit in units
        if unit.id in found and found[unit.id].share(query.name).whole
    ]
    sign = 1 if query.unit is Unit.SHARE else -1
    return sorted(lines, key=lambda line: (sign * (line["cell"].value or 0), line["name"]))  # type: ignore[attr-defined]


def above(request: Request, asked: Asked) -> tuple[str, str] | None:
    """The agency above, when it is watched, too."""
    assert asked.place is not None
    parts = [int(part) for part in asked.place.path.split("/") if part]
    if len(parts) < 2:
        return None
    try:
        above = queries.place_within(request.reach, wanted=parts[-2])
    except NotFound:
        return None
    return above.named(asking.language()), f"?{urlencode({'noi': above.id, 'nam': asked.year})}"


def _table(
    query: Query, rows: list[showing.MonthLine], asked: Asked, months: dict[Month, Figures]
) -> showing.Table:
    place = asked.place.named(asking.language()) if asked.place else _node()
    simulated = any(one.simulated for one in months.values())
    return showing.table(
        query, rows, language=asking.language(), year=asked.year, place=place, simulated=simulated
    )


def _file_url(query: Query, asked: Asked, name: str) -> str:
    known = {"noi": asked.place.id} if asked.place else {}
    return f"{reverse('figures:file', args=[query.slug, name])}?{urlencode(known | {'nam': asked.year})}"


@everyone
@never_cache
@takes("GET")
def file(request: Request, slug: str, name: str) -> HttpResponse:
    """The months of a figure as CSV, XLSX or Parquet, and what their columns mean: just what its page shows."""
    query, asked = asking.query(slug), asking.asked(request, public=False)
    months = queries.months_of(agency_id=asked.place.id if asked.place else None, year=asked.year)
    rows = showing.lines(query, months, year=asked.year, public=asked.place is None)
    return downloads.answer(_table(query, rows, asked, months), name)
