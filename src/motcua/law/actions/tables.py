"""A named table is brought in: from a day on it holds these lines, and what they replace ends the day before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeAlias

from django.db import transaction
from django.db.models import F, Max, QuerySet

from motcua.chronicle import actions as chronicle
from motcua.chronicle.rules import JSON as CODE
from motcua.foundation.calendar import YEAR_MAX, YEAR_MIN
from motcua.foundation.forms.tables import TABLE_KEY, Line
from motcua.foundation.refusal import Fault, InvalidInput, gettext_noop
from motcua.foundation.text import nfc
from motcua.people.rules import Reach

from .. import queries, rules, shipped
from ..models import NamedTable, TableLine
from ..rules import Kind, TableChangedMeanwhile, TableOutOfOrder
from .change import announce
from .decide import check_whole

By: TypeAlias = "Reach | str"
ROWS_AT_ONCE = 500
TABLES_MAX = 100
TABLE_NAME_LENGTH_MAX = 120


@dataclass(frozen=True)
class TableForm:
    """All lines of a table as they are from a day on; a table that is not there yet needs its name."""

    key: str
    lines: Sequence[Line]
    starts_on: date
    basis: str
    verified: bool = False
    name: str = ""
    name_en: str = ""


@dataclass(frozen=True)
class Brought:
    """What it changed: lines that begin, lines that end, lines that say the same."""

    added: int
    ended: int
    kept: int


@transaction.atomic
def bring_table(*, form: TableForm, by: By, at: datetime) -> Brought:
    """What was in force before that day stays as it was; what began on that very day is written anew."""
    actor = by if isinstance(by, str) else by.actor
    if not isinstance(by, str):
        check_whole(by)
    table = _table(form)
    changed = NamedTable.objects.filter(pk=table.pk, changes=table.changes).update(changes=F("changes") + 1)
    if changed != 1:
        raise TableChangedMeanwhile(table=table.name)
    _bring_shipped_along(table, form.starts_on)
    mine = TableLine.objects.filter(table=table)
    _reopen(mine, table, form.starts_on)
    brought = _write(mine, table, form)
    data: dict[str, CODE] = {
        "starts_on": f"{form.starts_on}",
        "added": brought.added,
        "ended": brought.ended,
        "kept": brought.kept,
        "verified": form.verified,
    }
    chronicle.append(kind=Kind.TABLE_BROUGHT, subject=f"law-table:{table.key}", actor=actor, at=at, data=data)
    announce()
    return brought


def _table(form: TableForm) -> NamedTable:
    faults = rules.basis_faults(form.basis)
    if not YEAR_MIN < form.starts_on.year < YEAR_MAX:
        sentence = gettext_noop("The calendar holds the years %(first)s to %(last)s.")
        faults.append(Fault("starts_on", sentence, {"first": YEAR_MIN + 1, "last": YEAR_MAX - 1}))
    known = queries.table_names().get(form.key)
    name, name_en = (known.vi, known.en) if known else (nfc(form.name).strip(), nfc(form.name_en).strip())
    if not re.fullmatch(TABLE_KEY, form.key):
        faults.append(Fault("key", gettext_noop("Write small letters, digits and hyphens, at most 40.")))
    if known is None and not (0 < len(name) <= TABLE_NAME_LENGTH_MAX and 0 < len(name_en) <= TABLE_NAME_LENGTH_MAX):  # fmt: skip
        sentence = gettext_noop(
            "A new table needs a name in Vietnamese and in English, at most %(most)s characters each."
        )
        faults.append(Fault("name", sentence, {"most": TABLE_NAME_LENGTH_MAX}))
    if known is None and len(queries.table_names()) >= TABLES_MAX:
        faults.append(Fault("key", gettext_noop("There are %(most)s tables; no more are kept."), {"most": TABLES_MAX}))  # fmt: skip
    if faults:
        raise InvalidInput(faults=faults)
    return NamedTable.objects.get_or_create(key=form.key, defaults={"name": name, "name_en": name_en})[0]


def _bring_shipped_along(table: NamedTable, day: date) -> None:
    """A table is kept either in the files or here: what ships comes along before it changes."""
    ours = shipped.tables().get(table.key)
    if ours is None or ours.starts_on is None or TableLine.objects.filter(table=table).exists():
        return
    if day < ours.starts_on:
        raise TableOutOfOrder(table=table.name, starts_on=ours.starts_on)
    _create(table, ours.lines, starts_on=ours.starts_on, basis=ours.basis, verified=ours.verified)


def _reopen(mine: QuerySet[TableLine], table: NamedTable, day: date) -> None:
    """The same day once more is a correction of it; a day before is not."""
    last = mine.aggregate(began=Max("starts_on"), ended=Max("ends_on"))
    days = [one for one in (last["began"], last["ended"] and last["ended"] + timedelta(days=1)) if one]
    if days and day < max(days):
        raise TableOutOfOrder(table=table.name, starts_on=max(days))
    mine.filter(starts_on=day).delete()
    mine.filter(ends_on=day - timedelta(days=1)).update(ends_on=None)


def _write(mine: QuerySet[TableLine], table: NamedTable, form: TableForm) -> Brought:
    standing = {row.code: row for row in mine.filter(ends_on=None)}
    wanted = {line.code: line for line in form.lines}
    same = {
        code for code, row in standing.items() if wanted.get(code) == Line(row.code, row.name, row.within)
    }
    over = [row.pk for code, row in standing.items() if code not in same]
    for start in range(0, len(over), ROWS_AT_ONCE):
        mine.filter(pk__in=over[start : start + ROWS_AT_ONCE]).update(
            ends_on=form.starts_on - timedelta(days=1)
        )
    new = [line for code, line in wanted.items() if code not in same]
    _create(
        table, new, starts_on=form.starts_on, basis=nfc(form.basis).strip(), verified=form.verified
    )  # fmt: skip
    return Brought(added=len(new), ended=len(over), kept=len(same))


def _create(table: NamedTable, lines: Sequence[Line], *, starts_on: date, basis: str, verified: bool) -> None:
    TableLine.objects.bulk_create(
        [
            TableLine(
                table=table,
                code=line.code,
                name=line.name,
                within=line.within,
                starts_on=starts_on,
                basis=basis,
                verified=verified,
            )
            for line in lines
        ],
        batch_size=ROWS_AT_ONCE,
    )
