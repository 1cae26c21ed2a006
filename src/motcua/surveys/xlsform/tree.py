"""An XLSForm as what stands in it: lists of answers, and groups with their questions and notes."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from motcua.foundation.refusal import gettext_noop as _

from . import names
from .sheets import Faults, Row

# They would say who answered, when, or on which device.
_TRACES = {
    "start", "end", "today", "deviceid", "device_id", "subscriberid", "simserial", "phonenumber", "phone_number", "username",
    "email", "audit", "start-geopoint", "background-audio", "background-geopoint", "geopoint", "geotrace", "geoshape",
    "image", "audio", "video", "file", "barcode",
}  # fmt: skip
# What a form may hold beside what we read; a cell that says something in another column is named.
_READ = {"type", "name", "required", "relevant", "appearance", "constraint", names.RECALLED, names.MORE}
_DROPPED = {"appearance", "required_message", "constraint_message", "$schema"}
_BEGIN, _END = {"begin_group", "begin group"}, {"end_group", "end group"}


@dataclass
class Node:
    """A group with what stands in it, a question, or a note."""

    row: Row
    kind: str  # group, question, note
    nodes: "list[Node]" = field(default_factory=list)

    @property
    def groups(self) -> "list[Node]":
        return [one for one in self.nodes if one.kind == "group"]

    @property
    def questions(self) -> "list[Node]":
        return [one for one in self.nodes if one.kind == "question"]


class Tree:
    """The rows of survey and choices; what is wrong with one goes into `faults`."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults

    def lists(self, rows: list[Row]) -> dict[str, list[tuple[Row, dict[str, Any]]]]:
        found: dict[str, list[tuple[Row, dict[str, Any]]]] = {}
        for row in rows:
            name = row.get("list_name") or row.get("list name")
            code = whole_of(row.get("name") or row.get("value"))
            if not name or not code:
                missing = "name" if name else "list_name"
                self._add(row, missing, _("“%(name)s” is missing."), name=missing)
                continue
            others = found.setdefault(name, [])
            twin = next((other for other, one in others if one["code"] == code), None)
            if twin is not None:
                sentence = _("“%(name)s” stands in this list already, in row %(other)s.")
                self._add(row, "name", sentence, name=code, other=twin.number)
                continue
            option = {"code": code, "name": row.wording("label"), **self.more(row)}
            self._both(row, "label")
            others.append((row, option))
        return found

    def top(self, rows: list[Row]) -> list[Node]:
        top: list[Node] = []
        opened: list[Node] = []
        seen: dict[str, int] = {}
        for row in rows:
            type = row.get("type").lower()
            if type in _END:
                if not opened:
                    self._add(row, "type", _("No group is open here that could end."))
                else:
                    opened.pop()
                continue
            node = self._node(row, type)
            if node is None:
                continue
            name = row.get("name")
            if not name:
                self._add(row, "name", _("“%(name)s” is missing."), name="name")
            elif node.kind == "question" and name in seen:
                sentence = _("The name “%(name)s” was used already, in row %(other)s.")
                self._add(row, "name", sentence, name=name, other=seen[name])
            if node.kind == "question":
                seen.setdefault(name, row.number)
            self._both(row, "label")
            (opened[-1].nodes if opened else top).append(node)
            if node.kind == "group":
                opened.append(node)
                if len(opened) > 2:
                    self._add(row, "type", _("Groups stand at most two deep: a block, and its factors."))
        for node in opened:
            self._add(node.row, "type", _("This group does not end."))
        return top

    def _node(self, row: Row, type: str) -> Node | None:
        for column, text in row.cells.items():
            own = type == names.CALCULATE and column == names.CALCULATION
            if column not in _READ | _DROPPED and text and not own:
                self._add(row, column, _("What this column says cannot be kept; empty it."))
        if type in _BEGIN:
            return Node(row, "group")
        if type == "note":
            return Node(row, "note")
        first = type.split()[0] if type else ""
        if first in ("select_one", "select_multiple") or type.startswith(("select one ", "select multiple ")):
            return Node(row, "question")
        if type in names.BY_TYPE or type == names.CALCULATE:
            return Node(row, "question")
        if type in _TRACES:
            sentence = _(
                "“%(found)s” would tell who answered, where or when. Answers are nobody's; take it out."
            )
            self._add(row, "type", sentence, found=type)
        else:
            self._add(row, "type", _("The type “%(found)s” is not known here."), found=row.get("type"))
        return None

    def more(self, row: Row) -> dict[str, Any]:
        text = row.get(names.MORE)
        if not text:
            return {}
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict) or set(found) & {"code", "label", "options", "when", "required"}:
            self._add(
                row, names.MORE, _("This cell cannot be read; leave it as it was written, or empty it.")
            )
            return {}
        return found

    def _both(self, row: Row, column: str) -> None:
        said = row.wording(column)
        for language, sentence in (
            ("vi", _("The Vietnamese text is missing.")),
            ("en", _("The English text is missing.")),
        ):
            if language not in said:
                self._add(row, f"{column}::{names.LANGUAGES[language]}", sentence)

    def _add(self, row: Row, column: str, sentence: str, **facts: object) -> None:
        self.faults.add(row.sheet, row.number, column, sentence, **facts)


def list_of(row: Row) -> tuple[str, str]:
    """How many may be chosen, and the list they are chosen from; empty for other types."""
    found = re.fullmatch(r"select[_ ](one|multiple)\s+(\S.*)", row.get("type"), re.I)
    return (found[1].lower(), found[2].strip()) if found else ("", "")


def whole_of(text: str) -> str:
    """`5.0` is what a spreadsheet makes of 5."""
    whole = re.fullmatch(r"(\d+)\.0+", text)
    return whole[1] if whole else text
