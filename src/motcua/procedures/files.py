"""Procedure files: YAML in a strict, plain subset, read with line numbers and written in one canonical way.

No tags, no anchors, no duplicate keys: a file says what it says, and a small file cannot become a large one.
Pure: text in, values and problems out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from motcua.foundation.forms.reading import Notes, Path, Problem
from motcua.foundation.refusal import gettext_noop as _

FILE_LENGTH_MAX = 400_000
DEPTH_MAX = 24
LINE_WIDTH = 100


@dataclass(frozen=True)
class Read:
    """What a file says: the values, the line of every path, and what could not be read."""

    document: dict[str, Any]
    lines: Mapping[Path, int]
    problems: tuple[Problem, ...]

    def line(self, path: Path) -> int:
        """The line of a place, or of the nearest place around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read(text: str) -> Read:
    notes = Notes()
    lines: dict[Path, int] = {(): 1}
    if len(text) > FILE_LENGTH_MAX:
        notes.add(
            (),
            _("The file has %(length)s characters; at most %(most)s are allowed."),
            length=len(text),
            most=FILE_LENGTH_MAX,
        )
        return Read({}, lines, tuple(notes.problems))
    try:
        reader = YAML(pure=True)
        reader.composer.warn_double_anchors = False  # an anchor is refused below, used once or twice
        node = reader.compose(text)
    except (YAMLError, ValueError) as error:
        lines[("yaml",)] = _line_of(error, text)
        notes.add(("yaml",), _unreadable(error))
        return Read({}, lines, tuple(notes.problems))
    if not isinstance(node, MappingNode):
        notes.add((), _("The file has to be a block of keys and values; this is not."))
        return Read({}, lines, tuple(notes.problems))
    document = _value(node, (), lines, notes, set())
    return Read(document, lines, tuple(notes.problems))


# What the reader of YAML says, by how its sentence begins, in words that help.
_UNREADABLE = {
    "mapping values": _(
        "A colon stands here where none may stand. Put the text in quotes, or correct the indentation."
    ),
    "found character": _(
        "A tab or a sign stands here that cannot begin a text. Use spaces, or put the text in quotes."
    ),
    "could not find expected ':'": _(
        "This line has no colon after its key, or is not indented enough to belong to the text above."
    ),
    "expected <block end>": _("This line is not indented like the lines it belongs to."),
    "found unexpected end": _("A quotation mark opens here and is never closed."),
    "expected ',' or ']'": _("A square bracket opens here and is not closed, or a comma is missing in it."),
    "expected ',' or '}'": _("A curly bracket opens here and is not closed, or a comma is missing in it."),
    "found undefined alias": _(
        "Anchors and references (& and *) are not used in these files; write the values out."
    ),
    "found unknown escape": _(
        "Within quotes a backslash stands before a letter; write two backslashes, or single quotes."
    ),
    "special characters": _("A character that cannot be seen stands here; remove it."),
    "but found another document": _("The file begins again here (---); one file holds one procedure."),
}
# Where the trouble began says more than where the reader noticed it.
_BEGAN_BEFORE = ("could not find expected ':'", "found unexpected end", "expected ',' or")
_BREAKS_OFF = _(
    "The file cannot be read from here on. Compare this line with the same place in another procedure file."
)


def _unreadable(error: Exception) -> str:
    return next(
        (words for start, words in _UNREADABLE.items() if _said(error).startswith(start)), _BREAKS_OFF
    )


def _line_of(error: Exception, text: str) -> int:
    mark = getattr(error, "problem_mark", None)
    if _said(error).startswith(_BEGAN_BEFORE):
        mark = getattr(error, "context_mark", None) or mark
    if mark is not None:
        return int(mark.line) + 1
    return text.count("\n", 0, int(getattr(error, "position", 0))) + 1


def _said(error: Exception) -> str:
    return str(getattr(error, "problem", None) or getattr(error, "reason", None) or "")


def _value(node: Node, path: Path, lines: dict[Path, int], notes: Notes, above: set[int]) -> Any:
    lines.setdefault(path, node.start_mark.line + 1)
    if id(node) in above or node.anchor is not None:
        notes.add(
            path, _("Anchors and references (& and *) are not used in these files; write the values out.")
        )
        return None
    if len(path) > DEPTH_MAX:
        notes.add(path, _("This is nested too deeply."))
        return None
    above = above | {id(node)}
    if isinstance(node, MappingNode):
        return _mapping(node, path, lines, notes, above)
    if isinstance(node, SequenceNode):
        return [_value(part, (*path, index), lines, notes, above) for index, part in enumerate(node.value)]
    assert isinstance(node, ScalarNode)
    return _scalar(node, path, notes)


def _mapping(
    node: MappingNode, path: Path, lines: dict[Path, int], notes: Notes, above: set[int]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in node.value:
        name = str(key.value) if isinstance(key, ScalarNode) else "?"
        place = (*path, name)
        if name in found:
            lines[place] = key.start_mark.line + 1
            notes.add(place, _("“%(name)s” stands here twice; keep one."), name=name)
            continue
        lines[place] = key.start_mark.line + 1
        found[name] = _value(value, place, lines, notes, above)
    return found


def _scalar(node: ScalarNode, path: Path, notes: Notes) -> Any:
    kind = str(node.tag).rpartition(":")[2]
    if kind == "str":
        return node.value
    if kind == "null":
        return None
    if kind == "bool" and node.value.lower() in ("true", "false"):
        return node.value.lower() == "true"
    if kind == "int" and re.fullmatch(r"-?\d{1,15}", node.value):
        return int(node.value)
    if kind == "float" and re.fullmatch(r"-?\d{1,12}\.\d{1,6}", node.value):
        return float(node.value)
    notes.add(path, _("“%(found)s” should be text; put it in quotes."), found=node.value)
    return None


# Writing ----------------------------------------------------------------------------------------------


def write(document: Mapping[str, Any]) -> str:
    """The one way a document is written: the same document always gives the same bytes."""
    return "\n".join(_block(document, 0)) + "\n"


def _block(value: Any, depth: int) -> list[str]:
    pad = "  " * depth
    if isinstance(value, Mapping):
        return [line for key, part in value.items() for line in _keyed(str(key), part, depth)]
    lines = []
    for part in value:
        if _is_flow(part):
            lines.append(f"{pad}- {_flow(part)}")
        else:
            inner = _block(part, depth + 1)
            lines += [f"{pad}- {inner[0].lstrip()}", *inner[1:]]
    return lines


def _keyed(key: str, part: Any, depth: int) -> list[str]:
    pad = "  " * depth
    name = _text(key, flow=True)
    if _is_flow(part) and not (
        isinstance(part, Mapping | list) and len(pad + name + _flow(part)) + 2 > LINE_WIDTH and part
    ):
        plain = _text(part, flow=False) if isinstance(part, str) else _flow(part)
        return [f"{pad}{name}: {plain}"]
    return [f"{pad}{name}:", *_block(part, depth + 1)]


def _is_flow(value: Any) -> bool:
    """Short maps and lists stand on one line; wordings never do, because people compare the languages."""
    if isinstance(value, Mapping):
        if not value:
            return True
        if "vi" in value or "code" in value or not all(_is_flow(part) for part in value.values()):
            return False
        return len(_flow(value)) <= LINE_WIDTH
    if isinstance(value, list | tuple):
        if not value:
            return True
        if not all(_is_flow(part) for part in value) or (
            any(isinstance(part, Mapping) for part in value) and len(value) > 3
        ):
            return False
        return len(_flow(value)) <= LINE_WIDTH
    return True


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return (
            "{"
            + ", ".join(f"{_text(str(key), flow=True)}: {_flow(part)}" for key, part in value.items())
            + "}"
        )
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(part) for part in value) + "]"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    return _text(value, flow=True)


_PLAIN_START = re.compile(r"[^\W\d_]", re.UNICODE)
_NOT_PLAIN = {"true", "false", "null", "yes", "no", "on", "off", "y", "n", "~", "inf", "nan"}


def _text(text: str, *, flow: bool) -> str:
    """Plain where that cannot be misread; in double quotes otherwise."""
    plain = (
        _PLAIN_START.match(text) is not None
        and text.lower() not in _NOT_PLAIN
        and text == text.strip()
        and "\n" not in text
        and ": " not in text
        and " #" not in text
        and not text.endswith(":")
        and not (flow and any(char in text for char in ",[]{}:\"'"))
        and text.isprintable()
    )
    return text if plain else _quoted(text)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return '"' + "".join(char if char.isprintable() else _escape(char) for char in escaped) + '"'


def _escape(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) <= 0xFFFF else f"\\U{ord(char):08x}"
