"""Tables of the room; docs/reference/walk.md draws how they belong together."""

import secrets
import uuid
from enum import Enum

from django.db import models
from django.db.models import Q
from django.db.models.functions import Right

from motcua.dossiers.clock_models import Recount, RecountDay, StepAlert  # noqa: F401
from motcua.dossiers.opinion_models import Opinion as Opinion
from motcua.dossiers.original_models import Original as Original
from motcua.dossiers.reserved_models import ReservedNumber as ReservedNumber
from motcua.dossiers.rules.digital import PaperSource
from motcua.dossiers.rules.electronic import Electronic
from motcua.dossiers.rules.held import HeldSource
from motcua.dossiers.rules.inputs import Capacity, Collector, Delivery, Outcome, PaperKind, Party
from motcua.dossiers.rules.states import Channel, State
from motcua.dossiers.wait_models import Wait as Wait
from motcua.dossiers.wait_models import WaitKind as WaitKind


def _salt() -> bytes:
    return secrets.token_bytes(16)


# The digits of a running number that an index holds: few days give more.
NUMBER_END = 4


def _choices(enum: type[Enum]) -> list[tuple[str | int, str]]:
    return [(member.value, member.name.lower()) for member in enum]


class Draft(models.Model):
    """What a person has typed so far. Saving it is not an act; it is sealed as a whole and expires."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    version = models.ForeignKey("procedures.Version", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="+", null=True)
    # The answer to what an office waits for is drafted in the same way; None for a request of its own.
    wait = models.ForeignKey("Wait", on_delete=models.CASCADE, null=True, related_name="+")
    case = models.CharField(max_length=40, blank=True)
    page = models.CharField(max_length=60, blank=True)
    sealed = models.TextField(blank=True)  # JSON of the answers, encrypted
    revision = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-saved_at"], name="draft_of_person")]
        constraints = [models.UniqueConstraint(fields=["person", "wait"], name="one_answer_a_person")]


class DraftPaper(models.Model):
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="papers")
    code = models.CharField(max_length=40)
    file_id = models.BigIntegerField()
    name = models.CharField(max_length=200)
    size_bytes = models.BigIntegerField()
    issued_on = models.DateField(null=True)  # the date on the paper, where the law lets it grow old
    held = models.ForeignKey("Held", on_delete=models.PROTECT, null=True, related_name="+")  # from the store
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]


class Representation(models.Model):
    """Somebody acts for an organisation or for another person: for whom and as what, as stated. Never changed.

    What an officer compared stands on the dossier (`applicant_checked_at`, `applicant`); until then a stated number
    gives nobody sight of anything. `named` is the person the stated number belongs to, should it be one we know:
    so that they, too, handle no dossier of their own.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    party = models.CharField(max_length=12, choices=_choices(Party))
    capacity = models.CharField(max_length=12, choices=_choices(Capacity))
    relation = models.CharField(max_length=200, blank=True)
    representative = models.CharField(max_length=120)
    birth_date = models.DateField(null=True)  # of the person acted for
    identity_hash = models.CharField(max_length=64, blank=True, db_index=True)
    sealed = models.TextField(blank=True)  # the identity number, encrypted
    named = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    stated_at = models.DateTimeField()


class NumberSeries(models.Model):
    """The last number an agency gave on a day."""

    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "day"], name="one_series_a_day")]


class Dossier(models.Model):
    """One person's request (hồ sơ). Changed only by acts, each a conditional update on `revision`."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # its name in the chronicle
    number = models.CharField(max_length=60, unique=True, null=True)  # taken last before commit
    submission = models.UUIDField(unique=True)  # the same submission sent twice is one dossier
    revision = models.PositiveIntegerField(default=1)
    version = models.ForeignKey("procedures.Version", on_delete=models.PROTECT, related_name="+")
    procedure_name = models.CharField(max_length=500)
    case = models.CharField(max_length=40)
    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="+", db_index=False)
    channel = models.PositiveSmallIntegerField(choices=_choices(Channel))
    state = models.PositiveSmallIntegerField(choices=_choices(State))
    state_since = models.DateTimeField()
    sets = models.PositiveSmallIntegerField(default=1)
    delivery = models.CharField(max_length=12, choices=_choices(Delivery))

    # As stated on this request; the person's own record may change later.
    applicant = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    sender = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    # When somebody acts for the applicant; and when an officer compared what they stated.
    representation = models.OneToOneField(
        Representation, on_delete=models.PROTECT, null=True, related_name="dossier"
    )
    applicant_checked_at = models.DateTimeField(null=True)
    applicant_name = models.CharField(max_length=200)
    applicant_folded = models.CharField(max_length=200)
    applicant_phone = models.CharField(max_length=20, blank=True)
    applicant_email = models.CharField(max_length=254, blank=True)
    applicant_address = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=2, default="vi")
    data = models.JSONField(default=dict)  # ordinary answers
    sealed = models.TextField(blank=True)  # sensitive answers, encrypted JSON
    salt = models.BinaryField(max_length=16, default=_salt)  # of the look-up secret

    # Where it is: a step of the procedure, the agency of that step, and who holds it.
    step = models.PositiveSmallIntegerField(default=0)
    step_role = models.CharField(max_length=20, blank=True)
    step_since = models.DateTimeField()
    step_agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey(
        "people.Officer", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    outcome = models.CharField(max_length=8, choices=_choices(Outcome), blank=True)
    approved_at = models.DateTimeField(null=True)
    electronic = models.CharField(max_length=8, choices=_choices(Electronic), blank=True, default="")

    submitted_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    promised_at = models.DateTimeField(null=True)  # the date of the receipt; never moves earlier
    due_at = models.DateTimeField(null=True)  # in force now; empty while the clock stands
    desk_at = models.DateTimeField()  # order on the desk: what is due first; far away while paused
    done_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)  # done, or ended without a result
    late = models.BooleanField(null=True)  # settled when done: after the date in force
    supplements = models.PositiveSmallIntegerField(default=0)
    originals = models.PositiveSmallIntegerField(default=0)  # that lie at the office now
    duties = models.PositiveSmallIntegerField(default=0)  # how often money owed was asked for
    extended = models.PositiveSmallIntegerField(default=0)
    simulated = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__gte=1, state__lte=10), name="one_of_ten_states"),
            models.CheckConstraint(condition=Q(promised_at__isnull=True) | Q(received_at__isnull=False), name="promised_after_receipt"),
        ]  # fmt: skip
        # Each act writes each of these again, so a key that is the beginning of one here has no index of its own.
        indexes = [
            models.Index(fields=["step_agency", "desk_at", "id"], name="desk_of_agency", condition=Q(state__in=[1, 2, 4, 5, 6])),
            models.Index(fields=["holder", "desk_at", "id"], name="desk_of_officer", condition=Q(state__in=[1, 2, 4, 5, 6])),
            models.Index(fields=["desk_at", "id"], name="desk_of_all", condition=Q(state__in=[1, 2, 4, 5, 6])),
            # Waiting to be collected: written once, by the act that issues the result.
            models.Index(fields=["desk_at", "id"], name="desk_of_done", condition=Q(state=9)),
            models.Index(fields=["done_at", "id"], name="dossiers_by_done", condition=Q(done_at__isnull=False)),
            models.Index(fields=["organisation"], name="dossiers_of_firm", condition=Q(organisation__isnull=False)),
            models.Index(fields=["agency", "state", "id"], name="dossiers_by_state"),
            models.Index(fields=["agency", "-submitted_at", "-id"], name="register_of_agency"),
            models.Index(fields=["submitted_at", "id"], name="register_of_all"),
            models.Index(fields=["applicant", "-submitted_at"], name="dossiers_of_person"),
            models.Index(fields=["sender", "-submitted_at"], name="dossiers_sent_by"),
            models.Index(fields=["applicant_folded"], name="dossiers_by_name", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["applicant_phone"], name="dossiers_by_phone"),
            models.Index(Right("number", NUMBER_END), "id", name="dossiers_by_end"),
        ]  # fmt: skip

    @property
    def has_waited(self) -> bool:
        """Whether its clock ever stood; most never do, and are spared the question."""
        return bool(self.supplements or self.duties)


class Paper(models.Model):
    """One paper handed in."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="papers")
    wait = models.ForeignKey("Wait", on_delete=models.PROTECT, null=True, related_name="papers")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=500)
    kind = models.CharField(max_length=12, choices=_choices(PaperKind))
    quantity = models.PositiveSmallIntegerField(default=1)
    file_id = models.BigIntegerField(null=True)
    issued_on = models.DateField(null=True)
    source = models.CharField(
        max_length=10, choices=_choices(PaperSource), default=PaperSource.HANDED_IN.value
    )
    held = models.ForeignKey(  # from the store; found from there by `Reuse`
        "Held", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]


class Digitisation(models.Model):
    """One paper made electronic at the counter: scanned by one officer, compared and signed off by one. Never a tick."""

    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, related_name="digitisation")
    scan_id = models.BigIntegerField()  # the file as it was scanned
    copy_id = models.BigIntegerField()  # its searchable copy in `documents`
    scanned_at = models.DateTimeField()
    scanned_by = models.ForeignKey("people.Officer", on_delete=models.PROTECT, related_name="+")
    signed_off_at = models.DateTimeField(null=True)
    signed_off_by = models.ForeignKey("people.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    sealed = models.TextField(blank=True)  # what the officer confirmed the paper says, encrypted JSON
    expires_on = models.DateField(null=True)  # the paper's last day of validity, as the officer read it

    class Meta:
        ordering = ["id"]


class Movement(models.Model):
    """One act in the dossier's own timeline: who, when, from where to where, in what words.

    Found by its dossier alone, so its other keys have no index: each act would write it.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="movements", db_index=False)
    seq = models.PositiveIntegerField()
    act = models.CharField(max_length=40)
    at = models.DateTimeField()
    actor = models.CharField(max_length=60)
    officer = models.ForeignKey(
        "people.Officer", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    agency = models.ForeignKey(
        "people.Agency", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    from_state = models.PositiveSmallIntegerField(null=True)
    to_state = models.PositiveSmallIntegerField()
    from_step = models.PositiveSmallIntegerField(null=True)
    to_step = models.PositiveSmallIntegerField()
    to_agency = models.ForeignKey(
        "people.Agency", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    to_officer = models.ForeignKey(
        "people.Officer", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    used_minutes = models.IntegerField(null=True)  # working minutes spent in the step that ends here
    allotted_minutes = models.IntegerField(null=True)
    text = models.TextField(blank=True)  # free words stay here; the chronicle has their salted digest
    facts = models.JSONField(default=dict)
    # What the act changed, as it stood before: only of acts that may be taken back for a while.
    before = models.JSONField(null=True)
    salt = models.BinaryField(max_length=16)
    entry_hash = models.BinaryField(max_length=32)

    class Meta:
        ordering = ["seq"]
        constraints = [models.UniqueConstraint(fields=["dossier", "seq"], name="one_movement_a_revision")]


class Passage(models.Model):
    """A stay that ended, at an agency on the way: neither where it was received nor where it is. It may still read.

    A row of its own, because most dossiers never leave the agency that received them: asking the movements would
    read three rows for each dossier to find none.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="passages")
    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="+", db_index=False)
    left_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["agency", "dossier"], name="passages_of_agency")]


class Extension(models.Model):
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="extensions")
    number = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()
    by = models.ForeignKey("people.Officer", on_delete=models.PROTECT, related_name="+")
    old_due = models.DateTimeField()
    new_due = models.DateTimeField()
    reason = models.TextField()
    after_due = models.BooleanField()  # the apology came when it was already late

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["dossier", "number"], name="extension_number_once")]


class ResultDraft(models.Model):
    """The electronic result of one dossier, from the proposal to the stamp (docs/reference/results.md)."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="draft")
    locked = models.TextField()  # what it is to say, encrypted JSON
    proposed_at = models.DateTimeField()
    # The file somebody reads and signs: drawn for one signer, whose name and title it bears.
    file_id = models.BigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    drawn_for = models.ForeignKey("people.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    signing = models.UUIDField(null=True, unique=True)
    stamping = models.UUIDField(null=True, unique=True)


class Result(models.Model):
    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="result")
    outcome = models.CharField(max_length=8, choices=_choices(Outcome))
    kind = models.CharField(max_length=300)
    number = models.CharField(max_length=60, blank=True)
    summary = models.TextField(blank=True)
    signer = models.ForeignKey("people.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField()
    file_id = models.BigIntegerField(null=True)


class HandOver(models.Model):
    """The result in somebody's hand."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="hand_over")
    at = models.DateTimeField()
    by = models.ForeignKey("people.Officer", on_delete=models.PROTECT, related_name="+")
    collector = models.CharField(max_length=12, choices=_choices(Collector))
    name = models.CharField(max_length=200)
    authorisation = models.CharField(max_length=500, blank=True)


class Held(models.Model):
    """One paper in a person's or an organisation's store (kho dữ liệu): a reference to a file, never a copy of it.

    Whether it still holds is asked each time: of its own expiry date, and of the record of issued originals.
    """

    key = models.UUIDField(
        default=uuid.uuid4, unique=True, editable=False
    )  # its name in addresses and entries
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    source = models.CharField(max_length=10, choices=_choices(HeldSource))
    code = models.CharField(max_length=40)  # of the paper on its procedure's list; empty for a result
    name = models.CharField(max_length=500)
    issuer = models.CharField(max_length=300, blank=True)
    issued_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    file_id = models.BigIntegerField(null=True)  # empty once it was erased
    original = models.UUIDField(null=True)  # in the record of issued originals
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+")  # where it came from
    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, null=True, related_name="+")
    result = models.OneToOneField(Result, on_delete=models.PROTECT, null=True, related_name="+")
    held_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(organisation__isnull=False), name="held_for_somebody"
            )
        ]


class Reuse(models.Model):
    """One stored paper used in another request, with the owner's consent: given online, or told to an officer."""

    held = models.ForeignKey(Held, on_delete=models.PROTECT, related_name="reuses")
    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, related_name="reuse")
    at = models.DateTimeField()
    officer = models.ForeignKey("people.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    entry_hash = models.BinaryField(max_length=32)


class SnapshotKind(models.TextChoices):
    OPEN = "open"  # what lies open now; counted every few minutes
    SETTLED = "settled"  # what was received and finished in the last weeks; counted every hour


class Snapshot(models.Model):
    """What a clocked job counted for one agency, or for the whole node, so that no page counts without bound.

    It holds numbers only; it is written over, belongs to no act and may be lost: the next run counts again.
    """

    scope = models.CharField(max_length=20)  # id of the agency, or "node"
    kind = models.CharField(max_length=10, choices=SnapshotKind.choices)
    agency = models.ForeignKey("people.Agency", on_delete=models.CASCADE, null=True, related_name="+")
    made_at = models.DateTimeField()
    data = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "kind"], name="one_snapshot_a_scope")]
