"""In whose name: for oneself, for an organisation, or for another person. What is stated here an officer checks."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.design import errors
from motcua.design.fields import DrawnChoice, DrawnField, with_errors
from motcua.design.fields import Kind as Drawn
from motcua.design.methods import takes
from motcua.dossiers.pages.drafts import draw, on_a_draft, save, stop_or_404, typed_before
from motcua.dossiers.queries import filling as queries
from motcua.dossiers.queries.filling import Filling
from motcua.dossiers.rules import filling as rules
from motcua.dossiers.rules.filling import Kind
from motcua.dossiers.rules.inputs import Capacity, Party
from motcua.people.rules import masked

SELF = "self"
CAPACITY_WORDS: dict[Capacity, Promise] = {
    Capacity.LEGAL: gettext_lazy("Legal representative"),
    Capacity.AUTHORISED: gettext_lazy("Authorised in writing"),
}
# Name on the page, name in the draft.
FIELDS = (
    ("party_code", rules.PARTY_CODE),
    ("party_name", rules.PARTY_NAME),
    ("birth_date", rules.PARTY_BIRTH),
    ("capacity", rules.CAPACITY),
    ("relation", rules.RELATION),
)
# Which field of the page a fault belongs to.
PLACES = {
    "tax_code": "party_code",
    "identity_number": "party_code",
    "name": "party_name",
    "full_name": "party_name",
}
CHARACTERS_MAX = 200


@on_a_draft
@takes("GET", "POST")
def applicant(request: HttpRequest, found: Filling) -> HttpResponse:
    """First in whose name; what that asks for stands on the same page once it is chosen."""
    now = _party(found)
    chosen = request.POST.get("party", now or SELF)
    if request.method == "POST" and chosen in offered(found):
        is_changed = chosen != (now or SELF)
        save(request, found, answers=answered(found, chosen, request.POST))
        fresh = queries.filling(draft_id=found.draft.pk, reach=request.reach, at=request.at)
        if chosen == SELF or (not is_changed and not fresh.applicant_faults):
            # By the first page of the draft, where what leaves no choice is settled.
            return redirect("dossiers:draft", found.draft.pk)
        if is_changed:
            return redirect(f"{request.path}#chi-tiet")
        return _drawn(request, fresh, wrong=_wrong(fresh))
    if before := typed_before(request, about=found.draft.pk):
        if now and before.get("party") == now:
            save(request, found, sent=before, answers=typed(before))
        return redirect(request.path)
    return _drawn(request, found, wrong={})


def _party(found: Filling) -> str:
    """For whom, as the page calls it; nothing when for oneself."""
    return rules.EACH if found.for_each else str(found.party or "")


def offered(found: Filling) -> tuple[str, ...]:
    """In whose name one may ask here."""
    return (SELF, *Party, *([rules.EACH] if found.draft.many else []))


def answered(found: Filling, chosen: str, posted: Mapping[str, str]) -> dict[str, object]:
    """What a choice leaves in the draft, with what was stated for it."""
    now = _party(found)
    answers: dict[str, object] = {rules.PARTY: "" if chosen == SELF else chosen}
    if chosen != (now or SELF):
        # A firm's code is no identity number: what belonged to the other choice goes.
        answers |= dict.fromkeys(rules.STATED, "")
    elif now:
        answers |= typed(posted)
    return answers


def typed(posted: Mapping[str, str]) -> dict[str, object]:
    return {name: posted.get(short, "").strip()[:CHARACTERS_MAX] for short, name in FIELDS}


def _wrong(found: Filling) -> dict[str, str]:
    return {
        PLACES.get(fault.field, fault.field): errors.fault_sentence(fault) for fault in found.applicant_faults
    }


def _drawn(request: HttpRequest, found: Filling, *, wrong: dict[str, str]) -> HttpResponse:
    choice = DrawnField(
        kind=Drawn.CHOICE,
        name="party",
        label=_("In whose name do you apply?"),
        value=_party(found) or SELF,
        choices=(
            DrawnChoice(SELF, _("For myself"), found.person.full_name),
            DrawnChoice(
                Party.ORGANISATION,
                _("For an organisation"),
                _("a firm, cooperative or body that you represent"),
            ),
            DrawnChoice(
                Party.PERSON,
                _("For another person"),
                _("your child, a ward, or somebody who authorised you in writing"),
            ),
            *([DrawnChoice(rules.EACH, *_each_words())] if found.draft.many else []),
        ),
        heading=True,
    )
    fields = with_errors(_details(found), wrong)
    values = {"heading": choice.label, "choice": choice, "fields": fields, "party": _party(found)}
    stop = stop_or_404(found, Kind.APPLICANT)
    return draw(request, found, stop, "applicant", values, wrong=bool(wrong))


def _each_words() -> tuple[str, str]:
    return _("Each row for another person"), _("a school for its pupils, a firm for its workers")


def _details(found: Filling) -> list[DrawnField]:
    if found.for_each:
        return [_as_what(found)]
    if found.party is None:
        return []
    said = {short: str(found.answers.get(name, "")) for short, name in FIELDS}
    of_firm = found.party is Party.ORGANISATION
    code = DrawnField(
        kind=Drawn.TEXT,
        name="party_code",
        label=_("Enterprise or tax code") if of_firm else _("Identity number"),
        hint=_("10 or 13 digits, on the certificate of registration.")
        if of_firm
        else _("The 12 digits of the person you act for."),
        value=said["party_code"],
        width="m",
        inputmode="numeric",
        maxlength=20,
        autocomplete="off",
        spellcheck=False,
    )
    name = DrawnField(
        kind=Drawn.TEXT,
        name="party_name",
        label=_("Name of the organisation") if of_firm else _("Full name of the person"),
        hint=_("In full, as registered.") if of_firm else _("As on the identity card."),
        value=said["party_name"],
        maxlength=CHARACTERS_MAX,
        autocomplete="off",
    )
    birth = DrawnField(
        kind=Drawn.DATE, name="birth_date", label=_("Date of birth of the person"), value=said["birth_date"]
    )
    capacity = DrawnField(
        kind=Drawn.CHOICE,
        name="capacity",
        label=_("As what do you act?"),
        value=said["capacity"],
        choices=tuple(DrawnChoice(value, str(words)) for value, words in CAPACITY_WORDS.items()),
        hint=_("Whoever is authorised attaches the authorisation among the papers.")
        if of_firm
        else _("The paper that shows it is attached among the papers."),
    )
    relation = DrawnField(
        kind=Drawn.TEXT,
        name="relation",
        label=_("Your post there") if of_firm else _("What you are to this person"),
        hint=_("For example: Director.") if of_firm else _("For example: mother, guardian, lawyer."),
        value=said["relation"],
        maxlength=CHARACTERS_MAX,
    )
    return [code, name, *([] if of_firm else [birth]), capacity, relation]


def _as_what(found: Filling) -> DrawnField:
    """Asked where each row of the list is another person's."""
    return DrawnField(
        kind=Drawn.TEXT,
        name="relation",
        label=_("As what do you act for them?"),
        hint=_(
            "For example: class teacher, head of personnel. Their authorisations are attached among the papers."
        ),
        value=found.relation,
        maxlength=CHARACTERS_MAX,
    )


def told(found: Filling) -> list[tuple[str, str]]:
    """The look back: who asks, and who acts for them as what."""
    behalf = found.behalf
    if found.for_each:
        return [
            (_("Applicant"), _("in each row another person")),
            (_("Sent by"), f"{found.person.full_name} · {found.relation}"),
        ]
    if behalf is None:
        return [(_("Applicant"), found.person.full_name)]
    code = behalf.code or masked(behalf.identity_number)
    return [
        (_("Applicant"), f"{found.applicant_name} · {code}"),
        (
            _("Sent by"),
            f"{found.person.full_name} · {CAPACITY_WORDS[behalf.capacity]} · {behalf.relation}",
        ),
    ]
