"""What was sent at the nation, on both sides of its way; docs/reference/submissions.md."""

import secrets
import uuid

from django.db import models
from django.db.models import Q

from motcua.exchange.rules.submissions import OPEN, Stage

SALT_BYTES = 16


def salt() -> bytes:
    return secrets.token_bytes(SALT_BYTES)


class Series(models.Model):
    """The last receipt number that the nation gave on a day."""

    day = models.DateField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.day}: {self.last}"


class Submission(models.Model):
    """What somebody sent at the nation, on its way to an office. Not a dossier: it becomes one at its node."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)  # the draft's
    code = models.CharField(max_length=20, unique=True)
    salt = models.BinaryField(max_length=SALT_BYTES, default=salt)  # of the look-up secret
    node = models.ForeignKey("exchange.Node", on_delete=models.PROTECT, related_name="+", db_index=False)
    procedure = models.CharField(max_length=60)
    version = models.ForeignKey("procedures.Version", on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    place = models.CharField(max_length=40)  # identifier of the agency
    place_name = models.CharField(max_length=200)
    place_name_en = models.CharField(max_length=200, blank=True)
    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="+", db_index=False)
    case = models.CharField(max_length=40)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")  # who sent it
    sealed = models.TextField(blank=True)  # answers and applicant, encrypted; empty once erased
    stage = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Stage])
    submitted_at = models.DateTimeField()  # the legal moment
    fetched_at = models.DateTimeField(null=True)  # the last time
    settled_at = models.DateTimeField(null=True)  # taken or refused
    number = models.CharField(max_length=60, blank=True)  # at the office
    refused_code = models.CharField(max_length=60, blank=True)
    refused_words = models.CharField(max_length=500, blank=True)
    alarmed_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["node", "fetched_at", "submitted_at"],
                name="submissions_open",
                condition=Q(stage__in=[stage.value for stage in OPEN]),
            ),
            models.Index(fields=["settled_at"], name="submissions_settled", condition=Q(erased_at=None)),
        ]

    def __str__(self) -> str:
        return self.code


class SubmissionFile(models.Model):
    """One paper of a submission; its file is held until it is erased."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="files", db_index=False)
    seq = models.PositiveSmallIntegerField()
    file_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "seq"], name="one_file_a_place")]

    def __str__(self) -> str:
        return f"{self.submission_id}/{self.seq}"


class Landing(models.Model):
    """A submission from the nation on its way into this node, from the first word of it to its number told back."""

    key = models.UUIDField(primary_key=True, editable=False)
    code = models.CharField(max_length=20)
    procedure = models.CharField(max_length=60)
    place = models.CharField(max_length=40)
    submitted_at = models.DateTimeField()
    sender = models.CharField(max_length=64, blank=True)  # the person's opaque id at the nation
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    number = models.CharField(max_length=60, blank=True)
    refused_code = models.CharField(max_length=60, blank=True)
    refused_words = models.CharField(max_length=500, blank=True)
    heard_at = models.DateTimeField()  # the first time
    settled_at = models.DateTimeField(null=True)  # landed or refused here
    told_at = models.DateTimeField(null=True)  # the nation knows
    failures = models.PositiveIntegerField(default=0)  # in a row
    problem = models.CharField(max_length=60, blank=True)
    next_at = models.DateTimeField(null=True)  # not asked for before
    alarmed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["heard_at"], name="landings_open", condition=Q(told_at=None)),
            models.Index(fields=["sender"], name="landings_of_sender"),
        ]

    def __str__(self) -> str:
        return self.code
