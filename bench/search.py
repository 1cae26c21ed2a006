"""Finding procedures: 6,000 names without marks, with slips, and how long it takes."""

import os
import random
import string
import time

from bench.procedure_names import names, pairs_one_word_apart
from bench.rows import Row, limit_row
from motcua.foundation.text import fold
from motcua.procedures.finding import Entry, Index

ROOM = "procedures"
SEED = 20230419
NAMES = 6000
SLIPS = 3000
RUNS = 3


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


class Found:
    """What one share of the names showed."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.plain = self.marked = self.marked_of = self.slipped = self.slipped_of = 0

    @property
    def p95(self) -> float:
        return sorted(self.times)[int(len(self.times) * 0.95)] * 1000


def measure(index: Index, every: list[str], share: range, *, slipped: int, marked_every: int) -> Found:
    """Each name of the share without marks, timed; some of them with marks; and some with a slip."""
    chance = random.Random(f"{SEED}:{share}")
    found = Found()
    for number in share:
        typed = fold(every[number])
        began = time.perf_counter()
        place = place_of(index, typed, number)
        found.times.append(time.perf_counter() - began)
        found.plain += place == 1
        if number % marked_every == 0:
            found.marked_of += 1
            found.marked += place_of(index, every[number], number) == 1
    for _ in range(slipped):
        number = chance.choice(share)
        found.slipped_of += 1
        found.slipped += place_of(index, slips(every[number], chance), number) > 0
    return found


def run() -> list[Row]:
    """The promises of finding: how fast without marks, and how sure with and without a slip.

    Every name is asked for once, in shares whose spread is shown; FULL=1 asks for each with its marks too.
    """
    full = os.environ.get("FULL") == "1"
    every = names(NAMES)
    index = Index(Entry(number, f"9.{number:06d}", name) for number, name in enumerate(every))
    found = []
    for share in range(RUNS):
        found.append(
            measure(
                index,
                every,
                range(share, NAMES, RUNS),
                slipped=(SLIPS if full else SLIPS // 3) // RUNS,
                marked_every=1 if full else 4,
            )
        )
        print(f"  {share + 1} of {RUNS} shares of {NAMES:,} names", flush=True)

    def percent(part: str) -> list[float]:
        return [100 * getattr(each, part) / getattr(each, f"{part}_of", len(each.times)) for each in found]

    pairs = float(pairs_one_word_apart(every))
    return [
        limit_row("search of 6,000 names without marks, p95", "ms", [each.p95 for each in found], limit=20),
        *(
            limit_row(f"search, {said}", "%", percent(part), limit=limit, less_is_better=False)
            for said, part, limit in (
                ("first by its own name", "marked", 100),
                ("first without marks", "plain", 100),
                ("among five with a slip", "slipped", 95),
            )
        ),
        limit_row(
            "search, pairs of names one word apart", "pairs", [pairs], limit=2000, less_is_better=False
        ),
    ]
