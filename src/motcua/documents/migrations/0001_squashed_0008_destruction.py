"""All 8 migrations of this room in one, for a database that has none of them; one that has some goes on step by step (decision 0053)."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from motcua.tables import Tables


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("documents", "0001_files_and_holds"),
        ("documents", "0002_scans_and_retention"),
        ("documents", "0003_readings"),
        ("documents", "0004_copies"),
        ("documents", "0005_signatures"),
        ("documents", "0006_entry_of_a_signature"),
        ("documents", "0007_end_of_an_original"),
        ("documents", "0008_destruction"),
    ]

    dependencies = []

    operations = [
        Tables(
            [
                migrations.CreateModel(
                    name="Copy",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting"),
                                    ("running", "Running"),
                                    ("done", "Done"),
                                    ("failed", "Failed"),
                                ],
                                default="waiting",
                                max_length=8,
                            ),
                        ),
                        ("problem", models.CharField(blank=True, max_length=20)),
                        ("pages_done", models.PositiveSmallIntegerField(default=0)),
                        ("pages_total", models.PositiveSmallIntegerField(default=0)),
                        ("asked_by", models.CharField(max_length=80)),
                        ("asked_at", models.DateTimeField()),
                        ("began_at", models.DateTimeField(null=True)),
                        ("done_at", models.DateTimeField(null=True)),
                    ],
                ),
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
                migrations.CreateModel(
                    name="File",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("sha256", models.CharField(db_index=True, max_length=64)),
                        ("media_type", models.CharField(max_length=100)),
                        ("size_bytes", models.PositiveBigIntegerField()),
                        ("name", models.CharField(max_length=200)),
                        ("stored_by", models.CharField(max_length=80)),
                        ("stored_at", models.DateTimeField()),
                        (
                            "scan",
                            models.CharField(
                                choices=[
                                    ("not-scanned", "not_scanned"),
                                    ("clean", "clean"),
                                    ("infected", "infected"),
                                ],
                                default="not-scanned",
                                max_length=12,
                            ),
                        ),
                        ("scan_found", models.CharField(blank=True, max_length=120)),
                        ("scanned_at", models.DateTimeField(null=True)),
                        (
                            "destruction",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="files",
                                to="documents.destruction",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="CopyPage",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("locked", models.TextField()),
                        (
                            "copy",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="pages",
                                to="documents.copy",
                            ),
                        ),
                        (
                            "picture",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.file",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["number"],
                    },
                ),
                migrations.AddField(
                    model_name="copy",
                    name="file",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="copy", to="documents.file"
                    ),
                ),
                migrations.AddField(
                    model_name="copy",
                    name="result",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.file",
                    ),
                ),
                migrations.CreateModel(
                    name="Hold",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("holder", models.CharField(max_length=80)),
                        ("until", models.DateField(null=True)),
                        ("ended_on", models.DateField(null=True)),
                        ("rule", models.CharField(blank=True, max_length=80)),
                        (
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="holds",
                                to="documents.file",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Original",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(editable=False, unique=True)),
                        ("holder", models.CharField(max_length=80, unique=True)),
                        ("what", models.CharField(max_length=300)),
                        ("issuer", models.CharField(max_length=60)),
                        ("issuer_name", models.CharField(max_length=300)),
                        ("number", models.CharField(max_length=60)),
                        ("issued_on", models.DateField()),
                        ("expires_on", models.DateField(null=True)),
                        ("content_sha256", models.CharField(db_index=True, max_length=64)),
                        ("file_sha256", models.CharField(db_index=True, max_length=64)),
                        ("statement", models.TextField(blank=True)),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("valid", "valid"),
                                    ("replaced", "replaced"),
                                    ("revoked", "revoked"),
                                ],
                                default="valid",
                                max_length=10,
                            ),
                        ),
                        ("status_at", models.DateTimeField()),
                        (
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.file",
                            ),
                        ),
                        (
                            "replaced_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.original",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Ending",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reason", models.TextField()),
                        ("basis", models.CharField(max_length=300)),
                        ("salt", models.BinaryField(max_length=16)),
                        ("by", models.CharField(max_length=80)),
                        ("at", models.DateTimeField()),
                        ("entry_hash", models.BinaryField(max_length=32)),
                        (
                            "original",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="ending",
                                to="documents.original",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Reading",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("sha256", models.CharField(max_length=64)),
                        ("reader", models.CharField(max_length=40)),
                        ("at", models.DateTimeField()),
                        ("locked", models.TextField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("sha256", "reader"), name="documents_read_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Signing",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "purpose",
                            models.CharField(choices=[("sign", "sign"), ("stamp", "stamp")], max_length=8),
                        ),
                        ("holder", models.CharField(max_length=80)),
                        ("signer", models.CharField(max_length=80)),
                        ("asked_by", models.CharField(max_length=80)),
                        ("asked_at", models.DateTimeField()),
                        ("input_sha256", models.CharField(max_length=64)),
                        ("stamp", models.JSONField(default=dict)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "asked"),
                                    ("signed", "signed"),
                                    ("stuck", "stuck"),
                                    ("dropped", "dropped"),
                                ],
                                default="asked",
                                max_length=8,
                            ),
                        ),
                        ("claim", models.UUIDField(null=True)),
                        ("claimed_until", models.DateTimeField(null=True)),
                        ("tried", models.PositiveIntegerField(default=0)),
                        ("next_try_at", models.DateTimeField()),
                        ("problem", models.CharField(blank=True, max_length=20)),
                        ("output_sha256", models.CharField(blank=True, max_length=64)),
                        ("signed_at", models.DateTimeField(null=True)),
                        ("level", models.CharField(blank=True, max_length=6)),
                        ("entry_hash", models.BinaryField(default=bytes, max_length=32)),
                        (
                            "input_file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.file",
                            ),
                        ),
                        (
                            "output_file",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.file",
                            ),
                        ),
                    ],
                ),
                migrations.AddIndex(
                    model_name="file",
                    index=models.Index(
                        condition=models.Q(("scan", "not-scanned")),
                        fields=["id"],
                        name="documents_not_scanned",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="copypage",
                    constraint=models.UniqueConstraint(fields=("copy", "number"), name="documents_page_once"),
                ),
                migrations.AddIndex(
                    model_name="copy",
                    index=models.Index(
                        condition=models.Q(("state__in", ["waiting", "running"])),
                        fields=["id"],
                        name="documents_copies_to_make",
                    ),
                ),
                migrations.AddIndex(
                    model_name="hold",
                    index=models.Index(
                        condition=models.Q(("until__isnull", False)),
                        fields=["until"],
                        name="documents_kept_until",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="hold",
                    constraint=models.UniqueConstraint(fields=("file", "holder"), name="documents_hold_once"),
                ),
                migrations.AddIndex(
                    model_name="signing",
                    index=models.Index(
                        condition=models.Q(("state", "asked")),
                        fields=["next_try_at", "id"],
                        name="documents_signing_due",
                    ),
                ),
                migrations.AddIndex(
                    model_name="signing",
                    index=models.Index(fields=["holder"], name="documents_signings_of"),
                ),
                migrations.AddConstraint(
                    model_name="signing",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state__in", ["asked", "stuck"])),
                        fields=("holder", "purpose"),
                        name="documents_one_signing_waits",
                    ),
                ),
            ]
        ),
    ]
