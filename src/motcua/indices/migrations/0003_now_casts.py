import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("indices", "0002_score_sheets"),
        ("people", "0004_home_affairs"),
    ]

    operations = [
        migrations.CreateModel(
            name="NowCast",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField()),
                (
                    "ratings",
                    models.PositiveIntegerField(
                        help_text="Never fewer than five: lots of one office move whole"
                    ),
                ),
                ("requests", models.PositiveIntegerField(help_text="Settled in the same days")),
                ("offices", models.PositiveIntegerField(help_text="With such requests")),
                ("cells", models.PositiveIntegerField(help_text="Weighted by themselves")),
                ("share", models.FloatField()),
                ("standard_error", models.FloatField()),
                ("lower", models.FloatField()),
                ("upper", models.FloatField()),
                ("degrees", models.PositiveIntegerField()),
                ("version", models.CharField(help_text="Of the method", max_length=40)),
                ("simulated", models.BooleanField(default=False)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.agency"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "on"), name="indices_now_once_a_day")
                ],
            },
        ),
    ]
