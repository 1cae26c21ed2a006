"""Several requests under one receipt: procedures asked for at once, or a list of one procedure (docs/reference/bundles.md)."""

import uuid

from django.db import models

from motcua.dossiers.models.kinds import choices, new_salt
from motcua.dossiers.rules.bundles import BundleKind
from motcua.dossiers.rules.states import Channel


class Bundle(models.Model):
    """What was handed in at once and has one code; each part is a dossier of its own. Written once."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # its name in the chronicle
    number = models.CharField(max_length=60, unique=True, null=True)  # after that of its first dossier
    submission = models.UUIDField(unique=True)
    kind = models.CharField(max_length=8, choices=choices(BundleKind))
    version = models.ForeignKey("procedures.Version", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=500)
    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="+", db_index=False)
    channel = models.PositiveSmallIntegerField(choices=choices(Channel))
    # Whoever may follow it as their own: the applicant of all parts, and who sent it.
    applicant = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    sender = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    for_each = models.BooleanField(default=False)  # of a list: each row names a person of its own
    language = models.CharField(max_length=2, default="vi")
    salt = models.BinaryField(max_length=16, default=new_salt)  # of the look-up secret
    submitted_at = models.DateTimeField()
    # Of a list: when one message told what became of all, once no request of it waited at the desk any more.
    told_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["id"], name="list_to_tell", condition=models.Q(kind=BundleKind.MANY, told_at=None)
            )
        ]
