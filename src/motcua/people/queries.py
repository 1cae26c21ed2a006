"""Questions about people and agencies; answers are plain values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from .models import Account, Agency, Mandate
from .rules import NOBODY, Grant, Reach, Role, worn


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


def reach(person: Account | None, at: datetime, *, mandate_id: int | None = None) -> Reach:
    """Who this account is and what it may do now; with a picked mandate, only that hat counts."""
    if person is None or not person.is_authenticated or not person.is_active:
        return NOBODY
    found = (
        in_force(at).filter(officer__person_id=person.person_id)
        if person.person_id
        else Mandate.objects.none()
    )
    rows = list(found.select_related("agency", "officer").order_by("pk"))
    grants = worn([_grant(row) for row in rows], mandate_id)
    return Reach(
        account_id=person.pk,
        person_id=person.person_id,
        actor=f"mandate:{grants[0].mandate_id}" if len(grants) == 1 else _person_actor(person),
        officer_id=rows[0].officer_id if rows else None,
        grants=grants,
    )


def _grant(row: Mandate) -> Grant:
    return Grant(row.pk, Role(row.role), row.agency_id, row.agency.path, row.desk)


def _person_actor(account: Account) -> str:
    return f"person:{account.person.public_id}" if account.person else ""


def in_force(at: datetime):
    """Mandates that hold at this moment."""
    return Mandate.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at), starts_at__lte=at)


def within(paths: Iterable[str], *, field: str = "agency__path") -> Q:
    """Rows at or below the agencies of these paths, as a condition an index can serve; none for no path."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition


def agency(id: int) -> AgencyFacts:
    row = Agency.objects.get(pk=id)
    return AgencyFacts(
        row.pk,
        row.code,
        row.code_new,
        row.name,
        row.name_en,
        row.path,
        row.level,
        row.phone,
        row.address,
        row.email,
    )
