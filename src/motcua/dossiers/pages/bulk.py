"""One act on several dossiers: the same acts one by one, and a list that says which went, which were refused, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from motcua.design import errors
from motcua.design.fields import DrawnChoice, DrawnField, Kind
from motcua.design.methods import takes
from motcua.dossiers import actions
from motcua.dossiers.pages import story
from motcua.dossiers.pages.giving_forms import colleague_choice
from motcua.dossiers.pages.slugs import ACTS, SLUGS
from motcua.dossiers.queries import Dossier, desk, prepare
from motcua.dossiers.queries.prepare import Colleague
from motcua.dossiers.rules import checks, inputs
from motcua.dossiers.rules.refusals import TooManySelected
from motcua.dossiers.rules.states import TABLE, Act
from motcua.foundation.refusal import InvalidInput, NotFound, Refusal
from motcua.foundation.typed import integer
from motcua.people.access import officers

BULK = (Act.ASSIGN, Act.HAND_OVER)
SELECTED_MAX = 100


@dataclass(frozen=True)
class Outcome:
    """What became of one dossier of the selection."""

    row: desk.Row
    went: bool
    sentence: str = ""
    next_step: str = ""


@officers()
@takes("POST")
def bulk_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The first post shows the selection and asks; the second, marked `confirmed`, does it."""
    act = ACTS.get(slug)
    if act not in BULK:
        raise NotFound()
    picked = request.POST.getlist("h")
    if not picked:
        return redirect("dossiers:desk")
    if len(picked) > SELECTED_MAX:
        raise TooManySelected(most=SELECTED_MAX)
    seen = dict(_pair(value) for value in picked)
    dossiers = desk.selected(list(seen), request.reach, at=request.at)
    if "confirmed" not in request.POST:
        return _ask(request, act, dossiers)
    try:
        checks.check_text(field="note", text=request.POST.get("note", ""), needed=False)
    except InvalidInput as refusal:
        return _ask(request, act, dossiers, note_error=story.fault_words(refusal))
    given = _given(act, request)
    if given is None:
        return _ask(request, act, dossiers, error=_("Choose who is to handle these dossiers."))
    return _do(request, act, dossiers, given=given, seen=seen)


def _pair(value: str) -> tuple[str, int | None]:
    number, _at, revision = value.partition("@")
    return number, integer(revision)


def _given(act: Act, request: HttpRequest) -> inputs.Assign | inputs.HandOn | None:
    note = request.POST.get("note", "").strip()
    if act is Act.HAND_OVER:
        return inputs.HandOn(note=note)
    officer = integer(request.POST.get("officer_id"))
    return inputs.Assign(officer_id=officer, note=note) if officer is not None else None


def _ask(
    request: HttpRequest, act: Act, dossiers: Sequence[Dossier], *, error: str = "", note_error: str = ""
) -> HttpResponse:
    rows = [desk.row_of(dossier, request.reach, at=request.at) for dossier in dossiers]
    fields = [_note(request, error=note_error)]
    if act is Act.ASSIGN:
        fields.insert(0, _officers(request, dossiers, error=error))
    values = {
        "act": act,
        "slug": SLUGS[act],
        "rows": rows,
        "onward": [prepare.onward(dossier, at=request.at) for dossier in dossiers]
        if act is Act.HAND_OVER
        else [],
        "fields": fields,
        "faults": bool(error or note_error),
    }
    return render(request, "dossiers/desk/bulk.html", values, status=422 if error or note_error else 200)


def _officers(request: HttpRequest, dossiers: Sequence[Dossier], *, error: str) -> DrawnField:
    """Everybody who may hold at least one of them; who may not hold another is refused there, by name."""
    found: dict[int, Colleague] = {}
    for place in {
        (dossier.step_agency_id, dossier.step, dossier.version_id): dossier for dossier in dossiers
    }.values():
        found |= {colleague.id: colleague for colleague in prepare.unit_of(place, at=request.at)}
    return DrawnField(
        kind=Kind.SELECT,
        name="officer_id",
        label=_("Who is to handle them"),
        value=request.POST.get("officer_id", ""),
        choices=(DrawnChoice("", _("Choose")), *(colleague_choice(one) for one in found.values())),
        error=error,
    )


def _note(request: HttpRequest, *, error: str) -> DrawnField:
    return DrawnField(
        kind=Kind.TEXTAREA,
        name="note",
        label=_("Words for the colleague"),
        value=request.POST.get("note", ""),
        required=False,
        maxlength=checks.TEXT_CHARACTERS_MAX,
        error=error,
    )


def _do(
    request: HttpRequest,
    act: Act,
    dossiers: Sequence[Dossier],
    *,
    given: inputs.Assign | inputs.HandOn,
    seen: dict[str, int | None],
) -> HttpResponse:
    outcomes = []
    for dossier in dossiers:
        row = desk.row_of(dossier, request.reach, at=request.at)
        number = row.number
        try:
            if isinstance(given, inputs.Assign):
                actions.assign(
                    number=number, reach=request.reach, at=request.at, given=given, seen=seen[number]
                )
            else:
                actions.hand_over(
                    number=number, reach=request.reach, at=request.at, given=given, seen=seen[number]
                )
        except Refusal as refusal:
            outcomes.append(
                Outcome(
                    row,
                    went=False,
                    sentence=errors.sentence(refusal.sentence, refusal.facts),
                    next_step=errors.sentence(refusal.next_step, refusal.facts),
                )
            )
            errors.note(refusal)
        else:
            outcomes.append(Outcome(row, went=True))
    went = [outcome for outcome in outcomes if outcome.went]
    values = {
        "act": act,
        "name": _(TABLE[act].done),
        "went": went,
        "refused": [outcome for outcome in outcomes if not outcome.went],
        "total": len(outcomes),
    }
    return render(request, "dossiers/desk/bulk_done.html", values)
