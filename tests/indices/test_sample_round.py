"""The round in progress of the sample: communes at every stage, reached by the acts, and moved forward on a later day."""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from motcua.figures import sample as figures
from motcua.foundation.sample import Plan
from motcua.indices import rounds
from motcua.indices.models import CountedFigure, Evidence, Explanation, Mark, Round, RoundUnit
from motcua.indices.rules.rounds import Stage, Voice
from motcua.indices.sample import provincial
from motcua.people.rules import Level, Role
from tests.people.cast import make_agency, make_cast, make_officer

pytestmark = pytest.mark.django_db


def test_the_sample_has_a_round_with_units_to_score_to_appraise_and_to_explain(settings, tmp_path):
    settings.FIGURES_DIR = tmp_path
    plan = Plan(at=timezone.now())
    figures.make(plan)
    assert provincial.make(plan) == {}, "nobody is there yet"
    cast = make_cast()
    for number in range(11):
        make_agency(
            name=f"Xã Mẫu {number}",
            parent=cast.province,
            level=Level.COMMUNE,
            code=f"000.00.{number + 60}.H15",
        )
    appraiser = make_officer(
        full_name="Cao Thị Sáu", code="noivu", role=Role.HOME_AFFAIRS, agency=cast.province
    )
    made = provincial.make(plan)
    units = RoundUnit.objects.count()
    assert made["units that are scored"] == units >= 12
    assert Counter(RoundUnit.objects.values_list("stage", flat=True)) == {
        Stage.SCORING: units - 10, Stage.LOCKED: 4, Stage.APPRAISED: 4, Stage.EXPLAINING: 2,
    }  # fmt: skip
    assert Evidence.objects.count() == 1 and Explanation.objects.filter(answered_at=None).count() == 2
    assert Mark.objects.filter(voice=Voice.FIRST).exists() and CountedFigure.objects.exists()
    line = rounds.round_of(
        round_id=Round.objects.get().pk, reach=cast.reach(appraiser, at=plan.at), at=plan.at
    )
    assert line.simulated and line.runs and provincial.made()
    later = Plan(at=plan.at + timedelta(days=30))
    assert provincial.move_on(later)["rounds of scoring"] == 1
    assert Round.objects.get().locks_at > later.at
    assert all(unit.explains_until > later.at for unit in RoundUnit.objects.filter(stage=Stage.EXPLAINING))
