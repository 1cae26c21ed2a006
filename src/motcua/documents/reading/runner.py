"""Starts one limited process for one task, and takes its answer as JSON. Ends it, with all it started, when its time is over.

Where many files follow one another (`many`), a standing process holds the readers ready and each file has a copy of it.
"""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextvars import ContextVar
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
    order: dict[str, object] = {"task": task, "limits": asdict(limits), **facts}
    stands = _standing.get()
    content = stands.ask(order, limits=limits) if stands is not None else _alone(order, limits)
    if len(content) > ANSWER_BYTES_MAX:
        raise NoAnswer(Trouble.MEMORY)
    try:
        found = json.loads(content)
    except ValueError:
        raise NoAnswer(Trouble.CRASH) from None
    assert isinstance(found, dict)
    return found


def _alone(order: dict[str, object], limits: Limits) -> bytes:
    with tempfile.TemporaryFile() as answer:
        _run(order, limits=limits, output=answer)
        answer.seek(0)
        return answer.read(ANSWER_BYTES_MAX + 1)


@contextlib.contextmanager
def many() -> Iterator[None]:
    """Within it each `ask` has a process of its own still, but none waits until Python and the readers are loaded."""
    if _standing.get() is not None:
        yield
        return
    stands = _Standing()
    token = _standing.set(stands)
    try:
        yield
    finally:
        _standing.reset(token)
        stands.end()


class _Standing:
    """The process that holds the readers ready: begun with the first file, and anew after one that broke or hung."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._nice = 0
        self._first = b""  # what it is told before its first order
        self._read = b""

    def ask(self, order: dict[str, object], *, limits: Limits) -> bytes:
        process = self._begun(limits)
        until = time.monotonic() + limits.wall_seconds
        child = 0
        try:
            assert process.stdin is not None
            process.stdin.write(self._first + json.dumps(order).encode() + b"\n")
            process.stdin.flush()
            self._first = b""
            child = int(self._line(until))
            code, size = map(int, self._line(until).split())
            content = self._bytes(size, until)
        except (OSError, ValueError) as problem:
            _end_group(child)
            self.end()
            if isinstance(problem, TimeoutError):
                raise NoAnswer(Trouble.TIME) from None
            # Whoever ended the standing process, perhaps a file before this one: what is said of this file is its own.
            return _alone(order, limits)
        if code:
            raise NoAnswer(_trouble(code), f"{order['task']} ended with {code}")
        return content

    def end(self) -> None:
        process, self._process, self._read = self._process, None, b""
        if process is not None:
            _end(process)
            for pipe in filter(None, (process.stdin, process.stdout)):
                with contextlib.suppress(OSError):
                    pipe.close()

    def _begun(self, limits: Limits) -> "subprocess.Popen[bytes]":
        if self._process is not None and (self._nice != limits.nice or self._process.poll() is not None):
            self.end()
        if self._process is None:
            self._process, self._nice = _started(subprocess.PIPE), limits.nice
            self._first = json.dumps({"task": "stand", "nice": limits.nice}).encode() + b"\n"
        return self._process

    def _line(self, until: float) -> bytes:
        while b"\n" not in self._read:
            self._more(until)
        line, _, self._read = self._read.partition(b"\n")
        return line

    def _bytes(self, size: int, until: float) -> bytes:
        while len(self._read) < size:
            self._more(until)
        content, self._read = self._read[:size], self._read[size:]
        return content

    def _more(self, until: float) -> None:
        assert self._process is not None and self._process.stdout is not None
        pipe = self._process.stdout
        if not select.select([pipe], [], [], max(0.0, until - time.monotonic()))[0]:
            raise TimeoutError
        read = os.read(pipe.fileno(), 1 << 16)
        if not read:
            raise BrokenPipeError
        self._read += read


_standing: ContextVar[_Standing | None] = ContextVar("standing", default=None)


def run_program(
    command: Sequence[str], *, folder: Path, limits: Limits, environment: Mapping[str, str] | None = None
) -> str:
    """Run a program of others in this folder under the same limits; what it printed. Raises NoAnswer."""
    with tempfile.TemporaryFile() as answer:
        facts = {"command": list(command), "environment": dict(environment or {}), "folder": str(folder)}
        _run({"task": "program", "limits": asdict(limits), **facts}, limits=limits, output=answer)
        answer.seek(0)
        return answer.read(ANSWER_BYTES_MAX).decode(errors="replace")


def _started(output: Any) -> "subprocess.Popen[bytes]":
    # -I: neither the folder it is started in nor variables of the environment change what it imports.
    command = [sys.executable, "-I", "-X", "utf8", "-m", "motcua.documents.reading.inside"]
    environment = {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "TMPDIR": tempfile.gettempdir()}
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
        close_fds=True,
    )


def _run(order: dict[str, object], *, limits: Limits, output: Any) -> None:
    process = _started(output)
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
    _end_group(process.pid)
    process.wait()


def _end_group(number: int) -> None:
    if number > 1:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(number, signal.SIGKILL)
