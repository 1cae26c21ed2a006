"""Figures come in and stay: the shipped ones, and tables that somebody imports. Nothing published is overwritten."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from difflib import get_close_matches
from math import nan

from django.db import transaction

from motcua.chronicle import actions as chronicle
from motcua.foundation.refusal import Fault, Forbidden, InvalidInput, gettext_noop
from motcua.foundation.text import fold, nfc
from motcua.people.rules import Reach, Role
from motcua.surveys.ranks import competition_ranks

from .. import queries, rules, shipped
from ..measured import measured
from ..models import Published
from ..places import places
from ..rules import Index, Kind, Line, Statistic, Status

BY_SYSTEM = "system:indices"
# How much of a name must agree before it is offered instead of an unknown one (0–1).
NEAR = 0.6


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
    if not source and not dry_run:
        raise InvalidInput(faults=[Fault("source", gettext_noop("Say who published the table, and where."))])
    known = queries.units(level=table.level, year=table.year)
    mean = table.mean or queries.printed_mean(index=table.index, year=table.year, level=table.level)
    last_year = queries.scores(index=table.index, year=table.year - 1, level=table.level)
    method = rules.series_of(shipped.series(), index=table.index, level=table.level, year=table.year)
    if method is None or not method.holds(table.year - 1):
        last_year = {}  # nothing is subtracted across a change of method
    lines = [replace(one, unit=nfc(one.unit)) for one in table.lines]
    faults = [_unknown(one.row, one.unit, table.year, known) for one in lines if one.unit not in known]
    faults += _twice(lines, known)
    by_unit = {name: last_year[unit] for name, unit in known.items() if unit in last_year}
    there = measured(places(), index=table.index, level=table.level, year=table.year)
    apart = {one.id for one in there.unranked} if there else set()
    stands = [line.rank is not None or known.get(line.unit) not in apart for line in lines]
    scores = [float(line.score) if stand else nan for line, stand in zip(lines, stands, strict=True)]
    ranks = competition_ranks(scores).tolist()
    faults += rules.table_faults(
        lines,
        places=ranks,
        units={len(there.units), len(there.ranked)} if there else (),
        mean=mean,
        last_year=by_unit,
        level=table.level,
        partial=table.partial,
    )
    if faults:
        raise InvalidInput(faults=faults)
    rows = [
        row
        for line, rank in zip(lines, ranks, strict=True)
        for row in _rows_of(table, line, known[line.unit], rank)
    ]
    for row in rows:
        row.source, row.added_at, row.added_by = source, at, by
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


def _rows_of(table: Table, line: Line, unit: int, place: int) -> list[Published]:
    """What a line says of its unit: score, place, parts. A whole table without places gives them by its scores."""

    def row(statistic: str, value: Decimal | int, **more: str) -> Published:
        plain = {"index": table.index, "year": table.year, "level": table.level, "status": Status.FOUND}
        return Published(unit_id=unit, statistic=statistic, value=value, **(plain | more))

    rows = [row(Statistic.SCORE, line.score)]
    if line.rank is not None:
        rows.append(row(Statistic.RANK, line.rank))
    elif place and not table.partial and all(one.rank is None for one in table.lines):
        # The sum behind it: one more than how many have a better score.
        rows.append(row(Statistic.RANK, place, status=Status.DERIVED, basis=f"1 + {place - 1}"))
    for key, value in line.parts:
        named, named_en = rules.PARTS[key]
        rows.append(row(Statistic.SCORE, value, part=named, part_en=named_en))
    return rows


def _twice(lines: Sequence[Line], known: Mapping[str, int]) -> list[Fault]:
    """One unit under two of its names: “Tỉnh Đắk Lắk” and “Đắk Lắk”. The same name twice is found by the rules."""
    sentence = gettext_noop("Row %(row)s: %(unit)s is the unit of row %(other)s under another name.")
    seen: dict[int, Line] = {}
    faults = []
    for line in lines:
        unit = known.get(line.unit)
        if unit is None:
            continue
        before = seen.setdefault(unit, line)
        if before.unit != line.unit:
            faults.append(Fault("unit", sentence, {"row": line.row, "unit": line.unit, "other": before.row}))
    return faults


def _unknown(row: int, name: str, year: int, known: Mapping[str, int] | None = None) -> Fault:
    facts = {"row": row, "unit": name, "year": str(year)}
    folded = {
        fold(one): one for one in sorted(known or {}, key=len, reverse=True)
    }  # of one unit the shortest name
    if near := get_close_matches(fold(name), list(folded), n=1, cutoff=NEAR):
        sentence = gettext_noop(
            "Row %(row)s: there was no unit “%(unit)s” in %(year)s. Did you mean “%(near)s”?"
        )
        return Fault("unit", sentence, facts | {"near": folded[near[0]]})
    return Fault("unit", gettext_noop("Row %(row)s: there was no unit “%(unit)s” in %(year)s."), facts)


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
