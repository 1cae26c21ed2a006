"""The signing desk: what waits for the leader's signature or the agency's stamp, signed several at once, and how it goes.

The password is asked for each batch anew. What is shown is what is signed: each draft is drawn and stored before the
page shows it, and the form carries its hash.
"""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from motcua.design import errors
from motcua.design.fields import DrawnField, Kind
from motcua.design.methods import takes
from motcua.documents import actions as signatures
from motcua.documents import answers as files
from motcua.documents import queries as documents
from motcua.documents.rules import PROBLEM_NAMES, SigningState
from motcua.documents.typesetting import Unsettable
from motcua.dossiers import actions, drawing, queries
from motcua.dossiers.actions import electronic as drafts
from motcua.dossiers.queries import Dossier, electronic
from motcua.dossiers.queries.electronic import Line
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.electronic import WAITING, Electronic
from motcua.foundation.refusal import Fault, InvalidInput, NotFound, Refusal
from motcua.people import actions as people
from motcua.people import queries as persons
from motcua.people.access import officers
from motcua.people.rules import DEMO_PASSWORD, Look, Role

BATCH_MAX = 50


@dataclass(frozen=True)
class Row:
    """One electronic result as the desk shows it."""

    number: str
    revision: int
    title: str
    applicant: str
    sha256: str
    signing: object
    stuck: bool
    problem: str
    url: str
    picked: bool = False
    fault: str = ""


@officers(Role.LEADER, Role.CLERK)
@never_cache
@sensitive_post_parameters("password")
@takes("GET", "POST")
def signing_page(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _sign(request)
    return _drawn(request, picked=set(request.GET.getlist("h")[:BATCH_MAX]))


@officers(Role.LEADER, Role.CLERK)
@never_cache
@takes("GET")
def progress(request: HttpRequest) -> HttpResponse:
    """The part of the page that tells how the signatures go; asked again every few seconds."""
    found = electronic.on_signing_desk(request.reach, at=request.at)
    return render(request, "dossiers/desk/_signing_progress.html", {"on_the_way": _on_the_way(found)})


@officers()
@never_cache
@takes("GET")
def paper(request: HttpRequest, number: str) -> HttpResponse:
    """The draft, or the signed paper, of a dossier that is being handled."""
    dossier = queries.opened(number, reach=request.reach, at=request.at)
    standing = electronic.standing(dossier)
    if standing is None or not queries.is_shown(dossier, request.reach):
        raise NotFound()
    file_id = standing.file_id
    if standing.stage is Electronic.DRAFT:
        file_id, _sha256 = _ensure_drawn(request, Line(dossier, standing))
    if file_id is None:
        raise NotFound()
    actions.log_look(dossier=dossier, what=Look.PAPER, reach=request.reach, at=request.at)
    return files.attachment(documents.open(file_id))


@officers()
@takes("POST")
def again(request: HttpRequest, number: str) -> HttpResponse:
    """Try a signature again that is stuck, or that waits for its next try."""
    dossier = queries.opened_at_work(number, reach=request.reach, at=request.at)
    standing = electronic.standing(dossier)
    if standing is None or standing.signing is None or standing.stage not in WAITING:
        raise NotFound()
    signatures.try_again(key=standing.signing.key, at=request.at)
    return redirect(f"{reverse('dossiers:dossier', args=[number])}#ky-so")


# Signing ---------------------------------------------------------------------------------------------------


def _sign(request: HttpRequest) -> HttpResponse:
    """Each one chosen is an act of its own; what is refused stays on the desk with its reason."""
    picked = {}
    for value in request.POST.getlist("h")[:BATCH_MAX]:
        number, _at, rest = value.partition("@")
        revision, _slash, sha256 = rest.partition("/")
        if revision.isascii() and revision.isdigit() and len(revision) < 9:
            picked[number] = (int(revision), sha256[:64])
    faults = {} if picked else {"h": _("Choose at least one paper to sign.")}
    if not faults:
        try:
            people.confirm(
                account_id=request.user.pk, password=request.POST.get("password", ""), at=request.at
            )
        except InvalidInput as refusal:
            faults = {fault.field: errors.fault_sentence(fault) for fault in refusal.faults}
    if faults:
        return _drawn(request, picked=set(picked), faults=faults)
    refused: dict[str, str] = {}
    for number, (revision, sha256) in picked.items():
        try:
            actions.sign(
                number=number, reach=request.reach, at=request.at, given=inputs.Sign(sha256), seen=revision
            )
        except Refusal as refusal:
            said = errors.sentence(refusal.sentence, refusal.facts)
            refused[number] = f"{said} {errors.sentence(refusal.next_step, refusal.facts)}"
    asked = len(picked) - len(refused)
    words = ngettext("%(n)s signature was asked.", "%(n)s signatures were asked.", asked) % {"n": asked}
    return _drawn(request, picked=set(), refused=refused, asked=words if asked else "")


# Drawing ---------------------------------------------------------------------------------------------------


def _password_hint() -> str:
    binds = _("A signature binds you: say once more that it is you.")
    # In the demo people come in with one click, and nobody told them a password.
    demo = _("In the demo it is %(password)s.") % {"password": DEMO_PASSWORD}
    return f"{binds} {demo}" if settings.DEMO else binds


def _drawn(
    request: HttpRequest,
    *,
    picked: set[str],
    faults: dict[str, str] | None = None,
    refused: dict[str, str] | None = None,
    asked: str = "",
) -> HttpResponse:
    found = electronic.on_signing_desk(request.reach, at=request.at)
    to_sign = [_to_sign(request, line, picked) for line in found.get(Electronic.DRAFT, [])]
    password = DrawnField(
        kind=Kind.PASSWORD,
        name="password",
        label=_("Your password"),
        hint=_password_hint(),
        autocomplete="current-password",
        error=(faults or {}).get("password", ""),
    )
    values = {
        "leads": Electronic.DRAFT in found,
        "stamps": Electronic.SIGNED in found,
        "to_sign": to_sign,
        "to_stamp": [_row(line) for line in found.get(Electronic.SIGNED, [])],
        "on_the_way": _on_the_way(found),
        "password": password,
        "fields": [password],
        "nothing_chosen": (faults or {}).get("h", ""),
        "faulty": bool(faults),
        "refused": refused or {},
        "asked": asked,
    }
    return render(request, "dossiers/desk/signing.html", values, status=422 if faults else 200)


def _on_the_way(found: dict[Electronic, list[Line]]) -> list[Row]:
    lines = [line for stage in (Electronic.SIGNING, Electronic.STAMPING) for line in found.get(stage, [])]
    return [_row(line) for line in lines]


def _to_sign(request: HttpRequest, line: Line, picked: set[str]) -> Row:
    """A draft that cannot be drawn keeps its place on the desk and says so; the others can be signed."""
    number = line.dossier.number or ""
    try:
        _file_id, sha256 = _ensure_drawn(request, line)
    except (Unsettable, Refusal):
        return _row(line, fault=_("The paper could not be drawn. Tell the operator of this node."))
    return _row(line, sha256=sha256, picked=not picked or number in picked)


def _ensure_drawn(request: HttpRequest, line: Line) -> tuple[int, str]:
    """The draft as it will be signed: drawn for whoever reads it as leader, else for the leader of that step."""
    draft, dossier = line.standing.draft, line.dossier
    signer = _signer(request, dossier)
    file_id, sha256 = drawing.drawn(draft, dossier, signer=signer, by=request.reach.actor, at=request.at)
    if file_id != draft.file_id:
        drafts.keep_drawn(
            draft=draft, officer_id=signer.officer_id, file_id=file_id, sha256=sha256, at=request.at
        )
    return file_id, sha256


def _signer(request: HttpRequest, dossier: Dossier) -> drawing.Signer:
    leaders = persons.officers(agency_id=dossier.step_agency_id, at=request.at, roles=[Role.LEADER])
    wanted = request.reach.officer_id if request.reach.may(Role.LEADER, dossier.step_agency.path) else None
    wanted = wanted or dossier.holder_id
    for one in sorted(leaders, key=lambda one: one.id != wanted):
        return drawing.Signer(one.id, one.full_name, one.title)
    raise InvalidInput(faults=[Fault("", _("Nobody leads this office now."))])


def _row(line: Line, *, sha256: str = "", picked: bool = False, fault: str = "") -> Row:
    dossier, signing = line.dossier, line.standing.signing
    problem = _(PROBLEM_NAMES[signing.problem]) if signing and signing.problem else ""
    return Row(
        number=dossier.number or "",
        revision=dossier.revision,
        title=dossier.procedure_name,
        applicant=dossier.applicant_name,
        sha256=sha256,
        signing=signing,
        stuck=signing is not None and signing.state is SigningState.STUCK,
        problem=problem,
        url=reverse("dossiers:result-draft", args=[dossier.number]),
        picked=picked,
        fault=fault,
    )
