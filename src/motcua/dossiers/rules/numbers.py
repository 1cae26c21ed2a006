"""Dossier numbers: agency, day, running number of that day.

Old layout (TT 01/2018/TT-VPCP): 000.00.15.H15-230419-0001. New layout, seen in one example of 2026
(G09.20-20260609-0092637): dated configuration `dossiers.number-style`, not verified.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

NUMBER = re.compile(r"(?P<org>[0-9A-Z.]{3,35})-(?P<day>\d{8}|\d{6})-(?P<running>\d{4,7})")


class Style(StrEnum):
    OLD = "old"
    NEW = "new"


DIGITS = {Style.OLD: 4, Style.NEW: 7}  # of the running number, at least


@dataclass(frozen=True, slots=True)
class Form:
    """What stands before the running number of an agency and day, and how many digits that has at least."""

    before: str
    digits: int

    def number(self, running: int) -> str:
        assert running > 0
        return f"{self.before}{running:0{self.digits}d}"


def form(*, style: Style, code: str, code_new: str, day: date) -> Form:
    """An agency without a new identifier keeps the old layout."""
    if style is Style.NEW and code_new:
        return Form(f"{code_new}-{day:%Y%m%d}-", DIGITS[style])
    return Form(f"{code}-{day:%y%m%d}-", DIGITS[Style.OLD])


def number(*, style: Style, code: str, code_new: str, day: date, running: int) -> str:
    """The number that is printed on the receipt; unique in the country."""
    return form(style=style, code=code, code_new=code_new, day=day).number(running)


def tidy(typed: str) -> str:
    """A number as somebody typed it: spaces gone, capitals, any kind of dash."""
    text = re.sub(r"\s+", "", typed).upper()
    return re.sub(r"[\u2010-\u2015\u2212]", "-", text)[:60]


def looks_like_number(typed: str) -> bool:
    return NUMBER.fullmatch(tidy(typed)) is not None
