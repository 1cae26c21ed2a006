"""Where an act reads and writes. `Rows` does it statement by statement in the act's transaction.

The set form (`many.Lot`) answers the same calls from memory and writes whole lots, so that both forms run the
same acts by the same rules.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from functools import cache
from typing import Any, Protocol

from django.db import IntegrityError, connection
from django.db.models import Field, Model

from motcua import database
from motcua.chronicle.actions import NewEntry, append
from motcua.documents import actions as documents
from motcua.dossiers import queries
from motcua.dossiers.models import Dossier, Extension, Movement, Paper, Wait
from motcua.dossiers.rules.numbers import Style, number
from motcua.dossiers.rules.states import Act
from motcua.foundation.calendar import TZ
from motcua.law import queries as law
from motcua.notices import actions as notices
from motcua.people.queries import AgencyFacts


class SentTwice(Exception):
    """The same submission won the race in another request; this one is rolled back."""


class Store(Protocol):
    """What is called inside `together` is sent in one go; what it took is read after the block, by calling it."""

    def together(self) -> AbstractContextManager[None]: ...
    def insert(self, dossier: Dossier) -> None: ...
    def add(self, row: Model) -> None: ...
    def add_papers(self, papers: list[Paper]) -> None: ...
    def hold(self, *, file_id: int, holder: str) -> None: ...
    def change(self, dossier: Dossier, columns: dict[str, object]) -> None: ...
    def record(self, movement: Movement, entry: NewEntry) -> bytes: ...
    def tell(
        self, *, to: notices.Recipient, template: str, values: dict[str, object], subject: str, at: datetime
    ) -> None: ...
    def take_number(self, *, agency: AgencyFacts, at: datetime) -> Callable[[], str]: ...
    def name(self, dossier: Dossier) -> None: ...
    def waits(self, dossier: Dossier) -> list[Wait]: ...
    def answer_wait(self, wait: Wait, *, at: datetime) -> None: ...
    def last_extension(self, dossier: Dossier) -> Extension | None: ...
    def officer_of_act(self, dossier: Dossier, act: Act) -> int | None: ...
    def officer_of_step(self, dossier: Dossier, step: int) -> int | None: ...


class Rows:
    """One statement at a time, in the transaction of the act."""

    def together(self) -> AbstractContextManager[None]:
        return database.together()

    def insert(self, dossier: Dossier) -> None:
        try:
            dossier.pk = database.insert(dossier, returning="id").value
        except IntegrityError as error:
            raise SentTwice from error

    def add(self, row: Model) -> None:
        """Inside `together` nobody asks for its id; elsewhere it is known at once."""
        row.pk = database.insert(row, returning="id").value

    def add_papers(self, papers: list[Paper]) -> None:
        database.begin()
        with self.together():
            added = [database.insert(row, returning="id") for row in papers]
        for row, found in zip(papers, added, strict=True):
            row.pk = found.value
            if row.file_id is not None:
                self.hold(file_id=row.file_id, holder=f"dossiers.paper:{row.pk}")

    def hold(self, *, file_id: int, holder: str) -> None:
        database.begin()
        documents.keep(file_id=file_id, holder=holder)

    def change(self, dossier: Dossier, columns: dict[str, object]) -> None:
        """Refused by `NotAsRead` when the row is no longer as it was read."""
        statement, prepare = _update(tuple(columns), connection.vendor)
        values = [one(value) for one, value in zip(prepare, columns.values(), strict=True)]
        database.change(statement, [*values, dossier.pk, dossier.revision], only_one=True)

    def record(self, movement: Movement, entry: NewEntry) -> bytes:
        movement.entry_hash = append(
            kind=entry.kind,
            subject=entry.subject,
            actor=entry.actor,
            at=entry.at,
            agency=entry.agency,
            data=entry.data,
        )
        self.add(movement)
        return movement.entry_hash

    def tell(
        self, *, to: notices.Recipient, template: str, values: dict[str, object], subject: str, at: datetime
    ) -> None:
        notices.queue(to=to, template=template, values=values, subject=subject, at=at)

    def take_number(self, *, agency: AgencyFacts, at: datetime) -> Callable[[], str]:
        """The next number of this agency and day: one statement that waits for its turn and cannot skip."""
        day = at.astimezone(TZ).date()
        found = database.change(queries.sql("take_number"), [agency.id, day], returning="last")
        return lambda: numbered(agency, day_at=at, running=found.value)

    def name(self, dossier: Dossier) -> None:
        database.change(queries.sql("name_dossier"), [dossier.number, dossier.pk])

    def waits(self, dossier: Dossier) -> list[Wait]:
        return list(Wait.objects.filter(dossier=dossier).order_by("id"))

    def answer_wait(self, wait: Wait, *, at: datetime) -> None:
        database.begin()
        wait.answered_at = at
        wait.save(update_fields=["answered_at"])

    def last_extension(self, dossier: Dossier) -> Extension | None:
        return Extension.objects.filter(dossier=dossier).order_by("-id").first() if dossier.extended else None

    def officer_of_act(self, dossier: Dossier, act: Act) -> int | None:
        return queries.officer_of_act(dossier, act)

    def officer_of_step(self, dossier: Dossier, step: int) -> int | None:
        return queries.officer_of_step(dossier, step)


@cache
def _update(names: tuple[str, ...], vendor: str) -> tuple[str, tuple[Callable[[Any], Any], ...]]:
    """The conditional update of these columns, and how their values go there; acts change few sets of columns."""
    fields = [_COLUMNS[name] for name in names]
    sets = "".join(f', "{field.column}" = %s' for field in fields)
    statement = f'UPDATE "{Dossier._meta.db_table}" SET "revision" = "revision" + 1{sets} WHERE "id" = %s AND "revision" = %s'  # noqa: S608
    return statement, tuple(database.preparation(field, vendor) for field in fields)


_COLUMNS: "dict[str, Field[Any, Any]]" = {
    name: field for field in Dossier._meta.concrete_fields for name in (field.name, field.attname)
}


def numbered(agency: AgencyFacts, *, day_at: datetime, running: int) -> str:
    day = day_at.astimezone(TZ).date()
    style = Style(str(law.value("dossiers.number-style", day).value))
    return number(style=style, code=agency.code, code_new=agency.code_new, day=day, running=running)


ROWS = Rows()
