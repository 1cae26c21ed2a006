"""Officers and their mandates: given from a moment, ended at a moment, on a legal basis."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from motcua.chronicle import actions as chronicle
from motcua.foundation.refusal import InvalidInput, NotFound
from motcua.foundation.text import nfc

from .. import rules
from ..models import Mandate, Officer
from ..rules import Kind, MandateOver, MandateTwice, NameTaken, OfficerCodeTaken, Reach, Role
from .agencies import agency_of_operator
from .enter import make_account, password_faults
from .persons import find_or_add_person


@dataclass(frozen=True)
class NewOfficer:
    full_name: str
    code: str
    password: str
    title: str = ""


@transaction.atomic
def add_officer(*, form: NewOfficer, agency_id: int, reach: Reach, at: datetime) -> int:
    """Somebody enters the service of an agency and gets an account for office work, opened by the officer code."""
    agency_of_operator(agency_id, reach)
    code = rules.sign_in_name(form.code)
    faults = [
        *rules.person_faults(full_name=form.full_name),
        *rules.officer_faults(code=code),
        *password_faults(form.password, near=(code, form.full_name)),
    ]
    if faults:
        raise InvalidInput(faults=faults)
    person_id = find_or_add_person(full_name=form.full_name, identity_number="", by=reach.actor, at=at)
    try:
        with transaction.atomic():
            officer = Officer.objects.create(person_id=person_id, code=code, title=nfc(form.title).strip())
            make_account(
                person_id=person_id,
                names=[code],
                password=form.password,
                officers_only=True,
                by=reach.actor,
                at=at,
            )
    except (IntegrityError, NameTaken):
        raise OfficerCodeTaken from None
    chronicle.append(kind=Kind.OFFICER_ADDED, subject=f"officer:{officer.pk}", actor=reach.actor, at=at)
    return officer.pk


@dataclass(frozen=True)
class NewMandate:
    officer_id: int
    agency_id: int
    role: Role
    desk: str = ""
    starts_at: datetime | None = None  # now, when not said
    ends_at: datetime | None = None
    basis: str = ""


@transaction.atomic
def give_mandate(*, form: NewMandate, reach: Reach, at: datetime) -> int:
    """Give an officer a role at an agency. Nobody gives one to themselves."""
    agency = agency_of_operator(form.agency_id, reach)
    officer = Officer.objects.filter(pk=form.officer_id).first()
    if officer is None:
        raise NotFound
    rules.check_not_self(person_id=officer.person_id, by_person_id=reach.person_id)
    starts_at = form.starts_at or at
    faults = rules.mandate_faults(starts_at=starts_at, ends_at=form.ends_at, basis=form.basis)
    if faults:
        raise InvalidInput(faults=faults)
    # One officer's mandates are given one after the other, so that the same is not given twice at once.
    Officer.objects.filter(pk=officer.pk).update(code=F("code"))
    desk = nfc(form.desk).strip()
    same = Mandate.objects.filter(officer=officer, agency=agency, role=form.role, desk=desk)
    overlaps = Q(ends_at__isnull=True) | Q(ends_at__gt=starts_at)
    if form.ends_at:
        overlaps &= Q(starts_at__lt=form.ends_at)
    if same.filter(overlaps).exists():
        raise MandateTwice
    mandate = Mandate.objects.create(
        officer=officer,
        agency=agency,
        role=form.role,
        desk=desk,
        starts_at=starts_at,
        ends_at=form.ends_at,
        basis=nfc(form.basis).strip(),
    )
    chronicle.append(
        kind=Kind.MANDATE_GIVEN,
        subject=f"mandate:{mandate.pk}",
        actor=reach.actor,
        at=at,
        agency=agency.code,
        data={
            "role": form.role.value,
            "starts_at": starts_at.isoformat(),
            "ends_at": form.ends_at.isoformat() if form.ends_at else None,
        },
    )
    return mandate.pk


@transaction.atomic
def end_mandate(*, mandate_id: int, reach: Reach, at: datetime) -> None:
    """From now on the role is not held; sessions that wear it end with their next page."""
    mandate = Mandate.objects.select_related("agency", "officer").filter(pk=mandate_id).first()
    if mandate is None:
        raise NotFound
    agency_of_operator(mandate.agency_id, reach)
    rules.check_not_self(person_id=mandate.officer.person_id, by_person_id=reach.person_id)
    # A mandate that has not begun ends an instant after its start: as good as never in force.
    ends_at = max(at, mandate.starts_at + rules.INSTANT)
    running = Mandate.objects.filter(pk=mandate_id).filter(Q(ends_at__isnull=True) | Q(ends_at__gt=ends_at))
    if running.update(ends_at=ends_at) != 1:
        raise MandateOver
    chronicle.append(
        kind=Kind.MANDATE_ENDED,
        subject=f"mandate:{mandate_id}",
        actor=reach.actor,
        at=at,
        agency=mandate.agency.code,
        data={"ends_at": ends_at.isoformat()},
    )
