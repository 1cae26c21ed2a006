"""The dossiers of the country, at the nation: their states, where they lie, what was lost, how many."""

from django.db import models


class State(models.Model):
    """The present state of one dossier of the country. No names of people. Written by the merge alone.

    One index beside the key, on columns that never change: an update of a state moves no index (HOT).
    """

    number = models.CharField(max_length=60, primary_key=True)
    node = models.ForeignKey("exchange.Node", on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()  # of the submission
    epoch = models.IntegerField()
    revision = models.IntegerField()
    position = models.BigIntegerField()
    procedure = models.CharField(max_length=60)
    agency = models.CharField(max_length=40)
    place = models.CharField(max_length=40)
    channel = models.SmallIntegerField()
    state = models.SmallIntegerField()
    since = models.DateTimeField()
    submitted = models.DateTimeField()
    received = models.DateTimeField(null=True)
    promised = models.DateTimeField(null=True)
    due = models.DateTimeField(null=True)
    done = models.DateTimeField(null=True)
    returned = models.DateTimeField(null=True)
    late = models.BooleanField(null=True)
    electronic = models.BooleanField()
    simulated = models.BooleanField()
    check_hash = models.BinaryField(max_length=16, db_column="check_hash")
    times = models.IntegerField(default=1)  # how many states of it were applied

    class Meta:
        indexes = [models.Index(fields=["node", "day"], name="states_of_day")]

    def __str__(self) -> str:
        return self.number


class Place(models.Model):
    """An office that records name."""

    node = models.ForeignKey("exchange.Node", on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    address = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["node", "code"], name="one_place_a_code")]

    def __str__(self) -> str:
        return self.code


class Lost(models.Model):
    """What the nation has of a dossier and the node lost in a restore: kept as it was, never overwritten."""

    node = models.ForeignKey("exchange.Node", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=60)
    epoch = models.IntegerField()
    revision = models.IntegerField()
    position = models.BigIntegerField()
    record = models.JSONField()
    listed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)  # what was agreed when it was settled

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["node", "number", "epoch", "revision"], name="lost_once")
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.epoch}, {self.revision})"


class Counter(models.Model):
    """A running figure of a node, folded in the merge; equal to counting its states again at any moment."""

    node = models.ForeignKey("exchange.Node", on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=30)
    value = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["node", "name"], name="one_counter_a_name")]

    def __str__(self) -> str:
        return f"{self.name} {self.value}"
