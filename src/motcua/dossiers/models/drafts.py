"""What a person has typed, and for whom somebody acts."""

import uuid

from django.db import models

from motcua.dossiers.models.kinds import choices
from motcua.dossiers.rules.inputs import Capacity, Party


class Draft(models.Model):
    """What a person has typed so far. Saving it is not an act; it is sealed as a whole and expires."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # None: begun without an account (rules/guests.py); it opens by its short code only.
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, null=True, related_name="+")
    version = models.ForeignKey("procedures.Version", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="+", null=True)
    # The answer to what an office waits for is drafted in the same way; None for a request of its own.
    wait = models.ForeignKey("Wait", on_delete=models.CASCADE, null=True, related_name="+")
    # Filled in by a helper: they see this draft while their mandate runs, and no other of this person.
    helping = models.ForeignKey(
        "people.HelperMandate", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    many = models.BooleanField(default=False)  # a list: one request for each row of a table
    case = models.CharField(max_length=40, blank=True)
    page = models.CharField(max_length=60, blank=True)
    sealed = models.TextField(blank=True)  # JSON of the answers, encrypted
    revision = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "-saved_at"], name="draft_of_person"),
            models.Index(
                fields=["expires_at"], name="draft_of_nobody", condition=models.Q(person__isnull=True)
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "wait"], name="one_answer_a_person"),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False)
                | models.Q(wait__isnull=True, helping__isnull=True, many=False),
                name="nobodys_draft_is_a_request",
            ),
        ]


class DraftPaper(models.Model):
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="papers")
    code = models.CharField(max_length=40)
    file_id = models.BigIntegerField()
    name = models.CharField(max_length=200)
    size_bytes = models.BigIntegerField()
    issued_on = models.DateField(null=True)  # the date on the paper, where the law lets it grow old
    held = models.ForeignKey("Held", on_delete=models.PROTECT, null=True, related_name="+")  # from the store
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]


class Representation(models.Model):
    """Somebody acts for an organisation or for another person: for whom and as what, as stated. Never changed.

    What an officer compared stands on the dossier (`applicant_checked_at`, `applicant`); until then a stated number
    gives nobody sight of anything. `named` is the person the stated number belongs to, should it be one we know:
    so that they, too, handle no dossier of their own.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    party = models.CharField(max_length=12, choices=choices(Party))
    capacity = models.CharField(max_length=12, choices=choices(Capacity))
    relation = models.CharField(max_length=200, blank=True)
    representative = models.CharField(max_length=120)
    birth_date = models.DateField(null=True)  # of the person acted for
    identity_hash = models.CharField(max_length=64, blank=True, db_index=True)
    sealed = models.TextField(blank=True)  # the identity number, encrypted
    named = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    stated_at = models.DateTimeField()
