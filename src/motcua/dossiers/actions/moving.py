"""What every act has in common: open the dossier inside the gate, check, change it once, record it once.

An act is: `case = open_case(...)`, its own decisions, `case.move(...)`. The move is four statements: a conditional
update that counts its row, one chronicle entry, one movement, and one notice where the table asks for it.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import cached_property

from motcua.chronicle.actions import append
from motcua.chronicle.rules import JSON, text_digest
from motcua.dossiers import queries
from motcua.dossiers.models import Dossier, Movement
from motcua.dossiers.rules import checks, refusals
from motcua.dossiers.rules.route import Stop, route
from motcua.dossiers.rules.states import TABLE, Act, ActRule, State
from motcua.foundation import calendar as deadlines
from motcua.foundation.refusal import NotFound
from motcua.law import queries as law
from motcua.notices import actions as notices
from motcua.people.rules import Grant, Reach, Role
from motcua.procedures import queries as procedures
from motcua.procedures.rules import Definition

# Far enough to sort last on the desk while the clock stands.
DAYS_OFF_MAX = 40
PAUSED_AT = datetime(9999, 1, 1, tzinfo=deadlines.TZ)


@dataclass(frozen=True)
class Done:
    """What an act leaves behind."""

    dossier_id: int
    number: str
    revision: int
    entry_hash: bytes


@dataclass
class Case:
    """One dossier, opened for one act."""

    dossier: Dossier
    definition: Definition
    rule: ActRule
    reach: Reach
    grant: Grant | None
    at: datetime
    facts: dict[str, object] = field(default_factory=dict)

    @cached_property
    def route(self) -> tuple[Stop, ...]:
        return route(self.definition)

    @property
    def actor(self) -> str:
        """The hat under which it is done; the person, when it is their own request."""
        return f"mandate:{self.grant.mandate_id}" if self.grant else f"person:{self.reach.person}"

    @property
    def calendar(self) -> deadlines.WorkCalendar:
        return law.calendar(self.dossier.agency_id)

    def said(self, moment: datetime) -> str:
        """A moment as the applicant reads it in a notice."""
        here = moment.astimezone(deadlines.TZ)
        return (
            f"{here:%H:%M}, {here:%d/%m/%Y}"
            if self.dossier.language == "vi"
            else f"{here:%H:%M}, {here.day} {here:%B %Y}"
        )

    def limit(self, key: str) -> int:
        return queries.limit(key, on=self.at)

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
    ) -> Done:
        """Change the row if it is still as it was read; then entry, movement, notice."""
        before = self.dossier
        columns = dict(changes or {})
        state = self.rule.to if to_state is None else to_state
        state = State(before.state) if state is None else state
        step = before.step if to_step is None else to_step
        agency_id = to_agency_id or before.step_agency_id
        moved = step != before.step or agency_id != before.step_agency_id
        used, allotted = self._step_minutes() if moved or "done_at" in columns else (None, None)
        if state != before.state:
            columns |= {"state": state, "state_since": self.at}
        if moved:
            columns |= {
                "step": step,
                "step_role": self.role_of(step),
                "step_since": self.at,
                "step_agency_id": agency_id,
            }
        if moved or to_officer_id:
            columns["holder_id"] = to_officer_id
        changed = Dossier.objects.filter(pk=before.pk, revision=before.revision).update(
            revision=before.revision + 1, **columns
        )
        if changed != 1:
            raise refusals.SomeoneWasFaster(number=before.number)
        salt = secrets.token_bytes(16)
        entry = self._entry(state=state, step=step, text=text, salt=salt)
        Movement.objects.create(
            dossier_id=before.pk,
            seq=before.revision + 1,
            act=self.rule.act,
            at=self.at,
            actor=self.actor,
            officer_id=self.reach.officer_id if self.grant else None,
            agency_id=self.grant.agency_id if self.grant else None,
            from_state=before.state,
            to_state=state,
            from_step=before.step,
            to_step=step,
            to_agency_id=agency_id if moved else None,
            to_officer_id=to_officer_id,
            used_minutes=used,
            allotted_minutes=allotted,
            text=text,
            facts=self.facts,
            salt=salt,
            entry_hash=entry,
        )
        if self.rule.notice:
            self._tell(values or {}, text=text)
        return Done(
            dossier_id=before.pk, number=before.number or "", revision=before.revision + 1, entry_hash=entry
        )

    def role_of(self, step: int) -> Role:
        return self.route[step].role

    def term(self) -> deadlines.Term:
        return queries.term_of(self.dossier, self.definition)

    def _step_minutes(self) -> tuple[int, int | None]:
        """Working minutes spent in the step that ends now, and its share of the term."""
        used = queries.step_minutes(self.dossier, at=self.at, calendar=self.calendar)
        share = self.route[self.dossier.step].share_percent
        return used, queries.term_minutes(self.term()) * share // 100 if share else None

    def _entry(self, *, state: State, step: int, text: str, salt: bytes) -> bytes:
        before = self.dossier
        data: dict[str, JSON] = {
            "revision": before.revision + 1,
            "from": before.state,
            "to": int(state),
            "step": step,
        }
        if text:
            data["words"] = text_digest(text=text, salt=salt)
        return append(
            kind=self.rule.act,
            subject=f"dossier:{before.key}",
            actor=self.actor,
            at=self.at,
            agency=before.step_agency.code,
            data=data,
        )

    def _tell(self, values: Mapping[str, object], *, text: str) -> None:
        notices.queue(
            to=notices.Recipient(
                email=self.dossier.applicant_email,
                name=self.dossier.applicant_name,
                language=self.dossier.language,
            ),
            template=f"dossiers/{self.rule.notice}",
            values={
                "number": self.dossier.number,
                "procedure": self.dossier.procedure_name,
                "office": self.dossier.agency.name,
                "phone": self.dossier.agency.phone,
                "words": text,
                **values,
            },
            subject=f"dossier:{self.dossier.key}",
            at=self.at,
        )


def open_case(*, act: Act, number: str, reach: Reach, at: datetime, seen: int | None = None) -> Case:
    """The dossier if this person may see it and may do this now; a refusal otherwise.

    With `seen`, the revision a person had before their eyes when they decided: whoever decided on an older one, or
    pressed the button twice, is told what changed instead of acting on what they never saw.
    """
    dossier = (
        queries.visible_to(reach, at=at)
        .select_related("agency", "step_agency", "applicant")
        .filter(number=number)
        .first()
    )
    if dossier is None:
        raise NotFound()
    if seen is not None and seen != dossier.revision:
        raise refusals.SomeoneWasFaster(number=number)
    grant = checks.check_act(act=act, standing=queries.standing(dossier), reach=reach)
    return Case(
        dossier=dossier,
        definition=procedures.definition(dossier.version_id),
        rule=TABLE[act],
        reach=reach,
        grant=grant,
        at=at,
    )


def step_after(case: Case, *roles: Role) -> int:
    """The next step; with roles, the next one that belongs to one of them."""
    for index in range(case.dossier.step + 1, len(case.route)):
        if not roles or case.route[index].role in roles:
            return index
    raise refusals.NoNextStep(number=case.dossier.number)


def end_of_working_day(moment: datetime, *, calendar: deadlines.WorkCalendar, move: bool = True) -> datetime:
    """Closing time of that day; of the next day the office opens, when it does not open then and may move."""
    day = moment.astimezone(deadlines.TZ).date()
    for _ in range(DAYS_OFF_MAX if move else 1):
        openings = calendar.openings(day)
        if openings and (calendar.is_working_day(day) or not move):
            return datetime.combine(day, openings[-1].end, deadlines.TZ)
        day += timedelta(days=1) if move else timedelta(0)
    return datetime.combine(day, time(17, 0), deadlines.TZ)
