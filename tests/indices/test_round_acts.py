"""The acts of a round, each with the refusal beside it."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from motcua.chronicle.models import Entry
from motcua.foundation.refusal import Forbidden, InvalidInput, NotFound
from motcua.indices import actions
from motcua.indices.models import Explanation, Mark, Round, RoundUnit
from motcua.indices.rounds import units_possible
from motcua.indices.rules import round_refusals as refusals
from motcua.indices.rules.points import Given
from motcua.indices.rules.rounds import RoundState, Stage, Voice
from motcua.people.models import Agency
from motcua.people.rules import Level, Role
from tests.indices.rounds import YEAR, given, make_scoring, self_scored
from tests.people.cast import give, make_agency

pytestmark = pytest.mark.django_db

YES = actions.Word(Given(yes=True), "Có biên bản.")
SECRET = "Ông Nguyễn Văn Tám nói thế"


@pytest.fixture
def scoring():
    return make_scoring()


def test_a_round_is_planned_with_the_units_of_its_framework_and_once_a_year(scoring):
    assert scoring.round.state == RoundState.OPEN and scoring.round.simulated  # the framework is made up
    assert RoundUnit.objects.filter(round=scoring.round, stage=Stage.SCORING).count() == 3
    form = actions.NewRound(
        owner_id=scoring.cast.province.pk, framework_id=scoring.round.framework_id, year=YEAR,
        locks_at=scoring.at + timedelta(days=3), ends_on=scoring.round.ends_on,
    )  # fmt: skip
    reach = scoring.reach(scoring.appraiser)
    with pytest.raises(refusals.RoundTwice):
        actions.plan_round(form=form, reach=reach, at=scoring.at)
    other = actions.plan_round(form=replace(form, year=YEAR + 1), reach=reach, at=scoring.at)
    # All communes below the province, the one of the cast too.
    assert RoundUnit.objects.filter(round=other).count() == 4
    bad = replace(form, year=1999, locks_at=scoring.at, explain_days=0, units=(scoring.cast.department.pk,))
    with pytest.raises(InvalidInput) as refused:
        actions.plan_round(form=bad, reach=reach, at=scoring.at)
    assert {one.field for one in refused.value.faults} == {"framework", "locks_on", "explain_days", "units"}
    with pytest.raises(Forbidden):
        actions.plan_round(form=form, reach=scoring.reach(scoring.council), at=scoring.at)
    with pytest.raises(NotFound):
        actions.plan_round(form=form, reach=scoring.reach(scoring.officers[0]), at=scoring.at)


def test_police_and_social_insurance_are_not_the_committees_to_score(scoring):
    province = scoring.cast.province
    ministry = make_agency(name="Bộ X", parent=None, level=Level.MINISTRY, code="G99")
    for level, name, code in (
        (Level.COMMUNE, "Công an xã Ea Mẫu", "000.01.78.H15"),
        (Level.DEPARTMENT, "Bảo hiểm xã hội tỉnh", "000.00.79.H15"),
    ):
        own = units_possible(owner_id=province.pk, level=level, at=scoring.at)
        made = make_agency(name=name, parent=province, level=level, code=code)
        Agency.objects.filter(pk=made.pk).update(ministry=ministry)
        assert own and units_possible(owner_id=province.pk, level=level, at=scoring.at) == own
        make_agency(name=f"{level} khác", parent=province, level=level, code=f"{code}.1")
        assert len(units_possible(owner_id=province.pk, level=level, at=scoring.at)) == len(own) + 1


def test_a_round_is_opened_once(scoring):
    with pytest.raises(refusals.RoundStepNotAllowed):
        actions.open_scoring(round_id=scoring.round.pk, reach=scoring.reach(scoring.appraiser), at=scoring.at)


def test_a_framework_is_loaded_once():
    from tests.indices.rounds import make_framework

    make_framework()
    with pytest.raises(refusals.FrameworkKnown):
        make_framework()


def test_what_a_unit_gives_becomes_points_and_a_change_a_new_revision(scoring):
    mark = scoring.act(actions.fill_in, scoring.officers[0], code="1.3.1", word=YES)
    assert mark.points == Decimal(3) and mark.revision == 1
    again = scoring.act(
        actions.fill_in, scoring.officers[0], code="1.3.1", word=actions.Word(Given(yes=False)), seen=1
    )
    assert again.points == 0 and again.revision == 2
    with pytest.raises(refusals.ChangedMeanwhile):
        scoring.act(actions.fill_in, scoring.officers[0], code="1.3.1", word=YES, seen=1)
    assert Mark.objects.count() == 2


@pytest.mark.parametrize(
    ("code", "given", "field"),
    [
        ("1.2", Given(numerator=Decimal(1), denominator=Decimal(0)), "denominator"),
        ("1.3.1", Given(), "yes"),
        ("1.3.1", Given(yes=True, value=Decimal(4)), "value"),
        ("1.3.1", Given(applicable=False), "applicable"),
    ],
)
def test_what_cannot_be_counted_is_refused_by_name_and_nothing_is_saved(scoring, code, given, field):
    before = scoring.unit().revision
    with pytest.raises(InvalidInput) as refused:
        scoring.act(actions.fill_in, scoring.officers[0], code=code, word=actions.Word(given))
    assert [one.field for one in refused.value.faults] == [field]
    assert not Mark.objects.exists() and scoring.unit().revision == before


def test_only_the_units_officer_scores_it_and_never_sets_points(scoring):
    for player in (scoring.leaders[0], scoring.appraiser):
        with pytest.raises(refusals.NotYourHand):
            scoring.act(actions.fill_in, player, code="1.3.1", word=YES)
    with pytest.raises(NotFound):  # the neighbour is told of nothing
        scoring.act(actions.fill_in, scoring.officers[1], code="1.3.1", word=YES)
    with pytest.raises(refusals.NotYourHand):
        word = replace(YES, points=Decimal(2))
        scoring.act(actions.fill_in, scoring.officers[0], code="1.3.1", word=word)
    with pytest.raises(refusals.NotSelfScored):
        word = actions.Word(Given(value=Decimal(80)))
        scoring.act(actions.fill_in, scoring.officers[0], code="5.1", word=word)
    with pytest.raises(NotFound):
        scoring.act(actions.fill_in, scoring.officers[0], code="9.9", word=YES)


def test_a_leader_locks_what_is_complete_and_then_nothing_changes(scoring):
    scoring.fill(codes=self_scored()[:-1])
    with pytest.raises(refusals.EvidenceMissing) as refused:
        scoring.act(actions.lock_scores, scoring.leaders[0])
    assert [one.field for one in refused.value.faults] == [self_scored()[-1]]
    assert scoring.unit().stage == Stage.SCORING
    scoring.fill(codes=self_scored()[-1:])
    with pytest.raises(refusals.NotYourHand):
        scoring.act(actions.lock_scores, scoring.officers[0])
    scoring.act(actions.lock_scores, scoring.leaders[0])
    assert scoring.unit().stage == Stage.LOCKED and scoring.unit().locked_at == scoring.at
    with pytest.raises(refusals.StageMoved):
        scoring.act(actions.fill_in, scoring.officers[0], code="1.3.1", word=YES)


def test_at_the_deadline_the_clock_locks_what_stands_and_the_late_one_hears_why(scoring):
    scoring.fill(codes=["1.1"])
    scoring.locked(1)
    until = scoring.round.locks_at
    assert actions.lock_overdue(at=until - timedelta(microseconds=1)) == 0
    with pytest.raises(refusals.DeadlinePassed):  # before the clock came round
        scoring.act(actions.fill_in, scoring.officers[0], at=until, code="1.3.1", word=YES)
    assert actions.lock_overdue(at=until + timedelta(minutes=7)) == 2
    assert scoring.unit().locked_at == until and scoring.unit(1).locked_at == scoring.at
    with pytest.raises(refusals.DeadlinePassed):
        scoring.act(actions.fill_in, scoring.officers[0], at=until, code="1.3.1", word=YES)
    assert actions.lock_overdue(at=until + timedelta(minutes=8)) == 0


def test_an_appraiser_recognises_corrects_or_sets_points_and_says_why(scoring):
    scoring.locked()
    act = actions.appraise
    own = given("1.2")
    assert scoring.act(act, scoring.appraiser, code="1.2", word=actions.Word(own)).voice == Voice.FIRST
    fewer = replace(own, numerator=Decimal(40))
    with pytest.raises(refusals.ReasonMissing):
        scoring.act(act, scoring.appraiser, code="1.2", word=actions.Word(fewer))
    mark = scoring.act(act, scoring.appraiser, code="1.2", word=actions.Word(fewer, "Năm việc chưa xong."))
    assert mark.revision == 2 and mark.points < Mark.objects.get(component="1.2", voice=Voice.SELF).points
    with pytest.raises(InvalidInput) as refused:
        above = actions.Word(own, "Tốt", points=Decimal(9))
        scoring.act(act, scoring.appraiser, code="1.2", word=above)
    assert [one.field for one in refused.value.faults] == ["points"]
    by_hand = actions.Word(own, "Thiếu phụ lục.", points=Decimal("6.5"))
    mark = scoring.act(act, scoring.appraiser, code="1.2", word=by_hand)
    assert mark.points == Decimal("6.5") and mark.by_hand


def test_an_appraisal_ends_with_a_word_about_every_component(scoring):
    scoring.locked()
    with pytest.raises(refusals.ComponentsLeft) as refused:
        scoring.act(actions.finish_appraisal, scoring.appraiser)
    assert refused.value.facts["count"] == len(self_scored())
    scoring.act(actions.finish_appraisal, scoring.appraiser, recognise_rest=True)
    assert scoring.unit().stage == Stage.APPRAISED
    assert Mark.objects.filter(voice=Voice.FIRST).count() == len(self_scored())


def test_what_a_unit_left_empty_is_not_recognised_by_the_way(scoring):
    scoring.fill(codes=self_scored()[1:])
    actions.lock_overdue(at=scoring.round.locks_at)
    with pytest.raises(refusals.ComponentsLeft):
        scoring.act(actions.finish_appraisal, scoring.appraiser, recognise_rest=True)
    assert not Mark.objects.filter(voice=Voice.FIRST).exists()
    nothing = actions.Word(Given(ticks=()), "Đơn vị không chấm.")
    scoring.act(actions.appraise, scoring.appraiser, code=self_scored()[0], word=nothing)
    scoring.act(actions.finish_appraisal, scoring.appraiser, recognise_rest=True)


def test_an_appraiser_with_a_mandate_in_the_unit_is_refused_whichever_hat_is_worn(scoring):
    from motcua.people import queries as people

    scoring.locked()
    give(officer=scoring.appraiser.officer, agency=scoring.communes[0], role=Role.WATCHER)
    worn = people.reach(scoring.appraiser.account, scoring.at, mandate_id=scoring.appraiser.mandate.pk)
    assert len(worn.grants) == 1
    word = actions.Word(given("1.1"))
    with pytest.raises(refusals.OwnUnit):
        actions.appraise(**scoring.of(), code="1.1", word=word, reach=worn, at=scoring.at)
    with pytest.raises(refusals.OwnUnit):
        actions.finish_appraisal(**scoring.of(), reach=worn, at=scoring.at, recognise_rest=True)
    scoring.locked(1)  # the neighbour's unit is no matter
    actions.appraise(**scoring.of(1), code="1.1", word=word, reach=worn, at=scoring.at)


def test_questions_are_explained_and_appraised_again_before_the_council_decides(scoring):
    scoring.locked()
    scoring.act(actions.ask, scoring.appraiser, code="1.2", question=SECRET)
    scoring.act(actions.finish_appraisal, scoring.appraiser, recognise_rest=True)
    with pytest.raises(refusals.StageMoved):
        scoring.act(actions.explain, scoring.officers[0], code="1.2", answer="Vì thế.")
    until = scoring.act(actions.send_questions, scoring.appraiser)
    assert until > scoring.at + timedelta(days=6)
    with pytest.raises(refusals.QuestionsUnanswered):
        scoring.act(actions.end_explaining, scoring.leaders[0])
    with pytest.raises(refusals.NothingAsked):
        scoring.act(actions.explain, scoring.officers[0], code="1.1", answer="Không ai hỏi.")
    with pytest.raises(refusals.DeadlinePassed):
        scoring.act(actions.explain, scoring.officers[0], at=until, code="1.2", answer="Muộn.")
    scoring.act(actions.explain, scoring.officers[0], code="1.2", answer=SECRET)
    scoring.act(actions.end_explaining, scoring.leaders[0])
    better = actions.Word(replace(given("1.2"), numerator=Decimal(48)), "Đã giải trình.")
    assert scoring.act(actions.appraise, scoring.appraiser, code="1.2", word=better).voice == Voice.SECOND
    with pytest.raises(refusals.StageMoved):
        scoring.act(actions.decide, scoring.council)
    scoring.act(actions.finish_appraisal, scoring.appraiser)
    with pytest.raises(refusals.NotYourHand):
        scoring.act(actions.decide, scoring.appraiser)
    amended = actions.Word(given("1.2"), "Hội đồng giữ điểm tự chấm.")
    assert scoring.act(actions.amend, scoring.council, code="1.2", word=amended).voice == Voice.COUNCIL
    scoring.act(actions.decide, scoring.council)
    assert scoring.unit().stage == Stage.DECIDED
    with pytest.raises(refusals.StageMoved):
        scoring.act(actions.amend, scoring.council, code="1.2", word=amended)
    assert Explanation.objects.get().answered_at == scoring.at


def test_who_does_not_explain_in_time_is_read_as_it_stands(scoring):
    scoring.locked()
    scoring.act(actions.ask, scoring.appraiser, code="1.2", question="Vì sao?")
    scoring.act(actions.finish_appraisal, scoring.appraiser, recognise_rest=True)
    until = scoring.act(actions.send_questions, scoring.appraiser)
    scoring.locked(1)
    scoring.locked(2)
    assert actions.lock_overdue(at=until - timedelta(microseconds=1)) == 0
    assert actions.lock_overdue(at=until) == 1 and scoring.unit().stage == Stage.EXPLAINED
    with pytest.raises(refusals.DeadlinePassed):
        scoring.act(actions.explain, scoring.officers[0], at=until, code="1.2", answer="Muộn.")
    scoring.act(actions.finish_appraisal, scoring.appraiser, at=until)


def test_without_a_question_there_is_nothing_to_send_and_the_council_decides_at_once(scoring):
    scoring.appraised()
    with pytest.raises(refusals.NothingAsked):
        scoring.act(actions.send_questions, scoring.appraiser)
    assert scoring.unit().stage == Stage.APPRAISED
    scoring.act(actions.decide, scoring.council)


def test_the_chronicle_holds_every_change_and_no_word_of_anybody(scoring):
    scoring.fill(note=SECRET)
    scoring.act(actions.lock_scores, scoring.leaders[0])
    scoring.act(actions.ask, scoring.appraiser, code="1.2", question=SECRET)
    entries = Entry.objects.filter(subject=str(scoring.unit()))
    assert entries.count() == len(self_scored()) + 2
    everything = " ".join(str(row) for row in Entry.objects.values_list("data", flat=True))
    assert "Nguyễn" not in everything and "Lò Thị" not in everything
    assert Round.objects.count() == 1
