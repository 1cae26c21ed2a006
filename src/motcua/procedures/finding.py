"""Finding a procedure by what people type: without marks, with slips, with abbreviations, or by its code.

Plain data in, an index that answers in milliseconds out. A search never leaves this module as a query of
another language, so nothing a person types has a special meaning. Works the same on every database.

How a text is ranked: each word typed is looked for as it is, as the beginning of a word, and with one slip
(a letter dropped, added, swapped or mistyped). Rare words weigh more. A text gains by how much of what was
typed it holds, by how little else it holds, by words standing in the order typed, and by the same marks.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

from motcua.foundation.text import fold, nfc

QUERY_LENGTH_MAX = 200
QUERY_WORDS_MAX = 24
CANDIDATES_MAX = 80
VARIANTS_MAX = 60
LEVELS_MAX = 3

# How sure a match is.
EXACT, PREFIX, SLIP, ONE_LETTER = 1.0, 0.8, 0.62, 0.2
SLIP_LENGTH_MIN = 2
PREFIX_LENGTH = 3  # from so many letters on, the beginning of a word in the middle counts too
ALIAS = 0.96  # a name by which people know a procedure weighs nearly as much as its own
SCORE_MIN = 0.28  # below this nothing was found

# Words that say little; they count only when nothing else was typed.
SMALL_WORDS = frozenset(
    [
        "va",
        "cua",
        "cho",
        "cac",
        "nhung",
        "tai",
        "theo",
        "trong",
        "ve",
        "voi",
        "doi",
        "la",
        "the",
        "lam",
        "muon",
        "xin",
        "toi",
        "can",
        "o",
        "the",
        "nao",
        "gi",
    ]
)

# What people write short. The long form is what stands in names of procedures.
ABBREVIATIONS: Mapping[str, tuple[str, ...]] = {
    "attp": ("an toàn thực phẩm",),
    "bhxh": ("bảo hiểm xã hội",),
    "bhyt": ("bảo hiểm y tế",),
    "btp": ("bộ tư pháp",),
    "cccd": ("căn cước",),
    "cchn": ("chứng chỉ hành nghề",),
    "cmnd": ("căn cước",),
    "cty": ("công ty",),
    "dkkd": ("đăng ký kinh doanh", "đăng ký hộ kinh doanh"),
    "dkkh": ("đăng ký kết hôn",),
    "dkks": ("đăng ký khai sinh",),
    "dkkt": ("đăng ký khai tử",),
    "dktt": ("đăng ký thường trú", "đăng ký tạm trú"),
    "dn": ("doanh nghiệp",),
    "gcn": ("giấy chứng nhận",),
    "gcnqsdd": ("giấy chứng nhận quyền sử dụng đất",),
    "gks": ("giấy khai sinh",),
    "gp": ("giấy phép",),
    "gpkd": ("giấy phép kinh doanh", "đăng ký hộ kinh doanh"),
    "gplx": ("giấy phép lái xe",),
    "gpxd": ("giấy phép xây dựng",),
    "hdkm": ("hoạt động khuyến mại",),
    "hkd": ("hộ kinh doanh",),
    "hktt": ("đăng ký thường trú",),
    "htx": ("hợp tác xã",),
    "lltp": ("lý lịch tư pháp",),
    "pccc": ("phòng cháy chữa cháy",),
    "qsdd": ("quyền sử dụng đất",),
    "so do": ("giấy chứng nhận quyền sử dụng đất", "đăng ký biến động đất đai"),
    "so hong": ("giấy chứng nhận quyền sử dụng đất", "đăng ký biến động đất đai"),
    "ho khau": ("đăng ký thường trú",),
    "bang lai": ("giấy phép lái xe",),
    "tnhh": ("trách nhiệm hữu hạn",),
    "tthc": ("thủ tục hành chính",),
    "tthn": ("tình trạng hôn nhân",),
    "ttdd": ("thông tin đất đai",),
    "ubnd": ("ủy ban nhân dân",),
    "xkld": ("xuất khẩu lao động",),
}
ABBREVIATION_WORDS_MAX = max(len(short.split()) for short in ABBREVIATIONS)

_WORD = re.compile(r"\w+")
_CODE = re.compile(r"[0-9](?:[.0-9]|\.[a-z])*[0-9]")


@dataclass(frozen=True)
class Entry:
    """What can be found: a key that means something to the caller, the code, the name, other names for it."""

    key: int
    code: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hit:
    key: int
    score: float


@dataclass(frozen=True)
class _Text:
    """One name of an entry, ready to be compared."""

    entry: int
    words: tuple[str, ...]
    marked: frozenset[str]  # the words with their marks
    weight: float
    padded: str  # " words in order "
    worth: float


class Index:
    """Built once from all entries; then only read, so that many threads may search at once."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = tuple(entries)
        self._texts: list[_Text] = []
        # Which texts hold a word: a set of numbers as the bits of one large integer, so that sets of thousands
        # are joined and counted in microseconds.
        self._postings: dict[str, int] = {}
        self._by_length: dict[int, int] = {}
        self._by_name: dict[str, list[int]] = {}
        self._codes = {entry.code.lower(): index for index, entry in enumerate(self._entries)}
        raw = [
            (index, name, ALIAS if number else 1.0)
            for index, entry in enumerate(self._entries)
            for number, name in enumerate((entry.name, *entry.aliases))
        ]
        counts = Counter(word for _entry, name, _worth in raw for word in set(words_of(fold(name))))
        size = max(len(raw), 1)
        self._weights = {word: log(1 + size / count) for word, count in counts.items()}
        self._unknown = log(1 + size)
        for index, name, worth in raw:
            self._add(index, name, worth)
        self._spread()
        self._vocabulary = sorted(self._postings)
        self._slips = _deletions_of(self._vocabulary)
        self._starts = _starts_of(self._vocabulary)

    def _add(self, entry: int, name: str, worth: float) -> None:
        words = tuple(words_of(fold(name)))
        number = len(self._texts)
        weight = sum(self._weights[word] for word in words)
        marked = frozenset(words_of(nfc(name).lower()))
        self._texts.append(_Text(entry, words, marked, weight or 1.0, f" {' '.join(words)} ", worth))
        self._by_name.setdefault(" ".join(words), []).append(number)

    def _spread(self) -> None:
        holding: dict[str, list[int]] = {}
        long: dict[int, list[int]] = {}
        for number, text in enumerate(self._texts):
            long.setdefault(len(text.words), []).append(number)
            for word in set(text.words):
                holding.setdefault(word, []).append(number)
        self._postings = {word: _bits(numbers) for word, numbers in holding.items()}
        self._by_length = {length: _bits(numbers) for length, numbers in long.items()}

    def __len__(self) -> int:
        return len(self._entries)

    def search(self, text: str, limit: int = 20) -> list[Hit]:
        """The best entries for what was typed, the best first. Empty when nothing is like it."""
        typed = nfc(text)[:QUERY_LENGTH_MAX].lower()
        by_code = self._found_by_code(typed.strip())
        if by_code:
            return [Hit(self._entries[entry].key, 2.0) for entry in by_code[:limit]]
        best: dict[int, float] = {}
        marked = frozenset(word for word in words_of(typed) if word != fold(word))
        for words, worth in readings(words_of(fold(typed))[:QUERY_WORDS_MAX]):
            for number, score in self._ranked(words, marked):
                entry = self._texts[number].entry
                best[entry] = max(best.get(entry, 0.0), score * worth)
        ordered = sorted(
            best.items(), key=lambda found: (-found[1], len(self._entries[found[0]].name), found[0])
        )
        return [
            Hit(self._entries[entry].key, score) for entry, score in ordered[:limit] if score >= SCORE_MIN
        ]

    def _found_by_code(self, typed: str) -> list[int]:
        if not _CODE.fullmatch(typed):
            return []
        if typed in self._codes:
            return [self._codes[typed]]
        return [
            entry
            for code, entry in sorted(self._codes.items())
            if code.startswith(typed) or code[2:].startswith(typed)
        ]

    # Ranking ------------------------------------------------------------------------------------------

    def _ranked(self, words: list[str], marked: frozenset[str]) -> Iterator[tuple[int, float]]:
        telling = [word for word in words if word not in SMALL_WORDS] or words
        if not telling:
            return
        meant = {word: self._meanings(word, is_last=word == words[-1]) for word in dict.fromkeys(telling)}
        if all(not found for found in meant.values()):
            return
        wanted = sum(self._weight(word, found) for word, found in meant.items())
        pairs = [f" {first} {second} " for first, second in pairwise(words)]
        exact = set(self._by_name.get(" ".join(words), ()))
        for number in self._candidates(meant, len(words)) | exact:
            yield number, self._score(self._texts[number], meant, wanted, pairs, marked) + (number in exact)

    def _candidates(self, meant: Mapping[str, Mapping[str, float]], length: int) -> set[int]:
        """Texts that hold the most of the words, those of about the same length first."""
        counts = _counted([_any_of(self._postings[word] for word in found) for found in meant.values()])
        lengths = sorted(self._by_length, key=lambda each: (abs(each - length), each))
        chosen: list[int] = []
        for held in counts:
            for each in lengths:
                chosen += _numbers(held & self._by_length[each], CANDIDATES_MAX - len(chosen))
            if len(chosen) >= CANDIDATES_MAX:
                break
        return set(chosen)

    def _score(
        self,
        text: _Text,
        meant: Mapping[str, Mapping[str, float]],
        wanted: float,
        pairs: Sequence[str],
        marked: frozenset[str],
    ) -> float:
        held = covered = 0.0
        here = set(text.words)
        for word, found in meant.items():
            if word in here:
                sure, weight = EXACT, self._weights[word]
            else:
                matches = here & found.keys()
                if not matches:
                    continue
                nearest = max(matches, key=found.__getitem__)
                sure, weight = found[nearest], self._weights[nearest]
            held += sure * self._weight(word, found)
            covered += sure * weight
        in_order = sum(pair in text.padded for pair in pairs) / len(pairs) if pairs else 1.0
        same_marks = len(marked & text.marked) / len(marked) if marked else 0.0
        score = (
            0.66 * held / wanted + 0.18 * min(1.0, covered / text.weight) + 0.1 * in_order + 0.06 * same_marks
        )
        return score * text.worth

    def _weight(self, word: str, found: Mapping[str, float]) -> float:
        """What a typed word is worth: its own rarity, or that of the commonest word it may be a slip of."""
        if word in self._weights:
            return self._weights[word]
        return min((self._weights[near] for near in found), default=self._unknown)

    # Words that may be meant ------------------------------------------------------------------------------

    def _meanings(self, word: str, *, is_last: bool) -> dict[str, float]:
        """Words of the vocabulary that a typed word may stand for, with how sure that is."""
        found: dict[str, float] = {}
        if word.isdigit():
            return {word: EXACT} if word in self._postings else {}
        if len(word) >= SLIP_LENGTH_MIN:
            for form in (word, *_without_one(word)):
                for near in self._slips.get(form, ()):
                    if near not in found and is_one_slip(word, near):
                        found[near] = SLIP
        if is_last or len(word) >= PREFIX_LENGTH:
            for near in self._starts.get(word[:PREFIX_LENGTH], ()):
                if near.startswith(word):
                    sure = PREFIX if is_last and len(word) > 1 else SLIP if len(word) > 1 else ONE_LETTER
                    found[near] = max(found.get(near, 0.0), sure)
        if word in self._postings:
            found[word] = EXACT
        if len(found) > VARIANTS_MAX:
            found = dict(sorted(found.items(), key=lambda each: -each[1])[:VARIANTS_MAX])
        return found


# Sets as integers --------------------------------------------------------------------------------------------


def _bits(numbers: Sequence[int]) -> int:
    spread = bytearray(numbers[-1] // 8 + 1)
    for number in numbers:
        spread[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(spread, "little")


def _numbers(bits: int, most: int) -> list[int]:
    """The first numbers of a set."""
    found: list[int] = []
    while bits and len(found) < most:
        lowest = bits & -bits
        found.append(lowest.bit_length() - 1)
        bits ^= lowest
    return found


def _any_of(sets: Iterable[int]) -> int:
    every = 0
    for each in sets:
        every |= each
    return every


def _counted(sets: Sequence[int]) -> list[int]:
    """The members of the sets by in how many they are: those in the most first, down to two fewer."""
    planes: list[int] = []  # the count of every member in binary, one integer a digit
    for carry in sets:
        for place, plane in enumerate(planes):
            planes[place], carry = plane ^ carry, plane & carry
        if carry:
            planes.append(carry)
    every = _any_of(sets)
    levels: list[int] = []
    for count in range(len(sets), 0, -1):
        held = every
        for place, plane in enumerate(planes):
            held &= plane if count >> place & 1 else ~plane
        if held and not count >> len(planes):
            levels.append(held)
        if len(levels) == LEVELS_MAX:
            break
    return levels


# Words -----------------------------------------------------------------------------------------------------


def words_of(text: str) -> list[str]:
    return _WORD.findall(text)


def readings(words: list[str]) -> list[tuple[list[str], float]]:
    """What was typed, and the same with abbreviations written out."""
    found = [(words, 1.0)]
    for size in range(ABBREVIATION_WORDS_MAX, 0, -1):
        for start in range(len(words) - size + 1):
            for long in ABBREVIATIONS.get(" ".join(words[start : start + size]), ()):
                found.append((words[:start] + words_of(fold(long)) + words[start + size :], 0.98))
    return found[:5]


def _without_one(word: str) -> list[str]:
    return [word[:place] + word[place + 1 :] for place in range(len(word))]


def _deletions_of(vocabulary: Iterable[str]) -> dict[str, list[str]]:
    """Every word under itself and under itself without one letter: two words one slip apart share a form."""
    forms: dict[str, list[str]] = {}
    for word in vocabulary:
        for form in {word, *_without_one(word)}:
            forms.setdefault(form, []).append(word)
    return forms


def _starts_of(vocabulary: Iterable[str]) -> dict[str, list[str]]:
    """Words by their first letters: one, two, three."""
    starts: dict[str, list[str]] = {}
    for word in vocabulary:
        for size in range(1, PREFIX_LENGTH + 1):
            if len(word) >= size:
                starts.setdefault(word[:size], []).append(word)
    return starts


def is_one_slip(typed: str, meant: str) -> bool:
    """One letter dropped, added or mistyped, or two neighbours swapped."""
    if abs(len(typed) - len(meant)) > 1 or typed == meant:
        return False
    start = 0
    while start < min(len(typed), len(meant)) and typed[start] == meant[start]:
        start += 1
    if len(typed) < len(meant):
        return typed[start:] == meant[start + 1 :]
    if len(typed) > len(meant):
        return typed[start + 1 :] == meant[start:]
    if typed[start + 1 :] == meant[start + 1 :]:
        return True
    return (
        typed[start + 2 :] == meant[start + 2 :]
        and typed[start : start + 2] == meant[start : start + 2][::-1]
    )
