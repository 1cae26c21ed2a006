"""The frame of a round that asks people who received a result: offices, small ones joined, in the columns of a draw. Pure.

An office is what a village is for a list: the last unit that an answer can be told to come from. So it has at least ten
people; one that has fewer is joined, before anything is drawn, with the next of its stratum in the order of the tree,
until they have ten together; what is left at the end joins the office before it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from motcua.foundation.refusal import Fault
from motcua.foundation.refusal import gettext_noop as _
from motcua.foundation.typed import integer

from .rules.groups import LEAST
from .sampling import Method, Stage

NAME_MAX = 200
OFFICE, PERSON = "office", "person"


@dataclass(frozen=True)
class Counted:
    """One agency and how many people have their last result there."""

    id: int
    name: str
    stratum: str
    people: int


@dataclass(frozen=True)
class Group:
    """One or more agencies that are drawn as one office; people are numbered through them in this order."""

    stratum: str
    offices: tuple[Counted, ...]

    @property
    def people(self) -> int:
        return sum(one.people for one in self.offices)

    @property
    def name(self) -> str:
        whole = " + ".join(one.name for one in self.offices)
        return whole if len(whole) <= NAME_MAX else f"{self.offices[0].name} + {len(self.offices) - 1}"

    def at(self, place: int) -> tuple[int, int]:
        """Place on the list of the group (from 1) → agency, place on its own list."""
        for one in self.offices:
            if place <= one.people:
                return one.id, place
            place -= one.people
        raise AssertionError("no such place on the list")


def joined(offices: Sequence[Counted]) -> tuple[list[Group], list[Fault]]:
    """The offices as they are drawn, those of a stratum beside each other; a stratum under ten people is a fault."""
    groups: list[Group] = []
    faults = []
    for stratum in dict.fromkeys(one.stratum for one in offices):
        inside: list[list[Counted]] = []
        waiting: list[Counted] = []
        for one in offices:
            if one.stratum != stratum:
                continue
            waiting.append(one)
            if sum(each.people for each in waiting) >= LEAST:
                inside.append(waiting)
                waiting = []
        if waiting and not inside:
            sentence = _(
                "Only %(people)s people of “%(stratum)s” got a result then; at least %(least)s are needed."
            )
            facts = {"people": sum(one.people for one in waiting), "stratum": stratum or "–", "least": LEAST}
            faults.append(Fault("since", sentence, facts))
            continue
        if waiting:
            inside[-1] += waiting
        groups += [Group(stratum, tuple(of)) for of in inside]
    return groups, faults


@dataclass(frozen=True)
class DossierWish:
    """Results of which days, whose, and how many to draw: offices of a stratum, people of an office."""

    since: date
    until: date  # the last day
    asked: str  # "person" or "organisation"
    by_level: bool
    offices: int
    people: int
    reserve: int  # people of each office who stand in
    seed: int
    reserve_offices: int = 0  # offices of each stratum that stand in

    def stages(self) -> list[Stage]:
        """By the number of people, then everybody of the office alike; where there are fewer, all are taken."""
        return [
            Stage(
                OFFICE,
                self.offices,
                Method.PPS_MIXED,
                size="people",
                short="all",
                reserve=self.reserve_offices,
            ),
            Stage(PERSON, self.people, listed="people", reserve=self.reserve, short="all"),
        ]


def columns(groups: Sequence[Group]) -> dict[str, list[object]]:
    """What `draw` takes: an office is known by its number, from 1."""
    return {
        "stratum": [one.stratum for one in groups],
        OFFICE: [str(number) for number in range(1, len(groups) + 1)],
        "people": [one.people for one in groups],
    }


LIMITS = {
    "offices": (1, 500),
    "reserve_offices": (0, 100),
    "people": (LEAST, 500),
    "reserve": (0, 100),
    "seed": (0, 2**53),
}


def numbers_of(sent: dict[str, str]) -> tuple[dict[str, int], list[Fault]]:
    numbers = {name: integer(sent.get(name, "").strip()) for name in LIMITS}
    faults = [
        Fault(name, _("Write a number from %(low)s to %(high)s."), {"low": low, "high": high})
        for name, (low, high) in LIMITS.items()
        if (value := numbers[name]) is None or not low <= value <= high
    ]
    return {name: value or 0 for name, value in numbers.items()}, faults
