"""A leader's day: a finding, what is due and late and by how much, what stands still and why, and whom it waits for."""

from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from motcua.design import writing
from motcua.design.methods import takes
from motcua.dossiers.pages import stuck
from motcua.dossiers.pages.desk import MATTER_WORDS
from motcua.dossiers.queries import leaders_day as asked
from motcua.dossiers.queries.overview import SEEING
from motcua.dossiers.rules.day import LATENESS, WAITING, Matter
from motcua.dossiers.rules.stuck import Reason
from motcua.people import queries as people
from motcua.people.access import officers

COLUMNS = (Matter.LATE, Matter.TODAY, Matter.STEP, Matter.STUCK, *WAITING)


@officers(*SEEING)
@never_cache
@takes("GET")
def day_page(request: HttpRequest) -> HttpResponse:
    found = asked.day(request.reach)
    values: dict[str, object] = {
        "place": " · ".join(place.name for place in people.tops(request.reach.agencies(*SEEING))),
        "found": found,
        "today": timezone.localdate(request.at),
    }
    if found is not None:
        values |= {
            "finding": finding(found.counts),
            "figures": [
                {
                    "value": found.counts[matter],
                    "what": MATTER_WORDS[matter],
                    "url": address(matter, found.counts[matter], found),
                }
                for matter in (Matter.TODAY, Matter.LATE, Matter.STEP, Matter.STUCK, Matter.PAST)
            ],
            "late": _bars(LATENESS, found),
            "waiting": _bars(WAITING, found),
            "stuck": _stuck(found.stuck),
            "columns": [MATTER_WORDS[matter] for matter in COLUMNS],
            "units": [_unit(unit, found) for unit in found.units],
        }
    return render(request, "dossiers/overview/day.html", values)


def finding(counts: Mapping[Matter, int]) -> str:
    """What the day is about, in one sentence."""
    late, today = counts[Matter.LATE], counts[Matter.TODAY]
    due = ngettext("%(n)s falls due today", "%(n)s fall due today", today) % {"n": writing.number(today)}
    due = due if today else _("nothing falls due today")
    if late:
        said = ngettext("%(n)s request is late, %(due)s", "%(n)s requests are late, %(due)s", late)
        return said % {"n": writing.number(late), "due": due}
    return (
        _("Nothing is late, %(due)s") % {"due": due}
        if today
        else _("Nothing is late and nothing falls due today")
    )


def address(matter: Matter, n: int, found: asked.Day, *, unit: int | None = None) -> str:
    """The list behind a number: what lies within reach, or at one unit. It says when the number has moved since."""
    counted = f"{timezone.localtime(found.counted_at):%H.%M}"
    parts = {"xem": "tat-ca", "viec": str(matter), "don-vi": unit, "dem": n, "luc": counted}
    return f"{reverse('dossiers:desk')}?{urlencode({name: part for name, part in parts.items() if part})}"


def _bars(matters: Sequence[Matter], found: asked.Day) -> list[dict[str, object]]:
    counts = found.counts
    most = max([1, *(counts[matter] for matter in matters)])
    return [
        {
            "name": MATTER_WORDS[matter],
            "n": counts[matter],
            "width": f"{100 * counts[matter] / most:.1f}",
            "url": address(matter, counts[matter], found),
        }
        for matter in matters
    ]


def _stuck(counts: Mapping[str, int]) -> list[dict[str, object]]:
    most = max([1, *counts.values()])
    return [
        {
            "name": stuck.WORDS[reason],
            "n": counts.get(reason, 0),
            "width": f"{100 * counts.get(reason, 0) / most:.1f}",
            "url": stuck.address(reason),
        }
        for reason in Reason
    ]


def _unit(unit: asked.Unit, found: asked.Day) -> dict[str, object]:
    return {
        "name": unit.name,
        "url": f"{reverse('dossiers:desk')}?{urlencode({'xem': 'tat-ca', 'don-vi': unit.id})}",
        "cells": [
            {
                "what": MATTER_WORDS[matter],
                "n": unit.counts[matter],
                "url": address(matter, unit.counts[matter], found, unit=unit.id),
            }
            for matter in COLUMNS
        ],
    }
