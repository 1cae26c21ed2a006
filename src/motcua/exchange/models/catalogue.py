"""The catalogue of the nation: what nodes offer, and what they drew; docs/reference/submissions.md."""

from django.db import models

from motcua.exchange.rules.catalogue import Outcome


class Offer(models.Model):
    """A procedure, in exactly this text, that a place takes online. Said anew by its node, as a whole."""

    node = models.ForeignKey("exchange.Node", on_delete=models.CASCADE, related_name="+", db_index=False)
    procedure = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)  # of the version's text
    place = models.CharField(max_length=40)  # identifier of the agency
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    address = models.CharField(max_length=300, blank=True)
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["node", "procedure", "place"], name="one_offer_a_place"),
        ]
        indexes = [models.Index(fields=["procedure", "digest", "place"], name="offers_of_text")]

    def __str__(self) -> str:
        return f"{self.procedure} {self.place}"


class Drawn(models.Model):
    """What became here of one text of the nation's catalogue."""

    procedure = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    version = models.ForeignKey("procedures.Version", on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Outcome])
    problem = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["procedure", "digest"], name="drawn_once")]

    def __str__(self) -> str:
        return f"{self.procedure} {self.outcome}"


class Following(models.Model):
    """How far this node has drawn the catalogue, and what it last said that it takes. One row."""

    id = models.SmallIntegerField(primary_key=True)
    position = models.BigIntegerField(default=0)
    drawn_at = models.DateTimeField(null=True)
    offered = models.CharField(max_length=64, blank=True)  # digest of what was said
    offered_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return str(self.position)
