"""Frameworks of criteria as files: read, proved sound, sealed; those that ship. Pure: text in, values and problems out."""

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any

from motcua.foundation.forms.reading import Problem
from motcua.foundation.refusal import Fault, InvalidInput, gettext_noop
from motcua.procedures import files

from ..rules.frameworks import Framework
from .reading import parse
from .writing import canonical, document_of, to_yaml

SHIPPED = (
    "par-province-2017",
    "par-province-2022",
    "par-ministry-2022",
    "teaching-province",
    "teaching-commune",
)


class UnsoundFramework(InvalidInput):
    """One fault for each problem: its field is the place, its facts hold the line."""

    code = "indices.framework-unsound"
    sentence = gettext_noop("This framework does not agree with itself.")
    next_step = gettext_noop("Correct the lines that are named, then read the file again.")


def read(text: str) -> tuple[Framework | None, tuple[tuple[int, Problem], ...]]:
    """The framework of a YAML file, or what is wrong with it, each with its line."""
    found = files.read(text)
    framework, problems = (None, found.problems) if found.problems else parse(found.document)
    return framework, tuple((found.line(one.path), one) for one in problems)


def load(text: str) -> Framework:
    """The framework of a YAML file; raises `UnsoundFramework`."""
    framework, problems = read(text)
    if framework is None:
        raise UnsoundFramework(
            faults=[Fault(one.place, one.sentence, {**one.facts, "line": line}) for line, one in problems]
        )
    return framework


@lru_cache(maxsize=32)
def opened(text: str) -> Framework:
    """The framework of a kept document, which was proved sound when it was taken in."""
    framework, problems = parse(json.loads(text))
    assert framework is not None and not problems, "a kept framework is sound"
    return framework


@lru_cache(maxsize=8)
def shipped(code: str) -> Framework:
    """A framework that comes with the product."""
    return load(
        resources.files("motcua.indices").joinpath("data", "frameworks", f"{code}.yaml").read_text("utf-8")
    )


def of_document(document: Mapping[str, Any]) -> Framework:
    """The framework of a document that came from outside, of a score sheet for one; raises `UnsoundFramework`."""
    framework, problems = parse(document)
    if framework is None:
        raise UnsoundFramework(faults=[Fault(one.place, one.sentence, one.facts) for one in problems])
    return framework


__all__ = [
    "SHIPPED",
    "UnsoundFramework",
    "canonical",
    "document_of",
    "load",
    "of_document",
    "opened",
    "read",
    "shipped",
    "to_yaml",
]
