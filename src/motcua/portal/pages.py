"""Home, language, and the pages that say how the site treats people."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.translation import get_language
from django.views.i18n import set_language

from motcua.design.methods import takes
from motcua.dossiers.queries import public_figures
from motcua.exchange import queries as exchange
from motcua.exchange.rules import NATIONAL
from motcua.people.access import everyone
from motcua.portal import patterns, ways

# What people may copy into the search box; names of procedures are data and stay Vietnamese.
EXAMPLES = ("khai sinh", "mo ho kinh doanh", "1.001612")
SAMPLE_NUMBER = "000.00.15.H15-261123-0117"
NOT_TO_BE_FOUND = (
    "/ho-so",
    "/tra-cuu/",
    "/tra-cuu-toan-quoc/",
    "/nop-ho-so/",
    "/ban-lam-viec/",
    "/quay/",
    "/toi/",
    "/dang-",
    "/quan-tri/",
)
PERSONAL_DATA_LAW = "Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15"


@everyone
@takes("GET")
def home(request: HttpRequest) -> HttpResponse:
    found = ways.ways_in(request.at, get_language())
    figures = public_figures(request.at)
    values = {
        "ways": found,
        "examples": EXAMPLES,
        "sample_number": SAMPLE_NUMBER,
        "figures": figures,
        "national": exchange.totals(at=request.at) if settings.NODE == NATIONAL else None,
        "now": request.at,
        "half_days": _days(figures.half_days_median if figures else None),
        "nine_tenths_days": _days(figures.half_days_nine_tenths if figures else None),
    }
    return render(request, "portal/home.html", values)


def _days(half_days: int | None) -> float | None:
    return None if half_days is None else half_days / 2


@everyone
@takes("POST")
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language a person chose; then back to where they were."""
    return set_language(request)


@everyone
@takes("GET")
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accessibility.html")


@everyone
@takes("GET")
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/privacy.html", {"basis": PERSONAL_DATA_LAW})


@everyone
@takes("GET")
def pattern_page(request: HttpRequest) -> HttpResponse:
    """Every part in one place; only in the demo."""
    if not settings.DEMO:
        raise Http404
    frame = "design/desk.html" if "desk" in request.GET else "design/page.html"
    return render(request, "portal/patterns.html", patterns.values() | {"frame": frame})


@everyone
@takes("GET")
def robots(request: HttpRequest) -> HttpResponse:
    """What is public may be found; what belongs to one person may not."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_TO_BE_FOUND)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@everyone
@takes("GET")
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask here when an answer is no page."""
    return redirect(static("design/favicon.svg"))
