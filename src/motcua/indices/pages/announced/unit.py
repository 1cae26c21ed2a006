"""One unit of a round's sheet: its place, where it lost points and why, in words; and the same as a sheet of A4 to print."""

from collections.abc import Iterable
from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.design import writing
from motcua.design.methods import takes
from motcua.foundation.refusal import NotFound
from motcua.indices import words
from motcua.indices.announced import charts, opening
from motcua.indices.announced.content import Part, Scored
from motcua.indices.announced.opening import Opened
from motcua.indices.explaining import in_words
from motcua.indices.pages.rounds.wording import SOURCES, VOICES
from motcua.indices.rules.rounds import Voice
from motcua.people.access import Request, everyone

from . import headers, wording
from .sheet import before_values, frame

BEST_NAMED_MAX = 2
EACH_SIDE = 2
Values = dict[str, Any]


@everyone
@takes("GET")
def unit(request: Request, sheet_id: int, code: str) -> HttpResponseBase:
    language = get_language() or "vi"
    held = _opened(request, sheet_id, code)
    domains = held.content.parts("domains", code)
    values = {
        **_unit(held, code, request, language),
        "picture": charts.own_domains(held, code, list(domains.values()), language=language),
        "map": charts.province_map(held, language=language, own=code),
        "ranks": charts.ranks(held, language=language, own=code),
        "domains": [_part(held, part, language) for part in domains.values()],
        "groups": _groups(held, code, language),
    }
    return headers.page(render(request, "indices/announced/unit.html", values), held.line, at=request.at)


@everyone
@takes("GET")
def gap(request: Request, sheet_id: int, code: str) -> HttpResponseBase:
    """What a unit takes into its meeting: the widest gaps first, each with who leads it."""
    language = get_language() or "vi"
    held = _opened(request, sheet_id, code)
    leads = dict(held.content.framework.leads)
    scored = sorted(held.content.scored(code).values(), key=lambda one: -one.part.missing)
    values = {
        **_unit(held, code, request, language),
        "domains": [_part(held, part, language) for part in held.content.parts("domains", code).values()],
        "gaps": [
            _part(held, one.part, language)
            | {
                "lead": leads[one.component.lead].named(language)
                if one.component.lead in leads
                else _(SOURCES[one.component.source])
            }
            for one in scored
            if one.part.missing > 0
        ],
        "full": sum(one.part.missing == 0 and one.part.counted > 0 for one in scored),
        "near": _near(held, code, language),
        "at": request.at,
    }
    return headers.page(render(request, "indices/announced/gap.html", values), held.line, at=request.at)


def _opened(request: Request, sheet_id: int, code: str) -> Opened:
    held = opening.opened(sheet_id=sheet_id, reach=request.reach, at=request.at)
    if code not in held.content.results:
        raise NotFound
    return held


def _unit(held: Opened, code: str, request: Request, language: str) -> Values:
    content, said = held.content, held.content.results[code]
    index, mean, best = content.index(code), content.mean, content.best
    earlier = opening.before(held, reach=request.reach, at=request.at)
    places = earlier.places(held, code) if earlier else None
    total = said["total"]
    return {
        **frame(held, request, language),
        "code": code,
        "name": held.name(code, language),
        "gap_url": reverse("indices:sheet-gap", args=[held.line.id, code]),
        "index": wording.points(index),
        "points": writing.number(total["points"], 2),
        "counted": writing.number(total["counted"]),
        "waived": total["counted"] != str(content.framework.total),
        "band": said["band"] or "",
        "place": wording.place(said, own=True),
        "rank": wording.rank(said),
        "bounds": wording.bounds(said, own=True),
        "has_set": said["own_set"] is not None,
        "of": sum(one["rank"] is not None for one in content.results.values()),
        "mean": wording.points(mean),
        "to_mean": wording.apart(None if index is None or mean is None else index - mean),
        "best": wording.points(best),
        "best_name": _best_names((one for one in content.order if content.index(one) == best), held, language),
        "to_best": wording.apart(None if index is None or best is None else index - best),
        "region": words.region(content.units[code]["region"]),
        "earlier": before_values(earlier, language),
        "since_points": wording.apart(earlier.points(held, code)) if earlier and earlier.comparable else "",
        "since_places": words.places_up(places) if places is not None else "",
        "blocks": [_part(held, part, language) for part in content.parts("blocks", code).values()],
    }  # fmt: skip


def _part(held: Opened, part: Part, language: str) -> Values:
    return {
        "code": part.code,
        "name": part.name.named(language),
        "applies": part.counted > 0,
        "points": writing.number(part.points, 2),
        "counted": wording.most(part.counted),
        "percent": writing.percent(part.percent / 100) if part.percent is not None else "–",
        "missing": writing.number(part.missing, 2),
        "mean": wording.points(part.mean),
        "to_mean": wording.apart(None if part.mean is None else part.points - part.mean),
        "best": wording.points(part.best),
        "to_best": wording.apart(None if part.best is None else part.points - part.best),
        "best_name": _best_names(part.best_units, held, language),
    }


def _best_names(units: Iterable[str], held: Opened, language: str) -> str:
    """Who is best; of many only how many."""
    known = list(units)
    if len(known) > BEST_NAMED_MAX:
        return _("%(n)s units") % {"n": writing.number(len(known))}
    return ", ".join(held.name(unit, language) for unit in known)


def _groups(held: Opened, code: str, language: str) -> list[Values]:
    """Domains → criteria → components, each with how its points came about."""
    scored = held.content.scored(code)
    domains, criteria = held.content.parts("domains", code), held.content.parts("criteria", code)
    return [
        _part(held, domains[domain.code], language)
        | {
            "criteria": [
                _part(held, criteria[one.code], language)
                | {
                    "alone": [each.code for each in one.components] == [one.code],
                    "components": [_component(held, scored[each.code], language) for each in one.components],
                }
                for one in domain.criteria
            ]
        }
        for domain in held.content.framework.domains
    ]


def _component(held: Opened, one: Scored, language: str) -> Values:
    if one.points is None:
        why = _("Nobody gave anything for it, so it has no points.")
    else:
        why = in_words(one.points)
    return _part(held, one.part, language) | {
        "why": why,
        "set_by": _(VOICES[Voice(one.set_by)]) if one.set_by in set(Voice) else "",
        "source": _(SOURCES[one.component.source]),
    }


def _near(held: Opened, code: str, language: str) -> list[Values]:
    """Who stands just before and behind."""
    order = held.content.order
    here = order.index(code)
    start = max(0, min(here - EACH_SIDE, len(order) - 2 * EACH_SIDE - 1))
    return [
        {
            "name": held.name(unit, language),
            "place": wording.place(held.content.results[unit], own=True),
            "index": wording.points(held.content.index(unit)),
            "own": unit == code,
        }
        for unit in order[start : start + 2 * EACH_SIDE + 1]
    ]
