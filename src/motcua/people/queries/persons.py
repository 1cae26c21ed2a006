"""Persons as values; their identity numbers stay locked unless asked for by name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db.models import F, Value

from motcua import database, rows

from .. import identity
from ..models import Organisation, Person


@dataclass(frozen=True)
class PersonFacts:
    """A person as a page may show them; the identity number is opened apart, and that is a look."""

    id: int
    public_id: str
    full_name: str
    birth_date: date | None
    gender: str
    phone: str
    email: str
    address: str
    identity: bool  # whether a number is stored
    identity_checked: bool


_SHOWN = ("id", "public_id", "full_name", "birth_date", "gender", "phone", "email", "address", "identity_locked", "identity_checked_at")  # fmt: skip
_PERSON = f"SELECT {', '.join(_SHOWN)} FROM {Person._meta.db_table} WHERE id = %s"  # noqa: S608  own names


def person(id: int) -> PersonFacts | None:
    return row_of_person(id).ask()


def row_of_person(id: int) -> database.Row[PersonFacts | None]:
    """One small question: every request that somebody sends asks it."""
    return database.Row(_PERSON, [id], len(_SHOWN), _facts_of)


def _facts_of(found: Sequence[Any] | None) -> PersonFacts | None:
    return person_facts(rows.loaded(Person, _SHOWN, _read()(found))) if found else None


@cache
def _read() -> Callable[[Sequence[Any]], list[Any]]:
    return rows.reader(rows.fields(Person, _SHOWN))


def person_facts(row: Person) -> PersonFacts:
    return PersonFacts(
        id=row.pk,
        public_id=row.public_id,
        full_name=row.full_name,
        birth_date=row.birth_date,
        gender=row.gender,
        phone=row.phone,
        email=row.email,
        address=row.address,
        identity=bool(row.identity_locked),
        identity_checked=row.identity_checked_at is not None,
    )


def person_of_public_id(public_id: str) -> int | None:
    return Person.objects.filter(public_id=public_id).values_list("pk", flat=True).first()


def identity_number(person_id: int) -> str:
    """The number in clear. The caller has checked its gate and logs the look."""
    return identity.unlock(Person.objects.get(pk=person_id))


def identity_fingerprint(number: str) -> str:
    """The keyed hash by which a number is found; for rows of other rooms that hold a number somebody stated."""
    return identity.fingerprint(number)


def person_checked(number: str) -> int | None:
    """The one person whose card with this number an officer saw."""
    rows = Person.objects.filter(
        identity_hash=identity.fingerprint(number), identity_checked_at__isnull=False
    )
    return rows.values_list("pk", flat=True).first()


def persons_checked(numbers: Sequence[str]) -> dict[str, int]:
    """The same for many at once: by number, those whose card an officer saw."""
    by_hash = {identity.fingerprint(number): number for number in numbers}
    rows = Person.objects.filter(identity_hash__in=list(by_hash), identity_checked_at__isnull=False)
    return {by_hash[found]: pk for pk, found in rows.values_list("pk", "identity_hash")}


def persons_of_identity(number: str) -> list[int]:
    """Ids of persons with this identity number: the checked one first, then those that only wrote it."""
    rows = Person.objects.filter(identity_hash=identity.fingerprint(number))
    checked_first = F("identity_checked_at").desc(nulls_last=True)
    return list(rows.order_by(checked_first, "pk").values_list("pk", flat=True))


def bearers_of_code(number: str) -> tuple[list[int], list[int]]:
    """Ids of persons with this identity number, and of organisations whose code it is, in one question."""
    persons = Person.objects.filter(identity_hash=identity.fingerprint(number))
    firms = Organisation.objects.filter(tax_code=number)
    both = persons.values_list(Value("person"), "pk").union(firms.values_list(Value("firm"), "pk"), all=True)
    found: dict[str, list[int]] = {"person": [], "firm": []}
    for kind, pk in both:
        found[kind].append(pk)
    return found["person"], found["firm"]


def same_household(person_id: int, other_id: int) -> bool:
    """Whether two persons are one, or live in one household: nobody acts on a dossier of their own house."""
    if person_id == other_id:
        return True
    rows: Any = Person.objects.filter(pk__in=(person_id, other_id)).exclude(household_key="")
    keys = list(rows.values_list("household_key", flat=True))
    return len(keys) == 2 and keys[0] == keys[1]


def is_identity_of(person_id: int, number: str) -> bool:
    """Whether this is the number that is written of a person."""
    return Person.objects.filter(pk=person_id, identity_hash=identity.fingerprint(number)).exists()
