"""Finding procedures: 6,000 names without marks, with slips, and how long it takes."""

import random
import string
import sys
import time

from bench.procedure_names import names, pairs_one_word_apart
from bench.rows import Row, limit_row
from motcua.foundation.text import fold
from motcua.procedures.finding import Entry, Index

ROOM = "procedures"
SEED = 20230419
NAMES = 6000
SLIPS = 3000


def slips(name: str, chance: random.Random) -> str:
    """One letter dropped, swapped with its neighbour or mistyped, in the first three words."""
    words = fold(name).split()
    place = chance.randrange(min(3, len(words)))
    word = words[place]
    at = chance.randrange(len(word))
    kind = chance.choice(("drop", "swap", "mistype"))
    if kind == "drop" and len(word) > 1:
        word = word[:at] + word[at + 1 :]
    elif kind == "swap" and len(word) > 1:
        at = min(at, len(word) - 2)
        word = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    else:
        word = word[:at] + chance.choice(string.ascii_lowercase.replace(word[at], "")) + word[at + 1 :]
    return " ".join([*words[:place], word, *words[place + 1 :]])


def place_of(index: Index, typed: str, wanted: int, limit: int = 5) -> int:
    """At which place (1 is first) the wanted entry stands; 0 when it is not among the first."""
    return next((place for place, hit in enumerate(index.search(typed, limit), 1) if hit.key == wanted), 0)


def measure(count: int = NAMES, tries: int = SLIPS) -> dict[str, float]:
    chance = random.Random(SEED)
    every = names(count)
    began = time.perf_counter()
    index = Index(Entry(number, f"9.{number:06d}", name) for number, name in enumerate(every))
    built = time.perf_counter() - began
    times, first_marked, first_plain = [], 0, 0
    for number, name in enumerate(every):
        first_marked += place_of(index, name, number) == 1
        began = time.perf_counter()
        place = place_of(index, fold(name), number)
        times.append(time.perf_counter() - began)
        first_plain += place == 1
    found = 0
    for _ in range(tries):
        number = chance.randrange(len(every))
        found += place_of(index, slips(every[number], chance), number) > 0
    times.sort()
    return {
        "names": len(every),
        "pairs one word apart": pairs_one_word_apart(every),
        "build s": built,
        "median ms": times[len(times) // 2] * 1000,
        "p95 ms": times[int(len(times) * 0.95)] * 1000,
        "first by own name %": 100 * first_marked / len(every),
        "first without marks %": 100 * first_plain / len(every),
        "among five with a slip %": 100 * found / tries,
    }


RUNS = 3


def run() -> list[Row]:
    """The promises of finding: how fast without marks, and how sure with and without a slip."""
    found = [measure() for _ in range(RUNS)]

    def of(key: str) -> list[float]:
        return [each[key] for each in found]

    return [
        limit_row("search of 6,000 names without marks, p95", "ms", of("p95 ms"), limit=20),
        limit_row(
            "search, first by its own name", "%", of("first by own name %"), limit=100, less_is_better=False
        ),
        limit_row(
            "search, first without marks", "%", of("first without marks %"), limit=100, less_is_better=False
        ),
        limit_row(
            "search, among five with a slip",
            "%",
            of("among five with a slip %"),
            limit=95,
            less_is_better=False,
        ),
        limit_row(
            "search, pairs of names one word apart",
            "pairs",
            of("pairs one word apart"),
            limit=2000,
            less_is_better=False,
        ),
    ]


if __name__ == "__main__":
    for key, value in measure(int(sys.argv[1]) if len(sys.argv) > 1 else NAMES).items():
        print(f"{key:28} {value:,.2f}")
