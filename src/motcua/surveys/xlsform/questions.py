"""The questions of an XLSForm, row by row: what they take, their skip rules and limits."""

import re
from collections.abc import Sequence
from typing import Any

from motcua.foundation.forms import Kind
from motcua.foundation.refusal import gettext_noop as _

from . import calculation, names, relevant
from .expressions import Unreadable
from .sheets import Faults, Row
from .tree import Node, Tree, list_of

_TRUE, _FALSE = {"yes", "true", "1", "có"}, {"", "no", "false", "0", "không"}
_LIMIT = re.compile(r"\.\s*(>=|<=)\s*(-?\d{1,15}(?:\.\d{1,6})?)")
Lists = dict[str, list[tuple[Row, dict[str, Any]]]]


class Questions:
    """Reads rows of the sheet survey; `kinds` is what each question takes, so that skip rules can be read."""

    def __init__(self, tree: Tree, lists: Lists, top: Sequence[Node], faults: Faults) -> None:
        self.tree, self.lists, self.faults = tree, lists, faults
        self.kinds: dict[str, tuple[Kind, Sequence[str]]] = {}
        self.computed: dict[str, Any] = {}
        waiting = self._name_kinds(top)
        for row in waiting:  # an expression reads questions above and below it
            self.kinds[row.get("name")] = (self._said_kind(row), ())
        for row in waiting:
            made = self.computed[row.get("name")] = self._calculation(row)
            if "kind" not in self.tree.more(row):
                self.kinds[row.get("name")] = (calculation.kind_of(made, self.kinds), ())

    def item(self, row: Row) -> dict[str, Any]:
        self._listed(row)
        if row.get("relevant"):
            self._add(row, "relevant", _("A skip rule stands at a block, a factor or a page, not at a question of a factor."))  # fmt: skip
        if self._flag(row, "required"):
            self._add(row, "required", _("Any question of a factor may be left out; empty this."))
        if row.wording("hint"):
            self._add(row, "hint", _("A question of a factor has no hint; put it into the label."))
        found: dict[str, Any] = {"code": row.get("name"), "label": row.wording("label")}
        if self._flag(row, names.RECALLED):
            found["recalled"] = True
        return found

    def question(self, row: Row) -> dict[str, Any]:
        if row.get("type").lower() == names.CALCULATE:
            return self._worked_out(row)
        more = self.tree.more(row)
        found: dict[str, Any] = {
            "code": row.get("name"),
            "kind": str(more.pop("kind", self.kinds[row.get("name")][0].value)),
            "label": row.wording("label"),
        }
        if hint := row.wording("hint"):
            found["hint"] = hint
        found["required"] = self._flag(row, "required")
        if when := self.when(row):
            found["when"] = when
        way, name = list_of(row)
        if way:
            options = self._listed(row)
            if name != names.YES_NO and found["kind"] != Kind.YES_NO:
                found["options"] = options
        if way and names.MINIMAL in row.get("appearance").split():
            found["drawn"] = "select"
        return found | self._limits(row) | more

    def _worked_out(self, row: Row) -> dict[str, Any]:
        """A computed answer: as it was written here, unless somebody changed the expression since."""
        more = self.tree.more(row)
        found: dict[str, Any] = {"code": row.get("name"), "label": row.wording("label")}
        if hint := row.wording("hint"):
            found["hint"] = hint
        if row.get("required"):
            found["required"] = self._flag(row, "required")
        if when := self.when(row):
            found["when"] = when
        more.pop(names.CALCULATION, None)
        kind, _codes = self.kinds[row.get("name")]
        return {**found, "kind": kind.value, **more, "compute": self.computed[row.get("name")]}

    def _said_kind(self, row: Row) -> Kind:
        said = self.tree.more(row).get("kind")
        return Kind(said) if said in list(Kind) else Kind.NUMBER

    def _calculation(self, row: Row) -> Any:
        """What the expression was written from, or what it says where somebody has changed it since."""
        text, more = row.get(names.CALCULATION), self.tree.more(row)
        if "compute" in more and text == more.get(names.CALCULATION):
            return more["compute"]
        try:
            return calculation.parsed(text, self.kinds)
        except Unreadable as unreadable:
            sentence = _(
                "This calculation cannot be read from “%(found)s” on. Read are numbers, texts, ${question}, + - * div, min(), max(), round(), concat(), coalesce(…, 0), if() and today()."
            )
            self._add(row, names.CALCULATION, sentence, found=unreadable.piece[:60])
            return 0

    def when(self, row: Row) -> dict[str, Any] | None:
        text = row.get("relevant")
        if not text:
            return None
        try:
            return relevant.parsed(text, self.kinds)
        except Unreadable as unreadable:
            sentence = _(
                "This skip rule cannot be read from “%(found)s” on. Read are ${question} = 'answer', selected(), not(), and, or."
            )
            self._add(row, "relevant", sentence, found=unreadable.piece[:60])
            return None

    def _listed(self, row: Row) -> list[dict[str, Any]]:
        _way, name = list_of(row)
        if name not in self.lists:
            self._add(row, "type", _("The sheet choices has no list “%(name)s”."), name=name)
        return [option for _row, option in self.lists.get(name, [])]

    def _name_kinds(self, nodes: Sequence[Node]) -> list[Row]:
        """What each question takes, so that skip rules can be read; gives the rows that are worked out."""
        waiting: list[Row] = []
        for node in nodes:
            waiting += self._name_kinds(node.nodes)
            if node.kind != "question":
                continue
            if node.row.get("type").lower() == names.CALCULATE:
                waiting.append(node.row)
                continue
            way, name = list_of(node.row)
            codes = [option["code"] for _row, option in self.lists.get(name, [])]
            if way == "multiple":
                kind = Kind.CHOICES
            elif way:
                kind = Kind.YES_NO if set(codes) == {"yes", "no"} else Kind.CHOICE
            else:
                kind = names.BY_TYPE[node.row.get("type").lower()]
                if kind is Kind.TEXT and names.MULTILINE in node.row.get("appearance").split():
                    kind = Kind.PARAGRAPH
            self.kinds[node.row.get("name")] = (kind, codes)
        return waiting

    def _limits(self, row: Row) -> dict[str, Any]:
        text = row.get("constraint")
        if not text:
            return {}
        found: dict[str, Any] = {}
        for part in re.split(r"\s+and\s+", text):
            limit = _LIMIT.fullmatch(part.strip())
            if not limit:
                sentence = _("This limit cannot be read. Read are . >= 1 and . <= 99.")
                self._add(row, "constraint", sentence)
                return {}
            number = float(limit[2]) if "." in limit[2] else int(limit[2])
            found["low" if limit[1] == ">=" else "high"] = number
        return found

    def _flag(self, row: Row, column: str) -> bool:
        text = row.get(column).lower().removesuffix("()")
        if text not in _TRUE | _FALSE:
            self._add(row, column, _("Write yes or no here, not “%(found)s”."), found=text[:40])
        return text in _TRUE

    def _add(self, row: Row, column: str, sentence: str, **facts: object) -> None:
        self.faults.add(row.sheet, row.number, column, sentence, **facts)
