"""Text typed in the old fonts of TCVN 5712:1993, set VN3 (“TCVN3”, “ABC”, .VnTime): recognised, and read as Unicode. Pure.

Such a font drew other letters over the signs of Western Europe, so a file says “NguyÔn” and means “Nguyễn”. A few
words can be meant both ways (“Dòng”, or “Dũng”): nothing is changed by a guess. Decision 0039.
"""

import re
import unicodedata
from collections.abc import Iterable
from enum import Enum, StrEnum, auto
from functools import lru_cache

from motcua.foundation.text import nfc
from motcua.operations.importing.cells import Cell, Nature

# TCVN 5712:1993, VN3, from 0xA1 on; a point where the set has no letter.
_FIRST = 0xA1
_LETTERS = (
    "ĂÂÊÔƠƯĐăâêôơưđ......àảãáạ.ằẳẵắ......."
    "ặầẩẫấậè.ẻẽéẹềểễếệìỉ...ĩíịò.ỏõóọồổỗốộờởỡớợù.ủũúụừửữứựỳỷỹýỵ"
)  # fmt: skip
VN3 = {chr(_FIRST + place): letter for place, letter in enumerate(_LETTERS) if letter != "."}
_TO_UNICODE = str.maketrans(VN3)
WORDS_REMEMBERED = 50_000
OLD_WORDS_MIN = 2  # one alone may be a slip, or “m×n”


class Letters(StrEnum):
    """What somebody says the file is written in."""

    UNICODE = "unicode"
    TCVN3 = "tcvn3"
    VNI = "vni"
    VISCII = "viscii"


NAMES = {Letters.TCVN3: "TCVN3 (ABC)", Letters.VNI: "VNI", Letters.VISCII: "VISCII"}


class Leaning(Enum):
    """What a text can be meant as."""

    PLAIN = auto()  # the same both ways, or no Vietnamese
    OLD = auto()
    NEW = auto()
    EITHER = auto()
    BOTH = auto()  # some words one way, some the other


_WORD = re.compile(r"[A-Za-z\u00a1-\u024f\u1e00-\u1eff]+")


def read(text: str) -> str:
    """What the old font showed. It had no capitals with tones: words in capitals get them back."""
    found = nfc(text.translate(_TO_UNICODE))
    plain = re.sub(r"[^A-Za-z]+", " ", text)
    loud = {match.start() for match in _WORD.finditer(text) if _is_loud(match[0])}
    all_loud = bool(loud) and plain.upper() == plain
    return _WORD.sub(lambda m: m[0].upper() if all_loud or m.start() in loud else m[0], found)


def turned(cell: Cell) -> Cell:
    """The cell in Unicode; one that holds a word in Unicode already is left as it is."""
    if cell.nature is not Nature.TEXT or leaning(cell.text) in (Leaning.NEW, Leaning.BOTH):
        return cell
    return Cell(read(cell.text))


def _is_loud(word: str) -> bool:
    return sum("A" <= sign <= "Z" for sign in word) > 1 and not any("a" <= sign <= "z" for sign in word)


def leaning(text: str) -> Leaning:
    if text.isascii():
        return Leaning.PLAIN
    found = {_word(word) for word in _WORD.findall(nfc(text)) if not word.isascii()}
    if {Leaning.OLD, Leaning.NEW} <= found:
        return Leaning.BOTH
    return next((one for one in (Leaning.OLD, Leaning.NEW, Leaning.EITHER) if one in found), Leaning.PLAIN)


def verdict(texts: Iterable[str]) -> Leaning:
    """The same of a whole table; one old word alone leaves it open."""
    found: dict[Leaning, set[str]] = {one: set() for one in Leaning}
    for text in texts:
        if not text.isascii():
            for word in _WORD.findall(nfc(text)):
                if not word.isascii() and len(found[way := _word(word)]) < OLD_WORDS_MIN:
                    found[way].add(word)
    old, new = len(found[Leaning.OLD]), len(found[Leaning.NEW])
    if old and new:
        return Leaning.BOTH
    if old or (found[Leaning.EITHER] and not new):
        return Leaning.OLD if old >= OLD_WORDS_MIN else Leaning.EITHER
    return Leaning.NEW if new else Leaning.PLAIN


def sure_words(texts: Iterable[tuple[str, str]]) -> tuple[int, int]:
    """Of lines read as the old fonts and as Unicode: how many words are Vietnamese one way only."""
    old = new = 0
    for western, other in texts:
        if western.isascii():
            continue
        for one, two in zip(western.split(), other.split(), strict=False):
            if one.isascii():
                continue
            is_old = any(_is_old(word) for word in _WORD.findall(one))
            is_new = any(not w.isascii() and is_syllable(w) for w in _WORD.findall(nfc(two)))
            old, new = old + (is_old and not is_new), new + (is_new and not is_old)
    return old, new


@lru_cache(WORDS_REMEMBERED)
def _word(word: str) -> Leaning:
    if any(sign > "\u00ff" for sign in word):
        return Leaning.NEW
    old, new = _is_old(word), _is_shaped(word) and is_syllable(word)
    if old and new:
        return Leaning.EITHER if read(word) != word else Leaning.PLAIN
    return Leaning.OLD if old else Leaning.NEW if new else Leaning.PLAIN


def _is_old(word: str) -> bool:
    signs = [sign for sign in word if not sign.isascii()]
    # A lone sign (×, §, ·) stands in any text.
    return len(word) > 1 and all(sign in VN3 for sign in signs) and is_syllable(read(word), strictly=True)


def _is_shaped(word: str) -> bool:
    return word[1:].islower() or word.isupper() or len(word) == 1


# Vietnamese syllables --------------------------------------------------------------------------------------------

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_FIRSTS = "ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnprstvx]"
_OPEN = (
    "ai|ao|au|ay|âu|ây|eo|êu|ia|iêu|iu|oai|oay|oao|oeo|oi|ôi|ơi|ua|uây|ui|uya|uyu|uôi|uơ|ưa|ưi|ươi|ươu|ưu|yêu"
)
_CLOSED = "ă|â|iê|oă|uâ|uyê|uô|ươ|yê|oo"  # something must follow
_FREE = "a|e|ê|i|o|ô|ơ|u|ư|y|oa|oe|uê|uy"
_LASTS = "ng|nh|ch|[cmnpt]"
_SYLLABLE = re.compile(
    f"(?P<first>{_FIRSTS})?(?:(?P<open>{_OPEN}|{_FREE})|(?P<vowel>{_CLOSED}|{_FREE})(?P<last>{_LASTS}))"
)


def is_syllable(word: str, *, strictly: bool = False) -> bool:
    """Whether it could be one syllable of Vietnamese; strictly: as the rules of spelling have k, gh and ngh."""
    parts = unicodedata.normalize("NFD", word.lower())
    tones = [sign for sign in parts if sign in _TONES]
    bare = nfc("".join(sign for sign in parts if sign not in _TONES))
    found = _SYLLABLE.fullmatch(bare)
    if found is None or len(tones) > 1:
        return False
    if found["last"] in ("c", "ch", "p", "t") and tones and tones[0] not in "\u0301\u0323":
        return False
    if strictly and (found["last"] in ("c", "ch", "p", "t") and not tones):
        return False
    vowel = (found["open"] or found["vowel"])[0]
    return not (strictly and found["first"] in ("k", "gh", "ngh") and vowel not in "eêiy")
