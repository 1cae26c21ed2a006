"""Django makes a second index of a subject for searches by its beginning; nobody makes them, and each notice pays."""

from typing import Any

from django.db import migrations

NOT_ASKED = "notices_notice_subject_35e1513a_like"


def drop_not_asked(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX IF EXISTS {NOT_ASKED}")


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_notices")]

    operations = [migrations.RunPython(drop_not_asked, migrations.RunPython.noop)]
