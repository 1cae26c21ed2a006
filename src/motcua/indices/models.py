"""Published figures, side by side with whoever published them; a conflict is kept, never decided in silence."""

from django.db import models

from .rules import Index, Status


class Published(models.Model):
    """One figure of one source. It is never overwritten: another source, or a correction, is another row."""

    index = models.CharField(max_length=12, choices=[(one.value, one.name) for one in Index])
    year = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=12, help_text="province or ministry: which table it belongs to")
    # A unit, or a group of them (a region, all provinces) named as the source names it.
    unit = models.ForeignKey("people.Agency", models.PROTECT, null=True, related_name="+")
    group = models.CharField(max_length=80, blank=True)
    part = models.CharField(
        max_length=120, blank=True, help_text="A block, domain or sub-index, in Vietnamese"
    )
    part_en = models.CharField(max_length=120, blank=True)
    statistic = models.CharField(max_length=40)
    value = models.DecimalField(max_digits=12, decimal_places=4)
    maximum = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    status = models.CharField(max_length=10, choices=[(one.value, one.name) for one in Status])
    basis = models.CharField(max_length=200, blank=True, help_text="The sum, of a derived figure")
    source = models.CharField(max_length=400)
    shipped = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["index", "year", "unit", "part", "statistic", "source"],
                condition=models.Q(unit__isnull=False),
                name="indices_published_once_a_unit",
            ),
            models.UniqueConstraint(
                fields=["index", "year", "level", "group", "part", "statistic", "source"],
                condition=models.Q(unit__isnull=True),
                name="indices_published_once_a_group",
            ),
        ]
        indexes = [models.Index(fields=["unit", "index", "year"], name="indices_published_unit")]

    def __str__(self) -> str:
        return f"{self.index} {self.year} {self.statistic}"
