"""Who serves where, and since when a post is empty; answers are plain values."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time

from motcua.foundation.calendar import TZ

from ..models import Absence, Mandate
from ..rules import Role
from ..rules.absences import COVERED_ROLES, stand_near
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


def _absent(at: datetime) -> tuple[dict[int, tuple[int, datetime]], dict[int, list[str]]]:
    """Who is away today: who stands in, since when; and where those who stand in serve themselves."""
    day = at.astimezone(TZ).date()
    away = {
        officer: (cover, datetime.combine(starts_on, time(), TZ))
        for officer, cover, starts_on in Absence.objects.filter(on_days(day, day)).values_list(
            "officer_id", "cover_id", "starts_on"
        )
    }
    covers = {cover for cover, _since in away.values()} - away.keys()
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
    absent: dict[int, tuple[int, datetime]],
    near: dict[int, list[str]],
    *,
    at: datetime,
) -> datetime | None:
    if ends_at is not None and ends_at <= at:
        return ends_at
    if officer not in absent:
        return None
    cover, since = absent[officer]
    is_covered = role in COVERED_ROLES and any(stand_near(path, own) for own in near.get(cover, ()))
    return None if is_covered else since
