"""Clients at once, each a thread with one connection kept open; prints how long each answer took, and the answers.

What is sent is made before, and as little of an answer is read as tells where it ends: the clients share two cores
with the server, and what they cost would flatter a ratio.
"""

import json
import socket
import sys
import threading
import time
from typing import Any
from uuid import uuid4

HOST = "127.0.0.1"


def main() -> None:
    """A line of JSON in, a line of JSON out, until the end of input."""
    for line in sys.stdin:
        asked = json.loads(line)
        print(json.dumps(phase(**asked)), flush=True)


def phase(
    *,
    port: int,
    seconds: float,
    heads: list[str],
    address: str,
    body: Any = None,
    keyed: bool = False,
    kept: bool = True,
) -> dict[str, Any]:
    """Each client has a head of its own (token or cookie); a GET without a body. `kept`: whether answers are told."""
    ends = time.perf_counter() + seconds
    found: list[list[tuple[float, int, str]]] = [[] for _ in heads]
    given = b"" if body is None else json.dumps(body).encode()
    threads = [
        threading.Thread(
            target=client, args=(port, ends, start(address, one, given), given, keyed, kept, into)
        )
        for one, into in zip(heads, found, strict=True)
    ]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    return {"took": took, "answers": [one for into in found for one in into]}


def start(address: str, head: str, body: bytes) -> bytes:
    """The first lines of each request of one client."""
    method, length = ("POST", f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n") if body else ("GET", "")  # fmt: skip
    return f"{method} {address} HTTP/1.1\r\nHost: {HOST}\r\n{head}\r\n{length}".encode()


def client(
    port: int,
    ends: float,
    head: bytes,
    body: bytes,
    keyed: bool,
    kept: bool,
    into: list[tuple[float, int, str]],
) -> None:
    with socket.create_connection((HOST, port), timeout=60) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while time.perf_counter() < ends:
            key = f"Idempotency-Key: {uuid4()}\r\n".encode() if keyed else b""
            began = time.perf_counter()
            line.sendall(head + key + b"\r\n" + body)
            status, said = answer(line)
            into.append((time.perf_counter() - began, status, said.decode() if kept else ""))


def answer(line: socket.socket) -> tuple[int, bytes]:
    got = line.recv(65536)
    while b"\r\n\r\n" not in got:
        got += line.recv(65536)
    head, _, rest = got.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
    parts, left = [rest], length - len(rest)
    while left > 0:
        parts.append(line.recv(262144))
        left -= len(parts[-1])
    return int(head[9:12]), b"".join(parts)


if __name__ == "__main__":
    main()
