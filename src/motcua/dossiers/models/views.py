"""Filters that officers named and kept (docs/reference/desk.md)."""

from django.db import models
from django.db.models import Q


class SavedView(models.Model):
    """A filter and an order of the desk under a name. With an agency, everybody who serves there finds it too.

    It never holds words that were searched for: those may be a name or an identity number.
    """

    account = models.ForeignKey("people.Account", on_delete=models.CASCADE, related_name="+", db_index=False)
    agency = models.ForeignKey("people.Agency", on_delete=models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=60)
    view = models.CharField(max_length=12)
    state = models.PositiveSmallIntegerField(null=True)
    procedure = models.CharField(max_length=40, blank=True)
    office = models.ForeignKey(
        "people.Agency", on_delete=models.CASCADE, null=True, related_name="+", db_index=False
    )
    order = models.CharField(max_length=8)
    is_default = models.BooleanField(default=False)  # the owner's desk opens with it
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "name"], name="one_view_of_a_name"),
            models.UniqueConstraint(
                fields=["account"], condition=Q(is_default=True), name="one_default_view"
            ),
        ]
