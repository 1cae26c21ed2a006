"""Many rows of one table at once: COPY on PostgreSQL, one prepared INSERT run many times on SQLite."""

from typing import Any

from django.db import connection
from django.db.models import AutoField, Model

from motcua.rows import preparation


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
    prepared = [(field.attname, preparation(field, connection.vendor)) for field in fields]
    values = ([prepare(getattr(row, name)) for name, prepare in prepared] for row in rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", values)  # noqa: S608
