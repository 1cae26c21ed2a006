"""Who is told of events, how far, and what became of it; docs/reference/webhooks.md says who writes which."""

import uuid

from django.db import models

from motcua.exchange.rules.webhooks import LOT_START, Status


class Subscription(models.Model):
    """One system that is told of the dossiers of an agency and of what lies below it."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    address = models.CharField(max_length=500, blank=True)  # empty: it asks by itself, nothing is sent
    kinds = models.JSONField(default=list)  # of entries; empty: all
    status = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Status])
    position = models.BigIntegerField(default=0)  # everything up to here was acknowledged
    moves = models.PositiveIntegerField(default=0)  # how often its owner set the position
    lot = models.PositiveIntegerField(default=LOT_START)  # events a request
    failures = models.PositiveIntegerField(default=0)  # in a row
    failing_since = models.DateTimeField(null=True)
    problem = models.CharField(max_length=60, blank=True)  # code of the last failure
    next_at = models.DateTimeField(null=True)  # nothing is sent before
    rate = models.PositiveIntegerField(null=True)  # requests a minute that its receiver allows
    heard_at = models.DateTimeField(null=True)  # the last acknowledgement
    lease = models.CharField(max_length=32, blank=True)  # of the worker that is asking now
    leased_until = models.DateTimeField(null=True)
    token_hash = models.BinaryField(
        max_length=32, unique=True, null=True
    )  # of its feed; none until it is asked for
    token_at = models.DateTimeField(null=True)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["status", "next_at"], name="subscriptions_due")]

    def __str__(self) -> str:
        return f"{self.name} ({self.position})"


class Delivery(models.Model):
    """One stretch of events on its way to a subscription, with all its tries. Old ones go (`rules.webhooks`)."""

    subscription = models.ForeignKey(
        Subscription, on_delete=models.CASCADE, related_name="deliveries", db_index=False
    )
    epoch = models.IntegerField()
    first = models.BigIntegerField()  # positions of its first and last event
    last = models.BigIntegerField()
    count = models.PositiveIntegerField()
    again = models.BooleanField(default=False)  # single events that its owner asked for
    tries = models.PositiveIntegerField(default=1)
    status = models.PositiveSmallIntegerField()  # of the last answer; 0: none came
    problem = models.CharField(max_length=60, blank=True)
    began_at = models.DateTimeField()
    at = models.DateTimeField()  # of the last try

    class Meta:
        indexes = [models.Index(fields=["subscription", "at"], name="deliveries_by_time")]

    def __str__(self) -> str:
        return f"{self.subscription_id}: {self.first}–{self.last}"


class Again(models.Model):
    """One event that a subscription wants once more, beside the order; gone when it is acknowledged."""

    subscription = models.ForeignKey(
        Subscription, on_delete=models.CASCADE, related_name="agains", db_index=False
    )
    position = models.BigIntegerField()
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subscription", "position"], name="again_once")]

    def __str__(self) -> str:
        return f"{self.subscription_id}: {self.position}"
