import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0042_scans_of_signed_sheets"),
    ]

    operations = [
        migrations.CreateModel(
            name="FormerEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("has_clock", models.BooleanField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("handed-in", "handed-in"),
                            ("received", "received"),
                            ("moved", "moved"),
                            ("supplement-asked", "supplement-asked"),
                            ("supplement-brought", "supplement-brought"),
                            ("duty-told", "duty-told"),
                            ("paid", "paid"),
                            ("extended", "extended"),
                            ("examined", "examined"),
                            ("signed", "signed"),
                            ("done", "done"),
                            ("other", "other"),
                        ],
                        max_length=20,
                    ),
                ),
                ("what", models.CharField(max_length=200)),
                ("who", models.CharField(blank=True, max_length=200)),
                ("note", models.TextField(blank=True)),
                ("batch", models.UUIDField()),
                ("brought_at", models.DateTimeField()),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_events",
                        to="dossiers.dossier",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
    ]
