"""One cell of a table as somebody's spreadsheet wrote it: days, moments, numbers; read kindly, never guessed. Pure."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from motcua.foundation.refusal import gettext_noop as _

# What a spreadsheet calls day 0. Its day 60, 29 February 1900, never was; nothing that old is asked for.
EPOCH = date(1899, 12, 30)
FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2100, 1, 1)


class Nature(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"  # the text is in ISO form
    FORMULA = "formula"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Cell:
    text: str = ""
    nature: Nature = Nature.TEXT
    in_capitals: bool = False  # its font draws small letters as capitals


EMPTY = Cell()


class WrongCell(Exception):
    """Why a cell cannot be taken; a sentence with its facts."""

    def __init__(self, sentence: str, **facts: object) -> None:
        super().__init__(sentence)
        self.sentence, self.facts = sentence, facts


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, and the time of day if it was said."""

    day: date
    clock: time | None = None


FORMULA = _("holds a formula. Copy the column and paste it as values.")
ERROR = _("holds an error of the spreadsheet. Write the value.")
DAY_FIRST = _("“%(said)s” is no day. Write day/month/year, for example 18/03/2026.")
SWAPPED = _("“%(said)s” has the month first. Write day/month/year, for example 18/03/2026.")
SHORT_YEAR = _("“%(said)s” has a year of two digits. Write all four, for example 18/03/2026.")
FAR = _("“%(said)s” lies too far away to be meant.")
SERIAL = _("“%(said)s” is how a spreadsheet counts days. Format the column as a date, or write 18/03/2026.")


def value(cell: Cell) -> str:
    """The words of a cell; a formula or an error has none."""
    if cell.nature is Nature.FORMULA:
        raise WrongCell(FORMULA)
    if cell.nature is Nature.ERROR or re.fullmatch(r"#(REF|N/A|NAME\?|VALUE|DIV/0|NUM|NULL)!?", cell.text):
        raise WrongCell(ERROR)
    return cell.text


_DAY = r"(?P<d>\d{1,2})(?P<mark>[/.\-])(?P<m>\d{1,2})(?P=mark)(?P<y>\d{4})"
_SHORT = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2}", re.ASCII)
_ISO = r"(?P<y>\d{4})[-/](?P<m>\d{1,2})[-/](?P<d>\d{1,2})"
_TIME = r"(?P<h>\d{1,2})(?::|h|g|giờ)(?P<n>\d{2})?(?::\d{2}(?:\.\d+)?)?"
_MOMENTS = tuple(
    re.compile(form, re.ASCII)  # digits of other scripts are no day that anybody typed
    for day in (_DAY, _ISO)
    for form in (day, rf"{day}(?: ?,? |T){_TIME}", rf"{_TIME} ?,? (?:ngày )?{day}")
)


def moment(cell: Cell) -> Moment:
    """The day of a cell, with its time if there is one."""
    text = " ".join(value(cell).split())
    said = text[:40]
    if cell.nature is Nature.NUMBER:
        return _of_serial(text, said)
    found = next((match for form in _MOMENTS if (match := form.fullmatch(text))), None)
    if found is None:
        if _SHORT.match(text):
            raise WrongCell(SHORT_YEAR, said=said)
        raise WrongCell(SERIAL if re.fullmatch(r"[2-7]\d{4}", text) else DAY_FIRST, said=said)
    parts = found.groupdict()
    year, month, day = int(parts["y"]), int(parts["m"]), int(parts["d"])
    try:
        on = date(year, month, day)
    except ValueError:
        swapped = month > 12 >= day >= 1 and "mark" in parts
        raise WrongCell(SWAPPED if swapped else DAY_FIRST, said=said) from None
    return _near(on, _time(parts, said), said)


def _time(parts: dict[str, str | None], said: str) -> time | None:
    hour = parts.get("h")
    if hour is None:
        return None
    try:
        found = time(int(hour), int(parts.get("n") or 0))
    except ValueError:
        raise WrongCell(DAY_FIRST, said=said) from None
    # A spreadsheet gives every day a midnight; nobody hands anything in then.
    return found if found != time(0, 0) else None


def _of_serial(text: str, said: str) -> Moment:
    if not re.fullmatch(r"\d{5}(\.\d+)?", text, re.ASCII):
        raise WrongCell(DAY_FIRST, said=said)
    days = float(text)
    moment = datetime.combine(EPOCH, time()) + timedelta(minutes=round(days * 24 * 60))
    return _near(moment.date(), moment.time() if moment.time() != time(0, 0) else None, said)


def _near(day: date, clock: time | None, said: str) -> Moment:
    if not FIRST_DAY <= day < LAST_DAY:
        raise WrongCell(FAR, said=said)
    return Moment(day, clock)


SHORTENED = _(
    "was shortened by the spreadsheet, its last digits are lost. Format the column as text and write it again."
)
IDENTITY = _("is no identity number: it has %(count)s digits, not 12.")
ZEROS_LOST = _(
    "has 11 digits: the spreadsheet dropped the zero in front. Format the column as text and write all 12."
)
ZERO_ADDED = _("was read with the zero in front that the spreadsheet had dropped.")
PHONE = _("is no telephone number. It begins with 0 and has 10 digits.")
TAX = _("is no tax code: it has 10, 12 or 13 digits.")


def _digits(cell: Cell) -> str:
    text = value(cell)
    if re.fullmatch(r"\d([.,]\d+)?[eE]\+?\d+", text):
        raise WrongCell(SHORTENED)
    return re.sub(r"[\s.\-()'’]", "", text)


def identity_number(cell: Cell) -> str:
    """Twelve digits. A zero that a spreadsheet dropped is named, not added: a slip would name somebody else."""
    plain = _digits(cell)
    if re.fullmatch(r"\d{12}", plain, re.ASCII):
        return plain
    if re.fullmatch(r"\d{11}", plain, re.ASCII):
        raise WrongCell(ZEROS_LOST)
    raise WrongCell(IDENTITY, count=sum(c.isdigit() for c in plain))


def phone(cell: Cell) -> tuple[str, str]:
    """The number, and a note if a dropped zero was put back: every telephone number here begins with one."""
    plain = _digits(cell)
    if plain.startswith("+84"):
        plain = f"0{plain[3:]}"
    if re.fullmatch(r"0\d{9,10}", plain, re.ASCII):
        return plain, ""
    if re.fullmatch(r"[1-9]\d{8}", plain, re.ASCII):
        return f"0{plain}", ZERO_ADDED
    raise WrongCell(PHONE)


def tax_code(cell: Cell) -> str:
    plain = _digits(cell)
    if re.fullmatch(r"\d{10}|\d{12}|\d{13}", plain, re.ASCII):
        return plain
    if re.fullmatch(r"\d{9}", plain, re.ASCII):
        raise WrongCell(ZEROS_LOST_TAX)
    raise WrongCell(TAX)


ZEROS_LOST_TAX = _(
    "has 9 digits: the spreadsheet dropped the zero in front. Format the column as text and write all 10."
)
AMOUNT = _("is no amount in đồng. Write digits only.")
AMOUNT_MAX = 10**13


def amount(cell: Cell) -> int:
    """Whole đồng; marks between thousands may stand."""
    text = re.sub(r"\s|đ$|₫$|VND$|VNĐ$", "", value(cell))
    if cell.nature is Nature.NUMBER and re.fullmatch(r"\d+(\.0+)?", text):
        text = text.partition(".")[0]
    if not re.fullmatch(r"\d{1,14}|\d{1,3}([.,]\d{3})+", text, re.ASCII):
        raise WrongCell(AMOUNT)
    found = int(re.sub(r"[.,]", "", text))
    if found > AMOUNT_MAX:
        raise WrongCell(AMOUNT)
    return found


@dataclass(frozen=True)
class Remark:
    """Something about one row: at which column, what, and whether it keeps the row from being taken."""

    column: str
    sentence: str
    facts: dict[str, object] = field(default_factory=dict)
    is_wrong: bool = True
