"""Ten clients at once, each a thread with one connection kept open; prints how long each answer took, and the answers.

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
    *, port: int, seconds: float, tokens: list[str], address: str, body: Any, keyed: bool
) -> dict[str, Any]:
    ends = time.perf_counter() + seconds
    found: list[list[tuple[float, int, str]]] = [[] for _ in tokens]
    threads = [
        threading.Thread(
            target=client, args=(port, ends, one, address, json.dumps(body).encode(), keyed, kept)
        )
        for one, kept in zip(tokens, found, strict=True)
    ]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    answers = [one for kept in found for one in kept]
    return {"took": took, "answers": answers}


def client(port: int, ends: float, token: str, address: str, body: bytes, keyed: bool, kept: list) -> None:
    with socket.create_connection((HOST, port), timeout=60) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        head = (
            f"POST {address} HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        ).encode()
        while time.perf_counter() < ends:
            key = f"Idempotency-Key: {uuid4()}\r\n".encode() if keyed else b""
            began = time.perf_counter()
            line.sendall(head + key + b"\r\n" + body)
            status, said = answer(line)
            kept.append((time.perf_counter() - began, status, said))


def answer(line: socket.socket) -> tuple[int, str]:
    got = line.recv(65536)
    while b"\r\n\r\n" not in got:
        got += line.recv(65536)
    head, _, rest = got.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
    while len(rest) < length:
        rest += line.recv(65536)
    return int(head[9:12]), rest.decode()


if __name__ == "__main__":
    main()
