"""Lists and one request: the same gate as the pages, the same looks written down."""

from datetime import timedelta
from typing import Any, Literal

from django.http import HttpResponse
from django.utils.translation import get_language
from ninja import Path, Query, Router

from motcua.design import wire
from motcua.dossiers import actions, queries
from motcua.dossiers.api import shapes
from motcua.dossiers.api.shapes import DossierPage, DossierSent, Number, OfficeSent
from motcua.dossiers.queries import Dossier, follow, opinions, originals, timeline, whole
from motcua.dossiers.queries.history import FormerLine, former_events
from motcua.dossiers.rules.states import Act, State
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import gettext_noop
from motcua.foundation.typed import integer
from motcua.people.bearer import Bearer
from motcua.people.rules import Look, Scope
from motcua.procedures import handling
from motcua.procedures import queries as procedures
from motcua.procedures.api import READ as READ_PROCEDURES
from motcua.procedures.api import Code

router = Router()
READ = Bearer(Scope.DOSSIERS_READ)
LOOK_ONCE_IN = timedelta(hours=1)
StateWord = Literal[
    "new", "received", "not-received", "in-progress", "supplement", "duty", "withdrawn", "stopped", "done", "returned"
]  # fmt: skip


class Wanted(wire.Listed):
    state: StateWord = None  # type: ignore[assignment]  left out: any


@router.get(
    "/dossiers",
    auth=READ,
    response=DossierPage,
    url_name="dossiers",
    operation_id="listDossiers",
    summary=gettext_noop("Requests that you may see"),
    description=gettext_noop(
        "The latest first. One's own, and those that a role shows; without names of people."
    ),
)
def dossiers(request, wanted: Query[Wanted]):
    state = State[wanted.state.upper().replace("-", "_")] if wanted.state else None
    newest = queries.newest(
        request.reach, at=request.at, limit=wanted.limit + 1, before=integer(wanted.after), state=state
    )
    found = newest.found.select_related("agency", "step_agency")
    return wire.newest_first(found, wanted, make=shapes.row, ends_at=newest.ends_at)


@router.get(
    "/dossiers/{number}",
    auth=READ,
    response=DossierSent,
    url_name="dossier",
    operation_id="getDossier",
    summary=gettext_noop("One request"),
    description=gettext_noop(
        "With its answers, papers and events; `ETag` is its revision, for `If-Match` of an act. A look is written down."
    ),
)
def dossier(request, response: HttpResponse, number: Path[Number]):
    found = opened(request, number)
    actions.log_look(
        dossier=found, what=Look.DOSSIER, reach=request.reach, at=request.at, once_in=LOOK_ONCE_IN
    )
    response["ETag"] = etag(found.revision)
    return _whole(request, found)


@router.get(
    "/procedures/{code}/offices",
    auth=READ_PROCEDURES,
    response=list[OfficeSent],
    url_name="offices",
    operation_id="listOffices",
    summary=gettext_noop("Where a procedure is received"),
    description=gettext_noop(
        "Agencies that receive this procedure now, by name, and how long it took at each lately."
    ),
    openapi_extra={"security": [{}]},
)
def offices(request, code: Path[Code]):
    version = procedures.in_force(code, request.at.astimezone(TZ).date())
    received = [one for one in queries.offices(version.definition, at=request.at) if one.code]
    took = handling.at_these(code, {one.id for one in received})
    return [shapes.office(one, took.get(one.id)) for one in received]


def opened(request, number: str) -> Dossier:
    return queries.opened(number, reach=request.reach, at=request.at)


def etag(revision: int) -> str:
    return f'"{revision}"'


def _whole(request, found: Dossier) -> dict[str, Any]:
    language = get_language() or "vi"
    as_officer = queries.is_shown(found, request.reach)
    events = timeline.timeline(found, in_full=as_officer)
    waits = whole.waits_of(found)
    wait = next((one for one in waits if one.answered_at is None), None)
    return shapes.row(found) | {
        "applicant": {
            "name": found.applicant_name,
            "phone": found.applicant_phone,
            "email": found.applicant_email,
            "address": found.applicant_address,
        },
        "answers": [
            {"path": one.path, "label": one.label, "shown": one.shown, "masked": one.masked}
            for group in whole.answers_of(found, language=language)
            for one in group.answers
        ],
        "papers": [_paper(one) for one in whole.papers_of(found, waits=waits, events=events, language="vi")],
        "events": [_event(one) for one in events],
        "former_events": [_former(one) for one in former_events(found, in_full=as_officer)]
        if any(one.act is Act.IMPORT for one in events)
        else [],
        "asked": _asked(wait) if wait else None,
        "originals": [
            {"id": one.pk, "name": one.name, "kept_at": one.kept_at, "returned_at": one.returned_at}
            for one in originals.all_of(found)
        ],
        "opinions": [_opinion(one) for one in opinions.of(found)] if as_officer else [],
        "result": _result(follow.result_of(found)),
    }


def _asked(wait: Any) -> dict[str, Any]:
    is_money = whole.is_money(wait)
    return {
        "kind": "duty" if is_money else "supplement",
        "reason": wait.reason,
        "answer_by": wait.answer_by,
        "papers": [] if is_money else wait.items,
        "owed": wait.items if is_money else [],
        "payee": wait.payee,
    }


def _opinion(one: opinions.Opinion) -> dict[str, Any]:
    return {
        "id": one.pk,
        "agency": one.agency.name,
        "question": one.question,
        "asked_at": one.asked_at,
        "answer_by": one.answer_by,
        "answered_at": one.answered_at,
        "answer": one.answer,
    }


def _result(found: Any) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "outcome": found.outcome,
        "kind": found.kind,
        "number": found.number,
        "issued_at": found.issued_at,
        "has_file": found.file_id is not None,
    }


def _paper(one: whole.HandedIn) -> dict[str, Any]:
    return {
        "id": one.paper_id,
        "code": one.code,
        "name": one.name,
        "kind": one.kind,
        "quantity": one.quantity,
        "required": one.required,
        "file": one.file.name if one.file else None,
        "added_at": one.added_at,
        "missing": one.is_missing,
    }


def _former(one: FormerLine) -> dict[str, Any]:
    return {
        "at": one.at,
        "has_time": one.has_clock,
        "kind": one.kind.value,
        "words": one.what,
        "who": one.who,
        "note": one.note,
    }


def _event(one: timeline.Event) -> dict[str, Any]:
    return {
        "revision": one.seq,
        "act": one.act.slug,
        "at": one.at,
        "state": shapes.state_word(one.to_state),
        "agency": one.agency,
        "words": one.text,
        "entry": one.entry_hash,
    }
