"""Who is away and who stands in; answers are plain values."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from motcua.foundation.calendar import TZ
from motcua.foundation.text import sort_key

from ..models import Absence, Mandate, Officer, Person
from ..rules import Reach, Role
from ..rules.absences import COVERED_ROLES, HEADS
from .accounts import OfficerFacts, Told, officers_of, officers_over
from .reach import in_force, within

SHOWN_MAX = 100


@dataclass(frozen=True)
class AbsenceFacts:
    """One absence as a page shows it."""

    id: int
    officer_id: int
    officer: str
    cover_id: int | None
    cover: str  # empty when nobody stands in
    starts_on: date
    ends_on: date
    ended_at: datetime | None
    may_end: bool


def on_days(starts_on: date, ends_on: date) -> Q:
    return Q(ended_at__isnull=True, starts_on__lte=ends_on, ends_on__gte=starts_on)


def away(officer_ids: Collection[int], *, at: datetime) -> frozenset[int]:
    """Those of these officers who are away today."""
    day = at.astimezone(TZ).date()
    rows = Absence.objects.filter(on_days(day, day), officer_id__in=list(officer_ids))
    return frozenset(rows.values_list("officer_id", flat=True))


def may_record(officer_id: int, reach: Reach, *, at: datetime) -> bool:
    """One's own absence, or that of somebody who serves within reach of a head."""
    if officer_id == reach.officer_id:
        return True
    serving = in_force(at).filter(within(reach.agencies(*HEADS)), officer_id=officer_id)
    return serving.exists()


def may_be_away(reach: Reach, *, at: datetime) -> list[OfficerFacts]:
    """Whose absence this person may record: their own, and that of the units they head."""
    own = {grant.agency_id for grant in reach.grants if grant.covers is None}
    headed = {g.agency_id for g in reach.grants if g.covers is None and g.role in HEADS}
    found = [one for one in officers_of(own, at=at) if one.id == reach.officer_id or one.agency_id in headed]
    return list({one.id: one for one in found}.values())


def may_stand_in(reach: Reach, *, at: datetime) -> list[OfficerFacts]:
    """Colleagues at one's own agencies."""
    own = {grant.agency_id for grant in reach.grants if grant.covers is None}
    return list({one.id: one for one in officers_of(own, at=at)}.values())


def absences(reach: Reach, *, at: datetime) -> list[AbsenceFacts]:
    """One's own, those one stands in for, and those of the units one heads; what is over comes last."""
    under = in_force(at).filter(within(reach.agencies(*HEADS))).values("officer_id")
    rows: QuerySet[Absence] = Absence.objects.filter(
        Q(officer_id=reach.officer_id) | Q(cover_id=reach.officer_id) | Q(officer_id__in=under)
    )
    heads = set(under.values_list("officer_id", flat=True)) if reach.holds(*HEADS) else set()
    day = at.astimezone(TZ).date()
    shown = rows.select_related("officer__person", "cover__person").order_by("-ends_on", "-pk")[:SHOWN_MAX]
    return [
        AbsenceFacts(
            row.pk,
            row.officer_id,
            row.officer.person.full_name,
            row.cover_id,
            row.cover.person.full_name if row.cover else "",
            row.starts_on,
            row.ends_on,
            row.ended_at,
            may_end=row.ended_at is None
            and row.ends_on >= day
            and (row.officer_id == reach.officer_id or row.officer_id in heads),
        )
        for row in shown
    ]


def covered_mandates(officer_id: int, *, at: datetime) -> list[Mandate]:
    """Mandates whose work a colleague may do."""
    rows = in_force(at).filter(officer_id=officer_id, role__in=COVERED_ROLES)
    return list(rows.select_related("agency").order_by("pk"))


@dataclass(frozen=True)
class StandsIn:
    """Who stands in for whom, and on which days."""

    cover: Told
    officer: str
    starts_on: date
    ends_on: date


def stands_in(absence_id: int, cover_id: int, *, at: datetime) -> StandsIn | None:
    """Nothing when it has ended, is over, or somebody else was named since."""
    day = at.astimezone(TZ).date()
    row = (
        Absence.objects.filter(pk=absence_id, cover_id=cover_id, ended_at__isnull=True, ends_on__gte=day)
        .select_related("officer__person", "cover__person")
        .first()
    )
    if row is None or row.cover is None:
        return None
    person = row.cover.person
    told = Told(person.full_name, person.email, person.pk)
    return StandsIn(told, row.officer.person.full_name, row.starts_on, row.ends_on)


@dataclass(frozen=True)
class StoodIn:
    """Who stood in, of which days they no longer do, and who does instead (empty when nobody does)."""

    cover: Told
    officer: str
    starts_on: date
    ends_on: date
    instead: str


def cover_of(absence_id: int) -> int | None:
    """Who stands in, or stood in to its end."""
    return Absence.objects.filter(pk=absence_id).values_list("cover_id", flat=True).first()


def stood_in(absence_id: int, cover_id: int, *, at: datetime) -> StoodIn | None:
    """Nothing when the days are over, or when this colleague stands in again on those that are left."""
    row = Absence.objects.select_related("officer__person").filter(pk=absence_id).first()
    today = at.astimezone(TZ).date()
    if row is None or row.ends_on < today:
        return None
    first = max(row.starts_on, today)
    others = Absence.objects.filter(on_days(first, row.ends_on), officer_id=row.officer_id)
    now = others.exclude(cover=None).select_related("cover__person").order_by("starts_on", "pk").first()
    if now is not None and now.cover_id == cover_id:
        return None
    person = Officer.objects.select_related("person").get(pk=cover_id).person
    told = Told(person.full_name, person.email, person.pk)
    instead = now.cover.person.full_name if now is not None and now.cover is not None else ""
    return StoodIn(told, row.officer.person.full_name, first, row.ends_on, instead)


# Who is told -----------------------------------------------------------------------------------------------------


def hands_of(officer_id: int, *, at: datetime) -> list[Told]:
    """This officer; on days of absence who stands in; nobody when nobody does."""
    row = Officer.objects.select_related("person").get(pk=officer_id)
    return _there({row.pk: row.person}, at=at)


def superiors(agency_id: int, path: str, *, at: datetime) -> list[Told]:
    """The heads of a unit or who stands in for them; where none is there, heads and leaders above; if need be, away."""
    roles = (Role.UNIT_HEAD, Role.LEADER)
    heads = in_force(at).filter(agency_id=agency_id, role=Role.UNIT_HEAD)
    above = in_force(at).filter(agency_id__in=[int(part) for part in path.split("/") if part], role__in=roles)
    return (
        _there(_persons(heads), at=at)
        or _there(_persons(above), at=at)
        or officers_over(path, at=at, roles=roles)
    )


def _persons(rows: QuerySet[Mandate]) -> dict[int, Person]:
    return {row.officer_id: row.officer.person for row in rows.select_related("officer__person")}


def _there(persons: Mapping[int, Person], *, at: datetime) -> list[Told]:
    """Each of these officers, or who stands in for them today; by name."""
    if not persons:
        return []
    day = at.astimezone(TZ).date()
    rows = Absence.objects.filter(on_days(day, day), officer_id__in=list(persons))
    covers = {row.officer_id: row.cover for row in rows.select_related("cover__person")}
    gone = away([cover.pk for cover in covers.values() if cover], at=at) if covers else frozenset()
    found: Iterable[Person | None] = (
        person if id not in covers else cover.person if (cover := covers[id]) and cover.pk not in gone else None
        for id, person in persons.items()
    )  # fmt: skip
    each = {person.pk: person for person in found if person is not None}
    told = sorted(each.values(), key=lambda person: (sort_key(person.full_name), person.pk))
    return [Told(person.full_name, person.email, person.pk) for person in told]
