"""What was done to it: each act, each stay elsewhere, each later date."""

from django.db import models

from motcua.dossiers.models.dossier import Dossier


class Movement(models.Model):
    """One act in the dossier's own timeline: who, when, from where to where, in what words.

    Found by its dossier alone, so its other keys have no index: each act would write it.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="movements", db_index=False)
    seq = models.PositiveIntegerField()
    act = models.CharField(max_length=40)
    at = models.DateTimeField()
    actor = models.CharField(max_length=60)
    officer = models.ForeignKey(
        "people.Officer", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    agency = models.ForeignKey(
        "people.Agency", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    from_state = models.PositiveSmallIntegerField(null=True)
    to_state = models.PositiveSmallIntegerField()
    from_step = models.PositiveSmallIntegerField(null=True)
    to_step = models.PositiveSmallIntegerField()
    to_agency = models.ForeignKey(
        "people.Agency", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    to_officer = models.ForeignKey(
        "people.Officer", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    used_minutes = models.IntegerField(null=True)  # working minutes spent in the step that ends here
    allotted_minutes = models.IntegerField(null=True)
    text = models.TextField(blank=True)  # free words stay here; the chronicle has their salted digest
    facts = models.JSONField(default=dict)
    # What the act changed, as it stood before: only of acts that may be taken back for a while.
    before = models.JSONField(null=True)
    salt = models.BinaryField(max_length=16)
    entry_hash = models.BinaryField(max_length=32)

    class Meta:
        ordering = ["seq"]
        constraints = [models.UniqueConstraint(fields=["dossier", "seq"], name="one_movement_a_revision")]


class Passage(models.Model):
    """A stay that ended, at an agency on the way: neither where it was received nor where it is. It may still read.

    A row of its own, because most dossiers never leave the agency that received them: asking the movements would
    read three rows for each dossier to find none.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="passages")
    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="+", db_index=False)
    left_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["agency", "dossier"], name="passages_of_agency")]


class Extension(models.Model):
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="extensions")
    number = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()
    by = models.ForeignKey("people.Officer", on_delete=models.PROTECT, related_name="+")
    old_due = models.DateTimeField()
    new_due = models.DateTimeField()
    reason = models.TextField()
    after_due = models.BooleanField()  # the apology came when it was already late

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["dossier", "number"], name="extension_number_once")]
