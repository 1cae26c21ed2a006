"""Published figures, side by side with whoever published them, and scores that were computed here: two kinds, never mixed."""

from django.db import models

from ..rules import Index, SheetStatus, Status


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


class ScoreSheet(models.Model):
    """Scores as they were computed from the answers of one round, frozen once. Published figures never stand here."""

    index = models.CharField(max_length=12, choices=[(one.value, one.name) for one in Index])
    year = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=12)
    # What it was computed from: the answers of a survey, or a round of scoring.
    survey = models.OneToOneField("surveys.Survey", models.PROTECT, null=True, related_name="+")
    round = models.OneToOneField("indices.Round", models.PROTECT, null=True, related_name="+")
    status = models.CharField(max_length=10, choices=[(one.value, one.name) for one in SheetStatus])
    series = models.CharField(max_length=40, help_text="The questionnaire: two of them are never compared")
    version = models.CharField(max_length=40, help_text="Of the method")
    # Text, not a JSON column: the hash is over these very characters (RFC 8785).
    document = models.TextField()
    digest = models.CharField(max_length=64, unique=True)
    assumed = models.JSONField(
        default=list, help_text="The sentences of the document, so that pages need not read it"
    )
    answers = models.PositiveIntegerField()
    frozen_at = models.DateTimeField()
    frozen_by = models.CharField(max_length=80)
    announced_at = models.DateTimeField(null=True, help_text="From when on everybody sees it")
    told_at = models.DateTimeField(null=True, help_text="When the chronicle was told that its hour had come")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(survey__isnull=True, round__isnull=False)
                | models.Q(survey__isnull=False, round__isnull=True),
                name="indices_sheet_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"sheet:{self.pk}"

    @property
    def owner_path(self) -> str:
        """Of the agency whose survey or round it is."""
        owner = self.survey.agency if self.survey else self.round and self.round.owner
        assert owner, "a sheet is of one of the two"
        return str(owner.path)


class ScoreRow(models.Model):
    """One row of a frozen sheet, to be asked for: the document beside it is what counts."""

    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="rows")
    value = models.CharField(max_length=80, help_text="index, a block, block.factor or an item")
    kind = models.CharField(max_length=8)
    domain = models.CharField(
        max_length=20, help_text="nation, pooled, or a province as statistics number it"
    )
    n = models.PositiveIntegerField(null=True, help_text="Nothing where fewer than ten answered")
    estimate = models.FloatField(null=True)
    standard_error = models.FloatField(null=True)
    lower = models.FloatField(null=True)
    upper = models.FloatField(null=True)
    degrees = models.FloatField(null=True)
    design_effect = models.FloatField(null=True)
    own_error = models.FloatField(null=True, help_text="Before design effects were pooled")
    rank = models.PositiveSmallIntegerField(null=True)
    own_best = models.PositiveSmallIntegerField(null=True, help_text="The ranks it may have, looked at alone")
    own_worst = models.PositiveSmallIntegerField(null=True)
    joint_best = models.PositiveSmallIntegerField(null=True, help_text="The same, of all units at once")
    joint_worst = models.PositiveSmallIntegerField(null=True)
    bands = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "value", "domain"], name="indices_row_once"),
        ]
        indexes = [models.Index(fields=["sheet", "domain"], name="indices_row_of_domain")]

    def __str__(self) -> str:
        return f"{self.sheet_id}/{self.value}/{self.domain}"


class NowCast(models.Model):
    """How satisfied those who rate are with one agency and all below it, weighted to its settled requests, on one day.

    Counted by a job and of no act. It stands beside the surveys and never in them.
    """

    agency = models.ForeignKey("people.Agency", models.PROTECT, related_name="+")
    on = models.DateField()
    ratings = models.PositiveIntegerField(help_text="Never fewer than five: lots of one office move whole")
    requests = models.PositiveIntegerField(help_text="Settled in the same days")
    offices = models.PositiveIntegerField(help_text="With such requests")
    cells = models.PositiveIntegerField(help_text="Weighted by themselves")
    # In percent, with one decimal: the figures of two days must not tell what one person said.
    share = models.FloatField()
    standard_error = models.FloatField()
    lower = models.FloatField()
    upper = models.FloatField()
    degrees = models.PositiveIntegerField()
    version = models.CharField(max_length=40, help_text="Of the method")
    simulated = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "on"], name="indices_now_once_a_day")]

    def __str__(self) -> str:
        return f"now:{self.agency_id}/{self.on}"
