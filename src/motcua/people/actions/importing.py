"""Agencies, officers and stated persons of another system, in lots; and taken back while nobody has used them.

The caller has checked each of them. Entries are those of the ordinary acts, with the import in their data.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.db import transaction
from django.db.models import Model, ProtectedError, QuerySet
from django.db.models.deletion import RestrictedError

from motcua import bulk
from motcua.chronicle import actions as chronicle
from motcua.chronicle.actions import NewEntry
from motcua.foundation.text import fold, nfc

from .. import identity, rules
from ..models import (
    Account,
    Agency,
    Mandate,
    Officer,
    Organisation,
    Person,
    SignInName,
    opaque_id,
)
from ..rules import Kind, Role
from .agencies import AgencyForm

Row = TypeVar("Row", bound=Model)

# Agencies ------------------------------------------------------------------------------------------------


@transaction.atomic
def import_agencies(*, lot: Sequence[tuple[AgencyForm, int]], batch: str, by: str, at: datetime) -> list[int]:
    """Each with the id of its parent, which is there; their ids in the order given."""
    paths = dict(Agency.objects.filter(pk__in={parent for _, parent in lot}).values_list("pk", "path"))
    ids = bulk.next_ids(Agency, len(lot))
    made = []
    for id, (form, parent_id) in zip(ids, lot, strict=True):
        facts = asdict(form) | {"name": nfc(form.name).strip(), "level": form.level.value}
        path = f"{paths[parent_id]}{id}/"
        made.append(Agency(pk=id, parent_id=parent_id, path=path, name_folded=fold(form.name), **facts))
    bulk.insert(Agency, made)
    chronicle.append_many(_of_agency(Kind.AGENCY_ADDED, row, batch, by, at=at) for row in made)
    return ids


def _of_agency(kind: Kind, row: Agency, batch: str, by: str, *, at: datetime) -> NewEntry:
    return NewEntry(
        kind=kind,
        subject=f"agency:{row.pk}",
        actor=by,
        at=at,
        agency=row.code or row.code_new,
        data={"import": batch},
    )


@transaction.atomic
def take_back_agencies(*, ids: Sequence[int], batch: str, by: str, at: datetime) -> set[int]:
    """Those that nobody has corrected and nothing holds on to are gone, the lowest first; answers which."""
    gone = set()
    for row in (
        Agency.objects.select_for_update(of=("self",)).filter(pk__in=ids, revision=1).order_by("-path")
    ):
        id, entry = row.pk, _of_agency(Kind.AGENCY_TAKEN_BACK, row, batch, by, at=at)
        if _deleted(row.delete):
            gone.add(id)
            chronicle.append_many([entry])
    return gone


def _deleted(*deletions: Callable[[], object]) -> bool:
    """All of them, or none when something holds on to one."""
    try:
        with transaction.atomic():
            for delete in deletions:
                delete()
    except (ProtectedError, RestrictedError):
        return False
    return True


# Officers ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ImportedOfficer:
    """Somebody of an office with one role; `officer_id` when they are here already."""

    full_name: str
    code: str
    title: str
    phone: str
    email: str
    agency_id: int
    agency_code: str
    roles: tuple[Role, ...]
    desk: str
    starts_at: datetime
    ends_at: datetime | None
    basis: str
    officer_id: int | None = None


@transaction.atomic
def import_officers(*, lot: Sequence[ImportedOfficer], batch: str, by: str, at: datetime) -> list[str]:
    """What each row made, in the order given: the officer, and behind it the mandates."""
    new = list({one.code: one for one in lot if one.officer_id is None}.values())
    persons = _insert(
        Person, [_person(full_name=one.full_name, phone=one.phone, email=one.email, at=at) for one in new]
    )
    officers = _insert(
        Officer,
        [
            Officer(person_id=p.pk, code=one.code, title=nfc(one.title))
            for p, one in zip(persons, new, strict=True)
        ],
    )
    accounts = _insert(
        Account,
        [
            # Nobody can open it before the operator has given a first password.
            Account(
                person_id=p.pk, name=one.code, password=make_password(None), officers_only=True, made_at=at
            )
            for p, one in zip(persons, new, strict=True)
        ],
    )
    _insert(SignInName, [SignInName(account_id=account.pk, name=account.name) for account in accounts])
    ids = {one.code: officer.pk for one, officer in zip(new, officers, strict=True)}
    chronicle.append_many(
        entry
        for person, officer, account in zip(persons, officers, accounts, strict=True)
        for entry in (
            _entry(Kind.PERSON_ADDED, f"person:{person.public_id}", batch, by, at=at, checked=False),
            _entry(Kind.ACCOUNT_MADE, f"account:{account.pk}", batch, by, at=at, officers_only=True),
            _entry(Kind.OFFICER_ADDED, f"officer:{officer.pk}", batch, by, at=at),
        )
    )
    wanted = [(one, one.officer_id or ids[one.code], role) for one in lot for role in one.roles]
    mandates = _insert(Mandate, [_mandate(*each) for each in wanted])
    chronicle.append_many(
        NewEntry(
            kind=Kind.MANDATE_GIVEN,
            subject=f"mandate:{mandate.pk}",
            actor=by,
            at=at,
            agency=one.agency_code,
            data={
                "role": role.value,
                "starts_at": one.starts_at.isoformat(),
                "ends_at": one.ends_at.isoformat() if one.ends_at else None,
                "import": batch,
            },
        )
        for (one, _id, role), mandate in zip(wanted, mandates, strict=True)
    )
    made, before, rest = [], set(), iter(mandates)
    for one in lot:
        held = ",".join(str(next(rest).pk) for _ in one.roles)
        is_new = one.officer_id is None and one.code not in before
        before.add(one.code)
        made.append(f"{'officer' if is_new else 'post'}:{one.officer_id or ids[one.code]}/{held}")
    return made


def _mandate(one: ImportedOfficer, officer_id: int, role: Role) -> Mandate:
    return Mandate(
        officer_id=officer_id,
        agency_id=one.agency_id,
        role=role.value,
        desk=nfc(one.desk),
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        basis=nfc(one.basis),
    )


def _entry(kind: Kind, subject: str, batch: str, by: str, *, at: datetime, **data: bool) -> NewEntry:
    return NewEntry(kind=kind, subject=subject, actor=by, at=at, data={**data, "import": batch})


@transaction.atomic
def take_back_officers(*, made: Sequence[str], batch: str, by: str, at: datetime) -> set[str]:
    """What rows made, the last first. Mandates go if nothing was done under them; the officer, if nothing else is left
    of them and nobody was ever given the password."""
    gone = set()
    for one in made:
        kind, _, rest = one.partition(":")
        officer_id, _, held = rest.partition("/")
        mandates = Mandate.objects.filter(pk__in=[int(id) for id in held.split(",") if id])
        if _taken_back(int(officer_id), mandates if kind == "post" else None, batch, by, at=at):
            gone.add(one)
    return gone


def _taken_back(officer_id: int, only: Any, batch: str, by: str, *, at: datetime) -> bool:
    officer = Officer.objects.select_related("person").filter(pk=officer_id).first()
    if officer is None:
        return False
    account = Account.objects.filter(person=officer.person).first()
    # Whoever was given a password may have acted under any of the mandates.
    if account is not None and not account.password.startswith(UNUSABLE_PASSWORD_PREFIX):
        return False
    mandates = only if only is not None else Mandate.objects.filter(officer=officer)
    ended = list(mandates.values_list("pk", "agency__code"))
    deletions: list[Callable[[], object]] = [mandates.delete]
    entries = [
        NewEntry(
            kind=Kind.MANDATE_TAKEN_BACK,
            subject=f"mandate:{id}",
            actor=by,
            at=at,
            agency=code,
            data={"import": batch},
        )
        for id, code in ended
    ]
    if only is None:
        deletions += [account.delete] if account is not None else []
        deletions += [officer.delete, officer.person.delete]
        entries.append(_entry(Kind.OFFICER_TAKEN_BACK, f"officer:{officer_id}", batch, by, at=at))
    if not _deleted(*deletions):
        return False
    chronicle.append_many(entries)
    return True


# Applicants ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stated:
    """Somebody as the old system had written them down."""

    full_name: str
    identity_number: str
    phone: str = ""
    email: str = ""
    address: str = ""


@transaction.atomic
def import_persons(*, lot: Sequence[Stated], batch: str, by: str, at: datetime) -> list[int]:
    """Their ids in the order given; the same number under the same name is one person. No number counts as checked."""
    keys = [(identity.fingerprint(one.identity_number), fold(one.full_name)) for one in lot]
    known: dict[tuple[str, str], int] = {}
    rows = Person.objects.filter(identity_hash__in={key[0] for key in keys}, identity_checked_at=None)
    for id, number, name in rows.order_by("-pk").values_list("pk", "identity_hash", "full_name_folded"):
        known[number, name] = id
    new = {key: one for key, one in zip(keys, lot, strict=True) if key not in known}
    persons = _insert(
        Person,
        [
            _person(
                full_name=one.full_name,
                identity_number=one.identity_number,
                fingerprint=key[0],
                phone=one.phone,
                email=one.email,
                address=one.address,
                at=at,
            )
            for key, one in new.items()
        ],
    )
    chronicle.append_many(
        _entry(Kind.PERSON_ADDED, f"person:{person.public_id}", batch, by, at=at, checked=False)
        for person in persons
    )
    known |= {key: person.pk for key, person in zip(new, persons, strict=True)}
    return [known[key] for key in keys]


def _person(
    *,
    full_name: str,
    identity_number: str = "",
    fingerprint: str = "",
    phone: str = "",
    email: str = "",
    address: str = "",
    at: datetime,
) -> Person:
    public_id, name = opaque_id(), " ".join(nfc(full_name).split())
    return Person(
        public_id=public_id,
        full_name=name,
        full_name_folded=fold(name),
        phone=phone,
        phone_digits=rules.digits(phone),
        email=email,
        address=address,
        identity_hash=fingerprint,
        identity_locked=identity.lock(identity_number, public_id=public_id) if identity_number else "",
        added_at=at,
    )


@transaction.atomic
def import_organisations(*, names: Mapping[str, str], batch: str, by: str, at: datetime) -> dict[str, int]:
    """Ids by tax code. One that is here keeps its name; a new one's is stated, not checked."""
    known = dict(Organisation.objects.filter(tax_code__in=names).values_list("tax_code", "pk"))
    new = [
        Organisation(
            public_id=opaque_id(), name=nfc(name), name_folded=fold(name), tax_code=code, added_at=at
        )
        for code, name in names.items()
        if code not in known
    ]
    made = _insert(Organisation, new)
    chronicle.append_many(
        _entry(Kind.ORGANISATION_ADDED, f"organisation:{one.public_id}", batch, by, at=at, checked=False)
        for one in made
    )
    return known | {str(one.tax_code): one.pk for one in made}


@transaction.atomic
def forget_stated(*, persons: Sequence[int], organisations: Sequence[int], since: datetime) -> None:
    """Of these, whoever was only stated since then and is named nowhere any more."""
    stated = Person.objects.filter(pk__in=persons, identity_checked_at=None, added_at__gte=since)
    delete_free(rows=stated)
    delete_free(rows=Organisation.objects.filter(pk__in=organisations, checked_at=None, added_at__gte=since))


def delete_free(*, rows: QuerySet[Any]) -> set[int]:
    """Delete those of these rows that nothing holds on to; answers which. Halved until what is held is found."""
    return _deleted_of(rows.model, sorted(rows.values_list("pk", flat=True)))


def _deleted_of(model: type[Model], ids: Sequence[int]) -> set[int]:
    if not ids:
        return set()
    if _deleted(model._default_manager.filter(pk__in=ids).delete):
        return set(ids)
    half = len(ids) // 2
    return _deleted_of(model, ids[:half]) | _deleted_of(model, ids[half:]) if half else set()


def _insert(model: type[Row], made: list[Row]) -> list[Row]:
    for row, id in zip(made, bulk.next_ids(model, len(made)), strict=True):
        row.pk = id
    bulk.insert(model, made)
    return made
