"""The request itself and its numbers."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Right

from motcua.dossiers.models.drafts import Representation
from motcua.dossiers.models.kinds import choices, new_salt
from motcua.dossiers.rules.electronic import Electronic
from motcua.dossiers.rules.inputs import Delivery, Outcome
from motcua.dossiers.rules.states import Channel, State
from motcua.rows import Listed

# The digits of a running number that an index holds: few days give more.
NUMBER_END = 4


class NumberSeries(models.Model):
    """The last number an agency gave on a day."""

    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "day"], name="one_series_a_day")]


class Dossier(Listed):
    """One person's request (hồ sơ). Changed only by acts, each a conditional update on `revision`."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # its name in the chronicle
    number = models.CharField(max_length=60, unique=True, null=True)  # taken last before commit
    submission = models.UUIDField(unique=True)  # the same submission sent twice is one dossier
    revision = models.PositiveIntegerField(default=1)
    version = models.ForeignKey("procedures.Version", on_delete=models.PROTECT, related_name="+")
    procedure_name = models.CharField(max_length=500)
    case = models.CharField(max_length=40)
    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="+", db_index=False)
    channel = models.PositiveSmallIntegerField(choices=choices(Channel))
    state = models.PositiveSmallIntegerField(choices=choices(State))
    state_since = models.DateTimeField()
    sets = models.PositiveSmallIntegerField(default=1)
    delivery = models.CharField(max_length=12, choices=choices(Delivery))

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
    representation = models.ForeignKey(
        Representation, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
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
    salt = models.BinaryField(max_length=16, default=new_salt)  # of the look-up secret

    # Where it is: a step of the procedure, the agency of that step, and who holds it.
    step = models.PositiveSmallIntegerField(default=0)
    step_role = models.CharField(max_length=20, blank=True)
    step_since = models.DateTimeField()
    step_agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey(
        "people.Officer", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    # Handed in with others under one receipt: which part of the whole, and whether it waits for another's result.
    bundle = models.ForeignKey(
        "dossiers.Bundle", on_delete=models.PROTECT, null=True, related_name="dossiers", db_index=False
    )
    part = models.CharField(max_length=40, blank=True, default="")
    awaits_part = models.BooleanField(default=False)
    counts_from = models.DateTimeField(null=True)  # since when its term runs, if not since it was taken in
    # Received at another desk of the province than that of the agency which decides; and collected at one.
    desk_agency = models.ForeignKey(
        "people.Agency", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    collect_agency = models.ForeignKey(
        "people.Agency", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    outcome = models.CharField(max_length=8, choices=choices(Outcome), blank=True)
    approved_at = models.DateTimeField(null=True)
    electronic = models.CharField(max_length=8, choices=choices(Electronic), blank=True, default="")

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
            models.UniqueConstraint(fields=["representation"], name="one_dossier_a_representation", condition=Q(representation__isnull=False)),
        ]  # fmt: skip
        # Each act writes each of these again, so a key that is the beginning of one here has no index of its own.
        indexes = [
            models.Index(fields=["step_agency", "desk_at", "id"], name="desk_of_agency", condition=Q(state__in=[1, 2, 4, 5, 6])),
            models.Index(fields=["holder", "desk_at", "id"], name="desk_of_officer", condition=Q(state__in=[1, 2, 4, 5, 6])),
            models.Index(fields=["desk_at", "id"], name="desk_of_all", condition=Q(state__in=[1, 2, 4, 5, 6])),
            # Waiting to be collected: written once, by the act that issues the result.
            models.Index(fields=["desk_at", "id"], name="desk_of_done", condition=Q(state=9)),
            models.Index(fields=["step_agency", "desk_at", "id"], name="done_of_agency", condition=Q(state=9, number__isnull=False)),
            models.Index(fields=["done_at", "id"], name="dossiers_by_done", condition=Q(done_at__isnull=False)),
            models.Index(fields=["organisation"], name="dossiers_of_firm", condition=Q(organisation__isnull=False)),
            models.Index(fields=["bundle", "id"], name="dossiers_of_bundle", condition=Q(bundle__isnull=False)),
            models.Index(fields=["id"], name="parts_that_wait", condition=Q(awaits_part=True)),
            models.Index(fields=["agency", "state", "id"], name="dossiers_by_state"),
            models.Index(fields=["state", "id"], name="dossiers_in_state", condition=Q(number__isnull=False)),
            models.Index(fields=["step_agency", "state", "id"], name="dossiers_from_elsewhere", condition=~Q(step_agency=F("agency"))),
            models.Index(fields=["agency", "-submitted_at", "-id"], name="register_of_agency"),
            models.Index(fields=["submitted_at", "id"], name="register_of_all"),
            models.Index(fields=["applicant", "id"], name="dossiers_of_person"),
            models.Index(fields=["sender", "id"], name="dossiers_sent_by", condition=Q(sender__isnull=False)),
            models.Index(fields=["applicant_folded"], name="dossiers_by_name", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["applicant_phone"], name="dossiers_by_phone"),
            models.Index(Right("number", NUMBER_END), "id", name="dossiers_by_end"),
        ]  # fmt: skip

    @property
    def has_waited(self) -> bool:
        """Whether its clock ever stood; most never do, and are spared the question."""
        return bool(self.supplements or self.duties)
