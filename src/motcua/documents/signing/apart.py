"""Runs one of pyHanko's coroutines on a loop and a thread of its own, so that whoever asks may have a loop running already."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

Answer = TypeVar("Answer")


def alone(work: Callable[[], Coroutine[Any, Any, Answer]]) -> Answer:
    """The answer of `work()`, or what it raised. A thread costs a hundredth of a signature."""
    answers: list[Answer] = []
    raised: list[BaseException] = []

    def run() -> None:
        try:
            answers.append(asyncio.run(work()))
        except BaseException as error:  # handed over to whoever waits, whatever it is
            raised.append(error)

    thread = threading.Thread(target=run, name="signing", daemon=True)
    thread.start()
    thread.join()
    if raised:
        raise raised[0]
    return answers[0]
