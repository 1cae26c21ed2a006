"""Invented answers to any form: sound ones, so that a sample dossier looks like one that a person sent."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from motcua.foundation.forms import Field, Form, Group, Kind, tables

TRIES = 40
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Y", "H’", "Hoàng", "Võ", "Đặng", "Bùi")
MIDDLE = ("Văn", "Thị", "Minh", "Ngọc", "Thanh", "Hữu", "Thu", "Quốc")
GIVEN = ("An", "Bình", "Chi", "Dũng", "Hà", "Khánh", "Lan", "Nam", "Phúc", "Trang", "Vy", "Niê")
WORDS = (
    "thôn 3 (mô phỏng)",
    "tổ dân phố 5 (mô phỏng)",
    "đường Mẫu số 12",
    "theo giấy tờ kèm theo",
    "buôn Mẫu",
)
PLAIN = ("12", "AB-1234", "0401", "4711", "6000000000", "56/2024", "A1")


def fill(form: Form, *, chance: Random, person: Mapping[str, Any], today: date) -> dict[str, Any] | None:
    """Answers that the form accepts, or None when none was found in a bounded number of tries."""
    for _ in range(TRIES):
        answers: dict[str, Any] = {}
        for code, item in form.fields.items():
            answers[code] = _answer(item, chance, person, today, answers)
        settled = form.settle({code: value for code, value in answers.items() if value is not None}, today)
        if not settled.faults:
            return settled.values
        # What was refused is drawn again; what a condition hides falls away by itself.
        wrong = {fault.field.partition(".")[0] for fault in settled.faults}
        for code in sorted(wrong & form.fields.keys()):  # a set comes in another order in every process
            answers[code] = _answer(form.fields[code], chance, {}, today, answers)
        settled = form.settle({code: value for code, value in answers.items() if value is not None}, today)
        if not settled.faults:
            return settled.values
    return None


def _answer(
    item: Field | Group,
    chance: Random,
    person: Mapping[str, Any],
    today: date,
    before: Mapping[str, Any],
) -> Any:
    if isinstance(item, Group):
        rows = min(max(item.rows_min, 1), item.rows_max)
        return [_row(item, chance, today, before) for _ in range(rows)]
    if item.compute is not None:
        return None
    known = person.get(item.prefill)
    return known if known else _value(item, chance, today, before)


def _row(group: Group, chance: Random, today: date, before: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in group.fields:
        if field.compute is None:
            values[field.code] = _value(field, chance, today, {**before, **values})
    return {code: value for code, value in values.items() if value is not None}


def _value(field: Field, chance: Random, today: date, before: Mapping[str, Any]) -> Any:
    match field.kind:
        case Kind.NAME:
            return f"{chance.choice(FAMILY)} {chance.choice(MIDDLE)} {chance.choice(GIVEN)}"
        case Kind.IDENTITY_NUMBER:
            return f"000{chance.randrange(10**9):09d}"
        case Kind.TAX_CODE:
            return f"{chance.randrange(10**10):010d}"
        case Kind.PHONE:
            return f"0000{chance.randrange(10**6):06d}"
        case Kind.EMAIL:
            return "nguoi-dan@mau.invalid"
        case Kind.DATE:
            return _date(field, chance, today).isoformat()
        case Kind.MONTH:
            return f"{_date(field, chance, today):%Y-%m}"
        case Kind.YEAR:
            return chance.randint(int(field.low or 1960), int(field.high or 2005))
        case Kind.INTEGER | Kind.MONEY:
            low = int(field.low or 1)
            high = int(field.high) if field.high is not None else low + 9
            return chance.randint(low, min(high, low + 99)) * (
                1_000_000 if field.kind is Kind.MONEY and field.high is None else 1
            )
        case Kind.NUMBER:
            least = float(field.low or 1)
            most = float(field.high) if field.high is not None else least + 90
            return round(chance.uniform(least, most), field.decimals)
        case Kind.YES_NO:
            return True if field.required and chance.random() < 0.5 else chance.random() < 0.3
        case Kind.CHOICE:
            offered = field.offered(before)
            return chance.choice(offered).code if offered else None
        case Kind.CHOICES:
            offered = field.offered(before)
            return [chance.choice(offered).code] if offered else None
        case Kind.LISTED:
            lines = tables.table(field.table, today).lines
            return chance.choice(lines).said if lines else None
        case _:
            return _text(field, chance)


def _text(field: Field, chance: Random) -> str | None:
    if field.pattern:
        import re

        fitting = [text for text in PLAIN if re.fullmatch(field.pattern, text)]
        return chance.choice(fitting) if fitting else None
    text = chance.choice(WORDS)
    while len(text) < field.length_min:
        text += ", " + chance.choice(WORDS)
    return text[: field.length_max] if field.length_max else text


def _date(field: Field, chance: Random, today: date) -> date:
    earliest = _limit(field.earliest, today) or today - timedelta(days=40 * 365)
    latest = _limit(field.latest, today) or (today if not field.earliest else earliest + timedelta(days=60))
    return earliest + timedelta(days=chance.randint(0, max(0, (latest - earliest).days)))


def _limit(text: str, today: date) -> date | None:
    if text.startswith("today"):
        return today
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
