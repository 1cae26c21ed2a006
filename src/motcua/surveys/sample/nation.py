"""A nation that answers a survey, made up from a seed: the frame, the draw, the answers. Pure numpy, no database.

Every answer is invented. The level of each province is set so that its *computed* index is the one it is meant to
have (`ladder`): the answers are drawn first, with what districts, communes, villages and people have in common, and
then one number a province – how easily its people are satisfied – is chosen among all there are. Nothing else is
touched, so spread, intervals and ranks come out as they do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy
from numpy.typing import NDArray

from motcua.surveys.sampling import Sample, Stage, draw

Array = NDArray[Any]

DISTRICTS, COMMUNES, VILLAGES = 9, 6, 6  # of the frame, in each unit above
# The printed totals – 195 districts, 385 communes, 1,170 villages – leave open which province has how many.
USUAL = (3, 2, 3)
OTHERS: Mapping[str, tuple[int, int, int]] = {
    "01": (6, 2, 3),  # Hà Nội
    "79": (6, 2, 3),  # TP. Hồ Chí Minh
    "11": (5, 1, 4),
    "35": (2, 2, 3),
    "58": (2, 2, 4),
    "14": (3, 2, 4),
}
ANSWERS = 36_000
ASKED, RESERVE = 34, 6  # in each village
# How far apart units are, on the logit scale; whether two people of a village are satisfied with an item correlates by 0.01.
SPREAD = {"item": 0.25, "factor": 0.25, "huyen": 0.13, "xa": 0.13, "thon": 0.22, "person": 1.2}
USED_SERVICES = 0.72
NO_OPINION, SKIPPED = 0.03, 0.02
# From satisfied to very satisfied, from neither to dissatisfied to very dissatisfied.
VERY, DIS, VERY_DIS = 2.0, 1.8, 3.4
NA, NOTHING = 9, 0


@dataclass(frozen=True)
class Asked:
    """What is asked: block → factor → items, and which block only those answer who used a service."""

    index: Mapping[str, Mapping[str, Sequence[str]]]
    only_users: str

    @property
    def items(self) -> list[str]:
        return [item for factors in self.index.values() for items in factors.values() for item in items]


@dataclass(frozen=True)
class Nation:
    """A row an answer; `codes` has a column an item: 1–5, 9 no opinion, 0 not answered."""

    frame: dict[str, Array]
    sample: Sample
    village: Array  # row → drawn village
    weight: Array
    used: Array
    age: Array
    gender: Array
    codes: Array


def frame(provinces: Sequence[str], *, seed: int) -> dict[str, Array]:
    """Villages with their people. No place of it exists: codes are numbers, sizes are drawn."""
    chance = numpy.random.default_rng([seed, 2])
    each = DISTRICTS * COMMUNES * VILLAGES
    rows = len(provinces) * each
    big = numpy.exp(chance.normal(0, 0.45, len(provinces)))
    big[[place for place, code in enumerate(provinces) if code in ("01", "79")]] = 6.0
    province = numpy.repeat(numpy.arange(len(provinces)), each)
    people = 180 + 900 * big[province] * numpy.exp(chance.normal(0, 0.5, rows))
    codes = numpy.array(provinces, dtype=object)[province]
    number = numpy.arange(rows) % each
    district, commune = number // (COMMUNES * VILLAGES), number // VILLAGES % COMMUNES
    return {
        "tinh": codes,
        "huyen": _codes(codes, district),
        "xa": _codes(codes, district, commune),
        "thon": _codes(codes, district, commune, number % VILLAGES),
        "dan": people.astype(numpy.int64).astype(numpy.float64),
    }


def _codes(province: Array, *parts: Array) -> Array:
    ends = [
        ".".join(str(one + 1) for one in path)
        for path in zip(*(part.tolist() for part in parts), strict=True)
    ]
    return numpy.array(
        [f"{code}.{end}" for code, end in zip(province.tolist(), ends, strict=True)], dtype=object
    )


def stages(provinces: Sequence[str]) -> list[Stage]:
    takes = [{code: OTHERS.get(code, USUAL)[stage] for code in provinces} for stage in range(3)]
    return [
        Stage("huyen", takes[0], "pps-mixed", size="dan"),
        Stage("xa", takes[1], "pps-mixed", size="dan"),
        Stage("thon", takes[2], "pps-mixed", size="dan", reserve=1),
        Stage("nguoi", ASKED, listed="dan", reserve=RESERVE),
    ]


def simulate(
    provinces: Sequence[str], *, asked: Asked, scores: Mapping[str, float], seed: int, answers: int = ANSWERS
) -> Nation:
    """The nation of this seed whose provinces have these indices: every item weighs the same."""
    held = frame(provinces, seed=seed)
    sample = draw(held, stages=stages(provinces), seed=seed, strata="tinh")
    chance = numpy.random.default_rng([seed, 3])
    villages = numpy.flatnonzero(sample.asked(2))
    drawn = [sample.stages[stage] for stage in range(3)]
    # Who answers: as many in each village, one more in some, drawn by lot.
    few, more = divmod(answers, len(villages))
    assert 10 <= few < ASKED
    count = numpy.full(len(villages), few)
    count[chance.permutation(len(villages))[:more]] += 1
    village = numpy.repeat(villages, count)
    # Who answered stands for those of the village who did not.
    people = drawn[2].size[villages]
    weight = numpy.repeat(people / count / drawn[2].probability[villages], count)
    above = [village, drawn[2].parent[village]]
    above.append(drawn[1].parent[above[1]])
    province = drawn[0].parent[above[2]]
    ease = chance.normal(0, SPREAD["person"], len(village))
    for name, unit in zip(("thon", "xa", "huyen"), above, strict=True):
        ease += chance.normal(0, SPREAD[name], unit.max() + 1)[unit]
    used = chance.random(len(village)) < USED_SERVICES
    need, there, opinion = _needs(asked, ease=ease, used=used, province=province, chance=chance)
    counted = there & opinion
    codes = numpy.zeros(need.shape, dtype=numpy.int8)
    for place, code in enumerate(sample.strata):
        rows = province == place
        level, extra = _level(need[rows], counted[rows], weight[rows], scores[code] / 100)
        codes[rows] = _answered(level - need[rows], extra)
    codes[there & ~opinion] = NA
    codes[~there] = NOTHING
    return Nation(
        frame=held,
        sample=sample,
        village=village,
        weight=weight,
        used=used,
        age=chance.choice(4, len(village), p=[0.27, 0.33, 0.25, 0.15]),
        gender=chance.integers(0, 2, len(village)),
        codes=codes,
    )


def _needs(
    asked: Asked, *, ease: Array, used: Array, province: Array, chance: numpy.random.Generator
) -> tuple[Array, Array, Array]:
    """For each person and item how easily a province must be satisfied for this answer to be so, whether there is an
    answer, and whether it is an opinion."""
    people, items = len(ease), len(asked.items)
    off = chance.normal(0, SPREAD["item"], items)
    need = numpy.empty((people, items))
    there = numpy.empty(need.shape, dtype=bool)
    opinion = numpy.empty(need.shape, dtype=bool)
    column = 0
    for block, factors in asked.index.items():
        for names in factors.values():
            own = chance.normal(0, SPREAD["factor"], province.max() + 1)[province]
            for _item in names:
                noise = chance.random(people)
                need[:, column] = numpy.log(noise / (1 - noise)) - ease - own - off[column]
                there[:, column] = chance.random(people) >= SKIPPED
                if block == asked.only_users:
                    there[:, column] &= used
                opinion[:, column] = chance.random(people) >= NO_OPINION
                column += 1
    return need, there, opinion


def _level(need: Array, counted: Array, weight: Array, score: float) -> tuple[float, tuple[int, int] | None]:
    """How easily this province must be satisfied for its index to be the score; and one answer to turn, if that is nearer.

    Each answer moves the index by its weight among those of its item, over the number of items. Sorted by what they
    need, they fall one after the other: the index is reached within half an answer, and one more answer mends the rest.
    """
    part = counted * weight[:, None]
    part = part / part.sum(axis=0) / part.shape[1]
    flat = numpy.flatnonzero(counted)
    order = flat[numpy.argsort(need.ravel()[flat])]
    parts = part.ravel()[order]
    reached = numpy.cumsum(parts)
    place = int(numpy.abs(reached - score).argmin())
    level = float((need.ravel()[order[place]] + need.ravel()[order[place + 1]]) / 2)
    left = score - reached[place]
    # A satisfied answer is turned when the index is too high, one that is not when it is too low.
    near = order[place + 1 : place + 200] if left > 0 else order[place - 200 : place + 1]
    off = numpy.abs(abs(left) - part.ravel()[near])
    if off.min() >= abs(left):
        return level, None
    row, column = divmod(int(near[off.argmin()]), need.shape[1])
    return level, (row, column)


def _answered(margin: Array, turned: tuple[int, int] | None) -> Array:
    codes = numpy.where(margin > VERY, 5, 4)
    codes = numpy.where(
        margin <= 0, numpy.where(margin > -DIS, 3, numpy.where(margin > -VERY_DIS, 2, 1)), codes
    )
    if turned:
        codes[turned] = 3 if codes[turned] >= 4 else 4
    return codes
