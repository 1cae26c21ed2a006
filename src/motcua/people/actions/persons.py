"""Persons and organisations: found, added, corrected, and their identity checked against the card."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from motcua.chronicle import actions as chronicle
from motcua.chronicle.rules import JSON
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Fault, Forbidden, InvalidInput, NotFound
from motcua.foundation.text import fold, nfc

from .. import identity, rules
from ..models import Organisation, Person, opaque_id
from ..rules import IdentityMismatch, IdentityTaken, Kind, Look, OrganisationMismatch, Reach, Role
from .looks import log_access


def find_or_add_person(
    *,
    full_name: str,
    identity_number: str,
    birth_date: date | None = None,
    phone: str = "",
    email: str = "",
    address: str = "",
    by: str,
    at: datetime,
) -> int:
    """The id of this person. An officer saw the card, so the number counts as checked; from others it is only written.

    A known person keeps what is stored; empty fields are filled. A number with another name is refused:
    a slip of one digit must not hand a dossier to a stranger.
    """
    faults = rules.person_faults(
        full_name=full_name, identity_number=identity_number or None, birth_date=birth_date, phone=phone, email=email, address=address, on=today(at)
    )  # fmt: skip
    if faults:
        raise InvalidInput(faults=faults)
    facts = _facts(full_name=full_name, birth_date=birth_date, phone=phone, email=email, address=address)
    checked = by.startswith("mandate:") and bool(identity_number)
    if checked and (known := _checked(identity_number)):
        return _fill(known, facts)
    try:
        with transaction.atomic():
            return _add(
                facts, identity_number=identity_number, checked_at=at if checked else None, by=by, at=at
            ).pk
    except IntegrityError:
        # Another desk added the same person a moment ago.
        known = _checked(identity_number)
        if known is None:
            raise
        return _fill(known, facts)


def today(at: datetime) -> date:
    """The day it is here; in UTC a child born this morning would be born tomorrow."""
    return at.astimezone(TZ).date()


def _facts(
    *, full_name: str, birth_date: date | None, phone: str, email: str, address: str
) -> dict[str, object]:
    name = " ".join(nfc(full_name).split())
    return {
        "full_name": name,
        "full_name_folded": fold(name),
        "birth_date": birth_date,
        "phone": phone.strip(),
        "phone_digits": rules.digits(phone),
        "email": email.strip(),
        "address": nfc(address).replace("\u00a0", " ").strip(),
    }


def _checked(identity_number: str) -> Person | None:
    return Person.objects.filter(
        identity_hash=identity.fingerprint(identity_number), identity_checked_at__isnull=False
    ).first()


def _fill(person: Person, facts: dict[str, object]) -> int:
    if person.full_name_folded != facts["full_name_folded"]:
        raise IdentityMismatch
    empty = {name: value for name, value in facts.items() if value and not getattr(person, name)}
    if empty:
        Person.objects.filter(pk=person.pk).update(**empty)
    return person.pk


def _add(
    facts: dict[str, object], *, identity_number: str, checked_at: datetime | None, by: str, at: datetime
) -> Person:
    public_id = opaque_id()
    person = Person(public_id=public_id, identity_checked_at=checked_at, added_at=at, **facts)
    if identity_number:
        person.identity_hash = identity.fingerprint(identity_number)
        person.identity_locked = identity.lock(identity_number, public_id=public_id)
    person.save(force_insert=True)
    chronicle.append(
        kind=Kind.PERSON_ADDED,
        subject=f"person:{public_id}",
        actor=by or f"person:{public_id}",
        at=at,
        data={"checked": checked_at is not None},
    )
    return person


@transaction.atomic
def correct_person(
    *,
    person_id: int,
    full_name: str,
    birth_date: date | None,
    phone: str,
    email: str,
    address: str,
    reach: Reach,
    at: datetime,
) -> None:
    """Put right what is written about a person: by themselves, or at a desk. The entry says which fields, not what.

    Name and date of birth that were compared with a card are corrected at a desk only.
    """
    own = reach.person_id == person_id
    if not own:
        check_at_desk(person_id=person_id, reach=reach)
    faults = rules.person_faults(
        full_name=full_name, birth_date=birth_date, phone=phone, email=email, address=address, on=today(at)
    )
    if faults:
        raise InvalidInput(faults=faults)
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise NotFound
    facts = _facts(full_name=full_name, birth_date=birth_date, phone=phone, email=email, address=address)
    changed = {name: value for name, value in facts.items() if getattr(person, name) != value}
    if not changed:
        return
    if own and person.identity_checked_at and {"full_name", "birth_date"} & changed.keys():
        raise Forbidden
    Person.objects.filter(pk=person_id).update(**changed)
    fields: list[JSON] = [*sorted(name for name in changed if not name.endswith(("_folded", "_digits")))]
    chronicle.append(
        kind=Kind.PERSON_CORRECTED,
        subject=f"person:{person.public_id}",
        actor=reach.actor,
        at=at,
        data={"fields": fields},
    )


@transaction.atomic
def check_identity(*, person_id: int, identity_number: str, reach: Reach, at: datetime) -> None:
    """An officer reads number and name from the card; what the person once wrote gives way to it."""
    check_at_desk(person_id=person_id, reach=reach)
    if not rules.IDENTITY_NUMBER.fullmatch(rules.digits(identity_number)):
        raise InvalidInput(faults=[Fault("identity_number", rules.WRONG_IDENTITY_NUMBER)])
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise NotFound
    fingerprint = identity.fingerprint(identity_number)
    if person.identity_checked_at:
        if person.identity_hash != fingerprint:
            raise IdentityTaken
        return
    facts = {
        "identity_hash": fingerprint,
        "identity_locked": identity.lock(identity_number, public_id=person.public_id),
        "identity_checked_at": at,
    }
    try:
        with transaction.atomic():
            Person.objects.filter(pk=person_id, identity_checked_at=None).update(**facts)
    except IntegrityError:
        raise IdentityTaken from None
    subject = f"person:{person.public_id}"
    data = {"as_written": person.identity_hash == fingerprint}
    chronicle.append(kind=Kind.IDENTITY_CHECKED, subject=subject, actor=reach.actor, at=at, data=data)
    log_access(reach=reach, what=Look.CARD, subject="", person_id=person_id, at=at)


def check_at_desk(*, person_id: int, reach: Reach) -> None:
    """Cards are compared and passwords given anew at a desk, and never one's own."""
    if not reach.holds(Role.RECEPTION, Role.OPERATOR):
        raise Forbidden
    rules.check_not_self(person_id=person_id, by_person_id=reach.person_id)


@transaction.atomic
def find_or_add_organisation(
    *,
    name: str,
    tax_code: str = "",
    representative_id: int | None = None,
    phone: str = "",
    email: str = "",
    address: str = "",
    by: str,
    at: datetime,
) -> int:
    """The id of a firm or body; by its code if it has one. An officer saw the certificate, so the name counts as checked.

    What others state finds the organisation and changes nothing about it. An officer's name replaces one that was
    only stated; beside a checked one another name is refused, because a slip of one digit must not name a stranger.
    """
    faults = (
        *rules.organisation_faults(name=name, tax_code=tax_code),
        *rules.contact_faults(phone=phone, email=email, address=address),
    )
    if faults:
        raise InvalidInput(faults=faults)
    name, tax_code = " ".join(nfc(name).split()), rules.digits(tax_code)
    checked = by.startswith("mandate:")
    if tax_code and (known := Organisation.objects.filter(tax_code=tax_code).first()):
        if checked:
            _check_organisation(known, name=name, by=by, at=at)
        return known.pk
    try:
        with transaction.atomic():
            organisation = Organisation.objects.create(
                name=name,
                name_folded=fold(name),
                tax_code=tax_code,
                representative_id=representative_id,
                phone=phone.strip(),
                email=email.strip(),
                address=nfc(address).strip(),
                checked_at=at if checked else None,
                added_at=at,
            )
    except IntegrityError:
        # Somebody else named the same organisation a moment ago.
        return find_or_add_organisation(name=name, tax_code=tax_code, by=by, at=at)
    chronicle.append(
        kind=Kind.ORGANISATION_ADDED,
        subject=f"organisation:{organisation.public_id}",
        actor=by,
        at=at,
        data={"checked": checked},
    )
    return organisation.pk


@transaction.atomic
def note_representative(*, organisation_id: int, person_id: int, by: str, at: datetime) -> None:
    """An officer read on the certificate who represents it by law, and that person's card was compared. One at a time."""
    organisation = Organisation.objects.get(pk=organisation_id)
    person = Person.objects.get(pk=person_id, identity_checked_at__isnull=False)
    before = organisation.representative_id
    if before == person.pk:
        return
    known = Organisation.objects.filter(pk=organisation_id, representative_id=before)
    if known.update(representative_id=person.pk):
        chronicle.append(
            kind=Kind.ORGANISATION_REPRESENTED,
            subject=f"organisation:{organisation.public_id}",
            actor=by,
            at=at,
            data={"person": person.public_id, "instead": before is not None},
        )


def _check_organisation(known: Organisation, *, name: str, by: str, at: datetime) -> None:
    folded = fold(name)
    if known.checked_at is not None:
        if known.name_folded != folded:
            raise OrganisationMismatch(name=known.name)
        return
    Organisation.objects.filter(pk=known.pk, checked_at=None).update(
        name=name, name_folded=folded, checked_at=at
    )
    chronicle.append(
        kind=Kind.ORGANISATION_CHECKED,
        subject=f"organisation:{known.public_id}",
        actor=by,
        at=at,
        data={"as_stated": known.name_folded == folded},
    )
