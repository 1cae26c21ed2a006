"""One page for the person who rates a request, one for the offices that read what was said."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from motcua.design import charts, writing
from motcua.design.charts.bars import BarChart
from motcua.design.charts.intervals import IntervalChart
from motcua.design.fields import DrawnChoice, DrawnField, with_errors
from motcua.design.fields import Kind as Drawn
from motcua.design.methods import takes
from motcua.dossiers import queries as dossiers
from motcua.dossiers import receipts
from motcua.foundation.refusal import InvalidInput
from motcua.foundation.shares import wilson
from motcua.people.access import everyone, officers

from . import actions, queries, rules


@everyone
@never_cache
@takes("GET", "POST")
def rate(request: HttpRequest, number: str) -> HttpResponse:
    """For whoever sent the request, and for whoever has shown its receipt a moment ago."""
    if receipts.is_remembered(request.session, number, at=request.at):
        dossier, back = dossiers.by_number(number), "dossiers:tracked"
    elif request.reach.person_id is None:
        return redirect(f"{reverse('dossiers:track')}?{urlencode({'ma': number})}")
    else:
        dossier, back = dossiers.own(number=number, reach=request.reach, at=request.at), "dossiers:own"
    settled = dossiers.settled_of(dossier)
    values = {
        "settled": settled,
        "number": number,
        "back": reverse(back, args=[number]),
        "lot": rules.LOT_LEAST,
    }
    if queries.was_rated(settled):
        if request.method == "POST":
            raise rules.AlreadyRated()
        return render(request, "feedback/thanks.html", values)
    rules.check_time(settled_at=settled.at, at=request.at)
    level, wishes = request.POST.get("level", ""), request.POST.getlist("wishes")
    fields = _fields(level, wishes)
    if request.method == "POST":
        try:
            actions.rate(settled=settled, given=rules.read(level=level, wishes=wishes), at=request.at)
        except InvalidInput as refusal:
            errors = {fault.field: _(fault.sentence) for fault in refusal.faults}
            values |= {"fields": with_errors(fields, errors), "wrong": True}
            return render(request, "feedback/rate.html", values, status=422)
        return redirect("feedback:rate", number)
    return render(request, "feedback/rate.html", values | {"fields": fields})


def _fields(level: str, wishes: list[str]) -> list[DrawnField]:
    return [
        DrawnField(
            kind=Drawn.CHOICE,
            name="level",
            label=_("How satisfied are you with how this request was handled?"),
            value=level,
            choices=tuple(DrawnChoice(str(one.value), _(words)) for one, words in rules.LEVEL_WORDS.items()),
        ),
        DrawnField(
            kind=Drawn.CHECKS,
            name="wishes",
            label=_("What could have been better?"),
            hint=_("Choose as many as you like, or none."),
            values=tuple(wishes),
            choices=tuple(DrawnChoice(one.value, _(words)) for one, words in rules.WISH_WORDS.items()),
            required=False,
        ),
    ]


@officers(*queries.READING)
@never_cache
@takes("GET")
def ratings(request: HttpRequest) -> HttpResponse:
    """What people said of the offices this officer heads or watches; by lots, never one by one."""
    found = queries.ratings(request.reach, at=request.at)
    whole = found.whole
    values: dict[str, object] = {
        "found": found,
        "days": queries.DAYS,
        "lot": rules.LOT_LEAST,
        "today": timezone.localdate(request.at),
        "levels": [(_(words), whole.levels[level]) for level, words in rules.LEVEL_WORDS.items()],
    }
    if whole.count:
        values |= {"finding": _finding(whole), "offices": _offices(found), "wishes": _wishes(whole)}
    return render(request, "feedback/ratings.html", values)


def _finding(whole: queries.Office) -> str:
    words = ngettext(
        "%(satisfied)s of %(n)s rating is satisfied",
        "%(satisfied)s of %(n)s ratings are satisfied",
        whole.count,
    )
    return words % {"satisfied": writing.number(whole.satisfied), "n": writing.number(whole.count)}


def _mark(office: queries.Office) -> charts.Mark:
    return charts.Mark.SIMULATED if office.simulated else charts.Mark.NONE


def _percent(office: queries.Office) -> float:
    return 100 * (office.share.value or 0)


def _offices(found: queries.Ratings) -> IntervalChart:
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


def _wishes(whole: queries.Office) -> BarChart:
    rows = [
        charts.Bar(_(words), value=whole.wishes[wish], maximum=whole.count)
        for wish, words in rules.WISH_WORDS.items()
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
