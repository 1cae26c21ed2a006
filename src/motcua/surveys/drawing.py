"""A questionnaire as it is drawn: all its pages in one, each a section that a script shows by itself.

Without a script the sections stand one below the other; what a skip rule hides is then only looked at when it counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from motcua.design.fields import DrawnField
from motcua.foundation.forms import Field, Form, Page
from motcua.foundation.forms.conditions import All
from motcua.foundation.forms.wording import NO_WORDING
from motcua.foundation.refusal import Fault
from motcua.procedures.drawing import draw

from .rules.instruments import Instrument


@dataclass(frozen=True)
class Question:
    """One question; `on_scale` ones are drawn as a row of steps."""

    drawn: DrawnField
    on_scale: bool


@dataclass(frozen=True)
class Section:
    number: int
    title: str
    text: str
    block: str  # the block it belongs to, where it is one of several
    questions: tuple[Question, ...]


def sections(
    asked: Instrument, data: Mapping[str, Any], faults: Sequence[Fault], language: str
) -> list[Section]:
    """The whole questionnaire with what was answered."""
    form = asked.form
    drawn = {
        one.name: one for one in draw(form, _all_in_one(form), data, faults, language)
    }  # by the name of the control
    rated = {item.code for item in asked.items}
    blocks = {f"{block.code}-{factor.code}": block for block in asked.blocks for factor in block.factors}
    return [
        Section(
            number=number,
            title=page.title.in_language(language),
            text=page.text.in_language(language),
            block=blocks[page.code].name.in_language(language) if page.code in blocks else "",
            questions=tuple(
                Question(drawn[item.code], item.code in rated) for item in page.items if item.code in drawn
            ),
        )
        for number, page in enumerate(form.pages, start=1)
    ]


def _all_in_one(form: Form) -> Page:
    """One page of all: what a page's rule decides, each of its questions decides."""
    items = []
    for page in form.pages:
        for item in page.items:
            assert isinstance(item, Field), "a questionnaire has no repeating rows"
            parts = tuple(part for part in (page.when, item.when) if part is not None)
            when = parts[0] if len(parts) == 1 else All(parts) if parts else None
            items.append(replace(item, when=when))
    return Page(code="all", title=NO_WORDING, text=NO_WORDING, when=None, items=tuple(items))


def posted(form: Form, sent: Mapping[str, Any]) -> dict[str, Any]:
    """The answers out of what a browser sends; what was left out is not there."""
    answers: dict[str, Any] = {}
    for page in form.pages:
        answers |= form.read_post(page, sent)
    return {code: value for code, value in answers.items() if value is not None}
