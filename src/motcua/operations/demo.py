"""The demo: one command from a fresh checkout to a province in the browser; asked again, it starts at once."""

import contextlib
import ctypes
import hashlib
import io
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands

from motcua.documents import queries as documents
from motcua.exchange.rules import NATIONAL
from motcua.operations import health

PACKAGE = Path(__file__).resolve().parent.parent
READY = "demo-ready"
LOADS = ("people", "law", "procedures", "surveys", "indices")
LOADS_OF_NATION = ("people", "law", "procedures")
START_SECONDS_MAX = 60
STOP_SECONDS_MAX = 40
PR_SET_PDEATHSIG = 1


def prepare(say: Callable[[str], None], *, today: date, dossiers: int | None = None) -> None:
    """Bring database, data and static files to this version; nothing when that was done today.

    On a later day only the sample is moved forward, so that some of it is always due today.
    """
    mark = settings.VAR / READY
    program = fingerprint()
    done = mark.read_text().split() if mark.exists() else []
    if done[:1] != [program] or health.waiting_migrations():
        _bring_up(say)
    elif done[1:] == [today.isoformat()]:
        return
    if settings.NODE != NATIONAL:
        say("sample province (simulated data)")
        call_command("sample", **({} if dossiers is None else {"dossiers": dossiers}))
    mark.write_text(f"{program} {today.isoformat()}")


def _bring_up(say: Callable[[str], None]) -> None:
    settings.VAR.mkdir(parents=True, exist_ok=True)
    say("database")
    call_command("migrate", verbosity=0)
    present = get_commands()
    for room in LOADS_OF_NATION if settings.NODE == NATIONAL else LOADS:
        if room in present:
            say(f"{room} load")
            call_command(room, "load", verbosity=0, stdout=io.StringIO())
    if not health.static_collected():
        say("styles and scripts")
    call_command("collectstatic", interactive=False, verbosity=0)


def fingerprint() -> str:
    """Changes when any file of the program does."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            status = path.stat()
            digest.update(f"{path.relative_to(PACKAGE)} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def not_installed() -> list[str]:
    """What this machine cannot show, and the command that mends it."""
    return [
        f"Not installed: {name}. Papers can be scanned, and nothing on them is recognised. To see that: {way}"
        for name, way in documents.programs_missing().items()
    ]


class Together:
    """Children that live and end together with us."""

    def __init__(self) -> None:
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.told_to_stop = threading.Event()

    def start(self, name: str, *words: str, environment: dict[str, str] | None = None) -> None:
        # A session of its own: Ctrl-C reaches us alone, and each child is told once.
        alone: dict[str, Any] = {"start_new_session": True, "preexec_fn": _end_with_parent}
        self.children[name] = subprocess.Popen(
            [sys.executable, "-m", "motcua.cli", *words],
            env=environment,
            **(alone if os.name == "posix" else {}),
        )

    def stop_on(self, *signals: signal.Signals) -> None:
        for number in signals:
            signal.signal(number, lambda *_: self.told_to_stop.set())

    def fallen(self) -> str:
        """The name of a child that ended by itself."""
        return next((name for name, child in self.children.items() if child.poll() is not None), "")

    def wait(self) -> str:
        """Until told to stop (answers nothing) or until a child falls (answers its name)."""
        while not self.told_to_stop.wait(0.3):
            if name := self.fallen():
                return name
        return ""

    def wait_until(self, true: Callable[[], bool], *, seconds: float) -> bool:
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.fallen() and not self.told_to_stop.is_set():
            if true():
                return True
            self.told_to_stop.wait(0.2)
        return False

    def end(self) -> None:
        """Tell every child to end, wait, and end by force the one that does not."""
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        end = time.monotonic() + STOP_SECONDS_MAX
        for child in self.children.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(max(0.1, end - time.monotonic()))
            if child.poll() is None:
                child.kill()
                child.wait()


def _end_with_parent() -> None:
    """On Linux the kernel ends the child when we are ended by force; elsewhere it would have to be ended by hand."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=2) as answer:  # noqa: S310  our own loopback address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
