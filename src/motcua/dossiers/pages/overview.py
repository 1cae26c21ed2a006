"""The leader's page: a finding, pictures before tables, and each figure opens to its requests."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from motcua.design import states, writing
from motcua.design.methods import takes
from motcua.dossiers.pages import pictures, register
from motcua.dossiers.queries import overview as asked
from motcua.dossiers.queries.overview import Overview, Unit
from motcua.dossiers.queries.register import Pace
from motcua.people import queries as people
from motcua.people.access import officers
from motcua.people.rules import ROLE_NAMES, Role

LANES_MAX = 8


@officers(*asked.SEEING)
@never_cache
@takes("GET")
def overview_page(request: HttpRequest) -> HttpResponse:
    found = asked.overview(request.reach, at=request.at)
    places = people.tops(request.reach.agencies(*asked.SEEING))
    values: dict[str, object] = {
        "place": " · ".join(place.name for place in places),
        "found": found,
        "today": timezone.localdate(request.at),
        "days": asked.SHORT_DAYS,
    }
    if found is not None:
        values |= _drawn(found, request)
    return render(request, "dossiers/overview/overview.html", values)


def _drawn(found: Overview, request: HttpRequest) -> dict[str, object]:
    today = timezone.localdate(request.at)
    running = [unit for unit in found.units if unit.running]
    scale = pictures.lane_scale(running[:LANES_MAX])
    return {
        "finding": finding(found),
        "figures": _figures(found, request),
        "scale": scale,
        "lanes": [_lane(unit, scale, request) for unit in running[:LANES_MAX]],
        "units": [_line(unit, request) for unit in running],
        "not_drawn": max(0, len(running) - LANES_MAX),
        "dots": pictures.dots(found.units, mean=found.on_time),
        "shares": [
            (unit, register.finished(today, days=asked.SHORT_DAYS, agency_id=unit.id))
            for unit in sorted(found.units, key=lambda unit: unit.on_time.value or 0)
            if unit.on_time.whole
        ],
        "on_time_url": register.finished(today, days=asked.SHORT_DAYS),
        "lines": pictures.lines(found.weeks),
        "steps": _steps(found, request),
        "paces": [(_(ROLE_NAMES[Role(one.role)]), one) for one in found.paces],
        "states": _states(found, request),
    }


def finding(found: Overview) -> str:
    """What the page is about, in one sentence."""
    late = found.total("late")
    if late:
        worst = found.units[0]
        words = ngettext(
            "%(n)s request is late, at %(unit)s",
            "%(n)s requests are late, most of them at %(unit)s: %(most)s",
            late,
        )
        return words % {
            "n": writing.number(late),
            "unit": worst.name,
            "most": writing.number(worst.late),
        }
    today = found.total("today")
    if today:
        words = ngettext(
            "Nothing is late; %(n)s request falls due today",
            "Nothing is late; %(n)s requests fall due today",
            today,
        )
        return words % {"n": writing.number(today)}
    return _("Nothing is late and nothing falls due today")


def _figures(found: Overview, request: HttpRequest) -> list[dict[str, object]]:
    today = timezone.localdate(request.at)
    running = writing.number(sum(unit.running for unit in found.units))
    among = _("of %(n)s whose clock runs") % {"n": running}
    waiting = found.states.get(5, 0)
    return [
        {
            "value": found.total("late"),
            "what": _("late"),
            "note": among,
            "url": register.open_now(today, pace=Pace.LATE),
        },
        {
            "value": found.total("today"),
            "what": _("due today"),
            "note": among,
            "url": register.open_now(today, pace=Pace.TODAY),
        },
        {
            "value": found.total("later"),
            "what": _("due later"),
            "note": among,
            "url": register.open_now(today, pace=Pace.ON_TIME),
        },
        {
            "value": waiting,
            "what": _("waiting for the person"),
            "note": _("the clock stands still"),
            "url": register.open_now(today, state=5),
        },
        {
            "value": found.states.get(9, 0),
            "what": _("result not collected yet"),
            "note": _("finished, waiting at the desk"),
            "url": register.open_now(today, state=9),
        },
    ]


def _lane(unit: Unit, scale: int, request: HttpRequest) -> dict[str, object]:
    return _line(unit, request) | {"squares": pictures.squares(unit.left, scale=scale)}


def _line(unit: Unit, request: HttpRequest) -> dict[str, object]:
    today = timezone.localdate(request.at)
    return {
        "unit": unit,
        "url": register.open_now(today, agency_id=unit.id),
        "late_url": register.open_now(today, agency_id=unit.id, pace=Pace.LATE),
    }


def _steps(found: Overview, request: HttpRequest) -> list[dict[str, object]]:
    """Where requests lie, as bars: the late part in ink, the rest behind it."""
    most = max((step.open for step in found.steps), default=1)
    today = timezone.localdate(request.at)
    return [
        {
            "name": _(ROLE_NAMES[Role(step.role)]),
            "open": step.open,
            "late": step.late,
            "open_width": f"{100 * step.open / most:.1f}",
            "late_width": f"{100 * step.late / most:.1f}",
            "url": register.open_now(today, role=step.role),
        }
        for step in found.steps
    ]


def _states(found: Overview, request: HttpRequest) -> list[dict[str, object]]:
    today = timezone.localdate(request.at)
    most = max(found.states.values(), default=1)
    return [
        {
            "number": int(state),
            "name": states.WORDS[int(state)],
            "n": found.states[int(state)],
            "width": f"{100 * found.states[int(state)] / most:.1f}",
            "url": register.open_now(today, state=int(state)),
        }
        for state in asked.OPEN_STATES_SHOWN
        if found.states.get(int(state))
    ]
