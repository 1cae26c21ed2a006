"""Whatever breaks: every record is applied once, and both sides say the same in the end.

`SEED=17` replays one seed and prints its script; `SEEDS=10000` runs so many.
"""

import os

import pytest

from tests.exchange.simulator.seeds import PARTS, run_seed

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.once]
SEEDS = int(os.environ.get("SEEDS", "300"))
ONE = os.environ.get("SEED")


@pytest.mark.parametrize("part", range(PARTS))
def test_every_state_reaches_the_nation_once_whatever_breaks(simulated, part):
    seeds = [int(ONE)] if ONE else range(part, SEEDS, PARTS)
    if ONE and part:
        return
    for seed in seeds:
        run_seed(seed, simulated, show=bool(ONE))
