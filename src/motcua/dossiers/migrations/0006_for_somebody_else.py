"""Somebody may act for an organisation or another person: for whom and as what, as stated."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0005_passages"),
        ("people", "0003_organisation_checked_at"),
    ]

    operations = [
        migrations.AddField(
            model_name="dossier",
            name="applicant_checked_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="Representation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "party",
                    models.CharField(
                        choices=[("organisation", "organisation"), ("person", "person")], max_length=12
                    ),
                ),
                (
                    "capacity",
                    models.CharField(
                        choices=[("legal", "legal"), ("authorised", "authorised")], max_length=12
                    ),
                ),
                ("relation", models.CharField(blank=True, max_length=200)),
                ("representative", models.CharField(max_length=120)),
                ("birth_date", models.DateField(null=True)),
                ("identity_hash", models.CharField(blank=True, db_index=True, max_length=64)),
                ("sealed", models.TextField(blank=True)),
                ("stated_at", models.DateTimeField()),
                (
                    "named",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="dossier",
            name="representation",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="dossier",
                to="dossiers.representation",
            ),
        ),
    ]
