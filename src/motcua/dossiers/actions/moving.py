"""What every act has in common: open the dossier inside the gate, check, change it once, record it once.

An act is written as a function of an open case and what was given; `@act` makes the public function of it, with
`number`, `reach` and `at`, in one transaction. Its last line is `case.move(...)`: a conditional update that counts
its row, one chronicle entry, one movement, and one notice where the table asks for it.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import cached_property, wraps
from typing import Generic, Protocol, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Model

from motcua import database, rows
from motcua.chronicle.actions import NewEntry
from motcua.chronicle.rules import JSON, text_digest
from motcua.dossiers import queries
from motcua.dossiers.actions import helping, telling
from motcua.dossiers.actions.store import ROWS, Store
from motcua.dossiers.models import Dossier, Movement, Passage, Wait
from motcua.dossiers.rules import bundles, checks, electronic, refusals, undoing
from motcua.dossiers.rules.route import Stop, route
from motcua.dossiers.rules.states import TABLE, Act, ActRule, State
from motcua.dossiers.rules.undoing import UNDOABLE
from motcua.foundation import calendar as deadlines
from motcua.foundation.refusal import Said
from motcua.law import queries as law
from motcua.people.rules import Grant, Reach
from motcua.procedures import queries as procedures
from motcua.procedures.rules import Definition

DAYS_OFF_MAX = 40
# Far enough to sort last on the desk while the clock stands.
PAUSED_AT = datetime(9999, 1, 1, tzinfo=deadlines.TZ)


@dataclass(frozen=True)
class Done:
    """What an act leaves behind."""

    dossier_id: int
    number: str
    revision: int
    entry_hash: bytes
    # Of the look-up secret, where the request was sent by this very act; sent again, the answer is the same one.
    salt: bytes = field(default=b"", compare=False, repr=False)


@dataclass
class Case:
    """One dossier, opened for one act."""

    dossier: Dossier
    definition: Definition
    rule: ActRule
    reach: Reach
    grant: Grant | None
    at: datetime
    store: Store = ROWS
    facts: dict[str, object] = field(default_factory=dict)
    rows: list[Model] = field(default_factory=list)  # written with the move
    digested: str = ""  # what the entry vouches for and neither it nor the timeline says
    is_told: bool = True  # else whoever opened the case tells of several at once

    @property
    def number(self) -> str:
        return self.dossier.number or ""

    @cached_property
    def route(self) -> tuple[Stop, ...]:
        return route(self.definition)

    @property
    def actor(self) -> str:
        """The hat under which it is done; the person, when it is their own request."""
        if self.reach.actor.startswith("system:"):
            return self.reach.actor
        return f"mandate:{self.grant.mandate_id}" if self.grant else f"person:{self.reach.person}"

    @property
    def officer_id(self) -> int | None:
        return self.reach.officer_id if self.grant else None

    @property
    def done_for(self) -> int | None:
        """The officer in whose place it is done on a day of their absence."""
        if self.grant is None:
            return None
        return self.grant.covers or (
            self.dossier.holder_id if self.dossier.holder_id in self.reach.covers else None
        )

    @property
    def calendar(self) -> deadlines.WorkCalendar:
        return law.calendar(self.dossier.agency_id)

    def limit(self, key: str) -> int:
        return queries.limit(key, on=self.at)

    def term(self) -> deadlines.Term:
        return queries.term_of(self.dossier, self.definition)

    def open_wait(self) -> Wait:
        return next(wait for wait in reversed(self.store.waits(self.dossier)) if wait.answered_at is None)

    def step_after(self) -> int:
        if self.dossier.step + 1 >= len(self.route):
            raise refusals.NoNextStep(number=self.number)
        return self.dossier.step + 1

    def move(
        self,
        *,
        to_state: State | None = None,
        to_step: int | None = None,
        to_agency_id: int | None = None,
        to_officer_id: int | None = None,
        text: str = "",
        values: Mapping[str, object] | None = None,
        changes: Mapping[str, object] | None = None,
        restore: Mapping[str, object] | None = None,
    ) -> Done:
        """Change the row if it is still as it was read; then entry, movement, notice.

        `restore` are all columns as they stood before the act that is taken back; no step ends by it.
        """
        before = self.dossier
        state = to_state or self.rule.to or State(before.state)
        step = before.step if to_step is None else to_step
        agency_id = to_agency_id or before.step_agency_id
        moved = step != before.step or agency_id != before.step_agency_id
        used, allotted = self._step_minutes() if moved and restore is None else (None, None)
        from_state, from_step, seq = before.state, before.step, before.revision + 1
        columns = dict(restore) if restore is not None else dict(changes or {})
        if restore is None:
            columns |= self._moved(state, step, agency_id, to_officer_id)
        salt = secrets.token_bytes(16)
        data: dict[str, JSON] = {"revision": seq, "from": int(from_state), "to": int(state), "step": step}
        if (absent := self.done_for) is not None:
            self.facts |= {"for": {"officer": absent, "name": self.reach.name_covered(absent)}}
            data["for"] = absent
        if self.reach.helping is not None:
            self.facts |= helping.facts(self.reach.helping)
            data |= helping.entry(self.reach.helping)
        data |= digests(salt, words=text, change=self.digested)
        movement = rows.new(
            Movement,
            dossier_id=before.pk,
            seq=seq,
            act=self.rule.act,
            at=self.at,
            actor=self.actor,
            officer_id=self.officer_id,
            agency_id=self.grant.agency_id if self.grant else None,
            from_state=from_state,
            to_state=int(state),
            from_step=from_step,
            to_step=step,
            to_agency_id=agency_id if moved else None,
            to_officer_id=to_officer_id,
            used_minutes=used,
            allotted_minutes=allotted,
            text=text,
            facts=self.facts,
            before=self._before(columns),
            salt=salt,
        )
        entry = self._write(columns, movement, data=data, values=values or {})
        return Done(dossier_id=before.pk, number=self.number, revision=seq, entry_hash=entry)

    def _moved(self, state: State, step: int, agency_id: int, officer_id: int | None) -> dict[str, object]:
        """The columns that say where it is now; a stay at an agency on the way that ends is a row of its own."""
        before = self.dossier
        moved = step != before.step or agency_id != before.step_agency_id
        columns: dict[str, object] = {}
        if before.step_agency_id not in (agency_id, before.agency_id):
            self.rows.append(Passage(dossier_id=before.pk, agency_id=before.step_agency_id, left_at=self.at))
        if state != before.state:
            columns |= {"state": int(state), "state_since": self.at}
        if moved:
            role = self.route[step].role
            columns |= {"step": step, "step_role": role, "step_since": self.at, "step_agency_id": agency_id}
        if moved or officer_id:
            columns["holder_id"] = officer_id
        return columns

    def _write(
        self,
        columns: dict[str, object],
        movement: Movement,
        *,
        data: Mapping[str, JSON],
        values: Mapping[str, object],
    ) -> bytes:
        with self.store.together():
            self.store.change(self.dossier, columns)
            for row in self.rows:
                self.store.add(row)
            entry = self.store.record(movement, self._entry(data))
            if self.is_told and self.rule.notice and not self._is_told_with_others():
                self._tell(values, text=movement.text)
        return entry

    def _is_told_with_others(self) -> bool:
        """In a list of one applicant some acts are told once for all; where each row is another's, to each."""
        dossier = self.dossier
        in_list = dossier.bundle_id is not None and not dossier.part
        if not bundles.is_told_with_others(self.rule.act, in_list=in_list):
            return False
        return dossier.bundle is not None and not dossier.bundle.for_each

    def _before(self, columns: Mapping[str, object]) -> dict[str, JSON] | None:
        """The columns that change, as they stand: for whoever takes the act back a moment later."""
        if self.rule.act not in UNDOABLE or not self.store.keeps_before:
            return None
        return {name: undoing.kept(getattr(self.dossier, name)) for name in columns}

    def _step_minutes(self) -> tuple[int, int | None]:
        """Working minutes spent in the step that ends now, and its share of the term."""
        waits = self.store.waits(self.dossier) if self.dossier.has_waited else []
        used = queries.step_minutes(self.dossier, waits=waits, at=self.at, calendar=self.calendar)
        share = self.route[self.dossier.step].share_percent
        return used, queries.term_minutes(self.term()) * share // 100 if share else None

    def _entry(self, data: Mapping[str, JSON]) -> NewEntry:
        return NewEntry(
            kind=self.rule.act,
            subject=f"dossier:{self.dossier.key}",
            actor=self.actor,
            at=self.at,
            agency=self.dossier.step_agency.code,
            data=data,
        )

    def _tell(self, values: Mapping[str, object], *, text: str) -> None:
        dossier = self.dossier
        about = {
            "number": self.number,
            "procedure": dossier.procedure_name,
            "office": dossier.agency.name,
            "phone": dossier.agency.phone,
            "words": text,
        }
        self.store.tell(
            to=telling.applicant_of(dossier),
            template=f"dossiers/{self.rule.notice}",
            values={**about, **values},
            subject=f"dossier:{dossier.key}",
            at=self.at,
            not_before=undoing.until(done_at=self.at, minutes=self.limit("undo-minutes"))
            if self.rule.act in UNDOABLE
            else None,
        )


def digests(salt: bytes, **said: str) -> dict[str, JSON]:
    """Salted digests of what is said; nothing of what is not."""
    return {name: text_digest(text=text, salt=salt) for name, text in said.items() if text}


def open_case(*, act: Act, number: str, reach: Reach, at: datetime, seen: int | None = None) -> Case:
    """The dossier if this person may see it and may do this now; a refusal otherwise.

    With `seen`, the revision a person had before their eyes when they decided: whoever decided on an older one, or
    pressed the button twice, is told what changed instead of acting on what they never saw.
    """
    dossier = queries.found_for(number, reach=reach)
    if seen is not None and seen != dossier.revision:
        raise refusals.SomeoneWasFaster(number=number)
    return case_of(dossier, act=act, reach=reach, at=at)


def case_of(dossier: Dossier, *, act: Act, reach: Reach, at: datetime, store: Store = ROWS) -> Case:
    grant = checks.check_act(act=act, standing=queries.standing(dossier), reach=reach)
    check_stage(act, dossier)
    bundles.check_begun(act, awaits=dossier.awaits_part, number=dossier.number or "")
    definition = procedures.definition(dossier.version_id)
    return Case(
        dossier=dossier, definition=definition, rule=TABLE[act], reach=reach, grant=grant, at=at, store=store
    )


def check_stage(act: Act, dossier: Dossier) -> None:
    """What is being signed is not changed meanwhile; what is only for electronic results needs one."""
    if electronic.fits(act, dossier.electronic):
        return
    if dossier.electronic in electronic.WAITING:
        raise refusals.WaitsForSignature(number=dossier.number, act=Said(TABLE[act].name))
    raise refusals.NoElectronicResult(number=dossier.number)


Given = TypeVar("Given")


class Public(Protocol, Generic[Given]):
    """The public form of an act; `on_case` is the act itself, for the set form."""

    on_case: Callable[[Case, Given], Done]

    def __call__(
        self, *, number: str, reach: Reach, at: datetime, given: Given, seen: int | None = None
    ) -> Done: ...


def act(kind: Act, *, one_write: bool = False) -> Callable[[Callable[[Case, Given], Done]], Public[Given]]:
    """Make the public function of an act: one transaction, the dossier looked up inside the gate.

    `one_write` says that before its move the act writes nothing, or through its store only (docs/decisions/0014).
    """
    whole = database.act if one_write else transaction.atomic

    def public(on_case: Callable[[Case, Given], Done]) -> Public[Given]:
        @wraps(on_case)
        def carry_out(
            *, number: str, reach: Reach, at: datetime, given: Given, seen: int | None = None
        ) -> Done:
            try:
                with whole():
                    case = open_case(act=kind, number=number, reach=reach, at=at, seen=seen)
                    return on_case(case, given)
            except (database.NotAsRead, IntegrityError) as error:
                # The dossier, or a row that may exist once (the open wait, the result), was written by somebody
                # at the same moment.
                raise refusals.SomeoneWasFaster(number=number) from error

        carry_out.on_case = on_case  # type: ignore[attr-defined]
        return carry_out  # type: ignore[return-value]

    return public


def end_of_working_day(moment: datetime, *, calendar: deadlines.WorkCalendar, move: bool = True) -> datetime:
    """Closing time of that day; of the next working day, when the office does not work then and it may move."""
    day = moment.astimezone(deadlines.TZ).date()
    for _ in range(DAYS_OFF_MAX):
        openings = calendar.openings(day)
        if openings and (calendar.is_working_day(day) or not move):
            return datetime.combine(day, openings[-1].end, deadlines.TZ)
        if not move:
            break
        day += timedelta(days=1)
    return datetime.combine(day, time(17, 0), deadlines.TZ)


def stamp(moment: datetime) -> str:
    """A moment as the timeline's facts keep it: with the offset of Viet Nam."""
    return moment.astimezone(deadlines.TZ).isoformat()
