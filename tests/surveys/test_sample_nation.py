"""The simulated nation: its size and design, the scores it is meant to have, and how alike people of one village answer."""

import itertools

import numpy
import pytest

from motcua.design.charts.tiles import Tiles, read
from motcua.surveys.estimation import Index, Share, estimate
from motcua.surveys.ranks import competition_ranks
from motcua.surveys.sample.ladder import KNOWN, NATION, ladder
from motcua.surveys.sample.nation import NA, Asked, simulate

pytestmark = pytest.mark.once
SEED = 20230419
PROVINCES = sorted(tile.code for tile in read(Tiles.OF_63))
ASKED = Asked({"policy": {"a": [f"p{n}" for n in range(28)]}, "service": {"b": [f"s{n}" for n in range(17)]}}, "service")  # fmt: skip


@pytest.fixture(scope="module")
def nation():
    scores = {level.province: level.score for level in ladder(PROVINCES, seed=SEED)}
    return simulate(PROVINCES, asked=ASKED, scores=scores, seed=SEED)


@pytest.fixture(scope="module")
def columns(nation):
    drawn = nation.sample.stages
    commune = drawn[2].parent[nation.village]
    district = drawn[1].parent[commune]
    province = numpy.array(nation.sample.strata, dtype=object)[drawn[0].parent[district]]
    answered = numpy.where((nation.codes == 0) | (nation.codes == NA), numpy.nan, nation.codes)
    items = {item: answered[:, place] for place, item in enumerate(ASKED.items)}
    return items | {"province": province, "district": district, "village": nation.village, "weight": nation.weight}  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2, SEED])
def test_the_ladder_holds_what_is_known_and_has_the_printed_mean(seed):
    levels = ladder(PROVINCES, seed=seed)
    assert sorted(level.province for level in levels) == PROVINCES
    assert [level.place for level in levels] == list(range(1, 64))
    assert all(first.score > second.score for first, second in itertools.pairwise(levels))
    assert sum(level.score for level in levels) / 63 == pytest.approx(NATION)
    found = {level.province: level for level in levels}
    for code, (place, score) in KNOWN.items():
        assert found[code].place == place
        assert score is None or (found[code].score == score and not found[code].invented)
    assert sum(not level.invented for level in levels) == 5
    assert 70 < levels[-1].score < 79


def test_the_nation_has_the_printed_size(nation):
    asked = [int(nation.sample.asked(stage).sum()) for stage in range(3)]
    assert (len(nation.sample.strata), *asked) == (63, 195, 385, 1170)
    assert nation.codes.shape == (36_000, 45)
    assert set(numpy.unique(nation.codes)) == {0, 1, 2, 3, 4, 5, NA}
    assert set(numpy.bincount(nation.village).tolist()) == {0, 30, 31}


def test_the_computed_scores_are_those_it_is_meant_to_have(columns):
    index = Index(ASKED.index, of=(4, 5), scale=range(1, 6), combine="items")
    design = {"strata": "province", "clusters": ("district", "village"), "weights": "weight"}
    table = estimate(columns, values=index, domains="province", **design)
    scores = dict(zip(table["domain"], (table["estimate"] * 100).tolist(), strict=True))
    for level in ladder(PROVINCES, seed=SEED):
        assert abs(scores[level.province] - level.score) < 0.004, level
    ranks = competition_ranks(list(scores.values()))
    assert ranks[list(scores).index("66")] == 27 and f"{scores['66']:.2f}" == "80.47"
    (whole,) = estimate(columns, values=index, mean_of="province", **design)
    assert f"{whole['estimate'] * 100:.2f}" == "80.08"


def test_people_of_one_village_agree_a_little(columns):
    """The design effect of an item and the size of a village give the correlation that the page states: about 0.01."""
    table = estimate(
        columns, values=[Share(item, of=(4, 5)) for item in ASKED.items[:28]], domains="province",
        strata="province", clusters="village", weights="weight",
    )  # fmt: skip
    effect = float(numpy.nanmean(table["design_effect"]))
    assert 0.005 < (effect - 1) / (30.8 - 1) < 0.015


def test_the_same_seed_makes_the_same_nation_and_another_seed_another():
    few = PROVINCES[:4]
    scores = dict.fromkeys(few, 78.5)
    first, again, other = (
        simulate(few, asked=ASKED, scores=scores, seed=seed, answers=1600) for seed in (1, 1, 2)
    )
    assert (first.codes == again.codes).all() and (first.weight == again.weight).all()
    assert first.codes.shape == other.codes.shape and (first.codes != other.codes).any()
