"""Requests in full, with who asks and under which identity number: for the national portal's first format alone."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import TypeVar

from django.db.models import Model
from django.utils.translation import gettext, override

from motcua.dossiers.models import Dossier, Movement, Paper, Result, Wait
from motcua.dossiers.queries.whole import number_stated
from motcua.dossiers.rules import PortalPaper, PortalRecord, PortalStep, PortalWait
from motcua.dossiers.rules.digital import PaperSource, digital_state
from motcua.dossiers.rules.inputs import Delivery, Party
from motcua.dossiers.rules.states import TABLE, Act, Channel, State
from motcua.people import queries as people
from motcua.procedures import queries as procedures

PORTAL_ROWS_MAX = 100
NEEDED = ("agency", "step_agency", "applicant", "organisation", "representation")

M = TypeVar("M", bound=Model)


def portal_records(keys: Collection[str]) -> dict[str, PortalRecord]:
    """The present records of these dossiers by key, identity numbers in clear. The caller logs each look."""
    assert len(keys) <= PORTAL_ROWS_MAX
    rows = list(
        Dossier.objects.filter(key__in=keys, number__isnull=False).select_related(*NEEDED).order_by("pk")
    )
    ids = [row.pk for row in rows]
    papers = _by_dossier(Paper.objects.filter(dossier__in=ids).select_related("digitisation").order_by("pk"))
    waits = _by_dossier(
        Wait.objects.filter(dossier__in=ids, undone_at=None).select_related("asked_by__person").order_by("pk")
    )
    moves = _by_dossier(
        Movement.objects.filter(dossier__in=ids)
        .select_related("officer__person", "agency")
        .order_by("dossier", "seq")
    )
    results = {one.dossier_id: one for one in Result.objects.filter(dossier__in=ids)}
    with override("vi"):
        return {
            str(row.key): _record(row, papers[row.pk], waits[row.pk], moves[row.pk], results.get(row.pk))
            for row in rows
        }


def _by_dossier(rows: Collection[M]) -> dict[int, list[M]]:
    found: dict[int, list[M]] = defaultdict(list)
    for row in rows:
        found[row.dossier_id].append(row)  # type: ignore[attr-defined]
    return found


def _record(
    dossier: Dossier,
    papers: Sequence[Paper],
    waits: Sequence[Wait],
    moves: Sequence[Movement],
    result: Result | None,
) -> PortalRecord:
    definition = procedures.definition(dossier.version_id)
    state = State(dossier.state)
    acting = dossier.representation
    return PortalRecord(
        key=str(dossier.key),
        person_id=dossier.applicant_id,
        number=dossier.number or "",
        procedure=definition.code,
        procedure_name=dossier.procedure_name,
        field=definition.field.code,
        field_name=definition.field.name.vi,
        channel=Channel(dossier.channel),
        is_organisation=dossier.organisation is not None
        or (acting is not None and acting.party == Party.ORGANISATION),
        identity=_identity(dossier),
        applicant=dossier.applicant_name,
        phone=dossier.applicant_phone,
        email=dossier.applicant_email,
        by_post=dossier.delivery == Delivery.BY_POST,
        address=dossier.applicant_address,
        state=state,
        submitted_at=dossier.submitted_at,
        received_at=dossier.received_at,
        promised_at=dossier.promised_at,
        due_at=dossier.due_at,
        refused_at=dossier.state_since if state is State.NOT_RECEIVED else None,
        closed_at=dossier.done_at or dossier.closed_at,
        returned_at=dossier.returned_at,
        agency=dossier.agency.code or dossier.agency.code_new,
        unit=dossier.step_agency.name,
        result=result.kind if result else "",
        result_code=result.number if result else "",
        simulated=dossier.simulated,
        papers=tuple(_paper(one) for one in papers),
        waits=tuple(_wait(one) for one in waits),
        steps=_steps(moves),
    )


def _identity(dossier: Dossier) -> str:
    if dossier.organisation is not None:
        return str(dossier.organisation.tax_code)
    if dossier.applicant is not None and dossier.applicant.identity_locked:
        return people.identity_number(dossier.applicant.pk)
    return number_stated(dossier)


def _paper(paper: Paper) -> PortalPaper:
    scan = getattr(paper, "digitisation", None)
    source = PaperSource(paper.source)
    return PortalPaper(
        id=paper.pk,
        code=paper.code,
        name=paper.name,
        kind=paper.kind,
        quantity=paper.quantity,
        digital=digital_state(
            source=source,
            has_file=paper.file_id is not None,
            waits_for_sign_off=scan is not None and scan.signed_off_at is None,
        ),
        from_nation=source is PaperSource.NATIONAL,
        wait=paper.wait_id,
    )


def _wait(wait: Wait) -> PortalWait:
    return PortalWait(
        id=wait.pk,
        asked_by=wait.asked_by.person.full_name if wait.asked_by else "",
        reason=wait.reason,
        asked_at=wait.asked_at,
        answered_at=wait.answered_at,
        papers=tuple((str(item.get("name", "")), int(item.get("quantity", 1))) for item in wait.items),
    )


def _steps(moves: Sequence[Movement]) -> tuple[PortalStep, ...]:
    """Each act begins where the one before it ended."""
    started = [moves[0].at, *(one.at for one in moves)] if moves else []
    return tuple(
        PortalStep(
            officer=one.officer.person.full_name if one.officer else "",
            title=one.officer.title if one.officer else "",
            agency=one.agency.name if one.agency else "",
            act=gettext(TABLE[Act(one.act)].done),
            state=State(one.to_state),
            started_at=start,
            at=one.at,
        )
        for one, start in zip(moves, started, strict=False)
    )
