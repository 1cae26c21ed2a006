"""A request that a helper sent: the assisted way, beside the channel that the national rules count (docs/reference/helpers.md)."""

from django.db import models


class Assistance(models.Model):
    """Who sent this request for the applicant, as what and from which office; counted apart from online."""

    dossier = models.OneToOneField("Dossier", on_delete=models.PROTECT, related_name="assistance")
    mandate = models.ForeignKey("people.HelperMandate", on_delete=models.PROTECT, related_name="+")
    helper_name = models.CharField(max_length=120)
    capacity = models.CharField(max_length=10)
    organisation = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
