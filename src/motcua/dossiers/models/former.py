"""Numbers that requests had in another system (docs/reference/import.md)."""

from django.db import models


class FormerNumber(models.Model):
    """The number on the receipt that a person has in hand, from before the office moved here."""

    dossier = models.OneToOneField(
        "dossiers.Dossier", on_delete=models.CASCADE, related_name="former", primary_key=True
    )
    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=60)  # as it was written
    tidy = models.CharField(max_length=60)  # as it is looked up

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tidy", "agency"], name="former_number_once_an_agency")
        ]
