"""All 6 migrations of this room in one, for a database that has none of them; one that has some goes on step by step (decision 0053)."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from motcua.tables import Tables


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("operations", "0001_imports"),
        ("operations", "0002_letters_of_imports"),
        ("operations", "0003_history"),
        ("operations", "0004_papers_and_rows_by_made"),
        ("operations", "0005_past_keeping"),
        ("operations", "0006_files_by_the_page"),
    ]

    dependencies = [
        ("documents", "0001_squashed_0008_destruction"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Tables(
            [
                migrations.CreateModel(
                    name="Import",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "kind",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("agencies", "agencies"),
                                    ("officers", "officers"),
                                    ("dossiers", "dossiers"),
                                    ("register", "register"),
                                    ("history", "history"),
                                    ("papers", "papers"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("letters", models.CharField(blank=True, max_length=10)),
                        ("file_name", models.CharField(max_length=120)),
                        ("digest", models.CharField(db_index=True, max_length=64)),
                        ("content", models.BinaryField(null=True)),
                        ("mandate_id", models.BigIntegerField(null=True)),
                        ("actor", models.CharField(max_length=60)),
                        ("good_rows", models.BooleanField(default=False)),
                        ("asked_at", models.DateTimeField()),
                        ("checked_at", models.DateTimeField(null=True)),
                        ("confirmed_at", models.DateTimeField(null=True)),
                        ("finished_at", models.DateTimeField(null=True)),
                        ("undo_at", models.DateTimeField(null=True)),
                        ("undone_at", models.DateTimeField(null=True)),
                        ("why", models.JSONField(null=True)),
                        ("unknown", models.JSONField(default=list)),
                        ("left_out", models.PositiveIntegerField(default=0)),
                        ("lacks_files", models.BooleanField(default=False)),
                        ("busy_at", models.DateTimeField(null=True)),
                        ("looked", models.PositiveIntegerField(default=0)),
                        ("unnamed", models.JSONField(default=list)),
                        ("unnamed_count", models.PositiveIntegerField(default=0)),
                        (
                            "account",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-id"],
                    },
                ),
                migrations.CreateModel(
                    name="ImportPart",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("size_bytes", models.PositiveBigIntegerField()),
                        ("is_packed", models.BooleanField()),
                        (
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.file",
                            ),
                        ),
                        (
                            "of",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="parts",
                                to="operations.import",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="ImportRow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("place", models.PositiveIntegerField()),
                        ("label", models.CharField(blank=True, max_length=80)),
                        ("digest", models.CharField(max_length=64)),
                        (
                            "fate",
                            models.CharField(
                                choices=[
                                    ("ready", "ready"),
                                    ("same", "same"),
                                    ("wrong", "wrong"),
                                    ("done", "done"),
                                    ("taken-back", "taken-back"),
                                    ("unnamed", "unnamed"),
                                    ("kept", "kept"),
                                    ("past", "past"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("notes", models.JSONField(default=list)),
                        ("made", models.CharField(blank=True, max_length=80)),
                        (
                            "of",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rows",
                                to="operations.import",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["of", "fate", "place"], name="import_rows_by_fate"),
                            models.Index(fields=["made"], name="import_rows_by_made"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("of", "number"), name="import_row_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("fate", "done")),
                                fields=("digest",),
                                name="import_row_done_once",
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]
