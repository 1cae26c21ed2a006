"""Where an act reads and writes. `Rows` does it statement by statement in the act's transaction.

The set form (`many.Lot`) answers the same calls from memory and writes whole lots, so that both forms run the
same acts by the same rules.
"""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Protocol

from django.db import IntegrityError
from django.db.models import Field, Model

from motcua import database, rows
from motcua.chronicle.actions import NewEntry, append
from motcua.documents import actions as documents
from motcua.dossiers import queries
from motcua.dossiers.models import Dossier, Extension, Movement, Paper, Wait
from motcua.dossiers.rules.numbers import Form, Style, form
from motcua.dossiers.rules.states import Act
from motcua.foundation.calendar import TZ
from motcua.law import queries as law
from motcua.notices import actions as notices
from motcua.people import actions as people_actions
from motcua.people import queries as people
from motcua.people.queries import AgencyFacts
from motcua.people.rules import Role
from motcua.procedures.rules import Definition


class InTheWay(Exception):
    """The same submission won the race in another request, or the agency was changed; this one is rolled back."""


@dataclass(frozen=True, slots=True)
class NewDossier:
    """All that is written when a request is handed in. Its id and its number are not known yet."""

    dossier: Dossier
    papers: list[Paper]
    movement: Movement
    entry: NewEntry
    agency: AgencyFacts
    at: datetime
    told: notices.Recipient
    template: str  # "": nobody is told of this one
    values: dict[str, object]  # of the notice, without the number


class Store(Protocol):
    """What is called inside `together` is sent in one go."""

    keeps_before: bool  # whether what an act changes is kept as it was, to be taken back

    def together(self) -> AbstractContextManager[None]: ...
    def hand_in(self, new: NewDossier, *, last: Callable[[], None] | None) -> bytes: ...
    def add(self, row: Model) -> None: ...
    def add_papers(self, papers: list[Paper]) -> None: ...
    def hold(self, *, file_id: int, holder: str) -> None: ...
    def change(self, dossier: Dossier, columns: dict[str, object]) -> None: ...
    def record(self, movement: Movement, entry: NewEntry) -> bytes: ...
    def tell(
        self,
        *,
        to: notices.Recipient,
        template: str,
        values: dict[str, object],
        subject: str,
        at: datetime,
        not_before: datetime | None = None,
    ) -> None: ...
    def addresses(self, person_id: int) -> tuple[str, str]: ...
    def waits(self, dossier: Dossier) -> list[Wait]: ...
    def answer_wait(self, wait: Wait, *, at: datetime) -> None: ...
    def last_extension(self, dossier: Dossier) -> Extension | None: ...
    def officer_of_act(self, dossier: Dossier, act: Act) -> int | database.Asked | None: ...
    def officer_of_step(self, dossier: Dossier, step: int) -> int | None: ...
    def officers_at(self, agency_id: int, *, roles: Iterable[Role], at: datetime) -> frozenset[int]: ...
    def barred(self, dossier: Dossier, officer_id: int) -> bool: ...
    def agencies_for_step(
        self, dossier: Dossier, definition: Definition, step: int, *, at: datetime
    ) -> list[int]: ...


class Rows:
    """One statement at a time, in the transaction of the act."""

    keeps_before = True

    def together(self) -> AbstractContextManager[None]:
        return database.together()

    def hand_in(self, new: NewDossier, *, last: Callable[[], None] | None) -> bytes:
        """Write a new dossier: in one statement, where no file is to be held and nothing else to be done.

        The number holds a row that every submission to this agency needs; what else there is, `last` too, comes before.
        """
        dossier = new.dossier
        kept = dossier.number  # for the desk that gave it out without a line
        number: database.Later | str
        in_one = kept is None and last is None and all(paper.file_id is None for paper in new.papers)
        try:
            if in_one:
                with self.together():
                    number = dossier.number = self._number(new)  # type: ignore[assignment]
                    inserted = rows.insert(dossier, returning="id")
                    for paper in new.papers:
                        paper.dossier_id = database.Later(inserted)
                        rows.insert(paper)
                    digest = self._tell_of(new, dossier_id=database.Later(inserted), number=number)
                dossier.pk = inserted.value
            else:
                database.begin()
                dossier.pk = rows.insert(dossier, returning="id").value
                for paper in new.papers:
                    paper.dossier_id = dossier.pk
                self.add_papers(new.papers)
                if last is not None:
                    last()
                with self.together():
                    if kept:
                        number = kept
                    else:
                        number = self._number(new)
                        database.change(queries.sql("name_dossier"), [number, dossier.pk])
                    digest = self._tell_of(new, dossier_id=dossier.pk, number=number)
        except IntegrityError as error:
            raise InTheWay from error
        dossier.number = kept or number.value
        return digest

    def _number(self, new: NewDossier) -> database.Later:
        """The next number of this agency and day: one statement that waits for its turn and cannot skip.

        An agency that is no longer as it was read has no id there, and nothing is written.
        """
        form = number_form(new.agency, day_at=new.at)
        values = [people.same_agency(new.agency), new.at.astimezone(TZ).date()]
        running = database.change(queries.sql("take_number"), values, returning="last")
        return database.Later(running, RUNNING_NUMBER, (form.before, form.digits), form.number)

    def _tell_of(
        self, new: NewDossier, *, dossier_id: int | database.Later, number: database.Later | str
    ) -> bytes:
        """The entry, the movement and the notice of a new dossier."""
        new.movement.dossier_id = dossier_id  # type: ignore[assignment]
        digest = self.record(new.movement, new.entry)
        if not new.template:
            return digest
        self.tell(
            to=new.told,
            template=new.template,
            values={**new.values, "number": number},
            subject=new.entry.subject,
            at=new.at,
        )
        people_actions.note_answer(answer={"number": number, "revision": 1, "entry": digest.hex()})
        return digest

    def add(self, row: Model) -> None:
        """Inside `together` nobody asks for its id; elsewhere it is known at once."""
        if not database.is_together():
            database.begin()
        row.pk = rows.insert(row, returning="id").value

    def add_papers(self, papers: list[Paper]) -> None:
        database.begin()
        with self.together():
            added = [rows.insert(row, returning="id") for row in papers]
        for row, found in zip(papers, added, strict=True):
            row.pk = found.value
            if row.file_id is not None:
                self.hold(file_id=row.file_id, holder=f"dossiers.paper:{row.pk}")

    def hold(self, *, file_id: int, holder: str) -> None:
        database.begin()
        documents.keep(file_id=file_id, holder=holder)

    def change(self, dossier: Dossier, columns: dict[str, object]) -> None:
        """Refused by `NotAsRead` when the row is no longer as it was read."""
        statement, prepare = _update(tuple(columns))
        values = [one(value) if one else value for one, value in zip(prepare, columns.values(), strict=True)]
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
        self,
        *,
        to: notices.Recipient,
        template: str,
        values: dict[str, object],
        subject: str,
        at: datetime,
        not_before: datetime | None = None,
    ) -> None:
        notices.queue(to=to, template=template, values=values, subject=subject, at=at, not_before=not_before)

    def addresses(self, person_id: int) -> tuple[str, str]:
        """E-mail and telephone of a person who is helped."""
        person = people.person(person_id)
        return (person.email, person.phone) if person else ("", "")

    def waits(self, dossier: Dossier) -> list[Wait]:
        return list(Wait.objects.filter(dossier=dossier, undone_at=None).order_by("id"))

    def answer_wait(self, wait: Wait, *, at: datetime) -> None:
        database.begin()
        wait.answered_at = at
        wait.save(update_fields=["answered_at", "proof", "paid_amount", "paid_on", "payer"])

    def last_extension(self, dossier: Dossier) -> Extension | None:
        return Extension.objects.filter(dossier=dossier).order_by("-id").first() if dossier.extended else None

    def officer_of_act(self, dossier: Dossier, act: Act) -> database.Asked:
        return queries.officer_of_act(dossier, act)

    def officer_of_step(self, dossier: Dossier, step: int) -> int | None:
        return queries.officer_of_step(dossier, step)

    def officers_at(self, agency_id: int, *, roles: Iterable[Role], at: datetime) -> frozenset[int]:
        return frozenset(officer.id for officer in people.officers(agency_id=agency_id, at=at, roles=roles))

    def barred(self, dossier: Dossier, officer_id: int) -> bool:
        return bool(queries.barred(dossier, [officer_id]))

    def agencies_for_step(
        self, dossier: Dossier, definition: Definition, step: int, *, at: datetime
    ) -> list[int]:
        return queries.agencies_for_step(dossier, definition, step, at=at)


@cache
def _update(names: tuple[str, ...]) -> tuple[str, tuple[Callable[[Any], Any] | None, ...]]:
    """The conditional update of these columns, and how their values go there; acts change few sets of columns."""
    fields = [_COLUMNS[name] for name in names]
    sets = "".join(f', "{field.column}" = %s' for field in fields)
    statement = f'UPDATE "{Dossier._meta.db_table}" SET "revision" = "revision" + 1{sets} WHERE "id" = %s AND "revision" = %s'  # noqa: S608
    return statement, tuple(rows.preparation(field) for field in fields)


_COLUMNS: "dict[str, Field[Any, Any]]" = {
    name: field for field in Dossier._meta.concrete_fields for name in (field.name, field.attname)
}


def column(name: str) -> "Field[Any, Any]":
    """The column of a dossier by the name that acts give it."""
    return _COLUMNS[name]


def number_form(agency: AgencyFacts, *, day_at: datetime) -> Form:
    day = day_at.astimezone(TZ).date()
    style = Style(str(law.value("dossiers.number-style", day).value))
    return form(style=style, code=agency.code, code_new=agency.code_new, day=day)


# What `Form.number` does, said by the database.
RUNNING_NUMBER = "%s || lpad({0}::text, greatest(%s, length({0}::text)), '0')"
ROWS = Rows()
