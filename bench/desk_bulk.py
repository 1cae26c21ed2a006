"""One act on 500 requests in one transaction, each with its entry and its notice: asking their people to complete them.

Ours goes as the worker goes on with what an officer confirmed: every request held, every rule asked of each. Beside
it: the same rows written by set-based SQL that decides nothing, and DBOS doing steps one by one. Runs take turns.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from bench.life import lives_per_second
from bench.rows import Row, ratio_row
from bench.servers import durable_postgres

ROOM = "desk"
HERE = Path(__file__).parent
RUNS = 5
DBOS_LIVES, STEPS_A_LIFE = 150, 6
SECONDS_MAX = 600


def run() -> list[Row]:
    with durable_postgres() as server:
        found = taking_turns(server)
        dbos = [lives_per_second("dbos", lives=DBOS_LIVES, server=server) * STEPS_A_LIFE for _ in range(RUNS)]
    work = "one act on 500 at once, each with entry and notice"
    return [
        ratio_row(work, "requests/s", found["ours"], "the same rows by raw SQL", found["raw"], bar=0.3),
        ratio_row(work, "requests/s", found["ours"], "DBOS 3.4, steps", dbos, bar=20.0),
        Row("looking at 500 before", "requests/s", found["asked"][0], 0.0, "–", 0.0, 1.0, None, 1),
    ]


def taking_turns(server: str) -> dict[str, list[float]]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.peers.ours_bulk"],
        env={**os.environ, "BENCH_SERVER": server, "BENCH_NAME": "ours", "BENCH_LIVES": str(RUNS)},
        capture_output=True, text=True, timeout=SECONDS_MAX, cwd=HERE.parent,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    found: dict[str, list[float]] = json.loads(done.stdout.strip().splitlines()[-1])
    return found
