"""What the nation received, as it came."""

from django.db import models


class Stream(models.Model):
    """How far one epoch of a node has been received. The node's row is the lock."""

    node = models.ForeignKey(
        "exchange.Node", on_delete=models.PROTECT, related_name="streams", db_index=False
    )
    epoch = models.IntegerField()
    position = models.BigIntegerField()
    moved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["node", "epoch"], name="one_stream_an_epoch")]

    def __str__(self) -> str:
        return f"{self.node_id}/{self.epoch}: {self.position}"


class Batch(models.Model):
    """One signed batch as it came: evidence of what a node said, to be checked without us."""

    node = models.ForeignKey(
        "exchange.Node", on_delete=models.PROTECT, related_name="batches", db_index=False
    )
    epoch = models.IntegerField()
    after = models.BigIntegerField()
    upto = models.BigIntegerField()
    count = models.PositiveIntegerField()
    applied = models.PositiveIntegerField()
    replay = models.BooleanField(default=False)
    key = models.CharField(max_length=80)
    digest = models.BinaryField(max_length=32)
    signed = models.JSONField()  # the headers that were signed, and the signature
    body = models.BinaryField()  # compressed, as it came
    lag_seconds = models.FloatField(
        null=True
    )  # from the newest change in it to its commit; none of what a node said of the time before it joined
    received_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["node", "epoch", "upto"], name="batches_of_node"),
            models.Index(fields=["received_at"], name="batches_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.node_id}/{self.epoch}: {self.after}–{self.upto}"
