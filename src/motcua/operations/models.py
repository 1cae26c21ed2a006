"""Tables of moving in: files that were brought in, and what became of each of their rows (docs/reference/import.md)."""

import uuid

from django.db import models
from django.db.models import Q

from motcua.operations.importing.columns import Kind
from motcua.operations.importing.rules import Fate, Stage


class Import(models.Model):
    """One file of another system: who brings it in, under which hat, and how far it has come."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Kind], blank=True)
    letters = models.CharField(max_length=10, blank=True)  # what somebody said it is typed in
    file_name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, db_index=True)
    content = models.BinaryField(null=True)  # of an uploaded file, until it is done
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    mandate_id = models.BigIntegerField(null=True)  # the hat that was worn; none: all of them
    actor = models.CharField(max_length=60)
    good_rows = models.BooleanField(default=False)  # bring in the good ones though others are wrong
    asked_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    undo_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    why = models.JSONField(null=True)  # the file as a whole cannot be read
    unknown = models.JSONField(default=list)  # headings that nobody knows
    left_out = models.PositiveIntegerField(default=0)
    # Of a table of papers that came by the page: its files are still to come; a worker looks at them, so many rows so far.
    lacks_files = models.BooleanField(default=False)
    busy_at = models.DateTimeField(null=True)
    looked = models.PositiveIntegerField(default=0)
    unnamed = models.JSONField(default=list)  # files that no row names, the first of them, until it is done
    unnamed_count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-id"]

    @property
    def stage(self) -> Stage:
        if self.undone_at:
            return Stage.UNDONE
        if self.undo_at:
            return Stage.UNDOING
        if self.finished_at:
            return Stage.DONE
        if self.confirmed_at:
            return Stage.RUNNING
        return Stage.CHECKED if self.checked_at else Stage.ASKED


class ImportPart(models.Model):
    """A file, or a ZIP of files, that came with a table of papers by the page; gone when the import is done."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="parts")
    file = models.ForeignKey("documents.File", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    size_bytes = models.PositiveBigIntegerField()
    is_packed = models.BooleanField()

    class Meta:
        ordering = ["id"]


class ImportRow(models.Model):
    """One row of it: what it is called there, what became of it and why, and what it made."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows", db_index=False)
    number = models.PositiveIntegerField()  # in the sheet
    place = models.PositiveIntegerField()  # in which turn it is brought in
    label = models.CharField(max_length=80, blank=True)  # its number or code in the file
    digest = models.CharField(max_length=64)  # keyed, of its cells
    fate = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Fate])
    notes = models.JSONField(default=list)
    made = models.CharField(max_length=80, blank=True)  # as the chronicle names it

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["of", "number"], name="import_row_once"),
            models.UniqueConstraint(fields=["digest"], condition=Q(fate="done"), name="import_row_done_once"),
        ]
        indexes = [
            models.Index(fields=["of", "fate", "place"], name="import_rows_by_fate"),
            # What was carried over beside requests is found by their names when these are taken back.
            models.Index(fields=["made"], name="import_rows_by_made"),
        ]
