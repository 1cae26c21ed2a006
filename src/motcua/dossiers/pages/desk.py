"""The officer's desk: views with their counts, filters, one search box, the list, and what may be done with several at once.

What was searched for may be a name or an identity number, so it never stands in an address: the form is posted, and
the address it leads to holds the text locked for this officer.
"""

from dataclasses import dataclass, replace
from typing import TypedDict

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from motcua.design import states
from motcua.design.methods import takes
from motcua.dossiers import queries
from motcua.dossiers.pages import since_counted
from motcua.dossiers.pages.slugs import SLUGS, VIEW_SLUGS, VIEWS
from motcua.dossiers.queries import bulk, desk, gate, opinions, stuck
from motcua.dossiers.queries import views as kept
from motcua.dossiers.queries.bulk import BulkAct
from motcua.dossiers.queries.desk import Filter, Order, View
from motcua.dossiers.rules.bulk import BULK
from motcua.dossiers.rules.day import Matter
from motcua.dossiers.rules.numbers import looks_like_number, tidy
from motcua.dossiers.rules.states import HEADS, TABLE, Act
from motcua.foundation import keys, secret_text
from motcua.foundation.typed import integer
from motcua.people import actions as people_actions
from motcua.people import queries as people
from motcua.people.access import officers
from motcua.people.rules import Look, Reach, Role, digits
from motcua.procedures import queries as procedures

AGENCIES_OFFERED_MAX = 300
PROCEDURES_OFFERED_MAX = 300
NEWEST_SLUG = "moi-nhat"
ME = "toi"
LONG = "100"  # rows of a page, in its address
LATEST = "dossiers.bulk"  # in the session: the act on several dossiers that was confirmed last
VIEW_WORDS = {
    View.MINE: gettext_lazy("My work"),
    View.TODAY: gettext_lazy("Due today"),
    View.LATE: gettext_lazy("Late"),
    View.WAITING: gettext_lazy("Waiting for the person"),
    View.UNCLAIMED: gettext_lazy("Nobody's yet"),
    View.DONE: gettext_lazy("Not collected"),
    View.TO_ANSWER: gettext_lazy("Answer now"),
    View.TO_FORWARD: gettext_lazy("Pass on now"),
    View.TO_TELL: gettext_lazy("Last day to say what is missing"),
    View.ALL: gettext_lazy("All open"),
}


MATTER_WORDS = {
    Matter.LATE: gettext_lazy("Late"),
    Matter.TODAY: gettext_lazy("Due today"),
    Matter.STEP: gettext_lazy("The time of a step is nearly used up"),
    Matter.STUCK: gettext_lazy("Standing still"),
    Matter.PAST: gettext_lazy("Not answered by its last day"),
    Matter.LATE_DAY: gettext_lazy("Late by up to a day"),
    Matter.LATE_WEEK: gettext_lazy("Late by up to a week"),
    Matter.LATE_LONG: gettext_lazy("Late by more than a week"),
    Matter.SUPPLEMENT: gettext_lazy("Waiting for what was asked for"),
    Matter.DUTY: gettext_lazy("Waiting for a payment"),
    Matter.OPINION: gettext_lazy("Waiting for another office's opinion"),
}
OF_DAY = ("viec", "nguoi", "don-vi")


@dataclass(frozen=True)
class Tab:
    """One view as a link with its count."""

    title: str
    url: str
    count: str
    current: bool
    is_alert: bool = False


@officers()
@takes("GET", "POST")
def desk_page(request: HttpRequest) -> HttpResponse:
    """GET shows a view; POST is the filter form, which leads to an address that can be opened again."""
    if request.method == "POST":
        return _filtered(request)
    wanted = wanted_of(request, request.GET)
    seen = gate.work(request.reach)
    counts = desk.counts(request.reach, at=request.at, seen=seen)
    saved = kept.of(request.reach)
    own = next((one for one in saved if one.is_default and one.is_own), None)
    if not request.GET and own is not None:
        wanted = own.wanted
    elif "xem" not in request.GET and not wanted.text and not counts[View.MINE]:
        # An officer without a desk of their own (a watching leader, an auditor) begins with everything.
        wanted = replace(wanted, view=View.ALL)
    length = LONG if request.GET.get("hien") == LONG else ""
    rows = desk.LONG_PAGE_ROWS if length else desk.PAGE_ROWS
    after = request.GET.get("sau", "")
    page = desk.page(request.reach, at=request.at, wanted=wanted, after=after, rows=rows, seen=seen)
    agencies, latest = _agencies(request), _latest(request)
    values = {
        "views": _tabs(wanted, counts),
        "view": wanted.view,
        "view_slug": VIEW_SLUGS[wanted.view],
        "title": _title(wanted),
        "of_day": [
            (name, part) for name, part in _parts(wanted, request.reach).items() if part and name in OF_DAY
        ],
        "since_counted": _since_counted(request, wanted, page, seen),
        "unit": next((one.name for one in agencies if one.id == wanted.unit_id), ""),
        "wanted": wanted,
        "page": page,
        "next_url": address_of(wanted, request.reach, after=page.after, length=length) if page.after else "",
        "first_url": address_of(wanted, request.reach, length=length) if request.GET.get("sau") else "",
        "is_long": bool(length),
        "length_url": address_of(wanted, request.reach, length="" if length else LONG)
        if length or page.after
        else "",
        "plain_url": address_of(Filter(view=wanted.view), request.reach),
        "is_narrowed": replace(wanted, view=View.MINE, order=Order.LEFT) != Filter(),
        "states": [(number, words) for number, words in states.WORDS.items()],
        "procedures": _procedures(request),
        "agencies": agencies if len(agencies) > 1 else [],
        "csv_url": _file_address(wanted, request.reach, "csv"),
        "xlsx_url": _file_address(wanted, request.reach, "xlsx"),
        "bulk_latest": latest,
        "filter_parts": [(name, part) for name, part in _parts(wanted, request.reach).items() if part],
        "bulk": [(act, SLUGS[act], TABLE[act].key) for act in BULK if _may_bulk(act, page)],
        "asked_of_us": opinions.count_to_give(request.reach),
        "hands_over": request.reach.holds(Role.RECEPTION, Role.CASE_OFFICER, Role.UNIT_HEAD),
        "gives_out": request.reach.holds(Role.UNIT_HEAD, Role.LEADER),
        "saved": [(one, address_of(one.wanted, request.reach), one.wanted == wanted) for one in saved],
        "may_save": not (wanted.text or wanted.matter or wanted.mine or wanted.unit_id),
        "stuck": stuck.count(request.reach, at=request.at)
        if request.reach.holds(*HEADS) and not latest
        else 0,
        "unclaimed": counts[View.UNCLAIMED],
        "unclaimed_url": address_of(Filter(view=View.UNCLAIMED), request.reach),
    }
    return render(request, "dossiers/desk/desk.html", values)


def _since_counted(request: HttpRequest, wanted: Filter, page: desk.Page, seen: desk.Seen) -> str:
    """A list of one page counts itself."""
    if not wanted.matter:
        return ""

    def count() -> int:
        if not page.after:
            return len(page.rows)
        return desk.count(request.reach, at=request.at, wanted=wanted, seen=seen)

    return since_counted.words(request.GET, count)


def _title(wanted: Filter) -> str:
    if wanted.text:
        return _("Found")
    words = MATTER_WORDS[wanted.matter] if wanted.matter else VIEW_WORDS[wanted.view]
    return _("%(matter)s, in my hands") % {"matter": words} if wanted.mine else str(words)


def _latest(request: HttpRequest) -> BulkAct | None:
    """One's last act on several dossiers while it runs or can be taken back; asked for only after one was confirmed."""
    if LATEST not in request.session:
        return None
    found = bulk.latest(request.reach, at=request.at)
    if found is None:
        del request.session[LATEST]
    return found


def _may_bulk(act: Act, page: desk.Page) -> bool:
    return any(act in row.acts for row in page.rows)


# Addresses -------------------------------------------------------------------------------------------------


def _filtered(request: HttpRequest) -> HttpResponse:
    text = request.POST.get("tim", "").strip()[: desk.TEXT_CHARACTERS_MAX]
    if (
        looks_like_number(text)
        and queries.shown_by_role(request.reach, at=request.at).filter(number=tidy(text)).exists()
    ):
        return redirect("dossiers:dossier", tidy(text))
    if desk.is_identity_number(text):
        _log_search(request, text)
    wanted = Filter(
        view=VIEWS.get(request.POST.get("xem", ""), View.MINE),
        text=text,
        state=integer(request.POST.get("trang-thai", "")),
        procedure=request.POST.get("thu-tuc", "")[:40],
        agency_id=integer(request.POST.get("co-quan", "")),
        order=Order.NEWEST if request.POST.get("xep") == NEWEST_SLUG else Order.LEFT,
        **_day_of(request.POST),
    )
    return redirect(address_of(wanted, request.reach))


def _log_search(request: HttpRequest, text: str) -> None:
    """Looking for a person by their identity number is a look at that person."""
    persons = people.persons_of_identity(digits(text))
    for person_id in persons or [None]:
        people_actions.log_access(
            reach=request.reach, what=Look.SEARCH, subject="", person_id=person_id, at=request.at
        )


def wanted_of(request: HttpRequest, given: QueryDict) -> Filter:
    """The filter that an address or a form holds; what cannot be read is as if it were not there."""
    return Filter(
        view=VIEWS.get(given.get("xem", ""), View.MINE),
        text=_unlocked(given.get("tim", ""), request.reach),
        state=integer(given.get("trang-thai", "")),
        procedure=given.get("thu-tuc", "")[:40],
        agency_id=integer(given.get("co-quan", "")),
        order=Order.NEWEST if given.get("xep") == NEWEST_SLUG else Order.LEFT,
        **_day_of(given),
    )


class OfDay(TypedDict):
    matter: Matter | None
    mine: bool
    unit_id: int | None


def _day_of(given: QueryDict) -> OfDay:
    """What a page or a message about the day leads to."""
    return {
        "matter": next((matter for matter in Matter if matter == given.get("viec")), None),
        "mine": given.get("nguoi") == ME,
        "unit_id": integer(given.get("don-vi", "")),
    }


def address_of(wanted: Filter, reach: Reach, *, after: str = "", length: str = "") -> str:
    """Where this filter can be opened again, by this officer."""
    parts = _parts(wanted, reach) | {"hien": length, "sau": after}
    return f"{reverse('dossiers:desk')}?{urlencode({name: part for name, part in parts.items() if part})}"


def _file_address(wanted: Filter, reach: Reach, kind: str) -> str:
    parts = {name: part for name, part in _parts(wanted, reach).items() if part}
    return f"{reverse('dossiers:desk-file')}?{urlencode(parts | {'dang': kind})}"


def _parts(wanted: Filter, reach: Reach) -> dict[str, object]:
    """The filter as an address or a hidden form holds it; what was searched for is locked."""
    return {
        "xem": VIEW_SLUGS[wanted.view],
        "tim": _locked(wanted.text, reach),
        "trang-thai": wanted.state,
        "thu-tuc": wanted.procedure,
        "co-quan": wanted.agency_id,
        "xep": NEWEST_SLUG if wanted.order is Order.NEWEST else "",
        "viec": wanted.matter,
        "nguoi": ME if wanted.mine else "",
        "don-vi": wanted.unit_id,
    }


def _locked(text: str, reach: Reach) -> str:
    if not text:
        return ""
    return secret_text.lock(text, about=f"desk-search:{reach.account_id}", folder=settings.KEYS_DIR)


def _unlocked(locked: str, reach: Reach) -> str:
    """The text of one's own search; an address that somebody else's search led to finds nothing."""
    if not locked:
        return ""
    try:
        return secret_text.unlock(locked, about=f"desk-search:{reach.account_id}", folder=settings.KEYS_DIR)
    except (secret_text.Tampered, keys.KeyProblem):
        return ""


# What the page offers --------------------------------------------------------------------------------------


def _tabs(wanted: Filter, counts: dict[View, int]) -> list[Tab]:
    return [
        Tab(
            title=str(words),
            url=f"{reverse('dossiers:desk')}?{urlencode({'xem': VIEW_SLUGS[view]})}",
            count=f"{desk.COUNT_MAX}+" if counts[view] > desk.COUNT_MAX else str(counts[view]),
            current=view is wanted.view and not wanted.text and not wanted.matter,
            is_alert=view in desk.ALERTS,
        )
        for view, words in VIEW_WORDS.items()
        if view not in desk.ALERTS or counts[view] or view is wanted.view
    ]


def _procedures(request: HttpRequest) -> list[tuple[str, str]]:
    language = get_language() or "vi"
    offered = list(procedures.catalogue(request.at).cards.values())[:PROCEDURES_OFFERED_MAX]
    return [(card.code, card.name.in_language(language)) for card in offered]


def _agencies(request: HttpRequest) -> list[people.AgencyFacts]:
    paths = request.reach.agencies()
    if not paths:
        return []
    return people.acting_agencies(on=timezone.localdate(request.at), paths=paths)[:AGENCIES_OFFERED_MAX]
