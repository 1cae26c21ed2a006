"""What a request brought along from another system: its number, its papers, and what happened to it there (docs/reference/import.md)."""

from django.db import models

from motcua.dossiers.rules.history import EventKind


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


class FormerEvent(models.Model):
    """One line of what the other system says happened to a request there: carried over, never sealed, never an act here."""

    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.CASCADE, related_name="former_events")
    at = models.DateTimeField()
    has_clock = models.BooleanField()  # else only the day was said
    kind = models.CharField(max_length=20, choices=[(one.value, one.value) for one in EventKind])
    what = models.CharField(max_length=200)  # in the words of that system
    who = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    batch = models.UUIDField()  # the import that brought it
    brought_at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]


class FormerPaper(models.Model):
    """A paper that came with its file from the system before, and the entry that says so."""

    paper = models.OneToOneField(
        "dossiers.Paper", on_delete=models.CASCADE, related_name="former", primary_key=True
    )
    entry_hash = models.BinaryField(max_length=32)
