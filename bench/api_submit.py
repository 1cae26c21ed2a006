"""Requests sent by the open interface, all ten clients at one agency, beside an authenticated POST that does nothing.

A real `motcua serve` (granian) on PostgreSQL with fsync. Both POSTs pass the same door of the same server, taking
turns; a request sent has its number, deadline, chronicle and notice in one transaction and carries an
Idempotency-Key. In the end the numbers in the clients' own answers are compared with the database: no gap, no
duplicate, nothing that was answered missing.
"""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from bench.rows import Row, limit_row, ratio_row, same_row
from bench.servers import durable_postgres

ROOM = "api"
HERE = Path(__file__).parent
CLIENTS = 10
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "6"))
WARM_UP_SECONDS = 3.0
P95_MS_MAX = 100.0
START_SECONDS_MAX, STOP_SECONDS_MAX = 60, 30
EMPTY, SENT = "/api/empty", "/api/dossiers"


def run() -> list[Row]:
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(durable_postgres())
        place = stack.enter_context(tempfile.TemporaryDirectory(prefix="motcua-api-"))
        environment = prepared(folder, place)
        office = json.loads(program(["-m", "bench.peers.api_office"], environment))
        port = stack.enter_context(served(environment, place))
        clients = stack.enter_context(Clients(port, office["tokens"]))
        body = {
            "procedure": "1.000001", "agency": office["agency"], "papers": [{"code": "giay-chung-minh"}],
            "contact": {"email": "hoa@example.vn"},
        }  # fmt: skip
        kept: dict[str, list[dict[str, Any]]] = {EMPTY: [], SENT: []}
        ledger = clients.ask(SENT, body, seconds=WARM_UP_SECONDS)["answers"]
        clients.ask(EMPTY, {}, seconds=WARM_UP_SECONDS)
        for _ in range(ROUNDS):
            for address, given in ((EMPTY, {}), (SENT, body)):
                kept[address].append(clients.ask(address, given, seconds=SECONDS))
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


def rates(phases: list[dict[str, Any]]) -> list[float]:
    return [len(found["answers"]) / found["took"] for found in phases]


def milliseconds(found: dict[str, Any], share: float) -> float:
    waits = sorted(one[0] for one in found["answers"])
    return float(1000 * waits[int(len(waits) * share)])


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


@contextlib.contextmanager
def served(environment: dict[str, str], place: str) -> Iterator[int]:
    """`motcua serve` as an office runs it; its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    with (Path(place) / "serve.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "motcua.cli", "serve", "--port", str(port), "--quiet"],
            env=environment, cwd=HERE.parent, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            wait_for(port, server)
            yield port
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=STOP_SECONDS_MAX)


def wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    ends = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < ends and server.poll() is None:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/api/openapi.json", timeout=10).close()
            return
        time.sleep(0.2)
    raise RuntimeError("the server did not start")


class Clients:
    """A process of its own, so that measuring costs this one nothing."""

    def __init__(self, port: int, tokens: list[str]) -> None:
        self.port, self.tokens = port, tokens

    def __enter__(self) -> "Clients":
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench.peers.api_clients"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=HERE.parent,
        )  # fmt: skip
        return self

    def ask(self, address: str, body: object, *, seconds: float) -> dict[str, Any]:
        assert self.process.stdin and self.process.stdout
        asked = {
            "port": self.port,
            "seconds": seconds,
            "tokens": self.tokens,
            "address": address,
            "body": body,
        }
        self.process.stdin.write(json.dumps(asked | {"keyed": address == SENT}) + "\n")
        self.process.stdin.flush()
        found: dict[str, Any] = json.loads(self.process.stdout.readline())
        return found

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(timeout=STOP_SECONDS_MAX)
