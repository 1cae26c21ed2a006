"""Many rows of one table at once: COPY on PostgreSQL, one prepared INSERT run many times on SQLite.

Rows become a `Block` first, which asks no database and may be made by another process; a block is one statement.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.core.management.color import no_style
from django.db import connection
from django.db.models import AutoField, Field, JSONField, Max, Model

_encode = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of one table, ready to be written."""

    table: str
    columns: tuple[str, ...]
    count: int
    text: bytes = b""  # for PostgreSQL: what COPY reads
    rows: tuple[tuple[Any, ...], ...] = ()  # for SQLite


def insert(model: type[Model], rows: Sequence[Any]) -> None:
    """Write rows of a model. Those of one call either all have an id or none has; then the database gives it."""
    write(block(model, rows))


def block(model: type[Model], rows: Sequence[Any], *, lines: Sequence[str] = ()) -> Block:
    """What the ORM would write for these rows, column by column; after them, lines that a `Pattern` of theirs made."""
    fields = _fields(model, keyed=bool(rows) and rows[0].pk is not None)
    columns = [str(field.column) for field in fields]
    return block_of(model._meta.db_table, columns, _values(fields, rows), lines=lines)


def _fields(model: type[Model], *, keyed: bool) -> "list[Field[Any, Any]]":
    return [field for field in model._meta.concrete_fields if keyed or not isinstance(field, AutoField)]


def _values(fields: "Sequence[Field[Any, Any]]", rows: Sequence[Any]) -> Iterable[Sequence[Any]]:
    # The values stand in the rows' own dictionaries, whatever the columns are called: read all of them in one go.
    read = itemgetter(*(field.attname for field in fields))
    values: Iterable[Sequence[Any]] = [read(row.__dict__) for row in rows]
    if spots := [place for place, field in enumerate(fields) if isinstance(field, JSONField)]:
        values = [_with_json(row, spots) for row in values]
    return values


def _with_json(row: Sequence[Any], spots: list[int]) -> list[Any]:
    held = list(row)
    for spot in spots:
        held[spot] = _encode(held[spot]) if held[spot] else json.dumps(held[spot])
    return held


def block_of(
    table: str, columns: Sequence[str], values: Iterable[Sequence[Any]], *, lines: Sequence[str] = ()
) -> Block:
    """Plain values in the order of the columns; JSON is text already. `lines` are rows that are text as a whole."""
    if connection.vendor == "postgresql":
        all_lines = ["\t".join([TEXT[type(value)](value) for value in row]) for row in values]
        all_lines += lines
        text = "".join(f"{line}\n" for line in all_lines).encode()
        return Block(table, tuple(columns), len(all_lines), text=text)
    assert not lines, "text is what COPY reads"
    rows = tuple(tuple([PLAIN[type(value)](value) for value in row]) for row in values)
    return Block(table, tuple(columns), len(rows), rows=rows)


class Pattern:
    """What COPY reads for one row, with some of its columns left open: rows that are alike are made by filling them in.

    A row of a model costs a hundred times as much to make and to read as a line to fill.
    """

    def __init__(self, model: type[Model], row: Any, *, open_columns: Sequence[str]) -> None:
        fields = _fields(model, keyed=row.pk is not None)
        names = [field.attname for field in fields]
        assert [name for name in names if name in open_columns] == list(open_columns), (
            "in the order of the table"
        )
        (values,) = _values(fields, [row])
        self._form = "\t".join(
            "%s" if name in open_columns else TEXT[type(value)](value).replace("%", "%%")
            for name, value in zip(names, values, strict=True)
        )

    def filled(self, *values: Any) -> str:
        """The line with these values in the open columns, in their order."""
        return self._form % tuple([TEXT[type(value)](value) for value in values])


def write(block: Block) -> None:
    if not block.count:
        return
    table = connection.ops.quote_name(block.table)
    columns = ", ".join(connection.ops.quote_name(column) for column in block.columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                copy.write(block.text)
        else:
            places = ", ".join(["%s"] * len(block.columns))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", block.rows)  # noqa: S608


# Values -----------------------------------------------------------------------------------------------------


class _Forms(dict[type, Callable[[Any], Any]]):
    """How a value of a type is written; an enum as what it is made of."""

    def __missing__(self, kind: type) -> Callable[[Any], Any]:
        found = next(form for base, form in list(self.items()) if issubclass(kind, base))
        self[kind] = found
        return found


_SPECIAL = re.compile(r"[\\\t\n\r\x08\x0b\x0c]")
_ESCAPED = str.maketrans(
    {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\x08": "\\b", "\x0b": "\\v", "\x0c": "\\f"}
)


def _text(value: str) -> str:
    return value.translate(_ESCAPED) if _SPECIAL.search(value) else value


def _same(value: Any) -> Any:
    return value


TEXT = _Forms(
    {
        str: _text,
        type(None): lambda _value: "\\N",
        bool: lambda value: "t" if value else "f",
        int: int.__repr__,
        float: repr,
        datetime: lru_cache(maxsize=64)(datetime.isoformat),  # one moment stands in most rows of a set
        date: date.isoformat,
        bytes: lambda value: f"\\\\x{value.hex()}",
        UUID: str,
        Decimal: "{:f}".format,
    }
)
PLAIN = _Forms(
    {
        datetime: lambda value: value.astimezone(UTC).isoformat(" ")[:-6],
        date: date.isoformat,
        UUID: lambda value: value.hex,
        Decimal: "{:f}".format,
        str: _same,
        type(None): _same,
        int: _same,
        float: _same,
        bytes: _same,
    }
)


# Keys and indexes -------------------------------------------------------------------------------------------


def next_ids(model: type[Model], count: int) -> list[int]:
    """Ids that nobody else will get: from the sequence, or (SQLite, where one writes at a time) the next free ones."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [model._meta.db_table, count],
            )
            return [row[0] for row in cursor.fetchall()]
    first = (model._default_manager.aggregate(top=Max("pk"))["top"] or 0) + 1
    return list(range(first, first + count))


def reset_sequences(models: Sequence[type[Model]]) -> None:
    """After rows with ids of our own: let the database go on behind them."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)


@contextmanager
def bare(models: Sequence[type[Model]]) -> Iterator[None]:
    """Fill empty tables of PostgreSQL without their indexes and references, and build those at the end.

    All of it belongs to the caller's transaction: whatever goes wrong, the tables stand as before. Building checks
    every row, so nothing wrong stays. Nobody else can use the tables, or those they refer to, meanwhile.
    """
    if connection.vendor != "postgresql" or any(model._default_manager.exists() for model in models):
        yield
        return
    tables = [model._meta.db_table for model in models]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(CONSTRAINTS, [tables])
        constraints = cursor.fetchall()
        cursor.execute(INDEXES, [tables])
        indexes = cursor.fetchall()
        for table, name, _definition in constraints:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        for _name, definition in indexes:
            cursor.execute(definition)
        for table, name, definition in reversed(constraints):
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
        for model in models:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


# References come first: what they point to may be a unique constraint.
CONSTRAINTS = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
FROM pg_constraint
WHERE conrelid::regclass::text = ANY(%s) AND contype IN ('f', 'u')
ORDER BY contype, conrelid, conname
"""
# Those that no constraint owns.
INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
FROM pg_index
WHERE indrelid::regclass::text = ANY(%s) AND NOT indisprimary
  AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid AND conrelid = indrelid)
ORDER BY indexrelid
"""
