"""How satisfied those who rate are now: for everybody by province, for officers by office. Beside the survey, never in it."""

from collections.abc import Iterable

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.design import charts, writing
from motcua.design.charts.bars import BarChart
from motcua.design.charts.intervals import IntervalChart
from motcua.design.downloads import answer
from motcua.design.methods import takes
from motcua.feedback import queries as feedback
from motcua.feedback import rules as rating
from motcua.foundation.refusal import NotFound
from motcua.foundation.shares import wilson
from motcua.indices import now, now_showing, showing
from motcua.indices.places import Place, Places, places
from motcua.people import queries as people
from motcua.people.access import Request, everyone, officers

# An officer with several mandates sees the figures of so many agencies.
WHOLES_MOST = 3


@everyone
@takes("GET")
def province(request: Request, slug: str) -> HttpResponse:
    """One province, for everybody."""
    place, row = _public(request, slug)
    values: dict[str, object] = {"place": place, "name": place.named(_language()), "slug": slug}
    if row:
        rows = now.days(place.id, at=request.at, simulated=row.simulated)
        name = now_showing.file_name(place, simulated=row.simulated)
        values |= {
            "now": now_showing.shown(row),
            "surveys": _surveys(request, place, places(), row),
            "months": now_showing.over_months(rows),
            "downloads": showing.downloads("indices:now-file", slug, name=name),
        }
    return render(request, "indices/now.html", values)


@everyone
@takes("GET")
def file(request: Request, slug: str, name: str) -> HttpResponse:
    """Its days of the last year, as a table."""
    place, row = _public(request, slug)
    if row is None:
        raise NotFound
    rows = now.days(place.id, at=request.at, simulated=row.simulated)
    return answer(now_showing.table(place, rows, simulated=row.simulated), name)


def _public(request: Request, slug: str) -> tuple[Place, now.Figure | None]:
    place = places().by_slug(slug)
    if place is None:
        raise NotFound
    return place, now.of_everybody([place], at=request.at).get(place.id)


def _surveys(request: Request, place: Place, known: Places, row: now.Figure) -> list[now_showing.ShownSurvey]:
    found = now.surveyed(place, known, simulated=row.simulated, reach=request.reach, at=request.at)
    return [now_showing.survey(one, _language()) for one in found]


@officers(*feedback.READING)
@never_cache
@takes("GET")
def ratings(request: Request) -> HttpResponse:
    """What people said of the offices this officer heads or watches; by lots, never one by one."""
    found = feedback.ratings(request.reach, at=request.at)
    whole = found.whole
    values: dict[str, object] = {
        "found": found,
        "days": feedback.DAYS,
        "lot": rating.LOT_LEAST,
        "today": timezone.localdate(request.at),
        "levels": [(_(words), whole.levels[level]) for level, words in rating.LEVEL_WORDS.items()],
    }
    if whole.count:
        values |= {"finding": _finding(whole), "offices": _offices(found), "wishes": _wishes(whole)}
        values |= _now(request, found)
    return render(request, "indices/ratings.html", values)


def _now(request: Request, found: feedback.Ratings) -> dict[str, object]:
    """The same ratings weighted, of what this officer heads or watches as a whole and of each office in it."""
    tops = people.tops(request.reach.agencies(*feedback.READING))[:WHOLES_MOST]
    names = {office.id: office.name for office in found.offices}
    rows = now.latest([*names, *(top.id for top in tops)], at=request.at)
    known = places()
    wholes = []
    for top in tops:
        if row := rows.get(top.id):
            place = _province_of(top.path, known)
            series = now.days(top.id, at=request.at, simulated=row.simulated, least=rating.LOT_LEAST)
            wholes.append(
                {
                    "name": top.named(_language()),
                    "now": now_showing.shown(row),
                    "surveys": _surveys(request, place, known, row) if place else [],
                    "months": now_showing.over_months(series, id=f"months-{top.id}"),
                }
            )
    several = [(names[id], row) for id, row in rows.items() if id in names] if len(names) > 1 else []
    one = rows.get(tops[0].id) if len(tops) == 1 else None
    return {"wholes": wholes, "offices_now": now_showing.of_offices(several, one)}


def _province_of(path: str, known: Places) -> Place | None:
    ids = {int(part) for part in path.split("/") if part}
    return next((place for place in known if place.level == "province" and place.id in ids), None)


def _finding(whole: feedback.Office) -> str:
    words = ngettext(
        "%(satisfied)s of %(n)s rating is satisfied",
        "%(satisfied)s of %(n)s ratings are satisfied",
        whole.count,
    )
    return words % {"satisfied": writing.number(whole.satisfied), "n": writing.number(whole.count)}


def _mark(office: feedback.Office) -> charts.Mark:
    return charts.Mark.SIMULATED if office.simulated else charts.Mark.NONE


def _percent(office: feedback.Office) -> float:
    return 100 * (office.share.value or 0)


def _offices(found: feedback.Ratings) -> IntervalChart:
    rows = []
    for office in found.offices:
        low, high = wilson(office.satisfied, office.count)
        name = f"{office.name} ({writing.number(office.count)})"
        rows.append(charts.Interval(name, _percent(office), 100 * low, 100 * high))
    words = charts.Words(
        id="offices",
        caption=_("Satisfied and very satisfied, in percent, with its 95 % range"),
        note=_(
            "In brackets: how many ratings. Where ranges overlap, chance alone may have put one before the other."
        ),
        finding=_finding(found.whole),
        head=_("Office"),
        mark=_mark(found.whole),
    )
    together = (_percent(found.whole), _("together"))
    return charts.interval_chart(words, rows, reference=together, figures=charts.Figures(1, " %"))


def _wishes(whole: feedback.Office) -> BarChart:
    rows = [
        charts.Bar(_(words), value=whole.wishes[wish], maximum=whole.count)
        for wish, words in rating.WISH_WORDS.items()
    ]
    rows.sort(key=lambda bar: -bar.value)
    words = charts.Words(
        id="wishes",
        caption=_("What could have been better: how many ratings named it"),
        finding=_("Named most: %(what)s") % {"what": rows[0].name},
        head=_("What could be better"),
        mark=_mark(whole),
    )
    return charts.bar_chart(words, rows, figures=charts.Figures(0))


def _language() -> str:
    return get_language() or "vi"


def linked(found: Iterable[Place], request: Request) -> list[dict[str, object]]:
    """Provinces of a list that have a now-cast of their own, for pages that lead to it."""
    there = list(found)
    rows = now.of_everybody(there, at=request.at)
    return [
        {"slug": place.slug, "name": place.named(_language()), "now": now_showing.shown(rows[place.id])}
        for place in there
        if place.id in rows
    ]
