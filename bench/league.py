"""The league table drawn, dragged and planned: 63 units, 88 components, as a nation's would be.

The drawn tables run in a process of their own with one thread for the matrix product, on both sides: what is compared
is work, and a second thread that waits for the first counts as processor time too.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy
from tests.indices.league import make_league
from tests.indices.test_planning import levers_of

from bench.rows import Row, limit_row, ratio_row, same_row
from motcua.indices.planning import Drift, Field, WhatIf, Wish, places_up, plan_for
from motcua.indices.robustness import Doubt, draw

ROOM = "indices"
REPO = Path(__file__).parent.parent
DRAWS, UNITS, COMPONENTS, RUNS = 10_000, 63, 88, 15
DRAG_MS_MAX, PLAN_SECONDS_MAX = 50.0, 2.0
DRAG_DRAWS = 2_000  # as the page of what if draws
# What is drawn besides the errors of surveyed parts, which always are.
LAWS = {
    "weights ± 25 %": Doubt(share=0.25),
    "weights of domains, Dirichlet": Doubt(concentration=300, by_domain=True),
    "weights of all components, Dirichlet": Doubt(concentration=300),
}
PROMISED = 3.0


def run() -> list[Row]:
    return [*drawn(), ranks_as_pandas(), *whatif()]


def drawn() -> list[Row]:
    done = subprocess.run(
        [sys.executable, "-c", "from bench import league; league.measure()"],
        capture_output=True,
        text=True,
        check=True,
        cwd=REPO,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    )
    found = json.loads(done.stdout.splitlines()[-1])
    base = found.pop("base")
    # Nobody promised a law; a Dirichlet law of every component costs a gamma number each and stays above.
    return [
        ratio_row(
            f"{DRAWS:,} league tables of {UNITS} × {COMPONENTS}, {law}, totals and ranks", "CPU s", times,
            "argsort + matrix product", base, bar=None if "all" in law else 1 / PROMISED, less_is_better=True,
        )
        for law, times in found.items()
    ]  # fmt: skip


def measure() -> None:
    league = make_league(UNITS, COMPONENTS)
    chance = numpy.random.default_rng(1)
    totals = chance.normal(85, 3, (DRAWS, UNITS))
    weights, points = chance.random((DRAWS, COMPONENTS)), chance.random((COMPONENTS, UNITS))

    def base() -> None:
        numpy.argsort(totals, axis=1)
        weights @ points

    works = {"base": base} | {
        law: lambda doubt=doubt: draw(league, doubt, draws=DRAWS) for law, doubt in LAWS.items()
    }
    found: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(RUNS + 1):
        for name, work in works.items():
            began = time.process_time()
            work()
            if turn:
                found[name].append(time.process_time() - began)
    print(json.dumps(found))


def ranks_as_pandas() -> Row:
    import pandas

    league = make_league(UNITS, COMPONENTS)
    different = 0
    for doubt in LAWS.values():
        tables = draw(league, doubt, draws=DRAWS)
        theirs = pandas.DataFrame(tables.hundredths.T).rank(axis=1, method="min", ascending=False)
        different += int((theirs.to_numpy() != tables.ranks.T).any(axis=1).sum())
    return same_row("ranks as DataFrame.rank(method='min'), draw by draw", DRAWS * len(LAWS), different)


def whatif() -> list[Row]:
    league = make_league(UNITS, COMPONENTS)
    unit = league.units[int(numpy.argsort(league.totals)[UNITS // 2])]
    asked = WhatIf(league, unit)
    drags, plans = [], []
    for turn in range(RUNS):
        began = time.perf_counter()
        points = {"c01": 0.1 * turn, "c80": 0.05 * turn}
        rank = asked.moved(points).rank
        Field.of(league, unit).chance(rank, asked.gain(points), draws=DRAG_DRAWS)
        drags.append(1000 * (time.perf_counter() - began))
    proved = 0
    drift = Drift(numpy.linspace(-0.2, 0.6, UNITS), numpy.full(UNITS, 0.5))
    for turn in range(RUNS):
        levers = levers_of(league, unit, components=COMPONENTS, seed=turn)
        began = time.perf_counter()
        wish = Wish(places_up(league, unit, 5 + turn), chance=0.8)
        plan = plan_for(league, unit, levers, wish, drift=drift)
        plans.append(time.perf_counter() - began)
        proved += plan.proved
    return [
        limit_row("a drag: total, place, set of places, chance", "ms", drags, limit=DRAG_MS_MAX),
        limit_row(
            f"the cheapest plan over {COMPONENTS} components, with a probability", "s", plans,
            limit=PLAN_SECONDS_MAX,
        ),
        limit_row(
            "plans proved to be the cheapest", "share", [proved / RUNS], limit=1.0, less_is_better=False
        ),
    ]  # fmt: skip
