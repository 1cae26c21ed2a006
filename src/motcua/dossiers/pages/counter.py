"""The counter: one keyboard screen from the person's card to the receipt.

Without JavaScript it is the same: finding a person, changing the case and adding a row post the screen and draw it
again with everything that was typed. Sent twice, it is one request.
"""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.design import errors
from motcua.design.fields import DrawnFault, DrawnField, faults_of
from motcua.design.methods import takes
from motcua.dossiers import actions, arrivals, queries
from motcua.dossiers.pages import (
    counter_draft,
    counter_form,
    counter_kinds,
    counter_list,
    counter_rows,
    defect_forms,
)
from motcua.dossiers.pages.counter_held import AGREED
from motcua.dossiers.pages.counter_list import EACH, LIST, ONE, ListScreen
from motcua.dossiers.pages.counter_screen import Screen
from motcua.dossiers.queries import at_counter, whole
from motcua.dossiers.rules import lists
from motcua.dossiers.rules.refusals import NotOffered
from motcua.dossiers.rules.states import State
from motcua.foundation.refusal import Fault, InvalidInput, NotFound
from motcua.law import queries as law
from motcua.people import actions as people_actions
from motcua.people.access import officers
from motcua.people.rules import IDENTITY_NUMBER, IdentityMismatch, Look, OrganisationMismatch, Role
from motcua.procedures import drawing
from motcua.procedures import queries as procedures
from motcua.procedures.rules import Channel as Way

TEXT_CHARACTERS_MAX = 100
FIELDS_MAX = 20
# The paper that goes with what the desk answered.
FORMS = {State.SUPPLEMENT: "02", State.NOT_RECEIVED: "03"}
# Names by which acts speak of what they were given, and where it stands on this screen.
PLACES = {
    "full_name": "ap-name",
    "applicant_name": "ap-name",
    "identity_number": "ap-identity",
    "birth_date": "ap-birth",
    "phone": "ap-phone",
    "email": "ap-email",
    "address": "ap-address",
    "papers": "paper-tick",
    "reason": "answer-reason",
    "legal_ground": "answer-ground",
    "note": "answer-reason",
    "papers_checked": "paper-tick",
    "representative": "ap-name",
    "relation": counter_list.RELATION,
    "behalf": counter_list.RELATION,
}


@officers(Role.RECEPTION)
@never_cache
@takes("GET", "POST")
def counter_page(request: HttpRequest) -> HttpResponse:
    code = request.GET.get("thu-tuc", "")[:40]
    if not code:
        return _choose(request)
    screen = _screen(request, code)
    if request.method == "GET":
        if isinstance(screen, ListScreen) and counter_list.TEMPLATE in request.GET:
            return counter_list.template(request, screen)
        done = queries.of_submission(screen.begun) if screen.begun else None
        if done is not None:
            return redirect("dossiers:counter-done", done[1])
        if not counter_draft.fill(request, screen):
            _fill_expected(request, screen)
        return _drawn(request, screen)
    screen.aside = counter_kinds.take_along(request, about=_about(request, screen), entered=_kind(screen))
    counter_draft.remember(request, screen)
    screen.take_files()
    screen.for_whom.read_card()
    if "find-person" in request.POST:
        return _find(request, screen)
    if "find-organisation" in request.POST:
        return _find_organisation(request, screen)
    if "find-held" in request.POST:
        return _find_held(request, screen)
    if _stays(request, screen):
        wrong = isinstance(screen, ListScreen) and screen.is_at_fault
        return _drawn(request, screen, status=422 if wrong else 200)
    return _send(request, screen)


def _fill_expected(request: HttpRequest, screen: Screen) -> None:
    """Who booked this time stands there already, but for the number: that is read from the card."""
    person_id = arrivals.expected(request.session, screen.begun) if screen.begun else None
    if person_id is not None and screen.fill_from_person(person_id):
        people_actions.log_access(
            reach=request.reach, what=Look.SEARCH, subject="", person_id=person_id, at=request.at
        )


def _choose(request: HttpRequest) -> HttpResponse:
    """Which procedure: searched by words or code, or picked from what this desk receives."""
    text = request.GET.get("tim", "").strip()[:TEXT_CHARACTERS_MAX]
    language = get_language() or "vi"
    fields = tuple(request.GET.getlist("linh-vuc")[:FIELDS_MAX])
    found = at_counter.procedures_here(
        request.reach, at=request.at, text=text, language=language, fields=fields
    )
    kept = {"lan": request.GET.get("lan", "")[:36], "linh-vuc": fields}
    values = {
        "text": text,
        "found": found,
        "desks": at_counter.desks_of(request.reach),
        "kept": kept,
        "carry": "&" + urlencode({"lan": kept["lan"]}) if kept["lan"] else "",
        "everything": f"?{urlencode({'lan': kept['lan']})}" if fields else "",
    }
    return render(request, "dossiers/desk/counter_choose.html", values)


def _screen(request: HttpRequest, code: str) -> Screen:
    version = at_counter.procedure_here(code, at=request.at)
    if version is None:
        raise NotFound()
    wanted = request.POST.get("case-code") or request.GET.get("truong-hop", "")
    cases = [case for case in version.definition.cases if at_counter.channels_of(case)]
    offices = at_counter.offices_here(version.definition, request.reach, at=request.at)
    is_list = LIST in request.GET
    if is_list:
        cases = [case for case in cases if lists.can_be_listed(version.definition, case)]
    else:
        offices += at_counter.offices_elsewhere(version.definition, request.reach, at=request.at)
    if not cases or not offices:
        raise NotOffered()
    case = next((case for case in cases if case.code == wanted), cases[0])
    kind = ListScreen if is_list else Screen
    return kind(request=request, version=version, case=case, offices=offices, language=get_language() or "vi")


def _stays(request: HttpRequest, screen: Screen) -> bool:
    """A button that changes the screen and sends nothing."""
    if any(name in request.POST for name in ("change-case", counter_kinds.CHANGE, *counter_rows.BUTTONS)):
        return True
    return (
        screen.form is not None
        and screen.page is not None
        and screen.form.rows_changed(screen.page, request.POST)
    )


def _find(request: HttpRequest, screen: Screen) -> HttpResponse:
    """The card fills the fields; the number finds whom we know. Finding somebody is a look at them."""
    number = screen.read_identity()
    if number is None or not IDENTITY_NUMBER.fullmatch(number):
        screen.faults["ap-identity"] = _("An identity number has 12 digits, for example 000 203 000 123.")
        return _drawn(request, screen, status=422)
    person_id = screen.fill_from_known(number)
    people_actions.log_access(
        reach=request.reach, what=Look.SEARCH, subject="", person_id=person_id, at=request.at
    )
    if person_id is None and not screen.filled:
        messages.info(request, _("Nobody with this number is known here yet. Write the name as on the card."))
    return _drawn(request, screen)


def _find_organisation(request: HttpRequest, screen: Screen) -> HttpResponse:
    """The code finds the firm whose certificate a desk has seen before."""
    if not screen.for_whom.find_organisation():
        messages.info(
            request,
            _("No organisation with this code was checked here yet. Write its name as on the certificate."),
        )
    return _drawn(request, screen)


def _find_held(request: HttpRequest, screen: Screen) -> HttpResponse:
    """What is held for whoever asks is shown at the papers, once the officer has ticked that they agree."""
    if not screen.from_store.has_agreed:
        screen.faults[AGREED] = _("Ask the person first, then tick that they agree.")
        return _drawn(request, screen, status=422)
    if not screen.from_store.held:
        messages.info(request, _("Nothing is held for the applicant that may be used today."))
    return _drawn(request, screen)


def _send(request: HttpRequest, screen: Screen) -> HttpResponse:
    screen.read_identity()
    if not screen.check():
        return _drawn(request, screen, status=422)
    if isinstance(screen, ListScreen) and screen.is_fresh:
        messages.warning(request, _("Look at the rows, then press again."))
        return _drawn(request, screen)
    if screen.is_warned:
        messages.warning(request, _("Look at the notes at the papers, then press again: they stop nothing."))
        return _drawn(request, screen)
    try:
        if isinstance(screen, ListScreen):
            sent = actions.register_list(
                reach=request.reach,
                at=request.at,
                given=screen.given(),
                rows=screen.listed(),
                relation=screen.relation if screen.for_each else "",
            )
            return redirect("dossiers:counter-bundle", sent.number)
        if screen.definition.is_bundle:
            sent = actions.register_bundle(reach=request.reach, at=request.at, given=screen.given())
            return redirect("dossiers:counter-bundle", sent.number)
        done = actions.register(reach=request.reach, at=request.at, given=screen.given())
    except InvalidInput as refusal:
        errors.note(refusal)
        for fault in refusal.faults:
            screen.faults[_place(fault, screen)] = errors.fault_sentence(fault)
        return _drawn(request, screen, status=422)
    except OrganisationMismatch as refusal:
        screen.faults["org-name"] = errors.shown(refusal)
        return _drawn(request, screen, status=422)
    except IdentityMismatch as refusal:
        screen.faults["ap-identity"] = errors.shown(refusal)
        return _drawn(request, screen, status=422)
    return redirect("dossiers:counter-done", done.number)


def _place(fault: Fault, screen: Screen) -> str:
    """Where it stands on the screen; what an act says of a row stands at the list."""
    if isinstance(screen, ListScreen) and fault.field.partition(".")[0].isdecimal():
        return lists.FIELD
    return PLACES.get(fault.field, fault.field)


@officers(Role.RECEPTION)
@never_cache
@takes("GET")
def done_page(request: HttpRequest, number: str) -> HttpResponse:
    """What to give the person, and the way to the next one."""
    dossier = queries.opened_at_work(number, reach=request.reach, at=request.at)
    definition = procedures.definition(dossier.version_id)
    values = {
        "head": whole.head_of(dossier, at=request.at),
        "count": queries.count_of(dossier, definition=definition, calendar=law.calendar(dossier.agency_id)),
        "form": FORMS.get(State(dossier.state), "01"),
    }
    return render(request, "dossiers/desk/counter_done.html", values)


# Drawing ---------------------------------------------------------------------------------------------------


def _drawn(request: HttpRequest, screen: Screen, *, status: int = 200) -> HttpResponse:
    case = screen.case
    applicant = counter_form.applicant_fields(screen)
    organisation = counter_form.organisation_fields(screen)
    other = counter_form.other_fields(screen)
    sections = counter_form.form_fields(screen)
    ways = counter_form.way_fields(screen)
    rows = counter_form.paper_rows(screen)
    chosen = [one for row in rows for one in (row.held, row.without) if one is not None]
    last = counter_form.last_fields(screen)
    answer = counter_form.answer_fields(screen)
    language = screen.language
    listing = screen.drawn() if isinstance(screen, ListScreen) else {}
    values = {
        **listing,
        "listing": bool(listing),
        "switches": _switches(request, screen),
        "kind": _kind(screen),
        "set_aside": counter_kinds.locked(screen.aside, about=_about(request, screen)),
        "screen": screen,
        "procedure": screen.definition.name.in_language(language),
        "code": screen.version.code,
        "cases": [
            (one.code, one.name.in_language(language))
            for one in screen.definition.cases
            if at_counter.channels_of(one)
        ],
        "identity": screen.applicant("identity"),
        "identity_fault": screen.faults.get("ap-identity", ""),
        "applicant": applicant,
        "organisation": organisation,
        "organisation_code": screen.for_whom.organisation("code"),
        "organisation_fault": screen.faults.get("org-code", ""),
        "other": other,
        "other_number": screen.for_whom.person("identity"),
        "other_fault": screen.faults.get("behalf-identity", ""),
        "ways": ways,
        "case_fault": screen.faults.get("case-code", ""),
        "answer_fault": screen.faults.get("answer-way", ""),
        "sections": sections,
        "papers": rows,
        "papers_fault": screen.faults.get("paper-tick", ""),
        "consent": [] if listing else screen.from_store.consent,
        "last": last,
        "answer": answer,
        "answers": defect_forms.answers(request.POST, screen.form, language),
        "fees": case.fees_for(Way.COUNTER),
        "fees_verified": screen.definition.fees_verified,
        "count": at_counter.due_at_counter(
            screen.definition, case, channel=screen.channel, agency_id=screen.office.id, at=request.at
        ),
        "faults": _summary(
            screen,
            [*ways, *applicant, *organisation, *other, *screen.from_store.consent, *chosen, *last, *answer]
            + listing.get("fields", []),
            listing.get("of_rows", ()),
        ),
    }
    return render(request, "dossiers/desk/counter.html", values, status=status)


def _switches(request: HttpRequest, screen: Screen) -> list[tuple[str, str]]:
    """From one request to a list of them and back, where the desk decides itself; nothing for what cannot be a list."""
    kept = {"thu-tuc": screen.version.code} | ({"lan": str(screen.begun)} if screen.begun else {})
    is_list = isinstance(screen, ListScreen)
    decides = any(request.reach.may(Role.RECEPTION, office.path) for office in screen.offices)
    can_be_listed = any(lists.can_be_listed(screen.definition, one) for one in screen.definition.cases)
    if not is_list and not (decides and can_be_listed):
        return []
    ways = {
        "": _("One request"),
        ONE: _("A list of one applicant"),
        EACH: _("A list, each row another person"),
    }
    return [
        (
            ""
            if (way or counter_kinds.ONE_REQUEST) == _kind(screen)
            else f"?{urlencode(kept | ({LIST: way} if way else {}))}",
            words,
        )
        for way, words in ways.items()
    ]


def _kind(screen: Screen) -> str:
    if not isinstance(screen, ListScreen):
        return counter_kinds.ONE_REQUEST
    return EACH if screen.for_each else ONE


def _about(request: HttpRequest, screen: Screen) -> str:
    return f"{request.reach.account_id}:{screen.version.id}"


def _summary(screen: Screen, drawn: list[DrawnField], of_rows: Sequence[DrawnFault] = ()) -> list[DrawnFault]:
    """Every fault in the order of the screen, each with the field it leads to."""
    found = []
    anchors = {
        "ap-identity": ("f-ap-identity", _("Identity card")),
        "org-code": ("f-org-code", _("Enterprise or tax code")),
        "behalf-identity": ("f-behalf-identity", _("Identity number of the person")),
        "paper-tick": ("papers", _("Papers")),
        "case-code": ("f-case", _("Case")),
        "answer-way": ("h-answer", _("What the desk says")),
    }
    names = {one.name for one in drawn}
    for name, sentence in screen.faults.items():
        if name in anchors:
            anchor, label = anchors[name]
            found.append(DrawnFault(anchor, f"{label}: {sentence}"))
        elif name.startswith("file-"):
            found.append(DrawnFault(f"f-{name}", sentence))
        elif name not in names:  # there was no choice, and something else was chosen
            found.append(DrawnFault("noi-dung", sentence))
    found += [*faults_of(drawn), *of_rows]
    if screen.form is not None:
        for fault, line in drawing.summary(screen.form, screen.form_faults, screen.language):
            found.append(DrawnFault(f"f-{drawing.control_name(fault.field)}", line))
    return found
