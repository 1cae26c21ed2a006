"""A store in memory for the set form: what acts write there is written to the database as one batch.

A batch may be made by one process and written by another.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Model

from motcua import bulk
from motcua.chronicle.actions import NewEntry, Prepared, append_prepared, prepare
from motcua.documents import actions as documents
from motcua.dossiers import queries
from motcua.dossiers.actions.alike import Played
from motcua.dossiers.actions.store import NewDossier, number_form
from motcua.dossiers.models import (
    Assistance,
    Dossier,
    Extension,
    FoundDefect,
    HandOver,
    Movement,
    NumberSeries,
    Paper,
    Passage,
    Representation,
    Result,
    Wait,
)
from motcua.dossiers.rules.states import Act
from motcua.foundation.calendar import TZ
from motcua.notices import actions as notices
from motcua.people import queries as people
from motcua.people.rules import Role
from motcua.procedures.rules import Definition

# Order in which tables are written: what others point to comes first.
ORDER: tuple[type[Model], ...] = (
    Representation,
    Dossier,
    Assistance,
    Wait,
    Paper,
    Movement,
    Passage,
    Extension,
    Result,
    HandOver,
    FoundDefect,
)


@dataclass(frozen=True, slots=True)
class Batch:
    """What a lot holds, ready to be written; it may have been made by another process."""

    dossiers: int
    entries: Prepared
    blocks: tuple[bulk.Block, ...]
    series: tuple[tuple[int, date, int], ...]
    holds: tuple[tuple[int, str], ...]
    notices: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Around:
    """The rows around dossiers that acts read along our own foreign keys, read once for many lots."""

    agencies: dict[int, Any]
    households: dict[int, str]  # of persons
    helped: dict[int, tuple[str, str]]  # e-mail and telephone of persons whom somebody helps
    tree: people.Tree

    @classmethod
    def read(cls) -> "Around":
        agencies: Any = Dossier._meta.get_field("agency").related_model
        persons: Any = Dossier._meta.get_field("applicant").related_model
        households = dict(persons.objects.values_list("pk", "household_key"))
        helped = (
            persons.objects.filter(helped_by__isnull=False).distinct().values_list("pk", "email", "phone")
        )
        addresses = {pk: (email, phone) for pk, email, phone in helped}
        return cls(agencies.objects.in_bulk(), households, addresses, people.tree())


@dataclass(frozen=True, slots=True)
class Applicant:
    """What acts ask of the person."""

    pk: int
    household_key: str


class Lot:
    """A store in memory. Everything it took in is written by `write`, in one transaction.

    With `first` and `numbers` (the ids that are its own, and the last numbers given on its days) no table is asked.
    """

    keeps_before = False  # what is brought in by the lot happened long ago

    def __init__(
        self,
        *,
        tells: bool = True,
        around: Around | None = None,
        first: Mapping[type[Model], int] | None = None,
        numbers: Mapping[tuple[int, date], int] | None = None,
    ) -> None:
        self.tells = tells
        self._around = around or Around.read()
        self._numbers = numbers
        self._next = dict(first) if first is not None else next_free()
        self._series: dict[tuple[int, date], int] = {}
        self._places: dict[tuple[object, ...], list[int]] = {}
        self._notices: list[dict[str, Any]] = []
        self._clear()

    def _clear(self) -> None:
        self._rows: dict[type[Model], list[Any]] = defaultdict(list)
        self._entries: list[NewEntry] = []
        self._recorded: list[Movement] = []
        self._holds: list[tuple[int, str]] = []
        self._waits: dict[int, list[Wait]] = defaultdict(list)
        self._extensions: dict[int, list[Extension]] = defaultdict(list)
        self._movements: dict[int, list[Movement]] = defaultdict(list)
        self._notices.clear()
        self._lines: dict[type[Model], list[str]] = defaultdict(list)
        self._entry_lines: list[str] = []
        self._began: tuple[NewDossier, dict[type[Model], int], int] | None = None

    # What acts ask of a store -------------------------------------------------------------------------

    def hand_in(self, new: NewDossier, *, last: Callable[[], None] | None) -> bytes:
        dossier = new.dossier
        self._give_id(dossier)
        self._began = (new, {model: len(self._rows[model]) for model in ORDER}, len(self._entries))
        agencies, person = self._around.agencies, dossier.applicant_id
        self._place(dossier, "agency", agencies[dossier.agency_id])
        self._place(dossier, "step_agency", agencies[dossier.step_agency_id])
        household = self._around.households.get(person) if person is not None else None
        self._place(
            dossier,
            "applicant",
            None if household is None or person is None else Applicant(person, household),
        )
        self._rows[Dossier].append(dossier)
        for paper in new.papers:
            paper.dossier_id = dossier.pk
        self.add_papers(new.papers)
        if last is not None:
            last()
        dossier.number = self._number(new)
        new.movement.dossier_id = dossier.pk
        digest = self.record(new.movement, new.entry)
        values = {**new.values, "number": dossier.number}
        self.tell(to=new.told, template=new.template, values=values, subject=new.entry.subject, at=new.at)
        return digest

    def add(self, row: Model) -> None:
        if isinstance(row, Wait):
            self._give_id(row)
            self._waits[row.dossier_id].append(row)
        elif isinstance(row, Representation):
            self._give_id(row)
        elif isinstance(row, Extension):
            self._extensions[row.dossier_id].append(row)
        self._rows[type(row)].append(row)

    def add_papers(self, papers: list[Paper]) -> None:
        for paper in papers:
            if Paper in self._next:
                self._give_id(paper)
            if paper.file_id is not None:
                self.hold(file_id=paper.file_id, holder=f"dossiers.paper:{paper.pk}")
        self._rows[Paper] += papers

    def hold(self, *, file_id: int, holder: str) -> None:
        self._holds.append((file_id, holder))

    def together(self) -> AbstractContextManager[None]:
        return nullcontext()

    def change(self, dossier: Dossier, columns: dict[str, object]) -> None:
        for name, value in columns.items():
            setattr(dossier, name, value)
        if "step_agency_id" in columns:
            self._place(dossier, "step_agency", self._around.agencies[dossier.step_agency_id])
        dossier.revision += 1

    def record(self, movement: Movement, entry: NewEntry) -> bytes:
        """The hash is known when the lot is written; until then it is empty."""
        self._entries.append(entry)
        self._recorded.append(movement)
        self._movements[movement.dossier_id].append(movement)
        self._rows[Movement].append(movement)
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
        if self.tells:
            told = {"to": to, "template": template, "values": values, "subject": subject, "at": at}
            self._notices.append({**told, "not_before": not_before})

    def _number(self, new: NewDossier) -> str:
        key = (new.agency.id, new.at.astimezone(TZ).date())
        if key not in self._series:
            self._series[key] = _last_number(*key) if self._numbers is None else self._numbers.get(key, 0)
        self._series[key] += 1
        return number_form(new.agency, day_at=new.at).number(self._series[key])

    def addresses(self, person_id: int) -> tuple[str, str]:
        return self._around.helped.get(person_id, ("", ""))

    def waits(self, dossier: Dossier) -> list[Wait]:
        return self._waits[dossier.pk]

    def answer_wait(self, wait: Wait, *, at: datetime) -> None:
        wait.answered_at = at

    def last_extension(self, dossier: Dossier) -> Extension | None:
        return self._extensions[dossier.pk][-1] if self._extensions[dossier.pk] else None

    def officer_of_act(self, dossier: Dossier, act: Act) -> int | None:
        return next((m.officer_id for m in reversed(self._movements[dossier.pk]) if m.act == act), None)

    def officer_of_step(self, dossier: Dossier, step: int) -> int | None:
        left = (m for m in reversed(self._movements[dossier.pk]) if m.from_step == step != m.to_step)
        return next((m.officer_id for m in left), None)

    def officers_at(self, agency_id: int, *, roles: Iterable[Role], at: datetime) -> frozenset[int]:
        return frozenset(officer.id for officer in people.officers(agency_id=agency_id, at=at, roles=roles))

    def barred(self, dossier: Dossier, officer_id: int) -> bool:
        return bool(queries.barred(dossier, [officer_id]))

    def agencies_for_step(
        self, dossier: Dossier, definition: Definition, step: int, *, at: datetime
    ) -> list[int]:
        """Asked once for each pair of agencies, step and day."""
        key = (
            dossier.agency_id,
            dossier.step_agency_id,
            dossier.version_id,
            dossier.step,
            step,
            at.astimezone(TZ).date(),
        )
        if key not in self._places:
            self._places[key] = queries.agencies_for_step(
                dossier, definition, step, at=at, acting=self._around.tree.acting
            )
        return self._places[key]

    # What lives that are alike ask of it -------------------------------------------------------------

    def played(self) -> Played:
        """What the life that was handed in last has left here."""
        assert self._began is not None, "no life was played"
        new, rows, entries = self._began
        return Played(
            new, {model: self._rows[model][rows[model] :] for model in ORDER}, self._entries[entries:]
        )

    def next_id(self, model: type[Model]) -> int:
        self._next[model] += 1
        return self._next[model] - 1

    def next_number(self, new: NewDossier) -> str:
        return self._number(new)

    def take_lines(self, model: type[Model], lines: list[str]) -> None:
        self._lines[model] += lines

    def take_entries(self, lines: list[str]) -> None:
        self._entry_lines += lines

    # Writing -------------------------------------------------------------------------------------------

    @transaction.atomic
    def write(self) -> int:
        """All rows in few statements; answers how many dossiers."""
        return write_batch(self.close())

    def close(self) -> Batch:
        """Everything taken in, ready to be written; the lot is empty afterwards."""
        entries = prepare(entries=self._entries, lines=self._entry_lines)
        for movement, digest in zip(self._recorded, entries.hashes, strict=True):
            movement.entry_hash = digest
        batch = Batch(
            dossiers=len(self._rows[Dossier]) + len(self._lines[Dossier]),
            entries=entries,
            blocks=tuple(bulk.block(model, self._rows[model], lines=self._lines[model]) for model in ORDER),
            series=tuple((agency_id, day, last) for (agency_id, day), last in self._series.items()),
            holds=tuple(self._holds),
            notices=tuple(self._notices),
        )
        self._series.clear()
        self._clear()
        return batch

    def _give_id(self, row: Any) -> None:
        row.pk = self.next_id(type(row))

    def _place(self, dossier: Dossier, name: str, value: Any) -> None:
        """Set a related row without asking the database for it."""
        dossier._state.fields_cache[name] = value


def next_free() -> dict[type[Model], int]:
    """The ids that come next, of tables whose rows others point to."""
    return {
        model: (model._default_manager.aggregate(top=Max("pk"))["top"] or 0) + 1
        for model in (Representation, Dossier, Wait, Paper)
    }


def last_numbers(*, since: date) -> dict[tuple[int, date], int]:
    """The last numbers given on these days, by agency and day."""
    rows = NumberSeries.objects.filter(day__gte=since).values_list("agency_id", "day", "last")
    return {(agency_id, day): last for agency_id, day, last in rows}


def _last_number(agency_id: int, day: date) -> int:
    rows = NumberSeries.objects.filter(agency_id=agency_id, day=day)
    return rows.values_list("last", flat=True).first() or 0


@transaction.atomic
def write_batch(batch: Batch) -> int:
    """Write what a lot held; answers how many dossiers."""
    append_prepared(prepared=batch.entries)
    for block in batch.blocks:
        bulk.write(block)
    NumberSeries.objects.bulk_create(
        [NumberSeries(agency_id=agency_id, day=day, last=last) for agency_id, day, last in batch.series],
        update_conflicts=True,
        unique_fields=["agency", "day"],
        update_fields=["last"],
    )
    if batch.holds:
        documents.keep_all(holds=batch.holds)
    for told in batch.notices:
        notices.queue(**told)
    bulk.reset_sequences([Representation, Dossier, Wait, Paper])
    return batch.dossiers
