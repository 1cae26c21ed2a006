"""The year in pictures, of a unit, a department or the province: what came and was done, how much of it on time, how long it
took, which way it came; each month beside the same one a year ago. Nothing is counted here.
"""

from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.design import writing
from motcua.design.methods import takes
from motcua.figures import drawing, named, queries, showing
from motcua.figures.pages import asking, figure
from motcua.figures.queries import Figures
from motcua.figures.rules.heads import Query, Unit
from motcua.figures.rules.months import Month, month_of
from motcua.people.access import Request, officers

PICTURES = ("on-time", "handling-time", "online", "papers-asked")


@officers(*queries.READING)
@never_cache
@takes("GET")
def year_page(request: Request) -> HttpResponse:
    counted = queries.counting()
    asked = asking.asked(request, public=False)
    assert asked.place is not None
    values: dict[str, object] = {
        "counted": counted,
        "asked": asked,
        "place": asked.place.named(asking.language()),
    }
    if counted is not None:
        months = queries.months_of(agency_id=asked.place.id, year=asked.year)
        months_shown = [Month(asked.year, number) for number in range(1, 13)]
        values |= {
            "simulated": any(one.simulated for one in months.values()),
            "finding": _finding(months, asked.year),
            "columns": _columns(months, months_shown),
            "counts": [_counts(months, month, asked, counted.moment) for month in months_shown],
            "pictures": [_picture(named.every()[name], months, asked) for name in PICTURES],
            "below": figure.below(named.every()["on-time"], asked),
            "above": figure.above(request, asked),
            "years": [(year, f"?{urlencode({'noi': asked.place.id, 'nam': year})}") for year in asked.years],
        }
    return render(request, "figures/year.html", values)


def _finding(months: dict[Month, Figures], year: int) -> str:
    """The year in one sentence; beside the same months a year ago, when there are any."""
    query = named.every()["on-time"]
    now = showing.whole(months, year=year, query=query, public=False)
    if not now.whole:
        return _("Nothing was finished in %(year)s") % {"year": year}
    those = {month.month for month in months if month.year == year}
    same = {month: one for month, one in months.items() if month.year == year - 1 and month.month in those}
    before = showing.whole(same, year=year - 1, query=query, public=False)
    said = {"share": now.words, "n": writing.number(now.whole), "before": before.words}
    if before.whole:
        return _("%(share)s of %(n)s results on time; %(before)s in the same months a year ago") % said
    return _("%(share)s of %(n)s results on time") % said


def _part(months: dict[Month, Figures], month: Month, name: str) -> tuple[int, int]:
    found = months.get(month)
    share = found.share(name) if found else None
    return (share.part, share.whole) if share else (0, 0)


def _columns(months: dict[Month, Figures], shown: list[Month]) -> drawing.Columns | None:
    received = [_part(months, month, "received")[0] for month in shown]
    done = [_part(months, month, "on-time") for month in shown]
    return drawing.columns(received, [whole for _part, whole in done], [whole - part for part, whole in done])


def _counts(
    months: dict[Month, Figures], month: Month, asked: asking.Asked, as_of: datetime
) -> dict[str, object]:
    assert asked.place is not None
    on_time, done = _part(months, month, "on-time")
    earlier_on_time, earlier = _part(months, month.later(-12), "on-time")
    known = {"noi": asked.place.id, "thang": str(month)}
    done_url = f"{reverse('figures:records', args=[named.every()['on-time'].slug])}?{urlencode(known)}"
    received_url = f"{reverse('figures:records', args=[named.every()['received'].slug])}?{urlencode(known)}"
    return {
        "month": month,
        "to_come": month > month_of(as_of),
        "received": _part(months, month, "received")[0],
        "received_before": _part(months, month.later(-12), "received")[0],
        "done": done,
        "late": done - on_time,
        "done_before": earlier,
        "late_before": earlier - earlier_on_time,
        "received_url": f"{received_url}&phan=dat",
        "done_url": done_url,
        "late_url": f"{done_url}&phan=con-lai",
    }


def _picture(query: Query, months: dict[Month, Figures], asked: asking.Asked) -> dict[str, object]:
    assert asked.place is not None
    rows = showing.lines(query, months, year=asked.year, public=False)
    known = urlencode({"noi": asked.place.id, "nam": asked.year})
    return {
        "told": showing.told(query, asking.language()),
        "whole": showing.whole(months, year=asked.year, query=query, public=False),
        "rows": [(row, figure.records_url(query, asked, row.month)) for row in rows],
        "drawn": figure.drawn(query, rows),
        "percent": query.unit is Unit.SHARE,
        "url": f"{reverse('figures:figure', args=[query.slug])}?{known}",
    }
