"""Who is connected, for everyone; and the operator's pages to register, rotate and suspend."""

from base64 import b64encode
from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.design.methods import takes
from motcua.exchange import actions, queries
from motcua.exchange.forms import KIND_NAMES, NodeForm, ReasonForm, RotateForm
from motcua.exchange.pages.words import ago
from motcua.exchange.rules import Kind, registry
from motcua.foundation.refusal import Forbidden, NotFound, Refusal
from motcua.foundation.typed import integer
from motcua.people.access import everyone, officers
from motcua.people.rules import Role


@everyone
@takes("GET")
def connected(request: HttpRequest) -> HttpResponse:
    """Which ministries and provinces send their states here, since when, with which software."""
    found = queries.connected(at=request.at)
    values = {
        "found": found,
        "lines": [_line(line, request) for line in found.nodes],
        "nation": getattr(settings, "NATION", ""),
    }
    return render(request, "exchange/connected.html", values)


def _line(line: queries.NodeLine, request: HttpRequest) -> dict[str, object]:
    return {
        "line": line,
        "name": line.named((get_language() or "vi")[:2]),
        "kind": KIND_NAMES[Kind(line.kind)],
        "heard": ago(line.seen_at, at=request.at),
    }


def _for_operators(request: HttpRequest, *_args: object, **_kwargs: object) -> None:
    if not queries.may_register(request.reach, at=request.at):
        raise Forbidden


@officers(Role.OPERATOR)
@takes("GET", "POST")
def nodes(request: HttpRequest) -> HttpResponse:
    """All nodes, and the form that registers one more."""
    _for_operators(request)
    form = NodeForm(request.POST or None, initial={"kind": Kind.PROVINCE.value})
    if request.method == "POST" and form.is_valid():
        try:
            actions.register(form=_new_node(form), reach=request.reach, at=request.at)
        except Refusal as refusal:
            form.blame(refusal)
        else:
            messages.success(request, _("The node is registered. What it signs is taken from now on."))
            return redirect("exchange:node", code=form.cleaned_data["code"])
    values = {"form": form, "lines": [_line(line, request) for line in queries.nodes()]}
    return render(request, "exchange/nodes.html", values, status=422 if form.errors else 200)


def _new_node(form: NodeForm) -> actions.NewNode:
    given = form.cleaned_data
    return actions.NewNode(
        code=given["code"],
        kind=Kind(given["kind"]),
        agency=given["agency"] or given["code"],
        name=given["name"],
        name_en=given["name_en"],
        scopes=tuple((given["scopes"] or given["code"]).split()),
        contact=given["contact"],
        address=given["address"],
        keys=(actions.NewKey(key=given["key"], public=form.public_bytes()),),
        simulated=settings.DEMO,
    )


def _sheet(request: HttpRequest, code: str) -> queries.NodeSheet:
    _for_operators(request)
    sheet = queries.node(code)
    if sheet is None:
        raise NotFound
    return sheet


@officers(Role.OPERATOR)
@takes("GET")
def node(request: HttpRequest, code: str) -> HttpResponse:
    return _node(request, code)


def _node(request: HttpRequest, code: str, *, status: int = 200, **forms: object) -> HttpResponse:
    sheet = _sheet(request, code)
    values = {
        "sheet": sheet,
        "code": code,
        "head": _line(sheet.line, request),
        "keys": [(key, b64encode(key.public).decode(), _key_state(key, request)) for key in sheet.keys],
        "rotate_form": RotateForm(initial={"days": registry.OVERLAP.days}),
        "reason_form": ReasonForm(),
    }
    return render(request, "exchange/node.html", values | forms, status=status)


def _key_state(key: queries.KeyLine, request: HttpRequest) -> str:
    if key.revoked_at is not None:
        return "revoked"
    return (
        "ended"
        if key.ends_at is not None and key.ends_at <= request.at
        else "ends"
        if key.ends_at
        else "holds"
    )


@officers(Role.OPERATOR)
@takes("POST", after=_sheet)
def rotate(request: HttpRequest, code: str) -> HttpResponse:
    _sheet(request, code)
    form = RotateForm(request.POST)
    if form.is_valid():
        days = integer(form.cleaned_data["days"], most=registry.OVERLAP_DAYS_MAX)
        try:
            actions.rotate(
                node=code,
                form=actions.NewKey(key=form.cleaned_data["key"], public=form.public_bytes()),
                overlap=timedelta(days=registry.OVERLAP_DAYS_MAX + 1 if days is None else days),
                reach=request.reach,
                at=request.at,
            )
        except Refusal as refusal:
            form.blame(refusal)
        else:
            messages.success(request, _("The new key is believed from now on."))
            return redirect("exchange:node", code=code)
    return _node(request, code, status=422, rotate_form=form)


@officers(Role.OPERATOR)
@takes("POST", after=_sheet)
def revoke(request: HttpRequest, code: str) -> HttpResponse:
    _sheet(request, code)
    actions.revoke_key(node=code, key=request.POST.get("key", "")[:80], reach=request.reach, at=request.at)
    messages.success(request, _("Nothing that this key signed is believed any more."))
    return redirect("exchange:node", code=code)


@officers(Role.OPERATOR)
@takes("POST", after=_sheet)
def suspend(request: HttpRequest, code: str) -> HttpResponse:
    _sheet(request, code)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            actions.suspend(node=code, reason=form.cleaned_data["reason"], reach=request.reach, at=request.at)
        except Refusal as refusal:
            form.blame(refusal)
        else:
            messages.success(request, _("Nothing is taken from this node until it is resumed."))
            return redirect("exchange:node", code=code)
    return _node(request, code, status=422, reason_form=form)


@officers(Role.OPERATOR)
@takes("POST", after=_sheet)
def resume(request: HttpRequest, code: str) -> HttpResponse:
    _sheet(request, code)
    actions.resume(node=code, reach=request.reach, at=request.at)
    messages.success(request, _("What this node sends is taken again, from where it stopped."))
    return redirect("exchange:node", code=code)
