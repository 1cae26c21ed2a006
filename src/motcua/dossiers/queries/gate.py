"""The one gate: which dossiers somebody may see. Every page, list, search, export and file goes through it."""

from datetime import datetime
from typing import Any, cast

from django.db.models import Q, QuerySet

from motcua.dossiers.models import Dossier, Passage
from motcua.dossiers.queries.found import sql
from motcua.dossiers.rules.checks import Standing
from motcua.dossiers.rules.states import ANY_OFFICER, OPEN, State
from motcua.foundation.refusal import NotFound
from motcua.people import queries as people
from motcua.people.rules import Reach, Role

# Roles that see the dossiers of their agencies. The operator runs the machine and sees none.
SEEING = (*ANY_OFFICER, Role.WATCHER, Role.AUDITOR)


def visible_to(reach: Reach, *, at: datetime) -> QuerySet[Dossier]:
    """Dossiers that this person sent or is named on, or that a role shows."""
    return Dossier.objects.filter(_own(reach) | _shown(reach), number__isnull=False)


def shown_by_role(reach: Reach, *, at: datetime) -> QuerySet[Dossier]:
    """The part of these that a role shows: what is at work within its reach, and what passed through."""
    return Dossier.objects.filter(_shown(reach), number__isnull=False)


def at_work(reach: Reach, *, at: datetime) -> QuerySet[Dossier]:
    """What lies, or was received, within reach: the officer's desk, without the officer's own requests elsewhere.

    What has passed through is read, not worked on: it stands on no desk, so lists of work do not ask for it.
    """
    return Dossier.objects.filter(_within_reach(reach), number__isnull=False)


def _own(reach: Reach) -> Q:
    if reach.person_id is None:
        return Q(pk__in=[])
    return Q(applicant_id=reach.person_id) | Q(sender_id=reach.person_id)


def _within_reach(reach: Reach) -> Q:
    """By ids of agencies, not by their paths: joined paths in an OR make the database read every open dossier."""
    return _lies_in(_agencies(reach))


def _shown(reach: Reach) -> Q:
    """At work here, or through here: the agencies in the middle keep reading what they acted on.

    IN, not EXISTS: PostgreSQL hashes the agency's passages once, and a search costs what it cost without them (300,000
    dossiers: 0.2-0.5 s by name, 0.1 ms by phone). Asked row by row, it expects so much work that it compiles the
    statement first, which alone took two seconds.
    """
    agencies = _agencies(reach)
    if not agencies:
        return Q(pk__in=[])
    passed = Passage.objects.filter(agency_id__in=agencies).values("dossier_id")
    return _lies_in(agencies) | Q(pk__in=passed)


def _agencies(reach: Reach) -> list[int]:
    return people.agency_ids(reach.agencies(*SEEING))


def _lies_in(agencies: list[int]) -> Q:
    if not agencies:
        return Q(pk__in=[])
    return Q(agency_id__in=agencies) | Q(step_agency_id__in=agencies)


def opened(number: str, *, reach: Reach, at: datetime) -> Dossier:
    """One dossier with what its page and its rules need; the same answer for what is not there and what is not theirs."""
    rows = visible_to(reach, at=at).select_related(
        "agency",
        "step_agency",
        "applicant",
        "organisation",
        "holder__person",
        "result__signer__person",
        "hand_over__by__person",
    )
    found = rows.filter(number=number).first()
    if found is None:
        raise NotFound()
    return found


def found_for(number: str, *, reach: Reach) -> Dossier:
    """One dossier for an act, in one statement: the same gate, asked of the row instead of by the database.

    A test compares both forms for every player and every dossier.
    """
    found = _opened(number)
    if found is None or not (reach.person_id in owners(found) or is_shown(found, reach)):
        raise NotFound()
    return found


def _opened(number: str) -> Dossier | None:
    """The row with its agencies and applicant, by a statement that is not composed anew for each act."""
    rows: Any = Dossier.objects.raw(sql("open_dossier"), [number])
    for row in rows:
        _place(
            row, "agency", id=row.agency_id, code=row.agency_code, name=row.agency_name,
            phone=row.agency_phone, path=row.agency_path,
        )  # fmt: skip
        _place(
            row, "step_agency", id=row.step_agency_id, code=row.step_agency_code, path=row.step_agency_path
        )
        if row.applicant_id is not None:
            _place(row, "applicant", id=row.applicant_id, household_key=row.household_key)
        return cast(Dossier, row)
    return None


def _place(row: Dossier, relation: str, **facts: object) -> None:
    """A related row with only the columns that were read; any other is fetched when it is asked for."""
    related: Any = Dossier._meta.get_field(relation).related_model
    # `from_db` takes values in the order of the model's columns.
    names = [field.attname for field in related._meta.concrete_fields if field.attname in facts]
    row._state.fields_cache[relation] = related.from_db(row._state.db, names, [facts[name] for name in names])


def is_shown(dossier: Dossier, reach: Reach) -> bool:
    """Whether a role shows this dossier, not only that it is one's own; expects agency and step_agency to be loaded.

    Only whoever does not find it at work costs a question: did it pass through their agencies?
    """
    if is_at_work(dossier, reach):
        return True
    agencies = _agencies(reach)
    return bool(agencies) and Passage.objects.filter(dossier=dossier, agency_id__in=agencies).exists()


def is_at_work(dossier: Dossier, reach: Reach) -> bool:
    """Whether it lies, or was received, within reach of a role; expects agency and step_agency to be loaded."""
    places = (dossier.agency.path, dossier.step_agency.path)
    return any(place.startswith(path) for path in reach.agencies(*SEEING) for place in places)


def owners(dossier: Dossier) -> frozenset[int]:
    return frozenset(person for person in (dossier.applicant_id, dossier.sender_id) if person is not None)


def standing(dossier: Dossier) -> Standing:
    """What the rules need to know; expects agency, step_agency and applicant to be loaded."""
    state = State(dossier.state)
    return Standing(
        number=dossier.number or "",
        state=state,
        step_role=Role(dossier.step_role) if state in OPEN and dossier.step_role else None,
        path=dossier.agency.path,
        step_path=dossier.step_agency.path,
        holder_id=dossier.holder_id,
        owners=owners(dossier),
        household=dossier.applicant.household_key if dossier.applicant else "",
    )
