"""Asks the receivers of events, through the one outgoing door: many at once, each at its own pace.

Threads do nothing but ask. A receiver that hangs holds one place for a few seconds and nobody else; those that failed
last time share a part of the places, however many they are.
"""

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Protocol
from urllib.parse import urlsplit

import msgspec
from django.conf import settings

from motcua.exchange.actions import telling as acts
from motcua.exchange.actions.telling import Matter, Task
from motcua.exchange.queries import subscriptions
from motcua.exchange.rules import webhooks
from motcua.exchange.rules.events import BATCH_TYPE
from motcua.exchange.rules.webhooks import Heard
from motcua.exchange.ways import signing
from motcua.foundation import keys, outgoing
from motcua.foundation.outgoing import Answer, NoAnswer, NotAsked

log = logging.getLogger("motcua.exchange")
PLACES = 16  # receivers that are asked at once
PLACES_OF_FAILING = 4
SECONDS_MAX = 10.0  # of one request with its answer
ANSWER_BYTES_MAX = 64 * 1024  # which nobody reads
RUN_SECONDS_MAX = 2.0
IDLE_SECONDS = 0.2  # waited for an answer before others are looked at again


class Door(Protocol):
    """`outgoing.send`. Raises `NoAnswer` or `NotAsked`."""

    def __call__(
        self, method: str, url: str, *, body: bytes, headers: Mapping[str, str], trusted: bool, seconds: float,
        bytes_max: int,
    ) -> Answer: ...  # fmt: skip


@dataclass(frozen=True)
class Reply:
    """An answer as `rules` judge it, with its headers."""

    heard: Heard
    headers: Mapping[str, str]


def origin() -> str:
    """The name under which this node asks for permission."""
    return urlsplit(settings.BASE_URL).hostname or settings.NODE


def ask(task: Task, *, door: Door, now: Callable[[], datetime]) -> Reply:
    """One request. Touches no database."""
    at = now()
    host = urlsplit(task.address).hostname or ""
    method, body, headers = _request(task, at=at)
    try:
        answer = door(
            method, task.address, body=body, headers=headers, trusted=host in settings.WEBHOOK_HOSTS, seconds=SECONDS_MAX,
            bytes_max=ANSWER_BYTES_MAX,
        )  # fmt: skip
    except (NoAnswer, NotAsked) as error:
        kind = "no-answer" if isinstance(error, NoAnswer) else "not-asked"
        return Reply(Heard(0, f"{kind}-{error.code}"), {})
    except Exception:  # a fault of ours with this address holds up nobody else
        log.exception("subscription %s could not be asked", task.key)
        return Reply(Heard(0, "no-answer-fault"), {})
    return Reply(webhooks.heard(answer.status, answer.headers, at=now()), answer.headers)


def _request(task: Task, *, at: datetime) -> tuple[str, bytes, dict[str, str]]:
    said = {"WebHook-Request-Origin": origin(), "Motcua-Subscription": str(task.key)}
    if task.matter is Matter.HANDSHAKE:
        return "OPTIONS", b"", said | {"WebHook-Request-Rate": str(webhooks.RATE_WISHED)}
    body = msgspec.json.encode(list(task.events))
    key = keys.key("webhook", folder=Path(settings.KEYS_DIR))
    said["Content-Type"] = f"{BATCH_TYPE}; charset=UTF-8"
    return "POST", body, signing.sign_events(url=task.address, body=body, key=key, at=at, headers=said)


class Telling:
    """Who is being asked at this moment. The database is touched only by the thread that calls `run`."""

    def __init__(
        self, *, now: Callable[[], datetime], chance: Callable[[], float], door: Door = outgoing.send
    ) -> None:
        self.now, self.chance, self.door = now, chance, door
        self._flying: dict[Future[Reply], tuple[Task, bool]] = {}
        self._pool = ThreadPoolExecutor(PLACES, thread_name_prefix="webhooks")

    def run(self) -> int:
        """Ask whoever is due and settle what was answered, until nobody answers any more or a while is over."""
        until, settled = monotonic() + RUN_SECONDS_MAX, 0
        while True:
            self._fill()
            if not self._flying:
                return settled
            done = wait(self._flying, timeout=IDLE_SECONDS, return_when=FIRST_COMPLETED).done
            for future in done:
                settled += self._settle(future)
            if not done or monotonic() > until:
                return settled

    def _fill(self) -> None:
        free = PLACES - len(self._flying)
        failing = PLACES_OF_FAILING - sum(is_failing for _, is_failing in self._flying.values())
        at = self.now()
        for one in subscriptions.due(at=at, limit=free) if free else []:
            if one.is_failing and failing <= 0:
                continue
            task = acts.take(subscription_id=one.id, at=at)
            if task is not None:
                failing -= one.is_failing
                future = self._pool.submit(ask, task, door=self.door, now=self.now)
                self._flying[future] = task, one.is_failing

    def _settle(self, future: "Future[Reply]") -> bool:
        task, _ = self._flying.pop(future)
        reply = future.result()
        after = acts.settle(
            task=task, answer=reply.heard, headers=reply.headers, origin=origin(), at=self.now(), chance=self.chance()
        )  # fmt: skip
        if after.problem:
            log.info("subscription %s: %s, %s failures", task.key, after.problem, after.failures)
        return reply.heard.is_taken and task.matter is not Matter.HANDSHAKE
