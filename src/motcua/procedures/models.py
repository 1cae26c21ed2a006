"""Procedures and their versions. A published document never changes; a changed file is a new version."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from motcua.procedures.rules import Status


class Procedure(models.Model):
    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=500)
    name_en = models.CharField(max_length=500)
    name_folded = models.CharField(max_length=500)
    field = models.CharField(max_length=60, db_index=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("administrative procedure")

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class HandlingTime(models.Model):
    """How long requests of the last days took at one agency, or everywhere; half working days, pauses left out.

    Numbers only, counted by `figures` and written over as a whole; they may be lost: the next run counts again.
    """

    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="+", db_index=False)
    agency = models.ForeignKey(
        "people.Agency", on_delete=models.CASCADE, null=True, related_name="+", db_index=False
    )
    requests = models.PositiveIntegerField()
    half = models.PositiveSmallIntegerField()
    half_low = models.PositiveSmallIntegerField(null=True)
    half_high = models.PositiveSmallIntegerField(null=True)
    nine = models.PositiveSmallIntegerField()
    nine_low = models.PositiveSmallIntegerField(null=True)
    nine_high = models.PositiveSmallIntegerField(null=True)
    since = models.DateField()
    until = models.DateField()
    as_of = models.DateTimeField()
    simulated = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["procedure", "agency"], name="one_time_a_place"),
            models.UniqueConstraint(
                fields=["procedure"], condition=Q(agency__isnull=True), name="one_time_everywhere"
            ),
        ]


class Version(models.Model):
    """One dated text of a procedure. In force from `starts_on` until the day before `ends_on`."""

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=10, default=Status.DRAFT.value)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    # Text, not a JSON column: the order of keys must survive, so that the file can be exported unchanged.
    document = models.TextField()
    digest = models.CharField(max_length=64)
    # The few facts that lists and search need of every procedure, so that they never parse thousands of documents.
    card = models.TextField(default="{}")
    loaded_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    # When its first day had come and the procedure took its name from it.
    began_at = models.DateTimeField(null=True)
    # Of a closed one: the procedure that takes its place.
    successor = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["procedure", "number"]
        verbose_name = _("version of a procedure")
        constraints = [
            models.UniqueConstraint(fields=["procedure", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["procedure", "starts_on"], condition=~Q(status="draft"), name="version_one_a_day"
            ),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(starts_on__isnull=False, published_at__isnull=False),
                name="version_published_has_start",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="version_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id} v{self.number} {self.status}"


class WorkingCopy(models.Model):
    """What is being written: the file of one procedure as it stands, right or wrong. Nobody is bound by it."""

    code = models.CharField(max_length=60, unique=True)
    text = models.TextField()
    based_on = models.ForeignKey(Version, on_delete=models.PROTECT, null=True, related_name="copies")
    # Counts what was saved: whoever saves says what they had read, so that two editors see each other.
    revision = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey("people.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["code"]
        verbose_name = _("working copy of a procedure")

    def __str__(self) -> str:
        return f"{self.code} r{self.revision}"
