"""How well states travel: in summary for everyone, with numbers and acts for operators."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from motcua.design.methods import takes
from motcua.exchange import actions, queries
from motcua.exchange.pages.words import ago, span
from motcua.people.access import everyone, officers
from motcua.people.rules import Role

ALL = "*"  # every record that is shown
WHY = {
    "unfit": gettext_lazy("A part of the record is longer or other than the contract allows."),
    "check": gettext_lazy("The record has no check of its look-up secret."),
    "not-yours": gettext_lazy("The dossier belongs to an agency that this node may not speak for."),
    "outside": gettext_lazy("The record lies outside the stretch of its batch."),
    "epoch": gettext_lazy("The record names another epoch than its position has."),
    "twice": gettext_lazy("The dossier stood twice in one batch."),
    "other-node": gettext_lazy("Another node has already spoken of this dossier."),
    "missing": gettext_lazy("The nightly comparison found that the nation does not have it."),
    "older": gettext_lazy("The nightly comparison found an earlier state at the nation."),
    "other-state": gettext_lazy("The nightly comparison found another state at the nation."),
    "not-here": gettext_lazy(
        "The nation has this dossier, and it is not in this database. Was a backup brought back?"
    ),
    "cannot-follow": gettext_lazy("This state cannot come after the one that the nation knows."),
}
PROBLEMS = {
    "exchange.no-answer": gettext_lazy("The nation does not answer. It is asked again by itself."),
    "exchange.address": gettext_lazy("The address of the nation cannot be asked. Check MOTCUA_NATION."),
    "exchange.unknown-node": gettext_lazy(
        "The nation does not know this node's key. Register it: docs/how-to/join.md"
    ),
    "exchange.bad-signature": gettext_lazy(
        "The nation does not believe the signature. Compare keys and clocks."
    ),
    "exchange.suspended": gettext_lazy("The nation has suspended this node. Ask its operator why."),
    "exchange.old-epoch": gettext_lazy(
        "The nation knows a later epoch of this node: this database is older than what was sent."
    ),
    "exchange.epoch-needed": gettext_lazy(
        "The nation has more than this database. If it was restored, begin an epoch: motcua chronicle epoch restore"
    ),
}


@everyone
@takes("GET")
def flow(request: HttpRequest) -> HttpResponse:
    """Counts and percentiles; no number of a dossier."""
    return render(request, "exchange/flow.html", _values(request))


@officers(Role.OPERATOR)
@takes("GET", "POST")
def health(request: HttpRequest) -> HttpResponse:
    """The same with every record that was set aside or lost, and the acts that settle them."""
    runs_nation = queries.may_register(request.reach, at=request.at)  # type: ignore[attr-defined]
    if request.method == "POST":
        return _act(request)
    values = _values(request) | {"runs_nation": runs_nation}
    return render(request, "exchange/health.html", values)


def _act(request: HttpRequest) -> HttpResponse:
    number, lost = request.POST.get("number", "")[:60], request.POST.get("lost", "")
    if lost.isascii() and lost.isdigit() and len(lost) < 19:
        actions.settle_lost(
            lost_id=int(lost),
            reason=request.POST.get("reason", "")[:300],
            reach=request.reach,
            at=request.at,  # type: ignore[attr-defined]
        )
        messages.success(request, _("Settled. The state stays as the nation has it."))
    elif number:
        here = queries.local(at=request.at)  # type: ignore[attr-defined]
        every = [one.number for one in here.asides] if here else []
        actions.ask_replay(numbers=every if number == ALL else [number], reach=request.reach, at=request.at)  # type: ignore[attr-defined]
        messages.success(request, _("It is sent again within a second or two, if the nation answers."))
    return redirect("exchange:health")


def _values(request: HttpRequest) -> dict[str, object]:
    at = request.at  # type: ignore[attr-defined]
    here, nation = queries.local(at=at), queries.national(at=at)
    language = (get_language() or "vi")[:2]
    return {
        "here": here,
        "here_compared": ago(here.compared_at, at=at) if here else "",
        "here_heard": ago(here.heard_at, at=at) if here else "",
        "oldest": span(here.oldest_seconds) if here else "",
        "problem": PROBLEMS.get(here.problem) or here.told or here.problem if here and here.failures else "",
        "nation": nation,
        "lag": [span(share) for share in (nation.lag.p50, nation.lag.p95, nation.lag.p99)] if nation else [],
        "lines": [
            {
                "node": node,
                "name": node.named(language),
                "heard": ago(node.seen_at, at=at),
                "compared": ago(node.compared_at, at=at),
                "lag": [span(share) for share in (node.lag.p50, node.lag.p95, node.lag.p99)],
            }
            for node in (nation.nodes if nation else ())
        ],
        "asides": [(one, WHY.get(one.code, one.code)) for one in (here.asides if here else ())],
        "nation_asides": [(one, WHY.get(one.code, one.code)) for one in (nation.asides if nation else ())],
    }
