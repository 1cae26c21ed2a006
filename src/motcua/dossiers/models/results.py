"""From the proposal to the hand of a person."""

from django.db import models

from motcua.dossiers.models.dossier import Dossier
from motcua.dossiers.models.kinds import choices
from motcua.dossiers.rules.inputs import Collector, Outcome


class ResultDraft(models.Model):
    """The electronic result of one dossier, from the proposal to the stamp (docs/reference/results.md)."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="draft")
    locked = models.TextField()  # what it is to say, encrypted JSON
    proposed_at = models.DateTimeField()
    # The file somebody reads and signs: drawn for one signer, whose name and title it bears.
    file_id = models.BigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    drawn_for = models.ForeignKey("people.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    signing = models.UUIDField(null=True, unique=True)
    stamping = models.UUIDField(null=True, unique=True)


class Result(models.Model):
    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="result")
    outcome = models.CharField(max_length=8, choices=choices(Outcome))
    kind = models.CharField(max_length=300)
    number = models.CharField(max_length=60, blank=True)
    summary = models.TextField(blank=True)
    signer = models.ForeignKey("people.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField()
    file_id = models.BigIntegerField(null=True)


class HandOver(models.Model):
    """The result in somebody's hand."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="hand_over")
    at = models.DateTimeField()
    by = models.ForeignKey("people.Officer", on_delete=models.PROTECT, related_name="+")
    collector = models.CharField(max_length=12, choices=choices(Collector))
    name = models.CharField(max_length=200)
    authorisation = models.CharField(max_length=500, blank=True)
