"""Many dossiers at once, on the database of bench/desk.py: the officer's list of 100, one act on 500, a file of 24,000 lines."""

import json
import subprocess
import sys
from pathlib import Path

from bench import life
from bench.desk import PAGES_SECONDS_MAX, filled
from bench.rows import Row, limit_row, ratio_row
from bench.servers import durable_postgres

ROOM = "desk"
HERE = Path(__file__).parent
RUNS = 3
DBOS_LIVES, DBOS_STEPS = 150, 6
FIRST_BYTE_SECONDS_MAX, PEAK_MB_MAX = 1.0, 200.0


def run() -> list[Row]:
    with filled() as (environment, _per_second):
        done = subprocess.run(
            [sys.executable, "-m", "bench.peers.ours_many"],
            env=environment | {"BENCH_RUNS": str(RUNS)}, cwd=HERE.parent, stdout=subprocess.PIPE, text=True,
            timeout=PAGES_SECONDS_MAX, check=True,
        )  # fmt: skip
    found = json.loads(done.stdout.strip().splitlines()[-1])
    with durable_postgres() as server:
        steps = [
            DBOS_STEPS * life.lives_per_second("dbos", lives=DBOS_LIVES, server=server) for _ in range(RUNS)
        ]
    size = f"{found['dossiers']:,} dossiers"
    listed, bulk, raw = found["list"], found["bulk"], found["raw"]
    rows = [
        ratio_row(
            f"officer's list of 100, 16 clients, {size}", "pages/s", listed["ours"], "the same template, canned rows",
            listed["canned"], bar=0.5,
        ),
        limit_row("officer's list of 100: questions", "queries", [listed["queries"]], limit=15),
        ratio_row("supplement asked of 500", "dossiers/s", bulk, "DBOS 3.4, steps/s", steps, bar=20),
        ratio_row("supplement asked of 500", "dossiers/s", bulk, "the same sets in plain SQL", raw, bar=0.3),
    ]  # fmt: skip
    for kind, one in found["files"].items():
        work = f"register of {one['lines']:,} lines as {kind}, {one['seconds']:.1f} s in all"
        rows.append(limit_row(f"{work}: first byte", "s", [one["first"]], limit=FIRST_BYTE_SECONDS_MAX))
        rows.append(limit_row(f"{work}: peak above idle", "MB", [one["peak_mb"]], limit=PEAK_MB_MAX))
    return rows
