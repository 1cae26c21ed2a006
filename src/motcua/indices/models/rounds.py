"""A round of scoring: the framework it follows, the units it measures, and everything that was said about each component.

Nothing said is overwritten: a change is a new row with the next revision.
"""

from django.db import models
from django.db.models import Q

from ..rules.rounds import RoundState, Stage, Voice


class FrameworkVersion(models.Model):
    """One framework file, as it was loaded."""

    code = models.CharField(max_length=60)
    level = models.CharField(max_length=12, help_text="Whom it measures")
    name = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)
    starts = models.PositiveSmallIntegerField()
    ends = models.PositiveSmallIntegerField(null=True)
    complete = models.BooleanField(
        help_text="Its points are known down to the components: units can be scored by it"
    )
    fictional = models.BooleanField(default=False)
    document = models.TextField(help_text="Canonical: the digest is over these very characters")
    digest = models.CharField(max_length=64, unique=True)
    loaded_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"framework:{self.pk}"


class Round(models.Model):
    """One year of one owner: a nation scores provinces, a province its departments or communes."""

    owner = models.ForeignKey("people.Agency", models.PROTECT, related_name="+")
    framework = models.ForeignKey(FrameworkVersion, models.PROTECT, related_name="rounds")
    year = models.PositiveSmallIntegerField(help_text="That is measured")
    state = models.CharField(
        max_length=8, choices=[(one.value, one.name) for one in RoundState], default=RoundState.PLANNED.value
    )
    locks_at = models.DateTimeField(
        help_text="Until then units score themselves; at this moment they are locked"
    )
    explain_days = models.PositiveSmallIntegerField(default=7, help_text="A unit has to explain")
    ends_on = models.DateField(help_text="By when the council should have decided")
    simulated = models.BooleanField(default=False)
    planned_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    frozen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "framework", "year"], name="indices_round_once_a_year")
        ]

    def __str__(self) -> str:
        return f"round:{self.pk}"


class RoundUnit(models.Model):
    """One unit in a round. Its stage moves by conditional updates only; each thing said raises the revision."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="units")
    agency = models.ForeignKey("people.Agency", models.PROTECT, related_name="+")
    stage = models.CharField(
        max_length=16, choices=[(one.value, one.name) for one in Stage], default=Stage.SCORING.value
    )
    revision = models.PositiveIntegerField(default=1)
    locked_at = models.DateTimeField(null=True)
    explains_until = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "agency"], name="indices_unit_once_a_round")]
        indexes = [models.Index(fields=["agency"], name="indices_unit_of_agency")]

    def __str__(self) -> str:
        return f"round-unit:{self.pk}"


class Allocation(models.Model):
    """A criterion of a unit that one of its departments fills in, until when."""

    unit = models.ForeignKey(RoundUnit, models.PROTECT, related_name="allocations")
    criterion = models.CharField(max_length=20)
    department = models.ForeignKey("people.Agency", models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "criterion"], name="indices_criterion_once")]

    def __str__(self) -> str:
        return f"allocation:{self.pk}"


class Mark(models.Model):
    """What one voice says about one component of one unit. The highest revision of a voice counts."""

    unit = models.ForeignKey(RoundUnit, models.PROTECT, related_name="marks")
    component = models.CharField(max_length=20)
    voice = models.CharField(max_length=8, choices=[(one.value, one.name) for one in Voice])
    revision = models.PositiveSmallIntegerField()
    given = models.JSONField(
        help_text="Numerator, denominator, tier, ticks: what the points are computed from"
    )
    points = models.DecimalField(
        max_digits=8, decimal_places=4, null=True, help_text="Nothing: it does not apply"
    )
    maximum = models.DecimalField(max_digits=8, decimal_places=4)
    by_hand = models.BooleanField(
        default=False, help_text="An appraiser or the council set the points themselves"
    )
    reason = models.TextField(blank=True)
    salt = models.CharField(max_length=64)
    said_at = models.DateTimeField()
    said_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "component", "voice", "revision"], name="indices_mark_once_a_revision"
            ),
            models.CheckConstraint(
                condition=Q(points__isnull=True) | Q(points__gte=0, points__lte=models.F("maximum")),
                name="indices_mark_within_maximum",
            ),
        ]

    def __str__(self) -> str:
        return f"mark:{self.pk}"


class Evidence(models.Model):
    """A file that shows why a component has its points."""

    unit = models.ForeignKey(RoundUnit, models.PROTECT, related_name="evidence")
    component = models.CharField(max_length=20)
    file = models.ForeignKey("documents.File", models.PROTECT, related_name="+")
    name = models.CharField(max_length=200, help_text="As it was sent")
    offered_from = models.PositiveSmallIntegerField(null=True, help_text="The year it was first attached for")
    attached_at = models.DateTimeField()
    attached_by = models.CharField(max_length=80)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "component"], name="indices_evidence_of")]

    def __str__(self) -> str:
        return f"evidence:{self.pk}"


class Explanation(models.Model):
    """A question of the appraiser about one component, and the unit's answer."""

    unit = models.ForeignKey(RoundUnit, models.PROTECT, related_name="explanations")
    component = models.CharField(max_length=20)
    question = models.TextField()
    question_salt = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answer_salt = models.CharField(max_length=64, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "component"], name="indices_asked_once_a_component")
        ]

    def __str__(self) -> str:
        return f"explanation:{self.pk}"


class Figure(models.Model):
    """A surveyed, statistical or external value of one component and unit. The highest revision counts."""

    unit = models.ForeignKey(RoundUnit, models.PROTECT, related_name="figures")
    component = models.CharField(max_length=20)
    revision = models.PositiveSmallIntegerField()
    given = models.JSONField()
    points = models.DecimalField(max_digits=8, decimal_places=4, null=True)
    maximum = models.DecimalField(max_digits=8, decimal_places=4)
    points_error = models.FloatField(null=True, help_text="Standard error, in points")
    source = models.CharField(max_length=400)
    brought_at = models.DateTimeField()
    brought_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "component", "revision"], name="indices_figure_once"),
            models.CheckConstraint(
                condition=Q(points__isnull=True) | Q(points__gte=0, points__lte=models.F("maximum")),
                name="indices_figure_within_maximum",
            ),
        ]

    def __str__(self) -> str:
        return f"figure:{self.pk}"


class CountedFigure(models.Model):
    """A named figure of our own records for one unit, as it was last counted; pages read this and count nothing."""

    unit = models.ForeignKey(RoundUnit, models.PROTECT, related_name="counted")
    name = models.CharField(max_length=40)
    numerator = models.PositiveBigIntegerField()
    denominator = models.PositiveBigIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="The last day that is counted")
    counted_at = models.DateTimeField()
    simulated = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="indices_counted_once_a_unit")]

    def __str__(self) -> str:
        return f"counted-figure:{self.pk}"
