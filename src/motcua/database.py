"""How an act speaks to the database: statements written once, planned once, and sent together.

PostgreSQL plans a statement anew each time it comes, unless it was prepared, and every answer waited for costs a
trip. Pages keep to Django's cursor; what every act runs goes through `ask` and `change`, and changes that need no
answer of one another go through `together`, which makes one statement of them (docs/decisions/0014).
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from json import dumps
from typing import Any
from uuid import UUID

from django.db import DataError, connection, transaction
from django.db.models import DateTimeField, Field, JSONField, Model, UUIDField

STATEMENTS_MAX = 100  # in one trip
SHAPES_MAX = 1_000  # of statements kept as text


class NotAsRead(Exception):
    """A row that had to be as it was read was changed meanwhile; nothing of this transaction stays."""


class Found:
    """The one value that a change returned; inside `together` it is known after the block."""

    value: Any = None


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
        """Before its transaction began, an act may read, and write one statement: a bug ends here, not in the rows."""
        if not self.has_begun and not sql.lstrip().startswith("SELECT"):
            assert sql.startswith("WITH c0 AS") and not self.has_written, (
                "an act that writes more than its one statement says `begin` first"
            )
            self.has_written = True
        return execute(sql, params, many, context)


_act: ContextVar[_Act | None] = ContextVar("act", default=None)


@contextmanager
def act() -> Iterator[None]:
    """The transaction of an act that reads, then writes once: all of it or nothing.

    On PostgreSQL an act that reads and then sends one statement needs no BEGIN and COMMIT, which are two trips: what
    it read is secured by a condition on the revision. So the transaction begins with `begin`, or not at all. SQLite
    takes its one lock for writing before it reads.
    """
    if connection.vendor != "postgresql" or connection.in_atomic_block or _act.get() is not None:
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


def is_whole() -> bool:
    """Whether what is written now stays or goes together with the rest of its act."""
    return connection.in_atomic_block or _waiting.get() is not None


def ask(statement: str, values: Sequence[Any]) -> Sequence[Any] | None:
    """The first row that a statement many acts run answers."""
    if connection.vendor == "postgresql":
        return _prepared(statement, values)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row: Sequence[Any] | None = cursor.fetchone()
    return row


def change(statement: str, values: Sequence[Any], *, returning: str = "", only_one: bool = False) -> Found:
    """Run an INSERT or UPDATE. `returning` names one column of the one row it leaves; with `only_one`, a change of
    no row is `NotAsRead`."""
    new = _Change(statement, values, returning, only_one, Found())
    waiting = _waiting.get()
    if waiting is not None:
        waiting.append(new)
    elif connection.vendor == "postgresql":
        _send([new])
    else:
        _run(new)
    return new.found


@contextmanager
def together() -> Iterator[None]:
    """Changes inside are one statement, sent at the end: all of them or none, and no two of one row.

    On SQLite, where there is no trip to save, they run one after the other at once.
    """
    if connection.vendor != "postgresql" or _waiting.get() is not None:
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
    from psycopg import Cursor

    connection.ensure_connection()
    # Django's own cursor writes the values into the text, which leaves nothing to prepare; this one sends them
    # apart. It wears Django's wrapper, so that statements are counted and errors are named as everywhere.
    with connection._prepare_cursor(Cursor(connection.connection)) as cursor:  # type: ignore[attr-defined]
        cursor.execute(statement, [_text(value) for value in values])
        row: Sequence[Any] | None = cursor.fetchone()
    return row


def _text(value: Any) -> str | None:
    """A value as text whose type the column gives: otherwise each mix of types would be a plan of its own."""
    if value is None or type(value) is str:
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes | memoryview):
        return f"\\x{bytes(value).hex()}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def insert(row: Model, *, returning: str = "") -> Found:
    """Insert a row as it stands, its key left to the database."""
    values = [(prepare(getattr(row, name))) for name, prepare in _columns(type(row), connection.vendor)]
    # What is empty stands in the statement: an act leaves many columns so, and always the same ones.
    shape = "".join("n" if value is None else "e" if value == "" else "v" for value in values)
    return change(
        insert_of(type(row), shape),
        [value for value in values if value is not None and value != ""],
        returning=returning,
    )


_WRITTEN = {"n": "NULL", "e": "''", "v": "%s"}


@lru_cache(maxsize=SHAPES_MAX)
def insert_of(model: type[Model], shape: str) -> str:
    names = ", ".join(f'"{f.column}"' for f in model._meta.concrete_fields if not f.primary_key)
    values = ", ".join(_WRITTEN[sign] for sign in shape)
    return f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({values})'  # noqa: S608  own names


@cache
def _columns(model: type[Model], vendor: str) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    return tuple((field.attname, preparation(field, vendor)) for field in fields)


def preparation(field: "Field[Any, Any]", vendor: str) -> Callable[[Any], Any]:
    """How a value of this column goes to the database as it is; what the ORM would do, asked once a column."""
    if isinstance(field, JSONField):
        return _json
    if vendor == "sqlite" and isinstance(field, DateTimeField):
        return _moment
    if vendor == "sqlite" and isinstance(field, UUIDField):
        return _hex
    return _plain


def _json(value: Any) -> str:
    return dumps(value, ensure_ascii=False)


def _moment(value: datetime | None) -> object:
    return connection.ops.adapt_datetimefield_value(value)


def _hex(value: UUID | None) -> str | None:
    return value.hex if value is not None else None


def _plain(value: Any) -> Any:
    return value


def reader(fields: "Sequence[Field[Any, Any]]") -> Callable[[Sequence[Any]], list[Any]]:
    """Makes values that come from these columns what the model's fields hold."""
    conversions = []
    for index, field in enumerate(fields):
        expression = field.get_col(field.model._meta.db_table)
        for convert in (*connection.ops.get_db_converters(expression), *field.get_db_converters(connection)):
            conversions.append((index, convert, expression))

    def read(values: Sequence[Any]) -> list[Any]:
        held = list(values)
        for index, convert, expression in conversions:
            held[index] = convert(held[index], expression, connection)
        return held

    return read
