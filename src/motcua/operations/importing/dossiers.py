"""Rows of requests, open ones and lines of the register: what the old system says, and what each is here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from motcua.dossiers import actions as dossiers
from motcua.dossiers import queries, rules
from motcua.dossiers.rules import Channel, State, Stop, route, tidy_number
from motcua.foundation import calendar as deadlines
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import gettext_noop as _
from motcua.foundation.text import fold
from motcua.law import queries as law
from motcua.operations.importing.agencies import Places
from motcua.operations.importing.checking import TWICE, Around, Reading
from motcua.operations.importing.columns import Kind
from motcua.operations.importing.files import Row
from motcua.operations.importing.sayings import RUNNING, Said, SayingReader, pauses
from motcua.people import actions as people
from motcua.people import queries as offices
from motcua.people.queries import AgencyFacts
from motcua.procedures import queries as procedures
from motcua.procedures.rules import Definition

KNOWN = _("is here already, as %(number)s. What has changed since is written there by hand.")
PROCEDURE = _(
    "“%(said)s” is no procedure that is offered here. Write its code, or publish the procedure first."
)
NOT_HERE = _("does not receive this procedure.")
CASE = _("“%(said)s” is no case of this procedure. Write one of: %(known)s.")
CASE_TAKEN = _("is empty and the procedure has several cases: it was read as “%(case)s”.")
STEP = _("“%(said)s” is no step of this procedure. Write one of: %(known)s.")
STEP_TAKEN = _("is empty: the request goes on at the step “%(step)s”.")
HOLDER = _("“%(said)s” is no officer here. Bring in the officers first, or leave it empty.")
HOLDER_AWAY = _("holds no role at the agency where the request lies.")
COUNTED = _("is empty: the date was counted, %(due)s.")


@dataclass(frozen=True, slots=True)
class Plan:
    """One request, ready but for who asks, who is written with the lot."""

    former: dossiers.Former
    person: people.Stated | None
    organisation: tuple[str, str] | None  # tax code and name


def endings(lot: Iterable[object]) -> dict[str, tuple[str, date | None]]:
    """Of requests that a dry run would bring in, those that ended, by their number: procedure, and day as far as it is said."""
    found: dict[str, tuple[str, date | None]] = {}
    for plan in lot:
        if isinstance(plan, Plan) and plan.former.state not in RUNNING:
            moment = plan.former.done_at or plan.former.closed_at
            day = moment.astimezone(TZ).date() if moment else None
            found[tidy_number(plan.former.number)] = (plan.former.procedure_code, day)
    return found


class Requests:
    """Reads both kinds: a register holds what has ended, the other table what has not."""

    def __init__(self, around: Around, kind: Kind) -> None:
        self._around, self._places = around, Places(around)
        self._reader = SayingReader(kind, around.at)
        self._seen: dict[tuple[str, int], int] = {}
        self._here: Mapping[tuple[str, int], str] = {}
        self._officers: dict[str, offices.OfficerOfCode] = {}
        self._offered: dict[str, dict[str, int]] = {}

    def prepare(self, rows: Sequence[Row]) -> None:
        self._here = queries.former_numbers({self.label(row) for row in rows})
        codes = {cell.text.strip().lower() for row in rows if (cell := row.cells.get("holder")) and cell.text}
        self._officers = offices.officers_of_codes(codes) if codes else {}

    def label(self, row: Row) -> str:
        cell = row.cells.get("number")
        return " ".join(cell.text.split())[:60] if cell else ""

    # Reading ---------------------------------------------------------------------------------------------

    def check(self, reading: Reading) -> object | None:
        said = self._reader.read(reading)
        agency = self._places.read(reading)
        offered = self._procedure(reading, agency, said.dates)
        if agency is not None and said.number:
            self._check_number(reading, said.number, agency)
        if agency is None and reading.is_good and self._places.is_planned(reading):
            return ()  # its agency comes with an earlier file of this dry run
        if not reading.is_good or agency is None or offered is None:
            return None
        former = self._former(reading, said, agency, *offered)
        return Plan(former, said.person, said.organisation) if former is not None else None

    def _former(
        self, reading: Reading, said: Said, agency: AgencyFacts, version: int, definition: Definition
    ) -> dossiers.Former | None:
        dates, state = said.dates, said.state
        case = self._case(reading, definition)
        if case is None or dates is None or state is None:
            return None
        where = self._where(reading, definition, agency, state)
        if where is None:
            return None
        index, stop, place = where
        holder = self._holder(reading, place)
        promised, first = self._promised(reading, definition, agency, case, said.channel, dates)
        if not reading.is_good:
            return None
        due = promised if state in _DATED else None
        closed = dates.done or dates.ended or dates.returned if state not in RUNNING else None
        return dossiers.Former(
            number=said.number,
            version_id=version,
            procedure_name=definition.name.vi,
            procedure_code=definition.code,
            case=case,
            agency=agency,
            channel=said.channel,
            state=state,
            step=index,
            step_role=stop.role.value,
            place=place,
            holder_id=holder,
            applicant_name=said.applicant,
            phone=said.contact["phone"],
            email=said.contact["email"],
            address=said.contact["address"],
            submitted_at=dates.submitted,
            received_at=dates.received,
            promised_at=promised,
            due_at=due,
            acknowledge_by=queries.acknowledge_by(
                law.calendar(agency.id), at=dates.submitted, today=self._around.at
            ),
            done_at=dates.done,
            returned_at=dates.returned,
            closed_at=closed,
            late=_later(dates.done, promised) if state in (State.DONE, State.RETURNED) else None,
            outcome=said.outcome,
            first_promised_at=first,
            pauses=pauses(said, state=state, dates=dates),
        )

    def _check_number(self, reading: Reading, number: str, agency: AgencyFacts) -> None:
        key = (tidy_number(number), agency.id)
        row = self._seen.setdefault(key, reading.row.number)
        if row != reading.row.number:
            reading.wrong("number", TWICE, row=row)
        elif key in self._here:
            reading.wrong("number", KNOWN, number=self._here[key])

    # What it is here -------------------------------------------------------------------------------------

    def _procedure(
        self, reading: Reading, agency: AgencyFacts | None, dates: rules.Dates | None
    ) -> tuple[int, Definition] | None:
        said = reading.text("procedure", most=500, needed=True)
        if not said:
            return None
        version = self._versions.get(said.upper()) or self._versions.get(fold(said))
        if version is None:
            reading.wrong("procedure", PROCEDURE, said=said[:60])
            return None
        day = dates.submitted.astimezone(TZ).date() if dates else self._around.at.astimezone(TZ).date()
        definition = procedures.definition(self._version_on(version, day))
        if agency is not None and not queries.is_office(agency, definition):
            reading.wrong("agency", NOT_HERE)
            return None
        return self._version_on(version, day), definition

    @cached_property
    def _versions(self) -> dict[str, str]:
        """Codes of what is offered, by code and by name."""
        found: dict[str, str] = {}
        for facts in procedures.offered(self._around.at):
            found[facts.code.upper()] = found[fold(facts.name.vi)] = facts.code
        return found

    def _version_on(self, code: str, day: date) -> int:
        """The version in force on the day it was handed in; the first one, if it is older than this system."""
        if code not in self._history:
            known = [one for one in procedures.versions_of(code) if one.starts_on is not None]
            self._history[code] = sorted((one.starts_on, one.id) for one in known if one.starts_on)
        history = self._history[code]
        return next((id for since, id in reversed(history) if since <= day), history[0][1])

    @cached_property
    def _history(self) -> dict[str, list[tuple[date, int]]]:
        return {}

    def _case(self, reading: Reading, definition: Definition) -> str | None:
        said = reading.text("case", most=200)
        if not said:
            first = definition.cases[0]
            if len(definition.cases) > 1:
                reading.note("case", CASE_TAKEN, case=first.name.vi)
            return first.code
        for case in definition.cases:
            if fold(said) in (fold(case.code), fold(case.name.vi), fold(case.name.en)):
                return case.code
        known = "; ".join(case.code for case in definition.cases)
        reading.wrong("case", CASE, said=said[:40], known=known)
        return None

    def _where(
        self, reading: Reading, definition: Definition, agency: AgencyFacts, state: State
    ) -> tuple[int, Stop, AgencyFacts] | None:
        """The step at which it goes on, and the agency of that step."""
        stops = route(definition)
        said = reading.text("step", most=200)
        if state in (State.NEW, State.NOT_RECEIVED):
            index = 0
        elif state in (State.DONE, State.RETURNED):
            index = len(stops) - 1
        elif said:
            found = [
                place
                for place, stop in enumerate(stops)
                if fold(said) in (fold(stop.code), fold(stop.name.vi), fold(stop.name.en))
            ]
            if not found:
                reading.wrong("step", STEP, said=said[:40], known="; ".join(stop.code for stop in stops))
                return None
            index = found[0]
        else:
            index = 0 if state is State.RECEIVED else 1
            if index and len(stops) > 3:
                reading.note("step", STEP_TAKEN, step=stops[index].name.vi)
        key = (definition.code, index, agency.id)
        if key not in self._steps:
            self._steps[key] = queries.place_of_step(agency, definition, index, at=self._around.at)
        return index, stops[index], self._steps[key]

    @cached_property
    def _steps(self) -> dict[tuple[str, int, int], AgencyFacts]:
        return {}

    def _holder(self, reading: Reading, place: AgencyFacts) -> int | None:
        said = reading.text("holder", most=80)
        if not said:
            return None
        known = self._officers.get(said.lower())
        if known is None or known.id is None:
            reading.wrong("holder", HOLDER, said=said[:40])
            return None
        if place.id not in known.agencies:
            reading.wrong("holder", HOLDER_AWAY)
            return None
        return known.id

    def _promised(
        self,
        reading: Reading,
        definition: Definition,
        agency: AgencyFacts,
        case: str,
        channel: Channel,
        dates: rules.Dates,
    ) -> tuple[datetime | None, datetime | None]:
        """The date in force, and the first one if it was put off. Promised is promised: it is never counted earlier."""
        if dates.received is None:
            return None, None
        if dates.promised is None and dates.extended is None:
            term = queries.term_for(definition, case=case, channel=int(channel))
            due = deadlines.due_at(
                received=dates.received,
                term=term,
                calendar=law.calendar(agency.id),
                policy=definition.pause_policy,
            )
            if due is not None:
                reading.note("promised", COUNTED, due=f"{due.astimezone(TZ):%d/%m/%Y}")
            return due, None
        if dates.extended is not None and dates.promised is not None:
            return max(dates.extended, dates.promised), dates.promised
        return dates.promised or dates.extended, None

    # Writing ---------------------------------------------------------------------------------------------

    def write(self, plans: Sequence[object], *, batch: str, at: datetime) -> list[str]:
        lot: Sequence[Plan] = plans  # type: ignore[assignment]
        by = self._around.reach.actor
        stated = [plan.person for plan in lot if plan.person is not None]
        ids = iter(people.import_persons(lot=stated, batch=batch, by=by, at=at) if stated else ())
        firms = {code: name for plan in lot if plan.organisation for code, name in (plan.organisation,)}
        codes = people.import_organisations(names=firms, batch=batch, by=by, at=at) if firms else {}
        ready = [
            replace(
                plan.former,
                applicant_id=next(ids) if plan.person is not None else None,
                organisation_id=codes[plan.organisation[0]] if plan.organisation else None,
            )
            for plan in lot
        ]
        return dossiers.bring_in(lot=ready, batch=batch, by=by, at=at)


_DATED = frozenset({State.RECEIVED, State.IN_PROGRESS, State.DONE, State.RETURNED})


def _later(done: datetime | None, promised: datetime | None) -> bool | None:
    return done > promised if done and promised else None if done is None else False
