"""Groups that are too small to be shown, and those that would give them away. Once, for all rooms."""

from collections.abc import Collection, Mapping, Sequence

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
    return frozenset(_with_neighbours(counts, small, least))


def hidden_in_table(
    counts: Mapping[tuple[str, str], int],
    *,
    families: Sequence[tuple[str, Sequence[str]]],
    least: int = LEAST,
) -> frozenset[tuple[str, str]]:
    """Which cells (value, group) of a table are not shown, when its values are made of one another: an index of blocks,
    a factor of items.

    Small cells are hidden, and whatever would tell one of them: along a value the groups make up a whole, and within a
    group a parent is a sum of its children. What is hidden for one reason may need another cell; so until nothing does.
    """
    away = {cell for cell, count in counts.items() if 0 < count < least}
    values: dict[str, dict[str, int]] = {}
    for (value, group), count in counts.items():
        values.setdefault(value, {})[group] = count
    groups = {group for _value, group in counts}
    before = -1
    while before != len(away):
        before = len(away)
        for value, of_groups in values.items():
            gone = {group for group in of_groups if (value, group) in away}
            if gone:
                away |= {(value, group) for group in _with_neighbours(of_groups, gone, least)}
        for group in groups:
            for parent, children in families:
                away |= _within_family(counts, away, group, parent, children)
    return frozenset(away)


def _with_neighbours(counts: Mapping[str, int], gone: set[str], least: int) -> set[str]:
    rest = sorted((count, name) for name, count in counts.items() if name not in gone and count)
    total = sum(counts[name] for name in gone)
    found = set(gone)
    while rest and (total < least or len(found) < 2):
        count, name = rest.pop(0)
        found.add(name)
        total += count
    return found


def _within_family(
    counts: Mapping[tuple[str, str], int],
    away: Collection[tuple[str, str]],
    group: str,
    parent: str,
    children: Sequence[str],
) -> set[tuple[str, str]]:
    """One of a parent and its children alone may not be missing: the others would tell it."""
    cells = [(name, group) for name in (parent, *children) if counts.get((name, group))]
    gone = [cell for cell in cells if cell in away]
    if len(gone) != 1 or len(cells) == 1:
        return set()
    rest = [cell for cell in cells if cell not in away]
    # A child goes before the parent does, the smallest first.
    return {min(rest, key=lambda cell: (cell[0] == parent, counts[cell], cell[0]))}
