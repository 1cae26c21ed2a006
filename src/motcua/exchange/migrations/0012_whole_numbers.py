"""Django makes a second index of a number for searches by its beginning; nobody makes them, and each new state pays."""

from typing import Any

from django.db import migrations

NOT_ASKED = "exchange_state_number_82f89236_like"


def drop_not_asked(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX IF EXISTS {NOT_ASKED}")


class Migration(migrations.Migration):
    dependencies = [("exchange", "0011_webhooks")]

    operations = [migrations.RunPython(drop_not_asked, migrations.RunPython.noop)]
