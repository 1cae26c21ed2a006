"""Who serves where, and since when a post is empty; answers are plain values."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time

from motcua.foundation.calendar import TZ

from ..models import Absence, Mandate
from ..rules import Role
from ..rules.absences import COVERED_ROLES, stand_near
from .reach import in_force
from .standing_in import on_days


@dataclass(frozen=True)
class Post:
    """One officer's role at one agency. `empty_since` is None while the officer, or whoever stands in, is there."""

    officer_id: int
    role: Role
    path: str
    empty_since: datetime | None


def posts(*, at: datetime, agency_ids: Collection[int] | None = None) -> list[Post]:
    """Every role that is held now or was held before, at these agencies (at all, when none is named)."""
    rows = Mandate.objects.filter(starts_at__lte=at)
    if agency_ids is not None:
        rows = rows.filter(agency_id__in=set(agency_ids))
    held = list(rows.values_list("officer_id", "role", "agency__path", "ends_at").order_by("pk"))
    absent, near = _absent(at)
    return [
        Post(officer, Role(role), path, _empty_since(officer, Role(role), path, ends_at, absent, near, at=at))
        for officer, role, path, ends_at in held
    ]


@dataclass(frozen=True)
class OnDuty:
    """Somebody who serves now, by which ways they are told, and for whom they stand in today."""

    officer_id: int
    person_id: int
    name: str
    email: str
    phone: str
    language: str
    agency_id: int
    posts: tuple[tuple[Role, str], ...]  # roles and paths
    lent: tuple[tuple[Role, str], ...]  # those that a colleague does on days of absence
    is_away: bool
    covers: tuple[int, ...]


def on_duty(*, at: datetime, roles: Collection[Role]) -> list[OnDuty]:
    """Every officer who holds one of these roles now, each once; two questions."""
    day = at.astimezone(TZ).date()
    absences = Absence.objects.filter(on_days(day, day)).order_by("pk")
    covering: dict[int, list[int]] = defaultdict(list)
    away: set[int] = set()
    for officer, cover in absences.values_list("officer_id", "cover_id"):
        away.add(officer)
        if cover is not None:
            covering[cover].append(officer)
    found: dict[int, list[Mandate]] = defaultdict(list)
    rows = in_force(at).filter(role__in=list(roles)).select_related("agency", "officer__person__account")
    for row in rows.order_by("officer_id", "pk"):
        found[row.officer_id].append(row)
    return [
        _on_duty(held, is_away=id in away, covers=tuple(covering.get(id, ()))) for id, held in found.items()
    ]


def _on_duty(held: list[Mandate], *, is_away: bool, covers: tuple[int, ...]) -> OnDuty:
    person = held[0].officer.person
    account = getattr(person, "account", None)
    return OnDuty(
        officer_id=held[0].officer_id,
        person_id=person.pk,
        name=person.full_name,
        email=person.email,
        phone=person.phone,
        language=account.language if account else "vi",
        agency_id=held[0].agency_id,
        posts=tuple((Role(row.role), row.agency.path) for row in held),
        lent=tuple((Role(row.role), row.agency.path) for row in held if row.role in COVERED_ROLES),
        is_away=is_away,
        covers=covers,
    )


def _absent(at: datetime) -> tuple[dict[int, tuple[int | None, datetime]], dict[int, list[str]]]:
    """Who is away today: who stands in, since when; and where those who stand in serve themselves."""
    day = at.astimezone(TZ).date()
    away: dict[int, tuple[int | None, datetime]] = {
        officer: (cover, datetime.combine(starts_on, time(), TZ))
        for officer, cover, starts_on in Absence.objects.filter(on_days(day, day)).values_list(
            "officer_id", "cover_id", "starts_on"
        )
    }
    covers = {cover for cover, _since in away.values() if cover is not None} - away.keys()
    near: dict[int, list[str]] = defaultdict(list)
    serving = Mandate.objects.filter(officer_id__in=covers, starts_at__lte=at).exclude(ends_at__lte=at)
    for officer, path in serving.values_list("officer_id", "agency__path"):
        near[officer].append(path)
    return away, near


def _empty_since(
    officer: int,
    role: Role,
    path: str,
    ends_at: datetime | None,
    absent: dict[int, tuple[int | None, datetime]],
    near: dict[int, list[str]],
    *,
    at: datetime,
) -> datetime | None:
    if ends_at is not None and ends_at <= at:
        return ends_at
    if officer not in absent:
        return None
    cover, since = absent[officer]
    if cover is None:
        return since
    is_covered = role in COVERED_ROLES and any(stand_near(path, own) for own in near.get(cover, ()))
    return None if is_covered else since
