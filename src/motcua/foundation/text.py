"""Vietnamese text: one normal form, folding for finding, and dictionary order."""

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


_FOLDED = str.maketrans({"đ": "d", "'": None, "’": None, "‘": None, "ʼ": None})


def nfc(text: str) -> str:
    """The one form in which Vietnamese text is stored."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Lower case without marks and apostrophes, đ as d, spaces single: H’Duyên and h'duyen are found alike.

    For finding; never an identity (điểm d is not điểm đ).
    """
    plain = unicodedata.normalize("NFD", text.lower().translate(_FOLDED))
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(unicodedata.normalize("NFC", bare).split())  # other scripts come together again


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
