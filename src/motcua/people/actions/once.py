"""Doing something once, however often a program sends it: the key is written in the transaction of the act itself.

What is kept is where the answer is found (ids and codes), never what was sent or said.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from motcua import database, rows
from motcua.chronicle.rules import JSON
from motcua.foundation.refusal import Refusal

from .. import rules
from ..models import AnsweredKey
from ..rules import KeyUsedElsewhere, StillAnswering

CLAIM = (Path(__file__).parent.parent / "sql" / "claim_key.sql").read_text()
Answer = Mapping[str, JSON]


@dataclass
class Key:
    """A key as it came with one call, and until when an answer is owed to it."""

    account_id: int
    key_digest: bytes
    asked_digest: bytes
    at: datetime
    kept_for: timedelta
    is_noted: bool = False

    @classmethod
    def read(cls, *, account_id: int, key: str, asked: str, at: datetime, kept_for: timedelta) -> "Key":
        return cls(account_id, rules.digest_of(key), rules.digest_of(asked), at, kept_for)

    @property
    def mine(self) -> "QuerySet[AnsweredKey]":
        return AnsweredKey.objects.filter(account_id=self.account_id, key_digest=self.key_digest)

    def row(self, answer: Mapping[str, Any]) -> list[Any]:
        """The values of `claim_key.sql`."""
        values: list[Any] = [
            self.account_id, self.key_digest, self.asked_digest, dict(answer), self.at, self.at - self.kept_for
        ]  # fmt: skip
        return [one(value) if one else value for one, value in zip(_prepare(), values, strict=True)]

    def earlier(self) -> Answer | None:
        """What an earlier call with this key was answered; refused when that call asked for something else."""
        found = self.mine.filter(made_at__gt=self.at - self.kept_for).first()
        if found is None:
            return None
        if bytes(found.asked_digest) != self.asked_digest:
            raise KeyUsedElsewhere
        answer: Answer = found.answer
        return answer


@cache
def _prepare() -> tuple[Callable[[Any], Any] | None, ...]:
    names = ("account", "key_digest", "asked_digest", "answer", "made_at", "made_at")
    return tuple(rows.preparation(field) for field in rows.fields(AnsweredKey, names))


def once(*, key: Key, act: Callable[[], Answer]) -> tuple[Answer, bool]:
    """What `act` answers, and whether it was done before. A refusal undoes the key with the act: it may be sent again.

    Of two calls at once one writes the key first; the other waits for the end of its transaction (PostgreSQL at
    the key, SQLite at its one lock) and then finds the answer.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(CLAIM, key.row({}))
            is_free = cursor.rowcount == 1
        if is_free:
            answer = act()
            key.mine.update(answer=dict(answer))
            return answer, False
    return _earlier(key), True


def once_noted(*, key: Key, act: Callable[[], Answer]) -> tuple[Answer, bool]:
    """The same for an act that notes its own answer (`note_answer`) in the one statement that it writes.

    Nothing is locked while the act reads and checks. So the earlier answer is looked for at the end, and also when
    the act is refused: what was done before may be the reason.
    """
    try:
        with _given(key):
            answer = act()
    except database.NotAsRead:
        return _earlier(key), True
    except Refusal:
        earlier = key.earlier()
        if earlier is None:
            raise
        return earlier, True
    assert key.is_noted, "this act does not note what it answers"
    return answer, False


def _earlier(key: Key) -> Answer:
    found = key.earlier()
    if found is None:  # the other call was refused, and its key went with it
        raise StillAnswering
    return found


_key: ContextVar[Key | None] = ContextVar("key", default=None)


@contextmanager
def _given(key: Key) -> Iterator[None]:
    token = _key.set(key)
    try:
        yield
    finally:
        _key.reset(token)


def note_answer(*, answer: Mapping[str, Any]) -> None:
    """Said by an act where it writes, of what it answers: kept under the key it was asked with, if there was one."""
    key = _key.get()
    if key is not None:
        database.change(CLAIM, key.row(answer), only_one=True)
        key.is_noted = True


def forget_answered_keys(*, before: datetime) -> int:
    """Remove keys that no answer is owed for any more; a job calls this."""
    return AnsweredKey.objects.filter(made_at__lt=before).delete()[0]
