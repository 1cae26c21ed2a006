"""Opening hours hold from one day to another. The rows there are stay, and hold since before anything was counted."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_agency_key"),
        ("law", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="openinghours",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.agency"
            ),
        ),
        migrations.AddField(
            model_name="openinghours", name="starts_on", field=models.DateField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="openinghours",
            name="ends_on",
            field=models.DateField(blank=True, help_text="Last day on which they hold", null=True),
        ),
        migrations.AddConstraint(
            model_name="openinghours",
            constraint=models.UniqueConstraint(fields=["agency", "starts_on"], name="law_hours_once_a_day"),
        ),
        migrations.AddConstraint(
            model_name="openinghours",
            constraint=models.UniqueConstraint(
                condition=models.Q(("starts_on", None)), fields=("agency",), name="law_first_hours_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="openinghours",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True),
                    ("starts_on__isnull", True),
                    ("ends_on__gte", models.F("starts_on")),
                    _connector="OR",
                ),
                name="law_hours_run_forward",
            ),
        ),
    ]
