"""What Django's models cannot say: the record only grows, and PostgreSQL notes the writing transaction."""

from typing import Any

from django.db import migrations

from motcua.chronicle.sql import statements

POSTGRESQL = ["guard_0002.postgresql", "horizon_0002.postgresql"]
SQLITE = ["guard_0002.sqlite"]


def lay(apps: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        for name in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
            for sql in statements(name):
                cursor.execute(sql)


def lift(apps: Any, schema_editor: Any) -> None:
    vendor = schema_editor.connection.vendor
    with schema_editor.connection.cursor() as cursor:
        for sql in statements(f"lift_0002.{vendor}"):
            cursor.execute(sql)


class Migration(migrations.Migration):
    dependencies = [("chronicle", "0001_initial")]
    operations = [migrations.RunPython(lay, lift)]
