"""Reading frozen sheets for pages and files: figures of one value over all provinces, and of one province over all values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from motcua.foundation.forms.wording import Wording
from motcua.foundation.refusal import NotFound
from motcua.people.rules import Reach
from motcua.surveys import queries as surveys
from motcua.surveys.estimation import quantile
from motcua.surveys.rules import Instrument

from . import rules, sheets
from .models import ScoreRow, ScoreSheet
from .places import Place, Places, places
from .rules import Apart, Measured
from .scoring import CONFIDENCE, NATION, POOLED, WHOLE
from .sheet_heads import Head, head

WHOLES = (NATION, POOLED)
# What pages call a row of a sheet: they open no table.
Row = ScoreRow


@dataclass(frozen=True, kw_only=True)
class Opened(Head):
    """A sheet of a survey that the asker may see, with what its values and provinces are called."""

    version: str
    assumed: list[dict[str, Any]]
    answers: int
    survey_id: int
    version_id: int
    known: Places

    @property
    def pooled(self) -> bool:
        """Whether the errors of its provinces come from one design effect of all."""
        return any(note["code"] == "errors-pooled" for note in self.assumed)

    def shared_effect(self, row: Row) -> float | None:
        """The design effect that a province's error was taken from, where that is one of all provinces."""
        if not self.pooled or not row.own_error or row.design_effect is None or row.standard_error is None:
            return None
        return row.design_effect * (row.standard_error / row.own_error) ** 2

    @cached_property
    def instrument(self) -> Instrument:
        return surveys.version(version_id=self.version_id).instrument

    @cached_property
    def by_code(self) -> dict[str, Place]:
        return {place.code: place for place in self.known.of(level="province", year=self.year)}

    def name(self, domain: str, language: str) -> str:
        place = self.by_code.get(domain)
        return place.named(language) if place else domain

    def slug(self, domain: str) -> str:
        place = self.by_code.get(domain)
        return place.slug if place else domain

    def domain(self, slug: str) -> str:
        return next((code for code, place in self.by_code.items() if place.slug == slug), slug)

    @cached_property
    def called(self) -> dict[str, Wording]:
        """Value → its name: blocks, factors (`block.factor`), items."""
        found: dict[str, Wording] = {}
        for block in self.instrument.blocks:
            found[block.code] = block.name
            for factor in block.factors:
                found[f"{block.code}.{factor.code}"] = factor.name
                found |= {item.code: item.label for item in factor.items}
        return found


def _of_surveys(reach: Reach, at: datetime) -> QuerySet[ScoreSheet]:
    """Sheets of rounds of scoring have pages of their own."""
    return sheets.visible_to(reach, at=at).filter(survey__isnull=False)


def listed(reach: Reach, *, at: datetime) -> list[Opened]:
    """The newest first."""
    known = places()
    rows = _of_surveys(reach, at).select_related("survey").defer("document")
    return [_opened(row, known) for row in rows.order_by("-year", "-pk")]


def opened(*, sheet_id: int, reach: Reach, at: datetime) -> Opened:
    """Raises `NotFound` also before the hour of the announcement."""
    row = _row(sheet_id, reach, at)
    return _opened(row, places())


def document(*, sheet_id: int, reach: Reach, at: datetime) -> str:
    """The canonical text, character for character as it was hashed."""
    text = _of_surveys(reach, at).filter(pk=sheet_id).values_list("document", flat=True).first()
    if text is None:
        raise NotFound
    return str(text)


def before(sheet: Opened, *, reach: Reach, at: datetime) -> Opened | None:
    """The sheet of the year before that may be compared: the same questionnaire, method and kind of answers."""
    row = (
        _of_surveys(reach, at)
        .filter(
            index=sheet.index, year=sheet.year - 1, series=sheet.series, version=sheet.version, status=sheet.status
        )
        .select_related("survey")
        .defer("document")
        .order_by("-pk")
        .first()
    )  # fmt: skip
    return _opened(row, sheet.known) if row else None


def over_provinces(sheet: Opened, *, value: str = WHOLE) -> list[ScoreRow]:
    """One value in every province, the best first; those without a figure last."""
    rows = ScoreRow.objects.filter(sheet_id=sheet.id, value=value).exclude(domain__in=WHOLES)
    return sorted(rows, key=lambda row: (row.rank is None, row.rank or 0, sheet.slug(row.domain)))


def of_domains(sheet: Opened, domains: Iterable[str]) -> dict[str, dict[str, ScoreRow]]:
    """All values of some domains, in one question: domain → value → row."""
    found: dict[str, dict[str, ScoreRow]] = {domain: {} for domain in domains}
    for row in ScoreRow.objects.filter(sheet_id=sheet.id, domain__in=list(found)):
        found[row.domain][row.value] = row
    return found


def apart(sheet: Opened, first: ScoreRow, second: ScoreRow, *, of: int = 0) -> tuple[Apart, bool] | None:
    """How far two figures of one value are apart, and whether that is sure at 95 %; nothing where one is not shown.

    Provinces were drawn each by itself, so they share no error. `of`: `second` is the plain mean of so many provinces,
    `first` one of them; then they share that part of it.
    """
    measured = [_measured(row) for row in (first, second)]
    if first.estimate is None or second.estimate is None:
        return None
    if measured[0] is None or measured[1] is None:
        return Apart(first.estimate - second.estimate, 0.0, 0.0), False
    shared = measured[0].error ** 2 / of if of else 0.0
    found = rules.apart(measured[0], measured[1], shared=shared, pooled=sheet.pooled)
    return found, found.degrees >= 1 and found.is_sure(quantile((1 + CONFIDENCE) / 2, found.degrees))


def _measured(row: ScoreRow) -> Measured | None:
    if row.estimate is None or row.standard_error is None or row.degrees is None:
        return None
    return Measured(row.estimate, row.standard_error, row.degrees)


def every_row(sheet: Opened) -> list[ScoreRow]:
    return list(ScoreRow.objects.filter(sheet_id=sheet.id).order_by("pk"))


def _row(sheet_id: int, reach: Reach, at: datetime) -> ScoreSheet:
    row = _of_surveys(reach, at).filter(pk=sheet_id).select_related("survey").defer("document").first()
    if row is None:
        raise NotFound
    return row


def _opened(row: ScoreSheet, known: Places) -> Opened:
    assert row.survey is not None and row.survey_id is not None
    return Opened(
        **head(row),
        version=row.version,
        assumed=row.assumed,
        answers=row.answers,
        survey_id=row.survey_id,
        version_id=row.survey.version_id,
        known=known,
    )
