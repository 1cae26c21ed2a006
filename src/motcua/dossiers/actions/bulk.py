"""Many rows of one table at once: COPY on PostgreSQL, multi-row INSERT elsewhere."""

import json
from typing import Any

from django.db import connection
from django.db.models import AutoField, JSONField, Model

ROWS_AT_ONCE = 500


def insert(model: type[Model], rows: list[Any]) -> None:
    """Rows without an id get one from the database; rows of one call either all have one or none has."""
    if not rows:
        return
    if connection.vendor != "postgresql":
        model._default_manager.bulk_create(rows, batch_size=ROWS_AT_ONCE)
        return
    fields = [
        field
        for field in model._meta.concrete_fields
        if rows[0].pk is not None or not isinstance(field, AutoField)
    ]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    as_json = [isinstance(field, JSONField) for field in fields]
    names = [field.attname for field in fields]
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            values = (getattr(row, name) for name in names)
            copy.write_row(
                [
                    json.dumps(value, ensure_ascii=False) if is_json else value
                    for value, is_json in zip(values, as_json, strict=True)
                ]
            )
