"""States into the nation, end to end over HTTP, beside the same merge fed by a bare COPY; look-up; how it grows.

PostgreSQL with fsync on and the settings below; beside it PostgreSQL as it is installed, and cold. A hundred thousand
and a million states stored by default, ten million too with FULL=1 (or BENCH_STATES).
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from statistics import median
from urllib.parse import quote

import psycopg

from bench.rows import Row, limit_row, ratio_row
from bench.servers import DURABLE, durable_postgres

ROOM = "exchange"
HERE = Path(__file__).parent
STORED = int(os.environ.get("BENCH_STATES", "10000000" if os.environ.get("FULL") == "1" else "1000000"))
BASE = 1_000_000
SIZES = sorted({100_000, BASE, STORED})
# What docs/how-to/run-a-node.md advises a nation of 16 GB to set.
SETTINGS = (
    f"{DURABLE} -c shared_buffers=4GB -c max_wal_size=16GB -c checkpoint_timeout=30min -c wal_compression=lz4"
)
SECONDS_MAX = 7200
DIGIT_A_SECOND = 630.0  # published: 21 requests a second of 30 records, eight pods (facts, peers §2.3)


def run() -> list[Row]:
    found = measured(SIZES, options=SETTINGS)
    as_installed = measured([min(BASE, STORED)], options=DURABLE)
    return [*rows(found), *beside(found, as_installed)]


def measured(sizes: list[int], *, options: str) -> dict:
    with (
        tempfile.TemporaryDirectory(prefix="motcua-exchange-") as place,
        durable_postgres(options) as server,
    ):
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
            "BENCH_OPTIONS": options,
            "BENCH_SIZES": json.dumps(sizes),
        }
        done = subprocess.run(
            [sys.executable, "-m", "bench.peers.ours_exchange"],
            env=environment, cwd=HERE.parent, stdout=subprocess.PIPE, text=True, timeout=SECONDS_MAX, check=True,
        )  # fmt: skip
    return json.loads(done.stdout.strip().splitlines()[-1])


def rows(found: dict) -> Iterable[Row]:
    for size in found["sizes"]:
        stored = f"{size['stored']:,} stored"
        yield ratio_row(
            f"states taken end to end (HTTP, signature, order, merge, entry, acknowledgement), {stored}",
            "states/s", size["ours"], "the same merge fed by a bare COPY", size["bare"],
            bar=0.5 if size["stored"] >= BASE else None,
        )  # fmt: skip
        yield limit_row(
            f"look-up of one state by its code (95th percentile), {stored}",
            "ms",
            [size["lookup_ms"]],
            limit=10.0,
        )
        print(f"  {stored}: {size['bytes']:.0f} bytes a state with its indexes, {size['moved_no_index']:.0%} of updates move no"
              f" index, {size['log_bytes']:.0f} bytes of log a state; a kept batch {size['batch_bytes']:.0f} bytes a state")  # fmt: skip
    whole = {size["stored"]: size for size in found["sizes"]}
    for kind, name in (("ours", ""), ("recent", ", updates of the last 200,000 alone")):
        for size in SIZES:
            if size != BASE and BASE in whole:
                slower = seconds(whole[size][kind]) / seconds(whole[BASE][kind])
                yield limit_row(f"time into {size:,} beside {BASE:,}{name}", "×", [slower], limit=1.3)


def beside(found: dict, as_installed: dict) -> Iterable[Row]:
    """What is printed without a bar: other settings, a cold start, what a peer published."""
    last, first = found["sizes"][-1], as_installed["sizes"][0]
    yield ratio_row(
        f"states taken end to end, PostgreSQL as installed, {first['stored']:,} stored", "states/s", first["ours"],
        "the same merge fed by a bare COPY", first["bare"], bar=None,
    )  # fmt: skip
    how = "nothing in memory" if found["emptied"] else "the database's memory empty"
    yield ratio_row(
        f"the first batches after a cold start ({how}), {last['stored']:,} stored", "states/s", found["cold"],
        "warm", last["ours"], bar=None,
    )  # fmt: skip
    warm = next(size for size in found["sizes"] if size["stored"] == min(BASE, STORED))
    yield ratio_row(
        "states a second, beside what DIGIT published on eight pods", "states/s", warm["ours"],
        "DIGIT (published)", [DIGIT_A_SECOND], bar=None,
    )  # fmt: skip


def seconds(speeds: list[float]) -> float:
    return 1 / median(speeds)
