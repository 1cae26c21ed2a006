"""What a framework of criteria is, as plain values: domain → criterion → component, each with its maximum.

Points that nobody published are `None`: such a framework may be read and shown, and nothing is scored by it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from .points import NO_NAME, NONE, Name, Rule

__all__ = ["Block", "Component", "Criterion", "Depth", "Domain", "Framework", "Knowledge", "Name", "Source"]


class Source(StrEnum):
    """Where the points of a component come from (Decision 876/QĐ-BNV groups them so)."""

    APPRAISED = "appraised"  # self-scored with evidence, then appraised
    LEADER_SURVEY = "leader-survey"
    SIPAS = "sipas"
    STATISTICS = "statistics"
    RECORDS = "records"  # derived from our own records by a named figure


# Asked of people who are sampled: these carry a sampling error.
SURVEYED = (Source.LEADER_SURVEY, Source.SIPAS)


class Knowledge(StrEnum):
    """How we know a name or a number of a framework."""

    FOUND = "found"
    DERIVED = "derived"  # arithmetic on found figures
    RECALLED = "recalled"
    FICTIONAL = "fictional"  # made up to teach with: said wherever it is shown


class Depth(StrEnum):
    """How deep the maxima of a framework are known."""

    BLOCKS = "blocks"
    DOMAINS = "domains"
    COMPONENTS = "components"  # complete: units can be scored by it


@dataclass(frozen=True)
class Component:
    """The leaf that gets points. A criterion without components has one, with the criterion's own code."""

    code: str
    name: Name
    maximum: Decimal | None
    source: Source
    rule: Rule | None
    evidence: tuple[Name, ...] = ()
    lead: str = ""  # key of the lead department, in `Framework.leads`
    figure: str = ""  # the named figure that fills it, of source `records`
    waivable: bool = False  # a unit may say that it does not apply; then it leaves the denominator
    knowledge: Knowledge = Knowledge.FOUND


@dataclass(frozen=True)
class Criterion:
    code: str
    name: Name
    maximum: Decimal | None
    components: tuple[Component, ...]
    knowledge: Knowledge = Knowledge.FOUND


@dataclass(frozen=True)
class Domain:
    code: str
    name: Name
    maximum: Decimal | None
    criteria: tuple[Criterion, ...]
    knowledge: Knowledge = Knowledge.FOUND
    counts: tuple[int, int] | None = None  # criteria and components, where only their number was published

    @property
    def components(self) -> Iterator[Component]:
        return (component for criterion in self.criteria for component in criterion.components)


@dataclass(frozen=True)
class Block:
    """A part of the total by source, as the decision groups it; its maximum adds over all domains."""

    code: str
    name: Name
    maximum: Decimal
    sources: tuple[Source, ...]


Leaves = tuple[str, tuple[tuple[str, tuple[tuple[str, Source, Decimal], ...]], ...]]


@dataclass(frozen=True)
class Framework:
    code: str
    name: Name
    decision: str
    level: str  # whom it measures: "province", "ministry", "department", "commune"
    starts: int
    ends: int | None
    depth: Depth
    total: Decimal
    survey_maximum: (
        Decimal | None
    )  # declared: what surveyed components add up to; None where nobody published it
    blocks: tuple[Block, ...]
    domains: tuple[Domain, ...]
    leads: tuple[tuple[str, Name], ...] = ()
    fictional: bool = False
    note: Name = NO_NAME
    source: str = ""
    decimals: int = 2  # of points, as they are published

    def holds(self, year: int) -> bool:
        return self.starts <= year and (self.ends is None or year <= self.ends)

    @cached_property
    def components(self) -> tuple[Component, ...]:
        return tuple(component for domain in self.domains for component in domain.components)

    @cached_property
    def leaves(self) -> tuple[Leaves, ...]:
        """Domain → criterion → (component, its source, its maximum or nothing): what sums of points need, and no more."""
        return tuple(
            (
                domain.code,
                tuple(
                    (
                        criterion.code,
                        tuple((one.code, one.source, one.maximum or NONE) for one in criterion.components),
                    )
                    for criterion in domain.criteria
                ),
            )
            for domain in self.domains
        )

    @cached_property
    def method(self) -> tuple[object, ...]:
        """All that decides how points come about; names and notes may be mended without breaking a series."""
        return (
            self.code,
            self.decimals,
            tuple((block.code, block.maximum, block.sources) for block in self.blocks),
            tuple((each.code, each.maximum, each.source, each.rule) for each in self.components),
        )

    @property
    def complete(self) -> bool:
        return self.depth is Depth.COMPONENTS
