"""What is asked before one act is done on many dossiers, and how it is read."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.design.fields import DrawnChoice, DrawnField, Kind
from motcua.dossiers.pages.giving_forms import colleague_choice
from motcua.dossiers.queries import Dossier, prepare
from motcua.dossiers.queries.prepare import Colleague
from motcua.dossiers.rules import checks, inputs
from motcua.dossiers.rules.bulk import Given
from motcua.dossiers.rules.states import Act
from motcua.foundation.forms import Wording
from motcua.foundation.refusal import Fault, InvalidInput, gettext_noop
from motcua.foundation.text import nfc
from motcua.foundation.typed import integer

OTHERS_MAX = 20  # papers that stand on no list


def fields(
    request: HttpRequest,
    act: Act,
    places: Sequence[Dossier],
    papers: Mapping[str, Wording],
    faults: Mapping[str, str],
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
    language = get_language() or "vi"
    listed = DrawnField(
        kind=Kind.CHECKS,
        name="papers",
        label=_("Which papers are missing or must be corrected"),
        hint=_("The same for all of them."),
        values=tuple(request.POST.getlist("papers")),
        choices=tuple(DrawnChoice(code, name.in_language(language)) for code, name in papers.items()),
        error=faults.get("papers", ""),
    )
    others = DrawnField(
        kind=Kind.TEXTAREA,
        name="paper",
        label=_("Other papers, one on each line") if papers else listed.label,
        hint="" if papers else _("The same for all of them; one paper on each line."),
        value=request.POST.get("paper", ""),
        maxlength=OTHERS_MAX * checks.PAPER_NAME_CHARACTERS_MAX,
        required=not papers,
        error=faults.get("paper", "" if papers else faults.get("papers", "")),
    )
    reason = area(
        "reason", _("Reason"), hint=_("Every applicant reads it: say what to bring, in plain words.")
    )
    return [listed, others, reason] if papers else [others, reason]


def _officers(request: HttpRequest, places: Sequence[Dossier], *, error: str) -> DrawnField:
    return DrawnField(
        kind=Kind.SELECT,
        name="officer_id",
        label=_("Who is to handle them"),
        value=request.POST.get("officer_id", ""),
        choices=(
            DrawnChoice("", _("Choose")),
            *(colleague_choice(one) for one in colleagues_of(places, at=request.at)),
        ),
        error=error,
    )


def colleagues_of(places: Sequence[Dossier], *, at: datetime) -> list[Colleague]:
    """Everybody who may hold at least one of them; who may not hold another is refused there, by name."""
    found: dict[int, Colleague] = {}
    for place in places:
        found |= {colleague.id: colleague for colleague in prepare.unit_of(place, at=at)}
    return list(found.values())


def read(
    request: HttpRequest, act: Act, papers: Mapping[str, Wording], colleagues: Sequence[Colleague] = ()
) -> Given:
    """The input of the act; raises InvalidInput with everything that cannot be read.

    `papers` may be ticked, one of `colleagues` chosen.
    """
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
        if officer not in {one.id for one in colleagues}:
            faults.append(Fault("officer_id", gettext_noop("Choose who is to handle these dossiers.")))
        given = inputs.Assign(officer_id=officer or 0, note=text("note", needed=False))
    elif act is Act.HAND_OVER:
        given = inputs.HandOn(note=text("note", needed=False))
    else:
        asked = _papers(request, papers, faults)
        given = inputs.AskSupplement(reason=text("reason", needed=True), papers=asked)
    if faults:
        raise InvalidInput(faults=faults)
    return given


def _papers(
    request: HttpRequest, papers: Mapping[str, Wording], faults: list[Fault]
) -> tuple[inputs.PaperAsked, ...]:
    """Ticked ones of the list, and other ones by name; legal names stay Vietnamese."""
    ticked = list(dict.fromkeys(request.POST.getlist("papers")))
    names = list(
        dict.fromkeys(line.strip() for line in request.POST.get("paper", "").splitlines() if line.strip())
    )
    try:
        checks.check_papers_known(field="papers", given=ticked, known=papers)
    except InvalidInput as refusal:
        faults.extend(refusal.faults)
        return ()
    if len(names) > OTHERS_MAX:
        faults.append(
            Fault("paper", gettext_noop("Name at most %(most)s other papers."), {"most": OTHERS_MAX})
        )
    if any(len(name) > checks.PAPER_NAME_CHARACTERS_MAX for name in names):
        faults.append(checks.too_long("paper", most=checks.PAPER_NAME_CHARACTERS_MAX))
    if not ticked and not names:
        sentence = gettext_noop("Name at least one paper that is missing or must be corrected.")
        faults.append(Fault("papers", sentence))
    try:
        # Once for all of them, before anything is done; each line would say it again.
        checks.check_papers_asked(field="papers", count=len(ticked) + len(names))
    except InvalidInput as refusal:
        faults.extend(refusal.faults)
    listed = [inputs.PaperAsked(code=code, name=papers[code].vi) for code in papers if code in ticked]
    return (*listed, *(inputs.PaperAsked(code=inputs.OTHER_PAPER, name=nfc(name)) for name in names))
