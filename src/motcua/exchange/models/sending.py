"""What a local node keeps of its sending: how far it was heard, what cannot travel, what goes again."""

from django.db import models

from motcua.exchange.rules import Side


class Outbox(models.Model):
    """How far this node has been heard by the nation. One row."""

    id = models.SmallIntegerField(primary_key=True)
    epoch = models.IntegerField(default=0)  # 0: not yet asked from where to send
    position = models.BigIntegerField(default=0)
    scanned = models.BigIntegerField(default=0)  # beyond it: nothing to send up to here
    failures = models.PositiveIntegerField(default=0)  # in a row
    problem = models.CharField(max_length=60, blank=True)  # code of the last refusal or failure
    told = models.CharField(max_length=300, blank=True)  # the nation's own sentence
    next_at = models.DateTimeField(null=True)  # nothing is sent before
    heard_at = models.DateTimeField(null=True)  # the last acknowledgement
    lot = models.PositiveIntegerField(default=500)  # entries a batch, smaller under back-pressure
    seal = models.BigIntegerField(default=0)  # number of the last seal that was countersigned
    seal_problem = models.CharField(max_length=60, blank=True)
    compared_at = models.DateTimeField(null=True)  # the last comparison of everything with the nation

    def __str__(self) -> str:
        return f"{self.epoch}:{self.position}"


class Aside(models.Model):
    """A record that could not travel. Shown on the health page, blocks nobody; settled when it is sent again."""

    node = models.CharField(max_length=40)
    number = models.CharField(max_length=60)
    epoch = models.IntegerField()
    position = models.BigIntegerField()
    code = models.CharField(max_length=60)
    side = models.CharField(max_length=8, choices=[(side.value, side.value) for side in Side])
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["node", "number"], name="one_aside_a_dossier")]

    def __str__(self) -> str:
        return f"{self.number}: {self.code}"


class Replay(models.Model):
    """A dossier whose record is to be sent again on its own; gone when the nation has it."""

    number = models.CharField(max_length=60, primary_key=True)
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.number
