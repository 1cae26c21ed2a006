"""Requests with what is known of their papers, for another system: values of plain JSON, one request a line.

Read in lots, each with the same few questions, so that neither memory nor the number of questions a lot grows.
What people wrote and what their papers say stays here: only who asks, how it went, and which papers there are.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from motcua.documents import queries as documents
from motcua.documents.queries import StoredFile
from motcua.dossiers.models import Dossier, Paper, Result
from motcua.dossiers.queries.register import Wanted, narrowed
from motcua.dossiers.rules.digital import PaperSource, digital_state
from motcua.dossiers.rules.states import Channel, State
from motcua.foundation.calendar import TZ
from motcua.people.rules import Reach
from motcua.procedures import queries as procedures

LOT_ROWS = 500
EXPORT_ROWS_MAX = 100_000
Line = dict[str, object]


def lines(reach: Reach, *, at: datetime, wanted: Wanted, most: int = EXPORT_ROWS_MAX) -> Iterator[Line]:
    """What the register shows this officer, in order of handing in; each with its papers and its result."""
    found = narrowed(reach, at=at, wanted=wanted).select_related("agency").order_by("pk")
    last, left = 0, most
    while left > 0:
        lot = list(found.filter(pk__gt=last)[: min(LOT_ROWS, left)])
        if not lot:
            return
        yield from _lot(lot)
        last, left = lot[-1].pk, left - len(lot)


def _lot(lot: Sequence[Dossier]) -> Iterator[Line]:
    ids = [dossier.pk for dossier in lot]
    papers: dict[int, list[Paper]] = defaultdict(list)
    rows = Paper.objects.filter(dossier__in=ids).select_related("wait", "digitisation").order_by("pk")
    for paper in rows:
        papers[paper.dossier_id].append(paper)
    results = {result.dossier_id: result for result in Result.objects.filter(dossier__in=ids)}
    held = [row.file_id for of_one in papers.values() for row in of_one] + [
        result.file_id for result in results.values()
    ]
    files = documents.facts([file_id for file_id in held if file_id is not None])
    for dossier in lot:
        yield _line(dossier, papers.get(dossier.pk, []), results.get(dossier.pk), files)


def _line(
    dossier: Dossier, papers: Sequence[Paper], result: Result | None, files: dict[int, StoredFile]
) -> Line:
    return {
        "number": dossier.number,
        "procedure": procedures.definition(dossier.version_id).code,
        "procedure_name": dossier.procedure_name,
        "case": dossier.case,
        "agency": dossier.agency.code_new or dossier.agency.code,
        "agency_name": dossier.agency.name,
        "channel": Channel(dossier.channel).name.lower(),
        "state": State(dossier.state).name.lower().replace("_", "-"),
        "applicant": dossier.applicant_name,
        "applicant_address": dossier.applicant_address,
        "applicant_phone": dossier.applicant_phone,
        "submitted_at": _moment(dossier.submitted_at),
        "received_at": _moment(dossier.received_at),
        "due_at": _moment(dossier.due_at or dossier.promised_at),
        "done_at": _moment(dossier.done_at),
        "returned_at": _moment(dossier.returned_at),
        "late": bool(dossier.late),
        "papers": [_paper(paper, files) for paper in papers],
        "result": _result(result, files) if result else None,
        "simulated": dossier.simulated,
    }


def _paper(paper: Paper, files: dict[int, StoredFile]) -> Line:
    scan = getattr(paper, "digitisation", None)
    source = PaperSource(paper.source)
    waits = scan is not None and scan.signed_off_at is None
    state = digital_state(source=source, has_file=paper.file_id is not None, waits_for_sign_off=waits)
    return {
        "code": paper.code,
        "name": paper.name,
        "kind": paper.kind,
        "quantity": paper.quantity,
        "supplement": paper.wait.number if paper.wait else None,
        "handed_in_at": _moment(paper.added_at),
        "issued_on": _day(paper.issued_on),
        "source": source.value,
        "digital": int(state),
        "scanned_at": _moment(scan.scanned_at) if scan else None,
        "signed_off_at": _moment(scan.signed_off_at) if scan else None,
        "file": _file(paper.file_id, files),
    }


def _result(result: Result, files: dict[int, StoredFile]) -> Line:
    return {
        "outcome": result.outcome,
        "kind": result.kind,
        "number": result.number,
        "issued_at": _moment(result.issued_at),
        "file": _file(result.file_id, files),
    }


def _file(file_id: int | None, files: dict[int, StoredFile]) -> Line | None:
    file = files.get(file_id) if file_id is not None else None
    if file is None:
        return None
    return {
        "name": file.name,
        "media_type": file.media_type,
        "size_bytes": file.size_bytes,
        "sha256": file.sha256,
        "scan": file.scan.value,
    }


def _moment(value: datetime | None) -> str | None:
    return value.astimezone(TZ).isoformat(timespec="seconds") if value else None


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None
