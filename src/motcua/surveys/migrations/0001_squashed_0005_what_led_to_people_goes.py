"""All 5 migrations of this room in one, for a database that has none of them; one that has some goes on step by step (decision 0053)."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from motcua.tables import Tables


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("surveys", "0001_rounds_samples_answers"),
        ("surveys", "0002_stations"),
        ("surveys", "0003_field_work"),
        ("surveys", "0004_paper_sheets"),
        ("surveys", "0005_what_led_to_people_goes"),
    ]

    dependencies = [
        ("people", "0001_squashed_0010_absence_without_cover"),
    ]

    operations = [
        Tables(
            [
                migrations.CreateModel(
                    name="Cell",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("province", models.CharField(max_length=40)),
                        ("stratum", models.CharField(max_length=80)),
                        ("clusters", models.JSONField(default=list)),
                        ("sizes", models.JSONField(default=list)),
                        ("weight", models.FloatField(help_text="How many people one answer stands for")),
                    ],
                ),
                migrations.CreateModel(
                    name="Invitation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code_hash", models.CharField(max_length=64, unique=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="PaperSheet",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Questionnaire",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=40, unique=True)),
                        ("name", models.CharField(max_length=300)),
                        ("name_en", models.CharField(max_length=300)),
                    ],
                ),
                migrations.CreateModel(
                    name="Frame",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        (
                            "kind",
                            models.CharField(
                                choices=[("dossiers", "DOSSIERS"), ("list", "LIST")], max_length=10
                            ),
                        ),
                        (
                            "digest",
                            models.CharField(blank=True, help_text="Of the uploaded list", max_length=64),
                        ),
                        ("simulated", models.BooleanField(default=False)),
                        ("added_at", models.DateTimeField()),
                        ("added_by", models.CharField(max_length=80)),
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
                    name="FrameUnit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("stage", models.PositiveSmallIntegerField(help_text="1 is drawn first")),
                        ("code", models.CharField(max_length=80)),
                        ("name", models.CharField(blank=True, max_length=200)),
                        (
                            "province",
                            models.CharField(
                                blank=True, help_text="Code of the domain it counts for", max_length=40
                            ),
                        ),
                        ("stratum", models.CharField(blank=True, max_length=80)),
                        ("size", models.PositiveIntegerField(default=1)),
                        (
                            "frame",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="units",
                                to="surveys.frame",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="children",
                                to="surveys.frameunit",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Unspent",
                    fields=[
                        (
                            "invitation",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="unspent",
                                serialize=False,
                                to="surveys.invitation",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="PaperEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("typing", models.PositiveSmallIntegerField()),
                        ("data", models.JSONField()),
                        (
                            "typed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.officer",
                            ),
                        ),
                        (
                            "sheet",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="entries",
                                to="surveys.papersheet",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="QuestionnaireVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("first_year", models.PositiveSmallIntegerField()),
                        ("last_year", models.PositiveSmallIntegerField(null=True)),
                        ("document", models.TextField()),
                        ("digest", models.CharField(max_length=64, unique=True)),
                        ("published_at", models.DateTimeField()),
                        ("published_by", models.CharField(max_length=80)),
                        (
                            "questionnaire",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions",
                                to="surveys.questionnaire",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="SampleUnit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("stage", models.PositiveSmallIntegerField()),
                        ("position", models.PositiveIntegerField(help_text="In the order of the draw")),
                        ("probability", models.FloatField(help_text="Of this unit within its parent")),
                        (
                            "weight",
                            models.FloatField(
                                help_text="One over the product of the probabilities up to here"
                            ),
                        ),
                        ("is_reserve", models.BooleanField(default=False)),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("waiting", "WAITING"),
                                    ("reached", "REACHED"),
                                    ("refused", "REFUSED"),
                                    ("not-found", "NOT_FOUND"),
                                    ("ineligible", "INELIGIBLE"),
                                ],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        (
                            "cell",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="units",
                                to="surveys.cell",
                            ),
                        ),
                        (
                            "enumerator",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.officer",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="surveys.sampleunit",
                            ),
                        ),
                        (
                            "replaced_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replaces",
                                to="surveys.sampleunit",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="surveys.frameunit",
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="papersheet",
                    name="sample_unit",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets",
                        to="surveys.sampleunit",
                    ),
                ),
                migrations.AddField(
                    model_name="invitation",
                    name="sample_unit",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="surveys.sampleunit",
                    ),
                ),
                migrations.CreateModel(
                    name="Station",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code_hash", models.CharField(max_length=64, null=True, unique=True)),
                        ("opened_at", models.DateTimeField()),
                        (
                            "sample_unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="stations",
                                to="surveys.sampleunit",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Survey",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField()),
                        ("name", models.CharField(max_length=200)),
                        ("name_en", models.CharField(max_length=200)),
                        ("opens_on", models.DateField()),
                        ("closes_on", models.DateField(help_text="The last day on which answers are taken")),
                        ("design", models.JSONField(default=dict)),
                        ("seed", models.BigIntegerField(null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("planned", "PLANNED"),
                                    ("drawn", "DRAWN"),
                                    ("open", "OPEN"),
                                    ("closed", "CLOSED"),
                                    ("estimated", "ESTIMATED"),
                                    ("frozen", "FROZEN"),
                                ],
                                default="planned",
                                max_length=10,
                            ),
                        ),
                        ("simulated", models.BooleanField(default=False)),
                        ("planned_at", models.DateTimeField()),
                        ("opened_at", models.DateTimeField(null=True)),
                        ("closed_at", models.DateTimeField(null=True)),
                        ("people_forgotten_at", models.DateTimeField(null=True)),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.agency",
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="surveys",
                                to="surveys.questionnaireversion",
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="sampleunit",
                    name="survey",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sample",
                        to="surveys.survey",
                    ),
                ),
                migrations.CreateModel(
                    name="PoolAnswer",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("data", models.JSONField()),
                        (
                            "cell",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="surveys.cell",
                            ),
                        ),
                        (
                            "survey",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="surveys.survey",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Mark",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=12)),
                        ("mark", models.CharField(max_length=64)),
                        ("count", models.PositiveIntegerField(default=1)),
                        (
                            "survey",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="marks",
                                to="surveys.survey",
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="cell",
                    name="survey",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cells", to="surveys.survey"
                    ),
                ),
                migrations.CreateModel(
                    name="Answer",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("day", models.DateField()),
                        ("data", models.JSONField()),
                        (
                            "cell",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="surveys.cell",
                            ),
                        ),
                        (
                            "survey",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="surveys.survey",
                            ),
                        ),
                    ],
                ),
                migrations.AddIndex(
                    model_name="frameunit",
                    index=models.Index(
                        fields=["frame", "stage", "stratum"], name="surveys_frame_unit_of_stage"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="frameunit",
                    constraint=models.UniqueConstraint(
                        fields=("frame", "stage", "code"), name="surveys_frame_unit_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="paperentry",
                    constraint=models.UniqueConstraint(fields=("sheet", "typing"), name="surveys_entry_once"),
                ),
                migrations.AddConstraint(
                    model_name="paperentry",
                    constraint=models.UniqueConstraint(
                        fields=("sheet", "typed_by"), name="surveys_entry_by_two"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="paperentry",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("typing__in", (1, 2))), name="surveys_entry_first_or_second"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="questionnaireversion",
                    constraint=models.UniqueConstraint(
                        fields=("questionnaire", "number"), name="surveys_version_number_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="questionnaireversion",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("last_year__isnull", True),
                            ("last_year__gte", models.F("first_year")),
                            _connector="OR",
                        ),
                        name="surveys_version_years_run_forward",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="papersheet",
                    constraint=models.UniqueConstraint(
                        fields=("sample_unit", "number"), name="surveys_sheet_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="survey",
                    index=models.Index(fields=["agency", "year"], name="surveys_survey_of_agency"),
                ),
                migrations.AddConstraint(
                    model_name="survey",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("closes_on__gte", models.F("opens_on"))),
                        name="surveys_survey_runs_forward",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sampleunit",
                    constraint=models.UniqueConstraint(
                        fields=("survey", "unit"), name="surveys_sample_unit_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sampleunit",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("probability__gt", 0), ("probability__lte", 1)),
                        name="surveys_sample_probability",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="mark",
                    constraint=models.UniqueConstraint(
                        fields=("survey", "kind", "mark"), name="surveys_mark_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="cell",
                    constraint=models.UniqueConstraint(fields=("survey", "number"), name="surveys_cell_once"),
                ),
                migrations.AddConstraint(
                    model_name="cell",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("weight__gt", 0)), name="surveys_cell_weighs"
                    ),
                ),
            ]
        ),
    ]
