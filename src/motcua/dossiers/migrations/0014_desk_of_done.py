"""What waits to be collected, in the order of the desk."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0013_fewer_indexes")]

    operations = [
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                condition=models.Q(("state", 9)), fields=["desk_at", "id"], name="desk_of_done"
            ),
        ),
    ]
