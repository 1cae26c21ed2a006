"""A fifth of each page of states stays empty: the next state of a dossier is written beside the last one.

PostgreSQL then moves no index (HOT). Without it a full page sends the row elsewhere, and with it an entry of each index.
"""

from typing import Any

from django.db import migrations

FILLFACTOR = 80


def leave_room(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE exchange_state SET (fillfactor = {FILLFACTOR})")


class Migration(migrations.Migration):
    dependencies = [("exchange", "0007_compared")]

    operations = [migrations.RunPython(leave_room, migrations.RunPython.noop)]
