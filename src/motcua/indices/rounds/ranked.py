"""The table that somebody may move points in, plan with and doubt: from the sheet once they may read it, before that
from what they hear of the units as they stand now. A unit that may not read its neighbours' points stands there alone.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from django.db.models import Max

from motcua.foundation.forms.wording import Wording
from motcua.foundation.refusal import NotFound
from motcua.people.rules import Reach

from .. import frameworks, par_sheets, sheets, shipped
from ..models import Figure, Mark, Round, RoundUnit, ScoreSheet
from ..planning import league_of
from ..robustness import League
from ..rules import Index
from ..rules.frameworks import Framework
from ..rules.points import Points
from ..rules.rounds import RoundState, Stage, Voice
from ..rules.totals import Band, band_of
from .frozen import code_of
from .gate import READING, Case
from .last_words import par_units
from .opened import framework_of
from .seeing import hears

TABLES_HELD = 16


class Whence(StrEnum):
    SHEET = "sheet"
    PRESENT = "present"
    ALONE = "alone"


@dataclass(frozen=True, eq=False)
class RankedTable:
    """Units go by their code of the sheet. `key` changes whenever anything in the table does."""

    key: str
    whence: Whence
    framework: Framework
    league: League
    points: Mapping[str, Mapping[str, Points]]
    names: Mapping[str, Wording]
    bands: tuple[Band, ...]
    year: int
    simulated: bool
    left_out: int  # units of the round about which nothing is heard yet

    @property
    def ranks(self) -> bool:
        """Whether there is anybody to be ranked against."""
        return self.whence is not Whence.ALONE and len(self.league.units) > 1

    def band(self, total: float) -> str:
        found = band_of(self.bands, Decimal(f"{total:.2f}"), year=self.year)
        return found.code if found else ""


def sheet_of(*, round_id: int, reach: Reach, at: datetime) -> int | None:
    """The sheet of a round, if there is one that this person may see."""
    return sheets.visible_to(reach, at=at).filter(round=round_id).values_list("pk", flat=True).first()


def table_of(case: Case, *, reach: Reach) -> RankedTable:
    """As one person meets one unit."""
    sheet = _of_sheet(case.round, reach=reach, at=case.at)
    if sheet is not None:
        return sheet
    if case.is_appraised_by:
        return _present(case.round, wanted=case.unit.pk)
    return _alone(case)


def own_code(case: Case) -> str:
    return code_of(case.unit)


def table_of_round(*, round_id: int, reach: Reach, at: datetime) -> RankedTable:
    """Of a whole round: its sheet to whoever may read it, before that as it stands to those who run it."""
    held = Round.objects.select_related("owner", "framework").filter(pk=round_id).first()
    if held is None:
        raise NotFound
    sheet = _of_sheet(held, reach=reach, at=at)
    if sheet is not None:
        return sheet
    if held.state != RoundState.OPEN or not any(reach.may(role, held.owner.path) for role in READING):
        raise NotFound
    return _present(held)


def _of_sheet(held: Round, *, reach: Reach, at: datetime) -> RankedTable | None:
    row = sheets.visible_to(reach, at=at).filter(round=held).values("pk", "digest").first()
    return opened_sheet(held.pk, row["pk"], row["digest"]) if row else None


@lru_cache(maxsize=TABLES_HELD)
def opened_sheet(round_id: int, sheet_id: int, digest: str) -> RankedTable:
    """Of one frozen text, counted once a process: under one digest it never changes."""
    held = Round.objects.select_related("framework").get(pk=round_id)
    document = json.loads(ScoreSheet.objects.values_list("document", flat=True).get(pk=sheet_id))
    rows = list(RoundUnit.objects.filter(round=held).select_related("agency"))
    english = {code_of(row): row.agency.name_en for row in rows}
    units = par_sheets.units_of(document)
    names = {unit.code: Wording(unit.name, english.get(unit.code) or unit.name) for unit in units}
    framework = frameworks.of_document(document["framework"])
    return _table(digest, Whence.SHEET, held, framework, units, names)


def _present(held: Round, *, wanted: int | None = None) -> RankedTable:
    """As the owner hears it: a unit that still scores itself says nothing yet; its figures alone would rank it last."""
    rows = list(RoundUnit.objects.filter(round=held).select_related("agency").order_by("pk"))
    figure = Figure.objects.filter(unit__round=held).aggregate(last=Max("pk"), at=Max("brought_at"))
    mark = Mark.objects.filter(unit__round=held).aggregate(last=Max("pk"), at=Max("said_at"))
    last = f"{figure['last']} {figure['at']} {mark['last']} {mark['at']}"
    spoken = tuple((row.pk, row.stage, row.revision) for row in rows)
    kept = [row for row in rows if row.stage != Stage.SCORING or row.pk == wanted]
    return _opened_present(held.pk, spoken, last, tuple(row.pk for row in kept))


@lru_cache(maxsize=TABLES_HELD)
def _opened_present(round_id: int, spoken: tuple[tuple[int, str, int], ...], last: str, kept: tuple[int, ...]) -> RankedTable:  # fmt: skip
    held = Round.objects.select_related("framework").get(pk=round_id)
    rows = list(RoundUnit.objects.filter(pk__in=kept).select_related("agency").order_by("pk"))

    def heard(unit: RoundUnit, voice: Voice) -> bool:
        return voice is not Voice.SELF or unit.stage != Stage.SCORING

    units = par_units(
        rows,
        Mark.objects.filter(unit__in=kept).order_by("revision"),
        Figure.objects.filter(unit__in=kept).order_by("revision"),
        heard=heard,
    )
    names = {code_of(row): Wording(row.agency.name, row.agency.name_en or row.agency.name) for row in rows}
    key = f"{round_id}:{spoken}:{last}:{kept}"
    return _table(key, Whence.PRESENT, held, framework_of(held.framework), units, names, len(spoken) - len(kept))  # fmt: skip


def _alone(case: Case) -> RankedTable:
    rows = [case.unit]
    marks = Mark.objects.filter(unit=case.unit).order_by("revision")
    figures = Figure.objects.filter(unit=case.unit).order_by("revision")

    def heard(_unit: RoundUnit, voice: Voice) -> bool:
        return hears(case, voice)

    agency = case.unit.agency
    names = {code_of(case.unit): Wording(agency.name, agency.name_en or agency.name)}
    units = par_units(rows, marks, figures, heard=heard)
    return _table(f"unit:{case.unit.pk}", Whence.ALONE, case.round, case.framework, units, names)


def _table(
    key: str,
    whence: Whence,
    held: Round,
    framework: Framework,
    units: list[par_sheets.Unit],
    names: Mapping[str, Wording],
    left_out: int = 0,
) -> RankedTable:
    points = {unit.code: par_sheets.count(framework, unit)[0] for unit in units}
    return RankedTable(
        key=key,
        whence=whence,
        framework=framework,
        league=league_of(framework, points),
        points=points,
        names=names,
        bands=shipped.bands(index=Index.PAR, level=held.framework.level),
        year=held.year,
        simulated=held.simulated,
        left_out=left_out,
    )
