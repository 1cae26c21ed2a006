"""All 3 migrations of this room in one, for a database that has none of them; one that has some goes on step by step (decision 0053)."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from motcua.chronicle.sql import statements
from motcua.tables import Tables

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
    initial = True

    replaces = [
        ("chronicle", "0001_initial"),
        ("chronicle", "0002_guard"),
        ("chronicle", "0003_occurrences"),
    ]

    dependencies = []

    operations = [
        Tables(
            [
                migrations.CreateModel(
                    name="Cursor",
                    fields=[
                        ("follower", models.CharField(max_length=80, primary_key=True, serialize=False)),
                        ("position", models.BigIntegerField(default=0)),
                    ],
                ),
                migrations.CreateModel(
                    name="Entry",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "uid",
                            models.UUIDField(
                                help_text="Chance, so that a hash cannot be guessed from the few codes an entry holds."
                            ),
                        ),
                        ("kind", models.CharField(max_length=81)),
                        ("subject", models.CharField(max_length=120)),
                        ("actor", models.CharField(max_length=90)),
                        ("agency", models.CharField(max_length=120)),
                        ("at", models.DateTimeField()),
                        ("data", models.JSONField()),
                        ("hash", models.BinaryField(max_length=32)),
                        ("xid", models.BigIntegerField(db_default=0)),
                    ],
                ),
                migrations.CreateModel(
                    name="Epoch",
                    fields=[
                        ("number", models.IntegerField(primary_key=True, serialize=False)),
                        ("began_at", models.DateTimeField()),
                        ("reason", models.CharField(max_length=40)),
                        ("after_position", models.BigIntegerField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Occurrence",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "kind",
                                "position",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("kind", models.CharField(max_length=81)),
                        ("position", models.BigIntegerField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Sealer",
                    fields=[
                        ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                        ("xid", models.BigIntegerField(default=0)),
                        ("entry", models.BigIntegerField(default=0)),
                        ("cluster", models.CharField(blank=True, max_length=20)),
                        ("xid_offset", models.BigIntegerField(default=0)),
                    ],
                ),
                migrations.CreateModel(
                    name="Seal",
                    fields=[
                        ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("epoch", models.IntegerField()),
                        ("node", models.CharField(max_length=40)),
                        ("at", models.DateTimeField()),
                        ("first", models.BigIntegerField()),
                        ("count", models.IntegerField()),
                        ("root", models.BinaryField(max_length=32)),
                        ("previous", models.BinaryField(max_length=32)),
                        ("key", models.CharField(max_length=80)),
                        ("signature", models.BinaryField(max_length=64)),
                        ("hash", models.BinaryField(max_length=32)),
                        ("marks", models.BinaryField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("first",), name="chronicle_seal_first")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Leaf",
                    fields=[
                        ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("hash", models.BinaryField(max_length=32)),
                        (
                            "entry",
                            models.OneToOneField(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="leaf",
                                to="chronicle.entry",
                            ),
                        ),
                        (
                            "seal",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="leaves",
                                to="chronicle.seal",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["hash"], name="chronicle_leaf_hash")],
                    },
                ),
            ]
        ),
        migrations.RunPython(lay, lift),
    ]
