"""All sheets of rounds, and one of them: a picture first, then the league, where points are lost, how it was counted."""

from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.design import writing
from motcua.design.methods import takes
from motcua.indices import showing, words
from motcua.indices.announced import charts, exports, opening
from motcua.indices.announced.opening import Before, Opened
from motcua.people.access import Request, everyone
from motcua.people.rules import Role

from . import headers, wording

WANTED_LENGTH_MAX = 60
Values = dict[str, Any]


@everyone
@takes("GET")
def listed(request: Request) -> HttpResponseBase:
    """Every sheet, the newest first; and a unit looked for by its name."""
    language = get_language() or "vi"
    lines = opening.listed(request.reach, at=request.at)
    wanted = request.GET.get("tim", "").strip()[:WANTED_LENGTH_MAX]
    found = opening.units_like(wanted, lines) if wanted else []
    values = {
        "sheets": [line_values(line, language) for line in lines],
        "wanted": wanted,
        "found": [
            {
                "name": one.name.in_language(language),
                "url": reverse("indices:sheet-unit", args=[one.sheet.id, one.code]),
                "title": wording.title(one.sheet, language),
                "simulated": one.sheet.simulated,
            }
            for one in found
        ],
        "may_score": request.reach.holds(*opening.OWN_ROLES),
    }
    return headers.page(render(request, "indices/announced/list.html", values), *lines, at=request.at)


def line_values(line: opening.Line, language: str) -> Values:
    return {
        "id": line.id,
        "title": wording.title(line, language),
        "level": wording.level(line),
        "framework": line.framework.named(language),
        "units": line.units,
        "simulated": line.simulated,
        "announced_at": line.announced_at,
    }


@everyone
@takes("GET")
def sheet(request: Request, sheet_id: int) -> HttpResponseBase:
    language = get_language() or "vi"
    held = opening.opened(sheet_id=sheet_id, reach=request.reach, at=request.at)
    earlier = opening.before(held, reach=request.reach, at=request.at)
    content = held.content
    blocks = [(one.code, one.name.named(language), one.maximum) for one in content.framework.blocks]
    values = {
        **frame(held, request, language),
        "mean": wording.points(content.mean),
        "ends": _ends(held, language),
        "bands": _bands(held),
        "picture": charts.province_map(held, language=language) or charts.league(held, language=language),
        "domains": charts.domains(held, language=language),
        "ranks": charts.ranks(held, language=language),
        "slope": charts.slope(held, earlier, language=language) if earlier else None,
        "blocks": [(name, wording.most(maximum)) for _code, name, maximum in blocks],
        "rows": [_row(held, unit, [(code, name) for code, name, _most in blocks], earlier, language) for unit in content.order],
        "earlier": before_values(earlier, language),
        "changes": bool(earlier and earlier.comparable),
        "has_sets": any(one["joint_set"] for one in content.results.values()),
        "regions": [
            (words.region(one["region"]), writing.number(one["units"]), writing.number(one["mean"], 2))
            for one in content.document["regions"]
        ],
    }  # fmt: skip
    return headers.page(render(request, "indices/announced/sheet.html", values), held.line, at=request.at)


def frame(held: Opened, request: Request, language: str) -> Values:
    """What stands on every page of a sheet."""
    line, name = held.line, exports.name(held)
    return {
        "sheet": line,
        "title": wording.title(line, language),
        "level": wording.level(line),
        "owner": line.owner.in_language(language),
        "framework": line.framework.named(language),
        "fictional": held.content.framework.fictional,
        "units": len(held.content.units),
        "released": line.released(request.at),
        "may_announce": line.announced_at is None and request.reach.holds(Role.HOME_AFFAIRS),
        "downloads": showing.downloads("indices:sheet-file", line.id, name=name),
        "proof": reverse("indices:sheet-file", args=[line.id, f"{name}.json"]),
        "proof_name": f"{name}.json",
    }


def before_values(earlier: Before | None, language: str) -> Values | None:
    if earlier is None:
        return None
    return {
        "id": earlier.sheet.line.id,
        "title": wording.title(earlier.sheet.line, language),
        "year": str(earlier.sheet.line.year),
        "comparable": earlier.comparable,
        "same_units": earlier.same_units,
    }


def _ends(held: Opened, language: str) -> list[tuple[str, str, str]]:
    """The first and the last of the table: words, figure, who."""
    known = [unit for unit in held.content.order if held.content.index(unit) is not None]
    if not known:
        return []
    return [
        (words_, wording.points(held.content.index(unit)), held.name(unit, language))
        for words_, unit in ((_("Highest"), known[0]), (_("Lowest"), known[-1]))
    ]


def _bands(held: Opened) -> list[tuple[str, str, str]]:
    """How many units are in each band that was published, and how many in none."""
    results = held.content.results.values()
    found = [
        (
            band["code"],
            writing.number(sum(one["band"] == band["code"] for one in results)),
            _("from %(lowest)s to below %(below)s")
            % {"lowest": writing.number(band["lowest"]), "below": writing.number(band["below"])}
            if band["below"]
            else _("from %(lowest)s on") % {"lowest": writing.number(band["lowest"])},
        )
        for band in held.content.document["bands"]
        if band["starts"] <= held.line.year and (band["ends"] is None or held.line.year <= band["ends"])
    ]
    none = sum(one["band"] is None for one in results)
    return [*found, ("–", writing.number(none), _("no band was published"))] if found and none else found


def _row(
    held: Opened, unit: str, blocks: list[tuple[str, str]], earlier: Before | None, language: str
) -> Values:
    said = held.content.results[unit]
    points = earlier.points(held, unit) if earlier else None
    places = earlier.places(held, unit) if earlier else None
    return {
        "place": wording.place(said, own=False),
        "name": held.name(unit, language),
        "url": charts.url(held, unit),
        "index": wording.points(held.content.index(unit)),
        "band": said["band"] or "–",
        "blocks": [(name, writing.number(said["blocks"][code]["points"], 2)) for code, name in blocks],
        "points": wording.apart(points),
        "places": words.places_up(places) if places is not None else "–",
    }
