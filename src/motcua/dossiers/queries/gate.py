"""The one gate: which dossiers somebody may see. Every page, list, search, export and file goes through it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast
from uuid import UUID

from django.db.models import Q, QuerySet

from motcua import database, rows
from motcua.dossiers.models import Assistance, Dossier, Passage
from motcua.dossiers.queries.found import sql
from motcua.dossiers.rules.checks import Standing
from motcua.dossiers.rules.states import ANY_OFFICER, OPEN, State
from motcua.foundation.refusal import NotFound
from motcua.people import queries as people
from motcua.people.rules import Helping, Reach, Role

# Who has an interest in a request; loaded with it wherever the rules are asked.
PARTIES = ("applicant", "sender", "organisation__representative", "representation__named")
# Roles that see the dossiers of their agencies. The operator runs the machine and sees none.
SEEING = (*ANY_OFFICER, Role.WATCHER, Role.AUDITOR)


def visible_to(reach: Reach, *, at: datetime) -> QuerySet[Dossier]:
    """Dossiers that this person sent or is named on, or that a role shows."""
    return Dossier.objects.filter(_own(reach) | _shown(reach), number__isnull=False)


def shown_by_role(reach: Reach, *, at: datetime) -> QuerySet[Dossier]:
    """The part of these that a role shows: what is at work within its reach, and what passed through."""
    return work(reach).shown


@dataclass(frozen=True)
class Work:
    """What lies, or was received, within reach, for who asks more than one thing of it.

    By ids of agencies, not by their paths: joined paths in an OR make the database read every open dossier.
    """

    agencies: list[int]

    @property
    def lying(self) -> Q:
        """What lies within reach now, without what was only received there."""
        return Q(step_agency_id__in=self.agencies)

    @property
    def all(self) -> QuerySet[Dossier]:
        return Dossier.objects.filter(_lies_in(self.agencies), number__isnull=False)

    @property
    def shown(self) -> QuerySet[Dossier]:
        """What may be read: at work here, or passed through here."""
        return Dossier.objects.filter(_shown_at(self.agencies), number__isnull=False)

    @property
    def apart(self) -> tuple[QuerySet[Dossier], QuerySet[Dossier]]:
        """The same in two parts, each along an index of its own: what lies here, and what was received here and is away."""
        named = Dossier.objects.filter(number__isnull=False)
        return named.filter(self.lying), named.filter(~self.lying, agency_id__in=self.agencies)


def work(reach: Reach) -> Work:
    return Work(_agencies(reach))


def at_work(reach: Reach, *, at: datetime) -> QuerySet[Dossier]:
    """What lies, or was received, within reach: the officer's desk, without the officer's own requests elsewhere.

    What has passed through is read, not worked on: it stands on no desk, so lists of work do not ask for it.
    """
    return work(reach).all


def _own(reach: Reach) -> Q:
    if reach.person_id is None:
        return Q(pk__in=[])
    own = Q(applicant_id=reach.person_id) | Q(sender_id=reach.person_id)
    return own if reach.helping is None else own & within_help(reach.helping)


def within_help(helping: Helping) -> Q:
    """What a helper sees of somebody: what they sent by this mandate, and the one request it names."""
    sent = Assistance.objects.filter(mandate_id=helping.mandate_id).values("dossier_id")
    named = key_of(helping.dossier)
    return Q(pk__in=sent) | (Q(key=named) if named else Q(pk__in=[]))


def key_of(subject: str) -> UUID | None:
    """The key of a dossier out of its name in the chronicle."""
    word, _, key = subject.partition(":")
    try:
        return UUID(key) if word == "dossier" else None
    except ValueError:
        return None


def is_own(dossier: Dossier, reach: Reach) -> bool:
    """One's own; for a helper, only as far as the mandate goes."""
    if reach.person_id not in owners(dossier):
        return False
    if reach.helping is None or dossier.key == key_of(reach.helping.dossier):
        return True
    return Assistance.objects.filter(dossier=dossier, mandate_id=reach.helping.mandate_id).exists()


def _shown(reach: Reach) -> Q:
    return _shown_at(_agencies(reach))


def _shown_at(agencies: list[int]) -> Q:
    """At work here, or through here: the agencies in the middle keep reading what they acted on.

    IN, not EXISTS: PostgreSQL hashes the agency's passages once, and a search costs what it cost without them (300,000
    dossiers: 0.2-0.5 s by name, 0.1 ms by phone). Asked row by row, it expects so much work that it compiles the
    statement first, which alone took two seconds.
    """
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
    visible = visible_to(reach, at=at).select_related(
        "agency",
        "step_agency",
        *PARTIES,
        "holder__person",
        "result__signer__person",
        "hand_over__by__person",
    )
    found = rows.one(visible.filter(number=number))
    if found is None:
        raise NotFound()
    return found


def opened_at_work(number: str, *, reach: Reach, at: datetime) -> Dossier:
    """The same for a page of office work: who only owns the dossier, or once passed it on, does not find it here."""
    found = opened(number, reach=reach, at=at)
    if not is_at_work(found, reach):
        raise NotFound()
    return found


def found_for(number: str, *, reach: Reach) -> Dossier:
    """One dossier for an act, in one statement: the same gate, asked of the row instead of by the database.

    A test compares both forms for every player and every dossier.
    """
    found = _opened(number)
    if found is None or not (is_own(found, reach) or is_shown(found, reach)):
        raise NotFound()
    return found


def _opened(number: str) -> Dossier | None:
    """The row with its agencies and applicant, by a statement that is not composed anew for each act."""
    statement, read, parts = _open_statement()
    found = database.ask(statement, [number])
    if found is None:
        return None
    values = read(found)
    row: Any = parts[0].of(values)
    near = row._state.fields_cache
    for part in parts[1:]:
        key = getattr(row, f"{part.relation}_id")
        if part.relation == "step_agency" and key == row.agency_id:
            near["step_agency"] = near["agency"]
        elif key is not None:
            near[part.relation] = part.of(values)
    return cast(Dossier, row)


@dataclass(frozen=True)
class _Part:
    """Some columns of the answer are a row of their own; any other of its columns is fetched when it is asked for."""

    relation: str
    model: Any
    names: tuple[str, ...]
    start: int

    def of(self, values: list[Any]) -> Any:
        end = self.start + len(self.names)
        return rows.loaded(self.model, self.names, values[self.start : end])


# What the rules and the notice ask of the related rows.
_RELATED = {
    "agency": ("id", "code", "name", "phone", "path"),
    "step_agency": ("id", "code", "path"),
    "applicant": ("id", "household_key"),
}


@cache
def _open_statement() -> tuple[str, Callable[[Sequence[Any]], list[Any]], tuple[_Part, ...]]:
    """The statement with all columns named: a column added later does not upset what a running server prepared."""
    fields = list(Dossier._meta.concrete_fields)
    columns = [f'd."{field.column}"' for field in fields]
    parts = [_Part("", Dossier, tuple(field.attname for field in fields), 0)]
    for relation, wanted in _RELATED.items():
        model: Any = Dossier._meta.get_field(relation).related_model
        own = [field for field in model._meta.concrete_fields if field.attname in wanted]
        parts.append(_Part(relation, model, tuple(field.attname for field in own), len(fields)))
        columns += [f'{relation}."{field.column}"' for field in own]
        fields += own
    return sql("open_dossier").format(columns=", ".join(columns)), rows.reader(fields), tuple(parts)


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


def _interested(dossier: Dossier) -> list[Any]:
    """Persons with an interest of their own. For most requests that is the applicant, who is loaded already."""
    found: list[Any] = [dossier.applicant]
    if dossier.sender_id != dossier.applicant_id:
        found.append(dossier.sender)
    if dossier.organisation_id is not None and dossier.organisation is not None:
        found.append(dossier.organisation.representative)
    if dossier.representation_id is not None and dossier.representation is not None:
        found.append(dossier.representation.named)
    return [person for person in found if person is not None]


def load_places(dossiers: Sequence[Dossier]) -> None:
    """Where each was received and where it is now: many dossiers, few agencies, each read once."""
    _load_into([(one, relation) for one in dossiers for relation in ("agency", "step_agency")])


def load_parties(dossiers: Sequence[Dossier]) -> None:
    """`PARTIES` of many at once, each table asked once and only when somebody there is named."""
    _load(dossiers, "representation")
    _load(dossiers, "organisation")
    named = [one.representation for one in dossiers if one.representation is not None]
    organisations = [one.organisation for one in dossiers if one.organisation is not None]
    persons = [(one, "applicant") for one in dossiers] + [(one, "sender") for one in dossiers]
    persons += [(one, "named") for one in named] + [(one, "representative") for one in organisations]
    _load_into(persons, only=_RELATED["applicant"])


def load_bundles(dossiers: Sequence[Dossier]) -> None:
    """Under which receipt each was handed in, when with others."""
    _load(dossiers, "bundle")


def load_holders(dossiers: Sequence[Dossier]) -> None:
    """Who holds each, with the name: many dossiers, few officers, each read once."""
    _load_into([(one, "holder") for one in dossiers], only=("id", "person__full_name"), near=("person",))


def _load(rows: Sequence[Any], relation: str) -> None:
    _load_into([(row, relation) for row in rows])


def _load_into(
    places: Sequence[tuple[Any, str]], *, only: Sequence[str] = (), near: Sequence[str] = ()
) -> None:
    """Fill these relations, all of which lead to one table."""
    keys = {key for row, relation in places if (key := getattr(row, f"{relation}_id")) is not None}
    if not places:
        return
    model: Any = type(places[0][0])._meta.get_field(places[0][1]).related_model
    wanted = model._default_manager.select_related(*near) if near else model._default_manager.all()
    found = wanted.only(*only).in_bulk(keys) if keys else {}
    for row, relation in places:
        key = getattr(row, f"{relation}_id")
        row._state.fields_cache[relation] = found[key] if key is not None else None


def standing(dossier: Dossier) -> Standing:
    """What the rules need to know; expects agency, step_agency and applicant to be loaded."""
    state = State(dossier.state)
    interested = _interested(dossier)
    return Standing(
        number=dossier.number or "",
        state=state,
        step_role=Role(dossier.step_role) if state in OPEN and dossier.step_role else None,
        path=dossier.agency.path,
        step_path=dossier.step_agency.path,
        holder_id=dossier.holder_id,
        owners=owners(dossier),
        interested=frozenset(person.pk for person in interested),
        households=frozenset(person.household_key for person in interested if person.household_key),
    )
