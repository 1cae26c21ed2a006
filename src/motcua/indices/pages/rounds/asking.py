"""The questions of one component, drawn from its rule, and what was typed read back as plain values."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.design import writing
from motcua.design.fields import DrawnChoice, DrawnField, Kind
from motcua.foundation.refusal import Fault, InvalidInput, gettext_noop
from motcua.foundation.typed import integer
from motcua.indices.rules.frameworks import Component
from motcua.indices.rules.points import (
    CheckList,
    Deduction,
    ExternalIndex,
    Given,
    OptionMean,
    Part,
    Ratio,
    Table,
    Tiers,
    YesNo,
)

NOT_A_NUMBER = gettext_noop("Write a number, like 1.234,5.")
COUNT_MAX = 1_000_000_000
_GROUPED = {
    ",": re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?"),
    ".": re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?"),
}
_PLAIN = re.compile(r"\d{1,15}(?:[.,]\d{1,6})?")


def number_of(text: str, language: str) -> Decimal | None:
    """1.234,5 in Vietnamese, 1,234.5 in English, 1234.5 and 1234,5 in both; nothing for anything else."""
    point = "." if language == "en" else ","
    if _GROUPED[point].fullmatch(text):
        return Decimal(text.replace("," if point == "." else ".", "").replace(",", "."))
    return Decimal(text.replace(",", ".")) if _PLAIN.fullmatch(text) else None


def retyped(value: Decimal | None, language: str) -> str:
    """As one would type it: every digit, no groups."""
    if value is None:
        return ""
    text = f"{value.normalize():f}"
    return text if language == "en" else text.replace(".", ",")


def fields_of(component: Component, given: Given, typed: QueryDict | None, wrong: Mapping[str, str]) -> list[DrawnField]:  # fmt: skip
    """What the rule asks for, filled with what was typed, else with what stands."""
    draw = _Drawing(given, typed, wrong)
    found: list[DrawnField] = []
    rule = component.rule
    match rule:
        case YesNo():
            choices = (DrawnChoice("yes", _("Yes")), DrawnChoice("no", _("No")))
            stands = "" if given.yes is None else "yes" if given.yes else "no"
            found = [draw.one(Kind.CHOICE, "yes", _("Is it so?"), value=stands, choices=choices)]
        case Tiers(tiers=tiers):
            found = [draw.one(Kind.CHOICE, "tier", _("Which step was reached?"), value=given.tier, choices=_choices(tiers, component))]  # fmt: skip
        case CheckList(items=items):
            found = [
                draw.several("ticks", _("What is there?"), given.ticks or (), _choices(items, component))
            ]
        case Ratio(numerator=numerator, denominator=denominator):
            found = [
                draw.number("numerator", _named(numerator) or _("How many of them"), given.numerator),
                draw.number("denominator", _named(denominator) or _("Of how many in all"), given.denominator),
            ]
        case Deduction(case=case):
            found = [draw.number("value", _named(case) or _("How many cases"), given.value)]
        case Table(measure=measure):
            found = [draw.number("value", _named(measure) or _("The value"), given.value)]
        case ExternalIndex(index=index):
            found = [draw.number("value", _named(index) or _("The value of the index"), given.value)]
        case OptionMean(options=options):
            counts = dict(given.counts)
            found = [
                draw.number(f"count-{one.code}", _named(one.name), _whole(counts.get(one.code)))
                for one in options
            ]
    if component.waivable:
        found.append(draw.one(Kind.TICK, "waived", _("This does not apply to the unit"), value="" if given.applicable else "on", required=False))  # fmt: skip
    return found


def _whole(count: int | None) -> Decimal | None:
    return None if count is None else Decimal(count)


def _named(name: Any) -> str:
    return str(name.named(get_language() or "vi"))


def _choices(parts: tuple[Part, ...], component: Component) -> tuple[DrawnChoice, ...]:
    """Each with the points that it gives: who scores sees what an answer is worth."""
    maximum = component.maximum or Decimal()
    return tuple(
        DrawnChoice(
            one.code, _named(one.name), _("%(points)s points") % {"points": writing.number((one.share * maximum).normalize())}
        )
        for one in parts
    )  # fmt: skip


class _Drawing:
    def __init__(self, given: Given, typed: QueryDict | None, wrong: Mapping[str, str]) -> None:
        self.given, self.typed, self.wrong = given, typed, wrong

    def one(self, kind: Kind, name: str, label: str, *, value: str, **more: Any) -> DrawnField:
        shown = self.typed.get(name, "") if self.typed is not None else value
        return DrawnField(kind, name, label, value=shown, error=self.wrong.get(name, ""), **more)

    def number(self, name: str, label: str, value: Decimal | None) -> DrawnField:
        shown = retyped(value, get_language() or "vi")
        return self.one(Kind.NUMBER, name, label, value=shown, width="s")

    def several(self, name: str, label: str, values: tuple[str, ...], choices: tuple[DrawnChoice, ...]) -> DrawnField:  # fmt: skip
        shown = tuple(self.typed.getlist(name)) if self.typed is not None else values
        return DrawnField(Kind.CHECKS, name, label, values=shown, choices=choices, error=self.wrong.get(name, ""), required=False)  # fmt: skip


def given_of(component: Component, typed: QueryDict) -> Given:
    """What was typed; numbers that are none are named, the rest is the rule's to refuse."""
    if component.waivable and typed.get("waived") == "on":
        return Given(applicable=False)
    faults: list[Fault] = []

    def number(name: str) -> Decimal | None:
        text = typed.get(name, "").strip()
        found = number_of(text, get_language() or "vi") if text else None
        if text and found is None:
            faults.append(Fault(name, NOT_A_NUMBER))
        return found

    match component.rule:
        case YesNo():
            given = Given(yes={"yes": True, "no": False}.get(typed.get("yes", "")))
        case Tiers():
            given = Given(tier=typed.get("tier", ""))
        case CheckList():
            given = Given(ticks=tuple(typed.getlist("ticks")))
        case Ratio():
            given = Given(numerator=number("numerator"), denominator=number("denominator"))
        case OptionMean(options=options):
            counts = [(one.code, integer(typed.get(f"count-{one.code}", "").strip(), most=COUNT_MAX)) for one in options]  # fmt: skip
            given = Given(counts=tuple((code, count) for code, count in counts if count is not None))
        case _:
            given = Given(value=number("value"))
    if faults:
        raise InvalidInput(faults=faults)
    return given


def given_words(component: Component, given: Given) -> list[tuple[str, str]]:
    """What was given, as a short list of question and answer."""
    if not given.applicable:
        return [("", _("does not apply"))]
    number = writing.number
    match component.rule:
        case YesNo():
            return [("", _("Yes") if given.yes else _("No"))]
        case Tiers(tiers=tiers):
            return [("", _named(one.name)) for one in tiers if one.code == given.tier]
        case CheckList(items=items):
            ticked = [("", _named(one.name)) for one in items if one.code in (given.ticks or ())]
            return ticked or [("", _("nothing of the list"))]
        case Ratio() if given.numerator is not None and given.denominator:
            share = writing.percent(given.numerator / given.denominator)
            return [("", f"{number(given.numerator)} / {number(given.denominator)} = {share}")]
        case OptionMean(options=options):
            counts = dict(given.counts)
            return [(_named(one.name), number(counts[one.code])) for one in options if one.code in counts]
    return [("", number(given.value))] if given.value is not None else []
