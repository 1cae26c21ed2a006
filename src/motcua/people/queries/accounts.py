"""Accounts, the hats they may wear, and the players of the demo."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from motcua.foundation.refusal import Refusal
from motcua.foundation.text import sort_key

from .. import identity
from ..models import Account, Mandate, Officer, Person, SignInName
from ..rules import IDENTITY_NUMBER, NoMandate, OutOfOffice, Role, sign_in_name
from .persons import PersonFacts, person_facts
from .reach import in_force, mandates_of


def account_of_name(name: str) -> Account | None:
    """The account a sign-in name opens."""
    found = SignInName.objects.select_related("account__person").filter(name=name).first()
    return found.account if found else None


def account_count() -> int:
    """How many ways to sign in there are, those for office work aside."""
    return Account.objects.filter(is_active=True, officers_only=False).count()


def has_account(*, person_id: int) -> bool:
    return Account.objects.filter(person_id=person_id).exists()


def paths_of_mandates(person_id: int) -> list[str]:
    """Where somebody serves or served."""
    rows = Mandate.objects.filter(officer__person_id=person_id).order_by("agency__path")
    return list(rows.values_list("agency__path", flat=True).distinct())


@dataclass(frozen=True)
class AtDesk:
    """Somebody found for the desk that helps with accounts."""

    person: PersonFacts
    account_id: int | None
    is_active: bool


AT_DESK_MAX = 10


def find_at_desk(text: str) -> list[AtDesk]:
    """Persons whom this telephone, identity number, sign-in name or opaque id belongs to, exactly."""
    name = sign_in_name(text)
    if not name:
        return []
    known = Q(account__sign_in_names__name=name) | Q(phone_digits=name) | Q(public_id=name)
    if IDENTITY_NUMBER.fullmatch(name):
        known |= Q(identity_hash=identity.fingerprint(name))
    rows = Person.objects.filter(known).select_related("account").distinct().order_by("pk")[:AT_DESK_MAX]
    return [_at_desk(row) for row in rows]


def at_desk(person_id: int) -> list[AtDesk]:
    """One person, as `find_at_desk` answers."""
    return [_at_desk(row) for row in Person.objects.select_related("account").filter(pk=person_id)]


def _at_desk(row: Person) -> AtDesk:
    account = getattr(row, "account", None)
    return AtDesk(person_facts(row), account.pk if account else None, bool(account and account.is_active))


@dataclass(frozen=True)
class Hat:
    """A mandate as its holder recognises it."""

    mandate_id: int
    role: Role
    agency_id: int
    agency_name: str
    agency_name_en: str
    desk: str
    ends_at: datetime | None


def hats(account: Account, at: datetime) -> list[Hat]:
    """The mandates an account may put on now."""
    return [_hat(row) for row in mandates_of(account.person_id, at)]


def out_of_office(account: Account, at: datetime, *, mandate_id: int | None = None) -> Refusal:
    """Why this account may not work now: its mandate (the worn one, or the last) ended, or there never was one."""
    if account.person_id is None:
        return NoMandate()
    ended = Mandate.objects.filter(officer__person_id=account.person_id, ends_at__lte=at).select_related(
        "agency"
    )
    if mandate_id:
        ended = ended.filter(pk=mandate_id)
    row = ended.order_by("-ends_at", "-pk").first()
    return OutOfOffice(agency=row.agency.name, ended=row.ends_at) if row else NoMandate()


def _hat(row: Mandate) -> Hat:
    return Hat(
        row.pk, Role(row.role), row.agency_id, row.agency.name, row.agency.name_en, row.desk, row.ends_at
    )


@dataclass(frozen=True)
class OfficerFacts:
    id: int
    full_name: str
    title: str
    role: Role
    agency_id: int


def officers(*, agency_id: int, at: datetime, roles: Iterable[Role] = ()) -> list[OfficerFacts]:
    """Who serves at an agency now, in one of the roles (any, when none is named), by name."""
    return officers_of([agency_id], at=at, roles=roles)


def officers_of(agency_ids: Iterable[int], *, at: datetime, roles: Iterable[Role] = ()) -> list[OfficerFacts]:
    """The same for several agencies in one question."""
    rows = in_force(at).filter(agency_id__in=set(agency_ids)).select_related("officer__person")
    if wanted := list(roles):
        rows = rows.filter(role__in=wanted)
    found = {(row.officer_id, row.role): row for row in rows}
    facts = [
        OfficerFacts(
            row.officer_id, row.officer.person.full_name, row.officer.title, Role(row.role), row.agency_id
        )
        for row in found.values()
    ]
    return sorted(facts, key=lambda officer: (sort_key(officer.full_name), officer.id))


def officer_names(ids: Collection[int]) -> dict[int, str]:
    """Of officers who may serve no longer, too."""
    rows = Officer.objects.filter(pk__in=list(ids)) if ids else Officer.objects.none()
    return dict(rows.values_list("pk", "person__full_name"))


def of_household(
    officer_ids: Collection[int], *, persons: Collection[int], households: Collection[str]
) -> frozenset[int]:
    """Those of these officers who are one of these persons, or live in one of these households."""
    if not officer_ids or not (persons or households):
        return frozenset()
    theirs = Q(person_id__in=list(persons)) | Q(person__household_key__in=[key for key in households if key])
    return frozenset(Officer.objects.filter(theirs, pk__in=list(officer_ids)).values_list("pk", flat=True))


@dataclass(frozen=True)
class Told:
    """An officer who is told of something."""

    name: str
    email: str
    person_id: int | None = None  # whose own choice of ways, hours and language counts


def officers_over(path: str, *, at: datetime, roles: Iterable[Role]) -> list[Told]:
    """Who serves in one of the roles at the agency of this path or above it, each once, by name; at "/", anywhere."""
    ids = [int(part) for part in path.split("/") if part]
    rows = in_force(at).filter(role__in=list(roles)).select_related("officer__person")
    if ids:
        rows = rows.filter(agency_id__in=ids)
    persons = {row.officer.person_id: row.officer.person for row in rows}
    found = sorted(persons.values(), key=lambda person: (sort_key(person.full_name), person.pk))
    return [Told(person.full_name, person.email, person.pk) for person in found]


def officers_at(agency_id: int, *, at: datetime, roles: Iterable[Role]) -> list[Told]:
    """Who serves in one of the roles at this very agency, each once, by name."""
    rows = in_force(at).filter(agency_id=agency_id, role__in=list(roles)).select_related("officer__person")
    persons = {row.officer.person_id: row.officer.person for row in rows}
    found = sorted(persons.values(), key=lambda person: (sort_key(person.full_name), person.pk))
    return [Told(person.full_name, person.email, person.pk) for person in found]


# Sign-in names of the sample's players begin with this; the demo offers them for one click.
DEMO = "demo."


@dataclass(frozen=True)
class Player:
    """Somebody of the sample whom a visitor of the demo may be."""

    name: str
    full_name: str
    role: str  # "" for a citizen
    agency_name: str
    agency_name_en: str
    desk: str


def demo_account(name: str) -> Account | None:
    """A player's account; never an account of a real person, whatever its name."""
    if not name.startswith(DEMO):
        return None
    found = SignInName.objects.select_related("account__person").filter(
        name=name, account__simulated=True, account__is_active=True
    )
    row = found.first()
    return row.account if row else None


def demo_players(at: datetime) -> list[Player]:
    """The players in the order they were made, with the first mandate they hold."""
    names = list(
        SignInName.objects.filter(name__startswith=DEMO, account__simulated=True, account__is_active=True)
        .select_related("account__person")
        .order_by("pk")[:40]
    )
    held: dict[int | None, Mandate] = {}
    persons = [row.account.person_id for row in names]
    for mandate in (
        in_force(at).filter(officer__person__in=persons).select_related("agency", "officer").order_by("-pk")
    ):
        held[mandate.officer.person_id] = mandate
    return [_player(row, held.get(row.account.person_id)) for row in names]


def _player(row: SignInName, mandate: Mandate | None) -> Player:
    return Player(
        name=row.name,
        full_name=row.account.full_name,
        role=mandate.role if mandate else "",
        agency_name=mandate.agency.name if mandate else "",
        agency_name_en=mandate.agency.name_en if mandate else "",
        desk=mandate.desk if mandate else "",
    )


@dataclass(frozen=True, slots=True)
class OfficerOfCode:
    """Who signs in with a code: an officer, or somebody else whose name it is, and then without an id."""

    id: int | None
    name_folded: str
    held: frozenset[tuple[int, str]] = frozenset()  # agency and role of what is not over yet
    agencies: frozenset[int] = frozenset()


def officers_of_codes(codes: Iterable[str]) -> dict[str, OfficerOfCode]:
    """The officers of these codes, and the codes that are somebody else's sign-in name."""
    wanted = set(codes)
    taken = SignInName.objects.filter(name__in=wanted).values_list("name", flat=True)
    found = {name: OfficerOfCode(None, "") for name in taken}
    mandates: dict[int, set[tuple[int, str]]] = {}
    for officer_id, agency_id, role in Mandate.objects.filter(
        officer__code__in=wanted, ends_at=None
    ).values_list("officer_id", "agency_id", "role"):
        mandates.setdefault(officer_id, set()).add((agency_id, role))
    rows = Officer.objects.filter(code__in=wanted).values_list("pk", "code", "person__full_name_folded")
    for pk, code, folded in rows:
        held = frozenset(mandates.get(pk, ()))
        found[code] = OfficerOfCode(pk, folded, held, frozenset(agency for agency, _role in held))
    return found
