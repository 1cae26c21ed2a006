"""All 3 migrations of this room in one, for a database that has none of them; one that has some goes on step by step (decision 0053)."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from motcua.tables import Tables


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("counter", "0001_counter"),
        ("counter", "0002_handing_over"),
        ("counter", "0003_servings"),
    ]

    dependencies = [
        ("dossiers", "0001_squashed_0050_in_state"),
        ("people", "0001_squashed_0010_absence_without_cover"),
    ]

    operations = [
        Tables(
            [
                migrations.CreateModel(
                    name="HandOverSheet",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField()),
                        ("given_at", models.DateTimeField()),
                        ("taken_at", models.DateTimeField(null=True)),
                        ("counted", models.PositiveIntegerField(null=True)),
                        ("remark", models.TextField(blank=True)),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.agency",
                            ),
                        ),
                        (
                            "given_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.officer",
                            ),
                        ),
                        (
                            "taken_by",
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
                    name="HandOverLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField()),
                        (
                            "dossier",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="dossiers.dossier",
                            ),
                        ),
                        (
                            "sheet",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="counter.handoversheet",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Queue",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("letter", models.CharField(max_length=1)),
                        ("name", models.CharField(max_length=80)),
                        ("name_en", models.CharField(max_length=80)),
                        ("fields", models.JSONField(default=list)),
                        ("last_day", models.DateField(null=True)),
                        ("last", models.PositiveIntegerField(default=0)),
                        ("simulated", models.BooleanField(default=False)),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.agency",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["letter"],
                    },
                ),
                migrations.CreateModel(
                    name="Appointment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("procedure", models.CharField(max_length=40)),
                        ("starts_at", models.DateTimeField()),
                        ("place", models.PositiveSmallIntegerField()),
                        ("code", models.CharField(max_length=6)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("booked", "BOOKED"),
                                    ("came", "CAME"),
                                    ("cancelled", "CANCELLED"),
                                    ("missed", "MISSED"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("booked_at", models.DateTimeField()),
                        ("reminded_at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        (
                            "queue",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="counter.queue",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Ticket",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("day", models.DateField()),
                        ("number", models.PositiveIntegerField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "WAITING"),
                                    ("called", "CALLED"),
                                    ("finished", "FINISHED"),
                                    ("no-show", "NO_SHOW"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("taken_at", models.DateTimeField()),
                        ("called_at", models.DateTimeField(null=True)),
                        ("first_called_at", models.DateTimeField(null=True)),
                        ("calls", models.PositiveSmallIntegerField(default=0)),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("simulated", models.BooleanField(default=False)),
                        (
                            "appointment",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="ticket",
                                to="counter.appointment",
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
                            "queue",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tickets",
                                to="counter.queue",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Serving",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("submission", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("began_at", models.DateTimeField()),
                        (
                            "ticket",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="servings",
                                to="counter.ticket",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="Window",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=40)),
                        ("simulated", models.BooleanField(default=False)),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.agency",
                            ),
                        ),
                        ("queues", models.ManyToManyField(related_name="windows", to="counter.queue")),
                    ],
                    options={
                        "ordering": ["name", "id"],
                    },
                ),
                migrations.AddField(
                    model_name="ticket",
                    name="window",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="counter.window",
                    ),
                ),
                migrations.AddIndex(
                    model_name="handoversheet",
                    index=models.Index(fields=["agency", "day"], name="sheets_of_day"),
                ),
                migrations.AddConstraint(
                    model_name="handoverline",
                    constraint=models.UniqueConstraint(fields=("dossier", "day"), name="carried_once_a_day"),
                ),
                migrations.AddConstraint(
                    model_name="queue",
                    constraint=models.UniqueConstraint(
                        fields=("agency", "letter"), name="one_queue_a_letter"
                    ),
                ),
                migrations.AddIndex(
                    model_name="appointment",
                    index=models.Index(fields=["person", "-starts_at"], name="appointments_of_person"),
                ),
                migrations.AddConstraint(
                    model_name="appointment",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "cancelled"), _negated=True),
                        fields=("queue", "starts_at", "place"),
                        name="one_appointment_a_place",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="window",
                    constraint=models.UniqueConstraint(fields=("agency", "name"), name="one_window_a_name"),
                ),
                migrations.AddIndex(
                    model_name="ticket",
                    index=models.Index(fields=["queue", "day", "state"], name="tickets_of_day"),
                ),
                migrations.AddConstraint(
                    model_name="ticket",
                    constraint=models.UniqueConstraint(
                        fields=("queue", "day", "number"), name="one_ticket_a_number"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="ticket",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "called")),
                        fields=("window",),
                        name="one_called_a_window",
                    ),
                ),
            ]
        ),
    ]
