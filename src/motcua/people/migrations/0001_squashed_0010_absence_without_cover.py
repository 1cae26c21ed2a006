"""All 10 migrations of this room in one, for a database that has none of them; one that has some goes on step by step (decision 0053)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import motcua.people.models
from motcua.tables import Tables


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("people", "0001_initial"),
        ("people", "0002_agency_key"),
        ("people", "0003_organisation_checked_at"),
        ("people", "0004_home_affairs"),
        ("people", "0005_tokens"),
        ("people", "0006_absences"),
        ("people", "0007_helpers"),
        ("people", "0008_ministry_of_agency"),
        ("people", "0009_ministries_by_name"),
        ("people", "0010_absence_without_cover"),
    ]

    dependencies = []

    operations = [
        Tables(
            [
                migrations.CreateModel(
                    name="Account",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        (
                            "last_login",
                            models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                        ),
                        ("name", models.CharField(max_length=120, unique=True)),
                        ("language", models.CharField(default="vi", max_length=5)),
                        ("is_active", models.BooleanField(default=True)),
                        ("officers_only", models.BooleanField(default=False)),
                        ("simulated", models.BooleanField(default=False)),
                        ("made_at", models.DateTimeField()),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Officer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=40, unique=True)),
                        ("title", models.CharField(blank=True, max_length=120)),
                        ("simulated", models.BooleanField(default=False)),
                    ],
                ),
                migrations.CreateModel(
                    name="Agency",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(blank=True, max_length=80)),
                        ("path", models.CharField(db_index=True, max_length=120)),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("nation", "nation"),
                                    ("ministry", "ministry"),
                                    ("province", "province"),
                                    ("department", "department"),
                                    ("district", "district"),
                                    ("commune", "commune"),
                                    ("branch", "branch"),
                                    ("unit", "unit"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("name_folded", models.CharField(db_index=True, max_length=200)),
                        ("name_en", models.CharField(blank=True, max_length=200)),
                        (
                            "code",
                            models.CharField(
                                blank=True, help_text="Lowest level first: 000.00.15.H15", max_length=40
                            ),
                        ),
                        (
                            "code_new",
                            models.CharField(
                                blank=True, help_text="Highest level first: H15.15", max_length=40
                            ),
                        ),
                        ("province_code_gso", models.CharField(blank=True, max_length=2)),
                        ("phone", models.CharField(blank=True, max_length=30)),
                        ("address", models.CharField(blank=True, max_length=300)),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        ("valid_from", models.DateField(blank=True, null=True)),
                        (
                            "valid_until",
                            models.DateField(
                                blank=True, help_text="First day on which it no longer acts", null=True
                            ),
                        ),
                        ("basis", models.CharField(blank=True, max_length=200)),
                        ("verified", models.BooleanField(default=True)),
                        ("simulated", models.BooleanField(default=False)),
                        ("revision", models.PositiveIntegerField(default=1)),
                        (
                            "ministry",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.agency",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="people.agency",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="AnsweredKey",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key_digest", models.BinaryField(max_length=32)),
                        ("asked_digest", models.BinaryField(max_length=32)),
                        ("answer", models.JSONField(default=dict)),
                        ("made_at", models.DateTimeField(db_index=True)),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="answered_keys",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Mandate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("reception", "reception"),
                                    ("case-officer", "case-officer"),
                                    ("unit-head", "unit-head"),
                                    ("leader", "leader"),
                                    ("clerk", "clerk"),
                                    ("cashier", "cashier"),
                                    ("return", "return"),
                                    ("watcher", "watcher"),
                                    ("auditor", "auditor"),
                                    ("operator", "operator"),
                                    ("home-affairs", "home-affairs"),
                                    ("enumerator", "enumerator"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("desk", models.CharField(blank=True, max_length=80)),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField(blank=True, null=True)),
                        ("basis", models.CharField(blank=True, max_length=200)),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mandates",
                                to="people.agency",
                            ),
                        ),
                        (
                            "officer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mandates",
                                to="people.officer",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Absence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField()),
                        ("recorded_by", models.CharField(max_length=60)),
                        ("recorded_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "cover",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="covers",
                                to="people.officer",
                            ),
                        ),
                        (
                            "officer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="absences",
                                to="people.officer",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Person",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=motcua.people.models.opaque_id,
                                editable=False,
                                max_length=16,
                                unique=True,
                            ),
                        ),
                        ("full_name", models.CharField(max_length=120)),
                        ("full_name_folded", models.CharField(db_index=True, max_length=120)),
                        ("birth_date", models.DateField(blank=True, null=True)),
                        (
                            "gender",
                            models.CharField(
                                blank=True, choices=[("female", "female"), ("male", "male")], max_length=6
                            ),
                        ),
                        ("phone", models.CharField(blank=True, max_length=30)),
                        ("phone_digits", models.CharField(blank=True, db_index=True, max_length=15)),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        ("address", models.CharField(blank=True, max_length=300)),
                        ("identity_hash", models.CharField(blank=True, db_index=True, max_length=64)),
                        ("identity_locked", models.CharField(blank=True, max_length=200)),
                        ("identity_checked_at", models.DateTimeField(blank=True, null=True)),
                        ("household_key", models.CharField(blank=True, db_index=True, max_length=40)),
                        ("simulated", models.BooleanField(default=False)),
                        ("added_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("identity_checked_at__isnull", False),
                                    models.Q(("identity_hash", ""), _negated=True),
                                ),
                                fields=("identity_hash",),
                                name="people_checked_identity_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Organisation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=motcua.people.models.opaque_id,
                                editable=False,
                                max_length=16,
                                unique=True,
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("name_folded", models.CharField(db_index=True, max_length=200)),
                        ("tax_code", models.CharField(blank=True, max_length=14)),
                        ("phone", models.CharField(blank=True, max_length=30)),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        ("address", models.CharField(blank=True, max_length=300)),
                        ("checked_at", models.DateTimeField(blank=True, null=True)),
                        ("simulated", models.BooleanField(default=False)),
                        ("added_at", models.DateTimeField()),
                        (
                            "representative",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="represents",
                                to="people.person",
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="officer",
                    name="person",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="officer",
                        to="people.person",
                    ),
                ),
                migrations.CreateModel(
                    name="HelperMandate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=motcua.people.models.opaque_id,
                                editable=False,
                                max_length=16,
                                unique=True,
                            ),
                        ),
                        ("name", models.CharField(max_length=120)),
                        (
                            "capacity",
                            models.CharField(
                                choices=[
                                    ("near", "near"),
                                    ("village", "village"),
                                    ("union", "union"),
                                    ("post", "post"),
                                    ("other", "other"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("organisation", models.CharField(blank=True, max_length=200)),
                        ("allowed", models.CharField(blank=True, max_length=60)),
                        ("procedures", models.JSONField(default=list)),
                        ("dossier", models.CharField(blank=True, max_length=80)),
                        ("code_hash", models.CharField(blank=True, db_index=True, max_length=64)),
                        ("given_at", models.DateTimeField()),
                        ("starts_at", models.DateTimeField(null=True)),
                        ("ends_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("ended_by", models.CharField(blank=True, max_length=60)),
                        ("paper", models.CharField(blank=True, max_length=300)),
                        (
                            "noted_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.mandate",
                            ),
                        ),
                        (
                            "helped",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="helped_by",
                                to="people.person",
                            ),
                        ),
                        (
                            "helper",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="helps",
                                to="people.person",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="AccessLook",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("actor", models.CharField(max_length=60)),
                        ("what", models.CharField(max_length=60)),
                        ("subject", models.CharField(max_length=80)),
                        ("at", models.DateTimeField()),
                        (
                            "mandate",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="looks",
                                to="people.mandate",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="looks",
                                to="people.person",
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="account",
                    name="person",
                    field=models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="account",
                        to="people.person",
                    ),
                ),
                migrations.CreateModel(
                    name="SignInName",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=120, unique=True)),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="sign_in_names",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Succession",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("on", models.DateField()),
                        ("basis", models.CharField(max_length=200)),
                        (
                            "predecessor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="successions",
                                to="people.agency",
                            ),
                        ),
                        (
                            "successor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="origins",
                                to="people.agency",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Throttle",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("scope", models.CharField(max_length=40)),
                        ("key_hash", models.CharField(max_length=64)),
                        ("tries", models.PositiveIntegerField()),
                        ("started_at", models.DateTimeField(db_index=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("scope", "key_hash"), name="people_throttle_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Token",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=80)),
                        ("digest", models.BinaryField(max_length=32, unique=True)),
                        ("scopes", models.CharField(max_length=200)),
                        ("made_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
                        ("used_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="tokens",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.AddConstraint(
                    model_name="agency",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(
                            models.Q(("code", ""), _negated=True), ("valid_until__isnull", True)
                        ),
                        fields=("code",),
                        name="people_agency_code_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="agency",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(
                            models.Q(("code_new", ""), _negated=True), ("valid_until__isnull", True)
                        ),
                        fields=("code_new",),
                        name="people_agency_code_new_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="agency",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("key", ""), _negated=True),
                        fields=("key",),
                        name="people_agency_key_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="agency",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_from__isnull", True),
                            ("valid_until__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="people_agency_validity_runs_forward",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="answeredkey",
                    constraint=models.UniqueConstraint(
                        fields=("account", "key_digest"), name="people_answered_key_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="mandate",
                    index=models.Index(fields=["agency", "role"], name="people_mandate_at_agency"),
                ),
                migrations.AddConstraint(
                    model_name="mandate",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at__isnull", True), ("ends_at__gt", models.F("starts_at")), _connector="OR"
                        ),
                        name="people_mandate_runs_forward",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="absence",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="people_absence_runs_forward",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="absence",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("officer", models.F("cover")), _negated=True),
                        name="people_absence_of_another",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="organisation",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("tax_code", ""), _negated=True),
                        fields=("tax_code",),
                        name="people_organisation_tax_code_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="helpermandate",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("helped", models.F("helper")), _negated=True),
                        name="people_helper_is_another",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="helpermandate",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("starts_at__isnull", True), ("helper__isnull", False), _connector="OR"
                        ),
                        name="people_help_runs_with_helper",
                    ),
                ),
                migrations.AddIndex(
                    model_name="accesslook",
                    index=models.Index(fields=["person", "-at"], name="people_look_at_person"),
                ),
                migrations.AddIndex(
                    model_name="accesslook",
                    index=models.Index(fields=["mandate", "-at"], name="people_look_by_mandate"),
                ),
                migrations.AddConstraint(
                    model_name="succession",
                    constraint=models.UniqueConstraint(
                        fields=("predecessor", "successor"), name="people_succession_once"
                    ),
                ),
            ]
        ),
    ]
