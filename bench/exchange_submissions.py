"""Requests sent at the nation, each with a paper, and landed at their node: a second, one worker each.

Nation and node stand in one PostgreSQL database, with fsync on, as in the tests. What is asked between them is signed and
checked; no socket lies between, so TLS and the network are not in the figures.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from bench.rows import Row
from bench.servers import durable_postgres

ROOM = "exchange"
HERE = Path(__file__).parent
SENT = int(os.environ.get("BENCH_SUBMISSIONS", "400"))
SECONDS_MAX = 1800


def run() -> list[Row]:
    with durable_postgres() as server:
        environment = {
            **os.environ, "BENCH_SERVER": server, "BENCH_NAME": "postgresql", "BENCH_LIVES": "0",
            "BENCH_SUBMISSIONS": str(SENT),
        }  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-m", "bench.peers.ours_submissions"],
            env=environment, cwd=HERE.parent, stdout=subprocess.PIPE, text=True, timeout=SECONDS_MAX, check=True,
        )  # fmt: skip
    found = json.loads(done.stdout.strip().splitlines()[-1])
    assert found["landed"] == SENT, found
    what = f"{found['kilobytes']:.0f} kB of paper"
    print(
        f"  of a core: {found['sent_work_ms']:.0f} ms to send one, {found['landed_work_ms']:.0f} ms to land one"
    )
    # Nothing was promised of these; they say how many workers a nation and its nodes need.
    return [
        Row(f"requests sent at the nation, each with {what}", "requests/s", 1000 / found["sent_ms"], 0.0, "–", 0.0, 1.0, None, 1),
        Row(f"landed at their node, each with {what}", "requests/s", 1000 / found["landed_ms"], 0.0, "–", 0.0, 1.0, None, 1),
    ]  # fmt: skip
