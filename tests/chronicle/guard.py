"""Lifts the triggers that refuse changes, as somebody could who owns the database."""

from contextlib import contextmanager

TABLES = ["chronicle_entry", "chronicle_leaf", "chronicle_seal", "chronicle_epoch"]


@contextmanager
def lifted(connection):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            down = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in TABLES]
            up = [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in TABLES]
        else:
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'chronicle%'"
            )
            found = cursor.fetchall()
            down = [f"DROP TRIGGER {name}" for name, _ in found]
            up = [sql for _, sql in found]
        for sql in down:
            cursor.execute(sql)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for sql in up:
                cursor.execute(sql)
