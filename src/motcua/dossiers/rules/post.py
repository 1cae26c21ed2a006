"""What goes by the public post: the number of the parcel, by which the person follows it (UPU S10; recalled)."""

import re
from enum import StrEnum

from motcua.foundation.refusal import Fault, InvalidInput, Refusal, gettext_noop

NUMBER = re.compile(r"[A-Z]{2}\d{9}[A-Z]{2}")
WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
WORDS_MAX = 200
PARCELS_MAX = 20  # of one request


class Kind(StrEnum):
    NOTED = "dossier.parcel-noted"
    CORRECTED = "dossier.parcel-corrected"
    POSTED = "dossier.parcels-posted"


class Content(StrEnum):
    RESULT = "result"
    PAPER = "paper"


class NotByPost(Refusal):
    code = "dossiers.not-by-post"
    sentence = gettext_noop("Nothing of request %(number)s goes by post, or it is not for your desk to send.")
    next_step = gettext_noop("Hand it over at the counter, or ask the return desk of the office.")


class ParcelTaken(Refusal):
    code = "dossiers.parcel-taken"
    sentence = gettext_noop("Parcel %(parcel)s is written down already, or was corrected meanwhile.")
    next_step = gettext_noop("Compare the number with the slip of the post, and open the page again.")


def tidy(typed: str) -> str:
    """As printed on the slip, without the spaces."""
    return "".join(typed.split()).upper()[:20]


def check_digit(serial: str) -> int:
    """Of the eight digits before it."""
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(serial, WEIGHTS, strict=True)) % 11
    return {10: 0, 11: 5}.get(rest, rest)


def check_parcel(typed: str) -> str:
    """The number, sound; what is wrong is said so that it can be found on the slip."""
    number = tidy(typed)
    if not NUMBER.fullmatch(number) or not number.isascii():
        sentence = gettext_noop("A parcel's number has two letters, nine digits and two letters, for example RR 123 456 785 VN.")  # fmt: skip
        raise InvalidInput(faults=[Fault("parcel", sentence)])
    if check_digit(number[2:10]) != int(number[10]):
        sentence = gettext_noop("One sign of this number is wrong: its check digit does not fit. Compare it with the slip.")  # fmt: skip
        raise InvalidInput(faults=[Fault("parcel", sentence)])
    return number


def shown(number: str) -> str:
    """In groups, as people read it aloud."""
    return f"{number[:2]} {number[2:5]} {number[5:8]} {number[8:11]} {number[11:]}"
