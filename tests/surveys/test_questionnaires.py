"""The shipped questionnaires, and files that are not sound."""

from io import StringIO

import pytest
from django.core.management import call_command

from motcua.foundation.refusal import InvalidInput
from motcua.operations import demo
from motcua.people.rules import NOBODY
from motcua.surveys import actions, questionnaires
from motcua.surveys.models import QuestionnaireVersion
from motcua.surveys.rules import NotOneSeries, check_one_series
from tests.surveys.build import AT


@pytest.mark.parametrize(
    ("code", "items", "blocks", "years"),
    [
        ("sipas-2017", 22, {"service": 5}, (2017, 2021)),
        ("sipas-2022", 45, {"policy": 9, "service": 5}, (2022, None)),
    ],
)
def test_a_shipped_questionnaire_has_the_structure_that_was_found(code, items, blocks, years):
    document, problems = questionnaires.read(questionnaires.shipped(code))
    assert problems == ()
    held = questionnaires.opened(questionnaires.sealed(document)[0])
    assert len(held.items) == items
    assert {block.code: len(block.factors) for block in held.blocks} == blocks
    assert (held.first_year, held.last_year) == years
    assert all(item.label.en and item.recalled for item in held.items), "no wording was found in a source"
    assert held.satisfied == ("4", "5")


def test_two_instruments_never_stand_in_one_series():
    check_one_series(["sipas-2022", "sipas-2022"])
    with pytest.raises(NotOneSeries):
        check_one_series(["sipas-2017", "sipas-2022"])


@pytest.mark.django_db
def test_an_operator_publishes_the_questionnaires_that_come_with_the_product_and_again_changes_nothing():
    said = StringIO()
    call_command("surveys", "load", stdout=said)
    assert said.getvalue().splitlines() == ["sipas-2017 v1", "sipas-2022 v1"]
    call_command("surveys", "load", stdout=said)
    assert said.getvalue().splitlines()[2:] == ["sipas-2017 v1 =", "sipas-2022 v1 ="]
    assert QuestionnaireVersion.objects.count() == 2
    assert "surveys" in demo.LOADS, "the demo's officer finds them too"


@pytest.mark.django_db
def test_the_same_file_is_the_same_version_and_a_changed_one_is_the_next():
    first = actions.load_shipped(at=AT)
    assert [one.is_new for one in first] == [True, True]
    assert [one.is_new for one in actions.load_shipped(at=AT)] == [False, False]
    from motcua.people.rules import system

    changed = questionnaires.shipped("sipas-2022").replace("minutes: 15", "minutes: 16")
    made = actions.publish_version(text=changed, reach=system("surveys"), at=AT)
    assert made.is_new
    assert QuestionnaireVersion.objects.get(pk=made.version_id).number == 2
    assert len(set(QuestionnaireVersion.objects.values_list("digest", flat=True))) == 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        (("code: sipas-2022", "code: SIPAS"), 5),
        (("satisfied: [", "satisfied: [\"7\", "), 44),
        (("code: p_health_part", "code: p_economy_part"), None),
        (("minutes: 15", "minute: 15"), None),
        (("field: v_used", "field: v_nothing"), None),
    ],
)  # fmt: skip
def test_a_file_that_is_not_sound_is_refused_with_its_lines(wrong, line):
    from motcua.people.rules import system

    text = questionnaires.shipped("sipas-2022").replace(*wrong)
    with pytest.raises(InvalidInput) as refused:
        actions.publish_version(text=text, reach=system("surveys"), at=AT)
    assert refused.value.faults
    assert line is None or refused.value.faults[0].facts["line"] == line
    assert QuestionnaireVersion.objects.count() == 0


@pytest.mark.django_db
def test_a_stranger_publishes_nothing():
    from motcua.foundation.refusal import Forbidden

    with pytest.raises(Forbidden):
        actions.publish_version(text=questionnaires.shipped("sipas-2017"), reach=NOBODY, at=AT)
