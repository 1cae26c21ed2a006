"""One's own requests are read a page at a time, by key, as people and programs see them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0045_list_for_each")]

    operations = [
        migrations.RemoveIndex(model_name="dossier", name="dossiers_of_person"),
        migrations.RemoveIndex(model_name="dossier", name="dossiers_sent_by"),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(fields=["applicant", "id"], name="dossiers_of_person"),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                fields=["sender", "id"],
                name="dossiers_sent_by",
                condition=models.Q(sender__isnull=False),
            ),
        ),
    ]
