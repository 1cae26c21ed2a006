"""Made-up scores of a whole league: what every unit gives for every component, drawn from a seed.

Calibrated to figures that were published: the mean of all units is met within a tenth of a point, and blocks differ as
they do in print – appraised points near their maximum, leaders and people near four fifths, impact widely spread. Units
keep their standing from year to year, with some of it drawn anew. Nothing here is about a real unit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy
from numpy.typing import NDArray

from ..rules.frameworks import Framework, Source
from ..rules.points import (
    CheckList,
    Deduction,
    ExternalIndex,
    Given,
    OptionMean,
    Ratio,
    Rule,
    Table,
    Tiers,
    YesNo,
)
from ..rules.totals import score_all, totals

Array = NDArray[Any]


@dataclass(frozen=True)
class Block:
    """Of the maximum of a source: the share a middling unit gets, what standing moves, what is chance in a component."""

    share: float
    moved: float
    chance: float


# Shares as the blocks that were found for 2021 to 2023: 0.88–0.95 appraised, 0.82–0.83 leaders, 0.80–0.82 SIPAS, 0.38–0.82 impact.
BLOCKS: Mapping[Source, Block] = {
    Source.APPRAISED: Block(0.91, 0.02, 0.09),
    Source.RECORDS: Block(0.91, 0.02, 0.06),
    Source.LEADER_SURVEY: Block(0.825, 0.02, 0.03),
    Source.SIPAS: Block(0.80, 0.03, 0.02),
    Source.STATISTICS: Block(0.68, 0.02, 0.25),
}
KEPT = 0.85  # of its standing, and of what is its own in each component, a unit keeps so much the next year
STEPS = 9  # of halving, until the mean is met
REACH = 0.25  # how far shares are moved to meet it
# Standard errors as samples of the published size give them: about 800 officials, about 580 people in clusters.
LEADERS_ERROR, SIPAS_ERROR = Decimal("0.013"), Decimal("2.0")


def make_up(
    framework: Framework, *, units: Sequence[str], year: int, seed: int, mean: float
) -> dict[str, dict[str, Given]]:
    """Unit → component → what it gives; the same arguments give the same. `mean`: of all indices, in percent."""
    drawn = _Drawn.of(framework, len(units), year, seed)
    low, high = -REACH, REACH
    for _step in range(STEPS):
        middle = (low + high) / 2
        if _mean(framework, drawn.given(framework, middle)) < mean:
            low = middle
        else:
            high = middle
    return dict(zip(units, drawn.given(framework, (low + high) / 2), strict=True))


def _mean(framework: Framework, league: Sequence[Mapping[str, Given]]) -> float:
    found = [totals(framework, score_all(framework, given)).index for given in league]
    return float(sum(one for one in found if one is not None)) / len(found)


@dataclass(frozen=True)
class _Drawn:
    """All chance of a league, units × components: drawn once, so that moving the shares moves nothing else."""

    shares: Array
    uniform: Array
    sizes: Array

    @classmethod
    def of(cls, framework: Framework, units: int, year: int, seed: int) -> "_Drawn":
        lasting, chance = numpy.random.default_rng(seed), numpy.random.default_rng([seed, year])
        blocks = [BLOCKS[component.source] for component in framework.components]
        size = (units, len(blocks))

        def kept(shape: int | tuple[int, int]) -> Array:
            found: Array = KEPT * lasting.normal(size=shape) + (1 - KEPT**2) ** 0.5 * chance.normal(
                size=shape
            )
            return found

        shares = numpy.array([block.share for block in blocks]) + numpy.outer(
            kept(units), [block.moved for block in blocks]
        )
        shares = shares + kept(size) * [block.chance for block in blocks]
        anew = chance.uniform(size=size) > KEPT
        uniform = numpy.where(anew, chance.uniform(size=size), lasting.uniform(size=size))
        return cls(shares, uniform, lasting.integers(20, 400, size=size))

    def given(self, framework: Framework, moved: float) -> list[dict[str, Given]]:
        shares = numpy.clip(self.shares + moved, 0.0, 1.0)
        return [
            {
                component.code: _given(component.rule, shares[unit, at], self.uniform[unit, at], int(self.sizes[unit, at]))
                for at, component in enumerate(framework.components)
                if component.rule is not None
            }
            for unit in range(len(shares))
        ]  # fmt: skip


def _given(rule: Rule, share: float, uniform: float, size: int) -> Given:
    """Something that this rule gives about `share` of the maximum for; steps are reached as often as shares demand."""
    match rule:
        case YesNo():
            return Given(yes=bool(uniform < share))
        case Tiers(tiers=tiers):
            return Given(tier=tiers[_step([float(tier.share) for tier in tiers], share, uniform)].code)
        case CheckList(items=items):
            # One draw for the whole list: what is missing is missing at its end.
            least = share + (uniform - 0.5) * 0.4
            reached = numpy.cumsum([float(item.share) for item in items])
            return Given(
                ticks=tuple(
                    item.code for item, so_far in zip(items, reached, strict=True) if so_far <= least + 0.05
                )
            )
        case Ratio(floor=floor, cap=cap):
            wanted, least = share * float(cap), float(floor)
            if wanted < least:
                wanted = least if uniform < wanted / least else least * 0.9
            # Up to the next whole case, so that the floor that was meant is reached.
            return Given(numerator=Decimal(int(numpy.ceil(wanted * size))), denominator=Decimal(size))
        case Deduction(each=each, cap=cap):
            cases = int((1 - share) * float(cap) / float(each) + uniform)
            return Given(value=Decimal(cases))
        case OptionMean():
            return Given(value=Decimal(f"{share:.4f}"), standard_error=LEADERS_ERROR)
        case ExternalIndex(lowest=lowest, highest=highest):
            value = float(lowest) + share * float(highest - lowest)
            return Given(value=Decimal(f"{value:.2f}"), standard_error=SIPAS_ERROR * (highest - lowest) / 100)
        case Table(rows=rows):
            bounds = sorted(rows)
            row = _step([float(part) for _bound, part in bounds], share, uniform)
            above = (
                float(bounds[row + 1][0] - bounds[row][0])
                if row + 1 < len(bounds)
                else float(bounds[row][0]) or 1.0
            )
            return Given(value=Decimal(f"{float(bounds[row][0]) + 0.9 * uniform * above:.1f}"))
    raise AssertionError(f"no rule of this kind: {rule}")


def _step(shares: Sequence[float], wanted: float, uniform: float) -> int:
    """One of some steps: the two around `wanted`, each as often as it lies near."""
    order = sorted(range(len(shares)), key=lambda at: shares[at])
    above = next((place for place, at in enumerate(order) if shares[at] >= wanted), len(order) - 1)
    if above == 0:
        return order[0]
    low, high = shares[order[above - 1]], shares[order[above]]
    return order[above] if high <= low or uniform < (wanted - low) / (high - low) else order[above - 1]
