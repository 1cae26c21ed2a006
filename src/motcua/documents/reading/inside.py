"""The limited process: limits first, then one task. Run as `python -I -m motcua.documents.reading.inside`, an order on stdin."""

import contextlib
import ctypes
import importlib
import json
import os
import resource
import shutil
import sys
import time
from typing import Any

MEMORY_EXIT, NOT_FOUND_EXIT = 3, 4
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
OPEN_FILES_MAX = 256
AUTOGROUP_TRIES_MAX, AUTOGROUP_PAUSE_SECONDS = 5, 0.12
# Task → the module and function that do it.
TASKS = {
    "look": ("motcua.documents.reading.look", "look"),
    "pages": ("motcua.documents.reading.pages", "pages"),
    "check": ("motcua.documents.checking.reader", "check"),
    "tables": ("motcua.documents.reading.tables", "tables"),
    "rows": ("motcua.documents.reading.rows", "rows"),
    "bind": ("motcua.documents.reading.bind", "bind"),
}
# What a reader never needs; asked for it, the process stops. (A socket may be made: event loops wake themselves by one.)
FORBIDDEN = (
    "socket.connect",
    "socket.bind",
    "socket.send",
    "socket.get",
    "subprocess.",
    "os.exec",
    "os.posix_spawn",
    "os.system",
    "os.fork",
    "shutil.",
    "urllib.",
)


def main() -> int:
    order = json.load(sys.stdin)
    limit(order["limits"])
    leave_the_network()
    if order["task"] == "program":
        return become(order)
    module, function = TASKS[order["task"]]
    work = getattr(importlib.import_module(module), function)
    forbid()
    facts = {name: value for name, value in order.items() if name not in ("task", "limits")}
    try:
        answer = work(**facts)
    except MemoryError:
        return MEMORY_EXIT
    sys.stdout.write(json.dumps(answer, ensure_ascii=False))
    sys.stdout.flush()
    return 0


def limit(limits: dict[str, Any]) -> None:
    for what, most in (
        (resource.RLIMIT_AS, limits["memory_bytes"]),
        (resource.RLIMIT_CPU, limits["cpu_seconds"]),
        (resource.RLIMIT_FSIZE, limits["file_bytes"]),
        (resource.RLIMIT_NOFILE, OPEN_FILES_MAX),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(what)
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (bound, bound))
    with contextlib.suppress(OSError):
        os.nice(limits["nice"])
    if limits["nice"]:
        yield_as_a_session(limits["nice"])


def yield_as_a_session(nice: int) -> None:
    """Where the kernel shares the processor out by sessions, a priority counts inside one's own only, and this process
    leads a session of its own: without this it would take as much as the whole server."""
    for _ in range(AUTOGROUP_TRIES_MAX):
        try:
            with open("/proc/self/autogroup", "w") as place:
                place.write(str(nice))
        except BlockingIOError:  # the kernel takes one such wish in a tenth of a second
            time.sleep(AUTOGROUP_PAUSE_SECONDS)
        except OSError:  # not this kernel, or not allowed here
            return
        else:
            return


def leave_the_network() -> None:
    """A network of its own with nothing in it, where the kernel lets an ordinary process ask for that."""
    if not sys.platform.startswith("linux"):
        return
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.unshare(CLONE_NEWNET) != 0:
            libc.unshare(CLONE_NEWUSER | CLONE_NEWNET)


def forbid() -> None:
    """From here on, network, other programs and other processes are out of reach of Python code too."""

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if event.startswith(FORBIDDEN):
            os._exit(5)

    sys.addaudithook(watch)


def become(order: dict[str, Any]) -> int:
    """Turn into a program of others, limits and all."""
    command = order["command"]
    program = shutil.which(command[0])
    if program is not None:
        folder = order["folder"]
        os.chdir(folder)
        environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": folder, "TMPDIR": folder}
        os.execve(program, command, environment | order["environment"])  # noqa: S606
    return NOT_FOUND_EXIT


if __name__ == "__main__":
    sys.exit(main())
