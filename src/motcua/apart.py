"""Work in processes of its own, for what keeps one processor busy for minutes: answers come back in order.

It imports nothing of Django, because a new process has to set that up before it reads anything else of ours.
"""

import os
import pickle
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection
from queue import Queue
from threading import Thread
from typing import Any

PROCESSES_MAX = 4
AHEAD_MAX = 2  # answers of one process that wait to be taken


def processes() -> int:
    """How many are worth starting here."""
    return min(PROCESSES_MAX, os.cpu_count() or 1)


@contextmanager
def answers(
    worker: str, *, arguments: Sequence[Any], tasks: Sequence[Any], count: int
) -> Iterator[Iterator[Any]]:
    """What `worker(*arguments)(task)` answers for each task, in the order of the tasks.

    `worker` is named like "motcua.room.module:function"; what it returns is called for each task. The block begins
    when every process is ready for its first task: from then on they may be kept out of tables.
    """
    from django.db import connection

    context = get_context("spawn")
    name, children, pipes = str(connection.settings_dict["NAME"]), [], []
    for number in range(count):
        ours, theirs = context.Pipe()
        # As bytes: the child cannot read what they hold before Django is set up.
        given = pickle.dumps((tuple(arguments), list(tasks[number::count])))
        child = context.Process(target=_work, args=(theirs, worker, given, name), daemon=True)
        child.start()
        theirs.close()
        children.append(child)
        pipes.append(ours)
    try:
        for pipe in pipes:
            _received(pipe)
        queues = [_read_ahead(pipe, len(tasks[number::count])) for number, pipe in enumerate(pipes)]
        yield (_taken(queues[number % count]) for number in range(len(tasks)))
    finally:
        for child in children:
            child.terminate()
            child.join()


class Fallen(Exception):
    """A process could not do its work; what it said."""


def _read_ahead(pipe: Connection, count: int) -> "Queue[Any]":
    """Take answers off the pipe while the one before is being used, so that the process can go on."""
    queue: Queue[Any] = Queue(maxsize=AHEAD_MAX)

    def read() -> None:
        for _ in range(count):
            try:
                queue.put(_received(pipe))
            except Exception as fallen:
                queue.put(fallen)
                return

    Thread(target=read, daemon=True).start()
    return queue


def _taken(queue: "Queue[Any]") -> Any:
    answer = queue.get()
    if isinstance(answer, Exception):
        raise answer
    return answer


def _received(pipe: Connection) -> Any:
    try:
        good, answer = pickle.loads(pipe.recv_bytes())  # noqa: S301  from our own child
    except EOFError:
        raise Fallen("It ended without a word.") from None
    if not good:
        raise Fallen(answer)
    return answer


def _work(pipe: Connection, worker: str, given: bytes, database: str) -> None:
    try:
        _set_up(database)
        arguments, tasks = pickle.loads(given)  # noqa: S301  from our own parent
        module, _, name = worker.partition(":")
        work = getattr(import_module(module), name)(*arguments)
        pipe.send_bytes(pickle.dumps((True, None)))
        for task in tasks:
            pipe.send_bytes(pickle.dumps((True, work(task)), protocol=pickle.HIGHEST_PROTOCOL))
    except Exception as error:
        pipe.send_bytes(pickle.dumps((False, f"{type(error).__name__}: {error}")))


def _set_up(database: str) -> None:
    import django

    django.setup()
    from django.db import connection

    connection.settings_dict["NAME"] = database
