"""All 48 migrations of this room in one, for a database that has none of them; one that has some goes on step by step (decision 0053)."""

import uuid
from typing import Any

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import DatabaseError, migrations, models, transaction

import motcua.dossiers.models.kinds
import motcua.dossiers.rules.bulk
import motcua.dossiers.rules.bundles
import motcua.dossiers.rules.corrections
from motcua.tables import Tables

AVAILABLE = "SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'"
EXTENSION = "CREATE EXTENSION IF NOT EXISTS pg_trgm"
INDEX = """
CREATE INDEX IF NOT EXISTS dossiers_name_parts ON dossiers_dossier USING gin (applicant_folded gin_trgm_ops)
"""


def by_parts(apps, schema_editor):
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(AVAILABLE)
        if cursor.fetchone() is None:
            return
        try:
            with transaction.atomic(using=connection.alias):
                cursor.execute(EXTENSION)
                cursor.execute(INDEX)
        except DatabaseError:
            return  # the owner of the database did not let us; docs/how-to/run-a-node.md says how it is done later


def no_more(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("DROP INDEX IF EXISTS dossiers_name_parts")


# Made by Django beside the unique one, for searches by the beginning of a number, which nobody makes.
NOT_ASKED = "dossiers_dossier_number_214803fc_like"


def drop_not_asked(apps: Any, schema_editor: Any) -> None:
    """Every act writes a new version of its row, and with it an entry into each index."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.deferred_sql.append(f"DROP INDEX IF EXISTS {NOT_ASKED}")  # behind those that make it


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("dossiers", "0001_dossiers"),
        ("dossiers", "0002_answer_to_a_wait"),
        ("dossiers", "0003_snapshots"),
        ("dossiers", "0004_indexes_by_due_and_done"),
        ("dossiers", "0005_passages"),
        ("dossiers", "0006_for_somebody_else"),
        ("dossiers", "0007_dates_on_papers"),
        ("dossiers", "0008_digitisations"),
        ("dossiers", "0009_electronic_results"),
        ("dossiers", "0010_names_by_parts"),
        ("dossiers", "0011_numbers_by_their_end"),
        ("dossiers", "0012_the_persons_store"),
        ("dossiers", "0013_fewer_indexes"),
        ("dossiers", "0014_desk_of_done"),
        ("dossiers", "0015_register_of_all"),
        ("dossiers", "0016_money_owed"),
        ("dossiers", "0017_late_holidays"),
        ("dossiers", "0019_lighter_updates"),
        ("dossiers", "0020_taken_back"),
        ("dossiers", "0021_opinions"),
        ("dossiers", "0022_originals"),
        ("dossiers", "0023_step_alerts"),
        ("dossiers", "0024_reserved_numbers"),
        ("dossiers", "0025_nobody_acts_for_most"),
        ("dossiers", "0027_stuck"),
        ("dossiers", "0028_found_defects"),
        ("dossiers", "0029_bundles"),
        ("dossiers", "0030_assisted"),
        ("dossiers", "0031_parcels"),
        ("dossiers", "0032_desk_bulk_and_views"),
        ("dossiers", "0033_digests"),
        ("dossiers", "0034_lists"),
        ("dossiers", "0035_corrections"),
        ("dossiers", "0036_draft_codes"),
        ("dossiers", "0037_former_numbers"),
        ("dossiers", "0038_dates_before_waits"),
        ("dossiers", "0039_done_of_agency"),
        ("dossiers", "0040_drafts_without_account"),
        ("dossiers", "0041_done_with_number"),
        ("dossiers", "0042_scans_of_signed_sheets"),
        ("dossiers", "0043_former_events"),
        ("dossiers", "0044_from_elsewhere"),
        ("dossiers", "0045_list_for_each"),
        ("dossiers", "0046_own_by_key"),
        ("dossiers", "0047_dates_before_open_waits"),
        ("dossiers", "0048_what_was_paid"),
        ("dossiers", "0049_former_papers"),
        ("dossiers", "0050_in_state"),
    ]

    dependencies = [
        ("people", "0001_squashed_0010_absence_without_cover"),
        ("procedures", "0001_squashed_0004_working_copies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Tables(
            [
                migrations.CreateModel(
                    name="Dossier",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("number", models.CharField(max_length=60, null=True, unique=True)),
                        ("submission", models.UUIDField(unique=True)),
                        ("revision", models.PositiveIntegerField(default=1)),
                        ("procedure_name", models.CharField(max_length=500)),
                        ("case", models.CharField(max_length=40)),
                        (
                            "channel",
                            models.PositiveSmallIntegerField(
                                choices=[(1, "counter"), (2, "online"), (3, "post")]
                            ),
                        ),
                        (
                            "state",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (1, "new"),
                                    (2, "received"),
                                    (3, "not_received"),
                                    (4, "in_progress"),
                                    (5, "supplement"),
                                    (6, "duty"),
                                    (7, "withdrawn"),
                                    (8, "stopped"),
                                    (9, "done"),
                                    (10, "returned"),
                                ]
                            ),
                        ),
                        ("state_since", models.DateTimeField()),
                        ("sets", models.PositiveSmallIntegerField(default=1)),
                        (
                            "delivery",
                            models.CharField(
                                choices=[
                                    ("at-counter", "at_counter"),
                                    ("by-post", "by_post"),
                                    ("online", "online"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("applicant_checked_at", models.DateTimeField(null=True)),
                        ("applicant_name", models.CharField(max_length=200)),
                        ("applicant_folded", models.CharField(max_length=200)),
                        ("applicant_phone", models.CharField(blank=True, max_length=20)),
                        ("applicant_email", models.CharField(blank=True, max_length=254)),
                        ("applicant_address", models.CharField(blank=True, max_length=300)),
                        ("language", models.CharField(default="vi", max_length=2)),
                        ("data", models.JSONField(default=dict)),
                        ("sealed", models.TextField(blank=True)),
                        (
                            "salt",
                            models.BinaryField(default=motcua.dossiers.models.kinds.new_salt, max_length=16),
                        ),
                        ("step", models.PositiveSmallIntegerField(default=0)),
                        ("step_role", models.CharField(blank=True, max_length=20)),
                        ("step_since", models.DateTimeField()),
                        ("part", models.CharField(blank=True, default="", max_length=40)),
                        ("awaits_part", models.BooleanField(default=False)),
                        ("counts_from", models.DateTimeField(null=True)),
                        (
                            "outcome",
                            models.CharField(
                                blank=True, choices=[("grant", "grant"), ("deny", "deny")], max_length=8
                            ),
                        ),
                        ("approved_at", models.DateTimeField(null=True)),
                        (
                            "electronic",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("draft", "draft"),
                                    ("signing", "signing"),
                                    ("signed", "signed"),
                                    ("stamping", "stamping"),
                                    ("issued", "issued"),
                                ],
                                default="",
                                max_length=8,
                            ),
                        ),
                        ("submitted_at", models.DateTimeField()),
                        ("received_at", models.DateTimeField(null=True)),
                        ("promised_at", models.DateTimeField(null=True)),
                        ("due_at", models.DateTimeField(null=True)),
                        ("desk_at", models.DateTimeField()),
                        ("done_at", models.DateTimeField(null=True)),
                        ("returned_at", models.DateTimeField(null=True)),
                        ("closed_at", models.DateTimeField(null=True)),
                        ("late", models.BooleanField(null=True)),
                        ("supplements", models.PositiveSmallIntegerField(default=0)),
                        ("originals", models.PositiveSmallIntegerField(default=0)),
                        ("duties", models.PositiveSmallIntegerField(default=0)),
                        ("extended", models.PositiveSmallIntegerField(default=0)),
                        ("simulated", models.BooleanField(default=False)),
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
                            "applicant",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Draft",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("many", models.BooleanField(default=False)),
                        ("case", models.CharField(blank=True, max_length=40)),
                        ("page", models.CharField(blank=True, max_length=60)),
                        ("sealed", models.TextField(blank=True)),
                        ("revision", models.PositiveIntegerField(default=0)),
                        ("started_at", models.DateTimeField()),
                        ("saved_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField(db_index=True)),
                        (
                            "agency",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.agency",
                            ),
                        ),
                        (
                            "helping",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.helpermandate",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="procedures.version",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Paper",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=40)),
                        ("name", models.CharField(max_length=500)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("original", "original"),
                                    ("certified", "certified"),
                                    ("copy", "copy"),
                                    ("electronic", "electronic"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("quantity", models.PositiveSmallIntegerField(default=1)),
                        ("file_id", models.BigIntegerField(null=True)),
                        ("issued_on", models.DateField(null=True)),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("handed-in", "handed_in"),
                                    ("scanned", "scanned"),
                                    ("store", "store"),
                                    ("national", "national"),
                                    ("result", "result"),
                                    ("former", "former"),
                                ],
                                default="handed-in",
                                max_length=10,
                            ),
                        ),
                        ("added_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="Held",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "source",
                            models.CharField(
                                choices=[("result", "result"), ("scanned", "scanned"), ("signed", "signed")],
                                max_length=10,
                            ),
                        ),
                        ("code", models.CharField(max_length=40)),
                        ("name", models.CharField(max_length=500)),
                        ("issuer", models.CharField(blank=True, max_length=300)),
                        ("issued_on", models.DateField(null=True)),
                        ("expires_on", models.DateField(null=True)),
                        ("file_id", models.BigIntegerField(null=True)),
                        ("original", models.UUIDField(null=True)),
                        ("held_at", models.DateTimeField()),
                        ("erased_at", models.DateTimeField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Recount",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("begins_at", models.DateTimeField()),
                        ("started_at", models.DateTimeField(null=True)),
                        ("finished_at", models.DateTimeField(null=True)),
                        ("last", models.BigIntegerField(default=0)),
                        ("total", models.PositiveIntegerField(default=0)),
                        ("seen", models.PositiveIntegerField(default=0)),
                        ("moved", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="BulkAct",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("mandate_id", models.BigIntegerField(null=True)),
                        ("act", models.CharField(max_length=40)),
                        ("given", models.JSONField(default=dict)),
                        ("asked_at", models.DateTimeField()),
                        ("confirmed_at", models.DateTimeField(null=True)),
                        ("first_at", models.DateTimeField(null=True)),
                        ("finished_at", models.DateTimeField(null=True)),
                        ("undo_at", models.DateTimeField(null=True)),
                        ("undone_at", models.DateTimeField(null=True)),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Bundle",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("number", models.CharField(max_length=60, null=True, unique=True)),
                        ("submission", models.UUIDField(unique=True)),
                        (
                            "kind",
                            models.CharField(choices=[("linked", "linked"), ("many", "many")], max_length=8),
                        ),
                        ("name", models.CharField(max_length=500)),
                        (
                            "channel",
                            models.PositiveSmallIntegerField(
                                choices=[(1, "counter"), (2, "online"), (3, "post")]
                            ),
                        ),
                        ("for_each", models.BooleanField(default=False)),
                        ("language", models.CharField(default="vi", max_length=2)),
                        (
                            "salt",
                            models.BinaryField(default=motcua.dossiers.models.kinds.new_salt, max_length=16),
                        ),
                        ("submitted_at", models.DateTimeField()),
                        ("told_at", models.DateTimeField(null=True)),
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
                            "applicant",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        (
                            "sender",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="procedures.version",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Digest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField()),
                        ("at", models.DateTimeField()),
                        ("was_told", models.BooleanField()),
                        (
                            "officer",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="people.officer",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="FormerNumber",
                    fields=[
                        (
                            "dossier",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="former",
                                serialize=False,
                                to="dossiers.dossier",
                            ),
                        ),
                        ("number", models.CharField(max_length=60)),
                        ("tidy", models.CharField(max_length=60)),
                    ],
                ),
                migrations.AddField(
                    model_name="dossier",
                    name="bundle",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dossiers",
                        to="dossiers.bundle",
                    ),
                ),
                migrations.AddField(
                    model_name="dossier",
                    name="collect_agency",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.agency",
                    ),
                ),
                migrations.AddField(
                    model_name="dossier",
                    name="desk_agency",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.agency",
                    ),
                ),
                migrations.AddField(
                    model_name="dossier",
                    name="holder",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.officer",
                    ),
                ),
                migrations.AddField(
                    model_name="dossier",
                    name="organisation",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                migrations.AddField(
                    model_name="dossier",
                    name="sender",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                migrations.AddField(
                    model_name="dossier",
                    name="step_agency",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.agency"
                    ),
                ),
                migrations.AddField(
                    model_name="dossier",
                    name="version",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="procedures.version"
                    ),
                ),
                migrations.CreateModel(
                    name="Correction",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("field", models.CharField(max_length=80)),
                        ("sealed", models.TextField()),
                        ("reason", models.TextField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "open"),
                                    ("confirmed", "confirmed"),
                                    ("declined", "declined"),
                                    ("withdrawn", "withdrawn"),
                                ],
                                default=motcua.dossiers.rules.corrections.CorrectionState["OPEN"],
                                max_length=10,
                            ),
                        ),
                        ("proposed_at", models.DateTimeField()),
                        ("answered_at", models.DateTimeField(null=True)),
                        (
                            "answered_way",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("account", "account"),
                                    ("receipt", "receipt"),
                                    ("counter", "counter"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("sheet_file_id", models.BigIntegerField(null=True)),
                        ("sheet_added_at", models.DateTimeField(null=True)),
                        ("sheet_entry", models.BinaryField(max_length=32, null=True)),
                        (
                            "answered_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.officer",
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.officer",
                            ),
                        ),
                        (
                            "sheet_added_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.officer",
                            ),
                        ),
                        (
                            "dossier",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="corrections",
                                to="dossiers.dossier",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="BulkLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("seen", models.PositiveIntegerField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "waiting"),
                                    ("left-out", "left-out"),
                                    ("refused", "refused"),
                                    ("done", "done"),
                                    ("undone", "undone"),
                                    ("kept", "kept"),
                                ],
                                default=motcua.dossiers.rules.bulk.LineState["WAITING"],
                                max_length=8,
                            ),
                        ),
                        ("revision", models.PositiveIntegerField(null=True)),
                        ("why", models.JSONField(null=True)),
                        (
                            "bulk",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="dossiers.bulkact",
                            ),
                        ),
                        (
                            "dossier",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="dossiers.dossier",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Assistance",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("helper_name", models.CharField(max_length=120)),
                        ("capacity", models.CharField(max_length=10)),
                        ("organisation", models.CharField(blank=True, max_length=200)),
                        ("at", models.DateTimeField()),
                        (
                            "mandate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.helpermandate",
                            ),
                        ),
                        (
                            "dossier",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assistance",
                                to="dossiers.dossier",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="DraftCode",
                    fields=[
                        (
                            "draft",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="code",
                                serialize=False,
                                to="dossiers.draft",
                            ),
                        ),
                        ("code_hash", models.CharField(max_length=64, unique=True)),
                        ("made_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField(db_index=True)),
                        ("wrong", models.PositiveSmallIntegerField(default=0)),
                        ("once_hash", models.CharField(blank=True, max_length=64)),
                        ("once_until", models.DateTimeField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Extension",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(default=1)),
                        ("at", models.DateTimeField()),
                        ("old_due", models.DateTimeField()),
                        ("new_due", models.DateTimeField()),
                        ("reason", models.TextField()),
                        ("after_due", models.BooleanField()),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.officer",
                            ),
                        ),
                        (
                            "dossier",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="extensions",
                                to="dossiers.dossier",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="FormerEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("has_clock", models.BooleanField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("handed-in", "handed-in"),
                                    ("received", "received"),
                                    ("moved", "moved"),
                                    ("supplement-asked", "supplement-asked"),
                                    ("supplement-brought", "supplement-brought"),
                                    ("duty-told", "duty-told"),
                                    ("paid", "paid"),
                                    ("extended", "extended"),
                                    ("examined", "examined"),
                                    ("signed", "signed"),
                                    ("done", "done"),
                                    ("other", "other"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("what", models.CharField(max_length=200)),
                        ("who", models.CharField(blank=True, max_length=200)),
                        ("note", models.TextField(blank=True)),
                        ("batch", models.UUIDField()),
                        ("brought_at", models.DateTimeField()),
                        (
                            "dossier",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="former_events",
                                to="dossiers.dossier",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="FormerPaper",
                    fields=[
                        (
                            "paper",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="former",
                                serialize=False,
                                to="dossiers.paper",
                            ),
                        ),
                        ("entry_hash", models.BinaryField(max_length=32)),
                    ],
                ),
                migrations.AddField(
                    model_name="paper",
                    name="dossier",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="dossiers.dossier",
                    ),
                ),
                migrations.CreateModel(
                    name="Digitisation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("scan_id", models.BigIntegerField()),
                        ("copy_id", models.BigIntegerField()),
                        ("scanned_at", models.DateTimeField()),
                        ("signed_off_at", models.DateTimeField(null=True)),
                        ("sealed", models.TextField(blank=True)),
                        ("expires_on", models.DateField(null=True)),
                        (
                            "scanned_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.officer",
                            ),
                        ),
                        (
                            "signed_off_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.officer",
                            ),
                        ),
                        (
                            "paper",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="digitisation",
                                to="dossiers.paper",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="FoundDefect",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("seq", models.PositiveIntegerField()),
                        (
                            "letter",
                            models.CharField(
                                choices=[("supplement", "supplement"), ("refusal", "refusal")], max_length=10
                            ),
                        ),
                        ("procedure", models.CharField(max_length=60)),
                        ("code", models.CharField(max_length=40)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("missing", "missing"),
                                    ("expired", "expired"),
                                    ("wrong-form", "wrong_form"),
                                    ("not-certified", "not_certified"),
                                    ("illegible", "illegible"),
                                    ("wrong-content", "wrong_content"),
                                ],
                                max_length=15,
                            ),
                        ),
                        ("found_at", models.DateTimeField()),
                        ("undone_at", models.DateTimeField(null=True)),
                        (
                            "dossier",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="defects",
                                to="dossiers.dossier",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="HandOver",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "collector",
                            models.CharField(
                                choices=[("self", "self"), ("authorised", "authorised"), ("post", "post")],
                                max_length=12,
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("authorisation", models.CharField(blank=True, max_length=500)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.officer",
                            ),
                        ),
                        (
                            "dossier",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="hand_over",
                                to="dossiers.dossier",
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="paper",
                    name="held",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="dossiers.held",
                    ),
                ),
                migrations.AddField(
                    model_name="held",
                    name="dossier",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="dossiers.dossier"
                    ),
                ),
                migrations.AddField(
                    model_name="held",
                    name="organisation",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                migrations.AddField(
                    model_name="held",
                    name="paper",
                    field=models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="dossiers.paper",
                    ),
                ),
                migrations.AddField(
                    model_name="held",
                    name="person",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                migrations.CreateModel(
                    name="DraftPaper",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=40)),
                        ("file_id", models.BigIntegerField()),
                        ("name", models.CharField(max_length=200)),
                        ("size_bytes", models.BigIntegerField()),
                        ("issued_on", models.DateField(null=True)),
                        ("added_at", models.DateTimeField()),
                        (
                            "draft",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="papers",
                                to="dossiers.draft",
                            ),
                        ),
                        (
                            "held",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="dossiers.held",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="Movement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("seq", models.PositiveIntegerField()),
                        ("act", models.CharField(max_length=40)),
                        ("at", models.DateTimeField()),
                        ("actor", models.CharField(max_length=60)),
                        ("from_state", models.PositiveSmallIntegerField(null=True)),
                        ("to_state", models.PositiveSmallIntegerField()),
                        ("from_step", models.PositiveSmallIntegerField(null=True)),
                        ("to_step", models.PositiveSmallIntegerField()),
                        ("used_minutes", models.IntegerField(null=True)),
                        ("allotted_minutes", models.IntegerField(null=True)),
                        ("text", models.TextField(blank=True)),
                        ("facts", models.JSONField(default=dict)),
                        ("before", models.JSONField(null=True)),
                        ("salt", models.BinaryField(max_length=16)),
                        ("entry_hash", models.BinaryField(max_length=32)),
                        (
                            "agency",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.agency",
                            ),
                        ),
                        (
                            "dossier",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="movements",
                                to="dossiers.dossier",
                            ),
                        ),
                        (
                            "officer",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.officer",
                            ),
                        ),
                        (
                            "to_agency",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.agency",
                            ),
                        ),
                        (
                            "to_officer",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.officer",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["seq"],
                    },
                ),
                migrations.CreateModel(
                    name="NumberSeries",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField()),
                        ("last", models.PositiveIntegerField()),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.agency",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Opinion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        ("question", models.TextField()),
                        ("papers", models.JSONField(default=list)),
                        ("answer_by", models.DateTimeField()),
                        ("answered_at", models.DateTimeField(null=True)),
                        ("answer", models.TextField(blank=True)),
                        ("file_id", models.BigIntegerField(null=True)),
                        ("reminded_at", models.DateTimeField(null=True)),
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
                            "answered_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.officer",
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.officer",
                            ),
                        ),
                        (
                            "dossier",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="opinions",
                                to="dossiers.dossier",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                    },
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
                        ("name", models.CharField(max_length=300)),
                        ("kept_at", models.DateTimeField()),
                        ("returned_at", models.DateTimeField(null=True)),
                        ("returned_to", models.CharField(blank=True, max_length=200)),
                        (
                            "dossier",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="kept",
                                to="dossiers.dossier",
                            ),
                        ),
                        (
                            "kept_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.officer",
                            ),
                        ),
                        (
                            "returned_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.officer",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="Parcel",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=13)),
                        (
                            "content",
                            models.CharField(
                                choices=[("result", "result"), ("paper", "paper")], max_length=8
                            ),
                        ),
                        ("words", models.CharField(blank=True, max_length=200)),
                        ("noted_at", models.DateTimeField()),
                        ("posted_at", models.DateTimeField(null=True)),
                        ("corrected_at", models.DateTimeField(null=True)),
                        ("reason", models.CharField(blank=True, max_length=200)),
                        (
                            "corrected_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.officer",
                            ),
                        ),
                        (
                            "dossier",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="parcels",
                                to="dossiers.dossier",
                            ),
                        ),
                        (
                            "instead_of",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="corrected_to",
                                to="dossiers.parcel",
                            ),
                        ),
                        (
                            "noted_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.officer",
                            ),
                        ),
                        (
                            "posted_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.officer",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
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
                ),
                migrations.CreateModel(
                    name="RecountDay",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("entry", models.BigIntegerField(unique=True)),
                        ("date", models.DateField()),
                        ("name", models.CharField(max_length=120)),
                        ("basis", models.CharField(max_length=300)),
                        ("decided_at", models.DateTimeField()),
                        (
                            "agency",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.agency",
                            ),
                        ),
                        (
                            "recount",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="days",
                                to="dossiers.recount",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["date", "id"],
                    },
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
                                choices=[("organisation", "organisation"), ("person", "person")],
                                max_length=12,
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
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="dossiers.representation",
                    ),
                ),
                migrations.CreateModel(
                    name="ReservedNumber",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField()),
                        ("running", models.PositiveIntegerField()),
                        ("number", models.CharField(max_length=60, unique=True)),
                        ("desk", models.CharField(max_length=40)),
                        ("reserved_at", models.DateTimeField()),
                        ("used_at", models.DateTimeField(null=True)),
                        ("submission", models.UUIDField(null=True, unique=True)),
                        ("voided_at", models.DateTimeField(null=True)),
                        ("reason", models.TextField(blank=True)),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.agency",
                            ),
                        ),
                        (
                            "officer",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.officer",
                            ),
                        ),
                        (
                            "voided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.officer",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Result",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(choices=[("grant", "grant"), ("deny", "deny")], max_length=8),
                        ),
                        ("kind", models.CharField(max_length=300)),
                        ("number", models.CharField(blank=True, max_length=60)),
                        ("summary", models.TextField(blank=True)),
                        ("issued_at", models.DateTimeField()),
                        ("file_id", models.BigIntegerField(null=True)),
                        (
                            "dossier",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="result",
                                to="dossiers.dossier",
                            ),
                        ),
                        (
                            "signer",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.officer",
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="held",
                    name="result",
                    field=models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="dossiers.result",
                    ),
                ),
                migrations.CreateModel(
                    name="ResultDraft",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("locked", models.TextField()),
                        ("proposed_at", models.DateTimeField()),
                        ("file_id", models.BigIntegerField(null=True)),
                        ("sha256", models.CharField(blank=True, max_length=64)),
                        ("signing", models.UUIDField(null=True, unique=True)),
                        ("stamping", models.UUIDField(null=True, unique=True)),
                        (
                            "dossier",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="draft",
                                to="dossiers.dossier",
                            ),
                        ),
                        (
                            "drawn_for",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.officer",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Reuse",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("entry_hash", models.BinaryField(max_length=32)),
                        (
                            "held",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reuses",
                                to="dossiers.held",
                            ),
                        ),
                        (
                            "officer",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.officer",
                            ),
                        ),
                        (
                            "paper",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reuse",
                                to="dossiers.paper",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="SavedView",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=60)),
                        ("view", models.CharField(max_length=12)),
                        ("state", models.PositiveSmallIntegerField(null=True)),
                        ("procedure", models.CharField(blank=True, max_length=40)),
                        ("order", models.CharField(max_length=8)),
                        ("is_default", models.BooleanField(default=False)),
                        ("saved_at", models.DateTimeField()),
                        (
                            "account",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "agency",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="people.agency",
                            ),
                        ),
                        (
                            "office",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="people.agency",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Snapshot",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("scope", models.CharField(max_length=20)),
                        (
                            "kind",
                            models.CharField(
                                choices=[("open", "Open"), ("settled", "Settled")], max_length=10
                            ),
                        ),
                        ("made_at", models.DateTimeField()),
                        ("data", models.JSONField()),
                        (
                            "agency",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="people.agency",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="StepAlert",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("step_since", models.DateTimeField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[("warning", "warning"), ("breach", "breach")], max_length=8
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("told", models.PositiveSmallIntegerField()),
                        (
                            "dossier",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="step_alerts",
                                to="dossiers.dossier",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Stuck",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                choices=[
                                    ("nobody", "nobody"),
                                    ("holder", "holder"),
                                    ("unrouted", "unrouted"),
                                    ("untold", "untold"),
                                    ("unheard", "unheard"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("since", models.DateTimeField()),
                        ("found_at", models.DateTimeField()),
                        ("told_at", models.DateTimeField(null=True)),
                        ("told", models.PositiveSmallIntegerField(default=0)),
                        ("told_person", models.BooleanField(default=False)),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "dossier",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="stuck",
                                to="dossiers.dossier",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Wait",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("supplement", "Supplement"), ("financial-duty", "Duty")],
                                max_length=20,
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("from_state", models.PositiveSmallIntegerField()),
                        ("asked_at", models.DateTimeField()),
                        ("reason", models.TextField()),
                        ("items", models.JSONField(default=list)),
                        ("payee", models.CharField(blank=True, default="", max_length=300)),
                        ("answer_by", models.DateTimeField()),
                        ("answered_at", models.DateTimeField(null=True)),
                        ("proof", models.CharField(blank=True, default="", max_length=100)),
                        ("paid_amount", models.BigIntegerField(null=True)),
                        ("paid_on", models.DateField(null=True)),
                        ("payer", models.CharField(blank=True, db_default="", default="", max_length=200)),
                        ("reminded_at", models.DateTimeField(null=True)),
                        ("due_before", models.DateTimeField(null=True)),
                        ("undone_at", models.DateTimeField(null=True)),
                        (
                            "asked_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.officer",
                            ),
                        ),
                        (
                            "dossier",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="waits",
                                to="dossiers.dossier",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.AddField(
                    model_name="paper",
                    name="wait",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="dossiers.wait",
                    ),
                ),
                migrations.AddField(
                    model_name="draft",
                    name="wait",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="dossiers.wait",
                    ),
                ),
                migrations.AddIndex(
                    model_name="bulkact",
                    index=models.Index(fields=["account", "-id"], name="bulk_of_account"),
                ),
                migrations.AddIndex(
                    model_name="bundle",
                    index=models.Index(
                        condition=models.Q(
                            ("kind", motcua.dossiers.rules.bundles.BundleKind["MANY"]), ("told_at", None)
                        ),
                        fields=["id"],
                        name="list_to_tell",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="digest",
                    constraint=models.UniqueConstraint(fields=("day", "officer"), name="one_digest_a_day"),
                ),
                migrations.AddField(
                    model_name="formernumber",
                    name="agency",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.agency",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="correction",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(
                            ("state", motcua.dossiers.rules.corrections.CorrectionState["OPEN"])
                        ),
                        fields=("dossier", "field"),
                        name="one_open_correction",
                    ),
                ),
                migrations.AddIndex(
                    model_name="bulkline",
                    index=models.Index(fields=["bulk", "state", "dossier"], name="bulk_lines_by_state"),
                ),
                migrations.AddConstraint(
                    model_name="bulkline",
                    constraint=models.UniqueConstraint(fields=("bulk", "dossier"), name="bulk_line_once"),
                ),
                migrations.AddConstraint(
                    model_name="extension",
                    constraint=models.UniqueConstraint(
                        fields=("dossier", "number"), name="extension_number_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="founddefect",
                    index=models.Index(fields=["found_at", "id"], name="defects_by_day"),
                ),
                migrations.AddIndex(
                    model_name="founddefect",
                    index=models.Index(fields=["procedure", "found_at"], name="defects_of_procedure"),
                ),
                migrations.AddConstraint(
                    model_name="founddefect",
                    constraint=models.UniqueConstraint(
                        fields=("dossier", "seq", "code", "kind"), name="defect_once_a_letter"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="movement",
                    constraint=models.UniqueConstraint(
                        fields=("dossier", "seq"), name="one_movement_a_revision"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="numberseries",
                    constraint=models.UniqueConstraint(fields=("agency", "day"), name="one_series_a_day"),
                ),
                migrations.AddIndex(
                    model_name="opinion",
                    index=models.Index(
                        condition=models.Q(("answered_at__isnull", True)),
                        fields=["agency", "answer_by", "id"],
                        name="opinions_to_give",
                    ),
                ),
                migrations.AddIndex(
                    model_name="opinion",
                    index=models.Index(fields=["agency", "-answered_at"], name="opinions_given"),
                ),
                migrations.AddIndex(
                    model_name="parcel",
                    index=models.Index(fields=["noted_at", "id"], name="parcels_by_day"),
                ),
                migrations.AddConstraint(
                    model_name="parcel",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("corrected_at__isnull", True)),
                        fields=("number",),
                        name="one_parcel_a_number",
                    ),
                ),
                migrations.AddIndex(
                    model_name="passage",
                    index=models.Index(fields=["agency", "dossier"], name="passages_of_agency"),
                ),
                migrations.AddIndex(
                    model_name="dossier",
                    index=models.Index(
                        condition=models.Q(("state__in", [1, 2, 4, 5, 6])),
                        fields=["step_agency", "desk_at", "id"],
                        name="desk_of_agency",
                    ),
                ),
                migrations.AddIndex(
                    model_name="dossier",
                    index=models.Index(
                        condition=models.Q(("state__in", [1, 2, 4, 5, 6])),
                        fields=["holder", "desk_at", "id"],
                        name="desk_of_officer",
                    ),
                ),
                migrations.AddIndex(
                    model_name="dossier",
                    index=models.Index(
                        condition=models.Q(("state__in", [1, 2, 4, 5, 6])),
                        fields=["desk_at", "id"],
                        name="desk_of_all",
                    ),
                ),
                migrations.AddIndex(
                    model_name="dossier",
                    index=models.Index(
                        condition=models.Q(("state", 9)), fields=["desk_at", "id"], name="desk_of_done"
                    ),
                ),
                migrations.AddIndex(
                    model_name="dossier",
                    index=models.Index(
                        condition=models.Q(("number__isnull", False), ("state", 9)),
                        fields=["step_agency", "desk_at", "id"],
                        name="done_of_agency",
                    ),
                ),
                migrations.AddIndex(
                    model_name="dossier",
                    index=models.Index(
                        condition=models.Q(("done_at__isnull", False)),
                        fields=["done_at", "id"],
                        name="dossiers_by_done",
                    ),
                ),
                migrations.AddIndex(
                    model_name="dossier",
                    index=models.Index(
                        condition=models.Q(("organisation__isnull", False)),
                        fields=["organisation"],
                        name="dossiers_of_firm",
                    ),
                ),
                migrations.AddIndex(
                    model_name="dossier",
                    index=models.Index(
                        condition=models.Q(("bundle__isnull", False)),
                        fields=["bundle", "id"],
                        name="dossiers_of_bundle",
                    ),
                ),
                migrations.AddIndex(
                    model_name="dossier",
                    index=models.Index(
                        condition=models.Q(("awaits_part", True)), fields=["id"], name="parts_that_wait"
                    ),
                ),
                migrations.AddIndex(
                    model_name="dossier",
                    index=models.Index(fields=["agency", "state", "id"], name="dossiers_by_state"),
                ),
                migrations.AddIndex(
                    model_name="dossier",
                    index=models.Index(
                        condition=models.Q(("number__isnull", False)),
                        fields=["state", "id"],
                        name="dossiers_in_state",
                    ),
                ),
                migrations.AddIndex(
                    model_name="dossier",
                    index=models.Index(
                        condition=models.Q(("step_agency", models.F("agency")), _negated=True),
                        fields=["step_agency", "state", "id"],
                        name="dossiers_from_elsewhere",
                    ),
                ),
                migrations.AddIndex(
                    model_name="dossier",
                    index=models.Index(fields=["agency", "-submitted_at", "-id"], name="register_of_agency"),
                ),
                migrations.AddIndex(
                    model_name="dossier",
                    index=models.Index(fields=["submitted_at", "id"], name="register_of_all"),
                ),
                migrations.AddIndex(
                    model_name="dossier",
                    index=models.Index(fields=["applicant", "id"], name="dossiers_of_person"),
                ),
                migrations.AddIndex(
                    model_name="dossier",
                    index=models.Index(
                        condition=models.Q(("sender__isnull", False)),
                        fields=["sender", "id"],
                        name="dossiers_sent_by",
                    ),
                ),
                migrations.AddIndex(
                    model_name="dossier",
                    index=models.Index(
                        fields=["applicant_folded"],
                        name="dossiers_by_name",
                        opclasses=["varchar_pattern_ops"],
                    ),
                ),
                migrations.AddIndex(
                    model_name="dossier",
                    index=models.Index(fields=["applicant_phone"], name="dossiers_by_phone"),
                ),
                migrations.AddIndex(
                    model_name="dossier",
                    index=models.Index(
                        django.db.models.functions.text.Right("number", 4),
                        models.F("id"),
                        name="dossiers_by_end",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="dossier",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("state__gte", 1), ("state__lte", 10)), name="one_of_ten_states"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="dossier",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("promised_at__isnull", True), ("received_at__isnull", False), _connector="OR"
                        ),
                        name="promised_after_receipt",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="dossier",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("representation__isnull", False)),
                        fields=("representation",),
                        name="one_dossier_a_representation",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="reservednumber",
                    constraint=models.UniqueConstraint(
                        fields=("agency", "day", "running"), name="reserved_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="reservednumber",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("used_at__isnull", True), ("voided_at__isnull", True), _connector="OR"
                        ),
                        name="used_or_voided",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="reservednumber",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("submission__isnull", True), ("used_at__isnull", True)),
                            models.Q(("submission__isnull", False), ("used_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="used_by_a_request",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="held",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("person__isnull", False), ("organisation__isnull", False), _connector="OR"
                        ),
                        name="held_for_somebody",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="savedview",
                    constraint=models.UniqueConstraint(fields=("account", "name"), name="one_view_of_a_name"),
                ),
                migrations.AddConstraint(
                    model_name="savedview",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("is_default", True)), fields=("account",), name="one_default_view"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="snapshot",
                    constraint=models.UniqueConstraint(fields=("scope", "kind"), name="one_snapshot_a_scope"),
                ),
                migrations.AddConstraint(
                    model_name="stepalert",
                    constraint=models.UniqueConstraint(
                        fields=("dossier", "step_since", "kind"), name="one_alert_a_stay"
                    ),
                ),
                migrations.AddIndex(
                    model_name="stuck",
                    index=models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["since", "id"],
                        name="stuck_now",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="stuck",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("dossier", "reason"),
                        name="stuck_once",
                    ),
                ),
                migrations.AddIndex(
                    model_name="wait",
                    index=models.Index(
                        condition=models.Q(("answered_at__isnull", True), ("reminded_at__isnull", True)),
                        fields=["answer_by", "id"],
                        name="waits_to_remind",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="wait",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("answered_at__isnull", True)),
                        fields=("dossier",),
                        name="one_open_wait",
                    ),
                ),
                migrations.AddIndex(
                    model_name="draft",
                    index=models.Index(fields=["person", "-saved_at"], name="draft_of_person"),
                ),
                migrations.AddIndex(
                    model_name="draft",
                    index=models.Index(
                        condition=models.Q(("person__isnull", True)),
                        fields=["expires_at"],
                        name="draft_of_nobody",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="draft",
                    constraint=models.UniqueConstraint(fields=("person", "wait"), name="one_answer_a_person"),
                ),
                migrations.AddConstraint(
                    model_name="draft",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("person__isnull", False),
                            models.Q(("helping__isnull", True), ("many", False), ("wait__isnull", True)),
                            _connector="OR",
                        ),
                        name="nobodys_draft_is_a_request",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="formernumber",
                    constraint=models.UniqueConstraint(
                        fields=("tidy", "agency"), name="former_number_once_an_agency"
                    ),
                ),
            ]
        ),
        migrations.RunPython(by_parts, no_more),
        migrations.RunPython(drop_not_asked, migrations.RunPython.noop),
    ]
