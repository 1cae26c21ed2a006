"""A backlog sent: a province that the nation has not heard, both with databases and servers of their own.

100,000 dossiers by default, a million with FULL=1 (or BENCH_BACKLOG). Rows are written straight into the tables; what
follows positions, reads records, makes, signs, sends and takes batches is the product.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

import psycopg

from bench.rows import Row, limit_row
from bench.servers import durable_postgres

ROOM = "exchange"
HERE = Path(__file__).parent
BACKLOG = int(os.environ.get("BENCH_BACKLOG", "1000000" if os.environ.get("FULL") == "1" else "100000"))
MICROSECONDS_MAX = 120.0  # a million in two minutes
MEGABYTES_MAX = 150.0
SECONDS_MAX = 3600


def run() -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="motcua-backlog-") as place, durable_postgres() as server:
        with psycopg.connect(host=server, user="app", dbname="postgres", autocommit=True) as admin:
            admin.execute("CREATE DATABASE nation")
            admin.execute("CREATE DATABASE province")
        found = json.loads(said(place, server, "national", "nation").strip().splitlines()[-1])
    much = f"{BACKLOG:,} records of backlog"
    assert found["states"] == BACKLOG, found
    return [
        limit_row(f"{much}, sent and taken", "µs a record", [found["seconds"] * 1e6 / BACKLOG], limit=MICROSECONDS_MAX),
        limit_row(f"the sender's memory above idle, {much}", "MB", [found["megabytes"]], limit=MEGABYTES_MAX),
    ]  # fmt: skip


def said(place: str, server: str, node: str, database: str) -> str:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "motcua.settings",
        "MOTCUA_NODE": node,
        "MOTCUA_VAR": f"{place}/{database}",
        "MOTCUA_DATABASE": f"postgresql://app@{quote(server, safe='')}/{database}",
        "MOTCUA_LOG": "WARNING",
        "BENCH_SERVER": server,
        "BENCH_PLACE": place,
        "BENCH_BACKLOG": str(BACKLOG),
    }
    return subprocess.run(
        [sys.executable, "-m", "bench.peers.ours_backlog", node],
        env=environment, cwd=HERE.parent, stdout=subprocess.PIPE, text=True, timeout=SECONDS_MAX, check=True,
    ).stdout  # fmt: skip
