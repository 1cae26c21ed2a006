"""Pages of officers, leaders and people at scale: 20,000 dossiers on PostgreSQL, a million with FULL=1.

The peer is the same template rendered again from the values it was just given: what a page would cost if the
database answered in no time. BENCH_DOSSIERS asks for another size.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import psycopg

from bench.rows import Row, limit_row, ratio_row
from bench.servers import durable_postgres

ROOM = "desk"
HERE = Path(__file__).parent
DOSSIERS = int(os.environ.get("BENCH_DOSSIERS", "1000000" if os.environ.get("FULL") == "1" else "20000"))
FILL_SECONDS_MAX = 7200
# A million in ten minutes.
FILL_PER_SECOND_MIN = 1_000_000 / 600
# "A page costs at most 15 queries and answers in tens of milliseconds": the slowest of twenty, and of any search.
PAGE_MS_MAX, SEARCH_MS_MAX, QUERIES_MAX = 100.0, 50.0, 15.0


def run() -> list[Row]:
    with durable_postgres() as server, tempfile.TemporaryDirectory(prefix="motcua-desk-") as place:
        with psycopg.connect(host=server, user="app", dbname="postgres", autocommit=True) as admin:
            admin.execute("CREATE DATABASE desk")
        environment = {
            **os.environ,
            "MOTCUA_DEMO": "1",
            "MOTCUA_VAR": place,
            "MOTCUA_DATABASE": f"postgresql://app@{quote(server, safe='')}/desk",
            "DJANGO_SETTINGS_MODULE": "motcua.settings",
        }
        for words in (["migrate", "-v", "0"], *([room, "load"] for room in ("people", "law", "procedures"))):
            motcua(words, environment)
        began = time.monotonic()
        motcua(["sample", "--dossiers", str(DOSSIERS), "--no-history"], environment, loud=True)
        filled = DOSSIERS / (time.monotonic() - began)
        done = subprocess.run(
            [sys.executable, "-m", "bench.peers.ours_desk"],
            env=environment, cwd=HERE.parent, stdout=subprocess.PIPE, text=True, timeout=1800, check=True,
        )  # fmt: skip
        pages = json.loads(done.stdout.strip().splitlines()[-1])
    rows = [
        limit_row(
            f"sample of {DOSSIERS:,} on PostgreSQL, people included",
            "dossiers/s",
            [filled],
            limit=FILL_PER_SECOND_MIN,
            less_is_better=False,
        )
    ]
    for page in pages:
        rows += lines(page)
    most = max(pages, key=lambda page: page["queries"])
    rows.append(
        limit_row(f"most queries of a page: {most['name']}", "queries", [most["queries"]], limit=QUERIES_MAX)
    )
    return rows


def lines(page: dict) -> list[Row]:
    name, times = f"{page['name']}, {DOSSIERS:,} dossiers", sorted(page["ms"])
    limit = SEARCH_MS_MAX if page["name"].startswith("search") else PAGE_MS_MAX
    p95 = times[min(len(times) - 1, int(len(times) * 0.95))]
    return [
        ratio_row(
            f"{name}, p50",
            "ms",
            page["ms"],
            "its template alone",
            page["canned_ms"],
            bar=None,
            less_is_better=True,
        ),
        limit_row(f"{name}, p95", "ms", [p95], limit=limit),
    ]


def motcua(words: list[str], environment: dict[str, str], *, loud: bool = False) -> None:
    subprocess.run(
        [sys.executable, "-m", "motcua.cli", *words],
        env=environment, cwd=HERE.parent, stdout=None if loud else subprocess.DEVNULL, timeout=FILL_SECONDS_MAX, check=True,
    )  # fmt: skip
