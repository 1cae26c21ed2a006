"""Levels and roles, and how far somebody reaches at one moment."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from .helping import Helping


class Level(StrEnum):
    NATION = "nation"
    MINISTRY = "ministry"
    PROVINCE = "province"
    DEPARTMENT = "department"
    DISTRICT = "district"
    COMMUNE = "commune"
    BRANCH = "branch"
    UNIT = "unit"


class Role(StrEnum):
    RECEPTION = "reception"
    CASE_OFFICER = "case-officer"
    UNIT_HEAD = "unit-head"
    LEADER = "leader"
    CLERK = "clerk"
    CASHIER = "cashier"
    RETURN = "return"
    WATCHER = "watcher"
    AUDITOR = "auditor"
    OPERATOR = "operator"
    HOME_AFFAIRS = "home-affairs"
    ENUMERATOR = "enumerator"


@dataclass(frozen=True)
class Grant:
    """One mandate in force: a role at an agency, perhaps at one desk of it."""

    mandate_id: int
    role: Role
    agency_id: int
    path: str
    desk: str
    # For the head of the page only: the same grant, whoever read it without the names.
    agency_name: str = field(default="", compare=False)
    agency_name_en: str = field(default="", compare=False)
    # The officer for whom somebody stands in on this day; acts are done under the mandate of whoever does them.
    covers: int | None = None
    covers_name: str = field(default="", compare=False)


@dataclass(frozen=True)
class Reach:
    """Who someone is and how far they reach, at one moment."""

    account_id: int | None
    person_id: int | None
    actor: str
    officer_id: int | None
    grants: tuple[Grant, ...]
    person: str = ""  # opaque public id
    household: str = ""  # nobody acts on a dossier of their own household
    hats: int = 0  # how many mandates could be worn now
    # Acting for somebody: `person_id` and household are theirs, `person` and `actor` are the helper's.
    helping: Helping | None = None
    # One draft that was opened by its short code, and nothing else of the person it belongs to.
    draft: str = ""
    helps: frozenset[int] = frozenset()  # persons whom this officer helps, or helped not long ago

    @property
    def covers(self) -> frozenset[int]:
        """Officers for whom this person stands in now."""
        return frozenset(grant.covers for grant in self.grants if grant.covers is not None)

    def has_interest(self, persons: Collection[int], households: Collection[str]) -> bool:
        """Whether a dossier of these persons is one's own business: nobody handles such a one as an officer."""
        return self.person_id in persons or self.household in households or not self.helps.isdisjoint(persons)

    def name_covered(self, officer_id: int) -> str:
        return next((grant.covers_name for grant in self.grants if grant.covers == officer_id), "")

    def agencies(self, *roles: Role) -> tuple[str, ...]:
        """Path prefixes where one of the roles is held (any role, when none is named)."""
        return tuple(sorted({g.path for g in self.grants if not roles or g.role in roles}))

    def grant(self, role: Role, path: str) -> Grant | None:
        """The grant that allows the role at the agency of this path; the nearest one if several do."""
        fitting = [g for g in self.grants if g.role == role and path.startswith(g.path)]
        return max(fitting, key=lambda g: (g.covers is None, len(g.path), -g.mandate_id), default=None)

    def may(self, role: Role, path: str) -> bool:
        return self.grant(role, path) is not None

    def holds(self, *roles: Role) -> bool:
        """Whether one of the roles is held anywhere (any role, when none is named)."""
        return any(not roles or g.role in roles for g in self.grants)


NOBODY = Reach(account_id=None, person_id=None, actor="", officer_id=None, grants=())


def system(name: str) -> Reach:
    """The reach of a room's own work (loading data, the sample): operator of the whole tree."""
    return Reach(None, None, f"system:{name}", None, (Grant(0, Role.OPERATOR, 0, "/", ""),))


def worn(grants: Sequence[Grant], mandate_id: int | None) -> tuple[Grant, ...]:
    """The grants that count: the picked hat only, or all of them when none was picked."""
    return tuple(grants) if mandate_id is None else tuple(g for g in grants if g.mandate_id == mandate_id)
