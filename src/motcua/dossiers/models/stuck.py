"""Requests that nobody moves (docs/reference/stuck.md)."""

from django.db import models
from django.db.models import Q

from motcua.dossiers.rules.stuck import Reason


class Stuck(models.Model):
    """One reason why one request stands still: found and ended by the clock, its word given once."""

    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.CASCADE, related_name="stuck")
    reason = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Reason])
    since = models.DateTimeField()
    found_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    told = models.PositiveSmallIntegerField(default=0)  # how many officers
    told_person = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)  # mended, or the request has ended

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "reason"], condition=Q(ended_at__isnull=True), name="stuck_once"
            )
        ]
        indexes = [models.Index(fields=["since", "id"], name="stuck_now", condition=Q(ended_at__isnull=True))]
