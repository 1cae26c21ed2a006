"""Sheets of rounds through their gate: which there are, one of them, the one of the year before, those that name a unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from django.db.models import Count, QuerySet

from motcua.foundation.forms.wording import Wording
from motcua.foundation.refusal import NotFound
from motcua.foundation.text import fold
from motcua.people.rules import Reach, Role

from .. import sheets
from ..models import RoundUnit, ScoreSheet
from ..rounds.frozen import code_of, signed
from ..rules.frameworks import Name
from ..sheet_heads import Head, head
from .content import Content, content

# Who may see the sheets of their own agency before the hour, and so where a round is run.
OWN_ROLES = (Role.HOME_AFFAIRS, Role.LEADER)
LISTED_MAX = 200
FOUND_MAX = 40


@dataclass(frozen=True, kw_only=True)
class Line(Head):
    """A sheet of a round."""

    round_id: int
    level: str
    owner_id: int
    owner: Wording
    framework: Name
    units: int


@dataclass(frozen=True)
class Opened:
    """A sheet that the asker may see."""

    line: Line

    @cached_property
    def content(self) -> Content:
        return content(self.line.digest)

    @cached_property
    def _agencies(self) -> dict[str, tuple[str, str]]:
        """Unit → its English name and its number in statistics: the sheet holds codes, and names as they were."""
        rows = RoundUnit.objects.filter(round_id=self.line.round_id).select_related("agency")
        return {code_of(row): (row.agency.name_en, row.agency.province_code_gso) for row in rows}

    def name(self, unit: str, language: str) -> str:
        english = self._agencies.get(unit, ("", ""))[0]
        return english if language == "en" and english else str(self.content.units[unit]["name"])

    @cached_property
    def tiles(self) -> dict[str, str]:
        """Unit → its number in statistics, for the map; empty unless provinces are measured."""
        if self.line.level != "province":
            return {}
        return {code: number for code, (_name, number) in self._agencies.items() if number}


def listed(reach: Reach, *, at: datetime) -> list[Line]:
    """The newest first."""
    return [_line(row) for row in _of_rounds(reach, at).order_by("-year", "-pk")[:LISTED_MAX]]


def opened(*, sheet_id: int, reach: Reach, at: datetime) -> Opened:
    """Raises `NotFound` also before the hour of the announcement."""
    row = _of_rounds(reach, at).filter(pk=sheet_id).first()
    if row is None:
        raise NotFound
    return Opened(_line(row))


def signed_file(*, sheet_id: int, reach: Reach, at: datetime) -> bytes:
    """Document, hash and signature: all that counting again needs."""
    row = sheets.visible_to(reach, at=at).filter(pk=sheet_id, round__isnull=False).first()
    if row is None:
        raise NotFound
    return signed(row)


@dataclass(frozen=True)
class Before:
    """The same owner's sheet of the year before. `comparable`: the same criteria, maxima and rules gave its points."""

    sheet: Opened
    comparable: bool
    same_units: bool

    def points(self, now: Opened, unit: str) -> Decimal | None:
        if not self.comparable or unit not in self.sheet.content.results:
            return None
        then, here = self.sheet.content.index(unit), now.content.index(unit)
        return None if then is None or here is None else here - then

    def places(self, now: Opened, unit: str) -> int | None:
        """Places up; only where the same units were ranked in both years."""
        if not self.comparable or not self.same_units:
            return None
        then = self.sheet.content.results[unit]["rank"]
        here = now.content.results[unit]["rank"]
        return None if then is None or here is None else int(then) - int(here)


def before(sheet: Opened, *, reach: Reach, at: datetime) -> Before | None:
    """Made-up and counted sheets are strangers to each other."""
    line = sheet.line
    row = (
        _of_rounds(reach, at)
        .filter(
            index=line.index, year=line.year - 1, level=line.level, status=line.status,
            round__owner_id=line.owner_id,
        )
        .order_by("-announced_at", "-pk")
        .first()
    )  # fmt: skip
    if row is None:
        return None
    earlier = Opened(_line(row))
    return Before(
        earlier,
        comparable=earlier.content.framework.method == sheet.content.framework.method,
        same_units=earlier.content.units.keys() == sheet.content.units.keys(),
    )


@dataclass(frozen=True)
class FoundUnit:
    sheet: Line
    code: str
    name: Wording


def units_like(words: str, among: Sequence[Line]) -> list[FoundUnit]:
    """Units of these sheets whose names hold the words, however their marks were written; the newest sheets first."""
    wanted = fold(words).strip()
    if not wanted:
        return []
    known = {line.round_id: line for line in among}
    rows = (
        RoundUnit.objects.filter(round__in=known, agency__name_folded__contains=wanted)
        .select_related("agency")
        .order_by("-round__year", "-round", "agency__name_folded", "pk")[:FOUND_MAX]
    )
    return [
        FoundUnit(
            known[row.round_id],
            code_of(row),
            Wording(row.agency.name, row.agency.name_en or row.agency.name),
        )
        for row in rows
    ]


def _of_rounds(reach: Reach, at: datetime) -> QuerySet[ScoreSheet]:
    """Sheets of surveys have pages of their own."""
    return (
        sheets.visible_to(reach, at=at)
        .filter(round__isnull=False)
        .select_related("round__owner", "round__framework")
        .defer("document", "round__framework__document")
        .annotate(units=Count("round__units"))
    )


def _line(row: ScoreSheet) -> Line:
    held = row.round
    assert held is not None
    return Line(
        **head(row),
        round_id=held.pk,
        level=row.level,
        owner_id=held.owner_id,
        owner=Wording(held.owner.name, held.owner.name_en or held.owner.name),
        framework=Name(held.framework.name, held.framework.name_en),
        units=row.units,  # type: ignore[attr-defined]  # annotated
    )
