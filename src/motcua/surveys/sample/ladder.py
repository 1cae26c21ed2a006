"""The level that each province of the simulated nation is set to: what was printed of 2022 where it is known, invented elsewhere.

Pure. What is invented fills the places between what is known, so that the mean of all is the printed one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy

NATION = 80.08
# Known of SIPAS 2022: province (as the General Statistics Office counts) → place, and the score where it was printed.
# Sources and how each is known: indices/data/published.csv. Hải Phòng and Gia Lai are counted from the year after.
KNOWN: Mapping[str, tuple[int, float | None]] = {
    "22": (1, 87.59),  # Quảng Ninh
    "19": (2, None),  # Thái Nguyên
    "96": (3, None),  # Cà Mau
    "74": (4, None),  # Bình Dương
    "38": (5, None),  # Thanh Hóa
    "42": (7, 84.37),  # Hà Tĩnh
    "31": (10, 83.88),  # Hải Phòng
    "40": (14, None),  # Nghệ An
    "64": (16, None),  # Gia Lai
    "58": (20, 81.83),  # Ninh Thuận
    "66": (27, 80.47),  # Đắk Lắk
}
CENT = 0.01


@dataclass(frozen=True)
class Level:
    province: str
    place: int
    score: float
    invented: bool  # the score; a known place may have an invented score


def ladder(provinces: Sequence[str], *, seed: int) -> list[Level]:
    """For each province the score it is set to, the best first. Two decimals, no two alike, the mean as printed."""
    chance = numpy.random.default_rng([seed, 1])
    places = {place: (code, score) for code, (place, score) in KNOWN.items() if code in provinces}
    others = [code for code in provinces if code not in KNOWN]
    chance.shuffle(others)
    order = [places[place][0] if place in places else others.pop() for place in range(1, len(provinces) + 1)]
    scores = _scores(
        len(provinces), {place: score for place, (_code, score) in places.items() if score}, chance
    )
    return [
        Level(code, place, score, invented=KNOWN.get(code, (0, None))[1] is None)
        for place, (code, score) in enumerate(zip(order, scores, strict=True), 1)
    ]


def _scores(count: int, known: Mapping[int, float], chance: numpy.random.Generator) -> list[float]:
    """Between two known scores evenly, a little off; after the last one down a slope whose steepness gives the mean."""
    fixed = sorted(known)
    last = fixed[-1]
    scores = numpy.interp(numpy.arange(1, last + 1), fixed, [known[place] for place in fixed])
    below = count - last
    steps = 1 + 0.5 * chance.uniform(-1, 1, below)
    fall = numpy.cumsum(steps)
    # 1. The sum that is left for those below is known, and so how steep the slope must be.
    left = NATION * count - scores.sum()
    steepness = (scores[-1] * below - left) / fall.sum()
    assert steepness > 2 * CENT, "the printed mean leaves no room below the last known score"
    apart = numpy.append(-numpy.diff(scores), steepness)
    moved = scores + 0.3 * chance.uniform(-1, 1, last) * numpy.minimum(
        apart, numpy.append(apart[:1], apart[:-1])
    )
    moved[[place - 1 for place in fixed]] = [known[place] for place in fixed]
    cents = numpy.rint(numpy.append(moved, scores[-1] - steepness * fall) / CENT).astype(int)
    # 2. Rounding and moving cost some cents: they are given back below the last known place, evenly.
    missing = round(NATION * count / CENT) - int(cents.sum())
    share, rest = divmod(missing, below)
    cents[last:] += share
    if rest:
        cents[last : last + rest] += 1
    assert (numpy.diff(cents) < 0).all(), "two provinces with one score"
    return [float(cent) / 100 for cent in cents]
