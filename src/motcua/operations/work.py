"""The jobs and the clock: runs what each room's `jobs.JOBS` asks for, each by itself, until told to stop.

No job is remembered between runs and no lock is taken: several workers may run at once, because every job is safe
when two run it (it claims rows by a conditional update, or takes a lock of its own).
"""

import json
import logging
import os
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from motcua.foundation.jobs import Job

logger = logging.getLogger(__name__)
HEARTBEATS = "work"
HEARTBEAT_SECONDS = 10
# A worker that has not shown itself for this long is taken for dead.
SILENT_SECONDS_MAX = 60
# A job that failed is tried again after its own pause, doubled each time up to this.
FIRST_SECONDS_MAX = 60.0
PAUSE_SECONDS_MAX = 15 * 60
STOP_SECONDS_MAX = 30


def registered() -> tuple[Job, ...]:
    """The jobs of all rooms, in the order of the house from its foundation up."""
    found: list[Job] = []
    for config in reversed(list(apps.get_app_configs())):
        if config.name.startswith("motcua.") and find_spec(f"{config.name}.jobs"):
            found.extend(getattr(import_module(f"{config.name}.jobs"), "JOBS", ()))
    names = [job.name for job in found]
    assert len(names) == len(set(names)), f"two jobs have one name: {sorted(names)}"
    return tuple(found)


@dataclass
class Turn:
    """One job, how often in a row it failed, and since when it is running."""

    job: Job
    failures: int = 0
    running_since: datetime | None = None


class Worker:
    """One thread a job, so that a slow mail server never holds up the sealer.

    `stop` may be called from a signal handler or another thread; jobs that have begun are let finish.
    """

    def __init__(
        self,
        jobs: Iterable[Job],
        *,
        now: Callable[[], datetime] = timezone.now,
        folder: Path | None = None,
    ) -> None:
        self.turns = [Turn(job) for job in jobs]
        self.now = now
        self.mark = (folder or settings.VAR / HEARTBEATS) / f"{os.getpid()}.json"
        self.stopping = threading.Event()

    def stop(self) -> None:
        self.stopping.set()

    def run(self) -> None:
        """Until `stop`."""
        self.mark.parent.mkdir(parents=True, exist_ok=True)
        threads = [
            threading.Thread(target=self._keep_doing, args=(turn,), daemon=True) for turn in self.turns
        ]
        for thread in threads:
            thread.start()
        try:
            while not self.stopping.is_set():
                self._beat()
                self.stopping.wait(HEARTBEAT_SECONDS)
            end = time.monotonic() + STOP_SECONDS_MAX
            for thread in threads:
                thread.join(max(0.0, end - time.monotonic()))
            for turn in self.turns:
                if turn.running_since:
                    logger.warning(
                        "job %s did not end in %s s and is cut off", turn.job.name, STOP_SECONDS_MAX
                    )
        finally:
            self.mark.unlink(missing_ok=True)

    def run_once(self) -> bool:
        """Each job one time, one after the other; whether all went well."""
        for turn in self.turns:
            self._run_one(turn)
        return all(turn.failures == 0 for turn in self.turns)

    def _keep_doing(self, turn: Turn) -> None:
        while not self.stopping.is_set():
            began = time.monotonic()
            close_old_connections()  # a database that was restarted is met again here
            pause = self._run_one(turn)
            close_old_connections()
            self.stopping.wait(max(0.0, began + pause - time.monotonic()))

    def _run_one(self, turn: Turn) -> float:
        """Run one job: what it raises is logged and stays here. Gives the seconds from this start to the next."""
        began = time.monotonic()
        turn.running_since = self.now()
        try:
            done = turn.job.run(turn.running_since)
        except Exception:
            turn.failures += 1
            pause = pause_after(turn.failures, turn.job.every_seconds)
            logger.exception(
                "job %s failed %s times in a row; again in %s s", turn.job.name, turn.failures, pause
            )
            return pause
        else:
            if done:
                logger.info("job %s: %s in %.2f s", turn.job.name, done, time.monotonic() - began)
            turn.failures = 0
            return turn.job.every_seconds
        finally:
            turn.running_since = None

    def _beat(self) -> None:
        """Show that this worker lives, which jobs fail and which are running."""
        said = {
            "at": self.now().isoformat(),
            "failing": {turn.job.name: turn.failures for turn in self.turns if turn.failures},
            "running": {t.job.name: since.isoformat() for t in self.turns if (since := t.running_since)},
        }
        beside = self.mark.with_suffix(".new")
        beside.write_text(json.dumps(said))
        beside.replace(self.mark)


def pause_after(failures: int, every_seconds: float) -> float:
    """A job that keeps failing is tried less and less often, but never given up; one of every day not only tomorrow."""
    first = min(every_seconds, FIRST_SECONDS_MAX)
    return min(first * (1 << min(failures, 20)), PAUSE_SECONDS_MAX)


@dataclass(frozen=True)
class Heartbeat:
    """What a worker last said of itself."""

    pid: int
    at: datetime
    failing: dict[str, int]
    running: dict[str, datetime]


def heartbeats(at: datetime, *, folder: Path | None = None) -> list[Heartbeat]:
    """Workers that showed themselves lately. Marks of workers that died without a word are passed over."""
    found = []
    for mark in sorted((folder or settings.VAR / HEARTBEATS).glob("*.json")):
        try:
            said = json.loads(mark.read_text())
        except (FileNotFoundError, ValueError):  # it ended, or is writing, just now
            continue
        beat = Heartbeat(
            int(mark.stem),
            datetime.fromisoformat(said["at"]),
            said["failing"],
            {name: datetime.fromisoformat(since) for name, since in said["running"].items()},
        )
        if (at - beat.at).total_seconds() <= SILENT_SECONDS_MAX:
            found.append(beat)
    return found
