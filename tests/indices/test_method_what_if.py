"""The worked example of docs/methods/what-if.md is what the modules do."""

from pathlib import Path

import numpy
import pytest

from motcua.indices.planning import (
    Drift,
    Duty,
    OutOfReach,
    Plan,
    Sliding,
    Step,
    Stepwise,
    WhatIf,
    Wish,
    best_rank,
    plan_for,
)
from motcua.indices.robustness import League

PAGE = (Path(__file__).parents[2] / "docs/methods/what-if.md").read_text(encoding="utf-8")
EXAMPLE = PAGE.split("## Worked example")[1].split("## Sources")[0]
ROWS = [line.split(",") for line in EXAMPLE.split("```csv\n")[1].split("```")[0].splitlines()]
UNITS = ROWS[2:]
LEVERS = [
    Stepwise("1", (Step(33, 20), Step(36, 60)), Duty("finance")),
    Sliding("2", 35, 39, 12, duty=Duty("justice")),
    Sliding("3", 16, 17, 30, 5, Duty("provincial office")),
]
DRIFT = Drift(numpy.array([float(row[5]) for row in UNITS]), numpy.full(len(UNITS), 0.2))


def league() -> League:
    return League.of(
        units=[row[0] for row in UNITS],
        components=ROWS[0][1:4],
        domains=ROWS[0][1:4],
        maxima=[float(cell) for cell in ROWS[1][1:4]],
        points=[[float(cell) for cell in row[1:4]] for row in UNITS],
        errors=[[0, 0, float(row[4])] for row in UNITS],
    )


def planned(wish: Wish, levers=LEVERS) -> Plan:
    return plan_for(league(), "Bắc", levers, wish, drift=DRIFT, seed=1)


@pytest.mark.parametrize(
    ("name", "wish"),
    [
        ("place 3", Wish(3)),
        ("place 2", Wish(2)),
        ("place 1", Wish(1)),
        ("place 2 at 90 %", Wish(2, chance=0.9)),
    ],
)
def test_a_plan_of_the_example_is_the_one_printed(name, wish):
    line = next(line for line in EXAMPLE.splitlines() if line.startswith(f"| {name} |"))
    _name, points, effort, total, place, chance = [cell.strip() for cell in line.strip("|").split("|")]
    plan = planned(wish)
    assert ", ".join(f"{task.component}: {task.after:.3f}" for task in plan.tasks) == points
    assert (f"{plan.effort:.2f}", f"{plan.total:.3f}", str(plan.rank)) == (effort, total, place)
    assert plan.chance == pytest.approx(float(chance), abs=0.011) and plan.proved


def test_what_the_example_says_of_today_and_of_what_is_out_of_reach_holds():
    today = WhatIf(league(), "Bắc").today
    assert f"({today.total:.2f}, place {today.rank})" in EXAMPLE
    assert best_rank(league(), "Bắc", LEVERS[1:], Wish(1), drift=DRIFT) == 4
    with pytest.raises(OutOfReach):
        planned(Wish(3), LEVERS[1:])
