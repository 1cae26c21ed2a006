"""Tables of what is counted again after a day off was decided late (docs/reference/recount.md)."""

from django.db import models


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
