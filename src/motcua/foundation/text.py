"""Vietnamese text: one normal form, folding for finding, and dictionary order."""

import re
import unicodedata

# Letters in dictionary order; marks come after letters, in the order used by Vietnamese dictionaries.
_LETTERS = {letter: rank for rank, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_SHAPES = {
    ("a", "\u0306"): "ă",
    ("a", "\u0302"): "â",
    ("e", "\u0302"): "ê",
    ("o", "\u0302"): "ô",
    ("o", "\u031b"): "ơ",
    ("u", "\u031b"): "ư",
}


_MARKS = re.compile("[\u0300-\u036f]+")
_FOLDED = str.maketrans({"đ": "d", "'": None, "’": None, "‘": None, "ʼ": None})


def nfc(text: str) -> str:
    """The one form in which Vietnamese text is stored."""
    return unicodedata.normalize("NFC", text)


# Line ends that are pasted out of word processors and PDF files.
_LINES = {ord(char): "\n" for char in "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"}
_CONTROLS = {
    code: None
    for code in (*range(0x20), *range(0x7F, 0xA0))
    if chr(code) not in "\t\n" and code not in _LINES
}
# Marks that turn the direction of the text around them, and breaks without width that come along when a name is
# pasted from a page: what is read would not be what is stored, nor be found.
_DIRECTIONS = dict.fromkeys(
    map(ord, "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u2060\ufeff")
)
# Halves of a character; no database and no file can hold them.
_HALVES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
_NOT_PLAIN = _LINES | _CONTROLS | _DIRECTIONS | _HALVES


def plain(text: str) -> str:
    """What somebody typed or pasted, in the one form in which it may be stored: NFC, lines ending in one \\n,
    without characters that nobody can see and that change how the others are read.
    """
    return nfc(text.replace("\r\n", "\n").replace("\r", "\n").translate(_NOT_PLAIN))


def fold(text: str) -> str:
    """Lower case without marks and apostrophes, đ as d, spaces single: H’Duyên and h'duyen are found alike.

    For finding; never an identity (điểm d is not điểm đ).
    """
    plain = unicodedata.normalize("NFD", text.lower().translate(_FOLDED))
    bare = _MARKS.sub("", plain)
    if not bare.isascii():
        # Marks of other scripts, and their letters, which come together again.
        bare = unicodedata.normalize("NFC", "".join(c for c in bare if not unicodedata.combining(c)))
    return " ".join(bare.split())


def sort_key(text: str) -> tuple[tuple[tuple[int, int], ...], tuple[int, ...]]:
    """Key of Vietnamese dictionary order: letters first (đ after d, ă after a), then tones, word by word."""
    letters: list[tuple[int, int]] = []
    tones: list[int] = []
    for char in unicodedata.normalize("NFD", text.lower()):
        if char in _TONES:
            if tones:
                tones[-1] = _TONES[char]
        elif unicodedata.combining(char):
            if letters and letters[-1][0] == 1:
                base = _BASE_OF_RANK.get(letters[-1][1], "")
                shaped = _SHAPES.get((base, char))
                if shaped:
                    letters[-1] = (1, _LETTERS[shaped])
        else:
            letters.append((1, _LETTERS[char]) if char in _LETTERS else (0, ord(char)))
            tones.append(0)
    return tuple(letters), tuple(tones)


_BASE_OF_RANK = {rank: letter for letter, rank in _LETTERS.items()}
