"""The now-cast against a slow oracle in fractions, against its page of method, and against populations that are known."""

import csv
import io
import random
import re
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from motcua.foundation.shares import wilson
from motcua.indices.casting import CELL_LEAST, Cell, Key, cast, joined
from motcua.surveys.estimation import quantile

PAGE = (Path(__file__).parents[2] / "docs/methods/now-cast.md").read_text(encoding="utf-8")


def shown(cells: dict[Key, Cell]) -> list[Cell]:
    """The rule of the page in plain words: sets of keys that are joined until each may stand."""

    def of(group: frozenset[Key]) -> Cell:
        return Cell(
            sum(cells[key].ratings for key in group),
            sum(cells[key].satisfied for key in group),
            sum(cells[key].requests for key in group),
        )

    def stands(group: frozenset[Key]) -> bool:
        return of(group).ratings >= 10 and of(group).requests >= of(group).ratings

    def join(groups: list[frozenset[Key]], chosen: list[frozenset[Key]]) -> list[frozenset[Key]]:
        return [group for group in groups if group not in chosen] + [frozenset().union(*chosen)]

    def steps(groups: list[frozenset[Key]], kinds) -> list[frozenset[Key]]:
        for kind in kinds:
            for value in {kind(key) for key in cells}:
                every = [group for group in groups if {kind(key) for key in group} == {value}]
                small = [group for group in every if not stands(group)]
                if small and kind is kinds[0]:
                    groups = join(groups, small)
                    every = [group for group in groups if {kind(key) for key in group} == {value}]
                    small = [group for group in every if not stands(group)]
                if small:
                    groups = join(groups, every)
        return groups

    found = steps(
        [frozenset([key]) for key in cells], [lambda key: (key.late, key.online), lambda key: key.late]
    )
    if not all(stands(group) for group in found):
        offices = {(key.office, key.online) for key in cells}
        apart = [frozenset(k for k in cells if (k.office, k.online) == office) for office in offices]
        found = steps(apart, [lambda key: key.online, lambda key: ""])
    groups = found
    return [of(group) for group in groups]


cells_of_offices = st.dictionaries(
    st.builds(Key, st.integers(1, 4), st.booleans(), st.booleans()),
    st.integers(0, 30).flatmap(
        lambda n: st.builds(
            Cell, st.just(n), st.integers(0, n), st.one_of(st.integers(0, 40), st.integers(n, n + 400))
        )
    ),
    min_size=1,
)


@settings(max_examples=150, deadline=None)
@given(cells_of_offices)
@example({Key(1, True, False): Cell(5, 5, 40)})
@example({Key(1, True, False): Cell(12, 12, 12), Key(1, False, True): Cell(11, 4, 11)})
@example({Key(1, True, False): Cell(40, 30, 39)})
def test_the_share_and_its_error_are_those_of_a_slow_oracle(cells):
    strata = shown(cells)
    assert sorted(map(str, joined(cells))) == sorted(map(str, strata))
    ratings, requests = sum(c.ratings for c in strata), sum(c.requests for c in strata)
    found = cast(cells)
    if ratings < 5 or requests < ratings:
        assert found is None
        return
    share, variance = Fraction(0), Fraction(0)
    for cell in strata:
        weight, p = Fraction(cell.requests, requests), Fraction(cell.satisfied, cell.ratings)
        share += weight * p
        left = 1 - Fraction(cell.ratings, cell.requests)
        variance += weight**2 * left * p * (1 - p) / (cell.ratings - 1)
    degrees = sum(cell.ratings - 1 for cell in strata)
    assert (found.ratings, found.requests, found.cells, found.degrees) == (
        ratings,
        requests,
        len(strata),
        degrees,
    )
    assert found.share == pytest.approx(float(100 * share), rel=1e-9, abs=1e-9)
    error = 100 * float(variance) ** 0.5
    assert found.standard_error == pytest.approx(error, rel=1e-9, abs=1e-9)
    low, high = (float(100 * share) + sign * quantile(0.975, degrees) * error for sign in (-1, 1))
    if not variance and requests > ratings:
        satisfied = sum(cell.satisfied for cell in strata)
        bounds = [100 * bound for bound in wilson(satisfied, ratings)]
        low, high = min(low, bounds[0]), max(high, bounds[1])
    assert (found.lower, found.upper) == pytest.approx((max(low, 0), min(high, 100)), rel=1e-9, abs=1e-7)


@settings(max_examples=100, deadline=None)
@given(cells_of_offices)
def test_no_request_and_no_rating_is_lost_and_no_cell_of_its_own_is_small(cells):
    strata = joined(cells)
    whole = sum(cells.values(), Cell())
    assert sum(strata, Cell()) == whole
    if len(strata) > 1:
        assert min(cell.ratings for cell in strata) >= CELL_LEAST
        assert all(cell.requests >= cell.ratings for cell in strata)


def test_the_worked_example_of_the_page_is_what_is_computed():
    written = re.search(r"```csv\n(.*?)```", PAGE, re.DOTALL)[1]
    rows = [{name: int(cell) for name, cell in row.items()} for row in csv.DictReader(io.StringIO(written))]
    cells = {
        Key(row["office"], bool(row["online"]), bool(row["late"])): Cell(
            row["ratings"], row["satisfied"], row["requests"]
        )
        for row in rows
    }
    table = PAGE.split("| Figure of |", 1)[1].split("\n\n", 1)[0].splitlines()[2:]
    told = {
        cells_[0]: cells_[1:]
        for cells_ in ([c.strip() for c in line.strip("|").split("|")] for line in table)
    }
    assert set(told) == {"both", "office 1", "office 2"}
    for name, expected in told.items():
        own = (
            cells
            if name == "both"
            else {key: cell for key, cell in cells.items() if f"office {key.office}" == name}
        )
        found = cast(own)
        figures = (found.share, found.standard_error, found.lower, found.upper)
        assert [
            str(found.ratings), str(found.requests), str(found.cells), *(f"{figure:.2f}" for figure in figures), str(found.degrees),
        ] == expected, name  # fmt: skip
    assert f"= {cast(cells).share:.2f} %" in PAGE
    plain = sum(row["satisfied"] for row in rows) / sum(row["ratings"] for row in rows)
    assert f"{100 * plain:.1f} %" in PAGE


def test_the_interval_holds_the_truth_as_often_as_it_says_when_chance_alone_decides_who_rates():
    """Within a cell ratings are drawn by chance, between cells not: late requests are rated three times as often."""
    chance, held, weighted_off, plain_off = random.Random(11), 0, 0.0, 0.0
    runs = 300
    for _run in range(runs):
        cells, truth, people = {}, 0, 0
        for office in (1, 2, 3):
            for late in (False, True):
                requests = 240 if not late else 60
                said = [chance.random() < (0.4 if late else 0.85) for _one in range(requests)]
                rated = chance.sample(said, 36 if late else 48)
                cells[Key(office, True, late)] = Cell(len(rated), sum(rated), requests)
                truth, people = truth + sum(said), people + requests
        found = cast(cells)
        held += found.lower <= 100 * truth / people <= found.upper
        whole = sum(cells.values(), Cell())
        weighted_off += found.share - 100 * truth / people
        plain_off += 100 * whole.satisfied / whole.ratings - 100 * truth / people
    assert 0.92 <= held / runs <= 0.98
    assert abs(weighted_off / runs) < 0.5 and plain_off / runs < -8


def test_five_who_all_agree_are_no_proof():
    found = cast({Key(1, True, False): Cell(5, 5, 500)})
    assert (found.share, found.upper) == (100, 100) and 56 < found.lower < 57
    everybody = cast({Key(1, True, False): Cell(5, 5, 5)})
    assert (everybody.lower, everybody.upper) == (100, 100)
    assert cast({Key(1, True, False): Cell(4, 4, 500)}) is None
