"""Statements of acts on PostgreSQL: prepared once on a connection, then sent by one call of libpq.

A cursor of psycopg sends, waits and reads in steps of its own, so that Python can be interrupted between them; for a
statement that answers within a millisecond these steps cost more than the answer (docs/decisions/0014). `psycopg.pq`
does it in one call. What a value becomes in Python is still said by psycopg's and Django's own loaders.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from psycopg import Connection, Cursor, OperationalError, pq
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result

STATEMENTS_MAX = 1_000  # prepared on one connection; each costs the server memory
HELD = "_motcua_prepared"
_GOOD = (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK)


class _Held:
    """What was prepared on one connection."""

    def __init__(self, connection: "Connection[Any]") -> None:
        self.names: dict[str, bytes] = {}
        self.given = 0
        self.loading = Transformer(connection)


class OneRow:
    """As much of a cursor as Django's wrapper asks for: runs a statement, keeps its first row."""

    def __init__(self, connection: "Connection[Any]") -> None:
        self.connection = connection
        self.row: Sequence[Any] | None = None
        self.statement = ""

    @property
    def _query(self) -> "OneRow":
        """Where Django looks for what was sent, when it keeps a list of statements."""
        return self

    @property
    def query(self) -> bytes:
        return self.statement.encode()

    def execute(self, statement: str, values: Sequence[Any]) -> None:
        self.statement = statement
        here = self.connection
        pgconn = here.pgconn
        if not here.autocommit and pgconn.transaction_status == pq.TransactionStatus.IDLE:
            # The first statement of a transaction: psycopg knows how this one begins. It must prepare nothing itself:
            # what has prepared something, it makes the server forget all at the next ROLLBACK, DROP or ALTER.
            cursor = Cursor(here)
            cursor.execute(statement, [_as_text(value) for value in values], prepare=False)
            self.row = cursor.fetchone()
            return
        held = getattr(here, HELD, None)
        if held is None:
            held = _Held(here)
            setattr(here, HELD, held)
        name = held.names.get(statement) or _prepare(pgconn, held, statement)
        sent = [
            value.encode() if type(value) is str
            else None if value is None
            else _text_of(type(value))(value).encode()
            for value in values
        ]  # fmt: skip
        result = pgconn.exec_prepared(name, sent)
        _check(pgconn, result)
        held.loading.set_pgresult(result)
        self.row = held.loading.load_row(0, tuple) if result.ntuples else None

    def fetchone(self) -> Sequence[Any] | None:
        return self.row

    def close(self) -> None:
        """Nothing is open: the answer was read."""


def _prepare(pgconn: "pq.abc.PGconn", held: _Held, statement: str) -> bytes:
    if len(held.names) >= STATEMENTS_MAX:
        oldest = next(iter(held.names))
        _check(pgconn, pgconn.exec_(b"DEALLOCATE " + held.names.pop(oldest)))
    held.given += 1
    name = b"motcua_%d" % held.given
    _check(pgconn, pgconn.prepare(name, numbered(statement).encode()))
    held.names[statement] = name
    return name


def _check(pgconn: "pq.abc.PGconn", result: "pq.abc.PGresult") -> None:
    if result.status in _GOOD:
        return
    if pgconn.status == pq.ConnStatus.BAD:
        raise OperationalError(result.get_error_message())
    raise error_from_result(result)


@lru_cache(maxsize=STATEMENTS_MAX)
def numbered(statement: str) -> str:
    """`%s`, `%s` as libpq wants them: `$1`, `$2`. Our statements hold no other per cent sign."""
    first, *others = statement.split("%s")
    return first + "".join(f"${n}{text}" for n, text in enumerate(others, start=1))


def _as_text(value: Any) -> str | None:
    """A value as text whose type the column gives: otherwise each mix of types would be a plan of its own."""
    return None if value is None else _text_of(type(value))(value)


@cache
def _text_of(kind: type) -> Callable[[Any], str]:
    return next((text for base, text in _TEXTS if issubclass(kind, base)), str)


_TEXTS: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (str, str.__str__),  # lists of names give their value
    (bool, lambda value: "true" if value else "false"),
    (int, int.__repr__),
    (datetime, datetime.isoformat),
    (date, date.isoformat),
    (bytes, lambda value: f"\\x{value.hex()}"),
    (memoryview, lambda value: f"\\x{value.hex()}"),
)
