"""Agencies as values: one, many, those that act on a day, and one with all that hangs on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from motcua import database
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import NotFound
from motcua.foundation.text import fold, sort_key

from ..models import Agency, Mandate, Officer, Succession
from ..rules import PLACES, Level, Role, authority_name, place_name
from .reach import within

FOUND_MAX = 60
# As a list reads best: what serves the whole province before its places.
_LEVELS = sorted(Level, key=lambda level: (level is Level.COMMUNE) + 2 * (level is Level.UNIT))


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

    def named(self, language: str) -> str:
        return self.name_en if language == "en" and self.name_en else self.name

    @property
    def authority(self) -> str:
        """Its name at the head of a paper."""
        return authority_name(self.name, self.level)


_FACTS = ("id", "code", "code_new", "name", "name_en", "path", "level", "phone", "address", "email")
_AGENCY = f"SELECT {', '.join(_FACTS)} FROM {Agency._meta.db_table} WHERE id = %s"  # noqa: S608  own names
_SAME_AGENCY = (
    f"SELECT id FROM {Agency._meta.db_table} WHERE "  # noqa: S608  own names
    f"{' AND '.join(f'{name} = %s' for name in _FACTS)}"
)


def agency(id: int) -> AgencyFacts:
    """What is known about one agency: one small question, so that no process shows what another corrected."""
    return agencies([id])[id]


def agency_if(id: int) -> AgencyFacts | None:
    """The same question for what may not be there; every submission asks it."""
    found = database.ask(_AGENCY, [id])
    return AgencyFacts(*found) if found else None


_held: dict[int, AgencyFacts] = {}
HELD_MAX = 10_000


def agency_held(id: int) -> AgencyFacts | None:
    """An agency as this process read it last. It may have changed since: who writes by it writes `same_agency(…)`."""
    return _held.get(id)


def hold_agency(id: int) -> AgencyFacts | None:
    """Read anew, and held for the acts to come."""
    found = agency_if(id)
    if found is None or len(_held) >= HELD_MAX:
        _held.clear()
    if found is not None:
        _held[id] = found
    return found


def same_agency(agency: AgencyFacts) -> database.Asked:
    """Its id, looked up by the database while it writes; NULL when it is no longer what was read."""
    return database.Asked(_SAME_AGENCY, tuple(getattr(agency, name) for name in _FACTS))


def agencies(ids: Iterable[int]) -> dict[int, AgencyFacts]:
    """Facts of many agencies in one question."""
    rows = Agency.objects.filter(pk__in=set(ids)).values_list(*_FACTS)
    return {row[0]: AgencyFacts(*row) for row in rows}


def place_of(path: str) -> str:
    """Where the agency of a path signs its papers: its commune, else its district or province, in the short name."""
    ids = [int(part) for part in path.split("/") if part]
    rows = Agency.objects.filter(pk__in=ids, level__in=PLACES).order_by("-path")
    return place_name(next(iter(rows.values_list("name", flat=True)[:1]), ""))


def agency_ids(paths: Iterable[str]) -> list[int]:
    """Ids of every agency at or below the paths, ended ones too: what they received stays with them."""
    wanted = list(paths)
    return list(agencies_under(wanted).order_by("pk")) if wanted else []


def agencies_under(paths: Iterable[str]) -> QuerySet[Agency, int]:
    """The same ids as a question, to be asked inside another."""
    return Agency.objects.filter(within(paths, field="path")).values_list("pk", flat=True)


def acting_agencies(
    *, on: date, paths: Iterable[str] = ("/",), levels: Iterable[str] = ()
) -> list[AgencyFacts]:
    """Agencies that act on a day, at or below the paths, in the order of the tree."""
    rows = Agency.objects.filter(within(paths, field="path"), acting(on))
    if wanted := list(levels):
        rows = rows.filter(level__in=wanted)
    return [AgencyFacts(*row) for row in rows.order_by("path", "pk").values_list(*_FACTS)]


def ministries(*, on: date) -> list[AgencyFacts]:
    """Ministries that act on a day, by name."""
    found = acting_agencies(on=on, levels=[Level.MINISTRY])
    return sorted(found, key=lambda one: sort_key(one.name))


def is_ministry(id: int) -> bool:
    return Agency.objects.filter(pk=id, level=Level.MINISTRY).exists()


def of_ministries(ids: Iterable[int]) -> frozenset[int]:
    """Those of the agencies that a ministry has in a province or commune, and not the People’s Committee there.

    Whoever scores the departments or the communes of a province scores those of its committee; these are not among
    them, though a one-stop desk sends them requests.
    """
    found = Agency.objects.filter(pk__in=set(ids), ministry__isnull=False)
    return frozenset(found.values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class AgencySpan:
    """An agency as loaded data knows it again, with the days between which it acted."""

    id: int
    key: str
    level: str
    name: str
    name_en: str
    province_code_gso: str
    valid_from: date | None
    valid_until: date | None


def spans(*, levels: Iterable[str]) -> list[AgencySpan]:
    """Every agency of these levels that ever acted, ended ones too: for series that run across a merger."""
    names = ("id", "key", "level", "name", "name_en", "province_code_gso", "valid_from", "valid_until")
    rows = Agency.objects.filter(level__in=list(levels), simulated=False)
    return [AgencySpan(*row) for row in rows.order_by("path", "pk").values_list(*names)]


def successions(*, id: int) -> tuple[list[int], list[int]]:
    """Whom an agency follows, and who followed it, by their ids."""
    links = Succession.objects.filter(Q(predecessor_id=id) | Q(successor_id=id)).order_by("pk")
    pairs = list(links.values_list("predecessor_id", "successor_id"))
    return [before for before, after in pairs if after == id], [
        after for before, after in pairs if before == id
    ]


@dataclass(frozen=True, slots=True)
class Tree:
    """Every agency as it stood when it was read, to ask many times without the database."""

    rows: tuple[tuple[AgencyFacts, date | None, date | None], ...]

    def acting(
        self, *, on: date, paths: Iterable[str] = ("/",), levels: Iterable[str] = ()
    ) -> list[AgencyFacts]:
        """What `acting_agencies` answers."""
        above, wanted = tuple(paths), frozenset(levels)
        return [
            facts
            for facts, valid_from, valid_until in self.rows
            if facts.path.startswith(above)
            and (not wanted or facts.level in wanted)
            and (valid_from is None or valid_from <= on)
            and (valid_until is None or valid_until > on)
        ]


def tree() -> Tree:
    rows = Agency.objects.order_by("path", "pk").values_list(*_FACTS, "valid_from", "valid_until")
    return Tree(tuple((AgencyFacts(*row[:-2]), row[-2], row[-1]) for row in rows))


def acting(on: date, *, field: str = "") -> Q:
    """Condition: the agency acts on this day."""
    return (Q(**{f"{field}valid_from__isnull": True}) | Q(**{f"{field}valid_from__lte": on})) & (
        Q(**{f"{field}valid_until__isnull": True}) | Q(**{f"{field}valid_until__gt": on})
    )


def agency_of_key(key: str) -> int | None:
    """The agency that loaded data or the sample knows by this key."""
    return Agency.objects.filter(key=key).values_list("pk", flat=True).first()


_OF_CODE = (
    f"SELECT id FROM {Agency._meta.db_table} WHERE (code = %s OR code_new = %s) "  # noqa: S608  own names
    "AND (valid_from IS NULL OR valid_from <= %s) AND (valid_until IS NULL OR valid_until > %s) ORDER BY id LIMIT 1"
)


def agency_of_code(code: str, *, on: date) -> int | None:
    """The agency that bears this identifier (old or new style) on a day."""
    return row_of_agency_of_code(code, on=on).ask()


def row_of_agency_of_code(code: str, *, on: date) -> database.Row[int | None]:
    day = on.isoformat()
    return database.Row(_OF_CODE, [code, code, day, day], 1, lambda found: int(found[0]) if found else None)


def names_of_codes(codes: Iterable[str]) -> dict[str, AgencyFacts]:
    """Agencies by the identifiers (old or new style) that papers name them by; the one that came last, if several did."""
    wanted = set(codes)
    rows = Agency.objects.filter(Q(code__in=wanted) | Q(code_new__in=wanted)).order_by("pk")
    found = [AgencyFacts(*row) for row in rows.values_list(*_FACTS)]
    return {code: facts for facts in found for code in (facts.code, facts.code_new) if code in wanted}


def tops(paths: Iterable[str]) -> list[AgencyFacts]:
    """The agencies that these paths end at."""
    rows = Agency.objects.filter(path__in=list(paths))
    return [AgencyFacts(*row) for row in rows.order_by("path", "pk").values_list(*_FACTS)]


def below(id: int) -> list[AgencyFacts]:
    """The agencies right below one that still act or have no end in sight, in dictionary order."""
    rows = Agency.objects.filter(parent_id=id, valid_until__isnull=True)
    found = [AgencyFacts(*row) for row in rows.values_list(*_FACTS)]
    return sorted(
        found, key=lambda agency: (_LEVELS.index(Level(agency.level)), sort_key(agency.name), agency.id)
    )


def find_agencies(text: str, *, paths: Iterable[str]) -> list[AgencyFacts]:
    """Agencies whose name or code holds the text, marks aside."""
    like = Q(name_folded__contains=fold(text)) | Q(code__icontains=text) | Q(code_new__icontains=text)
    rows = Agency.objects.filter(within(paths, field="path"), like)
    return [AgencyFacts(*row) for row in rows.order_by("path", "pk").values_list(*_FACTS)[:FOUND_MAX]]


@dataclass(frozen=True)
class Post:
    """A mandate as the operator's page lists it."""

    mandate_id: int
    officer: str
    officer_code: str
    role: Role
    desk: str
    starts_at: datetime
    ends_at: datetime | None
    basis: str
    began: bool


@dataclass(frozen=True)
class Neighbour:
    """An agency that took over from this one, or the other way round."""

    name: str
    name_en: str
    on: date
    basis: str


@dataclass(frozen=True)
class AgencySheet:
    """One agency with what is above and below it and who works there."""

    facts: AgencyFacts
    above: tuple[AgencyFacts, ...]  # from the top, only what the asker reaches
    below: tuple[AgencyFacts, ...]
    ended: tuple[AgencyFacts, ...]  # below, but acting no more
    origins: tuple[Neighbour, ...]
    successors: tuple[Neighbour, ...]
    posts: tuple[Post, ...]
    past_posts: int
    valid_from: date | None
    valid_until: date | None
    basis: str
    verified: bool
    simulated: bool
    ministry: AgencyFacts | None
    unasked: dict[str, Any]  # what the correction form does not ask and keeps


_UNASKED = ("province_code_gso", "valid_from", "valid_until", "key", "basis", "verified", "simulated")


def agency_sheet(id: int, *, at: datetime, paths: Iterable[str]) -> AgencySheet | None:
    """All about one agency within the reach of these paths; nothing outside it."""
    paths = tuple(paths)
    row = Agency.objects.filter(within(paths, field="path"), pk=id).first()
    if row is None:
        return None
    below = list(Agency.objects.filter(parent=row).values_list("valid_until", *_FACTS))
    below.sort(key=lambda child: (sort_key(child[4]), child[1]))
    today = at.astimezone(TZ).date()
    gone = {child[1] for child in below if child[0] and child[0] <= today}
    posts = Mandate.objects.filter(agency=row)
    open_posts = posts.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at)).select_related("officer__person")
    above_ids = [int(part) for part in row.path.strip("/").split("/")[:-1]]
    above = Agency.objects.filter(within(paths, field="path"), pk__in=above_ids).order_by("path")
    return AgencySheet(
        facts=AgencyFacts(*(getattr(row, name) for name in _FACTS)),
        above=tuple(AgencyFacts(*facts) for facts in above.values_list(*_FACTS)),
        below=tuple(AgencyFacts(*child[1:]) for child in below if child[1] not in gone),
        ended=tuple(AgencyFacts(*child[1:]) for child in below if child[1] in gone),
        origins=tuple(
            Neighbour(link.predecessor.name, link.predecessor.name_en, link.on, link.basis)
            for link in Succession.objects.filter(successor=row).select_related("predecessor").order_by("pk")
        ),
        successors=tuple(
            Neighbour(link.successor.name, link.successor.name_en, link.on, link.basis)
            for link in Succession.objects.filter(predecessor=row).select_related("successor").order_by("pk")
        ),
        posts=tuple(sorted((_post(row, at) for row in open_posts.order_by("pk")), key=_by_role)),
        past_posts=posts.filter(ends_at__lte=at).count(),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        basis=row.basis,
        verified=row.verified,
        simulated=row.simulated,
        ministry=agency_if(row.ministry_id) if row.ministry_id else None,
        unasked={name: getattr(row, name) for name in _UNASKED},
    )


def _by_role(post: Post) -> int:
    """As the work goes: reception first."""
    return list(Role).index(post.role)


def _post(row: Mandate, at: datetime) -> Post:
    return Post(
        mandate_id=row.pk,
        officer=row.officer.person.full_name,
        officer_code=row.officer.code,
        role=Role(row.role),
        desk=row.desk,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        basis=row.basis,
        began=row.starts_at <= at,
    )


def officer_of_code(code: str) -> int:
    """The officer of a code; raises `NotFound`."""
    found = Officer.objects.filter(code=fold(code).replace(" ", "")).values_list("pk", flat=True).first()
    if found is None:
        raise NotFound
    return found


def officer_code(officer_id: int) -> str:
    """The code of an officer, which names their key in the register of signers."""
    found = Officer.objects.filter(pk=officer_id).values_list("code", flat=True).first()
    if found is None:
        raise NotFound
    return found


def agency_of_mandate(mandate_id: int) -> int:
    found = Mandate.objects.filter(pk=mandate_id).values_list("agency_id", flat=True).first()
    if found is None:
        raise NotFound
    return found
