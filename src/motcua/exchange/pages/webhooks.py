"""Subscriptions of other systems, for whoever runs the agency: who is told, how far, what became of it, and again."""

from collections.abc import Callable
from datetime import datetime, time
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.design.methods import takes
from motcua.dossiers.rules import TABLE, Act
from motcua.exchange.actions import subscriptions as acts
from motcua.exchange.pages.webhook_words import standing_words, trouble_words
from motcua.exchange.pages.words import ago, span
from motcua.exchange.queries import subscriptions as queries
from motcua.exchange.webhook_forms import ALL, MomentForm, PositionForm, SubscriptionForm
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import NotFound, Refusal
from motcua.foundation.typed import integer
from motcua.people import queries as people
from motcua.people.access import officers
from motcua.people.rules import Role


def _language() -> str:
    return (get_language() or "vi")[:2]


@officers(Role.OPERATOR)
@takes("GET")
def subscriptions(request: HttpRequest) -> HttpResponse:
    """Those of the agencies that somebody runs."""
    lines = [
        (line, line.agency(_language()), standing_words(line, at=request.at))
        for line in queries.lines(reach=request.reach)
    ]
    return render(request, "exchange/subscriptions.html", {"lines": lines})


@officers(Role.OPERATOR)
@takes("GET", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """One more system."""
    offices = people.acting_agencies(
        on=request.at.astimezone(TZ).date(), paths=request.reach.agencies(Role.OPERATOR)
    )
    form = SubscriptionForm(request.POST or None, agencies=offices, language=_language())
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        said = acts.NewSubscription(
            agency_id=integer(given["agency"]), name=given["name"], address=given["address"],
            kinds=tuple(given["kinds"]), from_beginning=given["start"] == ALL,
        )  # fmt: skip
        try:
            uid = acts.subscribe(form=said, reach=request.reach, at=request.at)
        except Refusal as refusal:
            form.blame(refusal)
        else:
            messages.success(request, _("The system is subscribed."))
            return redirect("exchange:subscription", uid=uid)
    return render(
        request, "exchange/subscription_new.html", {"form": form}, status=422 if form.errors else 200
    )


def _sheet(request: HttpRequest, uid: UUID) -> queries.Sheet:
    sheet = queries.sheet(uid, reach=request.reach)
    if sheet is None:
        raise NotFound
    return sheet


@officers(Role.OPERATOR)
@takes("GET", after=_sheet)
def subscription(request: HttpRequest, uid: UUID) -> HttpResponse:
    return _shown(request, uid)


def _shown(request: HttpRequest, uid: UUID, *, status: int = 200, **forms: object) -> HttpResponse:
    sheet, at = _sheet(request, uid), request.at
    values = {
        "sheet": sheet,
        "key": uid,
        "agency": sheet.line.agency(_language()),
        "said": standing_words(sheet.line, at=at),
        "trouble": trouble_words(sheet.problem) if sheet.problem else "",
        "heard": ago(sheet.line.heard_at, at=at),
        "oldest": span((at - sheet.oldest_at).total_seconds()) if sheet.oldest_at else "",
        "kinds": [_(TABLE[act].name) for act in Act if act in TABLE and str(act) in sheet.kinds],
        "deliveries": [(one, trouble_words(one.problem) if one.problem else "") for one in sheet.deliveries],
        "next_at": sheet.next_at if sheet.next_at and sheet.next_at > at else None,
        "is_at_work": sheet.line.status in ("waiting", "active"),
        "position_form": PositionForm(),
        "moment_form": MomentForm(),
    }
    return render(request, "exchange/subscription.html", values | forms, status=status)


@officers(Role.OPERATOR)
@takes("POST", after=_sheet)
def again(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One event once more, or everything from a position or a moment on."""
    _sheet(request, uid)
    facts = {"key": uid, "reach": request.reach, "at": request.at}
    if "moment" in request.POST:
        form = MomentForm(request.POST)
        if form.is_valid() and form.cleaned_data["moment"] is not None:
            moment = datetime.combine(form.cleaned_data["moment"], time(), TZ)
            if _done(form, lambda: acts.move_to_moment(moment=moment, **facts)):
                messages.success(request, _("Everything from this day on is told again, in order."))
                return redirect("exchange:subscription", uid=uid)
        elif form.is_valid():
            form.add_error("moment", _("This is still empty."))
        return _shown(request, uid, status=422, moment_form=form)
    form = PositionForm(request.POST)
    if form.is_valid():
        position = integer(form.cleaned_data["position"]) or 0
        one = request.POST.get("way") == "one"
        act = acts.resend if one else acts.move_to
        if _done(form, lambda: act(position=position, **facts)):
            said = _("This event is told once more.") if one else _("Everything from this position on is told again, in order.")  # fmt: skip
            messages.success(request, said)
            return redirect("exchange:subscription", uid=uid)
    return _shown(request, uid, status=422, position_form=form)


def _done(form: "PositionForm | MomentForm", act: Callable[[], object]) -> bool:
    try:
        act()
    except Refusal as refusal:
        form.blame(refusal)
        return False
    return True


@officers(Role.OPERATOR)
@takes("POST", after=_sheet)
def pause(request: HttpRequest, uid: UUID) -> HttpResponse:
    _sheet(request, uid)
    acts.pause(key=uid, reach=request.reach, at=request.at)
    messages.success(request, _("Nothing is sent until you resume. What happens meanwhile is not lost."))
    return redirect("exchange:subscription", uid=uid)


@officers(Role.OPERATOR)
@takes("POST", after=_sheet)
def resume(request: HttpRequest, uid: UUID) -> HttpResponse:
    _sheet(request, uid)
    acts.resume(key=uid, reach=request.reach, at=request.at)
    messages.success(request, _("It goes on from where it stopped."))
    return redirect("exchange:subscription", uid=uid)


@officers(Role.OPERATOR)
@takes("POST", after=_sheet)
def test(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What came of it stands among the deliveries, once a worker has sent it."""
    _sheet(request, uid)
    acts.send_test(key=uid, reach=request.reach, at=request.at)
    messages.success(request, _("A test is on its way. Open this page again in a few seconds."))
    return redirect("exchange:subscription", uid=uid)


@officers(Role.OPERATOR)
@takes("POST", after=_sheet)
@never_cache
def token(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A new token of the feed, on this page and never again."""
    sheet = _sheet(request, uid)
    made = acts.renew_token(key=uid, reach=request.reach, at=request.at)
    return render(request, "exchange/subscription_token.html", {"token": made, "sheet": sheet, "key": uid})


@officers(Role.OPERATOR)
@takes("GET", "POST", after=_sheet)
def end(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Asks first."""
    sheet = _sheet(request, uid)
    if request.method == "POST":
        acts.end(key=uid, reach=request.reach, at=request.at)
        messages.success(request, _("The subscription is deleted."))
        return redirect("exchange:subscriptions")
    return render(request, "exchange/subscription_end.html", {"sheet": sheet, "key": uid})
