"""Who an account is and how far it reaches at one moment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Q, QuerySet

from motcua.foundation.calendar import TZ

from ..models import Account, Mandate
from ..rules import NOBODY, Grant, Reach, Role, worn
from ..rules.absences import COVERED_ROLES, stand_near
from ..rules.helping import NEAR_FOR
from .helping import helped_by


def reach(
    person: Account | AnonymousUser | None,
    at: datetime,
    *,
    mandate_id: int | None = None,
    serves: bool = True,
) -> Reach:
    """Who this account is and what it may do now; with a picked mandate, only that hat counts.

    Who is known to be no officer (`serves`) has no mandates to be asked for, nor anybody to stand in for.
    """
    if not isinstance(person, Account) or not person.is_active:
        return NOBODY
    held = _held(person.person_id, at) if serves else []
    rows = [row for row in held if row.person_id == person.person_id]
    own = worn([_grant(row) for row in rows], mandate_id)
    grants = own + (_covered(own, [row for row in held if row not in rows]) if own else ())
    return Reach(
        account_id=person.pk,
        person_id=person.person_id,
        actor=f"mandate:{own[0].mandate_id}" if len(own) == 1 else _person_actor(person),
        officer_id=rows[0].officer_id if rows else None,
        grants=grants,
        person=person.person.public_id if person.person else "",
        household=person.person.household_key if person.person else "",
        hats=len(rows),
        # Hardly an officer helps anybody; who does is asked about once more.
        helps=helped_by(person.person_id, at) if rows and rows[0].helps_anybody else frozenset(),
    )


@dataclass(frozen=True, slots=True)
class _Held:
    """A mandate that runs, its agency, and whose it is."""

    mandate_id: int
    role: str
    desk: str
    agency_id: int
    path: str
    agency: str
    agency_en: str
    officer_id: int
    person_id: int
    full_name: str
    helps_anybody: bool


def _held(person_id: int | None, at: datetime) -> list[_Held]:
    """One's own mandates, and on days of absence those of whom one stands in for.

    One question, written out: every page of an officer asks it, and putting it together each time costs more than asking.
    """
    if person_id is None:
        return []
    now = connection.ops.adapt_datetimefield_value(at)
    near = connection.ops.adapt_datetimefield_value(at - NEAR_FOR)
    day = connection.ops.adapt_datefield_value(at.astimezone(TZ).date())
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [now, near, near, now, now, person_id, person_id, now, now, day, day])
        return [_Held(*row) for row in cursor.fetchall()]


@cache
def _statement() -> str:
    return (Path(__file__).parent.parent / "sql" / "held.sql").read_text()


def _covered(own: Sequence[Grant], rows: Iterable[_Held]) -> tuple[Grant, ...]:
    """The work of whom one stands in for, at and near the agencies where one serves; done under one's own mandate."""
    return tuple(
        Grant(
            own[0].mandate_id, Role(row.role), row.agency_id, row.path, row.desk,
            row.agency, row.agency_en, covers=row.officer_id, covers_name=row.full_name,
        )
        for row in rows
        if row.role in COVERED_ROLES and any(stand_near(row.path, grant.path) for grant in own)
    )  # fmt: skip


def mandates_of(person_id: int | None, at: datetime) -> list[Mandate]:
    if person_id is None:
        return []
    found = in_force(at).filter(officer__person_id=person_id)
    return list(found.select_related("agency").order_by("pk"))


def _grant(row: _Held) -> Grant:
    return Grant(row.mandate_id, Role(row.role), row.agency_id, row.path, row.desk, row.agency, row.agency_en)


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
