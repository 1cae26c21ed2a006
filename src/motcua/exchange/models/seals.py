"""Seals of local chronicles, witnessed by the nation."""

from django.db import models


class Countersign(models.Model):
    """The nation's signature under one of our seals: the outside witness without which sealing proves little."""

    seal = models.BigIntegerField(primary_key=True)
    hash = models.BinaryField(max_length=32)
    key = models.CharField(max_length=80)
    signature = models.BinaryField(max_length=64)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.seal)


class HeldSeal(models.Model):
    """A seal of a sender's chronicle, checked and countersigned."""

    node = models.ForeignKey("exchange.Node", on_delete=models.PROTECT, related_name="+", db_index=False)
    epoch = models.IntegerField()
    seal = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)
    statement = models.JSONField()
    key = models.CharField(max_length=80)  # ours
    signature = models.BinaryField(max_length=64)  # ours
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["node", "epoch", "seal"], name="one_seal_a_number")]

    def __str__(self) -> str:
        return f"{self.node_id}: {self.seal}"
