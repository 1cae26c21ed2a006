"""Groups that are too small to be shown, and those that would give them away. Once, for all rooms."""

from collections.abc import Mapping

LEAST = 10
LOT_CELLS = 5  # a lot of answers comes from at least so many cells


def hidden(counts: Mapping[str, int], *, least: int = LEAST) -> frozenset[str]:
    """Which groups of one whole are not shown: all below `least`, and the next smallest ones until what is hidden
    together has at least `least` – otherwise the whole less what is shown would tell.

    Empty groups tell nothing of anybody, but hiding only one of several would: they go the same way when any is hidden.
    """
    small = {name for name, count in counts.items() if 0 < count < least}
    if not small:
        return frozenset()
    rest = sorted((count, name) for name, count in counts.items() if name not in small and count)
    total = sum(counts[name] for name in small)
    while rest and (total < least or len(small) < 2):
        count, name = rest.pop(0)
        small.add(name)
        total += count
    return frozenset(small)
