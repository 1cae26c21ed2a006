"""Numbers kept for a desk that may lose its line (docs/reference/reserved-numbers.md)."""

from django.db import models
from django.db.models import Q


class ReservedNumber(models.Model):
    """One number of an agency and day, kept for a named desk: open, used by one request, or voided with a reason."""

    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    running = models.PositiveIntegerField()
    number = models.CharField(max_length=60, unique=True)
    desk = models.CharField(max_length=40)
    officer = models.ForeignKey("people.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    reserved_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    submission = models.UUIDField(null=True, unique=True)  # of the request that has it
    voided_at = models.DateTimeField(null=True)
    voided_by = models.ForeignKey("people.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)  # why it was voided; the chronicle has only that it was

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "day", "running"], name="reserved_once"),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(voided_at__isnull=True), name="used_or_voided"
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True, submission__isnull=True)
                | Q(used_at__isnull=False, submission__isnull=False),
                name="used_by_a_request",
            ),
        ]
