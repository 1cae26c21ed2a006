"""Requests sent by the open interface, all ten clients at one agency, beside an authenticated POST that does nothing.

A real `motcua serve` (granian) on PostgreSQL with fsync. Both POSTs pass the same door of the same server, taking
turns; a request sent has its number, deadline, chronicle and notice in one transaction and carries an
Idempotency-Key. In the end the numbers in the clients' own answers are compared with the database: no gap, no
duplicate, nothing that was answered missing.
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from bench.clients import Clients, milliseconds, rates, served
from bench.rows import Row, limit_row, ratio_row, same_row
from bench.servers import durable_postgres

ROOM = "api"
HERE = Path(__file__).parent
CLIENTS = 10
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "6"))
WARM_UP_SECONDS = 3.0
P95_MS_MAX = 100.0
EMPTY, SENT = "/api/empty", "/api/dossiers"


def run() -> list[Row]:
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(durable_postgres())
        place = stack.enter_context(tempfile.TemporaryDirectory(prefix="motcua-api-"))
        environment = prepared(folder, place)
        office = json.loads(program(["-m", "bench.peers.api_office"], environment))
        port = stack.enter_context(served(environment, place))
        clients = stack.enter_context(
            Clients(port, [f"Authorization: Bearer {token}" for token in office["tokens"]])
        )
        body = {
            "procedure": "1.000001", "agency": office["agency"], "papers": [{"code": "giay-chung-minh"}],
            "contact": {"email": "hoa@example.vn"},
        }  # fmt: skip
        kept: dict[str, list[dict[str, Any]]] = {EMPTY: [], SENT: []}
        asked: dict[str, dict[str, Any]] = {EMPTY: {"body": {}}, SENT: {"body": body, "keyed": True}}
        ledger = clients.ask(SENT, seconds=WARM_UP_SECONDS, **asked[SENT])["answers"]
        clients.ask(EMPTY, seconds=WARM_UP_SECONDS, **asked[EMPTY])
        for _ in range(ROUNDS):
            for address, how in asked.items():
                kept[address].append(clients.ask(address, seconds=SECONDS, **how))
        ledger += [one for found in kept[SENT] for one in found["answers"]]
        rows = [ratio_row(
            f"submit by API, {CLIENTS} clients at one agency", "answers/s", rates(kept[SENT]),
            "an empty POST, same door", rates(kept[EMPTY]), bar=0.3,
        )]  # fmt: skip
        for share, limit in ((0.5, None), (0.95, P95_MS_MAX)):
            waits = [milliseconds(found, share) for found in kept[SENT]]
            work = f"submit by API, p{share * 100:.0f}"
            rows.append(
                limit_row(work, "ms", waits, limit=limit)
                if limit
                else Row(work, "ms", sorted(waits)[len(waits) // 2], 0.0, "–", 0.0, 1.0, None, len(waits))
            )
        return [*rows, judged(folder, ledger)]


def judged(folder: str, ledger: list[tuple[float, int, str]]) -> Row:
    """The clients' own answers against the database: each number once, from the first to the last."""
    refused = [said for _took, status, said in ledger if status != 201]
    told = [json.loads(said)["number"] for _took, status, said in ledger if status == 201]
    with psycopg.connect(host=folder, user="app", dbname="api") as read:
        stored = [row[0] for row in read.execute("SELECT number FROM dossiers_dossier")]
        entries = read.execute(
            "SELECT count(*) FROM chronicle_entry WHERE kind = 'dossier.submitted'"
        ).fetchone()
        notices = read.execute("SELECT count(*) FROM notices_notice").fetchone()
        keys = read.execute("SELECT count(*) FROM people_answeredkey").fetchone()
    running = sorted(int(number.rsplit("-", 1)[1]) for number in told)
    gaps = set(range(1, len(running) + 1)).symmetric_difference(running)
    wrong = (
        len(refused) + (len(told) - len(set(told))) + len(gaps) + len(set(told).symmetric_difference(stored))
    )
    for count in (entries, notices, keys):
        assert count is not None
        wrong += abs(count[0] - len(told))
    if wrong:
        print(f"  {len(told)} told, {len(stored)} stored, {entries}, {notices}, {keys}; {refused[:3]}")
    return same_row("numbers answered, stored, told and sealed once each", len(told), wrong)


def prepared(folder: str, place: str) -> dict[str, str]:
    with psycopg.connect(host=folder, user="app", dbname="postgres", autocommit=True) as admin:
        admin.execute("CREATE DATABASE api")
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MOTCUA_")}
    environment = kept | {
        "DJANGO_SETTINGS_MODULE": "bench.peers.api_settings",
        "MOTCUA_VAR": place,
        "MOTCUA_DATABASE": f"postgresql://app@{quote(folder, safe='')}/api",
        "BENCH_CLIENTS": str(CLIENTS),
    }
    for words in (["migrate"], ["collectstatic", "--no-input"]):
        program(["-m", "motcua.cli", *words, "--verbosity", "0"], environment)
    return environment


def program(words: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, *words],
        env=environment,
        cwd=HERE.parent,
        capture_output=True,
        text=True,
        timeout=300,
    )
    if done.returncode:
        raise RuntimeError(f"{words}: {done.stderr[-3000:]}")
    return done.stdout
