"""An organisation somebody wrote down is not one whose certificate was compared."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_agency_key")]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="checked_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
