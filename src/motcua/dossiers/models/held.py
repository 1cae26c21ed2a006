"""The person's own store of papers and results."""

import uuid

from django.db import models
from django.db.models import Q

from motcua.dossiers.models.dossier import Dossier
from motcua.dossiers.models.kinds import choices
from motcua.dossiers.models.papers import Paper
from motcua.dossiers.models.results import Result
from motcua.dossiers.rules.held import HeldSource


class Held(models.Model):
    """One paper in a person's or an organisation's store (kho dữ liệu): a reference to a file, never a copy of it.

    Whether it still holds is asked each time: of its own expiry date, and of the record of issued originals.
    """

    key = models.UUIDField(
        default=uuid.uuid4, unique=True, editable=False
    )  # its name in addresses and entries
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    source = models.CharField(max_length=10, choices=choices(HeldSource))
    code = models.CharField(max_length=40)  # of the paper on its procedure's list; empty for a result
    name = models.CharField(max_length=500)
    issuer = models.CharField(max_length=300, blank=True)
    issued_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    file_id = models.BigIntegerField(null=True)  # empty once it was erased
    original = models.UUIDField(null=True)  # in the record of issued originals
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+")  # where it came from
    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, null=True, related_name="+")
    result = models.OneToOneField(Result, on_delete=models.PROTECT, null=True, related_name="+")
    held_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(organisation__isnull=False), name="held_for_somebody"
            )
        ]


class Reuse(models.Model):
    """One stored paper used in another request, with the owner's consent: given online, or told to an officer."""

    held = models.ForeignKey(Held, on_delete=models.PROTECT, related_name="reuses")
    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, related_name="reuse")
    at = models.DateTimeField()
    officer = models.ForeignKey("people.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    entry_hash = models.BinaryField(max_length=32)
