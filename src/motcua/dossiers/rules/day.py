"""What a day asks of an office: what is due, late, waiting too long, standing still or about to use up its step.

Plain values: who serves where, what lies where with whom, and how much of it is whose. The addresses of lists hold
the matters by these names.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from motcua.foundation.calendar import TZ
from motcua.people.rules import Role


class Matter(StrEnum):
    """In the order in which one looks at them."""

    LATE = "tre"
    TODAY = "hom-nay"
    STEP = "buoc-sap-tre"  # the step has used up its share of the term, or nearly
    STUCK = "dung-yen"
    PAST = "qua-han-bo-sung"  # waiting for the person, whose last day has passed
    # For the page of a leader's day alone: by how much it is late, and on whom it waits.
    LATE_DAY = "tre-1-ngay"
    LATE_WEEK = "tre-1-tuan"
    LATE_LONG = "tre-hon-1-tuan"
    SUPPLEMENT = "cho-bo-sung"
    DUTY = "cho-nop-tien"
    OPINION = "cho-y-kien"


TOLD = (Matter.LATE, Matter.TODAY, Matter.STEP, Matter.STUCK, Matter.PAST)
LATENESS = (Matter.LATE_DAY, Matter.LATE_WEEK, Matter.LATE_LONG)
WAITING = (Matter.SUPPLEMENT, Matter.DUTY, Matter.OPINION)


# The word of the morning goes out in these hours; what was missed until noon is not said any more.
BEGINS, ENDS = time(7), time(12)


def day_of_digest(at: datetime) -> date | None:
    """The day whose word may be given now."""
    here = at.astimezone(TZ)
    return here.date() if BEGINS <= here.time() < ENDS else None


@dataclass(frozen=True)
class Hand:
    """One role at the agency of a path, as one officer serves there."""

    role: Role
    path: str

    def reaches(self, role: str, path: str) -> bool:
        """Whether a step of this role there is theirs to take; the head of a unit can do what its officers do."""
        roles = (Role.CASE_OFFICER, Role.UNIT_HEAD) if self.role is Role.UNIT_HEAD else (self.role,)
        return role in roles and path.startswith(self.path)


@dataclass(frozen=True)
class Pile:
    """How many requests lie at one unit, at steps of one role, with one officer or with nobody."""

    unit_id: int
    path: str
    role: str
    holder_id: int | None
    counts: Mapping[Matter, int]


class Piles:
    """All of them, found quickly by holder, by role and place, and by unit."""

    def __init__(self, piles: Iterable[Pile]) -> None:
        self.all: Sequence[Pile] = tuple(piles)
        self._held: dict[int, set[int]] = defaultdict(set)
        self._open: dict[tuple[str, str], set[int]] = defaultdict(set)
        self._under: dict[str, set[int]] = defaultdict(set)
        for n, pile in enumerate(self.all):
            above = _above(pile.path)
            for path in above:
                self._under[path].add(n)
            if pile.holder_id is not None:
                self._held[pile.holder_id].add(n)
                continue
            for path in above:
                self._open[pile.role, path].add(n)

    def of(self, officer_id: int, hands: Iterable[Hand]) -> frozenset[int]:
        """What one officer has in hand, and what nobody has and they could take."""
        found = set(self._held.get(officer_id, ()))
        for hand in hands:
            roles = (Role.CASE_OFFICER, Role.UNIT_HEAD) if hand.role is Role.UNIT_HEAD else (hand.role,)
            for role in roles:
                found |= self._open.get((role, hand.path), set())
        return frozenset(found)

    def under(self, paths: Iterable[str]) -> frozenset[int]:
        """What lies at the agencies of these paths and below."""
        return frozenset(n for path in paths for n in self._under.get(path, ()))

    def total(self, found: Iterable[int]) -> Counter[Matter]:
        total: Counter[Matter] = Counter()
        for n in found:
            total.update(self.all[n].counts)
        return +total

    def units(self, found: Iterable[int]) -> list[tuple[int, Counter[Matter]]]:
        """By unit, whoever has most that is late first; units without anything are left out."""
        by_unit: dict[int, Counter[Matter]] = defaultdict(Counter)
        for n in found:
            by_unit[self.all[n].unit_id].update(self.all[n].counts)
        rows = [(unit, +counts) for unit, counts in by_unit.items() if +counts]
        return sorted(rows, key=lambda row: (*(-row[1][matter] for matter in TOLD), row[0]))


def _above(path: str) -> list[str]:
    """This path and those of the agencies above it."""
    parts = [part for part in path.split("/") if part]
    return ["/" + "".join(f"{part}/" for part in parts[: n + 1]) for n in range(len(parts))]
