"""How the work of a desk grows with what is stored: the same work on a small and on a large database, in turns.

10,000 requests beside 100,000; beside a million with FULL=1. BENCH_GROWTH_DATABASES names two databases that a sample
filled before (small large, with a space between); it works on copies of them. A ratio of 1 says that nothing grew; in
brackets stands how much was done each time.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg

from bench.desk import filled
from bench.rows import Row, ratio_row

ROOM = "growth"
HERE = Path(__file__).parent
SIZES = (10_000, 1_000_000 if os.environ.get("FULL") == "1" else 100_000)
READY = os.environ.get("BENCH_GROWTH_DATABASES", " ").split(" ")
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
WORKS = {  # word of bench/peers/desk_growth.py: what it is, and what is counted
    "submit": ("submit: number, deadline, chronicle, notice", "requests/s"),
    "list": ("list of 100 of the whole province", "pages/s"),
    "dossier": ("page of a request", "pages/s"),
    "bulk": ("one act on 500 at once", "requests/s"),
    "first": ("a list as CSV, its first byte", "times/s"),
    "file": ("a list as CSV, whole", "lines/s"),
    "holiday": ("a day off decided late", "open requests/s"),
}


def run() -> list[Row]:
    with ExitStack() as stack:
        nodes = []
        for dossiers, given in zip(SIZES, READY, strict=True):
            ready = stack.enter_context(copied(given)) if given else ""
            environment, _per_second = stack.enter_context(filled(dossiers, ready=ready))
            nodes.append(stack.enter_context(Node(environment)))
        small, large = nodes
        return [grown(word, small, large) for word in WORKS]


@contextmanager
def copied(given: str) -> Iterator[str]:
    """The address of a copy, which is dropped at the end: the office of a run stands in a database once."""
    head, _, name = given.rpartition("/")
    with psycopg.connect(f"{head}/postgres", autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}_copy" WITH (FORCE)')
        admin.execute(f'CREATE DATABASE "{name}_copy" TEMPLATE "{name}"')
        try:
            yield f"{given}_copy"
        finally:
            admin.execute(f'DROP DATABASE "{name}_copy" WITH (FORCE)')


def grown(word: str, small: "Node", large: "Node") -> Row:
    for node in (small, large):
        node.rate(word)  # the first fills what is kept
    pairs = [(small.rate(word), large.rate(word)) for _ in range(ROUNDS)]
    work, unit = WORKS[word]
    few, many = ([pair[n] for pair in pairs] for n in (0, 1))
    beside = f"{small.stored:,} stored ({small.done:,})"
    return ratio_row(f"{work}, {large.stored:,} stored ({large.done:,})", unit, many, beside, few, bar=None)


class Node:
    """A process that works on one of the databases when it is told to."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment

    def __enter__(self) -> "Node":
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench.peers.desk_growth"],
            env=self.environment, cwd=HERE.parent, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.stored: int = self.answer()["stored"]
        return self

    def rate(self, word: str) -> float:
        assert self.process.stdin
        self.process.stdin.write(f"{word}\n")
        self.process.stdin.flush()
        found = self.answer()
        self.done: int = found["done"]
        return self.done / float(found["seconds"])

    def answer(self) -> dict[str, Any]:
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the process on a filled database ended; what it said is above")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(timeout=60)
