"""The parts of a form: fields, groups of fields that repeat, and pages. Frozen; made once when a form is loaded."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from motcua.foundation.forms.computing import Expression
from motcua.foundation.forms.conditions import Condition
from motcua.foundation.forms.kinds import (
    INPUT_MODES,
    INTEGER_MAX,
    LENGTHS_MAX,
    PATTERNS,
    TEXTUAL,
    WHOLE,
    YEARS,
    Kind,
    show,
    understand,
)
from motcua.foundation.forms.offering import described, in_schema
from motcua.foundation.forms.wording import Wording
from motcua.foundation.refusal import Fault
from motcua.foundation.refusal import gettext_noop as _

TODAY = "today"
TABLE_KEYWORD = "x-table"  # where programs read the lines that can be answered
_FORMATS = FormatChecker(formats=())


@_FORMATS.checks("date")
def _is_date(value: object) -> bool:
    if not isinstance(value, str):
        return True
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


@dataclass(frozen=True)
class Option:
    code: str
    name: Wording
    hint: Wording
    under: tuple[
        str, ...
    ] = ()  # answers to the question it depends on with which it is offered; (): with any


@dataclass(frozen=True, eq=False)
class Field:
    """One question. `compute` makes it an answer the form works out itself."""

    code: str
    kind: Kind
    label: Wording
    hint: Wording
    required: bool
    sensitive: bool
    options: tuple[Option, ...]
    low: int | float | None
    high: int | float | None
    decimals: int
    unit: Wording
    length_min: int
    length_max: int
    pattern: str
    pattern_says: Wording  # what the pattern wants, in words
    earliest: str  # ISO date, "today", or ""
    latest: str
    drawn: str  # for choices: "radio" or "select"
    width: str
    autocomplete: str
    prefill: str  # which fact of the signed-in person fills it first: person.full_name …
    when: Condition | None
    compute: Expression | None
    options_by: str = ""  # the question of one choice on whose answer the options depend
    table: str = ""  # the table whose lines are the answers

    @cached_property
    def schema(self) -> dict[str, Any]:
        """This field as JSON Schema, draft 2020-12."""
        return _schema(self)

    @cached_property
    def _validator(self) -> Any:
        Draft202012Validator.check_schema(self.schema)
        return Draft202012Validator(self.schema, format_checker=_FORMATS)

    @property
    def input_mode(self) -> str:
        return INPUT_MODES.get(self.kind, "text")

    def understand(self, typed: Any) -> Any:
        return understand(self.kind, typed, decimals=self.decimals)

    def offered(self, values: "Values") -> tuple[Option, ...]:
        """The options that fit the answer they depend on; all of them where they depend on none."""
        if not self.options_by:
            return self.options
        answer = values.get(self.options_by)
        return tuple(option for option in self.options if not option.under or answer in option.under)

    def option_name(self, code: str, language: str) -> str:
        return next(
            (option.name.in_language(language) for option in self.options if option.code == code), code
        )

    def show(self, value: Any, language: str) -> str:
        """The answer as people of that language read it."""
        if self.kind is Kind.CHOICE:
            return "" if value is None else self.option_name(str(value), language)
        if self.kind is Kind.CHOICES and isinstance(value, list | tuple):
            return "; ".join(self.option_name(str(part), language) for part in value)
        shown = show(self.kind, value, language)
        return f"{shown} {self.unit.in_language(language)}" if shown and self.unit else shown

    def fault(self, value: Any, path: str, today: date | None) -> Fault | None:
        """What is wrong with an answer, the first thing first; None when it is sound."""
        # The cheap test first: sound answers, which are nearly all, never ask for an explanation.
        if not self._validator.is_valid(value):
            error = min(self._validator.iter_errors(value), key=lambda found: _FIRST.get(found.validator, 9))
            return Fault(path, *_explain(self, error.validator, value))
        if self.kind in TEXTUAL | {Kind.LISTED} and _has_controls(
            value, keep_lines=self.kind is Kind.PARAGRAPH
        ):
            return Fault(path, _("This text holds a control character that cannot be seen; type it again."))
        if self.kind is Kind.DATE:
            return self._date_fault(value, path, today)
        return None

    def explained(self, keyword: str, value: Any) -> Fault:
        """What is said of an answer that does not meet this keyword of the schema."""
        return Fault(self.code, *_explain(self, keyword, value))

    def _date_fault(self, value: str, path: str, today: date | None) -> Fault | None:
        if not YEARS[0] <= int(value[:4]) <= YEARS[1]:
            return Fault(path, _("Write the year with four digits, like 1990."))
        now = today.isoformat() if today else ""
        earliest = now if self.earliest == TODAY else self.earliest
        latest = now if self.latest == TODAY else self.latest
        if earliest and value < earliest:
            if self.earliest == TODAY:
                return Fault(path, _("This day has passed; write today or a later day."))
            return Fault(path, _("Write a day not before %(day)s."), {"day": show(Kind.DATE, earliest, "vi")})
        if latest and value > latest:
            if self.latest == TODAY:
                return Fault(path, _("This day is still to come; write today or an earlier day."))
            return Fault(path, _("Write a day not after %(day)s."), {"day": show(Kind.DATE, latest, "vi")})
        return None


@dataclass(frozen=True, eq=False)
class Group:
    """Fields that repeat: one row for each person, paper or plot."""

    code: str
    label: Wording
    hint: Wording
    row_label: Wording
    rows_min: int
    rows_max: int
    fields: tuple[Field, ...]
    when: Condition | None

    def field(self, code: str) -> Field | None:
        return next((field for field in self.fields if field.code == code), None)

    @cached_property
    def schema(self) -> dict[str, Any]:
        return {
            "type": "array",
            "minItems": self.rows_min,
            "maxItems": self.rows_max,
            "items": {
                "type": "object",
                "properties": {field.code: field.schema for field in self.fields},
                "required": [
                    f.code for f in self.fields if f.required and f.when is None and f.compute is None
                ],
                "additionalProperties": False,
                **in_schema(self.fields),
            },
        }


@dataclass(frozen=True, eq=False)
class Page:
    """One thing a page."""

    code: str
    title: Wording
    text: Wording
    when: Condition | None
    items: tuple[Field | Group, ...]


@dataclass(frozen=True, eq=False)
class Rule:
    """What must hold between answers; where it does not, the field is at fault and the sentence says why."""

    that: Condition
    field: str
    says: Wording


# JSON Schema of a field --------------------------------------------------------------------------------


def _schema(field: Field) -> dict[str, Any]:
    kind = field.kind
    tied = described(field) if field.options_by else {}
    if kind is Kind.YES_NO:
        return {"type": "boolean"}
    if kind is Kind.CHOICE:
        return {"enum": [option.code for option in field.options], **tied}
    if kind is Kind.CHOICES:
        return {
            **tied,
            "type": "array",
            "items": {"enum": [option.code for option in field.options]},
            "uniqueItems": True,
            "minItems": 1,
        }
    if kind is Kind.DATE:
        return {"type": "string", "format": "date"}
    if kind is Kind.MONTH:
        return {"type": "string", "pattern": PATTERNS[kind]}
    if kind is Kind.LISTED:
        return {
            "type": "string",
            "minLength": 1,
            "maxLength": LENGTHS_MAX[kind],
            TABLE_KEYWORD: f"/api/tables/{field.table}",
        }
    if kind in TEXTUAL:
        schema: dict[str, Any] = {
            "type": "string",
            "minLength": max(field.length_min, 1),
            "maxLength": field.length_max,
        }
        if pattern := field.pattern or PATTERNS.get(kind, ""):
            schema["pattern"] = pattern
        return schema
    low, high = YEARS if kind is Kind.YEAR else (0, INTEGER_MAX)
    number: dict[str, Any] = {
        "type": "integer" if kind in WHOLE else "number",
        "minimum": low if field.low is None else field.low,
        "maximum": high if field.high is None else field.high,
    }
    return number


# Which complaint comes first when several apply.
_FIRST = {"type": 0, "enum": 1, "items": 1, "maxLength": 2, "minLength": 3, "pattern": 4, "format": 4}
_ASKED_SHAPES = {
    Kind.IDENTITY_NUMBER: _("An identity number has 12 digits; this has %(length)s characters."),
    Kind.TAX_CODE: _("A tax code has 10 digits, 10 digits with a dash and 3 more, or 12 digits."),
    Kind.PHONE: _("Write a phone number like 0905 123 456, or with + and the country code."),
    Kind.EMAIL: _("Write an e-mail address like ten@example.vn."),
    Kind.NAME: _("A name has letters only; remove digits and signs."),
    Kind.MONTH: _("Write month and year, like 04/2023."),
}


def _explain(field: Field, keyword: str, value: Any) -> tuple[str, dict[str, object]]:
    """The sentence for a keyword of JSON Schema that an answer does not meet, with its facts."""
    if field.kind in (Kind.CHOICE, Kind.CHOICES, Kind.YES_NO):
        return _("Choose one of the answers given."), {}
    if field.kind is Kind.DATE:
        return _explain_date(value)
    if keyword == "type":
        return _explain_type(field)
    if keyword == "maxLength":
        return _("This is too long: %(length)s characters. Write at most %(most)s."), {
            "length": len(value),
            "most": field.length_max,
        }
    if keyword == "minLength":
        return _("This is too short. Write at least %(least)s characters."), {
            "least": max(field.length_min, 1)
        }
    if keyword == "pattern":
        if field.pattern_says:
            return _("This does not have the right shape: %(shape)s"), {"shape": field.pattern_says}
        return _ASKED_SHAPES.get(field.kind, _("This does not have the right shape.")), {"length": len(value)}
    low, high = field.schema.get("minimum"), field.schema.get("maximum")
    if keyword == "minimum":
        return _("This is too small. Write %(least)s or more."), {"least": Shown(field.kind, low)}
    return _("This is too large. Write %(most)s or less."), {"most": Shown(field.kind, high)}


def _explain_type(field: Field) -> tuple[str, dict[str, object]]:
    if field.kind is Kind.MONEY:
        return _("Write the amount in đồng with digits only, like 1.500.000."), {}
    if field.kind is Kind.YEAR:
        return _("Write the year with four digits, like 1990."), {}
    if field.kind in WHOLE:
        return _("Write a whole number with digits only."), {}
    if field.kind is Kind.NUMBER:
        return _("Write a number, like 85,5."), {}
    return _("Write this as text."), {}


def _explain_date(value: Any) -> tuple[str, dict[str, object]]:
    """A date that does not exist is told what does: the last day of that month."""
    found = (
        re.fullmatch(r"(\d{1,2})[/.\-\s](\d{1,2})[/.\-\s](\d{4})", value) if isinstance(value, str) else None
    )
    found = found or (re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", value) if isinstance(value, str) else None)
    if found:
        day, month, year = reversed(found.groups()) if len(found[1]) == 4 else found.groups()
        if not 1 <= int(month) <= 12:
            return _("A year has 12 months; there is no month %(month)s."), {"month": int(month)}
        if int(year) > 0 and 1 <= int(day) <= 99:
            last = _last_day(int(year), int(month))
            return _("Month %(month)s of %(year)s has only %(last)s days; there is no day %(day)s."), {
                "month": int(month),
                "year": year,
                "last": last,
                "day": int(day),
            }
    return _("Write the date as day/month/year, like 19/04/2023."), {}


def _last_day(year: int, month: int) -> int:
    following = date(year + (month == 12), month % 12 + 1, 1) if year < 9999 else date(year, 12, 31)
    return (following - date.resolution).day if year < 9999 else 31


@dataclass(frozen=True)
class Shown:
    """A number in a sentence: the edge may ask for it in the reader's language; as text it is Vietnamese."""

    kind: Kind
    value: Any

    def in_language(self, language: str) -> str:
        return show(self.kind, self.value, language)

    def __str__(self) -> str:
        return self.in_language("vi")


def _has_controls(text: str, *, keep_lines: bool) -> bool:
    if text.isprintable():
        return False
    kept = "\n\t" if keep_lines else ""
    return any(unicodedata.category(char) in ("Cc", "Cs", "Co") and char not in kept for char in text)


Item = Field | Group
Values = Mapping[str, Any]
