"""A questionnaire on paper: as it is printed with the key of each answer beside its box, and as its keys are typed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from motcua.foundation.forms import Condition, Field, Kind
from motcua.foundation.forms.conditions import Test
from motcua.foundation.text import plain
from motcua.procedures.showing import describe

from .rules.instruments import Instrument
from .rules.paper import NO, YES, keys_of

LINES = {Kind.PARAGRAPH: 3}
SHOWN_MAX = 300
Answer = tuple[str, str, str]  # key, words, words in the second language


@dataclass(frozen=True)
class Line:
    """One question on paper: boxes with their keys, or lines to write on."""

    number: int
    label: str
    hint: str
    when: str
    options: tuple["Answer", ...]
    lines: range
    other: "Line | None" = None  # the same in the second language


@dataclass(frozen=True)
class Part:
    """One page of the questionnaire. Where all its questions have the same answers, they stand in a table."""

    title: str
    text: str
    when: str
    block: str  # where a block begins
    lines: tuple[Line, ...]
    scale: tuple["Answer", ...]
    other: "Part | None" = None  # the same in the second language


@dataclass(frozen=True)
class Row:
    """One question as it is typed: a place for its key."""

    number: int
    code: str
    label: str
    keys: tuple[tuple[str, str], ...]
    value: str
    error: str
    several: bool
    own_keys: bool  # its answers are not those of the whole section


@dataclass(frozen=True)
class Section:
    title: str
    keys: tuple[tuple[str, str], ...]  # where all its questions have the same
    rows: tuple[Row, ...]


def options_of(field: Field, language: str) -> tuple[tuple[str, str], ...]:
    """Key → words of each answer."""
    if field.kind is Kind.YES_NO:
        return tuple((key, field.show(answer == YES, language)) for key, answer in keys_of(field))
    return tuple((key, field.option_name(answer, language)) for key, answer in keys_of(field))


def in_two_languages(asked: Instrument) -> list[Part]:
    """In Vietnamese, with English beside each of its texts, to be printed smaller."""
    with override("vi"):
        first = parts(asked, "vi")
    with override("en"):
        second = parts(asked, "en")
    return [
        replace(
            part,
            lines=tuple(
                replace(line, other=same, options=_both(line.options, same.options))
                for line, same in zip(part.lines, other.lines, strict=True)
            ),
            scale=_both(part.scale, other.scale),
            other=other,
        )
        for part, other in zip(first, second, strict=True)
    ]


def _both(options: tuple[Answer, ...], others: tuple[Answer, ...]) -> tuple[Answer, ...]:
    return tuple(
        (key, words, other) for (key, words, _no), (_key, other, _none) in zip(options, others, strict=True)
    )


def parts(asked: Instrument, language: str) -> list[Part]:
    """The whole questionnaire as it is printed."""
    numbers = {field.code: n for n, field in enumerate(_asked(asked.form.fields.values()), start=1)}
    blocks = {f"{block.code}-{block.factors[0].code}": block for block in asked.blocks}
    rated = {item.code for item in asked.items}
    found = []
    number = 0
    for page in asked.form.pages:
        lines = []
        for field in _asked(page.items):
            number += 1
            when = _when(field.when, asked, numbers, language)
            label, hint = field.label.in_language(language), field.hint.in_language(language)
            blank = range(0 if keys_of(field) else LINES.get(field.kind, 1))
            options = tuple((key, words, "") for key, words in options_of(field, language))
            lines.append(Line(number, label, hint, when, options, blank))
        on_scale = all(item.code in rated for item in page.items)
        found.append(
            Part(
                title=page.title.in_language(language),
                text=page.text.in_language(language),
                when=_when(page.when, asked, numbers, language),
                block=blocks[page.code].name.in_language(language) if page.code in blocks else "",
                lines=tuple(lines),
                scale=_common(lines) if on_scale or len(lines) > 2 else (),
            )
        )
    return found


def _when(condition: Condition | None, asked: Instrument, numbers: Mapping[str, int], language: str) -> str:
    """A skip rule as it is read on paper: by the number of the question, where one answer decides."""
    if condition is None:
        return ""
    if isinstance(condition, Test) and condition.verb == "is" and condition.field in numbers:
        field = asked.form.fields[condition.field]
        assert isinstance(field, Field)
        facts = {"number": numbers[condition.field], "answer": shown(field, condition.value, language)}
        return _("Only if question %(number)s was answered: %(answer)s") % facts
    return _("Only if %(condition)s") % {"condition": describe(condition, asked.form, language)}


def _common(lines: list[Line]) -> tuple[Answer, ...]:
    """The answers of all lines, where they are the same and nothing else stands beside a question."""
    same = {line.options for line in lines}
    plain_ones = not any(line.hint or line.when for line in lines)
    return next(iter(same)) if len(same) == 1 and plain_ones else ()


def typing_sections(
    asked: Instrument, sent: Mapping[str, Any], errors: Mapping[str, str], language: str
) -> list[Section]:
    """The questionnaire with a place for each key, and what was typed before."""
    found = []
    number = 0
    for page in asked.form.pages:
        fields = _asked(page.items)
        keys = {options_of(field, language) for field in fields}
        same = next(iter(keys)) if len(keys) == 1 else ()
        rows = []
        for field in fields:
            number += 1
            rows.append(
                Row(
                    number=number,
                    code=field.code,
                    label=field.label.in_language(language),
                    keys=options_of(field, language),
                    value=plain(str(sent.get(field.code, "")))[:SHOWN_MAX],
                    error=errors.get(field.code, ""),
                    several=field.kind is Kind.CHOICES,
                    own_keys=not same,
                )
            )
        found.append(Section(page.title.in_language(language), same, tuple(rows)))
    return found


def full_label(asked: Instrument, code: str, language: str) -> str:
    """A question by its number and the page it stands on: factors ask the same of different things."""
    number = 0
    for page in asked.form.pages:
        for field in _asked(page.items):
            number += 1
            if field.code == code:
                return f"{number}. {page.title.in_language(language)} – {field.label.in_language(language)}"
    return code


def shown(field: Field, value: Any, language: str) -> str:
    """What one typing says, with its key; "" where it left the question out."""
    if value is None:
        return ""
    if isinstance(value, bool):
        answers = [YES if value else NO]
    else:
        answers = value if isinstance(value, list) else [value]
    keys = [key for key, answer in keys_of(field) if answer in answers]
    words = field.show(value, language)
    return f"{', '.join(keys)} – {words}" if keys else words


def _asked(items: Any) -> list[Field]:
    return [item for item in items if isinstance(item, Field) and item.compute is None]
