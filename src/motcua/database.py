"""How an act speaks to the database: statements written once, planned once, and sent together.

PostgreSQL plans a statement anew each time it comes, unless it was prepared, and every answer waited for costs a
trip. Pages keep to Django's cursor; what every act runs goes through `ask` and `change`, and changes that need no
answer of one another go through `together`, which makes one statement of them (docs/decisions/0014).
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, DataError, connection, connections, transaction
from django.db.backends.signals import connection_created
from django.dispatch import receiver

STATEMENTS_MAX = 100  # in one trip
# SQLite lets whoever waits for its one lock look ten times a second, and knows no queue.
HELD_SECONDS_MAX, TURN_SECONDS = 0.25, 0.12
SHAPES_MAX = 1_000  # of statements kept as text

Read = TypeVar("Read")


class NotAsRead(Exception):
    """A row that had to be as it was read was changed meanwhile; nothing of this transaction stays."""


class Found:
    """The one value that a change returned; inside `together` it is known after the block."""

    value: Any = None
    inside = ""  # until then, where the joined statement finds it


@dataclass(frozen=True, slots=True)
class Later:
    """A value made of what an earlier change of the same trip returns: by PostgreSQL, or by Python on SQLite.

    Both forms say the same; `sql` has `{0}` for the returned value and `%s` for each of `values`.
    """

    found: Found
    sql: str = "{0}"
    values: tuple[Any, ...] = ()
    python: Callable[[Any], Any] = lambda value: value

    @property
    def text(self) -> str:
        return self.sql.format(self.found.inside)

    @property
    def value(self) -> Any:
        return self.python(self.found.value)


@dataclass(frozen=True, slots=True)
class Asked:
    """A value that the database looks up itself while it writes: the one column of the one row of a SELECT."""

    statement: str
    values: tuple[Any, ...] = ()

    @property
    def text(self) -> str:
        return f"({self.statement})"


@dataclass(frozen=True, slots=True)
class _Change:
    statement: str
    values: Sequence[Any]
    returning: str
    only_one: bool
    found: Found


_waiting: ContextVar[list[_Change] | None] = ContextVar("waiting", default=None)


@dataclass(slots=True)
class _Act:
    """How far an act without BEGIN has come."""

    stack: ExitStack
    has_begun: bool = False
    has_written: bool = False

    def guard(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.check(sql)
        return execute(sql, params, many, context)

    def check(self, sql: str) -> None:
        """Before its transaction began, an act may read, and write one statement: a bug ends here, not in the rows."""
        if not self.has_begun and not sql.lstrip().startswith("SELECT"):
            assert sql.startswith("WITH c0 AS") and not self.has_written, (
                "an act that writes more than its one statement says `begin` first"
            )
            self.has_written = True


_act: ContextVar[_Act | None] = ContextVar("act", default=None)


@contextmanager
def act() -> Iterator[None]:
    """The transaction of an act that reads, then writes once: all of it or nothing.

    On PostgreSQL an act that reads and then sends one statement needs no BEGIN and COMMIT, which are two trips: what
    it read is secured by a condition on the revision. So the transaction begins with `begin`, or not at all. SQLite
    takes its one lock for writing before it reads.
    """
    if not is_postgresql() or connection.in_atomic_block or _act.get() is not None:
        with transaction.atomic():
            yield
        return
    with ExitStack() as stack:
        one = _Act(stack)
        stack.enter_context(connection.execute_wrapper(one.guard))
        token = _act.set(one)
        try:
            yield
        finally:
            _act.reset(token)


def begin() -> None:
    """Said before an act writes anything but its one statement."""
    one = _act.get()
    if one is not None and not one.has_begun:
        one.has_begun = True
        one.stack.enter_context(transaction.atomic())


class Turns:
    """For work of many transactions, one after the other: on SQLite whoever waits gets their turn in between.

    One that begins the next transaction at once takes the lock again before others have looked, and they give up
    after their twenty seconds though it was free a hundred times. PostgreSQL has a queue and needs none of this.
    """

    def __init__(self) -> None:
        self._since = time.monotonic()

    def give_way(self) -> None:
        """Said between two of them; short ones pause once in a while only."""
        if is_postgresql() or connection.in_atomic_block:
            return
        if time.monotonic() - self._since > HELD_SECONDS_MAX:
            time.sleep(TURN_SECONDS)
            self._since = time.monotonic()


def is_whole() -> bool:
    """Whether what is written now stays or goes together with the rest of its act."""
    return connection.in_atomic_block or _waiting.get() is not None


@cache
def is_postgresql() -> bool:
    return bool(connection.vendor == "postgresql")


@receiver(connection_created)
def _reads_moments_quickly(*, connection: Any, **_: object) -> None:
    if connection.vendor == "postgresql":
        from motcua.moments import read_quickly

        read_quickly(connection.connection)


def ask(statement: str, values: Sequence[Any]) -> Sequence[Any] | None:
    """The first row that a statement many acts run answers."""
    if is_postgresql():
        return _prepared(statement, values)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row: Sequence[Any] | None = cursor.fetchone()
    return row


@dataclass(frozen=True, slots=True)
class Row(Generic[Read]):
    """A row that a room reads at every act: the question, and what is made of its answer.

    The first column is never empty, so that no row can be told from an empty one.
    """

    statement: str
    values: Sequence[Any]
    columns: int
    read: Callable[[Sequence[Any] | None], Read]

    def ask(self) -> Read:
        return self.read(ask(self.statement, self.values))


def ask_together(*rows: Row[Any]) -> list[Any]:
    """The rows of several rooms by one trip, each read in its turn."""
    statement = _side_by_side(tuple((row.statement, row.columns) for row in rows))
    found = ask(statement, [value for row in rows for value in row.values])
    assert found is not None
    answers, at = [], 0
    for row in rows:
        held = found[at : (at := at + row.columns)]
        answers.append(row.read(None if held[0] is None else held))
    return answers


@lru_cache(maxsize=SHAPES_MAX)
def _side_by_side(parts: tuple[tuple[str, int], ...]) -> str:
    """One row of all columns; what is not there is empty."""
    joined = " ".join(f"LEFT JOIN ({text}) r{n} ON true" for n, (text, _) in enumerate(parts))
    columns = ", ".join(f"r{n}.*" for n in range(len(parts)))
    return f"SELECT {columns} FROM (SELECT 1) one {joined}"  # noqa: S608  our own statements


def change(statement: str, values: Sequence[Any], *, returning: str = "", only_one: bool = False) -> Found:
    """Run an INSERT or UPDATE. `returning` names one column of the one row it leaves; with `only_one`, a change of
    no row is `NotAsRead`."""
    waiting = _waiting.get()
    statement, values = _with_later(statement, values, is_joined=waiting is not None)
    new = _Change(statement, values, returning, only_one, Found())
    if waiting is not None:
        new.found.inside = f"(SELECT {returning} FROM c{len(waiting)})"  # noqa: S608  our own names
        waiting.append(new)
    elif is_postgresql():
        _send([new])
    else:
        _run(new)
    return new.found


def _with_later(statement: str, values: Sequence[Any], *, is_joined: bool) -> tuple[str, Sequence[Any]]:
    """Values that are known later, or looked up, stand in the statement as what they will be."""
    kinds = set(map(type, values))
    if Later in kinds and not is_joined:
        values = [value.value if type(value) is Later else value for value in values]
    elif Later not in kinds and Asked not in kinds:
        return statement, values
    stands: list[tuple[int, str]] = []
    given: list[Any] = []
    for n, value in enumerate(values, start=1):
        if type(value) is Later or type(value) is Asked:
            stands.append((n, value.text))
            given += value.values
        else:
            given.append(value)
    return _standing(statement, tuple(stands)), given


@lru_cache(maxsize=SHAPES_MAX)
def _standing(statement: str, stands: tuple[tuple[int, str], ...]) -> str:
    """The statement with these texts in the place of its n-th value."""
    texts, in_place = statement.split("%s"), dict(stands)
    return texts[0] + "".join(in_place.get(n, "%s") + text for n, text in enumerate(texts[1:], start=1))


def is_together() -> bool:
    """Whether changes wait to be sent in one go."""
    return _waiting.get() is not None


@contextmanager
def together() -> Iterator[None]:
    """Changes inside are one statement, sent at the end: all of them or none, and no two of one row.

    On SQLite, where there is no trip to save, they run one after the other at once.
    """
    if not is_postgresql() or _waiting.get() is not None:
        yield
        return
    waiting: list[_Change] = []
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    assert len(waiting) <= STATEMENTS_MAX, "more changes than one trip takes"
    if waiting:
        _send(waiting)


def _run(new: _Change) -> None:
    with connection.cursor() as cursor:
        if new.returning:
            cursor.execute(f"{new.statement} RETURNING {new.returning}", new.values)
            new.found.value = cursor.fetchone()[0]
        else:
            cursor.execute(new.statement, new.values)
        if new.only_one and cursor.rowcount != 1:
            raise NotAsRead


def _send(waiting: list[_Change]) -> None:
    statement = _joined(tuple((new.statement, new.returning, new.only_one) for new in waiting))
    try:
        answer = _prepared(statement, [value for new in waiting for value in new.values])
    except DataError as error:
        if getattr(error.__cause__, "sqlstate", "") == DIVISION_BY_ZERO:
            raise NotAsRead from error
        raise
    assert answer is not None
    for new, came in zip(waiting, answer, strict=True):
        new.found.value = came if new.returning else None


DIVISION_BY_ZERO = "22012"


@lru_cache(maxsize=SHAPES_MAX)
def _joined(parts: tuple[tuple[str, str, bool], ...]) -> str:
    """One statement of many changes, answering one value for each.

    A change that must meet its row divides by how many it met: no row, and the whole statement undoes itself.
    """
    changes = ", ".join(
        f"c{n} AS ({text} RETURNING {column or '1'})" for n, (text, column, _) in enumerate(parts)
    )
    answers = []
    for n, (_, column, only_one) in enumerate(parts):
        asked = column or ("1 / count(*)" if only_one else "0")
        answers.append(f"(SELECT {asked} FROM c{n} LIMIT 1)")  # noqa: S608  our own statements
    return f"WITH {changes} SELECT {', '.join(answers)}"


def _prepared(statement: str, values: Sequence[Any]) -> Sequence[Any] | None:
    from motcua.prepared import OneRow

    here: Any = connections[DEFAULT_DB_ALIAS]
    here.ensure_connection()
    one = OneRow(here.connection)
    if here.queries_logged or _listens(here.execute_wrappers):
        # It wears Django's wrapper, so that statements are counted as everywhere.
        here._prepare_cursor(one).execute(statement, values)
        return one.row
    # Nobody listens but the act itself: what the wrapper does beside telling is done here, at a third of its cost.
    own = _act.get()
    if own is not None:
        own.check(statement)
    here.validate_thread_sharing()
    here.validate_no_broken_transaction()
    with here.wrap_database_errors:
        one.execute(statement, values)
    return one.row


def _listens(wrappers: Sequence[Callable[..., Any]]) -> bool:
    """Whether anybody but the guard of the act listens to statements."""
    own = _act.get()
    return len(wrappers) > 1 or (len(wrappers) == 1 and (own is None or wrappers[0] != own.guard))
