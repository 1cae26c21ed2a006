"""How many lives of a dossier (six acts, each committed) one process handles in a second, on the same PostgreSQL.

Ours goes through `dossiers.actions`: it decides deadlines, checks who may, appends to the chronicle and queues the
notice. Beside it: DBOS and Viewflow doing six steps, and the five plain statements of an act through psycopg.
Every run is a process of its own; runs alternate, so that a busy moment hurts all of them.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from bench.rows import Row, ratio_row
from bench.servers import durable_postgres

ROOM = "dossiers"
HERE = Path(__file__).parent
RUNS = 5
LIVES = {"ours": 300, "reference": 600, "viewflow": 100, "dbos": 150, "ours-sqlite": 300}
SECONDS_MAX = 300


def run() -> list[Row]:
    with durable_postgres() as server:
        found: dict[str, list[float]] = {name: [] for name in LIVES}
        for _ in range(RUNS):
            for name, lives in LIVES.items():
                found[name].append(lives_per_second(name, lives=lives, server=server))
    ours = found["ours"]
    return [
        ratio_row("life of six acts", "lives/s", ours, "DBOS 3.4, six steps", found["dbos"], bar=2.0),
        ratio_row("life of six acts", "lives/s", ours, "Viewflow 2.4, six tasks", found["viewflow"], bar=4.0),
        ratio_row(
            "life of six acts", "lives/s", ours, "five plain statements an act", found["reference"], bar=0.35
        ),
        ratio_row(
            "life of six acts, SQLite", "lives/s", found["ours-sqlite"], "ours on PostgreSQL", ours, bar=None
        ),
    ]


def lives_per_second(name: str, *, lives: int, server: str) -> float:
    """Start one peer as its own process; it prints lives per second, set-up not counted."""
    script = {"ours": "ours_life", "ours-sqlite": "ours_life", "reference": "reference_life"}.get(
        name, f"{name}_life"
    )
    environment = {**os.environ, "BENCH_LIVES": str(lives), "BENCH_SERVER": server, "BENCH_NAME": name}
    done = subprocess.run(
        [sys.executable, "-m", f"bench.peers.{script}"],
        env=environment, capture_output=True, text=True, timeout=SECONDS_MAX, cwd=HERE.parent,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{name}: {done.stderr[-3000:]}")
    return float(json.loads(done.stdout.strip().splitlines()[-1])["per_second"])
