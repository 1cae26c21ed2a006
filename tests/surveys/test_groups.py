"""Small groups: nothing of fewer than ten, nor what would give them away."""

from hypothesis import given
from hypothesis import strategies as st

from motcua.surveys.rules.groups import LEAST, hidden, hidden_in_table


def test_a_small_group_takes_its_next_smallest_neighbour_with_it():
    assert hidden({"a": 40, "b": 12, "c": 3, "d": 0}) == {"b", "c"}
    assert hidden({"a": 40, "b": 12, "c": 10}) == set()
    assert hidden({"a": 40, "b": 4, "c": 3}) == {"a", "b", "c"}
    assert hidden({"a": 9}) == {"a"}
    assert hidden({}) == set()


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 60), max_size=12))
def test_nothing_small_is_shown_and_nothing_small_follows_by_subtraction(counts):
    away = hidden(counts)
    assert all(count == 0 or count >= LEAST for name, count in counts.items() if name not in away)
    together = [counts[name] for name in away]
    if away:
        # Whoever knows the whole learns only a sum of several groups that are at least ten together, or nothing is shown.
        everything = away >= {name for name, count in counts.items() if count}
        assert everything or (len(away) >= 2 and sum(together) >= LEAST)


FAMILIES = [("index", ["p", "s"]), ("p", ["p1", "p2", "p3"]), ("s", ["s1"])]
TABLE = st.fixed_dictionaries(
    {
        (value, group): st.integers(0, 40)
        for value in ("index", "p", "s", "p1", "p2", "p3", "s1")
        for group in ("north", "south", "east")
    }
)


def test_a_small_item_takes_a_neighbour_of_its_factor_and_one_of_another_group_with_it():
    counts = {(value, group): 40 for value in ("p", "p1", "p2", "p3") for group in ("north", "south", "east")}
    assert not hidden_in_table(counts, families=FAMILIES)
    counts |= {("p1", "north"): 4, ("p1", "south"): 30, ("p2", "north"): 20, ("p2", "east"): 25}
    assert hidden_in_table(counts, families=FAMILIES) == {
        ("p1", "north"),
        ("p1", "south"),  # or p1 of the north were the rest of p1
        ("p2", "north"),  # or it were the rest of its factor
        ("p2", "south"),  # and p1 of the south the rest of its own
    }


@given(TABLE)
def test_no_hidden_cell_of_a_table_is_the_only_unknown_of_a_sum(counts):
    away = hidden_in_table(counts, families=FAMILIES)
    assert all(cell in away for cell, count in counts.items() if 0 < count < LEAST)
    for value in {value for value, _group in counts}:
        groups = [group for group in ("north", "south", "east") if counts[value, group]]
        gone = [group for group in groups if (value, group) in away]
        assert len(gone) != 1 or len(groups) == 1
        assert not gone or gone == groups or sum(counts[value, group] for group in gone) >= LEAST
    for group in ("north", "south", "east"):
        for parent, children in FAMILIES:
            there = [name for name in (parent, *children) if counts[name, group]]
            assert len([name for name in there if (name, group) in away]) != 1 or len(there) == 1
