"""The worked example of docs/methods/sampling.md is what the module draws."""

import re
from pathlib import Path

import pytest

from motcua.surveys.sampling import draw
from motcua.surveys.sheets import Sheet

PAGE = (Path(__file__).parents[2] / "docs/methods/sampling.md").read_text(encoding="utf-8")


@pytest.fixture
def sample(tmp_path):
    path = tmp_path / "khung.csv"
    path.write_text(re.search(r"```csv\n(.*?)```", PAGE, re.DOTALL)[1], encoding="utf-8")
    frame = Sheet(path).columns(numbers=["dan"], labels=["tinh", "huyen", "xa"])
    names = {"frame": frame}
    exec(re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)[1], names)
    assert draw is names["draw"]
    return names["sample"]


def test_the_drawn_districts_and_communes_are_those_of_the_page(sample):
    head = "| Stage | Stratum | Unit | Chance there | Chance over all | Weight |\n"
    lines = PAGE.split(head, 1)[1].split("\n\n", 1)[0].splitlines()[1:]
    printed = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    found = []
    stratum = [sample.strata[place] for place in sample.stages[0].parent]
    for drawn in sample.stages[:2]:
        if drawn is sample.stages[1]:
            stratum = [stratum[place] for place in drawn.parent]
        for place, label in enumerate(drawn.label):
            chance, over_all = drawn.conditional[place], drawn.probability[place]
            found.append(
                [drawn.name, stratum[place], label, f"{chance:.4f}", f"{over_all:.4f}", f"{1 / over_all:.4f}"]
            )
    assert found == printed


def test_the_people_who_are_asked_and_their_stand_ins_are_those_of_the_page(sample):
    people = sample.stages[2]
    of_a22 = [
        place for place in range(len(people.label)) if sample.stages[1].label[people.parent[place]] == "a22"
    ]
    asked = ", ".join(people.label[place] for place in of_a22 if not people.turn[place])
    first, second = (people.label[place] for place in of_a22 if people.turn[place])
    assert f"places {asked} of its 200 people are asked, and {first}, then {second}, stand in" in PAGE
    weights = {f"{1 / people.probability[place]:.0f}" for place in of_a22}
    assert weights == {"70"} and "stands for 70 people" in PAGE
    assert f"{sample.weights().sum():,.0f}" == "3,400" and "add up to the 3,400 people" in PAGE
