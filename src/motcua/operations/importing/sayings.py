"""What one row of another system says of a request, before it is compared with what is here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from motcua.dossiers import rules
from motcua.dossiers.rules import Channel, Outcome, State
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import gettext_noop as _
from motcua.operations.importing import cells
from motcua.operations.importing.cells import Moment
from motcua.operations.importing.checking import Reading
from motcua.operations.importing.columns import Kind
from motcua.operations.importing.words import CHANNELS, OUTCOMES, STATES, first_words, looked_up
from motcua.people import actions as people
from motcua.people.rules import contact_faults

STATE = _("“%(said)s” is no state. Write one of: %(known)s.")
ENDED = _("has ended: it belongs in the register. Bring it in with the kind “register”.")
NOT_ENDED = _("has not ended: it belongs among the open requests. Bring it in with the kind “dossiers”.")
CHANNEL = _("“%(said)s” is no way in. Write one of: %(known)s.")
OUTCOME = _("“%(said)s” is no outcome. Write one of: %(known)s.")
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
RUNNING = frozenset({State.NEW, State.RECEIVED, State.IN_PROGRESS, State.SUPPLEMENT, State.DUTY})
WINDOW_DAYS = 30
REASON = "Theo hệ thống cũ"


@dataclass(frozen=True, slots=True)
class Said:
    """All that the row says; what was empty or wrong is missing."""

    number: str
    applicant: str
    dates: rules.Dates | None
    state: State | None
    channel: Channel
    contact: Mapping[str, str]
    person: people.Stated | None
    organisation: tuple[str, str] | None  # tax code and name
    outcome: str
    reason: str
    amount: int | None


@dataclass(frozen=True, slots=True)
class SayingReader:
    """Reads rows of a kind at a moment."""

    kind: Kind
    at: datetime

    def read(self, reading: Reading) -> Said:
        number = reading.text("number", most=60, needed=True)
        applicant = reading.text("applicant", most=200, needed=True)
        if applicant and (len(applicant) < 2 or not any(c.isalpha() for c in applicant)):
            reading.wrong("applicant", APPLICANT)
        dates = self._dates(reading)
        state = self._state(reading, dates)
        contact = self._contact(reading)
        person, organisation = self._parties(reading, applicant, contact)
        if state is not None and dates is not None:
            for one in rules.wrong_dates(dates, state=state, at=self.at):
                reading.wrong(one.name, one.sentence, **one.facts)
        return Said(
            number=number,
            applicant=applicant,
            dates=dates,
            state=state,
            channel=self._channel(reading),
            contact=contact,
            person=person,
            organisation=organisation,
            outcome=self._outcome(reading),
            reason=reading.text("reason", most=2000),
            amount=reading.read("amount", cells.amount),
        )

    def _dates(self, reading: Reading) -> rules.Dates | None:
        said = {
            name: moment
            for name in ("submitted", "received", *CLOCK, "asked")
            if (moment := reading.moment(name)) is not None
        }
        submitted = said.get("submitted") or said.get("received")
        if submitted is None:
            if not any(one.column in ("submitted", "received") for one in reading.remarks):
                reading.wrong("received", rules.NEEDED_DATE)
            return None
        said["submitted"] = submitted
        found: dict[str, datetime] = {}
        for name, moment in said.items():
            found[name] = _at(moment, CLOCK.get(name, MORNING))
            if (
                name in rules.PAST_DATES
                and moment.clock is None
                and moment.day == self.at.astimezone(TZ).date()
            ):
                found[name] = min(found[name], self.at.astimezone(TZ))
        done, promised = found.get("done"), found.get("promised")
        if done and promised and said["done"].clock is None and said["done"].day == promised.date():
            found["done"] = min(done, promised)  # of that day, and no time says that it was late
        # Of two things on one day of which no time is known, the later one is not before the earlier.
        for later, earlier, _sentence in rules.ORDER_OF_DATES:
            if later in found and earlier in found and found[later].date() == found[earlier].date():
                found[later] = max(found[later], found[earlier])
        return rules.Dates(**found)

    def _state(self, reading: Reading, dates: rules.Dates | None) -> State | None:
        said = reading.text("state", most=80, needed=self.kind is Kind.DOSSIERS)
        state = looked_up(said, STATES) if said else None
        if said and state is None:
            reading.wrong("state", STATE, said=said[:40], known=first_words(STATES, place=1))
        if not said and self.kind is Kind.REGISTER and dates is not None:
            state = _by_dates(dates)
        if state is None:
            return None
        column = "state" if said else "returned"
        if self.kind is Kind.DOSSIERS and not rules.belongs_open(state):
            reading.wrong(column, ENDED)
        if self.kind is Kind.REGISTER and state in RUNNING:
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


def pauses(said: Said, *, state: State, dates: rules.Dates) -> tuple[rules.FormerPause, ...]:
    """For what the clock stood, or stands."""
    if dates.asked is None:
        return ()
    owed = state is State.DUTY
    items: tuple[Mapping[str, object], ...] = ()
    if owed:
        items = (
            {"name": said.reason[:200] or "Nghĩa vụ tài chính", "amount": said.amount or 0, "basis": ""},
        )
    return (
        rules.FormerPause(
            kind="financial-duty" if owed else "supplement",
            asked_at=dates.asked,
            answered_at=dates.answered,
            answer_by=dates.answer_by or dates.asked + timedelta(days=WINDOW_DAYS),
            reason=said.reason or REASON,
            items=items,
        ),
    )
