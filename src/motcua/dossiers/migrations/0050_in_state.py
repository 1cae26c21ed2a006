"""What stands in one state, by key: pages of a rare state are filled from it, however many agencies somebody sees."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0049_former_papers")]

    operations = [
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                fields=["state", "id"], name="dossiers_in_state", condition=models.Q(number__isnull=False)
            ),
        ),
    ]
