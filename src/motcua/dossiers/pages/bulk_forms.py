"""What is asked before one act is done on many dossiers, and how it is read."""

from collections.abc import Mapping, Sequence

from django.http import HttpRequest
from django.utils.translation import gettext as _

from motcua.design.fields import DrawnChoice, DrawnField, Kind
from motcua.dossiers.pages.giving_forms import colleague_choice
from motcua.dossiers.queries import Dossier, prepare
from motcua.dossiers.queries.prepare import Colleague
from motcua.dossiers.rules import checks, inputs
from motcua.dossiers.rules.bulk import Given
from motcua.dossiers.rules.states import Act
from motcua.foundation.refusal import Fault, InvalidInput, gettext_noop
from motcua.foundation.typed import integer


def fields(
    request: HttpRequest, act: Act, places: Sequence[Dossier], faults: Mapping[str, str]
) -> list[DrawnField]:
    def area(name: str, label: str, *, hint: str = "", required: bool = True) -> DrawnField:
        return DrawnField(
            kind=Kind.TEXTAREA,
            name=name,
            label=label,
            hint=hint,
            value=request.POST.get(name, ""),
            required=required,
            maxlength=checks.TEXT_CHARACTERS_MAX,
            error=faults.get(name, ""),
        )

    note = area("note", _("Words for the colleague"), required=False)
    if act is Act.ASSIGN:
        return [_officers(request, places, error=faults.get("officer_id", "")), note]
    if act is Act.HAND_OVER:
        return [note]
    paper = DrawnField(
        kind=Kind.TEXT,
        name="paper",
        label=_("Which paper is missing or must be corrected"),
        hint=_("The same for all of them."),
        value=request.POST.get("paper", ""),
        maxlength=checks.PAPER_NAME_CHARACTERS_MAX,
        error=faults.get("paper", faults.get("papers", "")),
    )
    reason = area(
        "reason", _("Reason"), hint=_("Every applicant reads it: say what to bring, in plain words.")
    )
    return [paper, reason]


def _officers(request: HttpRequest, places: Sequence[Dossier], *, error: str) -> DrawnField:
    """Everybody who may hold at least one of them; who may not hold another is refused there, by name."""
    found: dict[int, Colleague] = {}
    for place in places:
        found |= {colleague.id: colleague for colleague in prepare.unit_of(place, at=request.at)}
    return DrawnField(
        kind=Kind.SELECT,
        name="officer_id",
        label=_("Who is to handle them"),
        value=request.POST.get("officer_id", ""),
        choices=(DrawnChoice("", _("Choose")), *(colleague_choice(one) for one in found.values())),
        error=error,
    )


def read(request: HttpRequest, act: Act) -> Given:
    """The input of the act; raises InvalidInput with everything that cannot be read."""
    faults: list[Fault] = []

    def text(name: str, *, needed: bool, most: int = checks.TEXT_CHARACTERS_MAX) -> str:
        try:
            return checks.check_text(field=name, text=request.POST.get(name, ""), needed=needed, most=most)
        except InvalidInput as refusal:
            faults.extend(refusal.faults)
            return ""

    given: Given
    if act is Act.ASSIGN:
        officer = integer(request.POST.get("officer_id"))
        if officer is None:
            faults.append(Fault("officer_id", gettext_noop("Choose who is to handle these dossiers.")))
        given = inputs.Assign(officer_id=officer or 0, note=text("note", needed=False))
    elif act is Act.HAND_OVER:
        given = inputs.HandOn(note=text("note", needed=False))
    else:
        name = text("paper", needed=False, most=checks.PAPER_NAME_CHARACTERS_MAX)
        if not name and not faults:
            sentence = gettext_noop("Name at least one paper that is missing or must be corrected.")
            faults.append(Fault("paper", sentence))
        paper = inputs.PaperAsked(code=inputs.OTHER_PAPER, name=name)
        given = inputs.AskSupplement(reason=text("reason", needed=True), papers=(paper,))
    if faults:
        raise InvalidInput(faults=faults)
    return given
