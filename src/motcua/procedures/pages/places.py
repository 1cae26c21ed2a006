"""How long requests of a procedure took lately at each place: for everyone, before they choose where to go."""

from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.design import writing
from motcua.design.methods import takes
from motcua.foundation.calendar import TZ
from motcua.people.access import everyone
from motcua.procedures import handling, queries
from motcua.procedures.handling import Handled

TEXT_LENGTH_MAX = 100
QUICKEST = "nhanh"


@everyone
@takes("GET")
def places(request, code):
    """How long it took at each place that had enough of them."""
    version = queries.in_force(code, request.at.astimezone(TZ).date())
    text = request.GET.get("q", "").strip()[:TEXT_LENGTH_MAX]
    quickest = request.GET.get("thu-tu") == QUICKEST
    found = handling.at_places(code, text=text, quickest=quickest)
    language = get_language()
    kept = {"q": text} if text else {}
    facts = {
        "code": code,
        "name": version.name.in_language(language),
        "text": text,
        "found": found,
        "quickest": quickest,
        "together": found.everywhere and times(found.everywhere, language),
        "lines": [times(one, language) for one in found.shown],
        "searchable": found.total > handling.PLACES_SHOWN_MAX or bool(text),
        "by_name": f"?{urlencode(kept)}",
        "by_time": f"?{urlencode(kept | {'thu-tu': QUICKEST})}",
    }
    return render(request, "procedures/places.html", facts)


@dataclass(frozen=True)
class Times:
    """How long it took at one place, in working days; a range only where it says more than its value."""

    place: str
    requests: int
    half: str
    half_range: str
    nine: str
    nine_range: str


def times(took: Handled, language: str) -> Times:
    return Times(
        place=took.named(language),
        requests=took.requests,
        half=_days(took.half),
        half_range=_range(took.half_low, took.half_high),
        nine=_days(took.nine),
        nine_range=_range(took.nine_low, took.nine_high),
    )


def _range(low: int | None, high: int | None) -> str:
    """Both in half working days."""
    if low is None or high is None:
        return _("too few to say how sure")
    if low == high:
        return ""
    return _("%(low)s to %(high)s") % {"low": _days(low), "high": _days(high)}


def _days(half_days: int) -> str:
    return writing.number(Decimal(half_days) / 2)
