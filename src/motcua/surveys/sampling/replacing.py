"""Who stands in for a unit that cannot be asked: the next of the reserve of the same parent, in the order it was drawn in."""

from collections import defaultdict
from collections.abc import Sequence

from motcua.surveys.sampling.drawing import Drawn


def stand_ins(drawn: Drawn, *, lost: Sequence[int]) -> dict[int, int | None]:
    """Place of each lost unit → place of the one that takes its turn, in the order in which they were lost.

    A stand-in that is lost too is replaced in turn. Nothing is left: None, and the parent stays with fewer; nobody is
    taken from elsewhere. Each keeps the chance it had itself, so weights are not touched.
    """
    waiting: dict[int, list[int]] = defaultdict(list)
    by_turn = sorted(range(len(drawn.label)), key=lambda place: int(drawn.turn[place]), reverse=True)
    for place in by_turn:
        if drawn.turn[place]:
            waiting[int(drawn.parent[place])].append(place)
    found: dict[int, int | None] = {}
    gone = set()
    for place in lost:
        assert place not in gone, "a unit is lost once"
        gone.add(place)
        if drawn.turn[place] and place not in found.values():
            continue  # nobody had asked it to stand in yet: its turn is passed over below
        reserve = waiting[int(drawn.parent[place])]
        while reserve and reserve[-1] in gone:
            reserve.pop()
        found[place] = reserve.pop() if reserve else None
    return found
