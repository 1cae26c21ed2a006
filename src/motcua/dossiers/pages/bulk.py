"""One act on many dossiers: what would go and what not and why, a bar while it is done, the list, and taking it back.

Without a script the page of one that runs is looked at again by a link; with one it looks by itself.
"""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.design import errors, writing
from motcua.design.fields import DrawnFault, DrawnField, faults_of
from motcua.design.methods import takes
from motcua.dossiers.actions import bulk as acts
from motcua.dossiers.pages import bulk_forms
from motcua.dossiers.pages.desk import LATEST, wanted_of
from motcua.dossiers.pages.slugs import ACTS
from motcua.dossiers.queries import bulk as asked
from motcua.dossiers.queries import prepare
from motcua.dossiers.queries.bulk import BulkAct
from motcua.dossiers.queries.prepare import Colleague
from motcua.dossiers.rules.bulk import AT_ONCE_MAX, BULK, LINES_MAX, LineState, Stage
from motcua.dossiers.rules.refusals import NothingSelected, TooManySelected
from motcua.dossiers.rules.states import TABLE, Act
from motcua.foundation.forms import Wording
from motcua.foundation.refusal import Fault, InvalidInput, NotFound, gettext_noop
from motcua.foundation.typed import integer
from motcua.people.access import officers

TICKED = "h"
EVERYTHING = "tat-ca"  # not only the ticked ones: all that the filter leaves


@officers()
@takes("POST")
def bulk_page(request: HttpRequest, slug: str) -> HttpResponse:
    """From the desk: which dossiers, and what with them. Leads to the page that asks."""
    act = ACTS.get(slug)
    if act is None or act not in BULK:
        raise NotFound()
    picked = dict(_pair(value) for value in request.POST.getlist(TICKED))
    if EVERYTHING in request.POST:
        ids = asked.matching_ids(request.reach, at=request.at, wanted=wanted_of(request, request.POST))
        seen: dict[int, int] = {}
    else:
        numbers = asked.picked_ids(picked, request.reach, at=request.at)
        ids = list(numbers)
        seen = {pk: known for pk, number in numbers.items() if (known := picked[number]) is not None}
    if max(len(ids), len(picked)) > LINES_MAX:
        raise TooManySelected(most=writing.number(LINES_MAX))
    if not ids:
        raise NothingSelected()
    bulk = acts.ask(act=act, ids=ids, reach=request.reach, at=request.at, seen=seen)
    return redirect("dossiers:bulk-act", bulk.key)


def _pair(value: str) -> tuple[str, int | None]:
    number, _at, revision = value.partition("@")
    return number, integer(revision)


def _colleagues_of(request: HttpRequest, bulk: BulkAct) -> list[Colleague]:
    """Who may be given them."""
    if Act(bulk.act) is not Act.ASSIGN:
        return []
    places = asked.one_of_each_place(bulk, request.reach, at=request.at)
    return bulk_forms.colleagues_of(places, at=request.at)


def _opened(request: HttpRequest, bulk_key: UUID) -> None:
    asked.opened(bulk_key, request.reach)


@officers()
@never_cache
@takes("GET", "POST")
def bulk_act(request: HttpRequest, bulk_key: UUID) -> HttpResponse:
    """GET shows how far it has come; POST says yes to what is asked, once."""
    bulk = asked.opened(bulk_key, request.reach)
    if request.method != "POST" or bulk.stage is not Stage.ASKED:
        return _shown(request, bulk) if request.method != "POST" else redirect("dossiers:bulk-act", bulk_key)
    ticked = request.POST.getlist(TICKED) if "ticked" in request.POST else None
    try:
        given = bulk_forms.read(request, Act(bulk.act), _papers_of(bulk), _colleagues_of(request, bulk))
        if ticked is not None and not asked.is_any_waiting(bulk, ticked):
            raise InvalidInput(faults=[Fault(TICKED, gettext_noop("Tick at least one dossier."))])
    except InvalidInput as refusal:
        faults = {fault.field: errors.fault_sentence(fault) for fault in refusal.faults}
        errors.note(refusal)
        return _shown(request, bulk, faults=faults)
    bulk = acts.confirm(key=bulk_key, given=given, reach=request.reach, at=request.at, ticked=ticked)
    # The desk leads back to it while it runs or can be taken back.
    request.session[LATEST] = str(bulk_key)
    if acts.is_small(bulk):
        acts.go_on_with(bulk, at=request.at)
    return redirect("dossiers:bulk-act", bulk_key)


@officers()
@takes("POST", after=_opened)
def bulk_undo(request: HttpRequest, bulk_key: UUID) -> HttpResponse:
    bulk = acts.undo_all(key=bulk_key, reach=request.reach, at=request.at)
    if acts.is_small(bulk):
        acts.go_on_with(bulk, at=request.at)
    return redirect("dossiers:bulk-act", bulk_key)


# Drawing -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Refused:
    """Dossiers that one reason keeps out."""

    sentence: str
    next_step: str
    n: int
    dossiers: tuple[object, ...]
    more: int


def _shown(request: HttpRequest, bulk: BulkAct, *, faults: dict[str, str] | None = None) -> HttpResponse:
    act, stage = Act(bulk.act), bulk.stage
    counts = asked.counts(bulk)
    total = sum(counts.values()) - counts[LineState.LEFT_OUT]
    values: dict[str, object] = {
        "bulk": bulk,
        "act": act,
        "name": _(TABLE[act].done),
        "stage": stage,
        "waiting": counts[LineState.WAITING],
        "went": counts[LineState.DONE] + counts[LineState.UNDONE] + counts[LineState.KEPT],
        "undone": counts[LineState.UNDONE],
        "taken_up": counts[LineState.UNDONE] + counts[LineState.KEPT],
        "total": total,
        "seen": total - counts[LineState.WAITING],
        "refused": _refused(bulk, LineState.REFUSED),
        "refused_n": counts[LineState.REFUSED],
        "kept": _refused(bulk, LineState.KEPT),
        "goes_on": stage in (Stage.RUNNING, Stage.UNDOING),
        "undo_until": asked.undo_until(bulk) if _may_undo(request, bulk, counts) else None,
        "tells": bool(TABLE[act].notice),
        "shown_max": asked.SHOWN_MAX,
    }
    if stage is Stage.ASKED:
        values |= _asked(request, bulk, counts[LineState.WAITING], faults or {})
    elif not values["goes_on"]:
        state = LineState.UNDONE if stage is Stage.UNDONE else LineState.DONE
        values["rows"] = asked.first_of(bulk, state, request.reach, at=request.at)
    response = render(request, "dossiers/bulk/act.html", values, status=422 if faults else 200)
    if "HX-Request" in request.headers and not values["goes_on"]:
        # It has ended: the whole page anew, with the keys of what can be done now.
        response["HX-Refresh"] = "true"
    return response


def _may_undo(request: HttpRequest, bulk: BulkAct, counts: dict[LineState, int]) -> bool:
    return bulk.stage is Stage.DONE and counts[LineState.DONE] > 0 and request.at < asked.undo_until(bulk)


def _asked(request: HttpRequest, bulk: BulkAct, waiting: int, faults: dict[str, str]) -> dict[str, object]:
    act = Act(bulk.act)
    places = asked.one_of_each_place(bulk, request.reach, at=request.at)
    fields: list[DrawnField] = bulk_forms.fields(request, act, places, _papers_of(bulk), faults)
    wrong = [DrawnFault("h-1", faults[TICKED])] if TICKED in faults else []
    return {
        "rows": asked.first_of(bulk, LineState.WAITING, request.reach, at=request.at),
        "is_ticked": waiting <= AT_ONCE_MAX,
        "fields": fields,
        "faults": [*wrong, *faults_of(fields)],
        # What was unticked stays so when something else is to be corrected.
        "ticked": request.POST.getlist(TICKED) if "ticked" in request.POST else None,
        "onward": [prepare.onward(dossier, at=request.at) for dossier in places]
        if act is Act.HAND_OVER
        else [],
    }


def _papers_of(bulk: BulkAct) -> dict[str, Wording]:
    """What may be ticked when papers are asked for."""
    return asked.papers_of_all(bulk) if Act(bulk.act) is Act.ASK_SUPPLEMENT else {}


def _refused(bulk: BulkAct, state: LineState) -> list[Refused]:
    return [
        Refused(
            errors.sentence(one.why.sentence, one.why.facts) if one.n == 1 else _many(one.why),
            errors.sentence(one.why.next_step, one.why.facts),
            one.n,
            one.dossiers,
            one.n - len(one.dossiers),
        )
        for one in asked.refused(bulk, state=state)
    ]


def _many(why: asked.Why) -> str:
    """The sentence of a refusal for several dossiers: their numbers stand below it."""
    facts = {name: "…" if name == "number" else value for name, value in why.facts.items()}
    return errors.sentence(why.sentence, facts)
