"""Questionnaires, rounds, samples and answers. An answer shares nothing with the invitation that it came by.

No row says when somebody answered, or in which order: see docs/reference/surveys.md, “How anonymity is kept”.
"""

import uuid

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from .rules import FrameKind, Outcome, State


def _choices(words: type[State] | type[Outcome] | type[FrameKind]) -> list[tuple[str, str]]:
    return [(one.value, one.name) for one in words]


class Questionnaire(models.Model):
    """An instrument. Figures of two instruments never stand in one series."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)

    def __str__(self) -> str:
        return str(self.code)


class QuestionnaireVersion(models.Model):
    """One edition, sealed by the hash of its document: it never changes."""

    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField(null=True)
    # Text, not a JSON column: the hash is over these very characters.
    document = models.TextField()
    digest = models.CharField(max_length=64, unique=True)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["questionnaire", "number"], name="surveys_version_number_once"),
            CheckConstraint(
                condition=Q(last_year__isnull=True) | Q(last_year__gte=F("first_year")),
                name="surveys_version_years_run_forward",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire_id} v{self.number}"


class Survey(models.Model):
    """One round of an agency: version, window, design of the sample."""

    agency = models.ForeignKey("people.Agency", models.PROTECT, related_name="+")
    version = models.ForeignKey(QuestionnaireVersion, models.PROTECT, related_name="surveys")
    year = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    opens_on = models.DateField()
    closes_on = models.DateField(help_text="The last day on which answers are taken")
    # Stages, strata, how many, how replaced: what `draw` was told.
    design = models.JSONField(default=dict)
    seed = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=_choices(State), default=State.PLANNED.value)
    simulated = models.BooleanField(default=False)
    planned_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    # When households of the list, or the keys of drawn people's requests, were destroyed; null where there were none.
    people_forgotten_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [Index(fields=["agency", "year"], name="surveys_survey_of_agency")]
        constraints = [
            CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="surveys_survey_runs_forward"),
        ]

    def __str__(self) -> str:
        return f"survey:{self.pk}"


class Frame(models.Model):
    """Whom one can draw from."""

    agency = models.ForeignKey("people.Agency", models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=_choices(FrameKind))
    digest = models.CharField(max_length=64, blank=True, help_text="Of the uploaded list")
    simulated = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"frame:{self.pk}"


class FrameUnit(models.Model):
    """A unit of one stage: how many stand below it (`size`), and in which it lies."""

    frame = models.ForeignKey(Frame, models.CASCADE, related_name="units")
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="children")
    stage = models.PositiveSmallIntegerField(help_text="1 is drawn first")
    code = models.CharField(max_length=80)
    name = models.CharField(max_length=200, blank=True)
    province = models.CharField(max_length=40, blank=True, help_text="Code of the domain it counts for")
    stratum = models.CharField(max_length=80, blank=True)
    size = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [UniqueConstraint(fields=["frame", "stage", "code"], name="surveys_frame_unit_once")]
        indexes = [Index(fields=["frame", "stage", "stratum"], name="surveys_frame_unit_of_stage")]

    def __str__(self) -> str:
        return f"{self.frame_id}/{self.stage}/{self.code}"

    @property
    def full_name(self) -> str:
        """With the unit it lies in: villages of two communes may have one name."""
        above = f", {self.parent.name}" if self.parent and self.parent.name else ""
        return f"{self.name or self.code}{above}"


class Cell(models.Model):
    """Where answers come from, no finer than estimation needs: at least 10 invitations stand in each."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="cells")
    number = models.PositiveIntegerField()
    province = models.CharField(max_length=40)
    stratum = models.CharField(max_length=80)
    # One number a stage, the first stage first; and how many units there are at that stage, null when not known.
    clusters = models.JSONField(default=list)
    sizes = models.JSONField(default=list)
    weight = models.FloatField(help_text="How many people one answer stands for")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["survey", "number"], name="surveys_cell_once"),
            CheckConstraint(condition=Q(weight__gt=0), name="surveys_cell_weighs"),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id}/{self.number}"


class SampleUnit(models.Model):
    """A unit that was drawn. The units of the last stage carry a cell and as many invitations as were printed."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="sample")
    unit = models.ForeignKey(FrameUnit, models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    cell = models.ForeignKey(Cell, models.PROTECT, null=True, related_name="units")
    stage = models.PositiveSmallIntegerField()
    position = models.PositiveIntegerField(help_text="In the order of the draw")
    probability = models.FloatField(help_text="Of this unit within its parent")
    weight = models.FloatField(help_text="One over the product of the probabilities up to here")
    is_reserve = models.BooleanField(default=False)
    outcome = models.CharField(max_length=10, choices=_choices(Outcome), default=Outcome.WAITING.value)
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaces")
    # Who goes there: an enumerator sees these places and no others.
    enumerator = models.ForeignKey("people.Officer", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["survey", "unit"], name="surveys_sample_unit_once"),
            CheckConstraint(
                condition=Q(probability__gt=0, probability__lte=1), name="surveys_sample_probability"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id}/{self.unit_id}"


class Invitation(models.Model):
    """A printed code: its keyed hash and the unit it was printed for. This row never changes again."""

    sample_unit = models.ForeignKey(SampleUnit, models.PROTECT, related_name="invitations")
    code_hash = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"invitation:{self.pk}"


class Unspent(models.Model):
    """An invitation that may still be answered. Answering deletes the row.

    Deleted, not marked: a changed row would stand in the order of the changes, with the number of the transaction
    that stored the answer beside it.
    """

    invitation = models.OneToOneField(Invitation, models.CASCADE, primary_key=True, related_name="unspent")

    def __str__(self) -> str:
        return f"unspent:{self.invitation_id}"


class Station(models.Model):
    """A device that stands at a counter: each answer given there spends one invitation of its unit."""

    sample_unit = models.ForeignKey(SampleUnit, models.PROTECT, related_name="stations")
    code_hash = models.CharField(max_length=64, unique=True, null=True)
    opened_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"station:{self.pk}"


class PoolAnswer(models.Model):
    """An answer that waits until enough others wait with it. No time, no invitation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="+")
    cell = models.ForeignKey(Cell, models.PROTECT, related_name="+")
    data = models.JSONField()

    def __str__(self) -> str:
        return "an answer that waits"


class Answer(models.Model):
    """An answer: written in a shuffled lot under a new random id, with the day of the lot."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="answers")
    cell = models.ForeignKey(Cell, models.PROTECT, related_name="answers")
    day = models.DateField()
    # Item → code of the option, as the form of the version cleans it. What was not answered is not there.
    data = models.JSONField()

    def __str__(self) -> str:
        return "an answer"


class PaperSheet(models.Model):
    """A paper form of a place, by its running number on the stack. Written with its first typing and never again.

    A sheet without entries is accepted: accepting deletes them and writes nothing on this side, so that no row here
    carries the transaction that stored an answer. All sheets go when the round closes.
    """

    sample_unit = models.ForeignKey(SampleUnit, models.PROTECT, related_name="sheets")
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [UniqueConstraint(fields=["sample_unit", "number"], name="surveys_sheet_once")]

    def __str__(self) -> str:
        return f"sheet:{self.sample_unit_id}/{self.number}"


class PaperEntry(models.Model):
    """One of the two typings of a sheet, until they agree or somebody has settled them."""

    sheet = models.ForeignKey(PaperSheet, models.CASCADE, related_name="entries")
    typing = models.PositiveSmallIntegerField()
    typed_by = models.ForeignKey("people.Officer", models.PROTECT, related_name="+")
    data = models.JSONField()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["sheet", "typing"], name="surveys_entry_once"),
            UniqueConstraint(fields=["sheet", "typed_by"], name="surveys_entry_by_two"),
            CheckConstraint(condition=Q(typing__in=(1, 2)), name="surveys_entry_first_or_second"),
        ]

    def __str__(self) -> str:
        return f"typing {self.typing} of {self.sheet}"


class Mark(models.Model):
    """How often one device, or one way of answering, came. Salted, and gone when the round closes."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="marks")
    kind = models.CharField(max_length=12)
    mark = models.CharField(max_length=64)
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [UniqueConstraint(fields=["survey", "kind", "mark"], name="surveys_mark_once")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.count}"
