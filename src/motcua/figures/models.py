"""What was counted from the extract: numbers only, written over by each run. They may be lost: the next run counts again."""

from django.db import models


class Tally(models.Model):
    """All named figures of one agency, itself and all below it, in one month.

    `data` holds under each figure's name `[numerator, denominator]`, and for what is measured in time under `name:half-days`
    how many records took so many half working days.
    """

    agency = models.ForeignKey("people.Agency", on_delete=models.CASCADE, related_name="+", db_index=False)
    month = models.DateField()
    data = models.JSONField()
    simulated = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "month"], name="one_tally_a_month")]


class Counting(models.Model):
    """As of when the tallies are, and of which extract: one row."""

    as_of = models.DateTimeField()
    digest = models.CharField(max_length=64)
    records = models.PositiveBigIntegerField()
    simulated = models.BooleanField()
