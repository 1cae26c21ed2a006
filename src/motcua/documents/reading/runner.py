"""Starts one limited process for one task, and takes its answer as JSON. Ends it, with all it started, when its time is over."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

ANSWER_BYTES_MAX = 4 * 1024 * 1024
MB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What the process may use; the kernel holds it to them."""

    wall_seconds: float = 20
    cpu_seconds: int = 15
    memory_bytes: int = 1024 * MB
    file_bytes: int = 64 * MB
    nice: int = 5


class Trouble(StrEnum):
    """Why there is no answer."""

    TIME = "time"  # on the wall: perhaps only the machine is busy
    WORK = "work"  # of the processor: the file wants too much
    MEMORY = "memory"
    CRASH = "crash"
    NOT_INSTALLED = "not-installed"


class NoAnswer(Exception):
    """The process did not come to an answer within its limits."""

    def __init__(self, trouble: Trouble, said: str = "") -> None:
        super().__init__(trouble.value)
        self.trouble = trouble
        self.said = said  # which program ended how; never what it read


MEMORY_EXIT = 3
NOT_FOUND_EXIT = 4


def ask(task: str, *, limits: Limits = Limits(), **facts: object) -> dict[str, Any]:
    """The answer of one of our own readers (`inside.TASKS`) in plain values. Raises NoAnswer."""
    with tempfile.TemporaryFile() as answer:
        _run({"task": task, "limits": asdict(limits), **facts}, limits=limits, output=answer)
        answer.seek(0)
        content = answer.read(ANSWER_BYTES_MAX + 1)
    if len(content) > ANSWER_BYTES_MAX:
        raise NoAnswer(Trouble.MEMORY)
    try:
        found = json.loads(content)
    except ValueError:
        raise NoAnswer(Trouble.CRASH) from None
    assert isinstance(found, dict)
    return found


def run_program(
    command: Sequence[str], *, folder: Path, limits: Limits, environment: Mapping[str, str] | None = None
) -> str:
    """Run a program of others in this folder under the same limits; what it printed. Raises NoAnswer."""
    with tempfile.TemporaryFile() as answer:
        facts = {"command": list(command), "environment": dict(environment or {}), "folder": str(folder)}
        _run({"task": "program", "limits": asdict(limits), **facts}, limits=limits, output=answer)
        answer.seek(0)
        return answer.read(ANSWER_BYTES_MAX).decode(errors="replace")


def _run(order: dict[str, object], *, limits: Limits, output: Any) -> None:
    # -I: neither the folder it is started in nor variables of the environment change what it imports.
    command = [sys.executable, "-I", "-X", "utf8", "-m", "motcua.documents.reading.inside"]
    environment = {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "TMPDIR": tempfile.gettempdir()}
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
        close_fds=True,
    )
    try:
        process.communicate(json.dumps(order).encode(), timeout=limits.wall_seconds)
    except subprocess.TimeoutExpired:
        raise NoAnswer(Trouble.TIME) from None
    finally:
        _end(process)
    code = process.returncode
    if code:
        named = order["command"][0] if isinstance(order.get("command"), list) else order["task"]  # type: ignore[index]
        raise NoAnswer(_trouble(code), f"{named} ended with {code}")


def _trouble(code: int) -> Trouble:
    if code in (MEMORY_EXIT, -signal.SIGABRT):
        return Trouble.MEMORY
    if code == NOT_FOUND_EXIT:
        return Trouble.NOT_INSTALLED
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return Trouble.WORK
    return Trouble.CRASH


def _end(process: "subprocess.Popen[bytes]") -> None:
    """The process and everything it started: its whole session is ended, also when it answered."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
