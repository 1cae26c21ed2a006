"""The control slip (phiếu kiểm soát, form 06): who gave the dossier to whom, when, and how the time of each step was used."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from motcua.dossiers.models import Dossier
from motcua.dossiers.queries.terms import step_minutes, term_minutes, term_of
from motcua.dossiers.queries.timeline import Event
from motcua.dossiers.rules.route import route
from motcua.dossiers.rules.states import OPEN, PAUSED, Act
from motcua.dossiers.rules.steps import pace_of
from motcua.foundation.forms import Wording
from motcua.law import queries as law
from motcua.procedures import queries as procedures


class Verdict(StrEnum):
    EARLY = "early"
    ON_TIME = "on-time"
    LATE = "late"
    RUNNING = "running"
    NOT_COUNTED = "not-counted"


@dataclass(frozen=True)
class SlipRow:
    """One stay of the dossier at one step, or one pause."""

    step: Wording | None  # None: the clock stood
    giver: str
    giving_agency: str  # "" when the applicant gave it
    taker: str
    agency: str
    since: datetime
    until: datetime | None
    allotted_minutes: int | None
    used_minutes: int | None
    verdict: Verdict
    giver_for: str = ""  # in whose place, on a day of absence
    taker_for: str = ""


@dataclass(frozen=True)
class Share:
    """One step of the way with its part of the term: for the picture beside the slip."""

    name: Wording
    allotted_minutes: int | None
    used_minutes: int | None  # None: not begun
    is_now: bool

    @property
    def verdict(self) -> Verdict:
        if self.used_minutes is None:
            return Verdict.NOT_COUNTED
        found = verdict(self.used_minutes, self.allotted_minutes)
        return Verdict.RUNNING if self.is_now and found is not Verdict.LATE else found


def control_slip(dossier: Dossier, events: Sequence[Event], *, at: datetime) -> tuple[SlipRow, ...]:
    """From the full timeline, in order of happening."""
    rows: list[SlipRow] = []
    since, giver, taker, agency = dossier.submitted_at, dossier.applicant_name, "", ""
    giving = giver_for = ""
    asked: Event | None = None
    for event in events:
        if event.is_undone or event.act is Act.UNDO:
            continue
        if event.act in (Act.ASK_SUPPLEMENT, Act.ASK_DUTY):
            asked = event
        elif asked is not None and event.from_state in PAUSED:
            rows.append(_pause(asked, until=event.at))
            asked = None
        if event.used_minutes is not None:
            absent = _absent(event)
            # Whoever ended the stay in the taker's place had it; an assignment names the absent one.
            stood_in = bool(absent) and taker in ("", absent)
            rows.append(
                SlipRow(
                    step=event.from_step,
                    giver=giver,
                    giver_for=giver_for,
                    giving_agency=giving,
                    taker=event.officer if stood_in else taker or event.officer,
                    taker_for=absent if stood_in else "",
                    agency=agency or event.agency,
                    since=since,
                    until=event.at,
                    allotted_minutes=event.allotted_minutes,
                    used_minutes=event.used_minutes,
                    verdict=verdict(event.used_minutes, event.allotted_minutes),
                )
            )
            giving = agency or event.agency
            since, giver, taker, agency = event.at, event.officer, event.to_officer, event.to_agency
            giver_for = absent
        elif event.to_officer:
            taker = event.to_officer
    if asked is not None:
        rows.append(_pause(asked, until=None))
    if dossier.state in OPEN:
        now = _now(dossier, since=since, giver=giver, giving=giving, taker=taker, at=at)
        rows.append(replace(now, giver_for=giver_for))
    return tuple(rows)


def _absent(event: Event) -> str:
    """In whose place an act was done, on a day of absence."""
    found = event.facts.get("for")
    return str(found["name"]) if isinstance(found, dict) and event.officer else ""


def verdict(used_minutes: int, allotted_minutes: int | None) -> Verdict:
    if allotted_minutes is None:
        return Verdict.NOT_COUNTED
    return Verdict(pace_of(used_minutes=used_minutes, allotted_minutes=allotted_minutes).value)


def _pause(asked: Event, *, until: datetime | None) -> SlipRow:
    return SlipRow(
        step=None,
        giver=asked.officer,
        giver_for=_absent(asked),
        giving_agency=asked.agency,
        taker="",
        agency=asked.agency,
        since=asked.at,
        until=until,
        allotted_minutes=None,
        used_minutes=None,
        verdict=Verdict.NOT_COUNTED,
    )


def _now(dossier: Dossier, *, since: datetime, giver: str, giving: str, taker: str, at: datetime) -> SlipRow:
    here = shares(dossier, (), at=at)[dossier.step]
    return SlipRow(
        step=here.name,
        giver=giver,
        giving_agency=giving,
        taker=dossier.holder.person.full_name if dossier.holder else taker,
        agency=dossier.step_agency.name,
        since=since,
        until=None,
        allotted_minutes=here.allotted_minutes,
        used_minutes=here.used_minutes,
        verdict=Verdict.RUNNING,
    )


def shares(dossier: Dossier, events: Sequence[Event], *, at: datetime) -> tuple[Share, ...]:
    """Each step of the way with its part of the term and what was used of it; one entry a stop, in order."""
    definition = procedures.definition(dossier.version_id)
    total = term_minutes(term_of(dossier, definition))
    used: dict[str, int] = {}
    for event in events:
        if event.used_minutes is not None and event.from_step is not None and not event.is_undone:
            used[event.from_step.vi] = used.get(event.from_step.vi, 0) + event.used_minutes
    is_open = dossier.state in OPEN
    found = []
    for index, stop in enumerate(route(definition)):
        minutes = used.get(stop.name.vi)
        is_now = is_open and index == dossier.step
        if is_now:
            here = step_minutes(dossier, at=at, calendar=law.calendar(dossier.agency_id))
            minutes = (minutes or 0) + here
        allotted = total * stop.share_percent // 100 if stop.share_percent else None
        found.append(Share(stop.name, allotted, minutes, is_now))
    return tuple(found)
