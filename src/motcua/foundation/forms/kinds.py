"""Kinds of answers: how each is written as JSON Schema, understood when typed, and shown.

An answer in the data is text, a number, a boolean, a list of codes, or (dates) text in ISO form.
`understand` turns what a person typed into that; what cannot be understood stays as it was typed,
so that the page can show it again and the check can say what to write instead.
"""

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from math import isfinite
from typing import Any

from motcua.foundation.money import dong


class Kind(StrEnum):
    TEXT = "text"
    PARAGRAPH = "paragraph"
    NAME = "name"
    IDENTITY_NUMBER = "identity-number"
    TAX_CODE = "tax-code"
    PHONE = "phone"
    EMAIL = "email"
    DATE = "date"
    MONTH = "month"
    YEAR = "year"
    INTEGER = "integer"
    NUMBER = "number"
    MONEY = "money"
    YES_NO = "yes-no"
    CHOICE = "choice"
    CHOICES = "choices"
    LISTED = "listed"  # a line of a named table


TEXTUAL = frozenset(
    {Kind.TEXT, Kind.PARAGRAPH, Kind.NAME, Kind.IDENTITY_NUMBER, Kind.TAX_CODE, Kind.PHONE, Kind.EMAIL}
)
WHOLE = frozenset({Kind.INTEGER, Kind.MONEY, Kind.YEAR})
NUMERIC = WHOLE | {Kind.NUMBER}

# What a control tells the keyboard of a phone, and how wide it stands when the form does not say.
INPUT_MODES = {
    Kind.IDENTITY_NUMBER: "numeric",
    Kind.TAX_CODE: "text",
    Kind.PHONE: "tel",
    Kind.EMAIL: "email",
    Kind.DATE: "numeric",
    Kind.MONTH: "numeric",
    Kind.YEAR: "numeric",
    Kind.INTEGER: "numeric",
    Kind.NUMBER: "decimal",
    Kind.MONEY: "numeric",
}
WIDTHS = {
    Kind.IDENTITY_NUMBER: "m",
    Kind.TAX_CODE: "m",
    Kind.PHONE: "m",
    Kind.DATE: "s",
    Kind.MONTH: "s",
    Kind.YEAR: "xs",
    Kind.INTEGER: "xs",
    Kind.NUMBER: "s",
    Kind.MONEY: "m",
}
LENGTHS_MAX = {
    Kind.TEXT: 300,
    Kind.PARAGRAPH: 3000,
    Kind.NAME: 120,
    Kind.IDENTITY_NUMBER: 12,
    Kind.TAX_CODE: 14,
    Kind.PHONE: 15,
    Kind.EMAIL: 254,
    Kind.LISTED: 400,
}
PATTERNS = {
    Kind.IDENTITY_NUMBER: r"^[0-9]{12}$",
    Kind.TAX_CODE: r"^([0-9]{10}(-[0-9]{3})?|[0-9]{12})$",
    Kind.PHONE: r"^(0[0-9]{9,10}|\+[0-9]{9,14})$",
    Kind.EMAIL: r"^[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}$",
    # Any letters of any script, with the marks names are written with (H’Duyên, O'Brien, Jean-Luc, St. John).
    Kind.NAME: r"^[^0-9<>{}\[\]\\/@#$%^*=+|~_!?;:\"]+$",
    Kind.MONTH: r"^[0-9]{4}-(0[1-9]|1[0-2])$",
}
INTEGER_MAX = 999_999_999_999_999
ODD_LENGTH_MAX = 300  # of what is not an answer at all, kept only to be shown again
YEARS = (1800, 2200)


def fold_spaces(text: str) -> str:
    return " ".join(text.split())


def understand(kind: Kind, typed: Any, *, decimals: int = 0) -> Any:
    """What was typed, as the data holds it; unchanged when it cannot be understood; None when nothing was typed."""
    if not isinstance(typed, str):
        typed = _understand_value(kind, typed)
        if not isinstance(typed, str):
            return typed
    text = unicodedata.normalize("NFC", typed).strip()
    if not text:
        return None
    return _UNDERSTAND.get(kind, _plain)(text)


def _understand_value(kind: Kind, value: Any) -> Any:
    """A value that is not text. What could never be an answer becomes text, so that it can be shown and kept plainly."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        if not isfinite(value):
            return str(value)
        return int(value) if kind in WHOLE and value.is_integer() else value
    if isinstance(value, list | tuple) and all(isinstance(part, str) for part in value):
        parts = [part for part in value if part != ""] or None
        return parts if kind is Kind.CHOICES or parts is None else "; ".join(parts)[:ODD_LENGTH_MAX]
    return str(value)[:ODD_LENGTH_MAX]


def _plain(text: str) -> str:
    return fold_spaces(text) if not _has_controls(text) else text


def _paragraph(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


def _has_controls(text: str) -> bool:
    return any(unicodedata.category(char) == "Cc" and char not in "\t\n\r" for char in text)


def _digits(text: str) -> str:
    bare = re.sub(r"[\s.\-\u00a0]", "", text)
    return bare if bare.isascii() and bare.isdigit() else text


def _tax_code(text: str) -> str:
    bare = re.sub(r"[\s.\u00a0]", "", text)
    return bare if re.fullmatch(r"[0-9-]+", bare) else text


def _phone(text: str) -> str:
    bare = re.sub(r"[\s.()\-\u00a0]", "", text)
    if re.fullmatch(r"\+?84[0-9]{9,10}", bare):
        bare = "0" + bare.lstrip("+")[2:]
    return bare if re.fullmatch(r"\+?[0-9]+", bare) else text


def _date(text: str) -> str:
    """Day/month/year as people here write it, or ISO; only dates that exist."""
    parts = re.split(r"[/.\-\s]+", text)
    if len(parts) == 1 and re.fullmatch(r"\d{8}", text):
        parts = [text[:2], text[2:4], text[4:]]
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        return text
    day, month, year = reversed(parts) if len(parts[0]) == 4 else parts
    if len(year) != 4:
        return text
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return text


def _month(text: str) -> str:
    found = re.fullmatch(r"(\d{1,2})[/.\-\s]+(\d{4})", text) or None
    if found and 1 <= int(found[1]) <= 12:
        return f"{found[2]}-{int(found[1]):02d}"
    return text


def _whole(text: str) -> int | str:
    bare = re.sub(r"(?i)(đồng|vnđ|vnd|đ|₫)\.?$", "", text).strip()
    bare = re.sub(r"[\s\u00a0]", "", bare)
    if re.fullmatch(r"-?\d{1,3}([.,]\d{3})+", bare) and len(set(re.findall(r"[.,]", bare))) == 1:
        bare = re.sub(r"[.,]", "", bare)
    return int(bare) if re.fullmatch(r"-?[0-9]{1,18}", bare) else text


def _number(text: str) -> int | float | str:
    """1.234,5 and 1234,5 as written here; 1,234.5 and 1234.5 too, because phones and sheets write them."""
    bare = re.sub(r"[\s\u00a0]", "", text)
    if re.fullmatch(r"-?\d{1,3}(\.\d{3})+(,\d+)?", bare) or re.fullmatch(r"-?\d+,\d+", bare):
        bare = bare.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"-?\d{1,3}(,\d{3})+\.\d+", bare):
        bare = bare.replace(",", "")
    if not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,6})?", bare):
        return text
    try:
        value = Decimal(bare)
    except InvalidOperation:
        return text
    return int(value) if value == value.to_integral_value() else float(value)


def _yes_no(text: str) -> bool | str:
    return {"yes": True, "no": False}.get(text, text)


_UNDERSTAND = {
    Kind.PARAGRAPH: _paragraph,
    Kind.IDENTITY_NUMBER: _digits,
    Kind.TAX_CODE: _tax_code,
    Kind.PHONE: _phone,
    Kind.DATE: _date,
    Kind.MONTH: _month,
    Kind.YEAR: _whole,
    Kind.INTEGER: _whole,
    Kind.MONEY: _whole,
    Kind.NUMBER: _number,
    Kind.YES_NO: _yes_no,
}


# Showing -----------------------------------------------------------------------------------------------


def show(kind: Kind, value: Any, language: str) -> str:
    """An answer as a person of that language reads it. Choices are named by their field, not here."""
    if value is None or value == "":
        return ""
    if kind is Kind.YES_NO and isinstance(value, bool):
        return ("Có" if value else "Không") if language == "vi" else ("Yes" if value else "No")
    if isinstance(value, int | float) and not isinstance(value, bool):
        if kind is Kind.MONEY:
            return dong(int(value), language)
        return str(value) if kind is Kind.YEAR else _shown_number(value, language)
    if isinstance(value, str):
        if kind is Kind.DATE and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            return f"{value[8:]}/{value[5:7]}/{value[:4]}"
        if kind is Kind.MONTH and re.fullmatch(r"\d{4}-\d{2}", value):
            return f"{value[5:]}/{value[:4]}"
    return str(value)


def _shown_number(value: int | float, language: str) -> str:
    # The shortest way to write the number, without the exponent that large floats would get.
    text = f"{Decimal(str(value)):,f}"
    return text.translate(str.maketrans(",.", ".,")) if language == "vi" else text


def retype(kind: Kind, value: Any, language: str) -> str:
    """A value as it stands in a control: what `understand` would read back as the same value."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if kind in NUMERIC and isinstance(value, int | float):
        return str(value) if kind is Kind.YEAR else _shown_number(value, "vi")
    if kind in (Kind.DATE, Kind.MONTH):
        return show(kind, value, language)
    return "" if value is None else str(value)
