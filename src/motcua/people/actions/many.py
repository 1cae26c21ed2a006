"""Set forms of this room's acts: the same checks, entries and rows as one by one, in lots. For the sample and for moving in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Model, QuerySet

from motcua import bulk
from motcua.chronicle import actions as chronicle
from motcua.foundation.refusal import InvalidInput
from motcua.foundation.text import fold

from .. import identity, rules
from ..models import Account, Mandate, Officer, Person, SignInName
from ..rules import Kind, Role
from .persons import today

_Row = TypeVar("_Row", bound=Model)


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person whose number an officer has seen. The public id is given, so that the same seed gives the same."""

    public_id: str
    full_name: str
    identity_number: str = ""
    birth_date: date | None = None
    gender: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    household_key: str = ""


@transaction.atomic
def add_persons(*, forms: Sequence[NewPerson], simulated: bool, by: str, at: datetime) -> list[int]:
    """Their ids, in the order given. One wrong person refuses the whole lot."""
    for form in forms:
        faults = rules.person_faults(
            full_name=form.full_name, identity_number=form.identity_number or None, birth_date=form.birth_date,
            phone=form.phone, email=form.email, address=form.address, on=today(at),
        )  # fmt: skip
        if faults:
            raise InvalidInput(faults=faults)
    ids = _create(Person.objects.all(), [_person(form, simulated=simulated, at=at) for form in forms])
    chronicle.append_many(
        chronicle.NewEntry(
            kind=Kind.PERSON_ADDED,
            subject=f"person:{form.public_id}",
            actor=by,
            at=at,
            data={"checked": bool(form.identity_number)},
        )
        for form in forms
    )
    return ids


def _person(form: NewPerson, *, simulated: bool, at: datetime) -> Person:
    number = form.identity_number
    return Person(
        public_id=form.public_id,
        full_name=form.full_name,
        full_name_folded=fold(form.full_name),
        birth_date=form.birth_date,
        gender=form.gender,
        phone=form.phone,
        phone_digits=rules.digits(form.phone),
        email=form.email,
        address=form.address,
        identity_hash=identity.fingerprint(number) if number else "",
        identity_locked=identity.lock(number, public_id=form.public_id) if number else "",
        identity_checked_at=at if number else None,
        household_key=form.household_key,
        simulated=simulated,
        added_at=at,
    )


@dataclass(frozen=True, slots=True)
class NewPost:
    """An officer with one mandate."""

    person: NewPerson
    code: str
    title: str
    agency_id: int
    agency_code: str
    role: Role
    desk: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Posted:
    person_id: int
    officer_id: int
    mandate_id: int


@transaction.atomic
def add_posts(*, forms: Sequence[NewPost], simulated: bool, by: str, at: datetime) -> list[Posted]:
    """Officers and their mandates, in the order given. They get no account: `make_account` is for those who sign in."""
    for form in forms:
        starts_at = form.starts_at or at
        faults = [
            *rules.officer_faults(code=form.code),
            *rules.mandate_faults(starts_at=starts_at, ends_at=form.ends_at, basis=form.basis),
        ]
        if faults:
            raise InvalidInput(faults=faults)
    persons = add_persons(forms=[form.person for form in forms], simulated=simulated, by=by, at=at)
    officers = _create(
        Officer.objects.all(),
        [
            Officer(person_id=person_id, code=form.code, title=form.title, simulated=simulated)
            for person_id, form in zip(persons, forms, strict=True)
        ],
    )
    mandates = _create(
        Mandate.objects.all(),
        [
            Mandate(
                officer_id=officer_id,
                agency_id=form.agency_id,
                role=form.role.value,
                desk=form.desk,
                starts_at=form.starts_at or at,
                ends_at=form.ends_at,
                basis=form.basis,
            )
            for officer_id, form in zip(officers, forms, strict=True)
        ],
    )
    posted = [Posted(*ids) for ids in zip(persons, officers, mandates, strict=True)]
    chronicle.append_many(
        entry
        for form, ids in zip(forms, posted, strict=True)
        for entry in _entries_of(form, ids, by=by, at=at)
    )
    return posted


def _entries_of(form: NewPost, ids: Posted, *, by: str, at: datetime) -> list[chronicle.NewEntry]:
    return [
        chronicle.NewEntry(kind=Kind.OFFICER_ADDED, subject=f"officer:{ids.officer_id}", actor=by, at=at),
        chronicle.NewEntry(
            kind=Kind.MANDATE_GIVEN,
            subject=f"mandate:{ids.mandate_id}",
            actor=by,
            at=at,
            agency=form.agency_code,
            data={
                "role": form.role.value,
                "starts_at": (form.starts_at or at).isoformat(),
                "ends_at": form.ends_at.isoformat() if form.ends_at else None,
            },
        ),
    ]


@dataclass(frozen=True, slots=True)
class NewPlayer:
    """Somebody of the sample whom the demo offers for one click."""

    name: str
    person_id: int
    officers_only: bool


@transaction.atomic
def make_players(*, forms: Sequence[NewPlayer], password: str, at: datetime) -> None:
    """Accounts of invented people, all with one password, hashed once. Never for anybody real."""
    ids = [form.person_id for form in forms]
    assert Person.objects.filter(pk__in=ids, simulated=True).count() == len(set(ids)), "players are invented"
    hashed = make_password(password)
    accounts = [
        Account(
            person_id=form.person_id, name=form.name, password=hashed, officers_only=form.officers_only, simulated=True, made_at=at
        )
        for form in forms
    ]  # fmt: skip
    _create(Account.objects.all(), accounts)
    _create(
        SignInName.objects.all(), [SignInName(account=account, name=account.name) for account in accounts]
    )
    chronicle.append_many(
        chronicle.NewEntry(
            kind=Kind.ACCOUNT_MADE,
            subject=f"account:{account.pk}",
            actor="system:sample",
            at=at,
            data={"officers_only": account.officers_only},
        )
        for account in accounts
    )


def _create(rows: QuerySet[_Row], made: list[_Row]) -> list[int]:
    """The ids of new rows in their order."""
    for row, id in zip(made, bulk.next_ids(rows.model, len(made)), strict=True):
        row.pk = id
    bulk.insert(rows.model, made)
    return [row.pk for row in made]
