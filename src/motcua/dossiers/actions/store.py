"""Where an act reads and writes. `Rows` does it statement by statement in the act's transaction.

The set form (`many.Lot`) answers the same calls from memory and writes whole lots, so that both forms run the
same acts by the same rules.
"""

from datetime import datetime
from functools import cache
from typing import Any, Protocol

from django.db import IntegrityError, connection
from django.db.models import Field, Model

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
    def insert(self, dossier: Dossier) -> None: ...
    def add(self, row: Model) -> None: ...
    def add_papers(self, papers: list[Paper]) -> None: ...
    def hold(self, *, file_id: int, holder: str) -> None: ...
    def change(self, dossier: Dossier, columns: dict[str, object]) -> bool: ...
    def record(self, movement: Movement, entry: NewEntry) -> bytes: ...
    def tell(
        self, *, to: notices.Recipient, template: str, values: dict[str, object], subject: str, at: datetime
    ) -> None: ...
    def take_number(self, *, agency: AgencyFacts, at: datetime) -> str: ...
    def name(self, dossier: Dossier) -> None: ...
    def waits(self, dossier: Dossier) -> list[Wait]: ...
    def answer_wait(self, wait: Wait, *, at: datetime) -> None: ...
    def last_extension(self, dossier: Dossier) -> Extension | None: ...
    def officer_of_act(self, dossier: Dossier, act: Act) -> int | None: ...
    def officer_of_step(self, dossier: Dossier, step: int) -> int | None: ...


class Rows:
    """One statement at a time, in the transaction of the act."""

    def insert(self, dossier: Dossier) -> None:
        try:
            dossier.save(force_insert=True)
        except IntegrityError as error:
            raise SentTwice from error

    def add(self, row: Model) -> None:
        row.save(force_insert=True)

    def add_papers(self, papers: list[Paper]) -> None:
        for row in Paper.objects.bulk_create(papers):
            if row.file_id is not None:
                self.hold(file_id=row.file_id, holder=f"dossiers.paper:{row.pk}")

    def hold(self, *, file_id: int, holder: str) -> None:
        documents.keep(file_id=file_id, holder=holder)

    def change(self, dossier: Dossier, columns: dict[str, object]) -> bool:
        """True when the row was still as it was read."""
        statement, fields = _update(tuple(columns))
        values = [
            field.get_db_prep_save(value, connection)
            for field, value in zip(fields, columns.values(), strict=True)
        ]
        with connection.cursor() as cursor:
            cursor.execute(statement, [*values, dossier.pk, dossier.revision])
            changed: int = cursor.rowcount
        return changed == 1

    def record(self, movement: Movement, entry: NewEntry) -> bytes:
        digest = append(
            kind=entry.kind,
            subject=entry.subject,
            actor=entry.actor,
            at=entry.at,
            agency=entry.agency,
            data=entry.data,
        )
        movement.entry_hash = digest
        with connection.cursor() as cursor:
            values = [
                field.get_db_prep_save(getattr(movement, field.attname), connection)
                for field in MOVEMENT_FIELDS
            ]
            cursor.execute(MOVEMENT_INSERT, values)
        return digest

    def tell(
        self, *, to: notices.Recipient, template: str, values: dict[str, object], subject: str, at: datetime
    ) -> None:
        notices.queue(to=to, template=template, values=values, subject=subject, at=at)

    def take_number(self, *, agency: AgencyFacts, at: datetime) -> str:
        """The next number of this agency and day: one statement that waits for its turn and cannot skip."""
        day = at.astimezone(TZ).date()
        with connection.cursor() as cursor:
            cursor.execute(queries.sql("take_number"), [agency.id, day])
            (running,) = cursor.fetchone()
        return numbered(agency, day_at=at, running=running)

    def name(self, dossier: Dossier) -> None:
        Dossier.objects.filter(pk=dossier.pk).update(number=dossier.number)

    def waits(self, dossier: Dossier) -> list[Wait]:
        return list(Wait.objects.filter(dossier=dossier).order_by("id"))

    def answer_wait(self, wait: Wait, *, at: datetime) -> None:
        wait.answered_at = at
        wait.save(update_fields=["answered_at"])

    def last_extension(self, dossier: Dossier) -> Extension | None:
        return Extension.objects.filter(dossier=dossier).order_by("-id").first() if dossier.extended else None

    def officer_of_act(self, dossier: Dossier, act: Act) -> int | None:
        return queries.officer_of_act(dossier, act)

    def officer_of_step(self, dossier: Dossier, step: int) -> int | None:
        return queries.officer_of_step(dossier, step)


# Statements that every act runs: written once instead of composed by the ORM for each act (docs/decisions/0007).
MOVEMENT_FIELDS = [field for field in Movement._meta.concrete_fields if not field.primary_key]
MOVEMENT_INSERT = (
    f'INSERT INTO "{Movement._meta.db_table}" ('  # noqa: S608  names of our own columns
    + ", ".join(f'"{field.column}"' for field in MOVEMENT_FIELDS)
    + f") VALUES ({', '.join(['%s'] * len(MOVEMENT_FIELDS))})"
)


@cache
def _update(names: tuple[str, ...]) -> "tuple[str, list[Field[Any, Any]]]":
    """The conditional update of these columns; acts change few different sets of columns."""
    fields = [_COLUMNS[name] for name in names]
    sets = "".join(f', "{field.column}" = %s' for field in fields)
    statement = f'UPDATE "{Dossier._meta.db_table}" SET "revision" = "revision" + 1{sets} WHERE "id" = %s AND "revision" = %s'  # noqa: S608
    return statement, fields


_COLUMNS: "dict[str, Field[Any, Any]]" = {
    name: field for field in Dossier._meta.concrete_fields for name in (field.name, field.attname)
}


def numbered(agency: AgencyFacts, *, day_at: datetime, running: int) -> str:
    day = day_at.astimezone(TZ).date()
    style = Style(str(law.value("dossiers.number-style", day).value))
    return number(style=style, code=agency.code, code_new=agency.code_new, day=day, running=running)


ROWS = Rows()
