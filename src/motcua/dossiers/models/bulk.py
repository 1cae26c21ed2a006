"""One act on many dossiers (docs/reference/bulk.md)."""

import uuid

from django.db import models

from motcua.dossiers.rules.bulk import LineState, Stage
from motcua.rows import Listed


class BulkAct(models.Model):
    """What one officer asked to be done with many dossiers at once, under which hat, and how far it has come."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey("people.Account", on_delete=models.CASCADE, related_name="+")
    mandate_id = models.BigIntegerField(null=True)  # the hat that was worn; none: all of them
    act = models.CharField(max_length=40)
    given = models.JSONField(default=dict)  # until the last lot is done
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    first_at = models.DateTimeField(null=True)  # of the first lot: the while for taking back begins
    finished_at = models.DateTimeField(null=True)
    undo_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["account", "-id"], name="bulk_of_account")]

    @property
    def stage(self) -> Stage:
        if self.undone_at:
            return Stage.UNDONE
        if self.undo_at:
            return Stage.UNDOING
        if self.finished_at:
            return Stage.DONE
        return Stage.RUNNING if self.confirmed_at else Stage.ASKED


class BulkLine(Listed):
    """One dossier of it, as the officer saw it, and what became of it."""

    bulk = models.ForeignKey(BulkAct, on_delete=models.CASCADE, related_name="lines", db_index=False)
    dossier = models.ForeignKey(
        "dossiers.Dossier", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    seen = models.PositiveIntegerField()  # the revision
    state = models.CharField(
        max_length=8, choices=[(one.value, one.value) for one in LineState], default=LineState.WAITING
    )
    revision = models.PositiveIntegerField(null=True)  # after it was done
    why = models.JSONField(null=True)  # the refusal

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bulk", "dossier"], name="bulk_line_once")]
        indexes = [models.Index(fields=["bulk", "state", "dossier"], name="bulk_lines_by_state")]
