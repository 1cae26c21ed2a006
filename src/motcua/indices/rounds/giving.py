"""What a unit gives for a component, as JSON in a row and back. Numbers are text: no digit is lost on the way."""

from dataclasses import fields
from decimal import Decimal
from typing import Any

from ..rules.points import Given

_NUMBERS = ("numerator", "denominator", "value", "standard_error")


def as_json(given: Given) -> dict[str, Any]:
    """Only what was filled in."""
    empty, found = Given(), {}
    for one in fields(Given):
        value = getattr(given, one.name)
        if value != getattr(empty, one.name):
            found[one.name] = str(value) if one.name in _NUMBERS else value
    return found


def from_json(found: dict[str, Any]) -> Given:
    facts: dict[str, Any] = dict(found)
    for name in _NUMBERS:
        if name in facts:
            facts[name] = Decimal(facts[name])
    if "ticks" in facts:
        facts["ticks"] = tuple(facts["ticks"])
    if "counts" in facts:
        facts["counts"] = tuple((code, count) for code, count in facts["counts"])
    return Given(**facts)
