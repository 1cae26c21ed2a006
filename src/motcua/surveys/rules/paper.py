"""Paper forms: which key a typist presses for which answer, what was typed, where two typings differ, who may do what.

Plain values only. A sheet is typed by two officers; neither sees what the other typed.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from motcua.foundation.forms import Field, Form, Kind
from motcua.foundation.refusal import Fault, Refusal, gettext_noop
from motcua.foundation.text import plain

SHEET_MAX = 99_999
YES, NO = "yes", "no"
_TYPED_MAX = 2_000


class Outcome(StrEnum):
    """What became of a sheet by one typing."""

    WAITS = "waits"  # for the second typing
    ACCEPTED = "accepted"
    DIFFERS = "differs"


class TypedByYou(Refusal):
    code = "surveys.sheet-typed-by-you"
    sentence = gettext_noop("You typed sheet %(sheet)s yourself; somebody else types it the second time.")
    next_step = gettext_noop("Go on with the next sheet, or take your typing back if it was wrong.")


class SheetAccepted(Refusal):
    code = "surveys.sheet-accepted"
    sentence = gettext_noop("Sheet %(sheet)s has been typed twice and its answer is counted.")
    next_step = gettext_noop("Look at the number on the sheet again; no two sheets of a place have the same.")


class SheetDiffers(Refusal):
    code = "surveys.sheet-differs"
    sentence = gettext_noop("Sheet %(sheet)s has been typed twice, and the two typings differ.")
    next_step = gettext_noop("Somebody who typed neither of them settles it, with the sheet in hand.")


class NotBetweenYours(Refusal):
    code = "surveys.sheet-settled-by-others"
    status = 403
    sentence = gettext_noop("You typed sheet %(sheet)s, so somebody else settles it.")
    next_step = gettext_noop("Ask an officer who typed neither of the two, with the sheet in hand.")


class NothingToDo(Refusal):
    code = "surveys.sheet-moved-on"
    sentence = gettext_noop("Sheet %(sheet)s has moved on meanwhile. Nothing was changed.")
    next_step = gettext_noop("Open the stack again; it shows what can be done next.")


class PaperWaits(Refusal):
    code = "surveys.paper-waits"
    sentence = gettext_noop("%(count)s paper forms wait for a second typing or to be settled.")
    next_step = gettext_noop("Finish them first, or open this page again and close the round without them.")


@dataclass(frozen=True)
class Typing:
    """One typing that waits: who, and which of the two."""

    number: int
    officer: int


def check_typing(*, sheet: int, officer: int, waiting: Sequence[Typing] | None) -> int:
    """Which typing comes next, 1 or 2. `waiting` is None for a sheet nobody has typed, and empty for an accepted one."""
    if waiting is None:
        return 1
    if not waiting:
        raise SheetAccepted(sheet=sheet)
    if len(waiting) > 1:
        raise SheetDiffers(sheet=sheet)
    if waiting[0].officer == officer:
        raise TypedByYou(sheet=sheet)
    return 2


def check_settling(*, sheet: int, officer: int, waiting: Sequence[Typing]) -> None:
    """Whoever settles typed neither of the two."""
    if len(waiting) != 2:
        raise NothingToDo(sheet=sheet)
    if officer in {one.officer for one in waiting}:
        raise NotBetweenYours(sheet=sheet)


def keys_of(field: Field) -> tuple[tuple[str, str], ...]:
    """Key → answer, in the order of the form: a code of one digit is its own key; beside such codes the others are 9, 8, …

    Where no code is one digit, the answers are numbered from 1. The paper prints the key beside its box.
    """
    if field.kind is Kind.YES_NO:
        return (("1", YES), ("2", NO))
    codes = [option.code for option in field.options]
    own = [code for code in codes if re.fullmatch(r"\d", code)]
    free = [str(digit) for digit in range(9, -1, -1) if str(digit) not in own]
    if not own or len(codes) - len(own) > len(free):
        return tuple((str(number), code) for number, code in enumerate(codes, start=1))
    others = iter(free)
    return tuple((code if code in own else next(others), code) for code in codes)


def typed(form: Form, sent: Mapping[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
    """The answers out of the keys that were typed, and what was no key. An empty place is a question left out."""
    data: dict[str, Any] = {}
    faults: list[Fault] = []
    for code, field in form.fields.items():
        assert isinstance(field, Field), "a questionnaire has no repeating rows"
        text = plain(str(sent.get(code, "")))[:_TYPED_MAX].strip()
        keys = dict(keys_of(field))
        if not text or field.compute is not None:
            continue
        if not keys:
            data[code] = text
            continue
        parts = re.split(r"[\s,;]+", text) if field.kind is Kind.CHOICES else [text]
        wrong = next((part for part in parts if part not in keys), None)
        if wrong is not None:
            sentence = gettext_noop("“%(found)s” is no answer here; type one of: %(keys)s.")
            faults.append(Fault(code, sentence, {"found": wrong[:20], "keys": ", ".join(keys)}))
        elif field.kind is Kind.CHOICES:
            data[code] = [answer for key, answer in keys.items() if key in parts]
        else:
            answer = keys[text]
            data[code] = answer == YES if field.kind is Kind.YES_NO else answer
    return data, faults


def differing(form: Form, first: Mapping[str, Any], second: Mapping[str, Any]) -> list[str]:
    """The questions to which the two typings say different things, in the order of the form."""
    return [code for code in form.fields if first.get(code) != second.get(code)]


def settled(
    form: Form, first: Mapping[str, Any], second: Mapping[str, Any], chosen: Mapping[str, str]
) -> tuple[dict[str, Any], list[Fault]]:
    """The answer after somebody chose between the two, question by question; each has to be chosen."""
    data = dict(first)
    faults: list[Fault] = []
    for code in differing(form, first, second):
        if chosen.get(code) not in ("1", "2"):
            faults.append(Fault(code, gettext_noop("Choose which of the two stands on the sheet.")))
            continue
        taken = first if chosen[code] == "1" else second
        data.pop(code, None)
        if code in taken:
            data[code] = taken[code]
    return data, faults
