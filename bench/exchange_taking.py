"""States into the nation, end to end over HTTP, beside the same merge fed by a bare COPY; look-up; how it grows.

PostgreSQL with fsync on. A million states stored by default, ten million with FULL=1 (or BENCH_STATES).
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

import psycopg

from bench.rows import Row, limit_row, ratio_row
from bench.servers import durable_postgres

ROOM = "exchange"
HERE = Path(__file__).parent
STORED = int(os.environ.get("BENCH_STATES", "10000000" if os.environ.get("FULL") == "1" else "1000000"))
BASE = 1_000_000
SECONDS_MAX = 7200
DIGIT_A_SECOND = 630.0  # published: 21 requests a second of 30 records, eight pods (facts, peers §2.3)


def run() -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="motcua-exchange-") as place, durable_postgres() as server:
        with psycopg.connect(host=server, user="app", dbname="postgres", autocommit=True) as admin:
            admin.execute("CREATE DATABASE nation")
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "motcua.settings",
            "MOTCUA_NODE": "national",
            "MOTCUA_VAR": place,
            "MOTCUA_DATABASE": f"postgresql://app@{quote(server, safe='')}/nation",
            "MOTCUA_LOG": "WARNING",
            "BENCH_SERVER": server,
            "BENCH_SIZES": json.dumps(sorted({min(BASE, STORED), STORED})),
        }
        done = subprocess.run(
            [sys.executable, "-m", "bench.peers.ours_exchange"],
            env=environment, cwd=HERE.parent, stdout=subprocess.PIPE, text=True, timeout=SECONDS_MAX, check=True,
        )  # fmt: skip
    found = json.loads(done.stdout.strip().splitlines()[-1])
    return list(rows(found))


def rows(found: dict) -> list[Row]:
    made = []
    for size in found["sizes"]:
        stored = f"{size['stored']:,} stored"
        made.append(
            ratio_row(
                f"states taken end to end (HTTP, signature, order, merge, entry, acknowledgement), {stored}",
                "states/s", size["ours"], "the same merge fed by a bare COPY", size["bare"], bar=0.5,
            )
        )  # fmt: skip
        made.append(
            limit_row(
                f"look-up of one state by its code (95th percentile), {stored}",
                "ms",
                [size["lookup_ms"]],
                limit=10.0,
            )
        )
        print(
            f"  {size['bytes']:.0f} bytes a state with its indexes, {stored}; a kept batch {size['batch_bytes'] or 0:.0f} bytes a state"
        )
    first, last = found["sizes"][0], found["sizes"][-1]
    if last is not first:
        seconds = [[1 / speed for speed in size["ours"]] for size in (last, first)]
        slower = sorted(seconds[0])[len(seconds[0]) // 2] / sorted(seconds[1])[len(seconds[1]) // 2]
        made.append(
            limit_row(f"time into {last['stored']:,} beside {first['stored']:,}", "×", [slower], limit=1.3)
        )
    made.append(
        ratio_row(
            "states a second, beside what DIGIT published on eight pods", "states/s", first["ours"],
            "DIGIT (published)", [DIGIT_A_SECOND], bar=None,
        )
    )  # fmt: skip
    return made
