"""Lists as files: CSV or XLSX, made while they are sent, under the gate of the page that shows them, and logged."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.design import states, writing
from motcua.design.methods import takes
from motcua.documents import answers as files
from motcua.dossiers.pages.desk import wanted_of
from motcua.dossiers.pages.slugs import VIEW_SLUGS
from motcua.dossiers.queries import desk_lines
from motcua.dossiers.queries.desk_lines import Line
from motcua.dossiers.rules.refusals import FileTooLong
from motcua.foundation.downloads.streamed import Value, csv_lines, xlsx
from motcua.people import actions as people_actions
from motcua.people.access import officers
from motcua.people.rules import Look

XLSX = "xlsx"
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
HOUR_MINUTES = 60


def answer(
    kind: str,
    rows: Iterable[Sequence[Value]],
    *,
    name: str,
    title: str,
    simulated: bool,
    widths: Sequence[int],
) -> StreamingHttpResponse:
    """The file, with its head as the first row; where it is made up, that is said above and in its name."""
    kind = XLSX if kind == XLSX else "csv"
    said = simulated or settings.DEMO
    note = _("simulated data") if said else ""
    above: list[Sequence[Value]] = [(note,)] if said else []
    content: Iterator[str] | Iterator[bytes]
    whole = _in_language(get_language() or "vi", _chained(above, rows))
    if kind == XLSX:
        content = xlsx(whole, head=len(above) + 1, widths=widths, title=title, note=note)
    else:
        content = csv_lines(whole)
    response = StreamingHttpResponse(content, content_type=MEDIA[kind])
    response["Content-Disposition"] = f'attachment; filename="{"mo-phong-" if said else ""}{name}.{kind}"'
    for header, value in files.HEADERS.items():
        response[header] = value
    return response


def _chained(above: Sequence[Sequence[Value]], rows: Iterable[Sequence[Value]]) -> Iterator[Sequence[Value]]:
    yield from above
    yield from rows


def _in_language(language: str, rows: Iterator[Sequence[Value]]) -> Iterator[Sequence[Value]]:
    """Rows are made after the request's own language has been put away."""
    while True:
        with override(language):
            row = next(rows, None)
        if row is None:
            return
        yield row


def here(moment: datetime | None) -> datetime | None:
    return timezone.localtime(moment) if moment else None


@officers()
@never_cache
@takes("GET")
def desk_file(request: HttpRequest) -> StreamingHttpResponse:
    """What the desk shows under this filter, every page of it."""
    wanted, reach, at = wanted_of(request, request.GET), request.reach, request.at
    most = desk_lines.FILE_ROWS_MAX
    if desk_lines.size(reach, at=at, wanted=wanted, most=most) > most:
        raise FileTooLong(most=writing.number(most))
    subject = (
        f"desk:{VIEW_SLUGS[wanted.view]}:{wanted.state or ''}:{wanted.procedure}:{wanted.agency_id or ''}"
    )
    people_actions.log_access(reach=reach, what=Look.EXPORT, subject=subject[:80], person_id=None, at=at)
    return answer(
        request.GET.get("dang", ""),
        _desk_rows(desk_lines.lines(reach, at=at, wanted=wanted, most=most)),
        name=f"ban-lam-viec-{timezone.localtime(at):%Y%m%d-%H%M}",
        title=_("Desk"),
        simulated=desk_lines.is_simulated(reach, at=at, wanted=wanted),
        widths=(26, 44, 28, 28, 18, 26, 26, 30, 17, 17, 14, 18),
    )


def _desk_rows(lines: Iterable[Line]) -> Iterator[Sequence[Value]]:
    yield (
        _("Code"), _("Procedure"), _("Applicant"), _("Represented by"), _("State"), _("Step"), _("In whose hands"), _("Office"),
        _("Received"), _("Due"), _("Working hours left"), _("Data"),
    )  # fmt: skip
    for line in lines:
        left = None if line.minutes_left is None else line.minutes_left // HOUR_MINUTES
        yield (
            line.number, line.procedure, line.applicant, line.representative, str(states.WORDS[line.state]),
            line.step.in_language(get_language() or "vi"), line.holder, line.agency, here(line.received), here(line.due), left,
            _("simulated data") if line.simulated else "",
        )  # fmt: skip
