"""All 4 migrations of this room in one, for a database that has none of them; one that has some goes on step by step (decision 0053)."""

import django.db.models.deletion
from django.db import migrations, models

from motcua.tables import Tables


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("procedures", "0001_procedures"),
        ("procedures", "0002_card"),
        ("procedures", "0003_handling_times"),
        ("procedures", "0004_working_copies"),
    ]

    dependencies = [
        ("people", "0001_squashed_0010_absence_without_cover"),
    ]

    operations = [
        Tables(
            [
                migrations.CreateModel(
                    name="Procedure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=60, unique=True)),
                        ("name", models.CharField(max_length=500)),
                        ("name_en", models.CharField(max_length=500)),
                        ("name_folded", models.CharField(max_length=500)),
                        ("field", models.CharField(db_index=True, max_length=60)),
                    ],
                    options={
                        "verbose_name": "administrative procedure",
                        "ordering": ["code"],
                    },
                ),
                migrations.CreateModel(
                    name="Version",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("status", models.CharField(default="draft", max_length=10)),
                        ("starts_on", models.DateField(null=True)),
                        ("ends_on", models.DateField(null=True)),
                        ("document", models.TextField()),
                        ("digest", models.CharField(max_length=64)),
                        ("card", models.TextField(default="{}")),
                        ("loaded_at", models.DateTimeField()),
                        ("published_at", models.DateTimeField(null=True)),
                        ("began_at", models.DateTimeField(null=True)),
                        ("successor", models.CharField(blank=True, max_length=60)),
                        (
                            "procedure",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions",
                                to="procedures.procedure",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "version of a procedure",
                        "ordering": ["procedure", "number"],
                    },
                ),
                migrations.CreateModel(
                    name="WorkingCopy",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=60, unique=True)),
                        ("text", models.TextField()),
                        ("revision", models.PositiveIntegerField(default=1)),
                        ("started_at", models.DateTimeField()),
                        ("changed_at", models.DateTimeField()),
                        (
                            "based_on",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="copies",
                                to="procedures.version",
                            ),
                        ),
                        (
                            "changed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.officer",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "working copy of a procedure",
                        "ordering": ["code"],
                    },
                ),
                migrations.CreateModel(
                    name="HandlingTime",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("requests", models.PositiveIntegerField()),
                        ("half", models.PositiveSmallIntegerField()),
                        ("half_low", models.PositiveSmallIntegerField(null=True)),
                        ("half_high", models.PositiveSmallIntegerField(null=True)),
                        ("nine", models.PositiveSmallIntegerField()),
                        ("nine_low", models.PositiveSmallIntegerField(null=True)),
                        ("nine_high", models.PositiveSmallIntegerField(null=True)),
                        ("since", models.DateField()),
                        ("until", models.DateField()),
                        ("as_of", models.DateTimeField()),
                        ("simulated", models.BooleanField()),
                        (
                            "agency",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="people.agency",
                            ),
                        ),
                        (
                            "procedure",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="procedures.procedure",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("procedure", "agency"), name="one_time_a_place"),
                            models.UniqueConstraint(
                                condition=models.Q(("agency__isnull", True)),
                                fields=("procedure",),
                                name="one_time_everywhere",
                            ),
                        ],
                    },
                ),
                migrations.AddConstraint(
                    model_name="version",
                    constraint=models.UniqueConstraint(
                        fields=("procedure", "number"), name="version_number_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="version",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("status", "draft"), _negated=True),
                        fields=("procedure", "starts_on"),
                        name="version_one_a_day",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="version",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("status", "draft"),
                            models.Q(("published_at__isnull", False), ("starts_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="version_published_has_start",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="version",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="version_ends_after_start",
                    ),
                ),
            ]
        ),
    ]
