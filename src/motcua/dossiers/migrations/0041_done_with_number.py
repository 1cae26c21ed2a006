from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0040_drafts_without_account"),
        ("people", "0007_helpers"),
        ("procedures", "0004_working_copies"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="dossier",
            name="done_of_agency",
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                condition=models.Q(("number__isnull", False), ("state", 9)),
                fields=["step_agency", "desk_at", "id"],
                name="done_of_agency",
            ),
        ),
    ]
