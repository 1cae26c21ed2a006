"""At which positions things of one kind stand; for what is sealed already it is read once, from leaves and entries."""

from typing import Any

from django.db import migrations, models

ALL = """
INSERT INTO chronicle_occurrence (kind, position)
SELECT e.kind, l.position FROM chronicle_leaf l JOIN chronicle_entry e ON e.id = l.entry_id
"""


def note(apps: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(ALL)


class Migration(migrations.Migration):
    dependencies = [("chronicle", "0002_guard")]

    operations = [
        migrations.CreateModel(
            name="Occurrence",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "kind", "position", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=81)),
                ("position", models.BigIntegerField()),
            ],
        ),
        migrations.RunPython(note, migrations.RunPython.noop),
    ]
