import uuid
from enum import StrEnum

from django.db import models

from motcua.documents.rules.signing import Purpose, SigningState, Status


class File(models.Model):
    """One file that was handed in. Two rows with one hash share their bytes on disk."""

    sha256 = models.CharField(max_length=64, db_index=True)
    media_type = models.CharField(max_length=100)
    size_bytes = models.PositiveBigIntegerField()
    name = models.CharField(max_length=200)
    stored_by = models.CharField(max_length=80)  # an actor: opaque, never a name
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.pk} {self.media_type}"


class Hold(models.Model):
    """Someone needs this file. A file that nobody holds is removed after a grace time."""

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="holds")
    holder = models.CharField(max_length=80)  # "dossiers.paper:17"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "holder"], name="documents_hold_once")]

    def __str__(self) -> str:
        return f"{self.holder} holds {self.file_id}"


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
            )
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
