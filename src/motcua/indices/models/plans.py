"""What it takes an office to gain points, said once for all years of a framework, and the plans it made with that."""

from django.db import models
from django.db.models import Q


class LeverEffort(models.Model):
    """The office's own figures about one component: what it takes, how far it would go, whether it touches it at all."""

    agency = models.ForeignKey("people.Agency", models.PROTECT, related_name="+")
    framework = models.CharField(max_length=60, help_text="Its code, so that the next year finds it again")
    component = models.CharField(max_length=20)
    a_point = models.DecimalField(max_digits=9, decimal_places=2, help_text="Working days for one point")
    start = models.DecimalField(max_digits=9, decimal_places=2, help_text="Working days to begin at all")
    most = models.DecimalField(
        max_digits=8, decimal_places=4, null=True, help_text="Points that are thought reachable"
    )
    used = models.BooleanField(default=True)
    said_at = models.DateTimeField()
    said_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "framework", "component"], name="indices_effort_once_a_component"
            ),
            models.CheckConstraint(
                condition=Q(a_point__gte=0, start__gte=0), name="indices_effort_from_0_on"
            ),
        ]

    def __str__(self) -> str:
        return f"effort:{self.pk}"


class RisePlan(models.Model):
    """A plan that a unit kept: what was asked, what came out, and the table it was counted from."""

    unit = models.ForeignKey("indices.RoundUnit", models.PROTECT, related_name="plans")
    asked = models.JSONField()
    found = models.JSONField(help_text="Totals, ranks, effort, probability, and whether it is proved")
    table = models.CharField(max_length=64, help_text="Hash of the table that it was counted from")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["unit", "made_at"], name="indices_plan_of_unit")]

    def __str__(self) -> str:
        return f"rise-plan:{self.pk}"


class PlanTask(models.Model):
    """One component of a plan: from how many points to how many, who answers for it, until when."""

    plan = models.ForeignKey(RisePlan, models.PROTECT, related_name="tasks")
    component = models.CharField(max_length=20)
    before = models.FloatField()
    after = models.FloatField()
    gain = models.FloatField(help_text="Points of the index")
    effort = models.FloatField(help_text="Working days")
    department = models.ForeignKey("people.Agency", models.PROTECT, null=True, related_name="+")
    officer = models.ForeignKey("people.Officer", models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "component"], name="indices_task_once_a_plan")]

    def __str__(self) -> str:
        return f"plan-task:{self.pk}"
