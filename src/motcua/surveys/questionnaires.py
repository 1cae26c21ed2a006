"""Questionnaire files: read, proved sound, sealed. Pure: text or a document in, an instrument and problems out."""

import hashlib
import json
import re
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any

from motcua.foundation.forms import examine
from motcua.foundation.forms.reading import Entry, Notes, Problem, only_once
from motcua.foundation.refusal import gettext_noop as _
from motcua.procedures import files

from .rules.instruments import Block, Factor, Instrument, Item, form_document

CODE = r"[a-z][a-z0-9-]{0,38}"
ITEM = r"[a-z][a-z0-9_]{0,40}"
YEARS = (2012, 2100)
SHIPPED = ("sipas-2017", "sipas-2022")


def shipped(code: str) -> str:
    """The text of a questionnaire that comes with the product."""
    return resources.files(__package__).joinpath("data", f"{code}.yaml").read_text(encoding="utf-8")


def read(text: str) -> tuple[Mapping[str, Any], tuple[tuple[int, Problem], ...]]:
    """The document of a file and what is wrong with it, each with its line."""
    found = files.read(text)
    problems = found.problems
    if not problems:
        _instrument, problems = parse(found.document)
    return found.document, tuple((found.line(one.path), one) for one in problems)


def sealed(document: Mapping[str, Any]) -> tuple[str, str]:
    """The document as it is kept, and its hash."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return text, hashlib.sha256(text.encode()).hexdigest()


@lru_cache(maxsize=32)
def opened(text: str) -> Instrument:
    """The instrument of a kept document, which was proved sound when it was published."""
    instrument, problems = parse(json.loads(text))
    assert instrument is not None and not problems, "a published questionnaire is sound"
    return instrument


def parse(document: Mapping[str, Any]) -> tuple[Instrument | None, tuple[Problem, ...]]:
    """The instrument a document describes, when nothing is wrong with it."""
    notes = Notes()
    top = Entry(document, (), notes)
    scale = tuple(_option(one) for one in top.entries("scale"))
    blocks = tuple(_block(one) for one in top.entries("blocks"))
    facts = {
        "code": top.text("code", pattern=CODE),
        "name": top.wording("name"),
        "first_year": top.integer("first_year", low=YEARS[0], high=YEARS[1]),
        "last_year": top.integer("last_year", low=YEARS[0], high=YEARS[1]) if top.has("last_year") else None,
        "basis": top.text("basis", required=False),
        "note": top.wording("note", required=False),
        "about": top.wording("about"),
        "minutes": top.integer("minutes", low=1, high=120),
    }
    satisfied = top.texts("satisfied", required=True, allowed={code for code, _name in scale})
    for key in ("before", "after"):
        top.raw(key)  # read by the forms engine below
    top.done()
    only_once(notes, ("scale",), [code for code, _name in scale])
    only_once(notes, ("blocks",), [block.code for block in blocks])
    for number, block in enumerate(blocks):
        only_once(notes, ("blocks", number, "factors"), [factor.code for factor in block.factors])
    if not [code for code, _name in scale if re.fullmatch(r"-?\d+", code)]:
        notes.add(("scale",), _("At least one answer of the scale needs a number as its code."))
    if notes.problems:
        return None, tuple(notes.problems)
    form, problems = examine(form_document(document))
    if problems:
        return None, problems
    return Instrument(scale=scale, satisfied=satisfied, blocks=blocks, form=form, **facts), ()  # type: ignore[arg-type]


def _option(entry: Entry) -> tuple[str, Any]:
    found = entry.text("code", pattern=r"[A-Za-z0-9][A-Za-z0-9.-]{0,20}"), entry.wording("name")
    entry.done()
    return found


def _block(entry: Entry) -> Block:
    block = Block(
        entry.text("code", pattern=r"[a-z]+"),
        entry.wording("name"),
        tuple(_factor(one) for one in entry.entries("factors")),
    )
    entry.wording("ask")
    entry.raw("when")
    entry.done()
    return block


def _factor(entry: Entry) -> Factor:
    factor = Factor(
        entry.text("code", pattern=r"[a-z][a-z0-9-]*"),
        entry.wording("name"),
        tuple(_item(one) for one in entry.entries("items")),
    )
    entry.wording("ask", required=False)
    entry.raw("when")
    entry.done()
    return factor


def _item(entry: Entry) -> Item:
    item = Item(
        entry.text("code", pattern=ITEM), entry.wording("label"), entry.flag("recalled", default=False)
    )
    entry.done()
    return item
