"""Conditions and computed values as sentences, also while they are being written and not yet right."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from motcua.foundation.forms import Field, Form, Group, Kind, examine
from motcua.foundation.forms.conditions import Condition, parse
from motcua.foundation.forms.kinds import show
from motcua.foundation.forms.reading import Notes
from motcua.procedures import composing, reckoning
from motcua.procedures.editing import at
from motcua.procedures.parts import Path
from motcua.procedures.reckoning import COUNT, TODAY, WRITTEN, Reckoned, Value
from motcua.procedures.showing import describe, find

LINES_SAID_MAX = 12


def condition(value: Any, form: Form, language: str) -> str:
    """“Married” is “Yes” and (“Age” is at least 18 or …); "" for what is no condition."""
    notes = Notes()
    found = parse(value, (), notes)
    return "" if notes.problems else describe(found, form, language)


def ruled(document: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """The file with the sentences of those rules of a form that have none yet: what they demand, in both languages."""
    whole = deepcopy(dict(document))
    form = at(whole, path)
    rules = form.get("rules") if isinstance(form, dict) else None
    for rule in rules if isinstance(rules, list) else ():
        if not isinstance(rule, dict) or any(dict(rule.get("says") or {}).values()):
            continue
        found = examine({key: value for key, value in form.items() if key != "rules"})[0]
        notes = Notes()
        that = parse(rule.get("that"), (), notes)
        tests = () if notes.problems else that.tests()
        is_whole = tests and all(test.value not in ("", ()) for test in tests)
        if not is_whole or any(find(found, name) is None for name in that.names):
            continue
        rule["says"] = {language: _demanded(that, found, language) for language in ("vi", "en")}
        rule["field"] = rule.get("field") or tests[-1].field
    return whole


def _demanded(that: Condition, form: Form, language: str) -> str:
    with override(language):
        return _("This must hold: %(condition)s.") % {"condition": describe(that, form, language)}


def computed(value: Any, form: Form, language: str) -> str:
    """the sum of “Area”, over all rows of “Plots”; "" for what the controls do not show."""
    found = reckoning.seen(value, kinds_of(form))
    return "" if found is None else _reckoned(found, form, language)


def kinds_of(form: Form) -> dict[str, str]:
    """The kind of each question, column and group."""
    kinds: dict[str, str] = {}
    for code, item in form.fields.items():
        kinds[code] = composing.GROUP if isinstance(item, Group) else item.kind.value
        if isinstance(item, Group):
            kinds |= {column.code: column.kind.value for column in item.fields}
    return kinds


def _reckoned(found: Reckoned, form: Form, language: str) -> str:
    if found.function in reckoning.OVER_ROWS:
        return _over_rows(found, form, language)
    if found.function == reckoning.CHOOSE:
        return _chosen(found, form, language)
    if found.function == reckoning.LOOKUP:
        return _looked_up(found, form, language)
    values = [_value(value, form, language) for value in found.values]
    if found.function == "age":
        return _("the age in years of somebody born on %(born)s, on %(day)s") % {"born": values[0], "day": values[1] or _("the day of filling in")}  # fmt: skip
    if found.function in reckoning.OVER_TWO:
        words = {
            "difference": _("%(first)s less %(second)s"),
            "quotient": _("%(first)s divided by %(second)s"),
            "days": _("the days from %(first)s to %(second)s, both counted"),
        }[found.function]
        return words % {"first": values[0], "second": values[1]}
    if found.function == "round":
        return _rounded(values[0], int(found.decimals or 0))
    if found.function in reckoning.OVER_ONE:
        words = {
            "words": _("%(value)s in words"),
            "upper": _("%(value)s in capitals"),
            "field": _("the same as %(value)s"),
        }[found.function]
        return words % {"value": values[0]}
    words = {
        "sum": _("the sum of %(values)s"),
        "product": _("the product of %(values)s"),
        "smallest": _("the smallest of %(values)s"),
        "largest": _("the largest of %(values)s"),
        "concat": _("joined: %(values)s"),
    }[found.function]
    return words % {"values": ", ".join(values)}


def _rounded(value: str, decimals: int) -> str:
    if not decimals:
        return _("%(value)s, rounded to a whole number") % {"value": value}
    words = ngettext("%(value)s, rounded to %(n)s decimal", "%(value)s, rounded to %(n)s decimals", decimals)
    return words % {"value": value, "n": decimals}


def _chosen(found: Reckoned, form: Form, language: str) -> str:
    """70 when “Kind” is “Shop”; …; otherwise 50."""
    said = [
        _("%(value)s when %(condition)s") % {"value": _value(value, form, language) or "…", "condition": condition(when, form, language)}
        for value, when in zip(found.values, found.whens, strict=True)
    ]  # fmt: skip
    return "; ".join((*said, _otherwise(_value(found.otherwise, form, language))))


def _looked_up(found: Reckoned, form: Form, language: str) -> str:
    """By “Kind”: “Shop”: 70; “Market”: 50; otherwise nothing."""
    key = found.values[0]
    item = find(form, key.of) if key.of else None
    said = []
    for entry in found.table[:LINES_SAID_MAX]:
        answer = entry.key
        if isinstance(item, Field) and item.options:
            answer = item.option_name(entry.key, language)
        elif isinstance(item, Field) and item.kind is Kind.YES_NO:
            answer = item.show(entry.key == "yes", language)
        said.append(_("%(value)s for “%(answer)s”") % {"value": _said(entry.raw[1], language), "answer": answer or "…"})  # fmt: skip
    if len(found.table) > LINES_SAID_MAX:
        said.append("…")
    words = "; ".join((*said, _otherwise(_value(found.otherwise, form, language))))
    return _("by %(question)s: %(values)s") % {"question": _value(key, form, language) or "…", "values": words}  # fmt: skip


def _said(written: Any, language: str) -> str:
    """A number as each language writes it; a text in quotation marks."""
    return f"“{written}”" if isinstance(written, str) else show(Kind.NUMBER, written, language)


def _otherwise(value: str) -> str:
    return _("otherwise %(value)s") % {"value": value} if value else _("otherwise nothing")


def _over_rows(found: Reckoned, form: Form, language: str) -> str:
    group, _dot, column = found.rows.partition(".")
    words = {
        "count": _("how many rows “%(group)s” has"),
        "sum-rows": _("the sum of “%(column)s”, over all rows of “%(group)s”"),
        "concat-rows": _("joined: “%(column)s”, over all rows of “%(group)s”"),
    }[found.function] % {"group": _label(group, form, language), "column": _label(column, form, language)}
    if found.where is None:
        return words
    return _("%(what)s, of those where %(condition)s") % {"what": words, "condition": condition(found.where, form, language)}  # fmt: skip


def _value(value: Value, form: Form, language: str) -> str:
    if value.step is not None:
        return f"({_reckoned(value.step, form, language)})"
    if value.of == TODAY:
        return _("the day of filling in")
    if value.of == WRITTEN:
        return _said(value.raw, language)
    if value.of.startswith(COUNT):
        return _("how many rows “%(group)s” has") % {"group": _label(value.of.removeprefix(COUNT), form, language)}  # fmt: skip
    return f"“{_label(value.of, form, language)}”" if value.of else ""


def _label(code: str, form: Form, language: str) -> str:
    item = find(form, code)
    return (item.label.in_language(language).rstrip("?") if item else "") or code or "…"


def verbs() -> Mapping[str, str]:
    """How two things compare, in words for a list to choose from."""
    plain = {
        "is": _("is"),
        "is_not": _("is not"),
        "in": _("is one of"),
        "not_in": _("is none of"),
        composing.FILLED: _("is filled in"),
        composing.EMPTY: _("is left empty"),
        "more_than": _("is more than"),
        "less_than": _("is less than"),
        "at_least": _("is at least"),
        "at_most": _("is at most"),
        "has": _("includes"),
        "lacks": _("does not include"),
    }
    others = {
        "is-field": _("is the same as the answer to"),
        "is_not-field": _("differs from the answer to"),
        "more_than-field": _("is more than the answer to"),
        "less_than-field": _("is less than the answer to"),
        "at_least-field": _("is at least the answer to"),
        "at_most-field": _("is at most the answer to"),
    }
    return plain | others


def verb(name: str, kind: str) -> str:
    """A comparison in the words of its kind: a date is after, a number is more."""
    if kind in (Kind.DATE, Kind.MONTH):
        dated = {
            "more_than": _("is after"),
            "less_than": _("is before"),
            "at_least": _("is on or after"),
            "at_most": _("is on or before"),
            "more_than-field": _("is after the answer to"),
            "less_than-field": _("is before the answer to"),
            "at_least-field": _("is on or after the answer to"),
            "at_most-field": _("is on or before the answer to"),
        }
        if name in dated:
            return dated[name]
    return verbs().get(name, name)


def functions() -> Mapping[str, str]:
    return {
        "sum-rows": _("Sum over a repeated group"),
        "count": _("Count of a repeated group"),
        "sum": _("Sum of values"),
        "difference": _("Difference of two values"),
        "product": _("Product of values"),
        "quotient": _("One value divided by another"),
        "smallest": _("Smallest of values"),
        "largest": _("Largest of values"),
        "round": _("Rounded"),
        "days": _("Days between two dates"),
        "age": _("Age in years"),
        reckoning.CHOOSE: _("Chosen by conditions"),
        reckoning.LOOKUP: _("Looked up in a table by an answer"),
        "concat": _("Texts joined"),
        "concat-rows": _("Texts of a repeated group joined"),
        "words": _("Number or date in words"),
        "upper": _("In capitals"),
        "field": _("The same as another answer"),
    }
