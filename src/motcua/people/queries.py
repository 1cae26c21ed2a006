"""Questions about people and agencies; answers are plain values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Q, QuerySet

from motcua.foundation.text import sort_key

from . import identity
from .models import Account, Agency, Mandate, Person, SignInName
from .rules import NOBODY, Grant, Reach, Role, worn


def reach(person: Account | AnonymousUser | None, at: datetime, *, mandate_id: int | None = None) -> Reach:
    """Who this account is and what it may do now; with a picked mandate, only that hat counts."""
    if not isinstance(person, Account) or not person.is_active:
        return NOBODY
    rows = _mandates(person.person_id, at)
    grants = worn([_grant(row) for row in rows], mandate_id)
    return Reach(
        account_id=person.pk,
        person_id=person.person_id,
        actor=f"mandate:{grants[0].mandate_id}" if len(grants) == 1 else _person_actor(person),
        officer_id=rows[0].officer_id if rows else None,
        grants=grants,
        person=person.person.public_id if person.person else "",
        household=person.person.household_key if person.person else "",
    )


def _mandates(person_id: int | None, at: datetime) -> list[Mandate]:
    if person_id is None:
        return []
    found = in_force(at).filter(officer__person_id=person_id)
    return list(found.select_related("agency").order_by("pk"))


def _grant(row: Mandate) -> Grant:
    return Grant(row.pk, Role(row.role), row.agency_id, row.agency.path, row.desk)


def _person_actor(account: Account) -> str:
    return f"person:{account.person.public_id}" if account.person else ""


def in_force(at: datetime) -> QuerySet[Mandate]:
    """Mandates that hold at this moment."""
    return Mandate.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at), starts_at__lte=at)


def within(paths: Iterable[str], *, field: str = "agency__path") -> Q:
    """Rows at or below the agencies of these paths; none when there is no path."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition


# ---- agencies -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AgencyFacts:
    id: int
    code: str
    code_new: str
    name: str
    name_en: str
    path: str
    level: str
    phone: str
    address: str
    email: str

    def named(self, language: str) -> str:
        return self.name_en if language == "en" and self.name_en else self.name


_FACTS = ("id", "code", "code_new", "name", "name_en", "path", "level", "phone", "address", "email")


def agency(id: int) -> AgencyFacts:
    """What is known about one agency: one small question, so that no process shows what another corrected."""
    return agencies([id])[id]


def agencies(ids: Iterable[int]) -> dict[int, AgencyFacts]:
    """Facts of many agencies in one question."""
    rows = Agency.objects.filter(pk__in=set(ids)).values_list(*_FACTS)
    return {row[0]: AgencyFacts(*row) for row in rows}


def acting_agencies(
    *, on: date, paths: Iterable[str] = ("/",), levels: Iterable[str] = ()
) -> list[AgencyFacts]:
    """Agencies that act on a day, at or below the paths, in the order of the tree."""
    rows = Agency.objects.filter(within(paths, field="path"), acting(on))
    if wanted := list(levels):
        rows = rows.filter(level__in=wanted)
    return [AgencyFacts(*row) for row in rows.order_by("path", "pk").values_list(*_FACTS)]


def acting(on: date, *, field: str = "") -> Q:
    """Condition: the agency acts on this day."""
    return (Q(**{f"{field}valid_from__isnull": True}) | Q(**{f"{field}valid_from__lte": on})) & (
        Q(**{f"{field}valid_until__isnull": True}) | Q(**{f"{field}valid_until__gt": on})
    )


# ---- accounts and persons -------------------------------------------------------------------------------------


def account_of_name(name: str) -> Account | None:
    """The account a sign-in name opens."""
    found = SignInName.objects.select_related("account__person").filter(name=name).first()
    return found.account if found else None


def has_account(*, person_id: int) -> bool:
    return Account.objects.filter(person_id=person_id).exists()


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
    return [_hat(row) for row in _mandates(account.person_id, at)]


def last_mandate(account: Account) -> Hat | None:
    """The mandate of an account that ended last."""
    if account.person_id is None:
        return None
    rows = Mandate.objects.filter(officer__person_id=account.person_id).select_related("agency")
    row = rows.order_by("-ends_at", "-pk").first()
    return _hat(row) if row else None


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
    rows = in_force(at).filter(agency_id=agency_id).select_related("officer__person")
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


@dataclass(frozen=True)
class PersonFacts:
    """A person as a page may show them; the identity number only by its last digits."""

    id: int
    public_id: str
    full_name: str
    birth_date: date | None
    gender: str
    phone: str
    email: str
    address: str
    identity_masked: str
    identity_checked: bool


def person(id: int) -> PersonFacts | None:
    row = Person.objects.filter(pk=id).first()
    return _person_facts(row) if row else None


def _person_facts(row: Person) -> PersonFacts:
    # Only whether there is a number: unlocking each row of a list would be slow, and a look.
    masked = "•" * 12 if row.identity_locked else ""
    return PersonFacts(
        id=row.pk,
        public_id=row.public_id,
        full_name=row.full_name,
        birth_date=row.birth_date,
        gender=row.gender,
        phone=row.phone,
        email=row.email,
        address=row.address,
        identity_masked=masked,
        identity_checked=row.identity_checked_at is not None,
    )


def identity_number(person_id: int) -> str:
    """The number in clear. The caller has checked its gate and logs the look."""
    return identity.unlock(Person.objects.get(pk=person_id))


def persons_of_identity(number: str) -> list[int]:
    """Ids of persons with this identity number: the checked one first, then those that only wrote it."""
    rows = Person.objects.filter(identity_hash=identity.fingerprint(number))
    checked_first = F("identity_checked_at").desc(nulls_last=True)
    return list(rows.order_by(checked_first, "pk").values_list("pk", flat=True))


def same_household(person_id: int, other_id: int) -> bool:
    """Whether two persons are one, or live in one household: nobody acts on a dossier of their own house."""
    if person_id == other_id:
        return True
    rows: Any = Person.objects.filter(pk__in=(person_id, other_id)).exclude(household_key="")
    keys = list(rows.values_list("household_key", flat=True))
    return len(keys) == 2 and keys[0] == keys[1]
