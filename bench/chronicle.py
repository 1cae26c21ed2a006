"""What writing down costs an act, and how fast the record is sealed and checked, on PostgreSQL with fsync and SQLite.

Each run is a process of its own (bench/peers/ours_chronicle.py); the plain statement runs in the same process, on
the same connection, a moment before ours.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from bench.rows import Row, limit_row, ratio_row
from bench.servers import durable_postgres

HERE = Path(__file__).parent
RUNS = 5
ENTRIES = 200_000 if os.environ.get("FULL") == "1" else 20_000
SECONDS_MAX = 600
# The busiest hour of 186 million states a year would be about 100 a second; a set of a million dossiers writes six
# million entries and should be sealed within ten minutes, and checked within the hour.
SEALED_PER_SECOND_MIN = 10_000
CHECKED_PER_SECOND_MIN = 2_000


def run() -> list[Row]:
    rows: list[Row] = []
    with durable_postgres() as server:
        for database in ("PostgreSQL", "SQLite"):
            found = [measure(database=database, server=server) for _ in range(RUNS)]
            rows += lines(database, {name: [one[name] for one in found] for name in found[0]})
    return rows


def lines(database: str, found: dict[str, list[float]]) -> list[Row]:
    unit = "entries/s"
    return [
        ratio_row(
            f"append, one by one, {database}",
            unit,
            found["append"],
            "plain INSERT",
            found["plain"],
            bar=0.35 if database == "PostgreSQL" else None,  # SQLite has no way to a server to hide behind
        ),
        ratio_row(
            f"append as a set, {database}",
            unit,
            found["append_many"],
            "append one by one",
            found["append"],
            bar=None,
        ),
        limit_row(
            f"seal, {database}", unit, found["seal"], limit=SEALED_PER_SECOND_MIN, less_is_better=False
        ),
        limit_row(
            f"verify, {database}", unit, found["verify"], limit=CHECKED_PER_SECOND_MIN, less_is_better=False
        ),
    ]


def measure(*, database: str, server: str) -> dict[str, float]:
    environment = {
        **os.environ,
        "BENCH_ENTRIES": str(ENTRIES),
        "BENCH_SERVER": server,
        "BENCH_NAME": "chronicle-sqlite" if database == "SQLite" else "chronicle",
    }
    done = subprocess.run(
        [sys.executable, "-m", "bench.peers.ours_chronicle"],
        env=environment, capture_output=True, text=True, timeout=SECONDS_MAX, cwd=HERE.parent,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"chronicle on {database}: {done.stderr[-3000:]}")
    answer: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer
