"""The desk as a real `motcua serve` gives it to sixteen officers at once, on the database that bench/desk.py fills.

A list of a hundred beside the same template with rows read before; the whole list as a file; and the list while a day
off that was decided late moves the dates of a hundred thousand open requests.
"""

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.clients import Clients, milliseconds, rates, served
from bench.rows import Row, limit_row, ratio_row

HERE = Path(__file__).parent
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "6"))
WARM_UP_SECONDS = 3.0
LIST, CANNED = "/ban-lam-viec/?xem=tat-ca&hien=100", "/canned/?xem=tat-ca&hien=100"
FILES = {"CSV": "csv", "XLSX": "xlsx"}
FIRST_BYTE_SECONDS_MAX, FILE_MB_MAX = 1.0, 200.0
SLOWER_MAX = 2.0
RECOUNT_SECONDS_MAX = 3600


def rows_of(environment: dict[str, str]) -> list[Row]:
    """Rows of a filled database; its requests that run are copied to a hundred thousand at the end."""
    environment = environment | {"DJANGO_SETTINGS_MODULE": "bench.peers.desk_settings"}
    office = ask(environment, "sessions")
    with tempfile.TemporaryDirectory(prefix="motcua-desk-server-") as place:
        with served(environment, place) as port, Clients(port, office["cookies"]) as clients:
            rows = [lists(clients)]
        ask(environment, "open")
        office = ask(environment, "sessions")
        with served(environment, place) as port, Clients(port, office["cookies"]) as clients:
            return [*rows, *files(port, *office["most"]), *late_holiday(clients, environment)]


def lists(clients: Clients) -> Row:
    kept: dict[str, list[dict[str, Any]]] = {LIST: [], CANNED: []}
    for address in kept:
        checked(clients.ask(address, seconds=WARM_UP_SECONDS, kept=False))
    for _ in range(ROUNDS):
        for address, found in kept.items():
            found.append(checked(clients.ask(address, seconds=SECONDS, kept=False)))
    p95 = sorted(milliseconds(found, 0.95) for found in kept[LIST])[ROUNDS // 2]
    work = f"list of 100, {len(clients.heads)} officers at once (p95 {p95:.0f} ms)"
    peer = "its template, canned rows"
    return ratio_row(work, "pages/s", rates(kept[LIST]), peer, rates(kept[CANNED]), bar=0.5)


def files(port: int, lines: int, which: str, cookie: str) -> list[Row]:
    """A long list of an officer who sees the whole province, as a file: when it begins, and what it takes."""
    rows = []
    for name, kind in FILES.items():
        address = f"/ban-lam-viec/tai-ve/?{which}&dang={kind}"
        found = [taken(port, address, cookie) for _ in range(ROUNDS)]
        work = f"{lines:,} requests as {name}"
        first, whole = [one["first"] for one in found], [lines / one["seconds"] for one in found]
        rows += [
            limit_row(f"{work}, first byte", "s", first, limit=FIRST_BYTE_SECONDS_MAX),
            limit_row(f"{work}, above idle", "MB", [one["mb"] for one in found[1:]], limit=FILE_MB_MAX),
            Row(
                f"{work}, whole",
                "lines/s",
                sorted(whole)[len(whole) // 2],
                0.0,
                "–",
                0.0,
                1.0,
                None,
                len(whole),
            ),
        ]
    return rows


def late_holiday(clients: Clients, environment: dict[str, str]) -> list[Row]:
    checked(clients.ask(LIST, seconds=WARM_UP_SECONDS, kept=False))
    before = [checked(clients.ask(LIST, seconds=SECONDS, kept=False)) for _ in range(ROUNDS)]
    during = []
    with subprocess.Popen(
        [sys.executable, "-m", "bench.peers.desk_office", "holiday"],
        env=environment, cwd=HERE.parent, stdout=subprocess.PIPE, text=True,
    ) as counting:  # fmt: skip
        time.sleep(WARM_UP_SECONDS)
        while counting.poll() is None and len(during) < RECOUNT_SECONDS_MAX / SECONDS:
            during.append(checked(clients.ask(LIST, seconds=SECONDS, kept=False)))
        assert counting.stdout is not None
        told = json.loads(counting.stdout.read().strip().splitlines()[-1])
    waits = [[milliseconds(one, 0.95) for one in found] for found in (before, during)]
    middle = [sorted(found)[len(found) // 2] for found in waits]
    work = f"list's p95 while a late day off moves {told['moved']:,} dates of {told['seen']:,}: {middle[1]:.0f} ms, {middle[0]:.0f} before"
    return [
        limit_row(work, "×", [one / middle[0] for one in waits[1]], limit=SLOWER_MAX),
        Row("the moving itself", "requests/s", told["seen"] / told["seconds"], 0.0, "–", 0.0, 1.0, None, 1),
    ]


def checked(found: dict[str, Any]) -> dict[str, Any]:
    wrong = [status for _took, status, _said in found["answers"] if status != 200]
    assert found["answers"] and not wrong, wrong[:3]
    return found


def taken(port: int, address: str, cookie: str) -> dict[str, float]:
    """One file: seconds to the first byte of its body and to the last, and what the server's processes took above idle."""
    idle = reset_peaks()
    began = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port), timeout=120) as line:
        line.sendall(f"GET {address} HTTP/1.0\r\nHost: 127.0.0.1\r\n{cookie}\r\n\r\n".encode())
        got = b""
        while not got.partition(b"\r\n\r\n")[2]:
            part = line.recv(65536)
            assert part, got
            got += part
        first = time.perf_counter() - began
        assert got.startswith((b"HTTP/1.1 200", b"HTTP/1.0 200")), got[:200]
        while line.recv(262144):
            pass
    seconds = time.perf_counter() - began
    return {"first": first, "seconds": seconds, "mb": above(idle)}


def reset_peaks() -> dict[int, int]:
    """Resident kilobytes of each process of the server, whose peaks begin anew."""
    found = {}
    for pid in serving():
        with contextlib.suppress(OSError):
            Path(f"/proc/{pid}/clear_refs").write_text("5")
            found[pid] = memory_kb(pid, "VmRSS")
    assert found
    return found


def above(idle: dict[int, int]) -> float:
    return sum(max(0, memory_kb(pid, "VmHWM") - kb) for pid, kb in idle.items()) / 1024


def serving() -> list[int]:
    """Processes that descend from this one: the server and its workers, and the clients, which rest meanwhile."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
    found = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return sorted(found - {os.getpid()})


def memory_kb(pid: int, name: str) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    raise KeyError(name)


def ask(environment: dict[str, str], word: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "bench.peers.desk_office", word],
        env=environment, cwd=HERE.parent, capture_output=True, text=True, timeout=RECOUNT_SECONDS_MAX,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{word}: {done.stderr[-3000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])
