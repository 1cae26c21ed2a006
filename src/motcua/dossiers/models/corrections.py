"""Corrections that an officer proposes and the person confirms (docs/reference/corrections.md)."""

import uuid

from django.db import models
from django.db.models import Q

from motcua.dossiers.models.kinds import choices
from motcua.dossiers.rules.corrections import CorrectionState, Way


class Correction(models.Model):
    """One field, what stood there and what should; kept for good, so that the old value is never lost."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dossier = models.ForeignKey("Dossier", on_delete=models.PROTECT, related_name="corrections")
    field = models.CharField(max_length=80)
    sealed = models.TextField()  # old and new value, encrypted
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=choices(CorrectionState), default=CorrectionState.OPEN)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey("people.Officer", on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answered_way = models.CharField(max_length=8, choices=choices(Way), blank=True)
    answered_by = models.ForeignKey("people.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    sheet_file_id = models.BigIntegerField(null=True)  # the signed sheet, when it was scanned
    # When it was scanned after the answer: by whom, and the entry that says so.
    sheet_added_at = models.DateTimeField(null=True)
    sheet_added_by = models.ForeignKey(
        "people.Officer", on_delete=models.PROTECT, null=True, related_name="+"
    )
    sheet_entry = models.BinaryField(max_length=32, null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "field"],
                name="one_open_correction",
                condition=Q(state=CorrectionState.OPEN),
            )
        ]
