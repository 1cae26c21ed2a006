"""Tables of opinions asked of another unit or agency (docs/reference/acts.md)."""

from django.db import models
from django.db.models import Q


class Opinion(models.Model):
    """One question to one unit or agency, with its own term; several may run beside each other."""

    dossier = models.ForeignKey("Dossier", on_delete=models.PROTECT, related_name="opinions")
    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("people.Officer", on_delete=models.PROTECT, related_name="+")
    question = models.TextField()
    papers = models.JSONField(default=list)  # ids of the papers that are shown, and no other
    answer_by = models.DateTimeField()  # its own date; the dossier's term goes on
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("people.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    answer = models.TextField(blank=True)
    file_id = models.BigIntegerField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["agency", "answer_by", "id"],
                name="opinions_to_give",
                condition=Q(answered_at__isnull=True),
            ),
            models.Index(fields=["agency", "-answered_at"], name="opinions_given"),
        ]
