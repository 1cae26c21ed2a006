"""The home-affairs officer draws a round's sample from a list of places, and prints the invitations of each."""

import secrets

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.design import errors, writing
from motcua.design.fields import DrawnField, with_errors
from motcua.design.fields import Kind as Drawn
from motcua.design.methods import takes
from motcua.foundation.refusal import Fault, NotFound, Refusal, gettext_noop
from motcua.foundation.text_files import decoded
from motcua.foundation.typed import integer
from motcua.people.access import officers
from motcua.people.rules import Role
from motcua.surveys import actions, importing, places, queries
from motcua.surveys.rules import State, StepNotAllowed, codes

SEED_MAX = 10**9
SHOWN_BYTES_MAX = 500_000
# What facts §2.4 derive from the printed sample of 2024; an office writes its own.
USUAL = {"districts": "3", "communes": "2", "villages": "3", "people": "31", "reserve": "1"}


@officers(Role.HOME_AFFAIRS)
@never_cache
@takes("GET", "POST")
def draw(request, id):
    """The list and the numbers; first what would be drawn, then the draw itself."""
    line = queries.round_line(survey_id=id, reach=request.reach)
    if request.method == "GET" and line.state is not State.PLANNED:
        return redirect("surveys:round", id=id)
    sent = {name: request.POST.get(name, usual)[:20] for name, usual in USUAL.items()}
    sent["seed"] = request.POST.get("seed", str(secrets.randbelow(SEED_MAX)))[:20]
    content, text, faults = _list(request)
    values = {"round": {"id": id, "name": line.name.in_language(get_language())}}
    fields = _fields(sent, text)
    if request.method != "POST":
        return render(request, "surveys/draw.html", values | {"fields": fields})
    wish, wrong = places.wish_of(sent)
    faults += wrong
    would = None
    if not faults:
        try:
            would = actions.draw_sample(
                survey_id=id, content=content, wish=wish, reach=request.reach, at=request.at,
                dry_run="draw" not in request.POST,
            )  # fmt: skip
        except StepNotAllowed:
            raise
        except Refusal as refusal:
            if not refusal.faults:
                raise
            errors.note(refusal)
            faults = list(refusal.faults)
    if faults:
        errors_of = {
            one.field: errors.fault_sentence(one) for one in reversed(faults) if one.field in (*sent, "file")
        }
        in_list = [errors.fault_sentence(one) for one in faults if one.field not in (*sent, "file")]
        if in_list:
            errors_of["list"] = " ".join(in_list)
        values["fields"] = with_errors(fields, errors_of)
        return render(request, "surveys/draw.html", values, status=422)
    if "draw" in request.POST:
        messages.success(request, _("The sample is drawn. Print the invitations, then open the round."))
        return redirect("surveys:round", id=id)
    return render(
        request, "surveys/draw.html", values | {"fields": fields, "would": would, "once_more": not text}
    )


def _list(request):
    """The list as bytes, what of it stands on the page, and what keeps a file from being read."""
    upload = request.FILES.get("file")
    if upload is None:
        text = request.POST.get("list", "")
        return text.encode(), text, []
    if upload.size > importing.BYTES_MAX:
        sentence = gettext_noop("The file is larger than %(most)s MB.")
        return b"", "", [Fault("file", sentence, {"most": importing.BYTES_MAX // 1_000_000})]
    content = upload.read()
    text, fault = decoded(content, bytes_max=importing.BYTES_MAX, field="file")
    # A long list does not travel to the page and back: its file is chosen again.
    return content, text if len(content) <= SHOWN_BYTES_MAX else "", [fault] if fault else []


def _fields(sent, text):
    numbers = (
        ("districts", _("Districts of a stratum"), _("Only where the list has a column “huyen”.")),
        ("communes", _("Communes of a district, or of a stratum"), ""),
        ("villages", _("Villages of a commune"), ""),
        ("people", _("People of a village"), _("At least 10, so that no answer stands out.")),
        ("reserve", _("Villages in reserve in each commune"), ""),
        ("seed", _("Seed"), _("The same list, numbers and seed draw the same places again, on any machine.")),
    )
    return [
        DrawnField(
            kind=Drawn.TEXTAREA, name="list", label=_("List of places"), value=text, spellcheck=False,
            hint=_("One row a village, pasted from a sheet or as CSV; the first row names the columns: xa, thon, nguoi; tinh, tang and huyen where there are such."),
        ),
        DrawnField(
            kind=Drawn.FILE, name="file", label=_("Or a file with the list (.csv)"), value="", required=False, accept=".csv,text/csv",
            hint=_("For long lists. A list of households has a column “ho” (the number of the household, no name) and the adults of each in “nguoi”."),
        ),
        *(
            DrawnField(kind=Drawn.NUMBER, name=name, label=label, hint=hint, value=sent[name], width="s")
            for name, label, hint in numbers
        ),
    ]  # fmt: skip


@officers(Role.HOME_AFFAIRS)
@never_cache
@takes("GET")
def invitations(request, id):
    """The places that were drawn; of one of them, its invitations as cards to print and cut."""
    line = queries.round_line(survey_id=id, reach=request.reach)
    found = queries.drawn_places(survey_id=id, reach=request.reach)
    language = get_language()
    values = {
        "round": {"id": id, "name": line.name.in_language(language), "agency": line.agency.in_language(language),
                  "closes_on": line.closes_on, "simulated": line.simulated},
        "places": found,
    }  # fmt: skip
    if "noi" not in request.GET:
        return render(request, "surveys/invitations.html", values)
    unit = integer(request.GET["noi"])
    place = next((one for one in found if one.id == unit), None)
    if place is None:
        raise NotFound
    cards = [actions.code_of(sample_unit=place.id, number=number) for number in range(place.invitations)]
    begin = f"{settings.BASE_URL}{reverse('surveys:begin')}"
    values |= {
        "place": place,
        "begin": begin.split("://", 1)[-1],
        "count": writing.number(len(cards)),
        "cards": [{"code": codes.shown(code), "link": f"{begin}#{code}"} for code in cards],
    }
    return render(request, "surveys/cards.html", values)
