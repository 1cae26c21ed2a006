"""The way up of a unit: ask for a place, read the cheapest plan, keep it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from motcua.design import errors, writing
from motcua.design.fields import DrawnChoice, DrawnField, Kind
from motcua.design.methods import takes
from motcua.foundation.refusal import Fault, InvalidInput, Refusal, gettext_noop
from motcua.indices import actions, rounds
from motcua.indices.planning import OutOfReach, TooUnsure, TotalOutOfReach, TotalTooUnsure
from motcua.indices.rules.rounds import Hand
from motcua.people.access import Request, officers

from . import wording
from .asking import NOT_A_NUMBER, number_of
from .listing import SCORING_ROLES
from .unit import case_values
from .whatif import table_values

BAND = "band-"
FARTHEST = (OutOfReach, TooUnsure, TotalOutOfReach, TotalTooUnsure)
WITHIN = gettext_noop("Between %(least)s and %(most)s.")
EFFORT_MAX, POINTS_MAX = Decimal(1_000_000), Decimal(100)


@officers(*SCORING_ROLES)
@takes("GET", "POST")
def rise(request: Request, round_id: int, unit_id: int) -> HttpResponse:
    """What is asked stands in the address; sent, the plan is worked out once more and kept."""
    case = rounds.case_of(round_id=round_id, unit_id=unit_id, reach=request.reach, at=request.at)
    table = rounds.table_of(case, reach=request.reach)
    typed = request.POST if request.method == "POST" else request.GET
    past = rounds.past_of(case, table, reach=request.reach, at=request.at) if table.ranks else None
    components, efforts = rounds.open_components(case), rounds.efforts_of(case)
    scored = table.points[rounds.own_code(case)]
    unscored = sum(one.code not in scored for one in components)
    values: dict[str, Any] = {
        "case": case_values(case),
        "may_keep": may_plan(case),
        "heard": unscored < len(components),
        "unscored": unscored,
        "guesses": sum(not efforts[one.code].said for one in components),
        "components": len(components),
        **table_values(table),
    }
    status, wrong = 200, {}
    if "want" in typed:
        try:
            asked = asked_of(table, typed, past)
            made = rounds.make_plan(case, table, asked, past if isinstance(past, rounds.Past) else None)
        except InvalidInput as refusal:
            errors.note(refusal)
            wrong = {one.field: errors.fault_sentence(one) for one in reversed(refusal.faults)}
            status = refusal.status
        except FARTHEST as refusal:
            # That it cannot be reached is an answer like any other.
            errors.note(refusal)
            values["refused"] = _refused(refusal, values["case"]["name"])
        else:
            if request.method == "POST":
                kept = actions.keep_plan(
                    round_id=round_id, unit_id=unit_id, made=made, reach=request.reach, at=request.at
                )
                messages.success(request, _("The plan is kept."))
                return redirect("indices:round-rise-plan", round_id, unit_id, kept)
            values["plan"] = plan_values(case, _found(made), [vars(one) for one in made.plan.tasks])
            values["repeat"] = [(name, value) for name, value in typed.items() if name in NAMES]
    values["fields"] = _fields(table, typed, wrong, past)
    values["kept"] = [kept_values(one) for one in rounds.plans_of(case)]
    return render(request, "indices/rounds/rise.html", values, status=status)


def may_plan(case: rounds.Case) -> bool:
    return bool(case.hands & {Hand.UNIT_OFFICER, Hand.UNIT_LEADER})


def _refused(refusal: Refusal, unit: str) -> dict[str, str]:
    facts = {**refusal.facts, "unit": unit}
    for name in ("total", "best", "wanted"):
        if isinstance(facts.get(name), str):
            facts[name] = writing.number(Decimal(facts[name]), 2)
    for name in ("most", "chance"):
        if name in facts:
            facts[name] = writing.percent(float(str(facts[name])), 0)
    best = refusal.facts.get("best")
    return {
        "sentence": errors.sentence(refusal.sentence, facts),
        "next": _(refusal.next_step),
        "want": str(rounds.Want.RANK if isinstance(refusal, OutOfReach) else rounds.Want.TOTAL),
        "best": "" if best is None else writing.number(Decimal(str(best))),
        "best_typed": "" if best is None else str(best),
    }


# What is asked -----------------------------------------------------------------------------------------------------

NAMES = ("want", "amount", "chance", "effort", "rivals", "drift", "spread")
PAST, TYPED = "past", "typed"
Seen = rounds.Past | rounds.Broken | None


def asked_of(table: rounds.RankedTable, typed: QueryDict, past: Seen) -> rounds.Asked:
    """Everything wrong is named at its field at once."""
    faults: list[Fault] = []
    language = get_language() or "vi"

    def number(name: str, least: Decimal, most: Decimal) -> Decimal | None:
        text = typed.get(name, "").strip()
        if not text:
            return None
        found = number_of(text, language)
        if found is None:
            faults.append(Fault(name, NOT_A_NUMBER))
        elif not least <= found <= most:
            facts = {"least": writing.number(least), "most": writing.number(most)}
            faults.append(Fault(name, WITHIN, facts))
            return None
        return found

    wanted, want, amount = typed.get("want", ""), rounds.Want.TOTAL, None
    bands = {BAND + one.code: one.lowest for one in table.bands}
    if wanted in bands:
        amount = bands[wanted]
    elif wanted in set(rounds.Want) and (table.ranks or wanted == rounds.Want.TOTAL):
        want = rounds.Want(wanted)
        least, most = (Decimal(), POINTS_MAX) if want is rounds.Want.TOTAL else (Decimal(1), Decimal(len(table.league.units)))  # fmt: skip
        amount = number("amount", least, most)
        if amount is None and not faults:
            faults.append(Fault("amount", gettext_noop("Say how many.")))
        elif amount is not None and want is not rounds.Want.TOTAL and amount != int(amount):
            faults.append(Fault("amount", gettext_noop("Write a whole number.")))
    else:
        faults.append(Fault("want", gettext_noop("Choose what to reach.")))
    chance = number("chance", Decimal(1), Decimal(99))
    effort = number("effort", Decimal(), EFFORT_MAX)
    drift = number("drift", Decimal(), POINTS_MAX)
    spread = number("spread", Decimal(), POINTS_MAX)
    as_before = typed.get("rivals") == PAST
    if as_before and not isinstance(past, rounds.Past):
        facts = {"year": past.year} if past else {}
        faults.append(Fault("drift", BROKEN if past else NO_PAST, facts))
    if faults or amount is None:
        raise InvalidInput(faults=faults)
    return rounds.Asked(want, amount, chance, effort, drift or Decimal(), spread or Decimal(), as_before)


NO_PAST = gettext_noop(
    "No two announced sheets of years in a row show how the others move; write it yourself."
)
BROKEN = gettext_noop("How the others move is not taken across a break: other criteria, maxima or rules gave the points of %(year)s. Write it yourself.")  # fmt: skip


def _fields(
    table: rounds.RankedTable, typed: QueryDict, wrong: Mapping[str, str], past: Seen
) -> list[DrawnField]:
    wants = [(str(rounds.Want.UP), _("so many places up")), (str(rounds.Want.RANK), _("a rank"))] if table.ranks else []  # fmt: skip
    wants.append((str(rounds.Want.TOTAL), _("so many points")))
    wants += [
        (BAND + one.code, _("band %(band)s, from %(points)s points") % {"band": one.code, "points": writing.number(one.lowest, 2)})
        for one in table.bands
        if one.starts <= table.year and (one.ends is None or table.year <= one.ends)
    ]  # fmt: skip

    def field(kind: Kind, name: str, label: str, hint: str = "", value: str = "", **more: Any) -> DrawnField:
        return DrawnField(kind, name, label, hint, value=typed.get(name, value), error=wrong.get(name, ""), **more)  # fmt: skip

    choices = tuple(DrawnChoice(value, words) for value, words in wants)
    number: dict[str, Any] = {"width": "s", "required": False}
    return [
        field(Kind.SELECT, "want", _("What to reach"), value=wants[0][0], choices=choices),
        field(Kind.NUMBER, "amount", _("How many, or which"), _("Places, the rank or the points; a band needs nothing here."), "5" if table.ranks else "", **number),
        field(Kind.NUMBER, "chance", _("How surely"), _("Empty: as expected, which comes true about every second time."), suffix="%", **number),
        field(Kind.NUMBER, "effort", _("At most so much effort"), suffix=_("days of work"), **number),
        *([field(Kind.SELECT, "rivals", _("How the others move"), value=TYPED if "want" in typed else PAST, choices=_ways(past))] if isinstance(past, rounds.Past) else []),
        field(Kind.NUMBER, "drift", _("The others rise by"), _drift_hint(table, past), suffix=_("points"), **number),
        field(Kind.NUMBER, "spread", _("Give or take"), _("Where three sheets or more say how the others move, they say this too.") if isinstance(past, rounds.Past) else "", suffix=_("points"), **number),
    ]  # fmt: skip


def _ways(past: rounds.Past) -> tuple[DrawnChoice, ...]:
    first, last = past.years
    words = _("each as between the announced sheets of %(first)s and %(last)s") % {
        "first": first,
        "last": last,
    }
    return (DrawnChoice(PAST, words), DrawnChoice(TYPED, _("all as written below")))


def _drift_hint(table: rounds.RankedTable, past: Seen) -> str:
    words = _("On average until the next table; empty: they stay where they are.")
    if isinstance(past, rounds.Past) or not table.ranks:
        return words
    why = _(BROKEN) % {"year": past.year} if past else _(NO_PAST)
    return f"{words} {why}"


# What comes out ----------------------------------------------------------------------------------------------------


def _found(made: rounds.Made) -> dict[str, Any]:
    return vars(made.plan) | {
        "guessed": made.guessed, "ranks": made.ranks, "unsure": made.unsure, "rivals": vars(made.rivals),
    }  # fmt: skip


def plan_values(case: rounds.Case, found: Mapping[str, Any], tasks: list[dict[str, Any]]) -> dict[str, Any]:
    """A plan in words and lines, worked out just now or kept long ago."""
    language = get_language() or "vi"
    known = {one.code: one for one in case.framework.components}
    leads = dict(case.framework.leads)
    lines = []
    for task in tasks:
        component = known[task["component"]]
        lead = leads.get(component.lead)
        lines.append(
            {
                "code": component.code,
                "name": component.name.named(language),
                "before": writing.number(task["before"], 2),
                "after": writing.number(task["after"], 2),
                "gain": writing.number(task["gain"], 2),
                "effort": writing.number(task["effort"], 1),
                "lead": lead.named(language) if lead else "",
            }
        )
    return {
        "lines": lines,
        "headline": _headline(found, len(lines)),
        "effort": writing.number(found["effort"], 1),
        "before": writing.number(found["total_before"], 2),
        "total": writing.number(found["total"], 2),
        "rank_before": found["rank_before"],
        "rank_idle": found["rank_idle"],
        "rank": found["rank"],
        "ranks": found["ranks"],
        "chance": writing.percent(found["chance"], 0) if found["unsure"] else "",
        "wanted": found["wanted"],
        "proved": found["proved"],
        "guessed": found["guessed"],
        "rivals": _rivals(found["rivals"]) if found["ranks"] and "rivals" in found else "",
    }


def _rivals(found: Mapping[str, Any]) -> str:
    """What was taken for how the others move, in a sentence. Plans that were kept before it was told have none."""
    facts = {
        "mean": wording.signed(found["mean"]), "spread": writing.number(found["spread"], 2),
        "first": min(found["years"], default=0), "last": max(found["years"], default=0),
    }  # fmt: skip
    if found["years"]:
        said = _("Each of the others is taken to move on as between the announced sheets of %(first)s and %(last)s: %(mean)s points a year on average.")  # fmt: skip
    elif found["mean"]:
        said = _("The others are taken to move by %(mean)s points until the next table, as was typed.")
    else:
        said = _("The others are taken to stay where they are.")
    words = [said % facts]
    if found["spread"]:
        words.append(_("Give or take %(spread)s points each.") % facts)
    return " ".join(words)


def _headline(found: Mapping[str, Any], count: int) -> str:
    if not count:
        return _("Nothing needs to be done: it is reached with today's points.")
    facts = {"effort": writing.number(found["effort"], 1), "total": writing.number(found["total"], 2), "n": writing.number(count)}  # fmt: skip
    said = (
        ngettext(
            "%(n)s component and %(effort)s working days bring %(total)s points",
            "%(n)s components and %(effort)s working days bring %(total)s points",
            count,
        )
        % facts
    )
    place = _("rank %(place)s") % {"place": found["rank"]}
    return f"{said}, {place}." if found["ranks"] else f"{said}."


def kept_values(one: rounds.KeptPlan) -> dict[str, Any]:
    found = one.found
    return {
        "id": one.id,
        "made_at": one.made_at,
        "effort": writing.number(found["effort"], 1),
        "total": writing.number(found["total"], 2),
        "rank": found["rank"] if found["ranks"] else "",
    }
