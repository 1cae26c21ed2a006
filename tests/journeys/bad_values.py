"""Wrong things that somebody may write or send, whatever the way: one list for pages, programs, acts on many and tables.

What is no fault but looks like one stands here too, with what must be kept of it.
"""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from tests.journeys.wrong import HTML

LONG = "9" * 5_000


class Means(StrEnum):
    """What is asked where the value is written."""

    NAME = "a person's name, letters only"
    PARTY = "a person or an organisation"
    IDENTITY = "an identity number"
    DAY = "a day"
    CHOICE = "one of several words"
    WORDS = "free words"
    AMOUNT = "an amount of money"
    PHONE = "a telephone number"
    EMAIL = "a mail address"
    ADDRESS = "where somebody lives"
    CARD = "what the code on a card says"


@dataclass(frozen=True)
class Wrong:
    """One value. `stays`: what is kept of it where it is no fault; None where it must be refused."""

    name: str
    means: Means
    text: str
    stays: str | None = None
    in_tables: bool = True  # else no table can hold it as one value of a cell


def _refused(means: Means, **texts: str) -> list[Wrong]:
    return [Wrong(name.replace("_", " "), means, text) for name, text in texts.items()]


HELD = "Nguyễn Văn Giữ"
FORMULA = "=HYPERLINK('http://evil.example','Bấm vào')"
VALUES = (
    *_refused(
        Means.NAME, nothing="", spaces=" \u00a0 ", html=HTML, digits="Nguyễn 3", formula="=1+1",
        too_long="Nguyễn " * 40, error_of_a_sheet="#NAME?",
    ),
    Wrong("marks written apart", Means.NAME, unicodedata.normalize("NFD", HELD), HELD),
    Wrong("a mark that turns the direction", Means.NAME, f"\u202e{HELD}\u200f", HELD),
    Wrong("signs nobody sees", Means.NAME, "Nguyễn\x1b Văn\x07 Giữ\ufeff", HELD),
    *_refused(Means.PARTY, nothing="", spaces=" \u00a0 ", digits="12345", too_long="Nguyễn " * 40),
    Wrong("html", Means.PARTY, HTML, HTML),
    Wrong("formula", Means.PARTY, FORMULA, FORMULA),
    Wrong("marks written apart", Means.PARTY, unicodedata.normalize("NFD", HELD), HELD),
    Wrong("a mark that turns the direction", Means.PARTY, f"\u202e{HELD}\u200f", HELD),
    *_refused(
        Means.IDENTITY, short="12345", of_a_sheet="6.6203E+10", letters="06620300000a", thousands_of_digits=LONG,
        other_digits="٠٦٦٢٠٣٠٠٠٠٠١", negative="-66203000000", error_of_a_sheet="#REF!",
    ),
    Wrong("with spaces", Means.IDENTITY, "066 203 999 001", "066203999001"),
    *_refused(
        Means.DAY, never_was="31/02/2026", month_first="03/18/2026", two_digits="19/04/26", roman="19/04/0026",
        infinite="1e309", far="99999-01-01", squares="²/²/2026", thousands_of_digits=LONG, zero="0", words="hôm qua",
    ),
    *_refused(Means.CHOICE, unknown="Trùm cuối", negative="-1", thousands_of_digits=LONG, html=HTML),
    *_refused(Means.WORDS, too_long="á" * 3_999),
    Wrong("html", Means.WORDS, HTML, HTML),
    Wrong("formula", Means.WORDS, FORMULA, FORMULA),
    Wrong("nothing between signs", Means.WORDS, "Mờ\0 quá", "Mờ quá", in_tables=False),
    *_refused(
        Means.AMOUNT, infinite="1e309", larger_than_an_integer="9223372036854775808", negative="-1", part="1,5",
        square="²", no_number="NaN", endless="Infinity", thousands_of_digits=LONG,
    ),
    *_refused(
        Means.PHONE, short="12", words="không có", html=HTML, formula="=1+1", thousands_of_digits=LONG, negative="-905000001",
        of_a_sheet="9.05E+08", other_digits="٠٩٠٥٠٠٠٠٠١", error_of_a_sheet="#N/A",
    ),
    Wrong("with spaces", Means.PHONE, "0905 000 001", "0905000001"),
    *_refused(
        Means.EMAIL, no_host="hoa@", no_name="@example.vn", spaces="hoa example.vn", html=HTML, formula="=1+1",
        sql="'; DROP TABLE dossiers", two="hoa@example.vn,ba@example.vn", too_long="h" * 400 + "@example.vn",
        header="hoa@example.vn\nBcc: ba@example.vn",
    ),
    *_refused(Means.ADDRESS, too_long="Thôn 3, " * 200),
    Wrong("html", Means.ADDRESS, HTML, HTML),
    Wrong("formula", Means.ADDRESS, FORMULA, FORMULA),
    *_refused(
        Means.CARD, too_few="066190000117|2409|Hoa", letters="06619000011a|240912345|Hoa|19041990|Nữ|12 Lê Duẩn|05062021",
        only_bars="||||||", long="066190000117|" + LONG,
    ),
)  # fmt: skip


def of(*means: Means, in_tables: bool = False) -> list[Wrong]:
    return [one for one in VALUES if one.means in means and (one.in_tables or not in_tables)]
