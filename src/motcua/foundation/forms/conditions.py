"""Conditions as data: {field: x, is: y}, {all: […]}, {any: […]}, {not: …}. Nothing is ever evaluated as code.

An answer that was not given, or stands on a hidden page, counts as empty.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from motcua.foundation.forms.reading import Entry, Notes, Path
from motcua.foundation.refusal import gettext_noop as _

VERBS = (
    "is",
    "is_not",
    "in",
    "not_in",
    "filled",
    "more_than",
    "less_than",
    "at_least",
    "at_most",
    "has",
    "lacks",
)
COMPARING = ("is", "is_not", "more_than", "less_than", "at_least", "at_most")
_SHAPES = ("field", "all", "any", "not")
CONDITION_DEPTH_MAX = 8


class Condition:
    """A question about the answers."""

    def holds(self, values: Mapping[str, Any]) -> bool:
        raise NotImplementedError

    def tests(self) -> "tuple[Test, ...]":
        """Every single test in it, in reading order."""
        raise NotImplementedError

    @property
    def names(self) -> frozenset[str]:
        return frozenset(name for test in self.tests() for name in test.fields)


@dataclass(frozen=True)
class Other:
    """The answer to another field, to compare with."""

    field: str


@dataclass(frozen=True)
class Test(Condition):
    field: str
    verb: str
    value: Any
    path: Path = ()

    def holds(self, values: Mapping[str, Any]) -> bool:
        answer = values.get(self.field)
        if is_empty(answer):
            return self.verb in ("is_not", "not_in", "lacks") or (self.verb == "filled" and not self.value)
        if isinstance(self.value, Other):
            other = values.get(self.value.field)
            return not is_empty(other) and _holds(self.verb, answer, other)
        return _holds(self.verb, answer, self.value)

    @property
    def fields(self) -> frozenset[str]:
        return frozenset({self.field, self.value.field} if isinstance(self.value, Other) else {self.field})

    def tests(self) -> "tuple[Test, ...]":
        return (self,)


@dataclass(frozen=True)
class All(Condition):
    parts: tuple[Condition, ...]

    def holds(self, values: Mapping[str, Any]) -> bool:
        return all(part.holds(values) for part in self.parts)

    def tests(self) -> tuple[Test, ...]:
        return tuple(test for part in self.parts for test in part.tests())


@dataclass(frozen=True)
class AnyOf(Condition):
    parts: tuple[Condition, ...]

    def holds(self, values: Mapping[str, Any]) -> bool:
        return any(part.holds(values) for part in self.parts)

    def tests(self) -> tuple[Test, ...]:
        return tuple(test for part in self.parts for test in part.tests())


@dataclass(frozen=True)
class Not(Condition):
    part: Condition

    def holds(self, values: Mapping[str, Any]) -> bool:
        return not self.part.holds(values)

    def tests(self) -> tuple[Test, ...]:
        return self.part.tests()


def is_empty(answer: Any) -> bool:
    """Not answered. False is an answer, and so is 0."""
    return answer is None or answer == "" or answer == [] or answer == {}


def _holds(verb: str, answer: Any, value: Any) -> bool:
    match verb:
        case "is":
            return bool(answer == value)
        case "is_not":
            return bool(answer != value)
        case "in":
            return answer in value
        case "not_in":
            return answer not in value
        case "filled":
            return bool(value)
        case "has":
            return isinstance(answer, list | tuple) and value in answer
        case "lacks":
            return not (isinstance(answer, list | tuple) and value in answer)
        case _:
            return _compares(verb, answer, value)


def _compares(verb: str, answer: Any, value: Any) -> bool:
    if isinstance(answer, str) != isinstance(value, str) or isinstance(answer, bool | list | dict):
        return False
    match verb:
        case "more_than":
            return bool(answer > value)
        case "less_than":
            return bool(answer < value)
        case "at_least":
            return bool(answer >= value)
        case _:
            return bool(answer <= value)


def read_condition(entry: Entry, key: str = "when") -> Condition | None:
    """The condition under a key, or None when there is none."""
    value = entry.raw(key)
    return None if value is None else parse(value, (*entry.path, key), entry.notes)


def parse(value: Any, path: Path, notes: Notes, depth: int = 0) -> Condition:
    nothing = All(())
    if not isinstance(value, Mapping):
        notes.add(path, _("A condition is written like {field: x, is: y}, or with all, any, not."))
        return nothing
    if depth > CONDITION_DEPTH_MAX:
        notes.add(path, _("This condition is nested too deeply."))
        return nothing
    shapes = [shape for shape in _SHAPES if shape in value]
    if len(shapes) != 1 or (shapes[0] != "field" and len(value) != 1):
        notes.add(path, _("A condition is written like {field: x, is: y}, or with all, any, not."))
        return nothing
    shape = shapes[0]
    if shape == "field":
        return _parse_test(value, path, notes)
    if shape == "not":
        return Not(parse(value["not"], (*path, "not"), notes, depth + 1))
    parts = value[shape]
    if not isinstance(parts, list | tuple) or not parts:
        notes.add((*path, shape), _("A list is expected here."))
        return nothing
    parsed = tuple(parse(part, (*path, shape, index), notes, depth + 1) for index, part in enumerate(parts))
    return All(parsed) if shape == "all" else AnyOf(parsed)


def _parse_test(value: Mapping[str, Any], path: Path, notes: Notes) -> Condition:
    verbs = [key for key in value if key != "field"]
    if len(verbs) != 1 or verbs[0] not in VERBS:
        notes.add(path, _("A test needs exactly one of: %(allowed)s."), allowed=", ".join(VERBS))
        return All(())
    verb = verbs[0]
    wanted = value[verb]
    if isinstance(wanted, Mapping) and wanted.keys() == {"field"} and verb in COMPARING:
        return Test(str(value["field"]), verb, Other(str(wanted["field"])), path)
    if (
        (verb in ("in", "not_in")) != isinstance(wanted, list | tuple)
        or isinstance(wanted, Mapping)
        or wanted is None
    ):
        notes.add(
            (*path, verb),
            _("“%(verb)s” needs a list of values with “in” and “not_in”, one value otherwise."),
            verb=verb,
        )
        return All(())
    if verb == "filled" and not isinstance(wanted, bool):
        notes.add((*path, verb), _("“%(found)s” should be true or false."), found=wanted)
        return All(())
    return Test(str(value["field"]), verb, tuple(wanted) if isinstance(wanted, list) else wanted, path)
