"""A real `motcua serve`, and clients of it in a process of their own."""

import contextlib
import json
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
START_SECONDS_MAX, STOP_SECONDS_MAX = 60, 30


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


def rates(phases: list[dict[str, Any]]) -> list[float]:
    return [len(found["answers"]) / found["took"] for found in phases]


def milliseconds(found: dict[str, Any], share: float) -> float:
    waits = sorted(one[0] for one in found["answers"])
    return float(1000 * waits[int(len(waits) * share)])


class Clients:
    """A process of its own, so that measuring costs this one nothing."""

    def __init__(self, port: int, heads: list[str]) -> None:
        self.port, self.heads = port, heads

    def __enter__(self) -> "Clients":
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench.peers.api_clients"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=HERE.parent,
        )  # fmt: skip
        return self

    def ask(self, address: str, *, seconds: float, **how: object) -> dict[str, Any]:
        assert self.process.stdin and self.process.stdout
        asked = {"port": self.port, "seconds": seconds, "heads": self.heads, "address": address, **how}
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        found: dict[str, Any] = json.loads(self.process.stdout.readline())
        return found

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(timeout=STOP_SECONDS_MAX)
