"""The sample's round in the field: what an officer and an enumerator find when they enter the demo."""

from datetime import timedelta

import pytest

from motcua.foundation.sample import Plan
from motcua.people.rules import Role
from motcua.surveys import actions, queries, questionnaires
from motcua.surveys.models import QuestionnaireVersion, Survey
from motcua.surveys.rules import Outcome, State
from motcua.surveys.sample.field import GIVEN, make_field, move_on_field
from tests.people.cast import make_cast, make_officer
from tests.surveys.build import AT

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_the_demo_s_round_is_open_partly_answered_and_given_to_its_enumerator():
    cast = make_cast()
    officer, enumerator = (
        make_officer(full_name=name, code=code, role=role, agency=cast.province)
        for name, code, role in (("Cao Thị Sáu", "noivu", Role.HOME_AFFAIRS), ("Lò Văn Hỏi", "dieutra", Role.ENUMERATOR))
    )  # fmt: skip
    text = questionnaires.shipped("sipas-2022")
    made = actions.publish_version(text=text, reach=cast.reach(officer), at=AT)
    version = QuestionnaireVersion.objects.get(pk=made.version_id)
    plan = Plan(at=AT)
    answered = make_field(plan, version=version)
    survey = Survey.objects.get()
    assert survey.simulated and survey.state == State.OPEN and survey.closes_on > AT.date()
    found = queries.field_work(survey_id=survey.pk, reach=cast.reach(officer))
    assert found.answered == answered > 80 and found.invited > answered
    own = queries.field_places(survey_id=survey.pk, reach=cast.reach(enumerator))
    outcomes = [one.outcome for one in own]
    assert outcomes.count(Outcome.REFUSED) == 1 and outcomes.count(Outcome.WAITING) >= 1
    assert len(own) == GIVEN + 1, "whoever took a turn goes with the place"
    assert all(one.above.startswith("Xã Mẫu") for one in own)
    assert move_on_field(Plan(at=AT + timedelta(days=30))) == 1
    survey.refresh_from_db()
    assert survey.closes_on > (AT + timedelta(days=30)).date()


def test_without_an_officer_who_runs_surveys_there_is_no_round_in_the_field():
    make_cast()
    assert make_field(Plan(at=AT), version=QuestionnaireVersion()) == 0
