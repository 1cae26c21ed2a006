"""All 5 migrations of this room in one, for a database that has none of them; one that has some goes on step by step (decision 0053)."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from motcua.tables import Tables

NOT_ASKED = "notices_notice_subject_35e1513a_like"


def drop_not_asked(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.deferred_sql.append(f"DROP INDEX IF EXISTS {NOT_ASKED}")  # behind those that make it


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("notices", "0001_notices"),
        ("notices", "0002_whole_subjects"),
        ("notices", "0003_taken_back"),
        ("notices", "0004_ways"),
        ("notices", "0005_language_and_digest"),
    ]

    dependencies = [
        ("people", "0001_squashed_0010_absence_without_cover"),
    ]

    operations = [
        Tables(
            [
                migrations.CreateModel(
                    name="Reaching",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("order", models.CharField(max_length=20)),
                        ("chat", models.CharField(blank=True, max_length=200)),
                        ("quiet_from", models.PositiveSmallIntegerField(default=21)),
                        ("quiet_until", models.PositiveSmallIntegerField(default=7)),
                        ("language", models.CharField(blank=True, default="", max_length=5)),
                        ("digest", models.BooleanField(default=True)),
                        (
                            "person",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Notice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("template", models.CharField(max_length=80)),
                        ("subject", models.CharField(db_index=True, max_length=80)),
                        ("language", models.CharField(max_length=5)),
                        ("email", models.CharField(blank=True, max_length=254)),
                        ("phone", models.CharField(blank=True, max_length=20)),
                        ("name", models.CharField(blank=True, max_length=200)),
                        ("values", models.JSONField(default=dict)),
                        ("sent_to", models.CharField(blank=True, max_length=254)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("queued", "queued"),
                                    ("sent", "sent"),
                                    ("failed", "failed"),
                                    ("recalled", "recalled"),
                                    ("gave-up", "gave-up"),
                                ],
                                default="queued",
                                max_length=8,
                            ),
                        ),
                        ("queued_at", models.DateTimeField()),
                        ("next_try_at", models.DateTimeField()),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("sent_at", models.DateTimeField(null=True)),
                        ("last_error", models.CharField(blank=True, max_length=20)),
                        (
                            "channel",
                            models.CharField(
                                blank=True,
                                choices=[("email", "email"), ("sms", "sms"), ("chat", "chat")],
                                default="",
                                max_length=5,
                            ),
                        ),
                        ("tried", models.CharField(blank=True, default="", max_length=40)),
                        ("trying_since", models.DateTimeField(null=True)),
                        (
                            "person",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "queued")),
                                fields=["next_try_at", "id"],
                                name="notices_due",
                            ),
                            models.Index(
                                condition=models.Q(("state__in", ["failed", "gave-up"])),
                                fields=["-id"],
                                name="notices_stuck",
                            ),
                            models.Index(
                                condition=models.Q(
                                    models.Q(("attempts__gt", 0), ("state", "queued")),
                                    models.Q(("last_error__gt", ""), ("state", "queued")),
                                    _connector="OR",
                                ),
                                fields=["person", "email", "id"],
                                name="notices_in_order",
                            ),
                        ],
                    },
                ),
            ]
        ),
        migrations.RunPython(drop_not_asked, migrations.RunPython.noop),
    ]
