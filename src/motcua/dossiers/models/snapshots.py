"""What a clocked job counted."""

from django.db import models


class SnapshotKind(models.TextChoices):
    OPEN = "open"  # what lies open now; counted every few minutes
    SETTLED = "settled"  # what was received and finished in the last weeks; counted every hour


class Snapshot(models.Model):
    """What a clocked job counted for one agency, or for the whole node, so that no page counts without bound.

    It holds numbers only; it is written over, belongs to no act and may be lost: the next run counts again.
    """

    scope = models.CharField(max_length=20)  # id of the agency, or "node"
    kind = models.CharField(max_length=10, choices=SnapshotKind.choices)
    agency = models.ForeignKey("people.Agency", on_delete=models.CASCADE, null=True, related_name="+")
    made_at = models.DateTimeField()
    data = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "kind"], name="one_snapshot_a_scope")]
