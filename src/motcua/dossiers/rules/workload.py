"""Who is to be given a dossier: whoever has least in hand, unless somebody knows it already. Plain values.

Work in hand is counted in open working hours: of each running dossier that an officer holds, the share of the term
that its step has. What waits for the person or for money takes no time now; it is counted, and adds no hours.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

# Who had the dossier at this step before is proposed again while no more than a working day stands between them and
# whoever has least.
KNOWING_IS_WORTH = 8 * 60


@dataclass(frozen=True)
class Work:
    """What one officer has in hand."""

    dossiers: int = 0
    minutes: int = 0
    late: int = 0
    waiting: int = 0  # of the dossiers, those whose clock stands


@dataclass(frozen=True)
class Candidate:
    """An officer who may hold the step."""

    id: int
    work: Work
    is_away: bool = False
    is_barred: bool = False  # a party of the dossier, or of a party's household
    has_it: bool = False  # in hand already
    knows_it: bool = False  # had it at this step before


class Why(StrEnum):
    KNOWS_IT = "knows-it"
    LEAST = "least"
    ONLY_ONE = "only-one"


@dataclass(frozen=True)
class Proposal:
    id: int
    why: Why
    work: Work
    among: int  # how many could have been proposed


def propose(candidates: Sequence[Candidate]) -> Proposal | None:
    """None when nobody is free to take it. Of equals, whoever has fewer dossiers, then whoever came first."""
    free = [one for one in candidates if not (one.is_away or one.is_barred or one.has_it)]
    if not free:
        return None
    least = min(free, key=lambda one: (one.work.minutes, one.work.dossiers))
    chosen, why = least, Why.LEAST
    for one in free:
        if one.knows_it and one.work.minutes <= least.work.minutes + KNOWING_IS_WORTH:
            chosen, why = one, Why.KNOWS_IT
    if len(free) == 1 and not chosen.knows_it:
        why = Why.ONLY_ONE
    return Proposal(chosen.id, why, chosen.work, len(free))
