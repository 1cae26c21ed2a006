"""A store for one act on many dossiers that exist: what the act writes of each is kept, and written set by set.

The rows are held (`SELECT … FOR UPDATE`) before any act reads them, so the one conditional update of all of them finds
each as it was read. The sample's store of whole lives is `actions/lot.py`.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Model

from motcua import bulk, database, rows
from motcua.chronicle import actions as chronicle
from motcua.chronicle.actions import NewEntry
from motcua.dossiers import queries
from motcua.dossiers.actions.store import Rows, column
from motcua.dossiers.models import Dossier, Movement, Wait
from motcua.notices import actions as notices
from motcua.people import queries as people
from motcua.people.rules import Role
from motcua.procedures.rules import Definition

Columns = tuple[str, ...]


class Together(Rows):
    """Acts on these dossiers, which are held; nothing is written before `write`."""

    def __init__(self, dossiers: Sequence[Dossier]) -> None:
        self._dossiers, self._interested = dossiers, dict[int, bool]()
        self._waits: dict[int, list[Wait]] = defaultdict(list)
        waited = [one.pk for one in dossiers if one.has_waited]
        found = Wait.objects.filter(dossier__in=waited, undone_at=None) if waited else ()
        for wait in sorted(found, key=lambda wait: wait.pk):
            self._waits[wait.dossier_id].append(wait)
        self._changes: dict[Columns, list[tuple[Any, ...]]] = defaultdict(list)
        self._rows: dict[type[Model], list[Any]] = defaultdict(list)
        self._entries: list[NewEntry] = []
        self._movements: list[Movement] = []
        self._notices: list[notices.Message] = []
        self._places: dict[tuple[object, ...], list[int]] = {}
        self._officers: dict[tuple[object, ...], frozenset[int]] = {}

    # What acts ask of a store ------------------------------------------------------------------------------

    def together(self) -> AbstractContextManager[None]:
        return nullcontext()

    def change(self, dossier: Dossier, columns: dict[str, object]) -> None:
        self._changes[tuple(columns)].append((dossier.pk, dossier.revision, *columns.values()))

    def add(self, row: Model) -> None:
        self._rows[type(row)].append(row)

    def record(self, movement: Movement, entry: NewEntry) -> bytes:
        """The hash is known when all is written; until then it is empty."""
        self._entries.append(entry)
        self._movements.append(movement)
        return b""

    def tell(
        self,
        *,
        to: notices.Recipient,
        template: str,
        values: dict[str, object],
        subject: str,
        at: datetime,
        not_before: datetime | None = None,
    ) -> None:
        self._notices.append(notices.Message(to, template, values, subject, at, not_before))

    def waits(self, dossier: Dossier) -> list[Wait]:
        return self._waits[dossier.pk]

    def officers_at(self, agency_id: int, *, roles: Iterable[Role], at: datetime) -> frozenset[int]:
        key = (agency_id, *roles)
        if key not in self._officers:
            self._officers[key] = super().officers_at(agency_id, roles=roles, at=at)
        return self._officers[key]

    def barred(self, dossier: Dossier, officer_id: int) -> bool:
        """Asked once for all of them; only where somebody has an interest in one is each asked about."""
        if officer_id not in self._interested:
            all_of_them = [queries.standing(one) for one in self._dossiers]
            self._interested[officer_id] = bool(
                people.of_household(
                    [officer_id],
                    persons=frozenset[int]().union(*(one.interested | one.owners for one in all_of_them)),
                    households=frozenset[str]().union(*(one.households for one in all_of_them)),
                )
            )
        return self._interested[officer_id] and super().barred(dossier, officer_id)

    def agencies_for_step(
        self, dossier: Dossier, definition: Definition, step: int, *, at: datetime
    ) -> list[int]:
        key = (dossier.agency_id, dossier.step_agency_id, dossier.version_id, dossier.step, step)
        if key not in self._places:
            self._places[key] = queries.agencies_for_step(dossier, definition, step, at=at)
        return self._places[key]

    # Writing -----------------------------------------------------------------------------------------------

    def write(self) -> None:
        """Everything, in as many statements as there are tables; in the caller's transaction."""
        for columns, values in self._changes.items():
            if _change(columns, values) != len(values):
                raise database.NotAsRead
        for movement, digest in zip(self._movements, chronicle.append_many(self._entries), strict=True):
            movement.entry_hash = digest
        for model, new in {**self._rows, Movement: self._movements}.items():
            if new:
                bulk.insert(model, new)
        notices.queue_many(messages=self._notices)


def _change(columns: Columns, values: Sequence[tuple[Any, ...]]) -> int:
    """One statement for all of these; answers how many were still as they were read."""
    fields = [column(name) for name in columns]
    prepared = [rows.preparation(field) for field in fields]
    with connection.cursor() as cursor:
        if database.is_postgresql():
            plain = (
                [str(one) if isinstance(one, str) else one for one in column_values]
                for column_values in zip(*values, strict=True)
            )
            cursor.execute(_set_update(columns), list(plain))
            return int(cursor.rowcount)
        sets = "".join(f', "{field.column}" = %s' for field in fields)
        statement = f'UPDATE "{Dossier._meta.db_table}" SET "revision" = "revision" + 1{sets} WHERE "id" = %s AND "revision" = %s'  # noqa: S608
        cursor.executemany(
            statement,
            [
                (
                    *(make(value) if make else value for make, value in zip(prepared, new, strict=True)),
                    pk,
                    seen,
                )
                for pk, seen, *new in values
            ],
        )
        return int(cursor.rowcount)


@cache
def _set_update(columns: Columns) -> str:
    fields = [column(name) for name in columns]
    types = ["bigint", "integer", *(str(field.rel_db_type(connection) if field.remote_field else field.db_type(connection)) for field in fields)]  # fmt: skip
    arrays = ", ".join(f"%s::{kind}[]" for kind in types)
    names = ", ".join(f"c{place}" for place in range(len(types)))
    sets = "".join(f', "{field.column}" = v.c{place}' for place, field in enumerate(fields, 2))
    table = Dossier._meta.db_table
    return f'UPDATE "{table}" AS d SET "revision" = d."revision" + 1{sets} FROM unnest({arrays}) AS v({names}) WHERE d."id" = v.c0 AND d."revision" = v.c1'  # noqa: S608
