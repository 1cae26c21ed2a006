"""From a framework to its document, the one way it is written: what is hashed, kept, exported and imported again."""

import hashlib
from collections.abc import Callable
from dataclasses import fields
from decimal import Decimal
from typing import Any

import rfc8785

from motcua.procedures import files

from ..rules.frameworks import Component, Criterion, Domain, Framework, Knowledge, Name
from ..rules.points import KIND_OF, Option, Part, Rule

Number = Callable[[Decimal], Any]


def document_of(framework: Framework, *, number: Number | None = None) -> dict[str, Any]:
    """Plain values; numbers as text, so that none loses a digit on its way."""
    write = number or plain
    found: dict[str, Any] = {
        "code": framework.code,
        "name": _name(framework.name),
        "decision": framework.decision,
        "level": framework.level,
        "first_year": framework.starts,
        "last_year": framework.ends,
        "depth": framework.depth.value,
        "total": write(framework.total),
        "survey_maximum": write(framework.survey_maximum) if framework.survey_maximum is not None else None,
        "decimals": framework.decimals,
        "fictional": framework.fictional,
        "note": _name(framework.note),
        "source": framework.source,
        "blocks": [
            {
                "code": block.code,
                "name": _name(block.name),
                "maximum": write(block.maximum),
                "sources": [source.value for source in block.sources],
            }
            for block in framework.blocks
        ],
        "leads": [{"code": code, "name": _name(name)} for code, name in framework.leads],
        "domains": [_domain(domain, write) for domain in framework.domains],
    }
    return _filled(found)


def canonical(framework: Framework) -> tuple[str, str]:
    """The document as it is kept, and its hash."""
    text = rfc8785.dumps(document_of(framework))
    return text.decode(), hashlib.sha256(text).hexdigest()


def to_yaml(framework: Framework) -> str:
    """The file that is read again: the same framework always gives the same bytes."""
    return files.write(document_of(framework, number=_short))


def _domain(domain: Domain, write: Number) -> dict[str, Any]:
    return _filled(
        {
            "code": domain.code,
            "name": _name(domain.name),
            "maximum": write(domain.maximum) if domain.maximum is not None else None,
            "knowledge": _knowledge(domain.knowledge),
            "counts": dict(zip(("criteria", "components"), domain.counts, strict=True))
            if domain.counts
            else None,
            "criteria": [_criterion(one, write) for one in domain.criteria],
        }
    )


def _criterion(criterion: Criterion, write: Number) -> dict[str, Any]:
    parts = criterion.components
    alone = len(parts) == 1 and parts[0].code == criterion.code
    return _filled(
        {
            "code": criterion.code,
            "name": _name(criterion.name),
            "maximum": write(criterion.maximum) if criterion.maximum is not None else None,
            "knowledge": _knowledge(criterion.knowledge),
            **(
                _scored(parts[0], write)
                if alone
                else {"components": [_component(part, write) for part in parts]}
            ),
        }
    )


def _component(component: Component, write: Number) -> dict[str, Any]:
    return _filled(
        {
            "code": component.code,
            "name": _name(component.name),
            "maximum": write(component.maximum) if component.maximum is not None else None,
            "knowledge": _knowledge(component.knowledge),
            **_scored(component, write),
        }
    )


def _scored(component: Component, write: Number) -> dict[str, Any]:
    return {
        "source": component.source.value,
        "figure": component.figure,
        "rule": rule_document(component.rule, number=write) if component.rule is not None else None,
        "waivable": component.waivable,
        "lead": component.lead,
        "evidence": [_name(one) for one in component.evidence],
    }


def rule_document(rule: Rule, *, number: Number | None = None) -> dict[str, Any]:
    write = number or plain
    found: dict[str, Any] = {"kind": KIND_OF[type(rule)]}
    for field in fields(rule):
        value = getattr(rule, field.name)
        if isinstance(value, Decimal):
            found[field.name] = write(value)
        elif isinstance(value, Name):
            if value:
                found[field.name] = _name(value)
        else:
            found[field.name] = [_line(one, write) for one in value]
    return found


def _line(one: Any, write: Number) -> dict[str, Any]:
    match one:
        case Part(code, name, share):
            return {"code": code, "name": _name(name), "share": write(share)}
        case Option(code, name, weight):
            said: dict[str, Any] = {"code": code, "name": _name(name)}
            return said | ({"weight": write(weight)} if weight is not None else {})
    bound, share = one
    return {"from": write(bound), "share": write(share)}


def plain(number: Decimal) -> str:
    """12, 61.5: without zeros that say nothing."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _short(number: Decimal) -> int | float:
    return float(number) if number != number.to_integral_value() else int(number)


def _name(name: Name) -> dict[str, str]:
    return {"vi": name.vi, "en": name.en} if name else {}


def _knowledge(knowledge: Knowledge) -> str:
    return "" if knowledge is Knowledge.FOUND else knowledge.value


def _filled(document: dict[str, Any]) -> dict[str, Any]:
    """Without what says nothing: what is empty is left out, so that it cannot be written in two ways."""
    return {
        key: value
        for key, value in document.items()
        if value is not None and value is not False and value not in ("", [], {})
    }
