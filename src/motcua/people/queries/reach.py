"""Who an account is and how far it reaches at one moment."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from ..models import Account, Mandate
from ..rules import NOBODY, Grant, Reach, Role, worn


def reach(person: Account | AnonymousUser | None, at: datetime, *, mandate_id: int | None = None) -> Reach:
    """Who this account is and what it may do now; with a picked mandate, only that hat counts."""
    if not isinstance(person, Account) or not person.is_active:
        return NOBODY
    rows = mandates_of(person.person_id, at)
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


def mandates_of(person_id: int | None, at: datetime) -> list[Mandate]:
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
