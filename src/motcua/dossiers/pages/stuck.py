"""Requests that nobody moves: why, for how long, and the one act that mends it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from motcua.design.methods import takes
from motcua.dossiers.queries import stuck as asked
from motcua.dossiers.queries.limits import limit
from motcua.dossiers.queries.overview import SEEING
from motcua.dossiers.rules.stuck import Reason
from motcua.people.access import officers

SLUGS = {
    Reason.NOBODY: "khong-co-nguoi",
    Reason.HOLDER: "nguoi-giu-vang",
    Reason.UNROUTED: "chua-chuyen",
    Reason.UNTOLD: "chua-bao-duoc",
    Reason.UNHEARD: "quoc-gia-chua-nhan",
}
WORDS = {
    Reason.NOBODY: gettext_lazy("Nobody serves at its step"),
    Reason.HOLDER: gettext_lazy("Whoever has it in hand is not there"),
    Reason.UNROUTED: gettext_lazy("Taken in and not passed on"),
    Reason.UNTOLD: gettext_lazy("A notice did not arrive"),
    Reason.UNHEARD: gettext_lazy("The nation did not acknowledge it"),
}


@officers(*SEEING)
@never_cache
@takes("GET")
def stuck_page(request: HttpRequest) -> HttpResponse:
    picked = next((reason for reason, slug in SLUGS.items() if slug == request.GET.get("vi-sao", "")), None)
    found = asked.page(request.reach, at=request.at, reason=picked, after=request.GET.get("sau", ""))
    values = {
        "rows": [(row, WORDS[row.reason]) for row in found.rows],
        "picked": picked,
        "picked_words": WORDS[picked] if picked else "",
        "reasons": [(address(reason), words, reason is picked) for reason, words in WORDS.items()],
        "all_url": address(None),
        "next_url": address(picked, after=found.after) if found.after else "",
        "first_url": address(picked) if request.GET.get("sau") else "",
        "looked_at": found.looked_at,
        "hours": limit("stuck-hours", on=request.at),
    }
    return render(request, "dossiers/stuck/list.html", values)


def address(reason: Reason | None, *, after: str = "") -> str:
    parts = {"vi-sao": SLUGS[reason] if reason else "", "sau": after}
    asked_for = urlencode({name: part for name, part in parts.items() if part})
    return reverse("dossiers:stuck") + (f"?{asked_for}" if asked_for else "")
