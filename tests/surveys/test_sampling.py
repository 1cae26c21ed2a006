"""Draws: chances as promised, the same sample from the same seed, weights that add up, and bad frames named row by row."""

import itertools
from fractions import Fraction

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from motcua.surveys.estimation import BadTable, Share, estimate
from motcua.surveys.sampling import Method, Stage, chances, draw, pick, stand_ins

# Nothing here asks a database.
pytestmark = pytest.mark.once
DRAWS = 20_000
SIZES = some.lists(some.integers(1, 40), min_size=1, max_size=9)


class Fixed:
    """A stream whose start is told and that mixes nothing."""

    def __init__(self, start):
        self.start = start

    def uniform(self):
        return self.start

    def order(self, count):
        return numpy.arange(count)


def slow_chances(take, sizes):
    """By exact fractions, one unit at a time."""
    sure: set[int] = set()
    while True:
        left = take - len(sure)
        total = sum(size for place, size in enumerate(sizes) if place not in sure)
        large = {
            place for place, size in enumerate(sizes) if left and place not in sure and size * left >= total
        }
        if not large:
            break
        sure |= large
    return [
        Fraction(1) if place in sure else Fraction(size * left, total) if left else Fraction(0)
        for place, size in enumerate(sizes)
    ]


def slow_pick(chance, start):
    """Walk along the sizes and take whoever a point falls on."""
    found, reached, point = [], Fraction(0), Fraction(start)
    for place, one in enumerate(chance):
        if one == 1:
            found.append(place)
            continue
        reached += one
        if point < reached:
            found.append(place)
            point += 1
    return found


@given(SIZES, some.data())
def test_chances_by_size_are_those_of_a_slow_count_in_fractions(sizes, data):
    take = data.draw(some.integers(1, len(sizes)))
    exact = slow_chances(take, sizes)
    found = chances(take=take, method=Method.PPS, sizes=sizes)
    assert found == pytest.approx([float(one) for one in exact], abs=1e-12)
    assert [one == 1 for one in found] == [one == 1 for one in exact]
    assert sum(exact) == take


@settings(max_examples=60)
@given(SIZES, some.data())
def test_over_all_starts_each_unit_is_drawn_exactly_as_often_as_its_chance_says(sizes, data):
    """What is drawn changes only where a start passes a border between units: every piece between them is tried."""
    take = data.draw(some.integers(1, len(sizes)))
    exact = slow_chances(take, sizes)
    fast = chances(take=take, method=Method.PPS, sizes=sizes)
    borders, reached = {Fraction(0), Fraction(1)}, Fraction(0)
    for one in exact:
        reached += one if one < 1 else 0
        borders.add(reached % 1)
    edges = sorted(borders)
    share = [Fraction(0)] * len(sizes)
    for low, high in itertools.pairwise(edges):
        middle = (low + high) / 2
        drawn = pick(chance=fast, method=Method.PPS, stream=Fixed(float(middle))).tolist()
        assert drawn == slow_pick(exact, middle) and len(drawn) == take
        for place in drawn:
            share[place] += high - low
    assert share == exact


def nation(copies=1):
    """Two strata worth of villages in districts, `copies` times under other names; a district is larger than an interval."""
    district = ["a", "a", "b", "b", "b", "c", "d", "e"]
    people = [120, 80, 40, 60, 100, 900, 150, 50]
    village = [f"v{place}" for place in range(len(people))]
    return {
        "province": numpy.repeat(numpy.arange(copies), len(people)),
        "district": numpy.array(district * copies, dtype=object),
        "village": numpy.array(village * copies, dtype=object),
        "people": numpy.array(people * copies, dtype=float),
    }


STAGES = [
    Stage("district", 3, "pps-mixed", size="people"),
    Stage("village", 1, "srs"),
]


def test_in_20000_draws_every_unit_comes_as_often_as_its_chance_says():
    """Each province is the same frame and draws from a stream of its own: twenty thousand draws at once."""
    sample = draw(nation(DRAWS), stages=STAGES, seed=7, strata="province")
    for drawn in sample.stages:
        came, promised = {}, {}
        for label, chance in zip(drawn.label, drawn.probability.tolist(), strict=True):
            came[label] = came.get(label, 0) + 1
            promised.setdefault(label, chance)
            assert promised[label] == pytest.approx(chance)
        assert sorted(came) == sorted(set(nation()[drawn.name].tolist()))
        for label, chance in promised.items():
            error = (chance * (1 - chance) / DRAWS) ** 0.5
            assert abs(came[label] / DRAWS - chance) <= 3 * error + 1e-12, (label, came[label], chance)


@pytest.mark.parametrize("method", ["srs", "systematic"])
def test_in_20000_draws_from_lists_every_place_comes_as_often_as_every_other(method):
    frame = {"village": numpy.arange(DRAWS), "people": numpy.full(DRAWS, 7.0)}
    stages = [Stage("village", DRAWS), Stage("person", 3, method, listed="people", reserve=2)]
    (_villages, people) = draw(frame, stages=stages, seed=11).stages
    places = numpy.array([int(label) for label in people.label])
    for turn, chance in ((0, 3 / 7), (1, 1 / 7), (2, 1 / 7)):
        came = numpy.bincount(places[people.turn == turn], minlength=8)[1:] / DRAWS
        assert numpy.abs(came - chance).max() <= 3 * (chance * (1 - chance) / DRAWS) ** 0.5


@pytest.mark.parametrize("method", list(Method))
def test_weights_add_up_to_the_frame(method):
    """By size down to the last list they do in every draw; drawn simply they do on average over draws."""
    frame = nation(20)
    stages = [
        Stage("district", 3, method, size="people"),
        Stage("village", 1, method, size="people"),
        Stage("person", 5, listed="people", reserve=1),
    ]
    sums = [draw(frame, stages=stages, seed=seed, strata="province").weights().sum() for seed in range(16)]
    total = frame["people"].sum()
    if method.startswith("pps"):
        assert sums == pytest.approx([total] * len(sums))
    else:
        assert abs(numpy.mean(sums) - total) <= 3 * numpy.std(sums) / len(sums) ** 0.5
    flat = draw(frame, stages=[Stage("village", 4)], seed=1, strata="province")
    assert flat.weights().sum() == pytest.approx(len(frame["people"]))


def test_the_same_seed_gives_the_same_sample_and_another_frame_elsewhere_does_not_move_it():
    frame = nation(3)
    first, again, other = (draw(frame, stages=STAGES, seed=seed, strata="province") for seed in (5, 5, 6))
    labels = [sample.stages[1].label for sample in (first, again, other)]
    assert labels[0] == labels[1] != labels[2]
    frame["people"][-1] += 500  # in the last province only
    moved = draw(frame, stages=STAGES, seed=5, strata="province")
    assert moved.stages[1].label[:6] == first.stages[1].label[:6]
    assert moved.stages[0].probability.tolist() != first.stages[0].probability.tolist()


def test_a_sample_is_drawn_again_by_hashes_and_raw_bits_alone():
    """What docs/methods/sampling.md promises an outsider: nothing of numpy but PCG64's raw numbers."""
    import hashlib

    frame = {"household": [f"h{place}" for place in range(9)]}
    sample = draw(frame, stages=[Stage("household", 4, reserve=2)], seed=3)
    digest = hashlib.sha256(b"3\x1fhousehold\x1f").digest()
    raw = numpy.random.PCG64(int.from_bytes(digest, "big")).random_raw(9).tolist()
    expected = sorted(sorted(range(9), key=lambda place: raw[place])[:4])
    assert [label for label, turn in zip(sample.stages[0].label, sample.stages[0].turn, strict=True) if not turn] == [
        f"h{place}" for place in expected
    ]  # fmt: skip


def test_units_marked_sure_are_taken_and_the_others_share_what_is_left():
    frame = nation() | {"capital": [0, 0, 1, 1, 1, 0, 0, 0]}
    stage = Stage("district", 2, "pps", size="people", sure="capital")
    drawn = draw(frame, stages=[stage, Stage("village", 1)], seed=1).stages[0]
    chance = dict(zip(drawn.label, drawn.conditional.tolist(), strict=True))
    assert chance.pop("b") == 1.0
    ((other, one),) = chance.items()
    assert one == pytest.approx({"a": 200, "c": 900, "d": 150, "e": 50}[other] / 1300)


def test_one_cluster_is_taken_whole_and_a_large_one_is_said():
    sample = draw(nation(), stages=STAGES, seed=1)
    assert ["“district”: 1 units are larger than a whole interval" in str(note) for note in sample.notes] == [
        True
    ]
    assert dict(zip(sample.stages[0].label, sample.stages[0].conditional, strict=True))["c"] == 1.0
    alone = draw({"x": ["one"], "n": [5]}, stages=[Stage("x", 1, "pps", size="n")], seed=1)
    assert alone.weights().tolist() == [1.0] and not alone.notes


def test_stand_ins_come_from_the_same_village_in_the_order_they_were_drawn():
    frame = {"village": ["a", "b"], "people": [12, 12]}
    stages = [Stage("village", 2), Stage("person", 4, listed="people", reserve=2)]
    people = draw(frame, stages=stages, seed=4).stages[1]
    of_a = [place for place in range(len(people.label)) if people.parent[place] == 0]
    main = [place for place in of_a if people.turn[place] == 0]
    first, second = sorted(
        (place for place in of_a if people.turn[place]), key=lambda place: people.turn[place]
    )
    assert stand_ins(people, lost=[main[2]]) == {main[2]: first}
    # The stand-in refuses too, then one more: the second takes over, and after it nobody from elsewhere.
    assert stand_ins(people, lost=[main[2], first, main[0]]) == {main[2]: first, first: second, main[0]: None}
    # One of the reserve that moved away before its turn is passed over.
    assert stand_ins(people, lost=[first, main[1]]) == {main[1]: second}


def test_a_sample_goes_straight_into_the_estimate():
    sample = draw(nation(30), stages=[*STAGES[:1], Stage("village", 1), Stage("person", 4, listed="people")], seed=2, strata="province")  # fmt: skip
    columns = sample.columns()
    columns["q"] = numpy.where(numpy.arange(len(columns["weight"])) % 3 == 0, 2.0, 4.0)
    (row,) = estimate(
        columns, values=[Share("q", of=(4, 5))], strata="province", clusters=("district", "village"),
        weights="weight", fpc=("N_district", "N_village"),
    )  # fmt: skip
    assert row["n"] == len(columns["q"]) and 0.5 < row["estimate"] < 0.8 and row["standard_error"] > 0


BY_SIZE = Stage("village", 2, "pps", size="people")
BAD = {
    "a size of zero": (lambda f: f["people"].__setitem__(2, 0), BY_SIZE, [("people", 3)]),
    "a negative size and a missing one": (
        lambda f: f["people"].__setitem__(slice(4, 6), [-3, numpy.nan]), BY_SIZE, [("people", 5), ("people", 6)],
    ),
    "a missing code": (lambda f: f["village"].__setitem__(1, ""), BY_SIZE, [("village", 2)]),
    "a code that stands twice": (
        lambda f: f["village"].__setitem__(7, "v6"), BY_SIZE, [("village", 7), ("village", 8)],
    ),
    "a mark that is no mark": (
        lambda f: f.__setitem__("sure", [0, 0, 0, 2, 0, 0, 0, 0]), Stage("village", 2, sure="sure"), [("sure", 4)],
    ),
    "a list of half a person": (
        lambda f: f["people"].__setitem__(0, 1.5),
        [Stage("village", 2), Stage("person", 1, listed="people")], [("people", 1)],
    ),
    "a number to draw that is none": (
        lambda f: f.__setitem__("take", [2.0, 2, 2, 2, 2, 2, 2, 1.5]), Stage("village", "take"),
        [("take", 1), ("take", 2), ("take", 3), ("take", 4), ("take", 5), ("take", 6), ("take", 7), ("take", 8)],
    ),
    "more than there is": (lambda f: None, Stage("village", 9), [("village", None)]),
    "more on a list than there is": (
        lambda f: None, [Stage("village", 8), Stage("person", 60, listed="people")], [("person", None)] * 2,
    ),
    "an empty stratum": (lambda f: None, Stage("village", {"0": 1, "north": 2}), [("village", None)]),
    "a stratum without a number": (lambda f: None, Stage("village", {}), [("village", None)]),
    "nothing to draw": (lambda f: None, Stage("village", 0), [("village", None)]),
    "more taken in any case than drawn": (
        lambda f: f.__setitem__("sure", [1] * 8), Stage("village", 2, sure="sure"), [("village", None)],
    ),
    "a draw by size without sizes": (lambda f: None, Stage("village", 2, "pps"), [("village", None)]),
    "an unknown method": (lambda f: None, Stage("village", 2, "dice"), [("village", None)]),
    "two stages of one column": (lambda f: None, [BY_SIZE, BY_SIZE], [("village", None)]),
    "a list that is not the last stage": (
        lambda f: None, [Stage("person", 1, listed="people"), Stage("village", 1)], [("person", None)],
    ),
    "no stage": (lambda f: None, [], [("", None)]),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_frame_is_refused_and_each_row_named(name):
    spoil, stages, expected = BAD[name]
    frame = nation()
    spoil(frame)
    with pytest.raises(BadTable) as refused:
        draw(frame, stages=stages if isinstance(stages, list) else [stages], seed=1, strata="province")
    assert [(fault.field, fault.facts.get("row")) for fault in refused.value.faults] == expected
    for fault in refused.value.faults:
        assert fault.sentence % fault.facts


def test_where_there_is_less_than_asked_all_are_taken_if_the_design_says_so():
    frame = nation() | {"people": [3, 80, 40, 60, 100, 900, 150, 50]}
    stages = [Stage("village", 8), Stage("person", 5, listed="people", short="all", reserve=2)]
    people = draw(frame, stages=stages, seed=1).stages[1]
    of_first = people.parent == 0
    assert of_first.sum() == 3 and people.conditional[of_first].tolist() == [1.0] * 3
    assert (people.turn[of_first] == 0).all()
