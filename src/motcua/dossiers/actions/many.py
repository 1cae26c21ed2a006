"""The set form: whole lives of dossiers, played in memory by the same acts and rules, written in lots.

For the sample province and for bringing dossiers over from an old system, where nobody else writes meanwhile.
A test plays the same lives one by one and in a lot, and compares every table.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Max, Model

from motcua.chronicle.actions import NewEntry, append_many
from motcua.documents import actions as documents
from motcua.dossiers.actions import bulk
from motcua.dossiers.actions.hand_in import submit_into
from motcua.dossiers.actions.moving import Done, Public, case_of
from motcua.dossiers.actions.store import NewDossier, number_form
from motcua.dossiers.models import (
    Dossier,
    Extension,
    HandOver,
    Movement,
    NumberSeries,
    Paper,
    Passage,
    Representation,
    Result,
    Wait,
)
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.states import Act
from motcua.foundation.calendar import TZ
from motcua.notices import actions as notices
from motcua.people import queries as people
from motcua.people.queries import AgencyFacts
from motcua.people.rules import Reach

# Order in which tables are written: what others point to comes first.
ORDER: tuple[type[Model], ...] = (
    Representation,
    Dossier,
    Wait,
    Paper,
    Movement,
    Passage,
    Extension,
    Result,
    HandOver,
)


@dataclass(frozen=True)
class Deed:
    """One later act in a life: what, by whom, when."""

    act: Act
    function: Public[Any]
    reach: Reach
    at: datetime
    given: object


@dataclass(frozen=True)
class Life:
    """A submission and what follows, in order of time."""

    reach: Reach
    at: datetime
    given: inputs.Submit
    deeds: tuple[Deed, ...] = ()
    simulated: bool = False


class Lot:
    """A store in memory. Everything it took in is written by `write`, in one transaction."""

    def __init__(self, *, tells: bool = True) -> None:
        self.tells = tells
        # Along our own foreign keys, as the acts read them one by one.
        agencies: Any = Dossier._meta.get_field("agency").related_model
        persons: Any = Dossier._meta.get_field("applicant").related_model
        self._agencies: dict[int, Any] = agencies.objects.in_bulk()
        self._persons: dict[int, Any] = persons.objects.only("pk", "household_key").in_bulk()
        self._next = {
            model: (model.objects.aggregate(top=Max("pk"))["top"] or 0) + 1
            for model in (Dossier, Wait, Paper, Representation)
        }
        self._series: dict[tuple[int, date], int] = {}
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

    # What acts ask of a store -------------------------------------------------------------------------

    def hand_in(self, new: NewDossier, *, last: Callable[[], None] | None) -> bytes:
        dossier = new.dossier
        self._give_id(dossier)
        self._place(dossier, "agency", self._agencies[dossier.agency_id])
        self._place(dossier, "step_agency", self._agencies[dossier.step_agency_id])
        self._place(dossier, "applicant", self._persons.get(dossier.applicant_id or 0))
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
            self._place(dossier, "step_agency", self._agencies[dossier.step_agency_id])
        dossier.revision += 1

    def record(self, movement: Movement, entry: NewEntry) -> bytes:
        """The hash is known when the lot is written; until then it is empty."""
        self._entries.append(entry)
        self._recorded.append(movement)
        self._movements[movement.dossier_id].append(movement)
        self._rows[Movement].append(movement)
        return b""

    def tell(
        self, *, to: notices.Recipient, template: str, values: dict[str, object], subject: str, at: datetime
    ) -> None:
        if self.tells:
            self._notices.append(
                {"to": to, "template": template, "values": values, "subject": subject, "at": at}
            )

    def _number(self, new: NewDossier) -> str:
        key = (new.agency.id, new.at.astimezone(TZ).date())
        if key not in self._series:
            last = (
                NumberSeries.objects.filter(agency_id=key[0], day=key[1])
                .values_list("last", flat=True)
                .first()
            )
            self._series[key] = last or 0
        self._series[key] += 1
        return number_form(new.agency, day_at=new.at).number(self._series[key])

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

    # Writing -------------------------------------------------------------------------------------------

    @transaction.atomic
    def write(self) -> int:
        """All rows in few statements; answers how many dossiers."""
        written = len(self._rows[Dossier])
        for movement, digest in zip(self._recorded, append_many(self._entries), strict=True):
            movement.entry_hash = digest
        for model in ORDER:
            bulk.insert(model, self._rows[model])
        self._write_series()
        for file_id, holder in self._holds:
            documents.keep(file_id=file_id, holder=holder)
        for told in self._notices:
            notices.queue(**told)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                for statement in connection.ops.sequence_reset_sql(no_style(), list(self._next)):
                    cursor.execute(statement)
        self._clear()
        return written

    def _write_series(self) -> None:
        NumberSeries.objects.bulk_create(
            [
                NumberSeries(agency_id=agency_id, day=day, last=last)
                for (agency_id, day), last in self._series.items()
            ],
            update_conflicts=True,
            unique_fields=["agency", "day"],
            update_fields=["last"],
        )
        self._series.clear()

    def _give_id(self, row: Any) -> None:
        row.pk = self._next[type(row)]
        self._next[type(row)] += 1

    def _place(self, dossier: Dossier, name: str, value: Any) -> None:
        """Set a related row without asking the database for it."""
        dossier._state.fields_cache[name] = value


def play(lives: Iterable[Life], *, lot: Lot, agencies: Mapping[int, AgencyFacts] | None = None) -> list[Done]:
    """Play lives into a lot, in order of submission, so that numbers run as they would have."""
    ordered = sorted(lives, key=lambda life: life.at)
    facts = agencies or people.agencies({life.given.agency_id for life in ordered})
    done = []
    for life in ordered:
        agency = facts[life.given.agency_id]
        last, dossier = submit_into(
            lot, agency=agency, reach=life.reach, at=life.at, given=life.given, is_checked=life.simulated
        )
        dossier.simulated = life.simulated
        for deed in life.deeds:
            case = case_of(dossier, act=deed.act, reach=deed.reach, at=deed.at, store=lot)
            last = deed.function.on_case(case, deed.given)
        done.append(last)
    return done


def play_one_by_one(lives: Sequence[Life]) -> list[Done]:
    """The same lives through the public acts; the yardstick of the set form."""
    from motcua.dossiers import actions

    done = []
    for life in sorted(lives, key=lambda life: life.at):
        last = actions.submit(reach=life.reach, at=life.at, given=life.given)
        for deed in life.deeds:
            last = deed.function(number=last.number, reach=deed.reach, at=deed.at, given=deed.given)
        done.append(last)
    return done
