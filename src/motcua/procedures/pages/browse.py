"""Finding a procedure and reading it: for everyone."""

from contextlib import suppress

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.design.methods import takes
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import NotFound
from motcua.people.access import everyone
from motcua.procedures import handling, paper_form, queries, showing
from motcua.procedures.rules import LIFE_EVENTS, Channel, NoSuchProcedure

FOUND_MAX = 20
QUERY_LENGTH_MAX = 200
EXAMPLES = ("khai sinh", "giấy phép lái xe", "sổ đỏ", "hộ kinh doanh", "lý lịch tư pháp")


@everyone
@takes("GET")
def listing(request):
    """What a search finds; or everything offered, narrowed by life event or field."""
    query = request.GET.get("q", "").strip()[:QUERY_LENGTH_MAX]
    if query:
        cards = queries.search(query, request.at, FOUND_MAX)
        return _list(request, cards, query=query)
    event, field = request.GET.get("viec", ""), request.GET.get("linh-vuc", "")
    if event:
        return life_event(request, event)
    if field:
        cards = queries.in_field(field, request.at)
        return _list(request, cards, heading=cards[0].field.name if cards else None, missing=not cards)
    return _list(request, tuple(queries.catalogue(request.at).cards.values()), everything=True)


@everyone
@takes("GET")
def life_event(request, slug):
    if slug not in LIFE_EVENTS:
        raise NotFound
    return _list(request, queries.for_life_event(slug, request.at), heading=LIFE_EVENTS[slug], event=slug)


def _list(request, cards, *, query="", heading=None, event="", everything=False, missing=False):
    language = get_language()
    # Terms and fees only for lists one can read: each definition is parsed once, but there may be thousands.
    detailed = len(cards) <= FOUND_MAX
    facts = {
        "query": query,
        "examples": EXAMPLES,
        "heading": heading.in_language(language) if heading else "",
        "cards": [
            showing.card(card, queries.definition(card.version_id) if detailed else None, language)
            for card in cards
        ],
        "everything": everything,
        "event": event,
        "events": [
            (each.slug, each.name.in_language(language), each.procedures)
            for each in queries.life_events(request.at)
        ],
        "fields": [
            (each.field.code, each.field.name.in_language(language), each.procedures)
            for each in queries.fields(request.at)
        ],
    }
    return render(request, "procedures/list.html", facts, status=404 if missing else 200)


@everyone
@takes("GET")
def detail(request, code):
    """Who, what papers, how long, how much, where."""
    today = request.at.astimezone(TZ).date()
    try:
        version = queries.in_force(code, today)
    except NoSuchProcedure:
        # Who kept the old address is led to what takes its place.
        successor = queries.successor_of(code)
        if successor is None or not queries.is_offered(successor, today):
            raise
        messages.info(
            request, _("Procedure %(code)s is no longer offered. This one takes its place.") % {"code": code}
        )
        return redirect("procedures:detail", code=successor)
    sheet = showing.sheet(
        version.definition,
        request.GET.get("truong-hop", ""),
        language=get_language(),
        number=version.number,
        starts_on=version.starts_on,
    )
    related = [card for card in queries.in_field(sheet.field_code, request.at) if card.code != code][:5]
    facts = {
        "sheet": sheet,
        "took": handling.handled(code),
        "places": handling.places_told(code),
        "related": [(card.code, card.name.in_language(get_language())) for card in related],
        "parts": _parts(version.definition, request.at, get_language()),
        # Officers always see what was not checked against the law; in the demo everyone does.
        "marks": settings.DEMO or bool(request.reach.grants),
    }
    return render(request, "procedures/detail.html", facts)


def _parts(definition, at, language):
    """Of a bundle: what each part is, who decides it and within what term."""
    shown = []
    for part in definition.parts:
        with suppress(NoSuchProcedure):
            offered = queries.in_force(part.procedure, at.astimezone(TZ).date()).definition
            shown.append(showing.part(part, offered, Channel.ONLINE, language))
    return shown


@everyone
@takes("GET")
def paper(request, code):
    """The form on paper: the same fields, blank, to fill by hand."""
    version = queries.in_force(code, request.at.astimezone(TZ).date())
    definition = version.definition
    wanted = request.GET.get("truong-hop", "")
    case = next((each for each in definition.cases if each.code == wanted), definition.cases[0])
    form = definition.form(case)
    if form is None:
        raise NotFound
    facts = {
        "name": definition.name.in_language(get_language()),
        "code": code,
        "case": case.name.in_language(get_language()) if len(definition.cases) > 1 else "",
        "agency": definition.agencies[0].name.vi,
        "sheet": paper_form.sheet(form, get_language()),
        "signed": paper_form.SIGNED,
    }
    return render(request, "procedures/paper.html", facts)
