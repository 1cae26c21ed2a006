"""Rows of requests, open ones and lines of the register: what the old system says, and what each is here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from motcua.dossiers import actions as dossiers
from motcua.dossiers import queries
from motcua.dossiers.rules import Channel, State
from motcua.dossiers.rules import importing as rules
from motcua.dossiers.rules.inputs import Outcome
from motcua.dossiers.rules.numbers import tidy
from motcua.dossiers.rules.route import Stop, route
from motcua.foundation import calendar as deadlines
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import gettext_noop as _
from motcua.foundation.text import fold
from motcua.law import queries as law
from motcua.operations.importing import cells
from motcua.operations.importing.agencies import Places
from motcua.operations.importing.cells import Moment
from motcua.operations.importing.checking import TWICE, Around, Reading
from motcua.operations.importing.columns import Kind
from motcua.operations.importing.files import Row
from motcua.operations.importing.words import CHANNELS, OUTCOMES, STATES, first_words, looked_up
from motcua.people import actions as people
from motcua.people import queries as offices
from motcua.people.queries import AgencyFacts
from motcua.people.rules import contact_faults
from motcua.procedures import queries as procedures
from motcua.procedures.rules import Definition

KNOWN = _("is here already, as %(number)s. What has changed since is written there by hand.")
PROCEDURE = _(
    "“%(said)s” is no procedure that is offered here. Write its code, or publish the procedure first."
)
NOT_HERE = _("does not receive this procedure.")
STATE = _("“%(said)s” is no state. Write one of: %(known)s.")
ENDED = _("has ended: it belongs in the register. Bring it in with the kind “register”.")
NOT_ENDED = _("has not ended: it belongs among the open requests. Bring it in with the kind “dossiers”.")
CHANNEL = _("“%(said)s” is no way in. Write one of: %(known)s.")
OUTCOME = _("“%(said)s” is no outcome. Write one of: %(known)s.")
CASE = _("“%(said)s” is no case of this procedure. Write one of: %(known)s.")
CASE_TAKEN = _("is empty and the procedure has several cases: it was read as “%(case)s”.")
STEP = _("“%(said)s” is no step of this procedure. Write one of: %(known)s.")
STEP_TAKEN = _("is empty: the request goes on at the step “%(step)s”.")
HOLDER = _("“%(said)s” is no officer here. Bring in the officers first, or leave it empty.")
HOLDER_AWAY = _("holds no role at the agency where the request lies.")
COUNTED = _("is empty: the date was counted, %(due)s.")
EMAIL = _("is no e-mail address.")
APPLICANT = _("is no name.")
ORGANISATION = _("is needed beside the tax code of a firm.")
# At which time of day something happened of which only the day is known.
MORNING, NOON, EVENING = time(8), time(12), time(17)
CLOCK = {
    "answered": EVENING,
    "promised": EVENING,
    "extended": EVENING,
    "done": NOON,
    "returned": NOON,
    "ended": NOON,
    "answer_by": EVENING,
}
WINDOW_DAYS = 30
REASON = "Theo hệ thống cũ"


@dataclass(frozen=True, slots=True)
class Plan:
    """One request, ready but for who asks, who is written with the lot."""

    former: dossiers.Former
    person: people.Stated | None
    organisation: tuple[str, str] | None  # tax code and name


class Requests:
    """Reads both kinds: a register holds what has ended, the other table what has not."""

    def __init__(self, around: Around, kind: Kind) -> None:
        self._around, self._kind, self._places = around, kind, Places(around)
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
        number = reading.text("number", most=60, needed=True)
        applicant = reading.text("applicant", most=200, needed=True)
        if applicant and (len(applicant) < 2 or not any(c.isalpha() for c in applicant)):
            reading.wrong("applicant", APPLICANT)
        agency = self._places.read(reading)
        dates = self._dates(reading)
        state = self._state(reading, dates)
        channel = self._channel(reading)
        contact = self._contact(reading)
        person, organisation = self._parties(reading, applicant, contact)
        reason = reading.text("reason", most=2000)
        amount = reading.read("amount", cells.amount)
        outcome = self._outcome(reading)
        offered = self._procedure(reading, agency, dates)
        if agency is not None and number:
            self._check_number(reading, number, agency)
        if state is not None and dates is not None:
            for one in rules.wrong(dates, state=state, at=self._around.at):
                reading.wrong(one.name, one.sentence, **one.facts)
        if agency is None and reading.is_good and self._places.is_planned(reading):
            return ()  # its agency comes with an earlier file of this dry run
        if not reading.is_good or agency is None or dates is None or state is None or offered is None:
            return None
        version, definition = offered
        case = self._case(reading, definition)
        if case is None:
            return None
        where = self._where(reading, definition, agency, state)
        if where is None:
            return None
        index, stop, place = where
        holder = self._holder(reading, place)
        promised, first = self._promised(reading, definition, agency, case, channel, dates)
        if not reading.is_good:
            return None
        due = promised if state in (State.RECEIVED, State.IN_PROGRESS, State.DONE, State.RETURNED) else None
        closed = dates.done or dates.ended or dates.returned if state not in _RUNNING else None
        late = _later(dates.done, promised) if state in (State.DONE, State.RETURNED) and dates.done else None
        acknowledge_by = queries.acknowledge_by(law.calendar(agency.id), at=dates.submitted)
        former = dossiers.Former(
            number=number,
            version_id=version,
            procedure_name=definition.name.vi,
            procedure_code=definition.code,
            case=case,
            agency=agency,
            channel=channel,
            state=state,
            step=index,
            step_role=stop.role.value,
            place=place,
            holder_id=holder,
            applicant_id=None,
            organisation_id=None,
            applicant_name=applicant,
            phone=contact["phone"],
            email=contact["email"],
            address=contact["address"],
            submitted_at=dates.submitted,
            received_at=dates.received,
            promised_at=promised,
            due_at=due,
            desk_at=dossiers.place_on_desk(
                state=state, due_at=due, acknowledge_by=acknowledge_by, closed_at=closed
            ),
            done_at=dates.done,
            returned_at=dates.returned,
            closed_at=closed,
            late=late,
            outcome=outcome,
            first_promised_at=first,
            pauses=self._pauses(state, dates, reason, amount),
        )
        return Plan(former, person, organisation)

    def _check_number(self, reading: Reading, number: str, agency: AgencyFacts) -> None:
        key = (tidy(number), agency.id)
        row = self._seen.setdefault(key, reading.row.number)
        if row != reading.row.number:
            reading.wrong("number", TWICE, row=row)
        elif key in self._here:
            reading.wrong("number", KNOWN, number=self._here[key])

    def _dates(self, reading: Reading) -> rules.Dates | None:
        said = {
            name: moment
            for name in ("submitted", "received", *CLOCK, "asked")
            if (moment := reading.moment(name)) is not None
        }
        submitted = said.get("submitted") or said.get("received")
        if submitted is None:
            if not any(one.column in ("submitted", "received") for one in reading.remarks):
                reading.wrong("received", rules.NEEDED)
            return None
        said["submitted"] = submitted
        found: dict[str, datetime] = {}
        for name, moment in said.items():
            found[name] = _at(moment, CLOCK.get(name, MORNING))
            if name in rules.PAST and moment.clock is None and moment.day == self._today:
                found[name] = min(found[name], self._around.at)
        done, promised = found.get("done"), found.get("promised")
        if done and promised and said["done"].clock is None and said["done"].day == promised.date():
            found["done"] = min(done, promised)  # of that day, and no time says that it was late
        # Of two things on one day of which no time is known, the later one is not before the earlier.
        for later, earlier, _sentence in rules.ORDER:
            if later in found and earlier in found and found[later].date() == found[earlier].date():
                found[later] = max(found[later], found[earlier])
        return rules.Dates(**found)

    def _state(self, reading: Reading, dates: rules.Dates | None) -> State | None:
        said = reading.text("state", most=80, needed=self._kind is Kind.DOSSIERS)
        state = looked_up(said, STATES) if said else None
        if said and state is None:
            reading.wrong("state", STATE, said=said[:40], known=first_words(STATES, place=1))
        if not said and self._kind is Kind.REGISTER and dates is not None:
            state = _by_dates(dates)
        if state is None:
            return None
        column = "state" if said else "returned"
        if self._kind is Kind.DOSSIERS and not dossiers.belongs_open(state):
            reading.wrong(column, ENDED)
        if self._kind is Kind.REGISTER and state in _RUNNING:
            reading.wrong(column, NOT_ENDED)
        return state

    def _channel(self, reading: Reading) -> Channel:
        said = reading.text("channel", most=60)
        channel = looked_up(said, CHANNELS) if said else Channel.COUNTER
        if channel is None:
            reading.wrong("channel", CHANNEL, said=said[:40], known=first_words(CHANNELS, place=1))
        return channel or Channel.COUNTER

    def _outcome(self, reading: Reading) -> str:
        said = reading.text("outcome", most=60)
        outcome = looked_up(said, OUTCOMES) if said else None
        if said and outcome is None:
            reading.wrong("outcome", OUTCOME, said=said[:40], known=first_words(OUTCOMES))
        return Outcome(outcome).value if outcome else ""

    def _contact(self, reading: Reading) -> dict[str, str]:
        phone = reading.read("phone", cells.phone)
        if phone is not None and phone[1]:
            reading.note("phone", phone[1])
        email = reading.text("email", most=254)
        if contact_faults(email=email):
            reading.wrong("email", EMAIL)
        return {
            "phone": phone[0] if phone else "",
            "email": email,
            "address": reading.text("address", most=300),
        }

    def _parties(
        self, reading: Reading, applicant: str, contact: Mapping[str, str]
    ) -> tuple[people.Stated | None, tuple[str, str] | None]:
        identity = reading.read("identity", cells.identity_number)
        firm = reading.text("organisation", most=200)
        code = reading.read("tax_code", cells.tax_code)
        if code and not firm:
            reading.wrong("organisation", ORGANISATION)
        person = people.Stated(applicant[:120], identity, **contact) if identity else None
        return person, (code, firm) if code and firm else None

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
        day = dates.submitted.astimezone(TZ).date() if dates else self._around.at.date()
        definition = procedures.definition(self._version_on(version, day))
        if agency is not None and not queries.is_office(agency, definition):
            reading.wrong("agency", NOT_HERE)
            return None
        return self._version_on(version, day), definition

    @cached_property
    def _today(self) -> date:
        return self._around.at.astimezone(TZ).date()

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

    def _pauses(
        self, state: State, dates: rules.Dates, reason: str, amount: int | None
    ) -> tuple[rules.Pause, ...]:
        if dates.asked is None:
            return ()
        owed = state is State.DUTY
        items: tuple[Mapping[str, object], ...] = ()
        if owed:
            items = ({"name": reason[:200] or "Nghĩa vụ tài chính", "amount": amount or 0, "basis": ""},)
        return (
            rules.Pause(
                kind="financial-duty" if owed else "supplement",
                asked_at=dates.asked,
                answered_at=dates.answered,
                answer_by=dates.answer_by or dates.asked + timedelta(days=WINDOW_DAYS),
                reason=reason or REASON,
                items=items,
            ),
        )

    # Writing ---------------------------------------------------------------------------------------------

    def write(self, plans: Sequence[object], *, batch: str, at: datetime) -> list[str]:
        lot: Sequence[Plan] = plans  # type: ignore[assignment]
        by = self._around.reach.actor
        stated = [plan.person for plan in lot if plan.person is not None]
        ids = iter(people.import_persons(lot=stated, batch=batch, by=by, at=at) if stated else ())
        firms = {code: name for plan in lot if plan.organisation for code, name in (plan.organisation,)}
        codes = people.import_organisations(names=firms, batch=batch, by=by, at=at) if firms else {}
        ready = [
            dossiers.with_parties(
                plan.former,
                applicant_id=next(ids) if plan.person is not None else None,
                organisation_id=codes[plan.organisation[0]] if plan.organisation else None,
            )
            for plan in lot
        ]
        return dossiers.bring_in(lot=ready, batch=batch, by=by, at=at)


_RUNNING = frozenset({State.NEW, State.RECEIVED, State.IN_PROGRESS, State.SUPPLEMENT, State.DUTY})


def _by_dates(dates: rules.Dates) -> State:
    if dates.returned is not None:
        return State.RETURNED
    if dates.done is not None:
        return State.DONE
    if dates.ended is not None:
        return State.STOPPED
    return State.IN_PROGRESS if dates.received is not None else State.NEW


def _at(moment: Moment, clock: time) -> datetime:
    return datetime.combine(moment.day, moment.clock or clock, TZ)


def _later(done: datetime, promised: datetime | None) -> bool:
    return promised is not None and done > promised
