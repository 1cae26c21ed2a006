"""Originals that lie at the office (docs/reference/acts.md)."""

from django.db import models


class Original(models.Model):
    """One original paper taken at the counter: what it is, who took it, and whose hand it went back into."""

    dossier = models.ForeignKey("Dossier", on_delete=models.PROTECT, related_name="kept")
    name = models.CharField(max_length=300)
    kept_at = models.DateTimeField()
    kept_by = models.ForeignKey("people.Officer", on_delete=models.PROTECT, related_name="+")
    returned_at = models.DateTimeField(null=True)
    returned_by = models.ForeignKey("people.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    returned_to = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
