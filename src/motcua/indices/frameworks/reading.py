"""From a document to a framework: every problem with its place, and nothing is scored by half a file.

Documents are what YAML files, workbooks and kept versions say; numbers may be written as numbers or as text.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from motcua.foundation.forms.reading import Entry, Notes, Path, Problem
from motcua.foundation.forms.wording import Wording
from motcua.foundation.refusal import gettext_noop

from ..rules.frameworks import (
    Block,
    Component,
    Criterion,
    Depth,
    Domain,
    Framework,
    Knowledge,
    Name,
    Source,
)
from ..rules.points import (
    KINDS,
    CheckList,
    Deduction,
    ExternalIndex,
    Option,
    OptionMean,
    Part,
    Ratio,
    Rule,
    Table,
    Tiers,
    YesNo,
)
from ..rules.tree import faults_of

CODE = r"[a-z0-9][a-z0-9-]{0,59}"
NUMBERED = r"[0-9]{1,3}(\.[0-9]{1,3}){0,3}"
PART = r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}"
LEVELS = ("province", "ministry", "department", "commune")
YEARS = (2012, 2100)
NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,6})?")


def parse(document: Mapping[str, Any]) -> tuple[Framework | None, tuple[Problem, ...]]:
    """The framework a document describes, when nothing is wrong with it."""
    notes = Notes()
    top = Entry(document, (), notes)
    framework = Framework(
        code=top.text("code", pattern=CODE),
        name=_name(top, "name"),
        decision=top.text("decision", required=False),
        level=top.choice("level", LEVELS),
        starts=top.integer("first_year", low=YEARS[0], high=YEARS[1]),
        ends=top.integer("last_year", low=YEARS[0], high=YEARS[1]) if top.has("last_year") else None,
        depth=Depth(top.choice("depth", tuple(Depth))),
        total=_number(top, "total") or Decimal(),
        survey_maximum=_number(top, "survey_maximum", required=False),
        blocks=tuple(_block(one) for one in top.entries("blocks", required=False)),
        leads=tuple(_lead(one) for one in top.entries("leads", required=False)),
        domains=tuple(_domain(one) for one in top.entries("domains")),
        fictional=top.flag("fictional", default=False),
        note=_name(top, "note", required=False),
        source=top.text("source", required=False),
        decimals=top.integer("decimals", low=0, high=4, default=2),
    )
    top.done()
    if framework.ends is not None and framework.ends < framework.starts:
        top.note(gettext_noop("The last year is before the first."), key="last_year")
    if not notes.problems:
        places = places_of(document)
        for fault in faults_of(framework):
            notes.add(
                places.get(fault.field, (fault.field,) if fault.field else ()), fault.sentence, **fault.facts
            )
    return (None if notes.problems else framework), tuple(notes.problems)


def places_of(document: Mapping[str, Any]) -> dict[str, Path]:
    """Where each code stands in the document."""
    found: dict[str, Path] = {}
    for d, domain in enumerate(document.get("domains") or ()):
        found[str(domain.get("code"))] = ("domains", d)
        for c, criterion in enumerate(domain.get("criteria") or ()):
            found[str(criterion.get("code"))] = ("domains", d, "criteria", c)
            for p, component in enumerate(criterion.get("components") or ()):
                place: Path = ("domains", d, "criteria", c, "components", p)
                found[str(component.get("code"))] = place
    return found


def _block(entry: Entry) -> Block:
    found = Block(
        entry.text("code", pattern=CODE),
        _name(entry, "name"),
        _number(entry, "maximum") or Decimal(),
        tuple(
            Source(one)
            for one in entry.texts("sources", required=True, allowed=set(Source))
            if one in set(Source)
        ),
    )
    entry.done()
    return found


def _lead(entry: Entry) -> tuple[str, Name]:
    found = entry.text("code", pattern=CODE), _name(entry, "name")
    entry.done()
    return found


def _domain(entry: Entry) -> Domain:
    found = Domain(
        _code(entry),
        _name(entry, "name"),
        _number(entry, "maximum", required=False),
        tuple(_criterion(one) for one in entry.entries("criteria", required=False)),
        _knowledge(entry),
        _counts(entry.entry("counts", required=False)),
    )
    entry.done()
    return found


def _counts(entry: Entry | None) -> tuple[int, int] | None:
    if entry is None:
        return None
    found = entry.integer("criteria", low=1, high=300), entry.integer("components", low=1, high=300)
    entry.done()
    return found


def _criterion(entry: Entry) -> Criterion:
    """A criterion has components, or is scored itself and has what a component has."""
    code, name, maximum, knowledge = (
        _code(entry),
        _name(entry, "name"),
        _number(entry, "maximum", required=False),
        _knowledge(entry),
    )
    if entry.has("components"):
        components = tuple(_component(one) for one in entry.entries("components"))
    elif entry.has("rule") or entry.has("source"):
        components = (_scored(entry, code, name, maximum, knowledge),)
    else:
        components = ()
    entry.done()
    return Criterion(code, name, maximum, components, knowledge)


def _component(entry: Entry) -> Component:
    found = _scored(
        entry,
        _code(entry),
        _name(entry, "name"),
        _number(entry, "maximum", required=False),
        _knowledge(entry),
    )
    entry.done()
    return found


def _scored(entry: Entry, code: str, name: Name, maximum: Decimal | None, knowledge: Knowledge) -> Component:
    rule = entry.entry("rule", required=False)
    return Component(
        code=code,
        name=name,
        maximum=maximum,
        source=Source(entry.choice("source", tuple(Source))),
        rule=_rule(rule) if rule else None,
        evidence=tuple(_named(one) for one in entry.wordings("evidence")),
        lead=entry.text("lead", required=False),
        figure=entry.text("figure", required=False),
        knowledge=knowledge,
        waivable=entry.flag("waivable", default=False),
    )


def rule_of(document: Mapping[str, Any]) -> Rule:
    """The rule of a document that stands alone; raises `ValueError` with what is wrong."""
    notes = Notes()
    rule = _rule(Entry(document, (), notes))
    if notes.problems:
        raise ValueError("; ".join(one.sentence % one.facts for one in notes.problems))
    return rule


def _rule(entry: Entry) -> Rule:
    read: Mapping[type[Rule], Callable[[Entry], Rule]] = {
        YesNo: lambda one: YesNo(),
        Tiers: lambda one: Tiers(tuple(_part(tier) for tier in one.entries("tiers"))),
        Ratio: lambda one: Ratio(
            _number(one, "floor", default="0") or Decimal(),
            _number(one, "cap", default="1") or Decimal(),
            _name(one, "numerator", required=False),
            _name(one, "denominator", required=False),
        ),
        CheckList: lambda one: CheckList(tuple(_part(item) for item in one.entries("items"))),
        Deduction: lambda one: Deduction(
            _number(one, "each") or Decimal(), _number(one, "cap") or Decimal(), _name(one, "case", required=False)
        ),
        OptionMean: lambda one: OptionMean(tuple(_option(option) for option in one.entries("options"))),
        ExternalIndex: lambda one: ExternalIndex(
            _number(one, "highest") or Decimal(), _number(one, "lowest", default="0") or Decimal(), _name(one, "index", required=False)
        ),
        Table: lambda one: Table(tuple(_row(row) for row in one.entries("rows")), _name(one, "measure", required=False)),
    }  # fmt: skip
    found = read[KINDS[entry.choice("kind", tuple(KINDS))]](entry)
    entry.done()
    return found


def _part(entry: Entry) -> Part:
    found = Part(entry.text("code", pattern=PART), _name(entry, "name"), _number(entry, "share") or Decimal())
    entry.done()
    return found


def _option(entry: Entry) -> Option:
    found = Option(
        entry.text("code", pattern=PART), _name(entry, "name"), _number(entry, "weight", required=False)
    )
    entry.done()
    return found


def _row(entry: Entry) -> tuple[Decimal, Decimal]:
    found = _number(entry, "from") or Decimal(), _number(entry, "share") or Decimal()
    entry.done()
    return found


def _code(entry: Entry) -> str:
    """Codes look like numbers; a file may write the 1 of a domain without quotes, but 1.10 only with them."""
    value = entry.value.get("code")
    if isinstance(value, int) and not isinstance(value, bool):
        entry.raw("code")
        return str(value)
    return entry.text("code", pattern=NUMBERED)


def _knowledge(entry: Entry) -> Knowledge:
    return Knowledge(entry.choice("knowledge", tuple(Knowledge), default=Knowledge.FOUND))


def _name(entry: Entry, key: str, *, required: bool = True) -> Name:
    return _named(entry.wording(key, required=required))


def _named(wording: Wording) -> Name:
    return Name(wording.vi, wording.en)


def _number(entry: Entry, key: str, *, required: bool = True, default: str = "") -> Decimal | None:
    value = entry.raw(key)
    if value is None:
        if required and not default:
            entry.note(gettext_noop("“%(name)s” is missing."), key=key, name=key)
        return Decimal(default) if default else None
    text = str(value)
    if isinstance(value, bool) or not NUMBER.fullmatch(text):
        entry.note(gettext_noop("“%(found)s” is not a number like 12 or 61.5."), key=key, found=value)
        return Decimal(default) if default else None
    return Decimal(text)
