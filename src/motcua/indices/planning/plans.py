"""The cheapest plan to a place – with everybody as expected, or with a wanted probability – as something to hand out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy

from motcua.foundation.refusal import Refusal, gettext_noop

from ..robustness import League, printed
from .levers import Duty, Lever, Stepwise, check_levers
from .rivals import DRAWS, GAIN_HAIR, Drift, Field
from .solving import SECONDS_MAX, Ceiling, Option, Solution, cheapest, furthest

# Smaller gains than this are no step of a plan: what is left of a slide that was not needed.
SHOWN_GAIN = 1e-7


class OutOfReach(Refusal):
    """All levers together do not bring the place that was asked for."""

    code = "indices.out-of-reach"
    status = 409
    sentence = gettext_noop(
        "With every lever pulled %(unit)s comes to place %(best)s with %(total)s points; place %(rank)s is out of reach."
    )
    next_step = gettext_noop("Ask for a place within reach, or add levers or room for effort.")


class TooUnsure(Refusal):
    """The place may be reached, not as surely as was asked for."""

    code = "indices.too-unsure"
    status = 409
    sentence = gettext_noop(
        "With every lever pulled %(unit)s is at place %(rank)s or better with a probability of %(most)s; %(chance)s is out of reach."
    )
    next_step = gettext_noop(
        "Ask for a lower probability or a lower place, or add levers or room for effort."
    )


class TotalOutOfReach(Refusal):
    """All levers together do not bring the points that were asked for."""

    code = "indices.total-out-of-reach"
    status = 409
    sentence = gettext_noop(
        "With every lever pulled %(unit)s comes to %(best)s points; %(wanted)s are out of reach."
    )
    next_step = gettext_noop("Ask for points within reach, or add levers or room for effort.")


class TotalTooUnsure(Refusal):
    """The points may be reached, not as surely as was asked for."""

    code = "indices.total-too-unsure"
    status = 409
    sentence = gettext_noop(
        "With every lever pulled %(unit)s has %(wanted)s points or more with a probability of %(most)s; %(chance)s is out of reach."
    )
    next_step = gettext_noop("Ask for a lower probability or fewer points, or add levers or room for effort.")


@dataclass(frozen=True)
class Task:
    """One line of a plan."""

    component: str
    before: float
    after: float
    gain: float  # points of the index
    effort: float
    duty: Duty


@dataclass(frozen=True)
class Plan:
    unit: str
    tasks: tuple[Task, ...]
    effort: float
    total_before: float
    total: float  # the index with the plan
    rank_before: int  # of this year's table
    rank_idle: int  # at the next table, if nothing is done and rivals drift
    rank: int  # at the next table, with the plan, everybody as expected
    chance: float  # of what was wished for or better
    wanted: int  # the place; 0 where a total was wished for
    proved: bool  # that no cheaper plan exists


@dataclass(frozen=True)
class Wish:
    """A place, or else a total – of a band, say –, perhaps with a probability, and what may be spent: in all, and by
    each lead department."""

    rank: int = 0
    chance: float | None = None
    effort: float | None = None
    effort_of_leads: Mapping[str, float] | None = None
    total: float | None = None

    def __post_init__(self) -> None:
        assert (self.rank > 0) != (self.total is not None), "a place or a total"


def plan_for(
    league: League,
    unit: str,
    levers: Sequence[Lever],
    wish: Wish,
    *,
    drift: Drift | None = None,
    draws: int = DRAWS,
    seed: int = 0,
    seconds: float = SECONDS_MAX,
) -> Plan:
    """The plan of least effort that brings what is wished for, or why there is none."""
    check_levers(league, unit, levers)
    assert wish.rank <= len(league.units)
    field = Field.of(league, unit, drift)
    options = _options(league, unit, levers)
    ceilings = _ceilings(levers, wish)
    gain = _gain_wished(field, wish, draws, seed)
    found = (
        cheapest(options, gain=gain, ceilings=ceilings, seconds=seconds)
        if gain > GAIN_HAIR
        else Solution((), (), 0.0, 0.0, True)
    )
    if found is None:
        most = furthest(options, ceilings=ceilings, seconds=seconds).gain
        raise _no_plan(field, unit, wish, most, draws, seed)
    total = field.own + found.gain
    return Plan(
        unit=unit,
        tasks=_tasks(league, unit, levers, options, found),
        effort=found.effort,
        total_before=field.own,
        total=total,
        rank_before=Field.of(league, unit).rank(field.own),
        rank_idle=field.rank(field.own),
        rank=field.rank(total),
        chance=_chance(field, wish, found.gain, draws, seed),
        wanted=wish.rank,
        proved=found.proved,
    )


def _gain_wished(field: Field, wish: Wish, draws: int, seed: int) -> float:
    if wish.total is not None:
        return field.gain_to(wish.total, wish.chance)
    if wish.chance is None:
        return field.gain_for(wish.rank)
    return field.gain_surely(wish.rank, wish.chance, draws=draws, seed=seed)


def _chance(field: Field, wish: Wish, gain: float, draws: int, seed: int) -> float:
    if wish.total is not None:
        return field.chance_of(wish.total, gain)
    return field.chance(wish.rank, gain, draws=draws, seed=seed)


def places_up(league: League, unit: str, places: int) -> int:
    """The rank that is so many places better than today's."""
    return max(1, Field.of(league, unit).rank(float(league.totals[league.units.index(unit)])) - places)


def best_rank(
    league: League, unit: str, levers: Sequence[Lever], wish: Wish, *, drift: Drift | None = None
) -> int:
    """The best place within reach, whatever place was wished for."""
    check_levers(league, unit, levers)
    field = Field.of(league, unit, drift)
    most = furthest(_options(league, unit, levers), ceilings=_ceilings(levers, wish)).gain
    return field.rank(field.own + most)


def _no_plan(field: Field, unit: str, wish: Wish, most: float, draws: int, seed: int) -> Refusal:
    total = f"{printed(numpy.array([field.own + most]))[0] / 100:.2f}"
    reached = _chance(field, wish, most, draws, seed)
    if wish.total is not None:
        wanted = f"{wish.total:.2f}"
        if wish.chance is None:
            return TotalOutOfReach(unit=unit, wanted=wanted, best=total)
        return TotalTooUnsure(unit=unit, wanted=wanted, most=f"{reached:.3f}", chance=f"{wish.chance:.3f}")
    if wish.chance is None:
        return OutOfReach(unit=unit, rank=wish.rank, best=field.rank(field.own + most), total=total)
    return TooUnsure(unit=unit, rank=wish.rank, most=f"{reached:.3f}", chance=f"{wish.chance:.3f}")


def _points_to_index(league: League, unit: str) -> float:
    return float(100 / (league.applies[league.units.index(unit)] @ league.maxima))


def _options(league: League, unit: str, levers: Sequence[Lever]) -> list[Option]:
    scale = _points_to_index(league, unit)
    found = []
    for place, lever in enumerate(levers):
        today = _today(league, unit, lever)
        if isinstance(lever, Stepwise):
            found += [Option(place, (step.points - today) * scale, step.effort) for step in lever.steps]
        else:
            jump = lever.lowest - today
            found.append(
                Option(
                    place,
                    jump * scale,
                    lever.start + jump * lever.effort_a_point,
                    (lever.highest - lever.lowest) * scale,
                    lever.effort_a_point / scale,
                )
            )
    return found


def _ceilings(levers: Sequence[Lever], wish: Wish) -> list[Ceiling]:
    found = []
    if wish.effort is not None:
        found.append(Ceiling(tuple(range(len(levers))), wish.effort))
    for lead, effort in (wish.effort_of_leads or {}).items():
        of_lead = tuple(place for place, lever in enumerate(levers) if lever.duty.lead == lead)
        found.append(Ceiling(of_lead, effort))
    return found


def _tasks(
    league: League, unit: str, levers: Sequence[Lever], options: Sequence[Option], found: Solution
) -> tuple[Task, ...]:
    """In the order of the table's components."""
    scale = _points_to_index(league, unit)
    tasks = []
    for place, far in zip(found.done, found.slid, strict=True):
        option = options[place]
        lever = levers[option.lever]
        gain = option.gain + far
        if gain > SHOWN_GAIN:
            today = _today(league, unit, lever)
            effort = option.effort + far * option.effort_a_point
            tasks.append(Task(lever.component, today, today + gain / scale, gain, effort, lever.duty))
    return tuple(sorted(tasks, key=lambda task: league.components.index(task.component)))


def _today(league: League, unit: str, lever: Lever) -> float:
    return float(league.points[league.units.index(unit), league.components.index(lever.component)])
