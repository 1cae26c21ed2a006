"""The page of the method: each of its examples is scored as it says, in its own words."""

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import translation

from motcua.indices import named_figures
from motcua.indices.explaining import in_words
from motcua.indices.frameworks import shipped
from motcua.indices.frameworks.reading import rule_of
from motcua.indices.par_sheets import given_document, read_given
from motcua.indices.rules.frameworks import Source
from motcua.indices.rules.points import KINDS, BadGiven, Points, score
from tests.indices.framework_cast import full_marks, half_marks

PAGE = (Path(__file__).parents[2] / "docs/methods/par-index.md").read_text(encoding="utf-8")
EXAMPLES = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.S)]


def scored(example: dict) -> Points:
    given = read_given(example["given"])
    assert given_document(given) == example["given"]
    return score(rule_of(example["rule"]), maximum=Decimal(example["maximum"]), given=given)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: f"{one['rule']['kind']}-{one['points']}")
def test_each_example_of_the_page_gives_the_points_and_words_it_prints(example: dict) -> None:
    found = scored(example)
    assert str(found.points) == example["points"]
    with translation.override("en"):
        assert in_words(found) == example["says"]
    with translation.override("vi"):
        vietnamese = in_words(found)
    assert vietnamese and vietnamese != example["says"] and "%(" not in vietnamese


def test_the_page_has_an_example_of_every_rule() -> None:
    assert {example["rule"]["kind"] for example in EXAMPLES} == set(KINDS)


def test_vietnamese_words_write_numbers_as_vietnamese_does() -> None:
    with translation.override("vi"):
        said = in_words(scored(next(one for one in EXAMPLES if one["points"] == "1.28")))
    assert "1.000" in said and "81,2\u00a0%" in said and "1,28" in said


def test_every_component_of_the_teaching_frameworks_explains_itself() -> None:
    for code in ("teaching-province", "teaching-commune"):
        of = shipped(code)
        for given in (full_marks(of), half_marks(of)):
            for one in of.components:
                assert one.rule and one.maximum
                with translation.override("vi"):
                    assert in_words(score(one.rule, maximum=one.maximum, given=given[one.code]))


def test_a_component_that_names_a_figure_which_is_not_there_says_which() -> None:
    of = shipped("teaching-province")
    named = {one.figure for one in of.components if one.source is Source.RECORDS}
    missing = {name for name in named if name not in named_figures.known()}
    assert missing == {"feedback-handled", "online-payments"}
    for name in {*missing, *named_figures.known()}:
        assert f"`{name}`" in PAGE


def test_what_the_page_says_is_refused_is_refused() -> None:
    example = next(one for one in EXAMPLES if one["rule"]["kind"] == "ratio")
    with pytest.raises(BadGiven):
        scored(example | {"given": {"numerator": "1", "denominator": "0"}})
