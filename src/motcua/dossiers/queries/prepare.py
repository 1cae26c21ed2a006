"""What an officer needs to see before an act: who could take it on, where it goes next, which date it would promise."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import workload
from motcua.dossiers.queries.offer import agencies_for_step
from motcua.dossiers.queries.terms import term_of
from motcua.dossiers.rules.route import Stop, route
from motcua.dossiers.rules.workload import Proposal, Work
from motcua.foundation import calendar as deadlines
from motcua.law import queries as law
from motcua.people import queries as people
from motcua.people.rules import Role
from motcua.procedures import queries as procedures

DAYS_SEARCHED_MAX = 40


@dataclass(frozen=True)
class Colleague:
    """An officer who may be given the dossier, with the open work already in their hands."""

    id: int
    name: str
    role: Role
    agency_id: int
    work: Work


@dataclass(frozen=True)
class Onward:
    """The next stop of a dossier."""

    stop: Stop
    agencies: tuple[people.AgencyFacts, ...]  # the first is the usual one
    colleagues: tuple[
        Colleague, ...
    ]  # of that agency; where there are several, each one gives out its own work


def roles_for(role: Role) -> tuple[Role, ...]:
    """Who may hold a step: its role; a head of unit may also do a case officer's."""
    return (role, Role.UNIT_HEAD) if role is Role.CASE_OFFICER else (role,)


def colleagues(agency_ids: list[int], *, role: Role, at: datetime) -> tuple[Colleague, ...]:
    """Officers of these agencies who may hold such a step, by name, with their open work."""
    found = {officer.id: officer for officer in people.officers_of(agency_ids, at=at, roles=roles_for(role))}
    work = workload.work_of(found, at=at)
    return tuple(
        Colleague(
            officer.id, officer.full_name, officer.role, officer.agency_id, work.get(officer.id, Work())
        )
        for officer in found.values()
    )


def proposed(
    dossier: Dossier, found: tuple[Colleague, ...], *, step: int, at: datetime
) -> tuple[Colleague, Proposal] | None:
    """Whom of these to give it to, and why; None when nobody is free."""
    by_id = {colleague.id: colleague for colleague in found}
    work = {colleague.id: colleague.work for colleague in found}
    chosen = workload.proposal(dossier, list(by_id), step=step, work=work, at=at)
    return (by_id[chosen.id], chosen) if chosen else None


def unit_of(dossier: Dossier, *, at: datetime) -> tuple[Colleague, ...]:
    """Who may be given the dossier where it lies now."""
    stop = route(procedures.definition(dossier.version_id))[dossier.step]
    return colleagues([dossier.step_agency_id], role=stop.role, at=at)


def onward(dossier: Dossier, *, at: datetime) -> Onward | None:
    """Where the dossier goes next; None at its last stop."""
    definition = procedures.definition(dossier.version_id)
    stops = route(definition)
    if dossier.step + 1 >= len(stops):
        return None
    stop = stops[dossier.step + 1]
    ids = agencies_for_step(dossier, definition, dossier.step + 1, at=at)
    facts = people.agencies(ids)
    return Onward(
        stop=stop,
        agencies=tuple(facts[found] for found in ids),
        colleagues=colleagues(ids, role=stop.role, at=at) if len(ids) == 1 else (),
    )


def due_if_taken_in(dossier: Dossier, *, at: datetime) -> deadlines.Due:
    """The date that taking it in now would promise, counted day by day."""
    definition = procedures.definition(dossier.version_id)
    return deadlines.due(
        received=at,
        term=term_of(dossier, definition),
        calendar=law.calendar(dossier.agency_id),
        policy=definition.pause_policy,
    )


def first_new_date(dossier: Dossier, *, at: datetime) -> date | None:
    """The earliest day an extension may promise: a working day after the date in force and after today."""
    if dossier.due_at is None:
        return None
    calendar = law.calendar(dossier.agency_id)
    day = max(dossier.due_at, at).astimezone(deadlines.TZ).date()
    for _ in range(DAYS_SEARCHED_MAX):
        day += timedelta(days=1)
        if calendar.is_working_day(day):
            return day
    return None
