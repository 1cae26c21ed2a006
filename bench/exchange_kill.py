"""A province and a nation as real processes that are killed, over a connection that is cut; judged by a ledger outside.

Every second for five minutes the connection is cut and one of three is killed (SIGKILL), drawn by lot from those that
have had time to start: the nation's server, the province's worker, the office that acts. Then the nation is
down for 300 s, 600 s and an hour: by default only as long as the office needs for as many acts, with FULL=1 in truth.
In the end each act of the ledger has to be at the nation, and none twice.
"""

import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import IO

from bench.rows import Row, limit_row, same_row

ROOM = "exchange"
HERE = Path(__file__).parent.parent
SECONDS = int(os.environ.get("KILL_SECONDS", "300"))
# Until a process that was started is fair game; the two of the province start from a spare one.
START_SECONDS = {"nation": 7.0, "worker": 0.8, "office": 0.8}
DOWN_SECONDS = (300, 600, 3600)
ACTS_A_SECOND_WHILE_DOWN = 0.5
HEAL_SECONDS_MAX = 180
NODE = "H15"


def run() -> list[Row]:
    with ExitStack() as stack:
        place = Path(tempfile.mkdtemp(prefix="motcua-kill-"))
        stack.callback(shutil.rmtree, place, ignore_errors=True)
        field = Field(place)
        stack.callback(field.stop)
        field.prepare()
        field.start_all()
        kills, cuts = field.torment(SECONDS)
        healed = field.heal()
        rows = judged(field, f"killed {kills} times and cut {cuts} times in {SECONDS} s")
        print(f"  {overlaps(field)} stretches were told again after they had been stored")
        rows.append(limit_row("all said after the last kill", "s", [healed], limit=float(HEAL_SECONDS_MAX)))
        for seconds in DOWN_SECONDS:
            acts = field.down(seconds)
            healed = field.heal()
            rows += judged(field, f"nation down for the {acts} acts of {seconds} s")
            rows.append(
                limit_row(
                    f"heard after the acts of {seconds} s", "s", [healed], limit=float(HEAL_SECONDS_MAX)
                )
            )
        return rows


class Field:
    """The three processes and the cable between them."""

    def __init__(self, place: Path) -> None:
        self.place, self.chance = place, random.Random(6)
        self.cable = Cable(free_port())
        self.url = f"http://127.0.0.1:{self.cable.port}"
        self.running: dict[str, subprocess.Popen[bytes] | Forked] = {}
        self.started: dict[str, float] = {}
        self.log = (place / "log").open("wb")
        self.words = {
            "nation": [
                "-m",
                "motcua.cli",
                "serve",
                "--port",
                str(self.cable.behind),
                "--workers",
                "1",
                "--quiet",
            ],
            "worker": [],
            "office": [],
        }
        self.spares: dict[str, Spare] = {}

    def environment(self, name: str, **more: str) -> dict[str, str]:
        var = self.place / ("nation" if name == "nation" else "province")
        var.mkdir(exist_ok=True)
        kept = {key: value for key, value in os.environ.items() if not key.startswith("MOTCUA_")}
        kept |= {
            "MOTCUA_VAR": str(var),
            "DJANGO_SETTINGS_MODULE": "motcua.settings",
            "MOTCUA_BASE_URL": self.url,
            **more,
        }
        own = (
            {"MOTCUA_NODE": "national"}
            if name == "nation"
            else {"MOTCUA_NODE": NODE, "MOTCUA_NATION": self.url}
        )
        return kept | own

    def once(self, name: str, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, *words],
            env=self.environment(name),
            cwd=HERE,
            capture_output=True,
            text=True,
            timeout=300,
        )
        if done.returncode:
            raise RuntimeError(f"{words}: {done.stderr[-2000:]}")
        return done.stdout

    def prepare(self) -> None:
        for name in ("nation", "worker"):
            self.once(name, "-m", "motcua.cli", "migrate", "--verbosity", "0")
        self.once("nation", "-m", "motcua.cli", "collectstatic", "--no-input", "--verbosity", "0")
        self.once("office", "-m", "bench.peers.exchange_writer", "prepare")
        own = json.loads(self.once("worker", "-m", "motcua.cli", "exchange", "key", "--json"))
        words = [word for key, public in own["exchange"].items() for word in ("--key", f"{key}={public}")]
        words += [word for key, public in own["seal"].items() for word in ("--seal-key", f"{key}={public}")]
        register = ("exchange", "register", NODE, "--name", NODE, "--kind", "other", "--simulated")
        self.once("nation", "-m", "motcua.cli", *register, *words)

    def start(self, name: str, **more: str) -> None:
        if name != "nation":
            if name not in self.spares:
                self.spares[name] = Spare(name, environment=self.environment(name), log=self.log)
            self.running[name] = self.spares[name].start(more)
            self.started[name] = time.monotonic()
            return
        self.running[name] = subprocess.Popen(
            [sys.executable, *self.words[name]], env=self.environment(name, **more), cwd=HERE, stdout=self.log,
            stderr=self.log, start_new_session=True,
        )  # fmt: skip
        self.started[name] = time.monotonic()

    def start_all(self) -> None:
        for name in self.words:
            self.start(name)

    def kill(self, name: str) -> None:
        """The process and the children that it made."""
        child = self.running.pop(name, None)
        if child is not None:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()

    def stop(self) -> None:
        for name in list(self.running):
            self.kill(name)
        for spare in self.spares.values():
            spare.end()
        self.cable.close()
        self.log.close()

    def torment(self, seconds: int) -> tuple[int, int]:
        kills = cuts = 0
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(1)
            cuts += 1
            self.cable.cut()
            for one in self.words:
                if one not in self.running or self.running[one].poll() is not None:
                    self.start(one)
            now = time.monotonic()
            ready = [one for one in self.words if now - self.started[one] > START_SECONDS[one]]
            if ready:
                name = self.chance.choice(ready)
                self.kill(name)
                kills += 1
                self.start(name)
        return kills, cuts

    def heal(self) -> float:
        """Everything runs, nobody acts any more; the seconds until the nation has all of it."""
        self.kill("office")
        for name in ("nation", "worker"):
            if name not in self.running or self.running[name].poll() is not None:
                self.start(name)
        began = time.monotonic()
        while time.monotonic() - began < HEAL_SECONDS_MAX:
            if not differences(self):
                return time.monotonic() - began
            time.sleep(0.25)
        return float(HEAL_SECONDS_MAX) * 2

    def down(self, seconds: int) -> int:
        """The nation is off while the office acts; how many acts."""
        self.kill("nation")
        before = len(ledger(self))
        acts = round(seconds * ACTS_A_SECOND_WHILE_DOWN)
        is_real = os.environ.get("FULL") == "1"
        began = time.monotonic()
        pace = ACTS_A_SECOND_WHILE_DOWN if is_real else 1000.0
        self.start("office", BENCH_ACTS_MAX=str(acts), BENCH_ACTS_A_SECOND=str(pace))
        self.running["office"].wait(timeout=seconds * 2 + 600)
        if is_real:
            time.sleep(max(seconds - (time.monotonic() - began), 0))
        # The sender's pause may just have begun; what is measured is what the backlog costs.
        return len(ledger(self)) - before


class Spare:
    """Forks children of one part (bench/peers/spare.py)."""

    def __init__(self, name: str, *, environment: dict[str, str], log: IO[bytes]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench.peers.spare", name], env=environment, cwd=HERE, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=log, text=True,
        )  # fmt: skip

    def start(self, more: dict[str, str]) -> "Forked":
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(more) + "\n")
        self.process.stdin.flush()
        return Forked(int(self.process.stdout.readline()))

    def end(self) -> None:
        self.process.communicate()


class Forked:
    """A child of a spare, with what is asked of a process here."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def poll(self) -> int | None:
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return 0
        return None

    def wait(self, timeout: float = 30) -> None:
        end = time.monotonic() + timeout
        while self.poll() is None:
            if time.monotonic() > end:
                raise subprocess.TimeoutExpired(str(self.pid), timeout)
            time.sleep(0.02)


def judged(field: Field, how: str) -> list[Row]:
    lost, doubled = differences(field), twice(field)
    book = ledger(field)
    return [
        same_row(f"{how}: acts lost", len(book), len(lost)),
        same_row(f"{how}: acts twice", len(book), len(doubled)),
    ]


def ledger(field: Field) -> list[tuple[str, int, int]]:
    path = field.place / "province" / "ledger"
    lines = path.read_text().splitlines() if path.exists() else []
    return [(parts[0], int(parts[1]), int(parts[2])) for line in lines if len(parts := line.split()) == 3]


def differences(field: Field) -> set[str]:
    """Dossiers of which the nation does not know what the ledger says, or what the province holds now."""
    there = {number: (revision, state) for number, revision, state in rows(field, "nation", STATES)}
    here = {number: (revision, state) for number, revision, state in rows(field, "province", DOSSIERS)}
    wrong = {number for number, stands in here.items() if there.get(number) != stands}
    for number, revision, _ in ledger(field):
        if there.get(number, (0, 0))[0] < revision:
            wrong.add(number)
    return wrong | (set(there) - set(here))


def twice(field: Field) -> list[tuple[object, ...]]:
    """Gaps between kept batches, dossiers applied more often than they moved, and figures that count otherwise.

    A stretch that was cut off after it was stored is told again, and longer: kept batches may overlap. What they
    applied may not: together as often as all dossiers were written.
    """
    found: list[tuple[object, ...]] = []
    reached = applied = 0
    for after, upto, new in rows(field, "nation", BATCHES):
        if after > reached:
            found.append(("gap", reached, after))
        reached, applied = max(reached, upto), applied + new
    found += rows(field, "nation", "SELECT number, times FROM exchange_state WHERE times > revision")
    figures = dict(rows(field, "nation", "SELECT name, value FROM exchange_counter"))
    ((times,),) = rows(field, "nation", "SELECT coalesce(sum(times), 0) FROM exchange_state")
    for name, value in (("counter", figures.get("states", 0)), ("batches", applied)):
        if value != times:
            found.append((name, value, times))
    return found


def overlaps(field: Field) -> int:
    """How many kept batches begin before the one before them ends."""
    count = reached = 0
    for after, upto, _ in rows(field, "nation", BATCHES):
        count, reached = count + (after < reached), max(reached, upto)
    return count


STATES = "SELECT number, revision, state FROM exchange_state"
DOSSIERS = "SELECT number, revision, state FROM dossiers_dossier WHERE number IS NOT NULL"
BATCHES = "SELECT after, upto, applied FROM exchange_batch ORDER BY id"


def rows(field: Field, name: str, question: str) -> list[tuple[object, ...]]:
    path = field.place / name / "motcua.sqlite3"
    with closing(sqlite3.connect(path, timeout=20)) as database:
        return database.execute(question).fetchall()


def free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Cable:
    """Forwards one port of this machine to another; `cut` tears what runs through it."""

    def __init__(self, behind: int) -> None:
        self.behind = behind
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.door.getsockname()[1])
        self.open: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self.door.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self.behind), timeout=5)
            except OSError:
                near.close()
                continue
            far.settimeout(None)
            self.open |= {near, far}
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._pass, args=(one, other), daemon=True).start()

    def _pass(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while part := one.recv(1 << 16):
                other.sendall(part)
        self._tear(one)
        self._tear(other)

    def _tear(self, one: socket.socket) -> None:
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()
        self.open.discard(one)

    def cut(self) -> None:
        for one in list(self.open):
            self._tear(one)

    def close(self) -> None:
        self.door.close()
        self.cut()
