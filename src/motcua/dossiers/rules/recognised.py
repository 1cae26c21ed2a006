"""What a recognised paper seems to say: identity number, names, dates. Proposals only; a person confirms each.

Below a stated confidence nothing is proposed: an officer who corrects a wrong guess loses more than one who types.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from motcua.foundation.text import fold, nfc

# The lowest word of a line must have been recognised at least so surely (0 to 100, as tesseract says).
CONFIDENCE_MIN = 40


class Said(StrEnum):
    """What a paper may say of a person."""

    NAME = "name"
    IDENTITY = "identity"
    BIRTH = "birth"
    ISSUED = "issued"


@dataclass(frozen=True)
class Proposal:
    said: Said
    value: str  # a name, twelve digits, or a date as 1985-03-12
    line: str  # the line it was read from, to compare with
    confidence: int


# Labels as printed on Vietnamese papers, folded; the first that fits a line decides.
LABELS: tuple[tuple[Said, re.Pattern[str]], ...] = (
    (Said.IDENTITY, re.compile(r"(so dinh danh|so (the )?can cuoc|cccd|cmnd|so giay to tuy than)")),
    (Said.BIRTH, re.compile(r"(ngay,? thang,? nam sinh|ngay sinh|sinh ngay)")),
    (Said.ISSUED, re.compile(r"(ngay cap|cap ngay|ngay,? thang,? nam cap)")),
    (Said.NAME, re.compile(r"^(ho,? chu dem,? (va )?ten|ho (va )?ten|ten toi la|toi ten la|ong ba)")),
)
DAY = re.compile(r"(?<!\d)(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})(?!\d)")
DAY_IN_WORDS = re.compile(r"(\d{1,2})\s*thang\s*(\d{1,2})\s*nam\s*(\d{4})")
LETTERS_LIKE_DIGITS = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "|": "1", "S": "5", "B": "8"})
YEAR_FIRST, YEAR_LAST = 1900, 2100
NAME_WORDS_MIN, NAME_WORDS_MAX = 2, 7
# Family names that stand on most cards: where marks were lost, the one it must have been.
FAMILY = {fold(name): name for name in (
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý",
    "Đào", "Đoàn", "Vương", "Trịnh", "Trương", "Lâm", "Phùng", "Mai", "Tô", "Hà", "Tạ", "Châu", "Quách", "Cao", "Lương", "Thái",
)}  # fmt: skip


def proposals(lines: Iterable[tuple[str, int]]) -> tuple[Proposal, ...]:
    """At most one proposal of each kind, from lines (text, confidence) in reading order."""
    found: dict[Said, Proposal] = {}
    for text, confidence in lines:
        if confidence < CONFIDENCE_MIN:
            continue
        line = " ".join(nfc(text).split())
        for said, label in LABELS:
            at = label.search(_folded(line))
            if at is None:
                continue
            value = _value(said, line[at.end() :])
            if value and said not in found:
                found[said] = Proposal(said, value, line, confidence)
            # "Ngày sinh … Số định danh …" on one line: each label reads what stands after it.
    return tuple(found[said] for said in Said if said in found)


def _folded(line: str) -> str:
    """The same length as the line, so that places agree."""
    return "".join((fold(character) or " ")[:1] for character in line)


def _value(said: Said, rest: str) -> str:
    if said is Said.NAME:
        return name_in(rest)
    if said is Said.IDENTITY:
        return identity_in(rest)
    return date_in(rest)


def identity_in(text: str) -> str:
    """Twelve digits in a row, spaces and look-alike letters forgiven; a sex and century digit that cannot be is not taken."""
    tidy = text.translate(LETTERS_LIKE_DIGITS)
    at = re.search(r"(?<!\d)(\d[\d .]{10,20}\d)(?!\d)", tidy)
    digits = re.sub(r"\D", "", at[1]) if at else ""
    return digits[:12] if len(digits) == 12 and digits[0] == "0" and digits[3] in "0123" else ""


def date_in(text: str) -> str:
    at = DAY.search(text) or DAY_IN_WORDS.search(fold(text))
    if at is None:
        return ""
    day, month, year = (int(part) for part in at.groups())
    try:
        found = date(year, month, day)
    except ValueError:
        return ""
    return found.isoformat() if YEAR_FIRST <= found.year <= YEAR_LAST else ""


def name_in(text: str) -> str:
    """Words in capitals, or with capitals first, up to what is no name any more."""
    words: list[str] = []
    for word in re.sub(
        r"^[\s:.;(),/\-]*((viết )?chữ in hoa\)?[\s:.]*)?", "", text, flags=re.IGNORECASE
    ).split():
        bare = word.strip(".,;:()")
        if not bare.isalpha() or not bare[0].isupper():
            break
        words.append(bare)
    if not NAME_WORDS_MIN <= len(words) <= NAME_WORDS_MAX:
        return ""
    words[0] = _family(words[0])
    return " ".join(words)


def _family(word: str) -> str:
    known = FAMILY.get(fold(word))
    if known is None or word.lower() in {name.lower() for name in FAMILY.values()}:
        return word
    return known.upper() if word.isupper() else known
