"""What an office can pull: for a component, the steps it may reach or the way it may go, and what that takes.

Effort is in whatever unit the office counts in – working days, millions of đồng – the same for all levers of a plan.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from motcua.foundation.refusal import Fault, Refusal, gettext_noop

from ..robustness import League

LEVERS_MAX, STEPS_MAX = 500, 50
HAIR = 1e-9


class BadLevers(Refusal):
    """Levers that nothing can be planned with."""

    code = "indices.bad-levers"
    status = 422
    sentence = gettext_noop("The steps of the plan cannot be used.")
    next_step = gettext_noop("Correct what is listed and start again. Nothing was computed.")


@dataclass(frozen=True)
class Step:
    """One level that may be reached – a tier, a yes, a ticked part – and the effort from today to there."""

    points: float
    effort: float


@dataclass(frozen=True)
class Duty:
    """Who answers for a lever: the lead department, a person of it, and until when."""

    lead: str = ""
    owner: str = ""
    deadline: date | None = None


@dataclass(frozen=True)
class Stepwise:
    """One of several levels may be reached; each effort counts from today, not from the level before."""

    component: str
    steps: tuple[Step, ...]
    duty: Duty = Duty()


@dataclass(frozen=True)
class Sliding:
    """Any number of points between two may be reached, as with a ratio.

    `lowest` above today's points is a floor that must be passed at one go; `start` is the effort of beginning at all.
    """

    component: str
    lowest: float
    highest: float
    effort_a_point: float
    start: float = 0.0
    duty: Duty = Duty()


Lever = Stepwise | Sliding


def check_levers(league: League, unit: str, levers: Sequence[Lever]) -> None:
    """Everything wrong is named at once: unknown or double components, points out of bounds, effort below nothing."""
    assert len(levers) <= LEVERS_MAX and unit in league.units
    faults: list[Fault] = []
    seen: set[str] = set()
    for lever in levers:
        name = lever.component
        if name not in league.components:
            faults.append(
                Fault("levers", gettext_noop("There is no component %(name)s in the table."), {"name": name})
            )
            continue
        if name in seen:
            faults.append(Fault("levers", gettext_noop("Component %(name)s has two levers."), {"name": name}))
        seen.add(name)
        faults += _faults_of(league, unit, lever)
    if faults:
        raise BadLevers(faults=faults)


def _faults_of(league: League, unit: str, lever: Lever) -> list[Fault]:
    place = league.components.index(lever.component)
    row = league.units.index(unit)
    if not league.applies[row, place]:
        sentence = gettext_noop("Component %(name)s does not apply to %(unit)s.")
        return [Fault("levers", sentence, {"name": lever.component, "unit": unit})]
    today, most = float(league.points[row, place]), float(league.maxima[place])
    if isinstance(lever, Stepwise):
        assert len(lever.steps) <= STEPS_MAX
        reached = [step.points for step in lever.steps]
        efforts = [step.effort for step in lever.steps]
    else:
        reached, efforts = [lever.lowest, lever.highest], [lever.effort_a_point, lever.start]
    found = []
    if not all(today - HAIR <= points <= most + HAIR for points in reached) or reached != sorted(reached):
        sentence = gettext_noop(
            "The steps of component %(name)s must rise from today's points to at most the maximum."
        )
        found.append(Fault("levers", sentence, {"name": lever.component}))
    if not all(effort >= 0 for effort in efforts):
        sentence = gettext_noop("An effort of component %(name)s is not a number from 0 on.")
        found.append(Fault("levers", sentence, {"name": lever.component}))
    return found
