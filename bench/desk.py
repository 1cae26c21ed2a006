"""Pages of officers, leaders and people at scale: 20,000 dossiers on PostgreSQL with fsync on, a million with FULL=1.

BENCH_DOSSIERS asks for another size; BENCH_DESK_DATABASE names a database that a sample filled before, and leaves it.
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from bench import desk_server
from bench.rows import Row, limit_row
from bench.servers import durable_postgres

ROOM = "desk"
HERE = Path(__file__).parent
DOSSIERS = int(os.environ.get("BENCH_DOSSIERS", "1000000" if os.environ.get("FULL") == "1" else "20000"))
FILL_SECONDS_MAX, PAGES_SECONDS_MAX = 7200, 1800
# A million in half an hour, people and indexes included.
FILL_PER_SECOND_MIN = 1_000_000 / 1800
# "A page costs at most 15 queries and answers in tens of milliseconds": nineteen of twenty.
PAGE_MS_MAX, QUERIES_MAX = 100.0, 15.0


def run() -> list[Row]:
    with filled() as (environment, per_second):
        done = subprocess.run(
            [sys.executable, "-m", "bench.peers.ours_desk"],
            env=environment, cwd=HERE.parent, stdout=subprocess.PIPE, text=True, timeout=PAGES_SECONDS_MAX, check=True,
        )  # fmt: skip
        served = desk_server.rows_of(environment)
    found = json.loads(done.stdout.strip().splitlines()[-1])
    # Few dossiers do not pay for the people and the indexes made beside them.
    rows = [fill_row(per_second)] if per_second is not None and DOSSIERS >= 1_000_000 else []
    rows += [page_row(page) for page in found["pages"]]
    most = max(found["pages"], key=lambda page: page["queries"])
    rows.append(
        limit_row(f"most queries of a page: {most['name']}", "queries", [most["queries"]], limit=QUERIES_MAX)
    )
    return rows + served


@contextlib.contextmanager
def filled(
    dossiers: int = DOSSIERS, *, ready: str = os.environ.get("BENCH_DESK_DATABASE", "")
) -> Iterator[tuple[dict[str, str], float | None]]:
    """The environment of a filled database, and how many dossiers a second it took, when it was filled here."""
    with tempfile.TemporaryDirectory(prefix="motcua-desk-") as place:
        common = {**os.environ, "MOTCUA_DEMO": "1", "DJANGO_SETTINGS_MODULE": "motcua.settings"}
        if ready:
            # Its keys open what is locked there.
            yield (
                {"MOTCUA_VAR": os.environ.get("MOTCUA_VAR", place), **common, "MOTCUA_DATABASE": ready},
                None,
            )
            return
        with durable_postgres() as server:
            with psycopg.connect(host=server, user="app", dbname="postgres", autocommit=True) as admin:
                admin.execute("CREATE DATABASE desk")
            environment = common | {
                "MOTCUA_VAR": place,
                "MOTCUA_DATABASE": f"postgresql://app@{quote(server, safe='')}/desk",
            }
            motcua(["migrate", "-v", "0"], environment)
            for room in ("people", "law", "procedures"):
                motcua([room, "load"], environment)
            motcua(["collectstatic", "--noinput", "-v", "0"], environment)
            began = time.monotonic()
            motcua(["sample", "--dossiers", str(dossiers), "--no-history"], environment)
            took = time.monotonic() - began
            with psycopg.connect(host=server, user="app", dbname="desk", autocommit=True) as admin:
                admin.execute("VACUUM ANALYZE")  # as autovacuum would, only now
            yield environment, dossiers / took


def fill_row(per_second: float) -> Row:
    work = f"sample of {DOSSIERS:,}, people included"
    return limit_row(work, "dossiers/s", [per_second], limit=FILL_PER_SECOND_MIN, less_is_better=False)


def page_row(page: dict[str, Any]) -> Row:
    times = sorted(page["ms"])
    work = f"{page['name']}: median {times[len(times) // 2]:.0f} ms, {page['queries']} queries; p95"
    return limit_row(work, "ms", [times[int(len(times) * 0.95) - 1]], limit=PAGE_MS_MAX)


def motcua(words: list[str], environment: dict[str, str]) -> None:
    subprocess.run(
        [sys.executable, "-m", "motcua.cli", *words],
        env=environment, cwd=HERE.parent, stdout=subprocess.DEVNULL, timeout=FILL_SECONDS_MAX, check=True,
    )  # fmt: skip
