"""What was handed in, and what was made electronic of it."""

from django.db import models

from motcua.dossiers.models.dossier import Dossier
from motcua.dossiers.models.kinds import choices
from motcua.dossiers.rules.digital import PaperSource
from motcua.dossiers.rules.inputs import PaperKind


class Paper(models.Model):
    """One paper handed in."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="papers")
    wait = models.ForeignKey("Wait", on_delete=models.PROTECT, null=True, related_name="papers")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=500)
    kind = models.CharField(max_length=12, choices=choices(PaperKind))
    quantity = models.PositiveSmallIntegerField(default=1)
    file_id = models.BigIntegerField(null=True)
    issued_on = models.DateField(null=True)
    source = models.CharField(
        max_length=10, choices=choices(PaperSource), default=PaperSource.HANDED_IN.value
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
