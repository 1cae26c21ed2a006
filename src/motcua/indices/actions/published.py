"""Figures come in and stay: the shipped ones, and tables that somebody imports. Nothing published is overwritten."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from motcua.chronicle import actions as chronicle
from motcua.foundation.refusal import Fault, Forbidden, InvalidInput, gettext_noop
from motcua.foundation.text import nfc
from motcua.people.rules import Reach, Role
from motcua.surveys.ranks import competition_ranks

from .. import queries, rules, shipped
from ..models import Published
from ..rules import Index, Kind, Line, Statistic, Status

BY_SYSTEM = "system:indices"


@dataclass(frozen=True)
class Came:
    """How many figures are new, and how many stood here already."""

    added: int
    known: int


@transaction.atomic
def load(*, at: datetime) -> Came:
    """Bring the shipped figures in. Asked again it adds what is new in them and changes nothing."""
    rows, faults = [], []
    names: dict[tuple[str, int], dict[str, int]] = {}
    for figure in shipped.published():
        place = figure.level, figure.year
        if place not in names:
            names[place] = queries.units(level=figure.level, year=figure.year)
        unit = names[place].get(figure.unit) if figure.unit else None
        if figure.unit and unit is None:
            faults.append(_unknown(0, figure.unit, figure.year))
            continue
        rows.append(
            Published(
                index=figure.index,
                year=figure.year,
                level=figure.level,
                unit_id=unit,
                group=figure.group,
                part=figure.part,
                part_en=figure.part_en,
                statistic=figure.statistic,
                value=figure.value,
                maximum=figure.maximum,
                status=figure.status,
                basis=figure.basis,
                source=figure.source,
                shipped=True,
                added_at=at,
                added_by=BY_SYSTEM,
            )
        )
    if faults:
        raise InvalidInput(faults=faults)
    came = _add(rows)
    if came.added:
        chronicle.append(
            kind=Kind.LOADED, subject="indices:shipped", actor=BY_SYSTEM, at=at, data={"added": came.added}
        )
    return came


@dataclass(frozen=True)
class Table:
    """What somebody wants to import. A part of a table says so, because then its length and mean are not checked."""

    index: Index
    year: int
    level: str
    source: str
    lines: Sequence[Line]
    mean: Decimal | None = None  # as printed; without it, the mean that is known here
    partial: bool = False


@transaction.atomic
def import_table(*, table: Table, by: str, at: datetime, dry_run: bool = False) -> Came:
    """Check a table against itself and what is known; then all of its figures come in, or none."""
    source = nfc(table.source).strip()
    if not source:
        raise InvalidInput(faults=[Fault("source", gettext_noop("Say who published the table, and where."))])
    known = queries.units(level=table.level, year=table.year)
    mean = table.mean or queries.printed_mean(index=table.index, year=table.year, level=table.level)
    last_year = queries.scores(index=table.index, year=table.year - 1, level=table.level)
    method = rules.series_of(shipped.series(), index=table.index, level=table.level, year=table.year)
    if method is None or not method.holds(table.year - 1):
        last_year = {}  # nothing is subtracted across a change of method
    lines = [Line(one.row, nfc(one.unit), one.score, one.rank, one.change) for one in table.lines]
    faults = [_unknown(one.row, one.unit, table.year) for one in lines if one.unit not in known]
    by_unit = {name: last_year[unit] for name, unit in known.items() if unit in last_year}
    places = competition_ranks([float(line.score) for line in lines]).tolist()
    faults += rules.table_faults(
        lines,
        places=places,
        units=len(set(known.values())),
        mean=mean,
        last_year=by_unit,
        partial=table.partial,
    )
    if faults:
        raise InvalidInput(faults=faults)
    rows = [
        Published(
            index=table.index,
            year=table.year,
            level=table.level,
            unit_id=known[line.unit],
            statistic=statistic,
            value=value,
            status=Status.FOUND,
            source=source,
            added_at=at,
            added_by=by,
        )
        for line in lines
        for statistic, value in ((Statistic.SCORE, line.score), (Statistic.RANK, line.rank))
        if value is not None
    ]
    came = _add(rows, write=not dry_run)
    if came.added and not dry_run:
        data = {"index": table.index.value, "year": table.year, "added": came.added}
        chronicle.append(kind=Kind.IMPORTED, subject=f"indices:{table.year}", actor=by, at=at, data=data)
    return came


def import_as(*, reach: Reach, table: Table, at: datetime, dry_run: bool) -> Came:
    """The same by a person: whoever runs surveys and scores the reform, or the operator. A dry run only checks."""
    if not reach.holds(Role.HOME_AFFAIRS, Role.OPERATOR):
        raise Forbidden
    return import_table(table=table, by=reach.actor, at=at, dry_run=dry_run)


def _unknown(row: int, name: str, year: int) -> Fault:
    sentence = gettext_noop("Row %(row)s: there was no unit “%(unit)s” in %(year)s.")
    return Fault("unit", sentence, {"row": row, "unit": name, "year": str(year)})


def _add(rows: Sequence[Published], *, write: bool = True) -> Came:
    """New rows; one that stands here with another value of the same source is refused, not replaced."""
    years = {row.year for row in rows}
    there = {_key(row): row.value for row in Published.objects.filter(year__in=years)}
    new = [row for row in rows if _key(row) not in there]
    faults = [
        Fault(
            row.statistic,
            gettext_noop("%(index)s %(year)s: this source says %(there)s already; %(value)s is another figure."),
            {"index": row.index, "year": str(row.year), "there": there[_key(row)].normalize(), "value": row.value},
        )
        for row in rows
        if _key(row) in there and there[_key(row)] != row.value
    ]  # fmt: skip
    if twice := [key for key, count in Counter(map(_key, new)).items() if count > 1]:
        raise ValueError(f"a figure stands twice in what came in: {twice[0]}")
    if faults:
        raise InvalidInput(faults=faults)
    if write:
        Published.objects.bulk_create(new, batch_size=200)
    return Came(added=len(new), known=len(rows) - len(new))


def _key(row: Published) -> tuple[object, ...]:
    group = "" if row.unit_id else f"{row.level}/{row.group}"
    return row.index, row.year, row.unit_id, group, row.part, row.statistic, row.source
