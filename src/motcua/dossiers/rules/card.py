"""What the QR code of a citizen's card says: seven parts between bars. Plain text in, values out.

    066190000123|240912345|Nguyễn Thị Hoa|19041990|Nữ|12 Lê Duẩn, phường Tân Lợi|05062021

The parts are the number, the older nine-digit number, the name, the date of birth, the sex, the place of residence and
the day of issue. Seen in use, not read in a legal text; readers of the shape differ in the last part, so it may be missing.
"""

import re
from dataclasses import dataclass
from datetime import date

from motcua.foundation.text import fold, nfc

PARTS_MIN = 6
CHARACTERS_MAX = 600
_DAY = re.compile(r"(\d{2})(\d{2})(\d{4})")


@dataclass(frozen=True)
class Card:
    """The facts of a card; empty where the card says nothing that can be read."""

    number: str
    name: str
    birth_date: date | None
    gender: str  # "female", "male" or ""
    address: str


def read_card(text: str) -> Card | None:
    """The card, if the text is one; None for anything else."""
    parts = [part.strip() for part in nfc(text[:CHARACTERS_MAX]).split("|")]
    if len(parts) < PARTS_MIN or not re.fullmatch(r"\d{12}", parts[0]):
        return None
    return Card(
        number=parts[0],
        name=" ".join(parts[2].split()),
        birth_date=_day(parts[3]),
        gender={"nu": "female", "nam": "male"}.get(fold(parts[4]), ""),
        address=parts[5],
    )


def _day(text: str) -> date | None:
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    try:
        return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None
