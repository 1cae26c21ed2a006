"""In which order batches are taken: positions, epochs, and what a node has kept of its history."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

EPOCHS_MAX = 1_000


@dataclass(frozen=True)
class Lineage:
    """Which epoch each position of a chronicle belongs to: `(epoch, after)` pairs, the first after 0.

    A restore to position p begins the next epoch after p; positions behind p that an earlier epoch gave are then no
    longer part of it.
    """

    epochs: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, pairs: Sequence[Sequence[int]]) -> "Lineage | None":
        """The lineage that these pairs say, or None when they say none."""
        epochs = tuple((pair[0], pair[1]) for pair in pairs if len(pair) == 2)
        runs_forward = all(one[0] < two[0] and one[1] <= two[1] for one, two in pairwise(epochs))
        if len(epochs) != len(pairs) or not 0 < len(epochs) <= EPOCHS_MAX or not runs_forward:
            return None
        return cls(epochs) if epochs[0][0] >= 1 and epochs[0][1] == 0 else None

    @property
    def current(self) -> int:
        return self.epochs[-1][0]

    def epoch_at(self, position: int) -> int:
        """The epoch that gave this position (from 1)."""
        return self.epochs[max(bisect_left(self.epochs, position, key=lambda pair: pair[1]) - 1, 0)][0]

    def holds(self, *, epoch: int, position: int) -> bool:
        """Whether what an epoch said at a position is still part of this history."""
        return self.epoch_at(position) == epoch

    def stretches(self) -> list[tuple[int, int | None]]:
        """Each epoch with its last position; None for the one that is still running."""
        ends = [after for _, after in self.epochs[1:]]
        return [(epoch, end) for (epoch, _), end in zip(self.epochs, [*ends, None], strict=True)]


def common(lineage: Lineage, cursors: Mapping[int, int]) -> int:
    """Up to which position everything of this lineage was received; `cursors` says it epoch by epoch."""
    reached = 0
    for epoch, end in lineage.stretches():
        if epoch not in cursors:
            return reached
        here = cursors[epoch] if end is None else min(cursors[epoch], end)
        reached = max(reached, here)
        if end is None or here < end:
            return reached
    return reached


def moved(lineage: Lineage, cursors: Mapping[int, int], *, upto: int) -> dict[int, int]:
    """The cursors after everything up to a position was received. None moves back."""
    found = dict(cursors)
    for epoch, end in lineage.stretches():
        found[epoch] = max(found.get(epoch, 0), upto if end is None else min(upto, end))
    return found


class Verdict(StrEnum):
    TAKE = "take"
    ALREADY = "already"  # received before: acknowledged, nothing written
    GAP = "gap"
    OLD_EPOCH = "old-epoch"
    EPOCH_NEEDED = "epoch-needed"  # more was received of this epoch than the sender has


def judge(
    lineage: Lineage, cursors: Mapping[int, int], *, after: int, upto: int, head: int, replay: bool = False
) -> Verdict:
    """What becomes of a batch that covers `after < position ≤ upto`, from a sender whose chronicle ends at `head`."""
    if max(cursors, default=0) > lineage.current:
        return Verdict.OLD_EPOCH
    if cursors.get(lineage.current, 0) > max(head, upto):
        return Verdict.EPOCH_NEEDED
    if replay:
        return Verdict.TAKE
    expected = common(lineage, cursors)
    if after > expected:
        return Verdict.GAP
    return Verdict.ALREADY if upto <= expected else Verdict.TAKE
