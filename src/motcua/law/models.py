"""Tables: dated values, days off and worked by decision, opening hours, named tables, and the revision that tells of changes."""

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from motcua.law.rules import DayKind


class DatedValue(models.Model):
    """What a rule of law says from one day to another: a limit, a count, an hour."""

    key = models.CharField(max_length=80)
    value = models.JSONField()
    unit = models.CharField(max_length=40, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="Last day on which it holds")
    basis = models.CharField(max_length=300)
    verified = models.BooleanField(default=False)
    note = models.CharField(max_length=500, blank=True)
    # Rows that came with the software may be renewed by an upgrade; rows set here never are.
    shipped = models.BooleanField(default=False)

    class Meta:
        ordering = ["key", "starts_on"]
        constraints = [
            UniqueConstraint(fields=["key", "starts_on"], name="law_value_once_a_day"),
            CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="law_value_runs_forward",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.starts_on}"


class CalendarOverride(models.Model):
    """A day that is off or worked by decision, for the whole country or for an agency and those below it."""

    date = models.DateField()
    kind = models.CharField(max_length=4, choices=[(kind.value, kind.value) for kind in DayKind])
    name = models.CharField(max_length=120)
    basis = models.CharField(max_length=300)
    verified = models.BooleanField(default=False)
    note = models.CharField(max_length=500, blank=True)
    agency = models.ForeignKey("people.Agency", models.PROTECT, null=True, blank=True, related_name="+")
    shipped = models.BooleanField(default=False)

    class Meta:
        ordering = ["date", "id"]
        constraints = [
            UniqueConstraint(fields=["date"], condition=Q(agency=None), name="law_national_day_once"),
            UniqueConstraint(fields=["date", "agency"], name="law_agency_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.kind}"


class OpeningHours(models.Model):
    """When an agency, and those below it without hours of their own, opens its doors; from one day to another.

    Hours are only added: on each day those hold that began last. A stretch with an end (the hours of a summer) gives
    way to what held before it.
    """

    agency = models.ForeignKey("people.Agency", models.PROTECT, related_name="+")
    # Empty: since before anything was counted.
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True, help_text="Last day on which they hold")
    # Seven lists of "07:00-11:30", Monday first.
    week = models.JSONField()
    cut_off = models.TimeField(null=True, blank=True, help_text="Same-day requests; empty: the dated value")
    basis = models.CharField(max_length=300, blank=True)
    verified = models.BooleanField(default=False)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["agency", "starts_on"], name="law_hours_once_a_day"),
            UniqueConstraint(fields=["agency"], condition=Q(starts_on=None), name="law_first_hours_once"),
            CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="law_hours_run_forward",
            ),
        ]

    def __str__(self) -> str:
        return f"hours of agency {self.agency_id}"


class NamedTable(models.Model):
    """A list that forms take answers from, by its name: provinces, communes, or what an office brought in."""

    key = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    # How often its lines were changed: of two operators at once, one is told to look again.
    changes = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.key


class TableLine(models.Model):
    """One line of a named table from one day to another: a code, a name, and within what it lies."""

    table = models.ForeignKey(NamedTable, models.PROTECT, related_name="lines")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=160)
    within = models.CharField(max_length=160, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="Last day on which it holds")
    basis = models.CharField(max_length=300)
    verified = models.BooleanField(default=False)

    class Meta:
        ordering = ["table", "code", "starts_on"]
        constraints = [
            UniqueConstraint(fields=["table", "code", "starts_on"], name="law_line_once_a_day"),
            CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="law_line_runs_forward",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.starts_on}"


class Revision(models.Model):
    """One row, marked anew by every change of this room, so that other processes drop what they remember.

    The mark is random, not a count: a count that was rolled back could come again with another meaning.
    """

    mark = models.CharField(max_length=16)

    def __str__(self) -> str:
        return self.mark
