"""The register of many offices by the day of handing in; an old month was looked for through all that came later."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0014_desk_of_done")]

    operations = [
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(fields=["submitted_at", "id"], name="register_of_all"),
        ),
    ]
