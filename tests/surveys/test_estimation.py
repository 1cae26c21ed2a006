"""Estimates against a slow oracle, the ways to put an index together, replicates, and what is refused."""

import math

import numpy
import pyarrow
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from motcua.surveys.estimation import (
    BadTable,
    Index,
    Mean,
    NonResponse,
    PostStratify,
    Rake,
    Ratio,
    Share,
    covariance,
    estimate,
)
from tests.surveys import oracle
from tests.surveys.samples import draw

SATISFIED = (4, 5)
BLOCKS = {"policy": {"roads": ["a", "b"]}, "service": {"access": ["q"], "results": ["e"]}}
ITEMS = ["a", "b", "q", "e"]
# way → item: its weight in the whole
WEIGHTS = {
    "items": dict.fromkeys(ITEMS, 1 / 4),
    "factors": {"a": 1 / 6, "b": 1 / 6, "q": 1 / 3, "e": 1 / 3},
    "blocks": {"a": 0.3, "b": 0.3, "q": 0.2, "e": 0.2},
}
KEYS = ["value", "domain", "estimate", "standard_error", "lower", "upper", "n", "design_effect"]


def index(combine, **more):
    return Index(BLOCKS, of=SATISFIED, combine=combine, label=combine, **more)


INDICES = [
    index("items"),
    index("factors"),
    index("blocks", block_weights={"policy": 3, "service": 2}),
    index("persons"),
    index("answers"),
]
PARTS = {
    "y": [(1.0, oracle.mean("y"))],
    "q=4,5": [(1.0, oracle.share("q", SATISFIED))],
    "y/x": [(1.0, oracle.ratio("y", "x"))],
    **{
        way: [(weight, oracle.share(item, SATISFIED)) for item, weight in weights.items()]
        for way, weights in WEIGHTS.items()
    },
    "persons": [(1.0, oracle.person(ITEMS, SATISFIED))],
    "answers": [(1.0, oracle.pooled(ITEMS, SATISFIED))],
}
VALUES = ["y", Share("q", SATISFIED), Ratio("y", "x"), *INDICES]


def sample(seed):
    chance = numpy.random.default_rng(seed)
    case = draw(chance, people_min=1)
    rows = len(case.people["h"])
    case.people["e"] = numpy.where(chance.random(rows) < 0.2, numpy.nan, chance.integers(1, 6, rows))
    if case.lonely == "average":
        case.lonely = "adjust"
    return case


def as_rows(people):
    return [
        dict(zip(people, row, strict=True))
        for row in zip(*(c.tolist() for c in people.values()), strict=True)
    ]


@settings(max_examples=25)
@given(some.integers(0, 2**32))
def test_every_measure_in_every_domain_is_what_loops_over_rows_find(seed):
    case = sample(seed)
    rows = as_rows(case.people)
    for row in estimate(case.people, values=VALUES, domains="d", **case.told):
        value, error, n = oracle.estimate(
            rows,
            PARTS[row["value"]],
            lambda person, domain=row["domain"]: person["d"] == domain,
            clusters=case.clusters,
            fpc=case.fpc,
            lonely=case.lonely,
        )
        assert row["n"] == n
        if math.isnan(value):
            assert row["estimate"] is None and row["standard_error"] is None
        else:
            assert row["estimate"] == pytest.approx(value, rel=1e-10, abs=1e-12), row
            assert row["standard_error"] == pytest.approx(error, rel=1e-9, abs=1e-12), row


@settings(max_examples=10)
@given(some.integers(0, 2**32))
def test_covariances_have_the_variances_on_their_diagonal_and_a_mean_of_domains_is_their_mean(seed):
    case = sample(seed)
    labels, values, spread = covariance(case.people, value="x", domains="d", **case.told)
    apart = estimate(case.people, values="x", domains="d", **case.told)
    together = estimate(case.people, values="x", mean_of="d", **case.told)
    assert labels == ["north", "south"]
    assert values == pytest.approx(apart["estimate"])
    assert numpy.sqrt(numpy.diag(spread)) == pytest.approx(apart["standard_error"], rel=1e-9, abs=1e-12)
    assert together["estimate"][0] == pytest.approx(values.mean())
    assert together["standard_error"][0] == pytest.approx(math.sqrt(spread.mean()), rel=1e-9, abs=1e-12)


def nation(*, provinces=12, clusters=8, people=6, seed=5):
    """A sample in which every province is a stratum."""
    chance = numpy.random.default_rng(seed)
    province = numpy.repeat(numpy.arange(provinces), clusters * people)
    cluster = numpy.repeat(numpy.arange(provinces * clusters), people)
    level = chance.normal(0, 0.1, provinces)[province] + chance.normal(0, 0.15, provinces * clusters)[cluster]
    answer = (chance.random(len(province)) < 0.7 + level).astype(float)
    return {
        "province": province,
        "cluster": cluster,
        "person": numpy.arange(len(province)),
        "w": chance.uniform(1, 3, len(province)),
        "N1": numpy.full(len(province), clusters * 2.0),
        "N2": numpy.full(len(province), people * 3.0),
        "answer": answer,
        "group": chance.integers(0, 2, len(province)),
        "came": (chance.random(len(province)) < 0.7).astype(int),
    }


DESIGN = {"strata": "province", "clusters": "cluster", "weights": "w"}


@pytest.mark.parametrize("fpc", [(), ("N1",), ("N1", "N2")])
def test_replicates_vary_as_linearisation_says_with_finite_populations_at_each_stage(fpc):
    told = {"values": "answer", "domains": "province", "fpc": fpc, **DESIGN}
    straight = estimate(nation(), **told)
    again = estimate(nation(), **told, method="bootstrap", replicates=4000)
    # The error of a standard error from 4,000 replicates is 1.1 %; twelve of them stay within four of those.
    assert again["standard_error"] == pytest.approx(straight["standard_error"], rel=0.05)
    assert again["estimate"] == pytest.approx(straight["estimate"])


def test_replicates_count_a_lonely_cluster_as_linearisation_does():
    people = nation(provinces=3, clusters=5)
    people["province"][people["cluster"] == 4] = 7
    told = {"values": "answer", **DESIGN}
    for lonely in ("adjust", "certainty"):
        straight = estimate(people, **told, lonely=lonely)["standard_error"][0]
        again = estimate(people, **told, lonely=lonely, method="bootstrap", replicates=4000)
        assert again["standard_error"][0] == pytest.approx(straight, rel=0.06), lonely


def test_the_same_seed_gives_the_same_replicates_and_another_seed_others():
    told = {"values": "answer", "method": "bootstrap", "replicates": 50, **DESIGN}
    first, same, other = (estimate(nation(), **told, seed=seed) for seed in (1, 1, 2))
    assert (first.replicates["answer"] == same.replicates["answer"]).all()
    assert (first.replicates["answer"] != other.replicates["answer"]).any()


def test_arrow_columns_give_what_numpy_columns_give_and_the_answer_is_arrow_again():
    people = nation()
    people["name"] = numpy.array([f"tỉnh {place}" for place in people["province"]])
    arrow = pyarrow.table({name: pyarrow.array(column) for name, column in people.items()})
    arrow = arrow.set_column(
        arrow.column_names.index("name"), "name", arrow.column("name").dictionary_encode()
    )
    told = {"values": ["answer", Share("answer", (1,))], "domains": "name", **DESIGN}
    mine, theirs = estimate(people, **told), estimate(arrow, **told)
    assert mine.to_pylist() == theirs.to_pylist()
    assert pyarrow.table(theirs).column_names == KEYS
    assert list(theirs.to_pylist()[0]) == KEYS


def test_intervals_use_t_with_the_degrees_of_the_strata_that_a_domain_reaches():
    row = estimate(nation(clusters=3), values="answer", domains="province", **DESIGN)
    assert set(row.degrees) == {2}  # three clusters in one stratum
    half = (row["upper"] - row["lower"]) / 2
    assert half == pytest.approx(4.302652729749464 * row["standard_error"])


def test_a_gap_in_an_item_leaves_its_person_in_the_design_and_out_of_the_mean():
    people = nation()
    people["answer"][people["cluster"] == 0] = numpy.nan
    row = estimate(people, values="answer", **DESIGN)
    assert row["n"][0] == (people["cluster"] != 0).sum()
    assert row.degrees[0] == 12 * 7


def test_what_was_assumed_of_a_lonely_stratum_is_said_and_can_be_refused():
    people = nation(provinces=3, clusters=5)
    people["province"][people["cluster"] == 4] = 7
    said = estimate(people, values="answer", **DESIGN)
    assert [note.code for note in said.notes] == ["lonely"]
    assert "1 strata hold one unit only (7)" in str(said.notes[0])
    with pytest.raises(BadTable):
        estimate(people, values="answer", **DESIGN, lonely="refuse")


def test_an_item_that_nobody_answered_is_named_and_the_others_are_estimated():
    people = nation()
    people["silent"] = numpy.full(len(people["w"]), numpy.nan)
    people["half"] = numpy.where(people["group"] == 1, people["answer"], numpy.nan)
    found = estimate(people, values=["answer", "silent", "half"], domains="group", **DESIGN)
    rows = {(row["value"], row["domain"]): row for row in found}
    assert rows["silent", 0]["estimate"] is None and rows["silent", 0]["n"] == 0
    assert rows["half", 0]["estimate"] is None and rows["half", 1]["estimate"] is not None
    assert rows["answer", 0]["estimate"] is not None
    assert [str(note) for note in found.notes if note.facts["value"] == "half"] == [
        "half, 0: nobody answered half, so there is no estimate."
    ]


def refused(people, **told):
    with pytest.raises(BadTable) as stopped:
        estimate(people, **{"values": "answer", **DESIGN, **told})
    return [fault.sentence % fault.facts for fault in stopped.value.faults]


@pytest.mark.parametrize("bad", [0.0, -2.0, math.nan, math.inf])
def test_a_weight_that_is_none_is_named_with_its_row(bad):
    people = nation()
    people["w"][[4, 9]] = bad
    if bad == -2.0:
        people["w"][9] = -3.0
    said = refused(people)
    assert [line.split(",")[0] for line in said] == ["Row 5", "Row 10"]
    assert "must be a number above zero" in said[0]


def test_many_bad_rows_are_named_up_to_a_limit_and_then_counted():
    people = nation()
    people["w"][:] = 0
    said = refused(people)
    assert len(said) == 51 and "526 more rows" in said[-1]


@pytest.mark.parametrize(
    ("change", "told", "words"),
    [
        ({}, {"values": "nothing"}, "There is no column nothing"),
        ({"answer": ["x", *[1] * 575]}, {}, "Row 1, column answer: “x” is not a number."),
        ({"cluster": [None, *range(575)]}, {}, "Row 1, column cluster: the stratum or cluster is missing."),
        ({"N1": 3.0}, {"fpc": "N1"}, "more units were drawn than the 3 there are"),
        ({"N1": numpy.arange(576) + 20.0}, {"fpc": "N1"}, "differs from other rows"),
        ({"N1": [0.5, *[40.0] * 575]}, {"fpc": "N1"}, "0.5 is a fraction and other rows hold sizes"),
        ({}, {"values": Share("answer", (1,), scale=(1, 2))}, "is not on the scale"),
        ({}, {"values": ["answer", "answer"]}, "same name"),
        ({}, {"values": Index({"one": {"f": ["answer"]}}, combine="odd")}, "cannot be combined by “odd”"),
        ({}, {"method": "guess"}, "There is no such method"),
        ({}, {"replicates": 1, "method": "bootstrap"}, "Replicates must lie between"),
    ],
)
def test_what_cannot_be_computed_is_refused_with_its_row_or_column(change, told, words):
    people = nation()
    for name, value in change.items():
        whole = isinstance(value, float)
        people[name] = (
            numpy.full(576, value) if whole else value if isinstance(value, numpy.ndarray) else list(value)
        )
    assert any(words in line for line in refused(people, **told)), refused(people, **told)


def test_weights_meet_their_totals_and_explained_variance_is_gone():
    people = nation()
    totals = {0: 700.0, 1: 800.0}
    met = estimate(people, values="group", weighting=[PostStratify("group", totals)], **DESIGN)
    assert met["estimate"][0] == pytest.approx(800 / 1500)
    assert met["standard_error"][0] == pytest.approx(0, abs=1e-9)
    raked = [("group", totals), ("came", {0: 500.0, 1: 1000.0})]
    for values, expected in (("group", 800 / 1500), ("came", 1000 / 1500)):
        row = estimate(people, values=values, weighting=[Rake(raked)], **DESIGN)
        assert row["estimate"][0] == pytest.approx(expected)
        assert row["standard_error"][0] == pytest.approx(0, abs=1e-6)


def test_linearised_errors_of_raked_means_agree_with_replicates_of_the_whole_recipe():
    people = nation(provinces=6, clusters=12)
    steps = [Rake([("group", {0: 700.0, 1: 500.0}), ("came", {0: 400.0, 1: 800.0})])]
    told = {"values": "answer", "weighting": steps, **DESIGN}
    straight = estimate(people, **told)["standard_error"][0]
    again = estimate(people, **told, method="bootstrap", replicates=600)["standard_error"][0]
    assert again == pytest.approx(straight, rel=0.12)


def test_those_who_answered_stand_for_those_who_did_not():
    people = nation()
    people["answer"] = numpy.where(people["came"] == 1, people["answer"], numpy.nan)
    row = estimate(people, values="answer", weighting=[NonResponse("came", "province")], **DESIGN)
    came = people["came"] == 1
    weights = people["w"].copy()
    for province in set(people["province"].tolist()):
        here = people["province"] == province
        weights[here] *= people["w"][here].sum() / people["w"][here & came].sum()
    expected = (weights * people["answer"])[came].sum() / weights[came].sum()
    assert row["estimate"][0] == pytest.approx(expected)
    assert row["n"][0] == came.sum()


def test_totals_that_contradict_each_other_are_refused():
    for steps, words in (
        ([Rake([("group", {0: 700.0, 1: 500.0}), ("came", {0: 4.0, 1: 8.0})])], "different sums"),
        ([PostStratify("group", {0: 700.0})], "no total is given for: 1"),
        ([PostStratify("group", {0: 1.0, 1: 1.0, 2: 5.0})], "nobody in the sample is: 2"),
        ([NonResponse("w", "group")], "must be 1 (answered) or 0"),
    ):
        assert any(words in line for line in refused(nation(), weighting=steps)), words


def test_domains_may_be_crossed_and_rows_without_one_are_counted_out():
    people = nation(provinces=2)
    people["area"] = ["" if place == 0 else "đô thị" for place in range(len(people["w"]))]
    found = estimate(people, values=Mean("answer"), domains=["area", "group"], **DESIGN)
    assert found["domain"] == ["đô thị · 0", "đô thị · 1"]
    assert [note.code for note in found.notes] == ["outside"]
    assert sum(found["n"]) == len(people["w"]) - 1


def test_where_everybody_says_the_same_there_is_no_error_and_no_design_effect():
    people = nation()
    people["answer"] = numpy.full(len(people["w"]), 0.7)
    (row,) = estimate(people, values="answer", **DESIGN)
    assert row["standard_error"] == 0 and row["design_effect"] is None
    assert row["lower"] == row["upper"] == pytest.approx(0.7)


def test_arrow_arrays_with_gaps_are_read():
    batch = pyarrow.record_batch({"q": pyarrow.array([1, None, 4]), "h": pyarrow.array(["a", None, "b"])})
    rows = {row["domain"]: row["n"] for row in estimate(batch, values="q", domains="h")}
    assert rows == {"a": 1, "b": 1}


def test_replicates_that_cannot_meet_the_totals_are_left_out_and_counted():
    people = nation(provinces=2, clusters=3)
    people["rare"] = (people["cluster"] == 0).astype(
        int
    )  # one cluster holds the label; some replicates lack it
    steps = [PostStratify("rare", {0: 900.0, 1: 100.0})]
    again = estimate(people, values="answer", weighting=steps, **DESIGN, method="bootstrap", replicates=60)
    (lost,) = [note for note in again.notes if note.code == "replicates-lost"]
    assert 0 < lost.facts["count"] < 60
    assert again["standard_error"][0] > 0


def test_margins_that_contradict_each_other_are_refused():
    people = nation(provinces=2)
    people["twin"] = people["group"]  # the same people, and other totals for them
    steps = [Rake([("group", {0: 500.0, 1: 500.0}), ("twin", {0: 300.0, 1: 700.0})])]
    assert refused(people, weighting=steps) == [
        "The totals could not be met: the margins contradict each other."
    ]
