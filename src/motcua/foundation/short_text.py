"""Short messages: which letters a text message can carry, how long it is, and in how many parts it travels."""

import unicodedata
from dataclasses import dataclass

# The letters of GSM 03.38. Those of the second line count twice.
_ONE = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWO = frozenset("\f^{}\\[~]|€")
GSM_ONE, GSM_PARTS = 160, 153
WIDE_ONE, WIDE_PARTS = 70, 67
_PLAIN = str.maketrans(
    {
        "đ": "d", "Đ": "D", "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...",
        "·": "-", "•": "*", "₫": "d", "\u00a0": " ", "\u202f": " ",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Short:
    text: str
    letters: int  # as the network counts them
    parts: int
    is_wide: bool  # with Vietnamese marks: 70 letters a part, not 160


def bare(text: str) -> str:
    """Vietnamese without marks, upper and lower case kept; what a plain text message cannot carry becomes "?"."""
    parted = unicodedata.normalize("NFD", text.translate(_PLAIN))
    letters = (letter for letter in parted if not unicodedata.combining(letter))
    return "".join(letter if letter in _ONE or letter in _TWO else "?" for letter in letters)


def short(text: str, *, with_marks: bool = False) -> Short:
    """The message as it is sent. With marks it keeps them, and holds less than half as much in a part."""
    said = unicodedata.normalize("NFC", text) if with_marks else bare(text)
    is_wide = not all(letter in _ONE or letter in _TWO for letter in said)
    if is_wide:
        letters = len(said.encode("utf-16-le")) // 2
        one, more = WIDE_ONE, WIDE_PARTS
    else:
        letters = sum(2 if letter in _TWO else 1 for letter in said)
        one, more = GSM_ONE, GSM_PARTS
    return Short(said, letters, 1 if letters <= one else -(-letters // more), is_wide)
