"""An invitation and its answer: one each, nothing in common, and nothing after the close."""

from datetime import date, timedelta
from unittest.mock import ANY

import pytest

from motcua.chronicle.models import Entry
from motcua.foundation.refusal import Forbidden, InvalidInput, NotFound
from motcua.surveys import actions, queries
from motcua.surveys.models import Answer, Invitation, PoolAnswer, Survey, Unspent
from motcua.surveys.rules import (
    CodeSpent,
    CodeUnknown,
    DesignUnsound,
    NoneLeft,
    RoundClosed,
    RoundNotOpen,
    State,
    StepNotAllowed,
    codes,
)
from tests.dossiers.test_races import together
from tests.surveys.build import AGREED, AT, CLOSES, OPENS, make_round

DAY = timedelta(days=1)


@pytest.mark.django_db
def test_an_answer_spends_its_code_and_a_second_one_is_told_so():
    made = make_round().open()
    made.answer(3)
    assert PoolAnswer.objects.get().data == AGREED
    with pytest.raises(CodeSpent):
        made.answer(3, {"v_used": False})
    assert PoolAnswer.objects.count() == 1
    assert Unspent.objects.count() == Invitation.objects.count() - 1


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["", "abc", "2222-2222-2222", "OOOO-IIII-0000", "x" * 4000])
def test_a_code_that_nobody_printed_is_unknown(typed):
    made = make_round().open()
    with pytest.raises(CodeUnknown):
        actions.answer(code=typed, data=AGREED, at=AT)
    assert made.codes[0] and PoolAnswer.objects.count() == 0


@pytest.mark.django_db
def test_a_code_is_read_as_people_type_it():
    made = make_round().open()
    code = codes.shown(made.codes[0])
    assert len(code) == 14
    actions.answer(code=f" {code.lower().replace('-', ' ')} ", data=AGREED, at=AT)
    assert PoolAnswer.objects.count() == 1


@pytest.mark.django_db
def test_answers_are_taken_from_the_first_day_to_the_last_by_our_day():
    made = make_round()
    with pytest.raises(RoundNotOpen):
        made.answer(0)
    made.open(at=AT)
    first = AT.replace(month=OPENS.month, day=OPENS.day, hour=17) - 2 * DAY  # 00:00 of the day before, here
    with pytest.raises(RoundNotOpen):
        made.answer(0, at=first)
    made.answer(0, at=first + DAY)
    last = AT.replace(day=CLOSES.day, hour=16)  # 23:30 here
    made.answer(1, at=last)
    with pytest.raises(RoundClosed):
        made.answer(2, at=last + timedelta(hours=1))
    assert PoolAnswer.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("data", [{}, {"p_health_quality": "6"}, {"nothing": "1"}, {"v_used": "maybe"}])
def test_an_answer_that_the_form_does_not_know_is_refused_and_the_code_stays_good(data):
    made = make_round().open()
    with pytest.raises(InvalidInput):
        made.answer(0, data)
    made.answer(0)
    assert PoolAnswer.objects.count() == 1


@pytest.mark.django_db
def test_what_a_skip_rule_hides_is_not_kept():
    made = make_round().open()
    made.answer(0, {"v_used": False, "s_access_signs": "1", "p_water_result": "4"})
    assert PoolAnswer.objects.get().data == {"v_used": False, "p_water_result": "4"}


@pytest.mark.django_db
def test_an_answer_without_a_code_spends_any_that_is_left_at_that_place():
    made = make_round(each=10).open()
    for _each in range(10):
        actions.take(sample_unit=made.units[0].pk, data=AGREED, at=AT)
    with pytest.raises(NoneLeft):
        actions.take(sample_unit=made.units[0].pk, data=AGREED, at=AT)
    assert Unspent.objects.filter(invitation__sample_unit=made.units[0]).count() == 0
    assert Unspent.objects.count() == 50


@pytest.mark.django_db
def test_a_round_with_a_cell_of_nine_invitations_does_not_open():
    made = make_round(each=9)
    with pytest.raises(DesignUnsound) as refused:
        made.open()
    assert len(refused.value.faults) == 6
    assert Survey.objects.get().state == State.DRAWN


@pytest.mark.django_db
def test_only_the_home_affairs_officer_of_the_agency_runs_its_round():
    made = make_round()
    for player, refusal in (
        (made.cast.operator, Forbidden),
        (made.cast.watcher, Forbidden),
        (made.enumerator, Forbidden),
        (made.cast.hoa, NotFound),
        (made.cast.stranger, NotFound),
    ):
        with pytest.raises(refusal):
            actions.open_round(survey_id=made.survey.pk, reach=made.cast.reach(player), at=AT)
    made.open()
    with pytest.raises(StepNotAllowed):
        made.open()


@pytest.mark.django_db
def test_ten_answers_of_five_places_move_together_and_nine_wait():
    made = make_round().open()
    places = [0, 1, 10, 11, 20, 21, 30, 31, 40]
    for place in places:
        made.answer(place)
    assert actions.shuffle_pools(at=AT) == 0
    before = set(PoolAnswer.objects.values_list("pk", flat=True))
    made.answer(2)
    assert actions.shuffle_pools(at=AT) == 10
    assert PoolAnswer.objects.count() == 0
    found = Answer.objects.values_list("pk", "day", "cell__number")
    assert not before & {pk for pk, _day, _cell in found}
    assert {day for _pk, day, _cell in found} == {date(2026, 3, 18)}
    assert sorted(cell for _pk, _day, cell in found) == [1, 1, 1, 2, 2, 3, 3, 4, 4, 5]
    for place in range(3, 10):
        made.answer(place)
    for place in range(12, 20):
        made.answer(place)
    assert actions.shuffle_pools(at=AT + DAY) == 0, "fifteen wait, but from two places only"


@pytest.mark.django_db
def test_the_last_few_join_the_lot_before_which_is_written_anew():
    made = make_round().open()
    for place in range(0, 60, 5):
        made.answer(place)
    actions.shuffle_pools(at=AT)
    first = set(Answer.objects.values_list("pk", flat=True))
    for place in (1, 2, 3):
        made.answer(place)
    actions.close(survey_id=made.survey.pk, reach=made.reach, at=AT + DAY)
    assert PoolAnswer.objects.count() == 0
    assert Answer.objects.count() == 15
    assert not first & set(Answer.objects.values_list("pk", flat=True))
    assert set(Answer.objects.values_list("day", flat=True)) == {date(2026, 3, 18)}
    with pytest.raises(RoundClosed):
        made.answer(4)


@pytest.mark.django_db
def test_the_chronicle_tells_the_round_and_no_answer():
    made = make_round().open()
    for place in range(12):
        made.answer(place)
    actions.close(survey_id=made.survey.pk, reach=made.reach, at=AT)
    told = [(entry.kind, entry.data) for entry in Entry.objects.order_by("pk") if entry.kind[:7] == "surveys"]
    assert told == [
        ("surveys.version-published", ANY),
        ("surveys.planned", ANY),
        ("surveys.opened", {}),
        ("surveys.closed", {"answers": 12}),
    ]


@pytest.mark.django_db
def test_answers_come_as_columns_for_estimates():
    from motcua.surveys.estimation import Index, estimate

    made = make_round().open()
    for place in range(60):
        made.answer(
            place, {"p_health_quality": str(place % 5 + 1), "v_used": False, "v_channels": ["tv", "net"]}
        )
    actions.close(survey_id=made.survey.pk, reach=made.reach, at=AT)
    columns = queries.answers(survey=made.survey.pk)
    assert {len(column) for column in columns.values()} == {60}
    assert columns["v_channels.tv"].sum() == 60 and columns["v_channels.paper"].sum() == 0
    asked = queries.instrument(version_id=made.survey.version_id)
    found = estimate(
        columns,
        values=[Index(asked.index, of=[4, 5], combine="answers", label="index")],
        domains="province",
        weights="weight",
        strata="stratum",
        clusters=("cluster_1",),
        fpc=("size_1",),
    )
    assert float(found["estimate"][0]) == pytest.approx(0.4)
    assert made.cells


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_by_one_code_at_once_one_is_kept():
    made = make_round(cells=1).open()
    for place in range(5):
        told = together(*[lambda place=place: made.answer(place)] * 4)
        assert sorted(type(one).__name__ for one in told) == [
            "CodeSpent",
            "CodeSpent",
            "CodeSpent",
            "NoneType",
        ]
    assert PoolAnswer.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_no_answer_is_left_in_the_pool_by_a_close_at_the_same_moment():
    made = make_round(cells=2).open()
    sending = [lambda place=place: made.answer(place) for place in range(8)]
    closing = lambda: actions.close(survey_id=made.survey.pk, reach=made.reach, at=AT)  # noqa: E731
    told = together(*sending[:4], closing, *sending[4:])
    taken = sum(one is None for one in told) - 1
    assert {type(one).__name__ for one in told} <= {"NoneType", "RoundClosed"}
    assert PoolAnswer.objects.count() == 0
    assert Answer.objects.count() == taken


@pytest.mark.django_db(transaction=True)
def test_two_workers_moving_one_pool_move_each_answer_once():
    made = make_round(cells=6).open()
    for place in range(30):
        made.answer(place * 2)
    told = together(*[lambda: actions.shuffle_pools(at=AT)] * 3)
    assert sorted(told) == [0, 0, 30]
    assert Answer.objects.count() == 30
