"""Whether this node is fit, its public keys, and the operator's first page."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control

from motcua.chronicle import queries as chronicle
from motcua.design.methods import takes
from motcua.documents import statement
from motcua.exchange import queries as exchange
from motcua.operations import doctor, health
from motcua.people.access import everyone, officers
from motcua.people.rules import Role

FITNESS = health.Fitness()
KEYS_SECONDS_MAX = 300


@everyone
@takes("GET")
@cache_control(no_store=True)
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when people may be sent here, 503 when not. It says no more than that; `motcua doctor` does."""
    fit = FITNESS.fit()
    return HttpResponse(
        "ok\n" if fit else "not ready\n", status=200 if fit else 503, content_type="text/plain"
    )


@everyone
@takes("GET")
@cache_control(public=True, max_age=KEYS_SECONDS_MAX)
def public_keys(request: HttpRequest) -> HttpResponse:
    """The public parts of the keys that sign this node's seals, the codes of its results and its events, for whoever checks them."""
    known = chronicle.key_document()
    return JsonResponse(
        known | {"keys": [*known["keys"], *statement.key_document(), *exchange.webhook_keys()]}
    )


@officers(Role.OPERATOR)
@takes("GET")
def home(request: HttpRequest) -> HttpResponse:
    findings = doctor.examine(request.at)
    order = list(doctor.Level)
    findings.sort(key=lambda finding: -[0, 2, 3, 1][order.index(finding.level)])
    values = {
        "findings": findings,
        "worst": doctor.worst(findings),
        "nation_operator": exchange.may_register(request.reach, at=request.at),
    }
    return render(request, "operations/home.html", values)
