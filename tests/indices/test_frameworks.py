"""Frameworks as files: those that ship, and every way in which one can disagree with itself, with its line."""

import pytest

from motcua.indices import frameworks
from motcua.indices.rules.frameworks import SURVEYED, Depth, Knowledge, Source
from motcua.indices.rules.points import KINDS

SMALL = """\
code: small
name: {vi: Nhỏ, en: Small}
level: department
first_year: 2024
depth: components
total: 10
survey_maximum: 4
blocks:
  - code: own
    name: {vi: Thẩm định, en: Appraised}
    maximum: 6
    sources: [appraised, records]
  - code: asked
    name: {vi: Khảo sát, en: Asked}
    maximum: 4
    sources: [leader-survey]
leads:
  - code: one
    name: {vi: Một, en: One}
domains:
  - code: "1"
    name: {vi: Lĩnh vực, en: Domain}
    maximum: 6
    criteria:
      - code: "1.1"
        name: {vi: Tiêu chí, en: Criterion}
        maximum: 6
        components:
          - code: 1.1.1
            name: {vi: Thành phần, en: Component}
            maximum: 2.5
            source: appraised
            lead: one
            rule: {kind: ratio, floor: 0.7, cap: 0.95}
          - code: 1.1.2
            name: {vi: Thành phần, en: Component}
            maximum: 3.5
            source: appraised
            rule: {kind: deduction, each: 0.5, cap: 2}
  - code: "2"
    name: {vi: Lĩnh vực, en: Domain}
    maximum: 4
    criteria:
      - code: "2.1"
        name: {vi: Hỏi, en: Asked}
        maximum: 4
        source: leader-survey
        rule:
          kind: option-mean
          options:
            - {code: A, name: {vi: Tốt, en: Good}, weight: 1}
            - {code: B, name: {vi: Kém, en: Poor}, weight: 0}
            - {code: C, name: {vi: Không biết, en: Unknown}}
"""


def test_the_teaching_framework_has_the_counts_and_blocks_of_the_real_one_and_every_rule() -> None:
    teaching = frameworks.shipped("teaching-province")
    criteria = [criterion for domain in teaching.domains for criterion in domain.criteria]
    components = list(teaching.components)
    assert (len(teaching.domains), len(criteria), len(components)) == (8, 37, 88)
    assert [str(block.maximum) for block in teaching.blocks] == ["61.5", "6.5", "22", "10"]
    assert sum(one.maximum or 0 for one in components if one.source in SURVEYED) == 32
    assert {type(one.rule) for one in components} == set(KINDS.values())
    assert teaching.fictional and "giả định" in teaching.name.vi and "ictional" in teaching.name.en
    assert all(one.knowledge is Knowledge.FICTIONAL for one in (*teaching.domains, *criteria, *components))
    assert [one.code for one in components if one.source is Source.SIPAS] == ["8.1"]


@pytest.mark.parametrize("code", frameworks.SHIPPED)
def test_what_ships_is_sound_and_comes_back_the_same_from_its_file_and_its_document(code: str) -> None:
    framework = frameworks.shipped(code)
    assert framework.code == code
    assert frameworks.load(frameworks.to_yaml(framework)) == framework
    text, digest = frameworks.canonical(framework)
    assert frameworks.opened(text) == framework
    assert frameworks.canonical(frameworks.opened(text)) == (text, digest)
    for name in (framework.name, *(one.name for one in framework.components)):
        assert name.vi and name.en


def test_points_that_nobody_published_are_not_there() -> None:
    of_2017, of_2022 = frameworks.shipped("par-province-2017"), frameworks.shipped("par-province-2022")
    assert [str(domain.maximum) for domain in of_2017.domains] == [
        "10",
        "10",
        "14.5",
        "11",
        "16",
        "7",
        "16",
        "15.5",
    ]
    assert of_2017.depth is Depth.DOMAINS and of_2017.survey_maximum is None
    assert [domain.maximum for domain in of_2022.domains[:7]] == [None] * 7
    criteria = [criterion for domain in of_2022.domains for criterion in domain.criteria]
    assert {criterion.knowledge for criterion in criteria} == {Knowledge.RECALLED}
    assert {criterion.code for criterion in criteria if criterion.maximum is not None} == {"8.1", "8.2"}
    ministry = frameworks.shipped("par-ministry-2022")
    counts = [domain.counts or (0, 0) for domain in ministry.domains]
    assert (sum(one for one, _ in counts), sum(two for _, two in counts)) == (38, 97)
    assert [str(block.maximum) for block in ministry.blocks] == ["68.5", "31.5"]
    assert not any(one.fictional for one in (of_2017, of_2022, ministry))


@pytest.mark.parametrize(
    ("was", "now", "at", "says"),
    [
        ("maximum: 2.5", "maximum: 2.4", 'code: "1.1"', "1.1 has a maximum of 6, but its parts add up to 5.9"),
        ("    maximum: 6\n    criteria", "    maximum: 5\n    criteria", 'code: "1"', "1 has a maximum of 5, but its parts add up to 6"),
        ("total: 10", "total: 11", 'code: small', "the domains add up to 10"),
        ("survey_maximum: 4", "survey_maximum: 5", 'survey_maximum', "what is surveyed adds up to 4"),
        ("maximum: 4\n    sources", "maximum: 3\n    sources", 'blocks:', "the blocks add up to 9"),
        ("[leader-survey]", "[leader-survey, appraised]", 'blocks:', "more than one block"),
        ("[appraised, records]", "[records]", 'blocks:', "stand in no block"),
        ("code: 1.1.2", "code: 1.1.1", 'code: 1.1.1', "used twice"),
        ("code: 1.1.2", "code: 1.2.2", 'code: 1.2.2', "does not begin with 1.1."),
        ("floor: 0.7", "floor: 0.99", 'code: 1.1.1', "a floor of 0.99 and a cap of 0.95"),
        ("each: 0.5, cap: 2", "each: 0.5, cap: 4", 'code: 1.1.2', "do not go together"),
        ("lead: one", "lead: two", 'code: 1.1.1', "not among the lead departments"),
        ("source: leader-survey\n", "source: appraised\n", 'code: "2.1"', "not scored by the rule"),
        ("weight: 1}", "weight: 0.9}", 'code: "2.1"', "the best one has 1"),
        ("source: appraised\n            lead", "source: records\n            lead", 'code: 1.1.1', "names its figure"),
        ("maximum: 2.5", "maximum: 2,5", 'maximum: 2,5', "not a number like 12 or 61.5"),
        ("floor: 0.7", "flor: 0.7", 'rule: {', "Did you mean"),
        ("kind: ratio", "kind: rate", 'rule: {', "is not known here"),
        ("first_year: 2024", "first_year: 2024\nlast_year: 2023", 'last_year', "before the first"),
    ],
)  # fmt: skip
def test_a_framework_that_disagrees_with_itself_is_refused_with_line_and_sum(was, now, at, says) -> None:
    assert frameworks.read(SMALL)[1] == ()
    assert SMALL.count(was) == 1, was
    text = SMALL.replace(was, now)
    framework, problems = frameworks.read(text)
    assert framework is None
    said = {(text.splitlines()[line - 1], problem.sentence % problem.facts) for line, problem in problems}
    assert any(says in sentence and at in line for line, sentence in said), said
    with pytest.raises(frameworks.UnsoundFramework) as refused:
        frameworks.load(SMALL.replace(was, now))
    assert all(fault.facts["line"] for fault in refused.value.faults)
