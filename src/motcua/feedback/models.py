"""Ratings, and beside them which requests were rated. No key, time or order joins the two tables."""

import uuid

from django.db import models

from .rules import Level


class Rating(models.Model):
    """One rating. It knows the office and what a weight needs, not the request it came from."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey("people.Agency", models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=[(one.value, one.name) for one in Level])
    wishes = models.JSONField(default=list)
    # What weighs a rating: how the request came, and whether its result was late.
    online = models.BooleanField()
    late = models.BooleanField()
    given_on = models.DateField()
    shown_on = models.DateField(null=True, help_text="the day its lot of at least five became visible")
    simulated = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["agency", "shown_on"], name="feedback_rating_shown")]

    def __str__(self) -> str:
        return f"rating:{self.pk}"


class Rated(models.Model):
    """A request that was rated, known by a keyed mark. No time: it must not stand beside the rating."""

    mark = models.CharField(max_length=64, primary_key=True)

    def __str__(self) -> str:
        return "rated"
