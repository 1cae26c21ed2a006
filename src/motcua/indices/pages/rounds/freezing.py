"""The end of a round: what its sheet would say, freezing it, and the sheet as a file for everybody once announced."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.design import errors, writing
from motcua.design.methods import takes
from motcua.foundation.refusal import Forbidden, InvalidInput, NotFound
from motcua.indices import actions, rounds
from motcua.indices.pages.announced import headers
from motcua.indices.pages.announced.announcing import hour_fields, moment
from motcua.indices.rules.round_refusals import NotReadyToFreeze
from motcua.indices.rules.rounds import RoundState, check_round_step
from motcua.people.access import Request, everyone, officers
from motcua.people.rules import Role

from .listing import round_values


@officers(Role.HOME_AFFAIRS)
@takes("GET", "POST")
def freeze(request: Request, round_id: int) -> HttpResponse:
    """What would be frozen, unit by unit, or what is still missing; sent, it is frozen."""
    line = rounds.round_of(round_id=round_id, reach=request.reach, at=request.at)
    if not line.runs:
        raise Forbidden
    check_round_step(state=line.state, wanted=RoundState.FROZEN)
    try:
        computed = actions.compute_round(round_id=round_id)
    except NotReadyToFreeze as refusal:
        errors.note(refusal)
        return _page(request, line, refusal=refusal)
    if request.method != "POST":
        return _page(request, line, computed)
    try:
        actions.freeze_round(
            computed=computed, reach=request.reach, at=request.at, announce_at=moment(request)
        )
    except InvalidInput as refusal:
        errors.note(refusal)
        return _page(request, line, computed, refusal)
    messages.success(
        request, _("The round is frozen. Its sheet has the hash %(hash)s.") % {"hash": computed.digest}
    )
    return redirect("indices:round", round_id)


def _page(
    request: Request,
    line: rounds.RoundLine,
    computed: actions.ComputedRound | None = None,
    refusal: InvalidInput | None = None,
) -> HttpResponse:
    faults = refusal.faults if refusal else ()
    wrong = {one.field: errors.fault_sentence(one) for one in reversed(faults)}
    hint = _("From then on everybody sees the sheet. Leave it empty to decide that later.")
    fields = hour_fields(request, wrong, hint=hint, required=False)
    values = {
        "round": round_values(line, request.at),
        "fields": fields if computed else [],
        "league": _league(computed) if computed else [],
        "digest": computed.digest if computed else "",
        "missing": [] if computed else [errors.fault_sentence(one) for one in faults],
    }
    # Looking is no mistake: the list of what is missing is then an answer like any other.
    status = refusal.status if refusal and request.method == "POST" else 200
    return render(request, "indices/rounds/freeze.html", values, status=status)


def _league(computed: actions.ComputedRound) -> list[dict[str, str]]:
    """The best first; units without an index last."""
    results = computed.document["results"]
    blocks = {one["code"]: one["name"] for one in computed.document["framework"]["blocks"]}
    names = {one["code"]: one["name"] for one in computed.document["units"]}
    language = get_language() or "vi"
    order = sorted(
        results, key=lambda code: (results[code]["rank"] is None, results[code]["rank"] or 0, names[code])
    )
    return [
        {
            "name": names[code],
            "index": writing.number(float(one["index"]), 2) if one["index"] else "–",
            "rank": _place(one),
            "band": one["band"] or "–",
            "blocks": " · ".join(
                f"{blocks[block][language]} {writing.number(float(sums['points']), 2)}"
                for block, sums in one["blocks"].items()
            ),
        }
        for code in order
        for one in (results[code],)
    ]


def _place(one: dict[str, list[int] | int | None]) -> str:
    if one["rank"] is None:
        return "–"
    own = one["own_set"]
    return f"{one['rank']} ({own[0]}–{own[1]})" if isinstance(own, list) else str(one["rank"])


@everyone
@takes("GET")
def sheet(request: Request, round_id: int) -> HttpResponseBase:
    """The frozen sheet as a file: document, hash and signature."""
    held = rounds.frozen_of(round_id=round_id, reach=request.reach, at=request.at)
    if held is None:
        raise NotFound

    def made() -> HttpResponse:
        name, body = rounds.sheet_file(round_id=round_id, reach=request.reach, at=request.at)
        found = HttpResponse(body, content_type="application/json")
        found["Content-Disposition"] = f'attachment; filename="{name}"'
        return found

    return headers.file(request, made, held, tag="round", at=request.at)
