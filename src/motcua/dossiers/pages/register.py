"""The register: by a period and an office, in pages, on paper in the columns of form 07, and as a file."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from motcua.design import states, writing
from motcua.design.methods import takes
from motcua.documents import answers as files
from motcua.documents import typesetting
from motcua.dossiers.pages import list_files, register_sheet
from motcua.dossiers.pages.list_files import here
from motcua.dossiers.pages.papers import DELIVERY_WORDS
from motcua.dossiers.queries import papers, register
from motcua.dossiers.queries.register import By, Line, Pace, Wanted
from motcua.dossiers.rules.forms import Form
from motcua.dossiers.rules.inputs import Delivery
from motcua.dossiers.rules.refusals import FileTooLong
from motcua.foundation.downloads.streamed import Value
from motcua.foundation.typed import integer
from motcua.people import actions as people_actions
from motcua.people import queries as people
from motcua.people.access import officers
from motcua.people.rules import ROLE_NAMES, Look, Role

ROLES = (Role.RECEPTION, Role.RETURN, Role.UNIT_HEAD, Role.LEADER, Role.WATCHER, Role.AUDITOR)
AGENCIES_OFFERED_MAX = 300
BY_SLUGS = {By.HANDED_IN: "nop", By.FINISHED: "xong", By.OPEN: "dang-mo"}
BY_WORDS = {
    By.HANDED_IN: gettext_lazy("By the day they were handed in"),
    By.FINISHED: gettext_lazy("By the day they were finished"),
    By.OPEN: gettext_lazy("Open now"),
}
PACE_SLUGS = {Pace.LATE: "tre", Pace.ON_TIME: "dung-han", Pace.TODAY: "hom-nay"}
PACE_WORDS = {
    Pace.LATE: gettext_lazy("Late"),
    Pace.ON_TIME: gettext_lazy("On time"),
    Pace.TODAY: gettext_lazy("Due today"),
}


@officers(*ROLES)
@never_cache
@takes("GET")
def register_page(request: HttpRequest) -> HttpResponse:
    wanted = wanted_of(request)
    found = register.page(request.reach, at=request.at, wanted=wanted, after=request.GET.get("sau", ""))
    values = _common(request, wanted) | {
        "page": found,
        "next_url": address(wanted, after=found.after) if found.after else "",
        "first_url": address(wanted) if request.GET.get("sau") else "",
        "bys": [(BY_SLUGS[by], words, by is wanted.by) for by, words in BY_WORDS.items()],
        "paces": [(PACE_SLUGS[pace], words, pace is wanted.pace) for pace, words in PACE_WORDS.items()],
        "states": list(states.WORDS.items()),
        "agencies": _agencies(request),
        "print_url": address(wanted, name="register-print"),
        "file_url": address(wanted, name="register-file"),
        "xlsx_url": f"{address(wanted, name='register-file')}&dang=xlsx",
        "papers_url": address(wanted, name="register-papers"),
        "role_words": _(ROLE_NAMES[Role(wanted.role)]) if wanted.role else "",
    }
    return render(request, "dossiers/overview/register.html", values)


@officers(*ROLES)
@never_cache
@takes("GET")
def register_print(request: HttpRequest) -> HttpResponse:
    """The book on paper, a bounded piece of it."""
    wanted = wanted_of(request)
    values = _printed(request, wanted) | {
        "back": address(wanted),
        "pdf_url": address(wanted, name="register-pdf"),
    }
    return render(request, "dossiers/overview/register_print.html", values)


@officers(*ROLES)
@never_cache
@takes("GET")
def register_pdf(request: HttpRequest) -> HttpResponse:
    """The same piece as PDF/A, with the same words."""
    wanted = wanted_of(request)
    values = _printed(request, wanted)
    paper = typesetting.render(
        "dossiers/form-07", register_sheet.sheet_of(values), on=timezone.localdate(request.at)
    )
    simulated = "mo-phong-" if values["simulated"] or settings.DEMO else ""
    return files.drawn(paper, name=f"{simulated}so-theo-doi-{wanted.start:%Y%m%d}-{wanted.end:%Y%m%d}.pdf")


def _printed(request: HttpRequest, wanted: Wanted) -> dict[str, Any]:
    _check_size(request, wanted, most=register.PRINT_ROWS_MAX)
    lines = list(
        register.all_lines(request.reach, at=request.at, wanted=wanted, most=register.PRINT_ROWS_MAX)
    )
    _log(request, wanted)
    return _common(request, wanted) | {
        "lines": lines,
        "simulated": any(line.simulated for line in lines),
        "office": _office(request, wanted),
        "form": papers.form_name(Form.REGISTER, on=request.at),
        "printed_at": request.at,
    }


@officers(*ROLES)
@never_cache
@takes("GET")
def register_file(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The same lines as CSV or XLSX. Made-up lines say so in the name of the file and inside it."""
    wanted = wanted_of(request)
    most = register.FILE_ROWS_MAX
    _check_size(request, wanted, most=most)
    simulated = register.is_simulated(request.reach, at=request.at, wanted=wanted)
    _log(request, wanted)
    return list_files.answer(
        request.GET.get("dang", ""),
        _rows(register.all_lines(request.reach, at=request.at, wanted=wanted, most=most)),
        name=f"so-theo-doi-{wanted.start:%Y%m%d}-{wanted.end:%Y%m%d}",
        title=_("Register"),
        simulated=simulated,
        widths=(6, 26, 44, 6, 28, 36, 14, 30, 17, 17, 17, 17, 20, 18, 8, 18),
    )


# Filters ---------------------------------------------------------------------------------------------------


def wanted_of(request: HttpRequest) -> Wanted:
    """From the address; what cannot be read is as if it were not there."""
    today = timezone.localdate(request.at)
    start = _day(request.GET.get("tu", "")) or today.replace(day=1)
    end = _day(request.GET.get("den", "")) or max(today, start)
    agency, state = request.GET.get("co-quan", ""), request.GET.get("trang-thai", "")
    role = request.GET.get("vai", "")
    return Wanted(
        start=min(start, end),
        end=max(start, end),
        by=_key(BY_SLUGS, request.GET.get("theo", "")) or By.HANDED_IN,
        agency_id=integer(agency),
        below=request.GET.get("ca-duoi", "") == "1",
        state=int(state) if state in {str(number) for number in states.WORDS} else None,
        role=role if role in set(Role) else "",
        pace=_key(PACE_SLUGS, request.GET.get("han", "")),
    )


def address(wanted: Wanted, *, name: str = "register", after: str = "") -> str:
    """Where these lines can be opened again."""
    parts = {
        "theo": BY_SLUGS[wanted.by],
        "tu": "" if wanted.by is By.OPEN else wanted.start.isoformat(),
        "den": "" if wanted.by is By.OPEN else wanted.end.isoformat(),
        "co-quan": wanted.agency_id,
        "ca-duoi": "1" if wanted.agency_id and wanted.below else "",
        "trang-thai": wanted.state,
        "vai": wanted.role,
        "han": PACE_SLUGS[wanted.pace] if wanted.pace else "",
        "sau": after,
    }
    return f"{reverse(f'dossiers:{name}')}?{urlencode({key: part for key, part in parts.items() if part})}"


def open_now(today: date, **changes: object) -> str:
    """The address of what is open now; the leader's page opens its figures with it."""
    return address(replace(Wanted(start=today, end=today, by=By.OPEN), **changes))  # type: ignore[arg-type]


def finished(today: date, *, days: int, **changes: object) -> str:
    """The address of what was finished in the last days."""
    start = today - timedelta(days=days)
    return address(replace(Wanted(start=start, end=today, by=By.FINISHED), **changes))  # type: ignore[arg-type]


def _key(slugs, slug: str):
    return next((key for key, known in slugs.items() if known == slug), None)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2999 else None


def _common(request: HttpRequest, wanted: Wanted) -> dict[str, object]:
    period = (
        ""
        if wanted.by is By.OPEN
        else _("%(start)s to %(end)s")
        % {
            "start": writing.day(wanted.start),
            "end": writing.day(wanted.end),
        }
    )
    return {
        "wanted": wanted,
        "start": wanted.start.isoformat(),
        "end": wanted.end.isoformat(),
        "period": period,
        "by_words": BY_WORDS[wanted.by],
        "pace_words": PACE_WORDS[wanted.pace] if wanted.pace else "",
    }


def _agencies(request: HttpRequest) -> list[people.AgencyFacts]:
    paths = request.reach.agencies(*ROLES)
    found = people.acting_agencies(on=timezone.localdate(request.at), paths=paths)[:AGENCIES_OFFERED_MAX]
    return found if len(found) > 1 else []


def _office(request: HttpRequest, wanted: Wanted) -> str:
    """Whose book it is: the office that was picked, or the one that the officer's role is held at."""
    tops = people.tops(request.reach.agencies(*ROLES))
    if wanted.agency_id:
        picked = people.agencies([wanted.agency_id]).get(wanted.agency_id)
        if picked and any(picked.path.startswith(top.path) for top in tops):
            return picked.name
    return " · ".join(top.name for top in tops)


def _check_size(request: HttpRequest, wanted: Wanted, *, most: int) -> None:
    if register.size(request.reach, at=request.at, wanted=wanted, most=most) > most:
        raise FileTooLong(most=writing.number(most))


def _log(request: HttpRequest, wanted: Wanted) -> None:
    """Who took the book out of the house, and which part of it."""
    subject = f"register:{BY_SLUGS[wanted.by]}:{wanted.start}:{wanted.end}:{wanted.agency_id or ''}{'+' if wanted.below else ''}"
    people_actions.log_access(
        reach=request.reach, what=Look.EXPORT, subject=subject[:80], person_id=None, at=request.at
    )


# The file --------------------------------------------------------------------------------------------------


def _rows(lines: Iterator[Line]) -> Iterator[Sequence[Value]]:
    yield (
        _("No."), _("Code"), _("Procedure"), _("Sets"), _("Applicant"), _("Address"), _("Phone"), _("Office"),
        _("Received"), _("Due"), _("Result made"), _("Returned"), _("How the result comes"), _("State"),
        _("Late"), _("Data"),
    )  # fmt: skip
    for position, line in enumerate(lines, 1):
        yield (
            position, line.number, line.procedure, line.sets, line.applicant, line.address, line.phone,
            line.agency, here(line.received_at), here(line.due_at), here(line.done_at), here(line.returned_at),
            str(DELIVERY_WORDS[Delivery(line.delivery)]), str(states.WORDS[line.state]),
            _("late") if line.late else "", _("simulated data") if line.simulated else "",
        )  # fmt: skip
