"""What if: points of one unit moved, and what its place would be. Everything asked stands in the address.

Only points that the rule of a component can give are moved to: what is typed between two of them becomes the nearest,
and the page says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.design import errors, writing
from motcua.design.methods import takes
from motcua.foundation.refusal import Fault, InvalidInput, gettext_noop
from motcua.indices import rounds
from motcua.indices.planning import Standing
from motcua.indices.rules.frameworks import Component
from motcua.indices.rules.reachable import Reachable, reachable
from motcua.people.access import Request, officers

from . import wording
from .asking import NOT_A_NUMBER, number_of, retyped
from .listing import SCORING_ROLES
from .unit import case_values

PREFIX = "p-"
OUT_OF_BOUNDS = gettext_noop("Between 0 and %(most)s points.")
LEVELS_SAID_MAX = 6
LEVELS_TAKEN = gettext_noop("The rule gives %(levels)s points; %(taken)s was taken for %(typed)s.")
NEAREST_TAKEN = gettext_noop(
    "The rule gives some points only; the nearest, %(taken)s, was taken for %(typed)s."
)
FLOOR_TAKEN = gettext_noop(
    "Below its floor the rule gives nothing, then at least %(least)s; %(taken)s was taken for %(typed)s."
)
ROUNDED_TAKEN = gettext_noop("Points have %(decimals)s decimals; %(taken)s was taken for %(typed)s.")


@officers(*SCORING_ROLES)
@takes("GET")
def whatif(request: Request, round_id: int, unit_id: int) -> HttpResponse:
    """A slider for each component; without a script the fields are sent and the answer stands on the page."""
    case = rounds.case_of(round_id=round_id, unit_id=unit_id, reach=request.reach, at=request.at)
    table = rounds.table_of(case, reach=request.reach)
    own, wrong = rounds.own_code(case), {}
    moved, taken = {}, {}
    try:
        moved, taken = moved_of(table, own, request.GET)
    except InvalidInput as refusal:
        errors.note(refusal)
        wrong = {one.field: errors.fault_sentence(one) for one in refusal.faults}
    values = {
        "case": case_values(case),
        "domains": _domains(table, own, request.GET, moved, wrong, taken),
        "faulty": bool(wrong),
        "moved": len(moved),
        "heard": bool(table.points[own]),
        "answer": answer_values(table, rounds.move_points(table, own, moved)),
        **table_values(table),
    }
    return render(request, "indices/rounds/whatif.html", values, status=422 if wrong else 200)


@officers(*SCORING_ROLES)
@takes("GET")
def answer(request: Request, round_id: int, unit_id: int) -> HttpResponse:
    """The same answer alone, asked for while a slider moves."""
    case = rounds.case_of(round_id=round_id, unit_id=unit_id, reach=request.reach, at=request.at)
    table = rounds.table_of(case, reach=request.reach)
    own = rounds.own_code(case)
    moved, taken = moved_of(table, own, request.GET)
    values: dict[str, Any] = answer_values(table, rounds.move_points(table, own, moved))
    values["said"] = " ".join([values["said"], *(one.words for one in taken.values())])
    values["taken"] = {PREFIX + code: [one.value, one.words] for code, one in taken.items()}
    return JsonResponse(values)


@dataclass(frozen=True)
class Taken:
    """Points that were taken for others, as one types them, and why in words."""

    value: str
    words: str


def moved_of(
    table: rounds.RankedTable, own: str, typed: QueryDict
) -> tuple[dict[str, Decimal], dict[str, Taken]]:
    """Component → points, only where they differ from today's, and where they are not what was typed; what is no
    number or out of bounds is named."""
    language = get_language() or "vi"
    faults: list[Fault] = []
    found: dict[str, Decimal] = {}
    taken: dict[str, Taken] = {}
    for line in drags_of(table, own):
        text = typed.get(PREFIX + line.component.code, "").strip()
        if not text:
            continue
        value = number_of(text, language)
        if value is None:
            faults.append(Fault(PREFIX + line.component.code, NOT_A_NUMBER))
        elif value > line.maximum:
            facts = {"most": writing.number(line.maximum)}
            faults.append(Fault(PREFIX + line.component.code, OUT_OF_BOUNDS, facts))
        elif value != line.today:
            nearest = line.reachable.nearest(value)
            if nearest != value:
                taken[line.component.code] = Taken(
                    retyped(nearest, language), _taken_words(line.reachable, value, nearest)
                )
            if nearest != line.today:
                found[line.component.code] = nearest
    if faults:
        raise InvalidInput(faults=faults)
    return found, taken


def _taken_words(way: Reachable, typed: Decimal, taken: Decimal) -> str:
    language = get_language() or "vi"
    facts = {"taken": retyped(taken, language), "typed": retyped(typed, language)}
    if way.levels:
        if len(way.levels) > LEVELS_SAID_MAX:
            return _(NEAREST_TAKEN) % facts
        return _(LEVELS_TAKEN) % {**facts, "levels": levels_said(way)}
    if typed < way.floor:
        return _(FLOOR_TAKEN) % {**facts, "least": retyped(way.floor, language)}
    return _(ROUNDED_TAKEN) % {**facts, "decimals": way.decimals}


def levels_said(way: Reachable) -> str:
    """“0; 0.38 or 0.75”."""
    *others, last = (retyped(level, get_language() or "vi") for level in way.levels)
    return _("%(others)s or %(last)s") % {"others": "; ".join(others), "last": last} if others else last


@dataclass(frozen=True)
class Drag:
    """One component that can be moved: what it has today and may have at most."""

    component: Component
    domain: str
    today: Decimal
    maximum: Decimal
    reachable: Reachable


def drags_of(table: rounds.RankedTable, own: str) -> list[Drag]:
    """In the order of the framework; what does not apply to the unit cannot be moved."""
    scored = table.points[own]
    found = []
    for domain in table.framework.domains:
        for component in domain.components:
            one = scored.get(component.code)
            if component.maximum is None or (one is not None and not one.applicable):
                continue
            today = one.points if one else Decimal()
            way = reachable(
                component.rule, maximum=component.maximum, decimals=table.framework.decimals, today=today
            )
            found.append(Drag(component, domain.code, today, component.maximum, way))
    return found


def table_values(table: rounds.RankedTable) -> dict[str, Any]:
    """Against whom one is ranked here, in words."""
    whence = {
        rounds.Whence.SHEET: _("Ranks are those of the frozen score sheet."),
        rounds.Whence.PRESENT: _("Ranks are those of the scores as they stand now; they are not decided yet."),
        rounds.Whence.ALONE: _("The points of the others open to you with the announced score sheet. Until then you see your own total and no rank."),
    }  # fmt: skip
    return {
        "ranks": table.ranks,
        "whence": whence[table.whence],
        "left_out": table.left_out,
        "units": len(table.league.units),
        "bands": bool(table.bands),
        "simulated": table.simulated,
    }


def answer_values(table: rounds.RankedTable, moved: rounds.Moved) -> dict[str, str]:
    """Everything in words and figures, so that the page and the script say the same."""
    then, today = moved.then, moved.today
    found = {
        "total": writing.number(then.total, 2),
        "change": wording.signed(then.total - today.total),
        "interval": _between(then),
        "band": moved.band_then or "–",
        "said": _("%(total)s points (today %(today)s)") % {
            "total": writing.number(then.total, 2), "today": writing.number(today.total, 2),
        },
    }  # fmt: skip
    if not table.ranks:
        return found
    found |= {
        "rank": writing.number(then.rank),
        "places": _places(today.rank - then.rank),
        "set": f"{then.lower}–{then.upper}" if then.lower < then.upper else str(then.lower),
        "chance": "–" if moved.chance is None else writing.percent(moved.chance, 0),
    }
    found["said"] += "; " + _("rank %(rank)s (today %(today)s)") % {"rank": then.rank, "today": today.rank}
    return found


def _between(one: Standing) -> str:
    low, high = one.interval
    return "–" if low == high else f"{writing.number(low, 2)}–{writing.number(high, 2)}"


def _places(up: int) -> str:
    if not up:
        return _("as today")
    words = _("%(n)s up") if up > 0 else _("%(n)s down")
    return words % {"n": abs(up)}


def _domains(
    table: rounds.RankedTable,
    own: str,
    typed: QueryDict,
    moved: Mapping[str, Decimal],
    wrong: Mapping[str, str],
    taken: Mapping[str, Taken],
) -> list[dict[str, Any]]:
    language = get_language() or "vi"
    lines: dict[str, list[dict[str, Any]]] = {}
    for one in drags_of(table, own):
        code = one.component.code
        name = PREFIX + code
        value, way = moved.get(code, one.today), one.reachable
        lines.setdefault(one.domain, []).append(
            {
                "code": code,
                "name": one.component.name.named(language),
                "field": name,
                "id": "f-" + name.replace(".", "-"),
                "value": typed.get(name, "") if name in wrong else retyped(value, language),
                "plain": f"{value:f}",
                "today": one.today,
                "today_plain": f"{one.today:f}",
                "maximum": one.maximum,
                "maximum_plain": f"{one.maximum:f}",
                "step": f"{Decimal(1).scaleb(-way.decimals):f}",
                "floor": f"{way.floor:f}",
                "levels": " ".join(f"{level:f}" for level in way.levels),
                "gives": levels_said(way) if 1 < len(way.levels) <= LEVELS_SAID_MAX else "",
                "taken": taken[code].words if code in taken else "",
                "source": _(wording.SOURCES[one.component.source]),
                "error": wrong.get(name, ""),
                "changed": code in moved,
            }
        )
    return [
        {"code": one.code, "name": one.name.named(language), "lines": lines[one.code]}
        for one in table.framework.domains
        if one.code in lines
    ]
