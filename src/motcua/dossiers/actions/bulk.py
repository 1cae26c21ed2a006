"""Many rows of one table at once: COPY on PostgreSQL, one prepared INSERT run many times on SQLite."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import AutoField, DateTimeField, Field, JSONField, Model, UUIDField


def insert(model: type[Model], rows: list[Any]) -> None:
    """Rows of one call either all have an id or none has; then the database gives it."""
    if not rows:
        return
    fields = [
        field
        for field in model._meta.concrete_fields
        if rows[0].pk is not None or not isinstance(field, AutoField)
    ]
    table = connection.ops.quote_name(model._meta.db_table)
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    prepared = [(field.attname, _preparation(field)) for field in fields]
    values = ([prepare(getattr(row, name)) for name, prepare in prepared] for row in rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", values)  # noqa: S608


def _preparation(field: "Field[Any, Any]") -> Callable[[Any], Any]:
    """How a value of this column goes to the database as it is; what the ORM would do, asked once a column."""
    if isinstance(field, JSONField):
        return lambda value: json.dumps(value, ensure_ascii=False)
    if connection.vendor == "sqlite" and isinstance(field, DateTimeField):
        return _moment
    if connection.vendor == "sqlite" and isinstance(field, UUIDField):
        return _hex
    return _plain


def _moment(value: datetime | None) -> object:
    return connection.ops.adapt_datetimefield_value(value)


def _hex(value: UUID | None) -> str | None:
    return value.hex if value is not None else None


def _plain(value: Any) -> Any:
    return value
