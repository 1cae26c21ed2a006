"""The worked example of docs/methods/robustness.md is what the modules do."""

from pathlib import Path

import numpy
import pytest

from motcua.indices import robustness
from motcua.indices.robustness import Aggregation, Doubt, League, RatioRule

PAGE = (Path(__file__).parents[2] / "docs/methods/robustness.md").read_text(encoding="utf-8")
EXAMPLE = PAGE.split("## Worked example")[1].split("## Sources")[0]


def league() -> League:
    head, maxima, *rows = [line.split(",") for line in EXAMPLE.split("```")[1].split()[1:]]
    shares = numpy.array([float(row[1]) for row in rows])
    return League.of(
        units=[row[0] for row in rows],
        components=head[2:],
        domains=[code.split(".")[0] for code in head[2:]],
        maxima=[float(cell) for cell in maxima[2:]],
        points=[[float(cell) for cell in row[2:]] for row in rows],
        ratios=[RatioRule(0, 0.70, 1.0, shares)],
    )


def printed_rows(columns: int) -> list[list[str]]:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in EXAMPLE.splitlines()
        if line.startswith("| ") and not line.startswith("| |")
    ]
    return [row for row in rows if len(row) == columns]


def test_totals_and_places_of_the_example_are_those_printed():
    example = league()
    totals, ranks = robustness.standing(example)
    multiplied, other_ranks = robustness.standing(example, Aggregation.GEOMETRIC)
    without = robustness.left_out(example)
    found = [
        [name, f"{total / 100:.2f}", str(rank), f"{product / 100:.2f}", str(other), str(first), str(second)]
        for name, total, rank, product, other, first, second in zip(
            example.units, totals, ranks, multiplied, other_ranks, without["1"], without["2"], strict=True
        )
    ]
    assert found == printed_rows(7) and len(found) == 4


def test_drawn_ranges_and_bands_of_the_example_are_those_printed():
    example = league()
    weights, floors = (
        robustness.robustness(example, doubt, draws=10_000, seed=1, bounds=(60, 70))
        for doubt in (Doubt(share=0.25), Doubt(floors=0.05))
    )
    rows = printed_rows(4)
    assert [[one.unit, one.shown, other.shown] for one, other in zip(weights, floors, strict=True)] == [
        [row[0], row[1], row[3]] for row in rows
    ]
    for one, row in zip(weights, rows, strict=True):
        assert one.bands == pytest.approx([float(cell) for cell in row[2].split(",")], abs=0.02)
