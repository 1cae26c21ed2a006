"""A questionnaire out of an XLSForm: all of it, or what is wrong with it by sheet, row and column.

A group of groups is a block, its groups are factors, and all their questions are asked on one scale. Groups of questions
before the blocks and after them are pages. A note at the beginning of a group is what is said above its questions.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from motcua.foundation import workbooks
from motcua.foundation.forms.reading import Path, Problem
from motcua.foundation.refusal import Fault
from motcua.foundation.refusal import gettext_noop as _

from .. import questionnaires
from . import names
from .questions import Questions
from .sheets import Faults, Row, rows_of
from .tree import Node, Tree, list_of, whole_of


@dataclass(frozen=True)
class Found:
    """The document of the form when nothing is wrong, otherwise what is."""

    document: dict[str, Any]
    faults: tuple[Fault, ...]

    @property
    def text(self) -> str:
        """The document as a questionnaire file, to be published like any other."""
        return json.dumps(self.document, ensure_ascii=False)


def read(content: bytes) -> Found:
    """The questionnaire; raises `InvalidInput` for what is no workbook at all."""
    book = workbooks.opened(content)
    faults = Faults()
    survey = rows_of(book, names.SURVEY, faults)
    choices = rows_of(book, names.CHOICES, faults)
    settings = rows_of(book, names.SETTINGS, faults)
    if faults.found:
        return Found({}, tuple(faults.found))
    document = _Reading(survey, choices, settings, faults).document()
    return Found({} if faults.found else document, tuple(faults.found))


class _Reading:
    def __init__(self, survey: list[Row], choices: list[Row], settings: list[Row], faults: Faults) -> None:
        self.faults = faults
        self.places: dict[Path, Row] = {}
        self.settings = settings[0] if settings else Row(names.SETTINGS, 2, {})
        self.tree = Tree(faults)
        self.lists = self.tree.lists(choices)
        self.top = self.tree.top(survey)
        self.page = 0

    def document(self) -> dict[str, Any]:
        if self.faults.found:
            return {}
        blocks = [node for node in self.top if node.groups]
        scale = self._scale(blocks)
        self.questions = Questions(self.tree, self.lists, self.top, self.faults)
        first, last = self._edges(blocks)
        about = next((one for one in self.top if one.row.get("name") == names.ABOUT), None)
        document = self._head() | {"about": about.row.wording("label") if about else {}} | self._facts(scale)
        if about:
            self.places[("about",)] = about.row
        else:
            sentence = _(
                "A note named “%(name)s” is missing at the beginning: what people are told before they answer."
            )
            self._add(Row(names.SURVEY, 1, {}), "name", sentence, name=names.ABOUT)
        before = [self._page(node, "before", n) for n, node in enumerate(self._pages(self.top[:first]))]
        if before:
            document["before"] = before
        document["blocks"] = [self._block(node, n) for n, node in enumerate(blocks)]
        after = [self._page(node, "after", n) for n, node in enumerate(self._pages(self.top[last:]))]
        if after:
            document["after"] = after
        if not self.faults.found:
            _instrument, problems = questionnaires.parse(document)
            for problem in problems:
                self._tell(problem)
        return document

    # ---- the whole ------------------------------------------------------------------------------------------

    def _scale(self, blocks: list[Node]) -> str:
        """The one list on which the questions of all factors are asked."""
        used: dict[str, Node] = {}
        for block in blocks:
            for node in block.questions:
                self._add(node.row, "type", _("A question of a block stands in one of its groups."))
            for factor in block.groups:
                for node in factor.questions:
                    way, name = list_of(node.row)
                    if way != "one":
                        sentence = _("The questions of a factor are asked with select_one, on the one scale.")
                        self._add(node.row, "type", sentence)
                    else:
                        used.setdefault(name, node)
        if not used:
            row = Row(names.SURVEY, 1, {})
            self._add(
                row, "type", _("There is no scale: no group of groups holds questions with select_one.")
            )
            return ""
        scale = next(iter(used))
        for name, node in list(used.items())[1:]:
            sentence = _(
                "All factors are asked on one scale; this asks “%(found)s”, the ones before “%(scale)s”."
            )
            self._add(node.row, "type", sentence, found=name, scale=scale)
        return scale

    def _edges(self, blocks: list[Node]) -> tuple[int, int]:
        """Where the blocks begin and end among the groups; no page stands between them."""
        at = [self.top.index(one) for one in blocks]
        first, last = (at[0], at[-1] + 1) if at else (len(self.top), len(self.top))
        for node in self.top[first:last]:
            if node not in blocks:
                self._add(node.row, "type", _("This stands between two blocks; put it before the first or after the last."))  # fmt: skip
        return first, last

    def _pages(self, nodes: list[Node]) -> list[Node]:
        pages = []
        for node in nodes:
            name = node.row.get("name")
            if node.kind == "group":
                pages.append(node)
            elif not (node.kind == "note" and name == names.ABOUT) and not (
                node.kind == "question" and name == names.CODE
            ):
                self._add(
                    node.row, "type", _("“%(name)s” stands in no group; each page is a group."), name=name
                )
        return pages

    def _head(self) -> dict[str, Any]:
        row = self.settings
        for name in ("code", "name", "first_year", "last_year", "basis", "note", "minutes", "satisfied"):
            self.places[(name,)] = row
        found: dict[str, Any] = {
            "code": row.get("form_id"),
            "name": {"vi": row.get("form_title"), "en": row.get("form_title_en")},
            "first_year": self._number("first_year"),
        }
        for column, wanted in (("form_id", found["code"]), ("form_title", found["name"]["vi"]), ("form_title_en", found["name"]["en"])):  # fmt: skip
            if not wanted:
                self._add(row, column, _("“%(name)s” is missing."), name=column)
        if row.get("last_year"):
            found["last_year"] = self._number("last_year")
        if row.get("basis"):
            found["basis"] = row.get("basis")
        if row.get("note_vi") or row.get("note_en"):
            found["note"] = {"vi": row.get("note_vi"), "en": row.get("note_en")}
        return found

    def _facts(self, scale: str) -> dict[str, Any]:
        options = self.lists.get(scale, [])
        for number, (row, _option) in enumerate(options):
            self.places[("scale", number)] = row
        satisfied = [whole_of(one) for one in re.split(r"[\s,;]+", self.settings.get("satisfied")) if one]
        if not satisfied:
            self._add(self.settings, "satisfied", _("“%(name)s” is missing."), name="satisfied")
        return {
            "minutes": self._number("minutes"),
            "scale": [option for _row, option in options],
            "satisfied": satisfied,
        }

    def _number(self, column: str) -> int:
        text = whole_of(self.settings.get(column))
        if not re.fullmatch(r"\d{1,4}", text):
            sentence = _("“%(name)s” is missing.") if not text else _("“%(found)s” should be a whole number.")
            self._add(self.settings, column, sentence, name=column, found=text)
            return 0
        return int(text)

    # ---- groups and questions -----------------------------------------------------------------------------------

    def _page(self, node: Node, part: str, number: int) -> dict[str, Any]:
        path: Path = (part, number)
        row = node.row
        found: dict[str, Any] = {"code": row.get("name"), "title": row.wording("label")}
        text = self._note(node)
        if text:
            found["text"] = text
        self._place(path, row)
        if when := self.questions.when(row):
            found["when"] = when
        found["fields"] = []
        for n, one in enumerate(node.questions):
            field = self.questions.question(one.row)
            self.places[("pages", self.page, "fields", n)] = one.row
            for k, (choice, _option) in enumerate(self.lists.get(list_of(one.row)[1], [])):
                self.places[("pages", self.page, "fields", n, "options", k)] = choice
            found["fields"].append(field)
        self.page += 1
        return found

    def _block(self, node: Node, number: int) -> dict[str, Any]:
        path: Path = ("blocks", number)
        self.places[path] = node.row
        found: dict[str, Any] = {"code": node.row.get("name"), "name": node.row.wording("label")}
        found["ask"] = self._note(node)
        if not found["ask"]:
            # Said once a block, or it is the name of the block that is asked about.
            found["ask"] = node.row.wording("label")
        if when := self.questions.when(node.row):
            found["when"] = when
        found["factors"] = []
        for n, factor in enumerate(node.groups):
            here: Path = (*path, "factors", n)
            self._place(here, factor.row)
            made: dict[str, Any] = {"code": factor.row.get("name"), "name": factor.row.wording("label")}
            if ask := self._note(factor):
                made["ask"] = ask
            if when := self.questions.when(factor.row):
                made["when"] = when
            made["items"] = [self.questions.item(one.row) for one in factor.questions]
            for k, one in enumerate(factor.questions):
                self.places[(*here, "items", k)] = self.places[("pages", self.page, "fields", k)] = one.row
            self.page += 1
            found["factors"].append(made)
        return found

    def _note(self, node: Node) -> dict[str, str]:
        """What is said above the questions of a group: its first row, where that is a note."""
        notes = [one for one in node.nodes if one.kind == "note"]
        for one in notes:
            if one is not node.nodes[0]:
                self._add(one.row, "type", _("A note stands at the beginning of its group, one in each."))
        return notes[0].row.wording("label") if notes else {}

    def _place(self, path: Path, row: Row) -> None:
        self.places[path] = row
        self.places[("pages", self.page)] = row

    def _tell(self, problem: Problem) -> None:
        """A problem of the questionnaire, at the row it comes from."""
        path = problem.path
        while path and path not in self.places:
            path = path[:-1]
        row = self.places.get(path, self.settings)
        column = str(problem.path[len(path)]) if len(problem.path) > len(path) else ""
        self._add(row, column, problem.sentence, **problem.facts)

    def _add(self, row: Row, column: str, sentence: str, **facts: object) -> None:
        self.faults.add(row.sheet, row.number, column, sentence, **facts)
