"""What the counter offers: procedures this desk receives, the form as one page, the persons it knows, the date it would promise."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from motcua.dossiers.queries.offer import WAYS, is_office, may_receive_for, offices, province_of
from motcua.dossiers.queries.offer import case_of as case_of
from motcua.dossiers.rules.states import Channel
from motcua.foundation import calendar as deadlines
from motcua.foundation.forms import Form, Page
from motcua.foundation.forms.conditions import All
from motcua.law import queries as law
from motcua.people import queries as people
from motcua.people.queries import AgencyFacts, PersonFacts
from motcua.people.rules import Reach, Role
from motcua.procedures import queries as procedures
from motcua.procedures.queries import Card, VersionFacts
from motcua.procedures.rules import Case, Definition, NoSuchProcedure

FOUND_MAX = 20
OFFERED_MAX = 60
AT_DESK = (Channel.COUNTER, Channel.POST)


@dataclass(frozen=True)
class Offered:
    """A procedure this desk receives, with the cases a person may come with."""

    code: str
    name: str
    cases: tuple[tuple[str, str], ...]  # code and name


def procedures_here(
    reach: Reach, *, at: datetime, text: str, language: str, fields: tuple[str, ...] = ()
) -> tuple[Offered, ...]:
    """What one of this officer's desks receives: found by words, or the first of the list by name."""
    desks = desks_of(reach)
    cards: tuple[Card, ...] | list[Card]
    if text.strip():
        cards = procedures.search(text, at, FOUND_MAX)
    else:
        cards = list(procedures.catalogue(at).cards.values())
    # What is decided elsewhere is received as well, but stands on no list: somebody asks for it.
    others = _elsewhere(reach, at=at) if text.strip() else []
    found: list[Offered] = []
    for card in cards:
        definition = procedures.definition(card.version_id)
        if fields and definition.field.code not in fields:
            continue
        near = any(is_office(desk, definition) for desk in desks)
        if near or (not definition.is_bundle and any(is_office(one, definition) for one in others)):
            found.append(_offered(card.code, definition, language))
        if len(found) >= OFFERED_MAX:
            break
    return tuple(found)


def _offered(code: str, definition: Definition, language: str) -> Offered:
    cases = tuple(
        (case.code, case.name.in_language(language)) for case in definition.cases if channels_of(case)
    )
    return Offered(code, definition.name.in_language(language), cases)


def channels_of(case: Case) -> tuple[Channel, ...]:
    return tuple(channel for channel in AT_DESK if WAYS[channel] in case.terms)


def desks_of(reach: Reach) -> list[AgencyFacts]:
    """Agencies at which this officer receives."""
    ids = sorted({grant.agency_id for grant in reach.grants if grant.role is Role.RECEPTION})
    facts = people.agencies(ids)
    return [facts[found] for found in ids]


def offices_here(definition: Definition, reach: Reach, *, at: datetime) -> list[AgencyFacts]:
    """Offices that receive this procedure and at which this officer may receive it."""
    found = {
        office.id: office
        for path in reach.agencies(Role.RECEPTION)
        for office in offices(definition, at=at, under=path)
    }
    return list(found.values())


def offices_elsewhere(definition: Definition, reach: Reach, *, at: datetime) -> list[AgencyFacts]:
    """Offices of the province for which this officer's desk may receive this procedure, though it decides nothing of it."""
    if definition.is_bundle:
        return []
    return [office for office in _elsewhere(reach, at=at) if is_office(office, definition)]


def _elsewhere(reach: Reach, *, at: datetime) -> list[AgencyFacts]:
    """Every agency of the province for which this desk may receive; one question for all procedures."""
    desks = desks_of(reach)
    if not desks:
        return []
    found = people.acting_agencies(on=at.astimezone(deadlines.TZ).date(), paths=[province_of(desks[0].path)])
    return [
        office
        for office in found
        if not reach.may(Role.RECEPTION, office.path) and may_receive_for(desks[0], office, at=at)
    ]


def procedure_here(code: str, *, at: datetime) -> VersionFacts | None:
    try:
        return procedures.in_force(code, at.astimezone(deadlines.TZ).date())
    except NoSuchProcedure:
        return None


def as_one_page(form: Form) -> Page:
    """Every question of a form on one page, each under the condition of its page too."""
    items = []
    for page in form.pages:
        for item in page.items:
            parts = tuple(part for part in (page.when, item.when) if part is not None)
            when = parts[0] if len(parts) == 1 else All(parts) if parts else None
            items.append(replace(item, when=when))
    first = form.pages[0]
    return Page(code="counter", title=first.title, text=first.text, when=None, items=tuple(items))


def known_person(identity_number: str) -> PersonFacts | None:
    """The person whose number an officer once compared with the card; what others merely wrote is nobody's."""
    for person_id in people.persons_of_identity(identity_number):
        facts = people.person(person_id)
        if facts is not None and facts.identity_checked:
            return facts
    return None


def facts_of(typed: Mapping[str, str], birth_date: date | None) -> dict[str, Any]:
    """What stands about the applicant, under the names by which forms ask for it."""
    return {
        "person.full_name": typed["name"],
        "person.identity_number": typed["identity"],
        "person.birth_date": birth_date.isoformat() if birth_date else "",
        "person.phone": typed["phone"],
        "person.email": typed["email"],
        "person.address": typed["address"],
        "person.gender": typed.get("gender", ""),
    }


def due_at_counter(
    definition: Definition, case: Case, *, channel: Channel, agency_id: int, at: datetime
) -> deadlines.Due | None:
    """The date that taking it in now would promise."""
    term = case.terms.get(WAYS[channel])
    if term is None:
        return None
    return deadlines.due(
        received=at, term=term, calendar=law.calendar(agency_id), policy=definition.pause_policy
    )
