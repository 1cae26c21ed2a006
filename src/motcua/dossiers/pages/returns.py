"""Which papers cause returns: a picture, a table, a file, and each figure opens to its requests."""

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.design import writing
from motcua.design.methods import takes
from motcua.dossiers.pages.defect_words import DEFECT_WORDS
from motcua.dossiers.pages.register import ROLES
from motcua.dossiers.queries import defects
from motcua.dossiers.queries.defects import Cause, Causes, Wanted
from motcua.dossiers.rules.defects import MONTHS_SHOWN, Defect, month_before
from motcua.foundation import calendar as deadlines
from motcua.foundation.downloads import MEDIA_TYPES, Column, Format, Kind, Nature, Table, file_name, write
from motcua.foundation.refusal import NotFound
from motcua.foundation.typed import integer
from motcua.people.access import everyone, officers

BARS_MAX = 8
ROWS_MAX = 100
MONTHS_MAX = 36


@officers(*ROLES)
@never_cache
@takes("GET")
def returns_page(request: HttpRequest) -> HttpResponse:
    wanted = wanted_of(request)
    found = defects.causes(request.reach, wanted=wanted, at=request.at)
    most = max((row.cases for row in found.rows), default=1)
    busiest = max((n for _month, n in found.months), default=0) or 1
    values = {
        "found": found,
        "finding": finding(found),
        "wanted": wanted,
        "first": f"{wanted.first:%Y-%m}",
        "last": f"{wanted.last:%Y-%m}",
        "period": period(wanted),
        "bars": [
            _line(row, wanted) | {"width": f"{100 * row.cases / most:.1f}"} for row in found.rows[:BARS_MAX]
        ],
        "lines": [_line(row, wanted) for row in found.rows[:ROWS_MAX]],
        "left_out": max(0, len(found.rows) - ROWS_MAX),
        "months": [
            {
                "month": f"{month:%m/%Y}",
                "n": n,
                "height": f"{64 * n / busiest:.1f}",
                "y": f"{82 - 64 * n / busiest:.1f}",
                "above": f"{78 - 64 * n / busiest:.1f}",
                "x": str(4 + 32 * at),
                "middle": str(16 + 32 * at),
            }
            for at, (month, n) in enumerate(found.months)
        ],
        "months_width": 8 + 32 * len(found.months),
        "file_url": f"{reverse('dossiers:returns-file')}?{_query(wanted)}",
        "simulated": found.simulated or settings.DEMO,
    }  # fmt: skip
    return render(request, "dossiers/overview/returns.html", values)


@officers(*ROLES)
@never_cache
@takes("GET")
def returns_cases(request: HttpRequest) -> HttpResponse:
    """The requests behind one figure."""
    wanted = wanted_of(request)
    code, kind = request.GET.get("giay", "")[:40], request.GET.get("loi", "")
    if not code:
        raise NotFound()
    chosen = Defect(kind) if kind in set(Defect) else None
    found = defects.cases_of(request.reach, wanted=wanted, code=code, kind=chosen, at=request.at)
    values = {
        "cases": found,
        "period": period(wanted),
        "kind": DEFECT_WORDS[chosen] if chosen else "",
        "back": f"{reverse('dossiers:returns')}?{_query(wanted)}",
        "most": defects.CASES_MAX,
    }
    return render(request, "dossiers/overview/returns_cases.html", values)


@officers(*ROLES)
@never_cache
@takes("GET")
def returns_file(request: HttpRequest) -> HttpResponse:
    """The same table as CSV."""
    wanted = wanted_of(request)
    made = table(defects.causes(request.reach, wanted=wanted, at=request.at), wanted)
    response = HttpResponse(write(made, Format.CSV), content_type=MEDIA_TYPES[Format.CSV])
    response["Content-Disposition"] = f'attachment; filename="{file_name(made, Format.CSV)}"'
    return response


@everyone
@takes("GET")
def often_returned(request: HttpRequest, code: str) -> HttpResponse:
    """What requests for a procedure are most often sent back for; nothing below ten."""
    language = get_language() or "vi"
    names = [name.in_language(language) for name in defects.often_returned(code, at=request.at)]
    return render(request, "dossiers/people/often_returned.html", {"names": names, "code": code})


def wanted_of(request: HttpRequest) -> Wanted:
    """From the address; what cannot be read is as if it were not there."""
    usual = defects.last_months(request.at.astimezone(deadlines.TZ).date())
    last = _month(request.GET.get("den", "")) or usual.last
    first = _month(request.GET.get("tu", "")) or month_before(last, months=MONTHS_SHOWN - 1)
    first, last = min(first, last), max(first, last)
    return Wanted(
        first=max(first, month_before(last, months=MONTHS_MAX - 1)),
        last=last,
        procedure=request.GET.get("thu-tuc", "")[:60],
        agency_id=integer(request.GET.get("co-quan", "")),
    )


def finding(found: Causes) -> str:
    """What the page is about, in one sentence."""
    if not found.rows:
        return _("No request went back because of a paper")
    words = ngettext(
        "%(n)s request went back for something wrong, most often: %(paper)s",
        "%(n)s requests went back for something wrong, most often: %(paper)s",
        found.sent_back,
    )
    return words % {"n": writing.number(found.sent_back), "paper": name_of(found.rows[0])}


def name_of(row: Cause) -> str:
    if row.name is None:
        return _("a paper beyond the list")
    name = row.name.in_language(get_language() or "vi")
    return _("the answer “%(name)s”") % {"name": name} if row.is_field else name


def period(wanted: Wanted) -> str:
    return f"{wanted.first:%m/%Y} – {wanted.last:%m/%Y}"


def table(found: Causes, wanted: Wanted) -> Table:
    nature = Nature.SIMULATED if found.simulated or settings.DEMO else Nature.COMPUTED
    rows = [
        (
            row.procedure,
            row.procedure_name,
            row.code,
            name_of(row),
            row.cases,
            *(dict(row.kinds).get(kind, 0) for kind in DEFECT_WORDS),
        )
        for row in found.rows
    ]
    columns = [
        Column("procedure", Kind.TEXT, _("Code of the procedure")),
        Column("procedure_name", Kind.TEXT, _("Procedure")),
        Column("paper", Kind.TEXT, _("Code of the paper")),
        Column("paper_name", Kind.TEXT, _("Paper")),
        Column("requests", Kind.INTEGER, _("Requests sent back for it")),
        *(Column(kind.replace("-", "_"), Kind.INTEGER, str(words)) for kind, words in DEFECT_WORDS.items()),
    ]
    name = f"ly-do-tra-lai-{wanted.first:%Y%m}-{wanted.last:%Y%m}"
    return Table(name, _("Which papers cause returns"), tuple(columns), tuple(rows), nature)


def _line(row: Cause, wanted: Wanted) -> dict[str, object]:
    url = f"{reverse('dossiers:returns-cases')}?{_query(wanted, procedure=row.procedure)}&{urlencode({'giay': row.code})}"
    return {
        "row": row,
        "name": name_of(row),
        "url": url,
        "kinds": [(DEFECT_WORDS[kind], n, f"{url}&loi={kind}") for kind, n in row.kinds],
    }


def _query(wanted: Wanted, *, procedure: str = "") -> str:
    parts = {
        "tu": f"{wanted.first:%Y-%m}",
        "den": f"{wanted.last:%Y-%m}",
        "thu-tuc": procedure or wanted.procedure,
        "co-quan": wanted.agency_id or "",
    }
    return urlencode({key: part for key, part in parts.items() if part})


def _month(text: str) -> date | None:
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2999 else None
