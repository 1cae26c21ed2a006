"""What went to the person by the public post (docs/reference/counter.md)."""

from django.db import models
from django.db.models import Q

from motcua.dossiers.models.dossier import Dossier
from motcua.dossiers.models.kinds import choices
from motcua.dossiers.rules.post import WORDS_MAX, Content


class Parcel(models.Model):
    """One thing sent by post, by its number; a wrong number is corrected by a new row, the old one stays with the reason."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="parcels")
    number = models.CharField(max_length=13)
    content = models.CharField(max_length=8, choices=choices(Content))
    words = models.CharField(max_length=WORDS_MAX, blank=True)  # which paper
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey("people.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    posted_at = models.DateTimeField(null=True)  # on the day's list that the post took
    posted_by = models.ForeignKey("people.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    corrected_at = models.DateTimeField(null=True)
    corrected_by = models.ForeignKey("people.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=WORDS_MAX, blank=True)
    instead_of = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="corrected_to"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["number"], condition=Q(corrected_at__isnull=True), name="one_parcel_a_number"
            )
        ]
        indexes = [models.Index(fields=["noted_at", "id"], name="parcels_by_day")]
