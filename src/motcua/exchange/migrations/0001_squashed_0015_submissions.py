"""All 11 migrations of this room in one, for a database that has none of them; one that has some goes on step by step (decision 0053)."""

import uuid
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

import motcua.exchange.models.submissions
from motcua.tables import Tables

FILLFACTOR = 80


def leave_room(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE exchange_state SET (fillfactor = {FILLFACTOR})")


NOT_ASKED = "exchange_state_number_82f89236_like"


def drop_not_asked(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.deferred_sql.append(f"DROP INDEX IF EXISTS {NOT_ASKED}")  # behind those that make it


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("exchange", "0001_exchange"),
        ("exchange", "0002_scanned"),
        ("exchange", "0003_replay_and_seals"),
        ("exchange", "0005_node_address"),
        ("exchange", "0006_lost_reason"),
        ("exchange", "0007_compared"),
        ("exchange", "0010_room_to_update"),
        ("exchange", "0011_webhooks"),
        ("exchange", "0012_whole_numbers"),
        ("exchange", "0013_token_later"),
        ("exchange", "0015_submissions"),
    ]

    dependencies = [
        ("people", "0001_squashed_0010_absence_without_cover"),
        ("procedures", "0001_squashed_0004_working_copies"),
    ]

    operations = [
        Tables(
            [
                migrations.CreateModel(
                    name="Countersign",
                    fields=[
                        ("seal", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("hash", models.BinaryField(max_length=32)),
                        ("key", models.CharField(max_length=80)),
                        ("signature", models.BinaryField(max_length=64)),
                        ("at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Following",
                    fields=[
                        ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                        ("position", models.BigIntegerField(default=0)),
                        ("drawn_at", models.DateTimeField(null=True)),
                        ("offered", models.CharField(blank=True, max_length=64)),
                        ("offered_at", models.DateTimeField(null=True)),
                        ("problem", models.CharField(blank=True, max_length=60)),
                    ],
                ),
                migrations.CreateModel(
                    name="Outbox",
                    fields=[
                        ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                        ("epoch", models.IntegerField(default=0)),
                        ("position", models.BigIntegerField(default=0)),
                        ("scanned", models.BigIntegerField(default=0)),
                        ("failures", models.PositiveIntegerField(default=0)),
                        ("problem", models.CharField(blank=True, max_length=60)),
                        ("told", models.CharField(blank=True, max_length=300)),
                        ("next_at", models.DateTimeField(null=True)),
                        ("heard_at", models.DateTimeField(null=True)),
                        ("lot", models.PositiveIntegerField(default=500)),
                        ("seal", models.BigIntegerField(default=0)),
                        ("seal_problem", models.CharField(blank=True, max_length=60)),
                        ("compared_at", models.DateTimeField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Replay",
                    fields=[
                        ("number", models.CharField(max_length=60, primary_key=True, serialize=False)),
                        ("asked_at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Series",
                    fields=[
                        ("day", models.DateField(primary_key=True, serialize=False)),
                        ("last", models.PositiveIntegerField(default=0)),
                    ],
                ),
                migrations.CreateModel(
                    name="Aside",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("node", models.CharField(max_length=40)),
                        ("number", models.CharField(max_length=60)),
                        ("epoch", models.IntegerField()),
                        ("position", models.BigIntegerField()),
                        ("code", models.CharField(max_length=60)),
                        (
                            "side",
                            models.CharField(
                                choices=[
                                    ("sender", "sender"),
                                    ("receiver", "receiver"),
                                    ("compared", "compared"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("settled_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("node", "number"), name="one_aside_a_dossier")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Node",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=40, unique=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("province", "province"),
                                    ("ministry", "ministry"),
                                    ("other", "other"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("name_en", models.CharField(blank=True, max_length=200)),
                        ("scopes", models.JSONField(default=list)),
                        ("software", models.CharField(blank=True, max_length=80)),
                        ("contact", models.CharField(blank=True, max_length=254)),
                        ("address", models.CharField(blank=True, max_length=200)),
                        ("simulated", models.BooleanField(default=False)),
                        ("registered_at", models.DateTimeField()),
                        ("connected_at", models.DateTimeField(null=True)),
                        ("seen_at", models.DateTimeField(null=True)),
                        ("compared_at", models.DateTimeField(null=True)),
                        ("differed", models.IntegerField(default=0)),
                        ("head", models.BigIntegerField(default=0)),
                        ("suspended_at", models.DateTimeField(null=True)),
                        ("reason", models.CharField(blank=True, max_length=300)),
                        (
                            "agency",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.agency",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="NodeKey",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(max_length=80, unique=True)),
                        ("use", models.CharField(max_length=12)),
                        ("public", models.BinaryField(max_length=32)),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField(null=True)),
                        ("revoked_at", models.DateTimeField(null=True)),
                        (
                            "node",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="keys",
                                to="exchange.node",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Submission",
                    fields=[
                        (
                            "key",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("code", models.CharField(max_length=20, unique=True)),
                        (
                            "salt",
                            models.BinaryField(
                                default=motcua.exchange.models.submissions.salt, max_length=16
                            ),
                        ),
                        ("procedure", models.CharField(max_length=60)),
                        ("digest", models.CharField(max_length=64)),
                        ("place", models.CharField(max_length=40)),
                        ("place_name", models.CharField(max_length=200)),
                        ("place_name_en", models.CharField(blank=True, max_length=200)),
                        ("case", models.CharField(max_length=40)),
                        ("sealed", models.TextField(blank=True)),
                        (
                            "stage",
                            models.CharField(
                                choices=[
                                    ("waiting", "waiting"),
                                    ("fetched", "fetched"),
                                    ("taken", "taken"),
                                    ("refused", "refused"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("submitted_at", models.DateTimeField()),
                        ("fetched_at", models.DateTimeField(null=True)),
                        ("settled_at", models.DateTimeField(null=True)),
                        ("number", models.CharField(blank=True, max_length=60)),
                        ("refused_code", models.CharField(blank=True, max_length=60)),
                        ("refused_words", models.CharField(blank=True, max_length=500)),
                        ("alarmed_at", models.DateTimeField(null=True)),
                        ("erased_at", models.DateTimeField(null=True)),
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
                            "node",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="exchange.node",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
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
                    name="SubmissionFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("seq", models.PositiveSmallIntegerField()),
                        ("file_id", models.BigIntegerField()),
                        (
                            "submission",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="files",
                                to="exchange.submission",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Subscription",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("name", models.CharField(max_length=100)),
                        ("address", models.CharField(blank=True, max_length=500)),
                        ("kinds", models.JSONField(default=list)),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("waiting", "waiting"),
                                    ("active", "active"),
                                    ("paused", "paused"),
                                    ("failed", "failed"),
                                    ("gone", "gone"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("position", models.BigIntegerField(default=0)),
                        ("moves", models.PositiveIntegerField(default=0)),
                        ("lot", models.PositiveIntegerField(default=20)),
                        ("failures", models.PositiveIntegerField(default=0)),
                        ("failing_since", models.DateTimeField(null=True)),
                        ("problem", models.CharField(blank=True, max_length=60)),
                        ("next_at", models.DateTimeField(null=True)),
                        ("rate", models.PositiveIntegerField(null=True)),
                        ("heard_at", models.DateTimeField(null=True)),
                        ("lease", models.CharField(blank=True, max_length=32)),
                        ("leased_until", models.DateTimeField(null=True)),
                        ("token_hash", models.BinaryField(max_length=32, null=True, unique=True)),
                        ("token_at", models.DateTimeField(null=True)),
                        ("made_by", models.CharField(max_length=80)),
                        ("made_at", models.DateTimeField()),
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
                    name="Delivery",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("epoch", models.IntegerField()),
                        ("first", models.BigIntegerField()),
                        ("last", models.BigIntegerField()),
                        ("count", models.PositiveIntegerField()),
                        ("again", models.BooleanField(default=False)),
                        ("tries", models.PositiveIntegerField(default=1)),
                        ("status", models.PositiveSmallIntegerField()),
                        ("problem", models.CharField(blank=True, max_length=60)),
                        ("began_at", models.DateTimeField()),
                        ("at", models.DateTimeField()),
                        (
                            "subscription",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="deliveries",
                                to="exchange.subscription",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Again",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.BigIntegerField()),
                        ("asked_at", models.DateTimeField()),
                        (
                            "subscription",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="agains",
                                to="exchange.subscription",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Drawn",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("procedure", models.CharField(max_length=60)),
                        ("digest", models.CharField(max_length=64)),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("same", "same"),
                                    ("published", "published"),
                                    ("held", "held"),
                                    ("refused", "refused"),
                                    ("closed", "closed"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("problem", models.CharField(blank=True, max_length=60)),
                        ("at", models.DateTimeField()),
                        (
                            "version",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="procedures.version",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("procedure", "digest"), name="drawn_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Landing",
                    fields=[
                        ("key", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                        ("code", models.CharField(max_length=20)),
                        ("procedure", models.CharField(max_length=60)),
                        ("place", models.CharField(max_length=40)),
                        ("submitted_at", models.DateTimeField()),
                        ("sender", models.CharField(blank=True, max_length=64)),
                        ("number", models.CharField(blank=True, max_length=60)),
                        ("refused_code", models.CharField(blank=True, max_length=60)),
                        ("refused_words", models.CharField(blank=True, max_length=500)),
                        ("heard_at", models.DateTimeField()),
                        ("settled_at", models.DateTimeField(null=True)),
                        ("told_at", models.DateTimeField(null=True)),
                        ("failures", models.PositiveIntegerField(default=0)),
                        ("problem", models.CharField(blank=True, max_length=60)),
                        ("next_at", models.DateTimeField(null=True)),
                        ("alarmed_at", models.DateTimeField(null=True)),
                        (
                            "person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("told_at", None)),
                                fields=["heard_at"],
                                name="landings_open",
                            ),
                            models.Index(fields=["sender"], name="landings_of_sender"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Lost",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=60)),
                        ("epoch", models.IntegerField()),
                        ("revision", models.IntegerField()),
                        ("position", models.BigIntegerField()),
                        ("record", models.JSONField()),
                        ("listed_at", models.DateTimeField()),
                        ("settled_at", models.DateTimeField(null=True)),
                        ("reason", models.CharField(blank=True, max_length=300)),
                        (
                            "node",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="exchange.node",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("node", "number", "epoch", "revision"), name="lost_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HeldSeal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("epoch", models.IntegerField()),
                        ("seal", models.BigIntegerField()),
                        ("hash", models.BinaryField(max_length=32)),
                        ("statement", models.JSONField()),
                        ("key", models.CharField(max_length=80)),
                        ("signature", models.BinaryField(max_length=64)),
                        ("at", models.DateTimeField()),
                        (
                            "node",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="exchange.node",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("node", "epoch", "seal"), name="one_seal_a_number"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Counter",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=30)),
                        ("value", models.BigIntegerField()),
                        (
                            "node",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="exchange.node",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("node", "name"), name="one_counter_a_name")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Batch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("epoch", models.IntegerField()),
                        ("after", models.BigIntegerField()),
                        ("upto", models.BigIntegerField()),
                        ("count", models.PositiveIntegerField()),
                        ("applied", models.PositiveIntegerField()),
                        ("replay", models.BooleanField(default=False)),
                        ("key", models.CharField(max_length=80)),
                        ("digest", models.BinaryField(max_length=32)),
                        ("signed", models.JSONField()),
                        ("body", models.BinaryField()),
                        ("lag_seconds", models.FloatField(null=True)),
                        ("received_at", models.DateTimeField()),
                        (
                            "node",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="batches",
                                to="exchange.node",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["node", "epoch", "upto"], name="batches_of_node"),
                            models.Index(fields=["received_at"], name="batches_by_time"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Offer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("procedure", models.CharField(max_length=60)),
                        ("digest", models.CharField(max_length=64)),
                        ("place", models.CharField(max_length=40)),
                        ("name", models.CharField(max_length=200)),
                        ("name_en", models.CharField(blank=True, max_length=200)),
                        ("phone", models.CharField(blank=True, max_length=30)),
                        ("address", models.CharField(blank=True, max_length=300)),
                        ("said_at", models.DateTimeField()),
                        (
                            "node",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="exchange.node",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["procedure", "digest", "place"], name="offers_of_text")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("node", "procedure", "place"), name="one_offer_a_place"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Place",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=40)),
                        ("name", models.CharField(max_length=200)),
                        ("name_en", models.CharField(blank=True, max_length=200)),
                        ("phone", models.CharField(blank=True, max_length=30)),
                        ("address", models.CharField(blank=True, max_length=300)),
                        (
                            "node",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="exchange.node",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("node", "code"), name="one_place_a_code")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="State",
                    fields=[
                        ("number", models.CharField(max_length=60, primary_key=True, serialize=False)),
                        ("day", models.DateField()),
                        ("epoch", models.IntegerField()),
                        ("revision", models.IntegerField()),
                        ("position", models.BigIntegerField()),
                        ("procedure", models.CharField(max_length=60)),
                        ("agency", models.CharField(max_length=40)),
                        ("place", models.CharField(max_length=40)),
                        ("channel", models.SmallIntegerField()),
                        ("state", models.SmallIntegerField()),
                        ("since", models.DateTimeField()),
                        ("submitted", models.DateTimeField()),
                        ("received", models.DateTimeField(null=True)),
                        ("promised", models.DateTimeField(null=True)),
                        ("due", models.DateTimeField(null=True)),
                        ("done", models.DateTimeField(null=True)),
                        ("returned", models.DateTimeField(null=True)),
                        ("late", models.BooleanField(null=True)),
                        ("electronic", models.BooleanField()),
                        ("simulated", models.BooleanField()),
                        ("check_hash", models.BinaryField(db_column="check_hash", max_length=16)),
                        ("times", models.IntegerField(default=1)),
                        (
                            "node",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="exchange.node",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["node", "day"], name="states_of_day")],
                    },
                ),
                migrations.CreateModel(
                    name="Stream",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("epoch", models.IntegerField()),
                        ("position", models.BigIntegerField()),
                        ("moved_at", models.DateTimeField()),
                        (
                            "node",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="streams",
                                to="exchange.node",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("node", "epoch"), name="one_stream_an_epoch")
                        ],
                    },
                ),
                migrations.AddIndex(
                    model_name="submission",
                    index=models.Index(
                        condition=models.Q(("stage__in", ["waiting", "fetched"])),
                        fields=["node", "fetched_at", "submitted_at"],
                        name="submissions_open",
                    ),
                ),
                migrations.AddIndex(
                    model_name="submission",
                    index=models.Index(
                        condition=models.Q(("erased_at", None)),
                        fields=["settled_at"],
                        name="submissions_settled",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="submissionfile",
                    constraint=models.UniqueConstraint(fields=("submission", "seq"), name="one_file_a_place"),
                ),
                migrations.AddIndex(
                    model_name="subscription",
                    index=models.Index(fields=["status", "next_at"], name="subscriptions_due"),
                ),
                migrations.AddIndex(
                    model_name="delivery",
                    index=models.Index(fields=["subscription", "at"], name="deliveries_by_time"),
                ),
                migrations.AddConstraint(
                    model_name="again",
                    constraint=models.UniqueConstraint(
                        fields=("subscription", "position"), name="again_once"
                    ),
                ),
            ]
        ),
        migrations.RunPython(leave_room, migrations.RunPython.noop),
        migrations.RunPython(drop_not_asked, migrations.RunPython.noop),
    ]
