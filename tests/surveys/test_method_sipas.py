"""The worked examples of docs/methods/sipas.md are what the modules do."""

import json
import re
import shlex
from io import StringIO
from pathlib import Path

import numpy
import pytest
from django.core.management import call_command

from motcua.surveys.estimation import Index, estimate, quantile
from motcua.surveys.ranks import band_probabilities, rank_sets
from motcua.surveys.sheets import Sheet

PAGE = (Path(__file__).parents[2] / "docs/methods/sipas.md").read_text(encoding="utf-8")
BLOCKS = {"policy": {"roads": ["p1", "p2"]}, "service": {"access": ["s1"], "results": ["s2"]}}


def rows(head: str) -> list[list[str]]:
    """Cells of the table under this head."""
    table = PAGE.split(head + "\n", 1)[1].split("\n\n", 1)[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[1:]]


@pytest.fixture
def answers(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(re.search(r"```csv\n(.*?)```", PAGE, re.DOTALL)[1], encoding="utf-8")
    return path


def printed(number: float | None) -> str:
    return "–" if number is None else f"{number:.4f}"


def test_every_line_of_the_worked_example_is_what_the_command_answers(answers):
    words = re.search(r"`motcua estimate FILE.csv (--strata .*?)`", PAGE)[1].split()
    examples = rows("| Words | Domain | Estimate | Error | Lower | Upper | n |")
    assert len(examples) >= 6
    asked: dict[str, list[list[str]]] = {}
    for example in examples:
        asked.setdefault(example[0], []).append(example[1:])
    for more, expected in asked.items():
        out = StringIO()
        call_command("estimate", str(answers), *words, *shlex.split(more.strip("`")), "--json", stdout=out)
        found = [
            [
                "–" if row["domain"] is None else row["domain"],
                *(printed(row[key]) for key in ("estimate", "standard_error", "lower", "upper")),
                str(row["n"]),
            ]
            for row in json.loads(out.getvalue())
        ]
        assert found == expected, more


def test_the_first_line_by_hand_adds_up(answers):
    columns = Sheet(answers).columns(numbers=["p1", "weight"], labels=["stratum", "village"])
    satisfied = (columns["p1"] >= 4).astype(float)
    weight = columns["weight"]
    share = (weight * satisfied).sum() / weight.sum()
    part = weight * (satisfied - share) / weight.sum()
    variance = {}
    for stratum, drawn, there in (("a", 3, 10), ("b", 2, 4)):
        inside = columns["stratum"] == stratum
        totals = [part[inside & (columns["village"] == str(place + 1))].sum() for place in range(drawn)]
        variance[stratum] = (
            (1 - drawn / there) * drawn / (drawn - 1) * ((totals - numpy.mean(totals)) ** 2).sum()
        )
        for total in totals:
            assert f"{total:+.4f}" in PAGE
        assert f"= {variance[stratum]:.6f}" in PAGE
    first = rows("| Words | Domain | Estimate | Error | Lower | Upper | n |")[0]
    assert first[2:4] == [printed(share), printed(sum(variance.values()) ** 0.5)]
    assert f"{quantile(0.975, 3):.4f}" in PAGE


def test_every_way_to_put_the_index_together_gives_what_the_page_says(answers):
    columns = Sheet(answers).columns(
        numbers=["p1", "p2", "s1", "s2", "weight", "villages"], labels=["stratum", "village"]
    )
    design = {"strata": "stratum", "clusters": "village", "weights": "weight", "fpc": "villages"}
    found = []
    for combine in ("items", "factors", "blocks", "persons", "answers"):
        index = Index(
            BLOCKS,
            of=(4, 5),
            scale=range(1, 6),
            combine=combine,
            block_weights={"policy": 3, "service": 2} if combine == "blocks" else None,
        )
        (row,) = estimate(columns, values=index, **design)
        found.append([f"`{combine}`", printed(row["estimate"]), printed(row["standard_error"])])
    assert found == rows("| combine | Estimate | Error |")


def test_the_ranks_of_the_page_are_those_of_the_module():
    table = rows("| Unit | Score | Error | Marginal | Simultaneous | Chance of at least 80 |")
    scores, errors = ([float(row[place]) for row in table] for place in (1, 2))
    chances = band_probabilities(scores, errors, bounds=[80])[:, 1]
    for simultaneous, column in ((False, 3), (True, 4)):
        sets = rank_sets(scores, standard_errors=errors, simultaneous=simultaneous)
        assert [sets.shown(place) for place in range(len(table))] == [row[column] for row in table]
    assert [f"{chance:.0%}" for chance in chances] == [row[5] for row in table]
