import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0007_end_of_an_original"),
    ]

    operations = [
        migrations.CreateModel(
            name="Destruction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("decision", models.CharField(max_length=300)),
                ("listed", models.CharField(max_length=64)),
                ("salt", models.BinaryField(max_length=16)),
                ("by", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                ("entry_hash", models.BinaryField(max_length=32)),
            ],
        ),
        migrations.AddField(
            model_name="file",
            name="destruction",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="files",
                to="documents.destruction",
            ),
        ),
        migrations.AddField(
            model_name="hold",
            name="ended_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="hold",
            name="rule",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddIndex(
            model_name="hold",
            index=models.Index(
                condition=models.Q(("until__isnull", False)), fields=["until"], name="documents_kept_until"
            ),
        ),
        migrations.AddIndex(
            model_name="signing",
            index=models.Index(fields=["holder"], name="documents_signings_of"),
        ),
    ]
