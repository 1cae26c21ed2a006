"""One typesetting process for this process, begun when it is first needed, and begun anew when it dies or hangs."""

import atexit
import json
import logging
import os
import select
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress

logger = logging.getLogger(__name__)
SECONDS_MAX = 10.0  # a page takes hundredths of a second, the first one of a process half a second
PAPERS_MAX = 2_000  # then the process is begun anew, so that it cannot grow without end


class Unsettable(Exception):
    """A template and values that give no paper. The message names the place in the template, never a value."""


class _Process:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.running: subprocess.Popen[bytes] | None = None
        self.owner = 0
        self.papers = 0

    def ask(self, job: Mapping[str, object]) -> bytes:
        message = json.dumps(job, ensure_ascii=False).encode()
        with self.lock:
            process = self._ready()
            try:
                flag, answer = _exchange(process, struct.pack(">I", len(message)) + message)
            except (OSError, TimeoutError, EOFError) as broken:
                self.end()
                raise Unsettable(f"the paper could not be drawn within its limits: {broken}") from None
            self.papers += 1
        if flag:
            raise Unsettable(answer.decode(errors="replace"))
        return answer

    def _ready(self) -> "subprocess.Popen[bytes]":
        """A process of our own: one that was begun before a fork belongs to the parent."""
        if self.running is not None and (
            self.owner != os.getpid() or self.papers >= PAPERS_MAX or self.running.poll() is not None
        ):
            self.end()
        if self.running is None:
            self.running = subprocess.Popen(
                [sys.executable, "-I", "-m", "motcua.documents.typesetting.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_plain_environment(),
            )
            self.owner, self.papers = os.getpid(), 0
        return self.running

    def end(self) -> None:
        process, self.running = self.running, None
        if process is not None and self.owner == os.getpid():
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    with suppress(BrokenPipeError):  # what was still to be said, nobody hears
                        stream.close()


def _plain_environment() -> dict[str, str]:
    """Without settings and secrets of the node; one thread, so that a paper costs one core."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR", "SYSTEMROOT") if name in os.environ}
    return {**kept, "RAYON_NUM_THREADS": "1"}


def _exchange(process: "subprocess.Popen[bytes]", message: bytes) -> tuple[int, bytes]:
    assert process.stdin is not None and process.stdout is not None
    end = time.monotonic() + SECONDS_MAX
    process.stdin.write(message)
    process.stdin.flush()
    flag, size = struct.unpack(">BI", _exactly(process.stdout.fileno(), 5, end))
    return flag, _exactly(process.stdout.fileno(), size, end)


def _exactly(descriptor: int, size: int, end: float) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        left = end - time.monotonic()
        if left <= 0 or not select.select([descriptor], [], [], left)[0]:
            raise TimeoutError(f"no answer in {SECONDS_MAX:g} s")
        block = os.read(descriptor, min(size - len(parts), 1 << 16))
        if not block:
            raise EOFError("the typesetter ended")
        parts += block
    return bytes(parts)


PROCESS = _Process()
atexit.register(PROCESS.end)
