"""Small groups: nothing of fewer than ten, nor what would give them away."""

from hypothesis import given
from hypothesis import strategies as st

from motcua.surveys.rules.groups import LEAST, hidden


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
