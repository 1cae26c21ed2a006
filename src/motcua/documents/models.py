import uuid
from enum import StrEnum

from django.db import models

from motcua.documents.rules import ScanState
from motcua.documents.rules.signing import Purpose, SigningState, Status


class Destruction(models.Model):
    """One decision by which files were destroyed whose time of keeping was over. Never changed."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # its name in the chronicle
    decision = models.CharField(max_length=300)  # number, day and authority; the chronicle holds its digest
    listed = models.CharField(max_length=64)  # the mark of the list that was decided on
    salt = models.BinaryField(max_length=16)
    by = models.CharField(max_length=80)  # an actor
    at = models.DateTimeField()
    entry_hash = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"destruction:{self.key}"


class File(models.Model):
    """One file that was handed in. Two rows with one hash share their bytes on disk.

    The row of a destroyed file stays without its name: it says that there was one, and by which decision it went.
    """

    sha256 = models.CharField(max_length=64, db_index=True)
    media_type = models.CharField(max_length=100)
    size_bytes = models.PositiveBigIntegerField()
    name = models.CharField(max_length=200)
    stored_by = models.CharField(max_length=80)  # an actor: opaque, never a name
    stored_at = models.DateTimeField()
    # What a virus scanner said of its content; two rows with one content always say the same.
    scan = models.CharField(
        max_length=12,
        default=ScanState.NOT_SCANNED.value,
        choices=[(state.value, state.name.lower()) for state in ScanState],
    )
    scan_found = models.CharField(max_length=120, blank=True)  # the scanner's name for it
    scanned_at = models.DateTimeField(null=True)
    destruction = models.ForeignKey(
        Destruction, on_delete=models.PROTECT, null=True, related_name="files", db_index=False
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["id"],
                name="documents_not_scanned",
                condition=models.Q(scan=ScanState.NOT_SCANNED.value),
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.media_type}"


class Reading(models.Model):
    """What one reader found in one content, kept so that no content is opened twice for the same question."""

    sha256 = models.CharField(max_length=64)
    reader = models.CharField(max_length=40)  # its name and version: "look:2"
    at = models.DateTimeField()
    locked = models.TextField()  # JSON, encrypted: it may hold people's names

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sha256", "reader"], name="documents_read_once")]

    def __str__(self) -> str:
        return f"{self.reader} of {self.sha256[:12]}"


class Hold(models.Model):
    """Someone needs this file. A file that nobody holds is removed after a grace time."""

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="holds")
    holder = models.CharField(max_length=80)  # "dossiers.paper:17"
    # The last day it must be kept, once its holder's work is over. Past it, a person decides; nothing goes by itself.
    until = models.DateField(null=True)
    # From when that counts and by which dated value: a value that is corrected to more years keeps the file longer.
    ended_on = models.DateField(null=True)
    rule = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "holder"], name="documents_hold_once")]
        indexes = [
            models.Index(
                fields=["until"], name="documents_kept_until", condition=models.Q(until__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.holder} holds {self.file_id}"


class CopyState(models.TextChoices):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Copy(models.Model):
    """One searchable copy (PDF/A) of a file: asked for by a person, made by a job page by page."""

    file = models.OneToOneField(File, on_delete=models.PROTECT, related_name="copy")
    state = models.CharField(max_length=8, choices=CopyState.choices, default=CopyState.WAITING.value)
    problem = models.CharField(max_length=20, blank=True)  # a code of rules.copies
    pages_done = models.PositiveSmallIntegerField(default=0)
    pages_total = models.PositiveSmallIntegerField(default=0)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)  # moved on with each page: a worker that died is noticed
    done_at = models.DateTimeField(null=True)
    result = models.ForeignKey(File, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(
                fields=["id"],
                name="documents_copies_to_make",
                condition=models.Q(state__in=["waiting", "running"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"


class CopyPage(models.Model):
    """One page of a copy: a picture to compare with, and the words that were recognised, locked."""

    copy = models.ForeignKey(Copy, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveSmallIntegerField()
    picture = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    locked = models.TextField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["copy", "number"], name="documents_page_once")]

    def __str__(self) -> str:
        return f"page {self.number} of {self.copy_id}"


def _choices(enum: type[StrEnum]) -> list[tuple[str, str]]:
    return [(member.value, member.name.lower()) for member in enum]


class Signing(models.Model):
    """One signature asked for. Takes one outcome, whoever works on it (docs/reference/results.md)."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # its name in the chronicle
    purpose = models.CharField(max_length=8, choices=_choices(Purpose))
    holder = models.CharField(max_length=80)  # who needs it: "dossiers.draft:17"
    signer = models.CharField(max_length=80)  # in the register of signers: "officer:code", "agency:code"
    asked_by = models.CharField(max_length=80)  # an actor
    asked_at = models.DateTimeField()
    input_file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    input_sha256 = models.CharField(max_length=64)
    stamp = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=_choices(SigningState), default=SigningState.ASKED.value)
    # A worker's claim: only whoever holds it may record the outcome, and only for a while.
    claim = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    tried = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField()
    problem = models.CharField(max_length=20, blank=True)
    output_file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+", null=True)
    output_sha256 = models.CharField(max_length=64, blank=True)
    signed_at = models.DateTimeField(null=True)
    level = models.CharField(max_length=6, blank=True)
    entry_hash = models.BinaryField(max_length=32, default=bytes)  # of the entry that says it was signed

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["holder", "purpose"],
                condition=models.Q(state__in=["asked", "stuck"]),
                name="documents_one_signing_waits",
            )
        ]
        indexes = [
            models.Index(
                fields=["next_try_at", "id"],
                name="documents_signing_due",
                condition=models.Q(state="asked"),
            ),
            models.Index(fields=["holder"], name="documents_signings_of"),
        ]

    def __str__(self) -> str:
        return f"signing:{self.key}"


class Original(models.Model):
    """One electronic original that was issued; every copy of its bytes is as good as the first."""

    key = models.UUIDField(unique=True, editable=False)  # its code; the key of the stamping
    holder = models.CharField(max_length=80, unique=True)
    what = models.CharField(max_length=300)
    issuer = models.CharField(max_length=60)
    issuer_name = models.CharField(max_length=300)
    number = models.CharField(max_length=60)
    issued_on = models.DateField()
    expires_on = models.DateField(null=True)
    content_sha256 = models.CharField(max_length=64, db_index=True)
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    file_sha256 = models.CharField(max_length=64, db_index=True)
    statement = models.TextField(blank=True)
    status = models.CharField(max_length=10, choices=_choices(Status), default=Status.VALID.value)
    status_at = models.DateTimeField()
    replaced_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"original:{self.key}"


class Ending(models.Model):
    """Why an original no longer stands. Its words stay here; the chronicle holds their salted digest."""

    original = models.OneToOneField(Original, on_delete=models.PROTECT, related_name="ending")
    reason = models.TextField()
    basis = models.CharField(max_length=300)  # the legal ground, shown to whoever checks the paper
    salt = models.BinaryField(max_length=16)
    by = models.CharField(max_length=80)  # an actor
    at = models.DateTimeField()
    entry_hash = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"end of {self.original_id}"
