"""Tables of what goes by the clock: dates counted again (docs/reference/recount.md), word about steps (steps.md)."""

from django.db import models

from motcua.dossiers.rules.steps import Alert


class Recount(models.Model):
    """One pass over the open requests that some decided days touch: in lots, from where it stopped."""

    begins_at = models.DateTimeField()  # days decided until then join it
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    last = models.BigIntegerField(default=0)  # id of the last dossier looked at
    total = models.PositiveIntegerField(default=0)  # counted when it starts
    seen = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["id"]

    @property
    def is_running(self) -> bool:
        return self.started_at is not None and self.finished_at is None


class RecountDay(models.Model):
    """A day that was decided, as the chronicle told of it; each once."""

    recount = models.ForeignKey(Recount, on_delete=models.CASCADE, related_name="days")
    entry = models.BigIntegerField(unique=True)  # position in the chronicle
    date = models.DateField()
    name = models.CharField(max_length=120)
    basis = models.CharField(max_length=300)
    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["date", "id"]


class StepAlert(models.Model):
    """Somebody was told that a stay at a step is about to use up its share, or has; each once a stay."""

    dossier = models.ForeignKey(
        "dossiers.Dossier", on_delete=models.CASCADE, related_name="step_alerts", db_index=False
    )
    step_since = models.DateTimeField()  # which stay
    kind = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Alert])
    at = models.DateTimeField()
    told = models.PositiveSmallIntegerField()  # how many officers; none when the unit has nobody

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "step_since", "kind"], name="one_alert_a_stay")
        ]
