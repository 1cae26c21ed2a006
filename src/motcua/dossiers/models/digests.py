"""That an officer was given the word of a morning (docs/reference/digest.md)."""

from django.db import models


class Digest(models.Model):
    """One officer and one day: looked at, and whether there was something to say. Kept for a month."""

    officer = models.ForeignKey("people.Officer", on_delete=models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    at = models.DateTimeField()
    was_told = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "officer"], name="one_digest_a_day")]
