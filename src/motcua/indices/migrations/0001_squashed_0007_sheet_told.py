"""All 7 migrations of this room in one, for a database that has none of them; one that has some goes on step by step (decision 0053)."""

import django.db.models.deletion
from django.db import migrations, models

from motcua.tables import Tables


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("indices", "0001_published_figures"),
        ("indices", "0002_score_sheets"),
        ("indices", "0003_now_casts"),
        ("indices", "0004_rounds_of_scoring"),
        ("indices", "0005_counted_figures"),
        ("indices", "0006_plans_to_rise"),
        ("indices", "0007_sheet_told"),
    ]

    dependencies = [
        ("documents", "0001_squashed_0008_destruction"),
        ("people", "0001_squashed_0010_absence_without_cover"),
        ("surveys", "0001_squashed_0005_what_led_to_people_goes"),
    ]

    operations = [
        Tables(
            [
                migrations.CreateModel(
                    name="FrameworkVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=60)),
                        ("level", models.CharField(help_text="Whom it measures", max_length=12)),
                        ("name", models.CharField(max_length=300)),
                        ("name_en", models.CharField(max_length=300)),
                        ("starts", models.PositiveSmallIntegerField()),
                        ("ends", models.PositiveSmallIntegerField(null=True)),
                        (
                            "complete",
                            models.BooleanField(
                                help_text="Its points are known down to the components: units can be scored by it"
                            ),
                        ),
                        ("fictional", models.BooleanField(default=False)),
                        (
                            "document",
                            models.TextField(help_text="Canonical: the digest is over these very characters"),
                        ),
                        ("digest", models.CharField(max_length=64, unique=True)),
                        ("loaded_at", models.DateTimeField()),
                        ("loaded_by", models.CharField(max_length=80)),
                    ],
                ),
                migrations.CreateModel(
                    name="Round",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(help_text="That is measured")),
                        (
                            "state",
                            models.CharField(
                                choices=[("planned", "PLANNED"), ("open", "OPEN"), ("frozen", "FROZEN")],
                                default="planned",
                                max_length=8,
                            ),
                        ),
                        (
                            "locks_at",
                            models.DateTimeField(
                                help_text="Until then units score themselves; at this moment they are locked"
                            ),
                        ),
                        (
                            "explain_days",
                            models.PositiveSmallIntegerField(default=7, help_text="A unit has to explain"),
                        ),
                        ("ends_on", models.DateField(help_text="By when the council should have decided")),
                        ("simulated", models.BooleanField(default=False)),
                        ("planned_at", models.DateTimeField()),
                        ("opened_at", models.DateTimeField(null=True)),
                        ("frozen_at", models.DateTimeField(null=True)),
                        (
                            "framework",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rounds",
                                to="indices.frameworkversion",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.agency",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="RoundUnit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "stage",
                            models.CharField(
                                choices=[
                                    ("scoring", "SCORING"),
                                    ("locked", "LOCKED"),
                                    ("appraised", "APPRAISED"),
                                    ("explaining", "EXPLAINING"),
                                    ("explained", "EXPLAINED"),
                                    ("appraised-again", "APPRAISED_AGAIN"),
                                    ("decided", "DECIDED"),
                                ],
                                default="scoring",
                                max_length=16,
                            ),
                        ),
                        ("revision", models.PositiveIntegerField(default=1)),
                        ("locked_at", models.DateTimeField(null=True)),
                        ("explains_until", models.DateTimeField(null=True)),
                        ("decided_at", models.DateTimeField(null=True)),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.agency",
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="units",
                                to="indices.round",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="RisePlan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("asked", models.JSONField()),
                        (
                            "found",
                            models.JSONField(
                                help_text="Totals, ranks, effort, probability, and whether it is proved"
                            ),
                        ),
                        (
                            "table",
                            models.CharField(
                                help_text="Hash of the table that it was counted from", max_length=64
                            ),
                        ),
                        ("made_at", models.DateTimeField()),
                        ("made_by", models.CharField(max_length=80)),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="plans",
                                to="indices.roundunit",
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
                        ("component", models.CharField(max_length=20)),
                        (
                            "voice",
                            models.CharField(
                                choices=[
                                    ("self", "SELF"),
                                    ("first", "FIRST"),
                                    ("second", "SECOND"),
                                    ("council", "COUNCIL"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("revision", models.PositiveSmallIntegerField()),
                        (
                            "given",
                            models.JSONField(
                                help_text="Numerator, denominator, tier, ticks: what the points are computed from"
                            ),
                        ),
                        (
                            "points",
                            models.DecimalField(
                                decimal_places=4,
                                help_text="Nothing: it does not apply",
                                max_digits=8,
                                null=True,
                            ),
                        ),
                        ("maximum", models.DecimalField(decimal_places=4, max_digits=8)),
                        (
                            "by_hand",
                            models.BooleanField(
                                default=False,
                                help_text="An appraiser or the council set the points themselves",
                            ),
                        ),
                        ("reason", models.TextField(blank=True)),
                        ("salt", models.CharField(max_length=64)),
                        ("said_at", models.DateTimeField()),
                        ("said_by", models.CharField(max_length=80)),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="marks",
                                to="indices.roundunit",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Figure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("component", models.CharField(max_length=20)),
                        ("revision", models.PositiveSmallIntegerField()),
                        ("given", models.JSONField()),
                        ("points", models.DecimalField(decimal_places=4, max_digits=8, null=True)),
                        ("maximum", models.DecimalField(decimal_places=4, max_digits=8)),
                        ("points_error", models.FloatField(help_text="Standard error, in points", null=True)),
                        ("source", models.CharField(max_length=400)),
                        ("brought_at", models.DateTimeField()),
                        ("brought_by", models.CharField(max_length=80)),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="figures",
                                to="indices.roundunit",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Explanation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("component", models.CharField(max_length=20)),
                        ("question", models.TextField()),
                        ("question_salt", models.CharField(max_length=64)),
                        ("asked_at", models.DateTimeField()),
                        ("answer", models.TextField(blank=True)),
                        ("answer_salt", models.CharField(blank=True, max_length=64)),
                        ("answered_at", models.DateTimeField(null=True)),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="explanations",
                                to="indices.roundunit",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Evidence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("component", models.CharField(max_length=20)),
                        ("name", models.CharField(help_text="As it was sent", max_length=200)),
                        (
                            "offered_from",
                            models.PositiveSmallIntegerField(
                                help_text="The year it was first attached for", null=True
                            ),
                        ),
                        ("attached_at", models.DateTimeField()),
                        ("attached_by", models.CharField(max_length=80)),
                        ("dropped_at", models.DateTimeField(null=True)),
                        (
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.file",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="evidence",
                                to="indices.roundunit",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="CountedFigure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=40)),
                        ("numerator", models.PositiveBigIntegerField()),
                        ("denominator", models.PositiveBigIntegerField()),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField(help_text="The last day that is counted")),
                        ("counted_at", models.DateTimeField()),
                        ("simulated", models.BooleanField(default=False)),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="counted",
                                to="indices.roundunit",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Allocation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("criterion", models.CharField(max_length=20)),
                        ("due_at", models.DateTimeField()),
                        ("reminded_at", models.DateTimeField(null=True)),
                        ("given_at", models.DateTimeField()),
                        (
                            "department",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.agency",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="allocations",
                                to="indices.roundunit",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="ScoreSheet",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "index",
                            models.CharField(
                                choices=[
                                    ("PAR_INDEX", "PAR"),
                                    ("SIPAS", "SIPAS"),
                                    ("PCI", "PCI"),
                                    ("PAPI_D6", "PAPI_D6"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField()),
                        ("level", models.CharField(max_length=12)),
                        (
                            "status",
                            models.CharField(
                                choices=[("computed", "COMPUTED"), ("simulated", "SIMULATED")], max_length=10
                            ),
                        ),
                        (
                            "series",
                            models.CharField(
                                help_text="The questionnaire: two of them are never compared", max_length=40
                            ),
                        ),
                        ("version", models.CharField(help_text="Of the method", max_length=40)),
                        ("document", models.TextField()),
                        ("digest", models.CharField(max_length=64, unique=True)),
                        (
                            "assumed",
                            models.JSONField(
                                default=list,
                                help_text="The sentences of the document, so that pages need not read it",
                            ),
                        ),
                        ("answers", models.PositiveIntegerField()),
                        ("frozen_at", models.DateTimeField()),
                        ("frozen_by", models.CharField(max_length=80)),
                        (
                            "announced_at",
                            models.DateTimeField(help_text="From when on everybody sees it", null=True),
                        ),
                        (
                            "told_at",
                            models.DateTimeField(
                                help_text="When the chronicle was told that its hour had come", null=True
                            ),
                        ),
                        (
                            "round",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="indices.round",
                            ),
                        ),
                        (
                            "survey",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="surveys.survey",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="ScoreRow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "value",
                            models.CharField(
                                help_text="index, a block, block.factor or an item", max_length=80
                            ),
                        ),
                        ("kind", models.CharField(max_length=8)),
                        (
                            "domain",
                            models.CharField(
                                help_text="nation, pooled, or a province as statistics number it",
                                max_length=20,
                            ),
                        ),
                        (
                            "n",
                            models.PositiveIntegerField(
                                help_text="Nothing where fewer than ten answered", null=True
                            ),
                        ),
                        ("estimate", models.FloatField(null=True)),
                        ("standard_error", models.FloatField(null=True)),
                        ("lower", models.FloatField(null=True)),
                        ("upper", models.FloatField(null=True)),
                        ("degrees", models.FloatField(null=True)),
                        ("design_effect", models.FloatField(null=True)),
                        (
                            "own_error",
                            models.FloatField(help_text="Before design effects were pooled", null=True),
                        ),
                        ("rank", models.PositiveSmallIntegerField(null=True)),
                        (
                            "own_best",
                            models.PositiveSmallIntegerField(
                                help_text="The ranks it may have, looked at alone", null=True
                            ),
                        ),
                        ("own_worst", models.PositiveSmallIntegerField(null=True)),
                        (
                            "joint_best",
                            models.PositiveSmallIntegerField(
                                help_text="The same, of all units at once", null=True
                            ),
                        ),
                        ("joint_worst", models.PositiveSmallIntegerField(null=True)),
                        ("bands", models.JSONField(default=list)),
                        (
                            "sheet",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rows",
                                to="indices.scoresheet",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="LeverEffort",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "framework",
                            models.CharField(
                                help_text="Its code, so that the next year finds it again", max_length=60
                            ),
                        ),
                        ("component", models.CharField(max_length=20)),
                        (
                            "a_point",
                            models.DecimalField(
                                decimal_places=2, help_text="Working days for one point", max_digits=9
                            ),
                        ),
                        (
                            "start",
                            models.DecimalField(
                                decimal_places=2, help_text="Working days to begin at all", max_digits=9
                            ),
                        ),
                        (
                            "most",
                            models.DecimalField(
                                decimal_places=4,
                                help_text="Points that are thought reachable",
                                max_digits=8,
                                null=True,
                            ),
                        ),
                        ("used", models.BooleanField(default=True)),
                        ("said_at", models.DateTimeField()),
                        ("said_by", models.CharField(max_length=80)),
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
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agency", "framework", "component"),
                                name="indices_effort_once_a_component",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("a_point__gte", 0), ("start__gte", 0)),
                                name="indices_effort_from_0_on",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NowCast",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("on", models.DateField()),
                        (
                            "ratings",
                            models.PositiveIntegerField(
                                help_text="Never fewer than five: lots of one office move whole"
                            ),
                        ),
                        ("requests", models.PositiveIntegerField(help_text="Settled in the same days")),
                        ("offices", models.PositiveIntegerField(help_text="With such requests")),
                        ("cells", models.PositiveIntegerField(help_text="Weighted by themselves")),
                        ("share", models.FloatField()),
                        ("standard_error", models.FloatField()),
                        ("lower", models.FloatField()),
                        ("upper", models.FloatField()),
                        ("degrees", models.PositiveIntegerField()),
                        ("version", models.CharField(help_text="Of the method", max_length=40)),
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
                        "constraints": [
                            models.UniqueConstraint(fields=("agency", "on"), name="indices_now_once_a_day")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Published",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "index",
                            models.CharField(
                                choices=[
                                    ("PAR_INDEX", "PAR"),
                                    ("SIPAS", "SIPAS"),
                                    ("PCI", "PCI"),
                                    ("PAPI_D6", "PAPI_D6"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField()),
                        (
                            "level",
                            models.CharField(
                                help_text="province or ministry: which table it belongs to", max_length=12
                            ),
                        ),
                        ("group", models.CharField(blank=True, max_length=80)),
                        (
                            "part",
                            models.CharField(
                                blank=True,
                                help_text="A block, domain or sub-index, in Vietnamese",
                                max_length=120,
                            ),
                        ),
                        ("part_en", models.CharField(blank=True, max_length=120)),
                        ("statistic", models.CharField(max_length=40)),
                        ("value", models.DecimalField(decimal_places=4, max_digits=12)),
                        ("maximum", models.DecimalField(decimal_places=2, max_digits=8, null=True)),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("found", "FOUND"),
                                    ("given", "GIVEN"),
                                    ("derived", "DERIVED"),
                                    ("recalled", "RECALLED"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "basis",
                            models.CharField(
                                blank=True, help_text="The sum, of a derived figure", max_length=200
                            ),
                        ),
                        ("source", models.CharField(max_length=400)),
                        ("shipped", models.BooleanField(default=False)),
                        ("added_at", models.DateTimeField()),
                        ("added_by", models.CharField(max_length=80)),
                        (
                            "unit",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.agency",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["unit", "index", "year"], name="indices_published_unit")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("unit__isnull", False)),
                                fields=("index", "year", "unit", "part", "statistic", "source"),
                                name="indices_published_once_a_unit",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("unit__isnull", True)),
                                fields=("index", "year", "level", "group", "part", "statistic", "source"),
                                name="indices_published_once_a_group",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PlanTask",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("component", models.CharField(max_length=20)),
                        ("before", models.FloatField()),
                        ("after", models.FloatField()),
                        ("gain", models.FloatField(help_text="Points of the index")),
                        ("effort", models.FloatField(help_text="Working days")),
                        ("due_on", models.DateField(null=True)),
                        (
                            "department",
                            models.ForeignKey(
                                null=True,
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
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tasks",
                                to="indices.riseplan",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("plan", "component"), name="indices_task_once_a_plan"
                            )
                        ],
                    },
                ),
                migrations.AddConstraint(
                    model_name="round",
                    constraint=models.UniqueConstraint(
                        fields=("owner", "framework", "year"), name="indices_round_once_a_year"
                    ),
                ),
                migrations.AddIndex(
                    model_name="roundunit",
                    index=models.Index(fields=["agency"], name="indices_unit_of_agency"),
                ),
                migrations.AddConstraint(
                    model_name="roundunit",
                    constraint=models.UniqueConstraint(
                        fields=("round", "agency"), name="indices_unit_once_a_round"
                    ),
                ),
                migrations.AddIndex(
                    model_name="riseplan",
                    index=models.Index(fields=["unit", "made_at"], name="indices_plan_of_unit"),
                ),
                migrations.AddConstraint(
                    model_name="mark",
                    constraint=models.UniqueConstraint(
                        fields=("unit", "component", "voice", "revision"), name="indices_mark_once_a_revision"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="mark",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("points__isnull", True),
                            models.Q(("points__gte", 0), ("points__lte", models.F("maximum"))),
                            _connector="OR",
                        ),
                        name="indices_mark_within_maximum",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="figure",
                    constraint=models.UniqueConstraint(
                        fields=("unit", "component", "revision"), name="indices_figure_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="figure",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("points__isnull", True),
                            models.Q(("points__gte", 0), ("points__lte", models.F("maximum"))),
                            _connector="OR",
                        ),
                        name="indices_figure_within_maximum",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="explanation",
                    constraint=models.UniqueConstraint(
                        fields=("unit", "component"), name="indices_asked_once_a_component"
                    ),
                ),
                migrations.AddIndex(
                    model_name="evidence",
                    index=models.Index(fields=["unit", "component"], name="indices_evidence_of"),
                ),
                migrations.AddConstraint(
                    model_name="countedfigure",
                    constraint=models.UniqueConstraint(
                        fields=("unit", "name"), name="indices_counted_once_a_unit"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="allocation",
                    constraint=models.UniqueConstraint(
                        fields=("unit", "criterion"), name="indices_criterion_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="scoresheet",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("round__isnull", False), ("survey__isnull", True)),
                            models.Q(("round__isnull", True), ("survey__isnull", False)),
                            _connector="OR",
                        ),
                        name="indices_sheet_of_one_thing",
                    ),
                ),
                migrations.AddIndex(
                    model_name="scorerow",
                    index=models.Index(fields=["sheet", "domain"], name="indices_row_of_domain"),
                ),
                migrations.AddConstraint(
                    model_name="scorerow",
                    constraint=models.UniqueConstraint(
                        fields=("sheet", "value", "domain"), name="indices_row_once"
                    ),
                ),
            ]
        ),
    ]
