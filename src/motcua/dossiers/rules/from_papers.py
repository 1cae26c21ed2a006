"""What a compared paper says, beside what the form already holds: what fills a gap, what agrees, what a person must choose.

Pure. Nothing that a person has given is replaced by itself.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from motcua.dossiers.rules.recognised import Said
from motcua.foundation.forms import Field as Question
from motcua.foundation.forms import Form, is_empty
from motcua.foundation.refusal import Fault, gettext_noop
from motcua.foundation.text import nfc
from motcua.people.rules import digits


class Fit(StrEnum):
    FILLS = "fills"  # the form has no answer yet
    AGREES = "agrees"
    DIFFERS = "differs"


@dataclass(frozen=True)
class Match:
    """One thing a paper says, and the question of the form that it answers."""

    said: Said
    field: Question
    paper: str
    form: str  # as the form holds it

    @property
    def fit(self) -> Fit:
        if is_empty(self.form):
            return Fit.FILLS
        return Fit.AGREES if _plain(self.said, self.form) == _plain(self.said, self.paper) else Fit.DIFFERS


def matches(
    *,
    fills: Mapping[str, str],
    form: Form,
    data: Mapping[str, Any],
    confirmed: Mapping[Said, str],
    today: date,
) -> tuple[Match, ...]:
    """Only questions that this form asks with these answers; a question that is hidden takes nothing."""
    found = []
    for said in Said:
        item = form.fields.get(fills.get(said, ""))
        value = " ".join(nfc(confirmed.get(said, "")).split())
        if value and isinstance(item, Question) and _is_asked(form, item, data, value, today=today):
            found.append(Match(said, item, value, str(data.get(item.code) or "")))
    return tuple(found)


def filled(
    *, found: Collection[Match], form: Form, data: Mapping[str, Any], taken: Collection[Said], today: date
) -> tuple[dict[str, Any], tuple[Match, ...], tuple[Fault, ...]]:
    """The answers with gaps filled and what was chosen taken over; which matches went in; what the form says against it."""
    used = tuple(
        one for one in found if one.fit is Fit.FILLS or (one.fit is Fit.DIFFERS and one.said in taken)
    )
    answers = {**data, **{one.field.code: one.paper for one in used}}
    settled = form.settle(answers, today)
    said = {one.field.code: one.said for one in used}
    faults = [
        Fault(str(said[fault.field]), fault.sentence, fault.facts)
        for fault in settled.faults
        if fault.field in said
    ]
    # What the form computes follows; what it would leave out now was asked when it was answered, and stays.
    return {**answers, **settled.values}, used, tuple(faults)


def to_choose(found: Collection[Match], *, chosen: Collection[Said]) -> tuple[Fault, ...]:
    sentence = gettext_noop("Choose which one stands: what the form says, or what the paper says.")
    return tuple(
        Fault(f"{one.said}-choice", sentence)
        for one in found
        if one.fit is Fit.DIFFERS and one.said not in chosen
    )


def _is_asked(form: Form, item: Question, data: Mapping[str, Any], value: str, *, today: date) -> bool:
    asked = form.settle({**data, item.code: value}, today)
    return item.code in asked.values or any(fault.field == item.code for fault in asked.faults)


def _plain(said: Said, value: str) -> str:
    """Cards print names in capitals and numbers with spaces: that is no difference."""
    if said is Said.IDENTITY:
        return digits(value)
    return " ".join(nfc(value).casefold().split())
