"""An office under load whose server, worker and database are killed; lost or doubled is decided by the clients' own log.

`motcua serve` and `motcua work` on PostgreSQL with fsync. Six clients send requests through the open interface and take
them in, each call with an Idempotency-Key, sent again until it is answered. Every second one is struck, drawn by lot
from those that have had time to start: the server's processes or the worker's get SIGKILL, all connections of the
database are ended, or the database is stopped as if the power had gone. In the end the answers that the clients wrote
down are compared with the records: each request and each act there once, numbers whole, a movement, an entry and a
notice for each, the chronicle sound.
"""

import contextlib
import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
import uuid
from pathlib import Path
from urllib.parse import quote

import psycopg

from bench.rows import Row, limit_row, same_row
from bench.servers import OPTIONS, crash, durable_postgres

ROOM = "office"
HERE = Path(__file__).parent.parent
SECONDS = int(os.environ.get("KILL_SECONDS", "120"))
CLIENTS = 6
# Until what was started may be struck.
READY_SECONDS = {"server": 6.0, "worker": 5.0, "connections": 3.0, "database": 20.0}
ANSWER_SECONDS_MAX, HEAL_SECONDS_MAX = 20, 120
PAUSE_SECONDS = 0.3


def run() -> list[Row]:
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(durable_postgres())
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="motcua-office-")))
        field = Field(folder, place)
        stack.callback(field.stop)
        office = field.prepare()
        clients = [Client(field, office, seed=n) for n in range(CLIENTS)]
        field.start_all()
        field.wait_until_it_answers()
        for client in clients:
            client.start()
        struck = field.torment(SECONDS)
        for client in clients:
            client.ended.set()
        for client in clients:
            client.join(HEAL_SECONDS_MAX)
            assert not client.is_alive(), "a client never got an answer"
        healed = field.heal()
        print(f"  struck: {struck}")
        return judged(field, clients, healed, sum(struck.values()))


class Field:
    """The processes, the database, and what strikes them."""

    def __init__(self, folder: str, place: Path) -> None:
        self.folder, self.place = folder, place
        self.chance = random.Random(7)
        with contextlib.closing(socket.socket()) as found:
            found.bind(("127.0.0.1", 0))
            self.port = int(found.getsockname()[1])
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.since = dict.fromkeys(READY_SECONDS, time.monotonic())
        self.log = (place / "log").open("wb")
        kept = {key: value for key, value in os.environ.items() if not key.startswith("MOTCUA_")}
        self.environment = kept | {
            "DJANGO_SETTINGS_MODULE": "motcua.settings",
            "MOTCUA_VAR": str(place),
            "MOTCUA_DEMO": "1",
            "MOTCUA_DATABASE": f"postgresql://app@{quote(folder, safe='')}/office",
            "MOTCUA_API_CALLS_A_MINUTE_MAX": "1000000",
            "MOTCUA_BASE_URL": f"http://127.0.0.1:{self.port}",
        }

    def words(self, name: str) -> list[str]:
        serve = ["serve", "--port", str(self.port), "--workers", "2", "--quiet"]
        return ["-m", "motcua.cli", *(serve if name == "server" else ["work", "--quiet"])]

    def once(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, *words], env=self.environment, cwd=HERE, capture_output=True, text=True, timeout=300
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{words}: {done.stdout[-1000:]} {done.stderr[-2000:]}")
        return done.stdout

    def prepare(self) -> dict:
        with psycopg.connect(host=self.folder, user="app", dbname="postgres", autocommit=True) as admin:
            admin.execute("CREATE DATABASE office")
        self.once("-m", "motcua.cli", "migrate", "--verbosity", "0")
        self.once("-m", "motcua.cli", "collectstatic", "--no-input", "--verbosity", "0")
        return json.loads(self.once("-m", "bench.peers.kill_office").strip().splitlines()[-1])

    def start(self, name: str) -> None:
        self.running[name] = subprocess.Popen(
            [sys.executable, *self.words(name)], env=self.environment, cwd=HERE, stdout=self.log, stderr=self.log,
            start_new_session=True,
        )  # fmt: skip
        self.since[name] = time.monotonic()

    def start_all(self) -> None:
        for name in ("server", "worker"):
            if name not in self.running or self.running[name].poll() is not None:
                self.start(name)

    def kill(self, name: str) -> None:
        child = self.running.pop(name, None)
        if child is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()

    def stop(self) -> None:
        for name in list(self.running):
            self.kill(name)
        self.log.close()

    def wait_until_it_answers(self) -> None:
        end = time.monotonic() + HEAL_SECONDS_MAX
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5):
                    return
            except OSError:
                assert time.monotonic() < end, "the server never answered"
                time.sleep(PAUSE_SECONDS)

    def torment(self, seconds: int) -> dict[str, int]:
        struck = dict.fromkeys(READY_SECONDS, 0)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(1)
            self.start_all()
            now = time.monotonic()
            ready = [name for name, since in self.since.items() if now - since > READY_SECONDS[name]]
            if ready:
                name = self.chance.choice(ready)
                self.strike(name)
                struck[name] += 1
        return struck

    def strike(self, name: str) -> None:
        if name in ("server", "worker"):
            self.kill(name)
            self.start(name)
        elif name == "database":
            crash(self.folder, OPTIONS)
        else:
            with psycopg.connect(host=self.folder, user="app", dbname="postgres", autocommit=True) as admin:
                admin.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = 'office' AND pid <> pg_backend_pid()"
                )
        self.since[name] = time.monotonic()

    def heal(self) -> float:
        """Nobody asks any more; the seconds until the worker has sent every notice and sealed every entry."""
        self.start_all()
        began = time.monotonic()
        while time.monotonic() - began < HEAL_SECONDS_MAX:
            with contextlib.suppress(psycopg.Error):
                (left,) = self.ask(LEFT)[0]
                if not left:
                    return time.monotonic() - began
            time.sleep(PAUSE_SECONDS)
        return float(HEAL_SECONDS_MAX) * 2

    def ask(self, question: str) -> list[tuple]:
        with psycopg.connect(host=self.folder, user="app", dbname="office") as read:
            return read.execute(question).fetchall()


LEFT = """
SELECT (SELECT count(*) FROM chronicle_entry e WHERE NOT EXISTS (SELECT 1 FROM chronicle_leaf l WHERE l.entry_id = e.id))
     + (SELECT count(*) FROM notices_notice WHERE state = 'queued' AND next_try_at <= now())
"""


class Client(threading.Thread):
    """Sends, waits for the answer, writes it down. Whoever is cut off sends exactly the same again."""

    def __init__(self, field: Field, office: dict, *, seed: int) -> None:
        super().__init__(daemon=True)
        self.field, self.office, self.chance = field, office, random.Random(seed)
        self.ended = threading.Event()
        self.sent: list[str] = []
        self.taken: list[str] = []
        self.waiting: list[str] = []
        self.again = 0
        self.strange: list[tuple[int, str]] = []

    def run(self) -> None:
        while not self.ended.is_set():
            if self.waiting and self.chance.random() < 0.4:
                number = self.waiting.pop(0)
                status, said = self.until_answered(
                    f"/api/dossiers/{number}/acts/take-in", {}, token="reception", match='"1"'
                )
                if status == 200:
                    self.taken.append(number)
                else:
                    self.strange.append((status, said))
            else:
                body = {
                    "procedure": "1.000001", "agency": self.office["agency"],
                    "papers": [{"code": "giay-chung-minh"}], "contact": {"email": "hoa@example.vn"},
                }  # fmt: skip
                status, said = self.until_answered("/api/dossiers", body, token="hoa")
                if status == 201:
                    self.sent.append(json.loads(said)["number"])
                    self.waiting.append(self.sent[-1])
                else:
                    self.strange.append((status, said))

    def until_answered(self, address: str, body: dict, *, token: str, match: str = "") -> tuple[int, str]:
        headers = {
            "Authorization": f"Bearer {self.office['tokens'][token]}",
            "Content-Type": "application/json",
            "Idempotency-Key": str(uuid.uuid4()),
        }
        if match:
            headers["If-Match"] = match
        while True:
            asked = urllib.request.Request(
                f"http://127.0.0.1:{self.field.port}{address}", json.dumps(body).encode(), headers
            )
            try:
                with urllib.request.urlopen(asked, timeout=ANSWER_SECONDS_MAX) as answer:
                    return answer.status, answer.read().decode()
            except urllib.error.HTTPError as error:
                said = error.read().decode()
                # Still being answered, or the database is away: the same again.
                if error.code < 500 and "still-answering" not in said:
                    return error.code, said
            except (OSError, ValueError, http.client.HTTPException):
                pass
            self.again += 1
            time.sleep(PAUSE_SECONDS)


def judged(field: Field, clients: list[Client], healed: float, struck: int) -> list[Row]:
    sent = [number for client in clients for number in client.sent]
    taken = [number for client in clients for number in client.taken]
    strange = [one for client in clients for one in client.strange]
    stored = [number for (number,) in field.ask("SELECT number FROM dossiers_dossier")]
    acts = field.ask(
        "SELECT d.number, count(*) FROM dossiers_movement m JOIN dossiers_dossier d ON d.id = m.dossier_id"
        " WHERE m.act = 'dossier.taken-in' GROUP BY d.number"
    )
    times = dict(acts)
    told = dict(field.ask(TOLD))
    torn = field.ask(TORN)
    lost = set(sent) - set(stored) | {number for number in taken if not times.get(number)}
    twice = [number for number, count in times.items() if count > 1] + [
        number for number in set(stored) if stored.count(number) > 1 or number not in sent
    ]
    # A request taken in has told its person twice: that it came, and that it is received.
    silent = [number for number in stored if told.get(number, 0) != 1 + times.get(number, 0)]
    running = sorted(int(number.rsplit("-", 1)[1]) for number in stored)
    gaps = set(range(1, len(running) + 1)).symmetric_difference(running)
    if strange:
        print(f"  answered strangely: {len(strange)}, such as {strange[0]}")
    field.once("-m", "motcua.cli", "dossiers", "numbers", "--from", "2020-01-01", "--to", "2099-12-31")
    field.once("-m", "motcua.cli", "chronicle", "verify")
    how = f"struck {struck} times in {SECONDS} s"
    print(f"  {len(sent)} sent, {len(taken)} taken in, {sum(c.again for c in clients)} calls sent again")
    return [
        same_row(f"{how}: answered and lost", len(sent) + len(taken), len(lost) + len(strange)),
        same_row(f"{how}: done twice", len(sent) + len(taken), len(twice) + len(sent) - len(set(sent))),
        same_row(f"{how}: numbers missing or doubled", len(stored), len(gaps)),
        same_row(f"{how}: a movement, an entry and a notice each", len(stored), len(torn) + len(silent)),
        limit_row("all told and sealed after the last blow", "s", [healed], limit=float(HEAL_SECONDS_MAX)),
    ]


TOLD = """
SELECT d.number, count(*) FROM notices_notice n JOIN dossiers_dossier d ON n.subject = 'dossier:' || d.key GROUP BY d.number
"""
# Movements and revision of a dossier, and its entries, say the same number.
TORN = """
SELECT d.number FROM dossiers_dossier d
WHERE d.revision <> (SELECT count(*) FROM dossiers_movement m WHERE m.dossier_id = d.id)
   OR d.revision <> (SELECT count(*) FROM chronicle_entry e WHERE e.subject = 'dossier:' || d.key)
"""
