"""Working copies; when a published version began, and what takes the place of a closed procedure."""

import django.db.models.deletion
from django.db import migrations, models


def began(apps, schema_editor):
    """What was published before has begun: each was checked when it was published, and none by a clock."""
    Version = apps.get_model("procedures", "Version")
    Version.objects.exclude(status="draft").filter(began_at=None).update(began_at=models.F("published_at"))


class Migration(migrations.Migration):
    dependencies = [("procedures", "0003_handling_times"), ("people", "0006_absences")]
    operations = [
        migrations.AddField("version", "began_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "version",
            "successor",
            models.CharField(blank=True, max_length=60, default=""),
            preserve_default=False,
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
            options={"verbose_name": "working copy of a procedure", "ordering": ["code"]},
        ),
        migrations.RunPython(began, migrations.RunPython.noop),
    ]
