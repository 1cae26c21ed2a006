"""Named tables and their dated lines, from which forms take answers. Both begin empty: what ships is read from its files."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("law", "0002_hours_from_a_day"),
    ]

    operations = [
        migrations.CreateModel(
            name="NamedTable",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("name_en", models.CharField(max_length=120)),
                ("changes", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="TableLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=160)),
                ("within", models.CharField(blank=True, max_length=160)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, help_text="Last day on which it holds", null=True)),
                ("basis", models.CharField(max_length=300)),
                ("verified", models.BooleanField(default=False)),
                (
                    "table",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="law.namedtable"
                    ),
                ),
            ],
            options={
                "ordering": ["table", "code", "starts_on"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("table", "code", "starts_on"), name="law_line_once_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="law_line_runs_forward",
                    ),
                ],
            },
        ),
    ]
