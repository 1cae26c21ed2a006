"""The limited process: limits first, then one task. Run as `python -I -m motcua.documents.reading.inside`, an order on stdin.

With the task `stand` it reads no file itself: it holds the readers ready, and each order that comes has a process of its
own, copied from this one, with limits of its own (decision 0052).
"""

import contextlib
import ctypes
import importlib
import json
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
from typing import Any

MEMORY_EXIT, NOT_FOUND_EXIT = 3, 4
ANSWER_BYTES_MAX = 4 * 1024 * 1024
PR_SET_DUMPABLE = 4
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
# What a standing process holds ready, so that no file waits for it to be loaded.
READY = (
    "motcua.documents.reading.look",
    "motcua.documents.reading.pdf",
    "PIL.JpegImagePlugin",
    "PIL.PngImagePlugin",
)
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
    order = json.loads(sys.stdin.buffer.readline())
    if order["task"] == "stand":
        return stand(order)
    limit(order["limits"])
    yield_to_others(order["limits"]["nice"])
    leave_the_network()
    if order["task"] == "program":
        return become(order)
    return work_on(order)


def work_on(order: dict[str, Any]) -> int:
    """One task, limited already; its answer on the standard output."""
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


def stand(order: dict[str, Any]) -> int:
    """Orders one after the other, until no more come. Nothing of any file is read or kept in this process."""
    yield_to_others(order["nice"])
    leave_the_network()
    for name in READY:
        importlib.import_module(name)
    with contextlib.suppress(OSError, AttributeError):
        # Its copies run as the same user: none of them may look into it, or into what it writes to.
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    while line := sys.stdin.buffer.readline():
        with tempfile.TemporaryFile() as answer:
            child = os.fork()
            if child == 0:
                # A copy never comes back into this loop.
                os._exit(in_a_copy(json.loads(line), answer.fileno()))
            say(child)
            os.waitid(
                os.P_PID, child, os.WEXITED | os.WNOWAIT
            )  # its number stays taken until its group is ended
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child, signal.SIGKILL)
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            answer.seek(0)
            content = b"" if code else answer.read(ANSWER_BYTES_MAX + 1)
        say(code, len(content))
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    return 0


def say(*numbers: int) -> None:
    sys.stdout.buffer.write(" ".join(map(str, numbers)).encode() + b"\n")
    sys.stdout.buffer.flush()


def in_a_copy(order: dict[str, Any], answer: int) -> int:
    """The order in a process of its own: a group that ends as one, no way to the orders and answers of others."""
    try:
        os.setpgid(0, 0)
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 0)
        os.dup2(answer, 1)
        os.closerange(3, OPEN_FILES_MAX)
        limit(order["limits"])
        return work_on(order)
    except BaseException:
        return 1


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


def yield_to_others(nice: int) -> None:
    with contextlib.suppress(OSError):
        os.nice(nice)
    if nice:
        yield_as_a_session(nice)


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
