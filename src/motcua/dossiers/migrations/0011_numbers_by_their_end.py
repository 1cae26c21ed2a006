"""A request is found by the last digits of its number, the newest first."""

from django.db import migrations, models
from django.db.models.functions import Right


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0010_names_by_parts")]

    operations = [
        migrations.AddIndex(
            "dossier", models.Index(Right("number", 4), models.F("id"), name="dossiers_by_end")
        ),
    ]
