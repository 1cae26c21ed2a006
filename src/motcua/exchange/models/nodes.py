"""The registry of the country, at the nation."""

from django.db import models

from motcua.exchange.rules import Kind


class Node(models.Model):
    """A node of the country, as the nation knows it."""

    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in Kind])
    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    # Identifiers whose dossiers it may send, "H15": the last or first part of an agency's identifier.
    scopes = models.JSONField(default=list)
    software = models.CharField(max_length=80, blank=True)
    contact = models.CharField(max_length=254, blank=True)
    address = models.CharField(max_length=200, blank=True)  # where people reach it: https://…
    simulated = models.BooleanField(default=False)
    registered_at = models.DateTimeField()
    connected_at = models.DateTimeField(null=True)  # its first signed word that was understood
    seen_at = models.DateTimeField(null=True)
    compared_at = models.DateTimeField(null=True)  # when it last compared everything
    differed = models.IntegerField(default=0)  # days that differed then
    head = models.BigIntegerField(default=0)  # its own last sealed position, as it last said
    suspended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)  # why suspended

    def __str__(self) -> str:
        return self.code


class NodeKey(models.Model):
    """A public key of a node: for batches or for seals. A rotated key ends; a revoked one is believed no more."""

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="keys")
    key = models.CharField(max_length=80, unique=True)
    use = models.CharField(max_length=12)  # "exchange" or "seal"
    public = models.BinaryField(max_length=32)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.key
