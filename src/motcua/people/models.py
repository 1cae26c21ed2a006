"""Tables: agencies and successors, persons, organisations, accounts, officers, mandates, looks, tries."""

import secrets
from base64 import b32encode
from enum import StrEnum

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from motcua.rows import Listed

from .rules import Gender, Level, Role
from .rules.helping import Capacity as HelpCapacity


def opaque_id() -> str:
    """A random public id of 80 bits: 16 letters and digits."""
    return b32encode(secrets.token_bytes(10)).decode().lower()


def _choices(kind: type[StrEnum]) -> list[tuple[str, str]]:
    return [(value.value, value.value) for value in kind]


class Agency(models.Model):
    """A node in the tree of the state: nation, ministry, province, department, commune, branch, unit."""

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    # By what loaded data and the sample know this row again, whatever it is called by then.
    key = models.CharField(max_length=80, blank=True)
    # Ids from the root down to this row, "/1/15/". A prefix of it is an agency above.
    path = models.CharField(max_length=120, db_index=True)
    level = models.CharField(max_length=12, choices=_choices(Level))
    name = models.CharField(max_length=200)
    name_folded = models.CharField(max_length=200, db_index=True)
    name_en = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=40, blank=True, help_text="Lowest level first: 000.00.15.H15")
    code_new = models.CharField(max_length=40, blank=True, help_text="Highest level first: H15.15")
    province_code_gso = models.CharField(max_length=2, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    address = models.CharField(max_length=300, blank=True)
    email = models.EmailField(blank=True)
    # Of an agency that a ministry has in a province or commune (cơ quan ngành dọc): it is not its committee's.
    ministry = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True, help_text="First day on which it no longer acts")
    basis = models.CharField(max_length=200, blank=True)
    verified = models.BooleanField(default=True)
    simulated = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            # A successor may carry on the code of an agency that has ended: H15 before and after 2025-07-01.
            UniqueConstraint(
                fields=["code"],
                condition=~Q(code="") & Q(valid_until__isnull=True),
                name="people_agency_code_once",
            ),
            UniqueConstraint(
                fields=["code_new"],
                condition=~Q(code_new="") & Q(valid_until__isnull=True),
                name="people_agency_code_new_once",
            ),
            UniqueConstraint(fields=["key"], condition=~Q(key=""), name="people_agency_key_once"),
            CheckConstraint(
                condition=Q(valid_until__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_until__gt=F("valid_from")),
                name="people_agency_validity_runs_forward",
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)


class Succession(models.Model):
    """One agency takes over from another: 63 provinces became 34 on 2025-07-01."""

    predecessor = models.ForeignKey(Agency, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Agency, models.PROTECT, related_name="origins")
    on = models.DateField()
    basis = models.CharField(max_length=200)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["predecessor", "successor"], name="people_succession_once"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"


class Person(Listed):
    """A human being. The public id is all that the chronicle and addresses ever see."""

    public_id = models.CharField(max_length=16, unique=True, default=opaque_id, editable=False)
    full_name = models.CharField(max_length=120)
    full_name_folded = models.CharField(max_length=120, db_index=True)
    birth_date = models.DateField(null=True, blank=True)
    gender = models.CharField(max_length=6, choices=_choices(Gender), blank=True)
    phone = models.CharField(max_length=30, blank=True)
    phone_digits = models.CharField(max_length=15, blank=True, db_index=True)
    email = models.EmailField(blank=True)
    address = models.CharField(max_length=300, blank=True)
    identity_hash = models.CharField(max_length=64, blank=True, db_index=True)
    identity_locked = models.CharField(max_length=200, blank=True)
    # When an officer compared the number with the card. Until then it is only what someone wrote.
    identity_checked_at = models.DateTimeField(null=True, blank=True)
    household_key = models.CharField(max_length=40, blank=True, db_index=True)
    simulated = models.BooleanField(default=False)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            # Otherwise whoever types another's number first would receive their dossiers.
            UniqueConstraint(
                fields=["identity_hash"],
                condition=Q(identity_checked_at__isnull=False) & ~Q(identity_hash=""),
                name="people_checked_identity_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class Organisation(models.Model):
    """A firm, cooperative or body that asks for something."""

    public_id = models.CharField(max_length=16, unique=True, default=opaque_id, editable=False)
    name = models.CharField(max_length=200)
    name_folded = models.CharField(max_length=200, db_index=True)
    tax_code = models.CharField(max_length=14, blank=True)
    representative = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="represents"
    )
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    address = models.CharField(max_length=300, blank=True)
    # When an officer compared code and name with the certificate. Until then they are what someone wrote.
    checked_at = models.DateTimeField(null=True, blank=True)
    simulated = models.BooleanField(default=False)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["tax_code"], condition=~Q(tax_code=""), name="people_organisation_tax_code_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class Accounts(BaseUserManager["Account"]):
    def get_by_natural_key(self, name: str | None) -> "Account":
        return self.get(name=name)


class Account(AbstractBaseUser):
    """A way to sign in. `name` is the first of its sign-in names; `SignInName` holds them all."""

    person = models.OneToOneField(Person, models.PROTECT, null=True, blank=True, related_name="account")
    name = models.CharField(max_length=120, unique=True)
    language = models.CharField(max_length=5, default="vi")
    is_active = models.BooleanField(default=True)
    # Made for office work only: without a mandate there is nothing to do with it.
    officers_only = models.BooleanField(default=False)
    simulated = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    objects = Accounts()
    USERNAME_FIELD = "name"

    def __str__(self) -> str:
        return f"account {self.pk}"

    @property
    def full_name(self) -> str:
        """What the head of a page calls whoever is signed in."""
        return self.person.full_name if self.person else self.name


class SignInName(models.Model):
    """A phone number, e-mail address or officer code that opens an account."""

    name = models.CharField(max_length=120, unique=True)
    account = models.ForeignKey(Account, models.CASCADE, related_name="sign_in_names")

    def __str__(self) -> str:
        return f"name of account {self.account_id}"


class Officer(models.Model):
    """A person in service of the state."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="officer")
    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=120, blank=True)
    simulated = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.code)


class Mandate(models.Model):
    """A role at an agency (perhaps at one desk), from one moment to another, on a legal basis."""

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="mandates")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="mandates")
    role = models.CharField(max_length=20, choices=_choices(Role))
    desk = models.CharField(max_length=80, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    basis = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="people_mandate_runs_forward",
            ),
        ]
        indexes = [Index(fields=["agency", "role"], name="people_mandate_at_agency")]

    def __str__(self) -> str:
        return f"mandate:{self.pk}"


class Absence(models.Model):
    """An officer is away from one day to another (both included); on these days a colleague stands in, or nobody."""

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="absences")
    cover = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="covers")
    starts_on = models.DateField()
    ends_on = models.DateField()
    recorded_by = models.CharField(max_length=60)
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # back earlier

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="people_absence_runs_forward"),
            CheckConstraint(condition=~Q(officer=F("cover")), name="people_absence_of_another"),
        ]

    def __str__(self) -> str:
        return f"absence:{self.pk}"


class HelperMandate(models.Model):
    """A person lets another act for them in named matters, for a time. It runs once both have agreed."""

    public_id = models.CharField(max_length=16, unique=True, default=opaque_id, editable=False)
    helped = models.ForeignKey(Person, models.PROTECT, related_name="helped_by")
    # Nobody until the one who was named has confirmed.
    helper = models.ForeignKey(Person, models.PROTECT, null=True, related_name="helps")
    name = models.CharField(max_length=120)  # of the helper, as the helped person wrote it
    capacity = models.CharField(max_length=10, choices=_choices(HelpCapacity))
    organisation = models.CharField(max_length=200, blank=True)
    allowed = models.CharField(max_length=60, blank=True)  # words, in order, with spaces between
    procedures = models.JSONField(default=list)  # codes
    dossier = models.CharField(max_length=80, blank=True)  # as the chronicle names it
    code_hash = models.CharField(
        max_length=64, blank=True, db_index=True
    )  # of the invitation, until it is used
    given_at = models.DateTimeField()
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=60, blank=True)
    # At a counter: who saw both cards and the authorisation, and what that paper was.
    noted_by = models.ForeignKey(Mandate, models.PROTECT, null=True, related_name="+")
    paper = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            CheckConstraint(condition=~Q(helped=F("helper")), name="people_helper_is_another"),
            CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(helper__isnull=False),
                name="people_help_runs_with_helper",
            ),
        ]

    def __str__(self) -> str:
        return f"helper-mandate:{self.public_id}"


class AccessLook(models.Model):
    """Who looked at what and when. Kept outside the chronicle, shown to the person who was looked at."""

    mandate = models.ForeignKey(Mandate, models.PROTECT, null=True, blank=True, related_name="looks")
    actor = models.CharField(max_length=60)
    what = models.CharField(max_length=60)
    subject = models.CharField(max_length=80)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="looks")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            Index(fields=["person", "-at"], name="people_look_at_person"),
            Index(fields=["mandate", "-at"], name="people_look_by_mandate"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.subject}"


class Throttle(models.Model):
    """How many tries were spent in the present window. Keys are keyed hashes: no names, no addresses."""

    scope = models.CharField(max_length=40)
    key_hash = models.CharField(max_length=64)
    tries = models.PositiveIntegerField()
    started_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["scope", "key_hash"], name="people_throttle_once")]

    def __str__(self) -> str:
        return f"{self.scope} {self.tries}"


class Token(models.Model):
    """A key by which a program acts for an account; the secret itself is shown once and kept nowhere."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.BinaryField(max_length=32, unique=True)
    scopes = models.CharField(max_length=200)  # words, in order, with spaces between
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)  # to within some minutes
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"token:{self.pk}"


class AnsweredKey(models.Model):
    """A key that a program gave with something it may do once, and where the answer is found; no words of anybody."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="answered_keys")
    key_digest = models.BinaryField(max_length=32)
    asked_digest = models.BinaryField(max_length=32)  # of the route and of what was sent
    answer = models.JSONField(default=dict)  # ids and codes only
    made_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["account", "key_digest"], name="people_answered_key_once")]

    def __str__(self) -> str:
        return f"answered key of account {self.account_id}"
