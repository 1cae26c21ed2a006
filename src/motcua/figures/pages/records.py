"""The requests behind a number: those of its numerator, the rest, or all; as many as this officer may read."""

from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.design import writing
from motcua.design.methods import takes
from motcua.dossiers import queries as dossiers
from motcua.figures import queries, showing
from motcua.figures.named import Which
from motcua.figures.pages import asking
from motcua.figures.rules import months
from motcua.figures.rules.months import Month
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import NotFound
from motcua.people.access import Request, officers

PAGES_MAX = 200
PARTS = {"dat": True, "con-lai": False, "": None}


@officers(*queries.READING)
@never_cache
@takes("GET")
def records_page(request: Request, slug: str) -> HttpResponse:
    query = asking.query(slug)
    asked = asking.asked(request, public=False)
    part = request.GET.get("phan", "")
    month = _month(request.GET.get("thang", ""))
    page = asking.whole_number(request.GET.get("trang", "1")) or 1
    if part not in PARTS or page > PAGES_MAX or asked.place is None:
        raise NotFound
    last = _day(request.GET.get("den", "")) if month is None else None
    which = _which(asked, month, last)
    found = queries.records(query, which, counted=PARTS[part], page=page)
    values: dict[str, object] = {
        "told": showing.told(query, asking.language()),
        "place": asked.place.named(asking.language()),
        "period": _period(asked.year, month, last),
        "found": found,
        "figure_url": f"{reverse('figures:figure', args=[slug])}?{urlencode({'noi': asked.place.id, 'nam': asked.year})}",
    }
    if found is not None:
        lines = dossiers.counted_lines(request.reach, keys=found.keys, at=request.at)
        many = {True: found.number.numerator, False: found.number.denominator - found.number.numerator}
        whole = many.get(PARTS[part], found.number.denominator)  # type: ignore[arg-type]
        known = {"noi": asked.place.id, **({"thang": str(month)} if month else {"nam": asked.year})}
        known |= {"den": last.isoformat()} if last else {}
        values |= {
            "lines": lines,
            "not_shown": len(found.keys) - len(lines),
            "parts": [
                (words, f"?{urlencode({**known, 'phan': slug})}", slug == part, count)
                for slug, words, count in (
                    ("", _("all of them"), found.number.denominator),
                    ("dat", _("counted in the numerator"), found.number.numerator),
                    ("con-lai", _("not counted in it"), many[False]),
                )
            ],
            "before": f"?{urlencode({**known, 'phan': part, 'trang': page - 1})}" if page > 1 else "",
            "next": f"?{urlencode({**known, 'phan': part, 'trang': page + 1})}"
            if whole > page * queries.RECORDS_A_PAGE and page < PAGES_MAX
            else "",
        }
    return render(request, "figures/records.html", values)


def _month(text: str) -> Month | None:
    if not text:
        return None
    try:
        found = months.read(text)
    except (ValueError, AssertionError):
        raise NotFound from None
    if found.year not in asking.YEARS or not 1 <= found.month <= 12:
        raise NotFound
    return found


def _day(text: str) -> date | None:
    """The last day that is counted, when it is not the last of the year."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotFound from None


def _which(asked: asking.Asked, month: Month | None, last: date | None) -> Which:
    assert asked.place is not None
    if month is not None:
        return Which(month.since, month.until, asked.place.path)
    since = datetime.combine(date(asked.year, 1, 1), time(), TZ)
    until = since.replace(year=asked.year + 1)
    if last is not None:
        if last.year != asked.year:
            raise NotFound
        until = datetime.combine(last, time(), TZ) + timedelta(days=1)
    return Which(since, until, asked.place.path)


def _period(year: int, month: Month | None, last: date | None) -> str:
    if last is not None:
        return f"{writing.day(date(year, 1, 1))} – {writing.day(last)}"
    return f"{month.month:02}/{month.year}" if month else str(year)
