"""At the counter: somebody lets another act for them, and shows the paper that says so. Both cards lie there."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.design import errors
from motcua.design.fields import DrawnChoice, DrawnField, with_errors
from motcua.design.fields import Kind as Drawn
from motcua.design.methods import takes
from motcua.dossiers.actions import helping
from motcua.dossiers.pages.helping import faults_at, helper_fields, new_helper, new_matters
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Fault, InvalidInput, Refusal, gettext_noop
from motcua.people import actions as people
from motcua.people import queries
from motcua.people.access import officers
from motcua.people.rules import BadDate, Look, Role, digits, person_faults, read_date

NO_HELPER = gettext_noop(
    "Nobody with an account and this name has this number. The helper makes an account first, and the card is compared."
)


@officers(Role.RECEPTION)
@never_cache
@takes("GET", "POST")
def note(request: HttpRequest) -> HttpResponse:
    faults: dict[str, str] = {}
    words = ""
    if request.method == "POST":
        try:
            mandate = _note(request)
        except Refusal as refusal:
            errors.note(refusal)
            faults = faults_at(refusal)
            words = "" if refusal.faults else errors.shown(refusal)
        else:
            said = _("%(helper)s may now act for %(helped)s. Both were told.")
            messages.success(request, said % {"helper": mandate.helper, "helped": mandate.helped})
            return redirect("dossiers:counter-helper")
    matters = (DrawnChoice("", _("choose")), *new_matters(request.at))
    helped, helper = _persons(request), helper_fields(request, matters=matters)
    groups = [
        (_("Who wants help"), with_errors(helped[:4], faults)),
        (_("The helper"), with_errors([helper[0], helped[4], *helper[3:5]], faults)),
        (_("What for, and which paper says so"), with_errors([*helper[1:3], helper[5], helped[5]], faults)),
    ]
    values = {
        "groups": groups,
        "fields": [one for _title, part in groups for one in part],
        "wrong": bool(faults or words),
        "refused": words,
    }
    status = 422 if values["wrong"] else 200
    return render(request, "dossiers/desk/helper.html", values, status=status)


def _note(request: HttpRequest) -> queries.MandateFacts:
    said = request.POST
    name, number = " ".join(said.get("helped_name", "").split()), digits(said.get("helped_identity", ""))
    try:
        born = read_date(said["helped_birth"]) if said.get("helped_birth", "").strip() else None
    except BadDate as bad:
        raise InvalidInput(faults=[Fault("helped_birth", str(bad))]) from None
    found = person_faults(
        full_name=name, identity_number=number, birth_date=born, phone=said.get("helped_phone", ""),
        on=request.at.astimezone(TZ).date(),
    )  # fmt: skip
    places = {"full_name": "helped_name", "identity_number": "helped_identity", "birth_date": "helped_birth", "phone": "helped_phone"}  # fmt: skip
    faults = [Fault(places.get(one.field, one.field), one.sentence, one.facts) for one in found]
    if not number:
        faults.append(Fault("helped_identity", gettext_noop("Write the 12 digits on the card.")))
    helper_id = _helper(said.get("name", ""), digits(said.get("helper_identity", "")))
    if helper_id is None:
        faults.append(Fault("helper_identity", NO_HELPER))
    if faults or helper_id is None:
        raise InvalidInput(faults=faults)
    people.log_access(reach=request.reach, what=Look.SEARCH, subject="", person_id=helper_id, at=request.at)
    helped_id = people.find_or_add_person(
        full_name=name, identity_number=number, birth_date=born, phone=digits(said.get("helped_phone", "")),
        by=request.reach.actor, at=request.at,
    )  # fmt: skip
    return helping.note_at_counter(
        form=new_helper(request), helped_id=helped_id, helper_id=helper_id, paper=said.get("paper", ""),
        reach=request.reach, at=request.at,
    )  # fmt: skip


def _helper(name: str, number: str) -> int | None:
    """Whoever has this number and this name, and an account to act with."""
    if not number:
        return None
    for person_id in queries.persons_of_identity(number):
        person = queries.person(person_id)
        if (
            person
            and queries.has_account(person_id=person_id)
            and person.full_name.casefold() == " ".join(name.split()).casefold()
        ):
            return person_id
    return None


def _persons(request: HttpRequest) -> list[DrawnField]:
    def text(name: str, label: str, hint: str = "", *, required: bool = True, width: str = "") -> DrawnField:
        return DrawnField(
            kind=Drawn.TEXT, name=name, label=label, hint=hint, value=request.POST.get(name, ""),
            required=required, width=width, autocomplete="off", maxlength=300, spellcheck=False,
        )  # fmt: skip

    return [
        text("helped_name", _("Full name"), _("As on the identity card")),
        text("helped_identity", _("Identity number"), width="m"),
        text("helped_birth", _("Date of birth"), width="m"),
        text("helped_phone", _("Phone number"), _("Messages go there"), required=False, width="m"),
        text("helper_identity", _("Identity number of the helper"), width="m"),
        text(
            "paper",
            _("The authorisation on paper"),
            _("Its number and day, and who certified it. The paper itself is kept with the desk’s papers."),
        ),
    ]
