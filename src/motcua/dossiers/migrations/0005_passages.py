"""Agencies in the middle of the way keep reading: their stays so far are read from the movements."""

import django.db.models.deletion
from django.db import migrations, models

# May be run twice: what is there already is not written again.
STAYS_THAT_ENDED = """
INSERT INTO dossiers_passage (dossier_id, agency_id, left_at)
SELECT came.dossier_id, came.to_agency_id, MIN(went.at)
FROM dossiers_movement came
JOIN dossiers_dossier d ON d.id = came.dossier_id AND d.agency_id <> came.to_agency_id
JOIN dossiers_movement went ON went.dossier_id = came.dossier_id AND went.seq > came.seq
     AND went.to_agency_id <> came.to_agency_id
WHERE came.to_agency_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM dossiers_passage p
                  WHERE p.dossier_id = came.dossier_id AND p.agency_id = came.to_agency_id)
GROUP BY came.dossier_id, came.to_agency_id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_agency_key"),
        ("dossiers", "0004_indexes_by_due_and_done"),
    ]

    operations = [
        migrations.CreateModel(
            name="Passage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("left_at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.agency",
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="passages",
                        to="dossiers.dossier",
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["agency", "dossier"], name="passages_of_agency")]},
        ),
        migrations.RunSQL(STAYS_THAT_ENDED, migrations.RunSQL.noop),
    ]
