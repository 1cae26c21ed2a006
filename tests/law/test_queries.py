"""What the law says on a day, and by which calendar an office counts."""

from datetime import date, datetime, time

import pytest

from motcua.foundation.calendar import TZ, Term, Unit, due_at
from motcua.law import actions, queries, rules, shipped
from motcua.law.actions import DayForm, HoursForm
from motcua.law.rules import DayKind, NoValue
from motcua.people.rules import system
from tests.people.cast import NOW

US = system("law")
SATURDAYS = [["07:30-11:30", "13:30-17:00"]] * 5 + [["07:30-11:30"], []]

pytestmark = pytest.mark.django_db


def test_a_value_is_the_one_that_holds_on_the_day():
    assert queries.value("dossiers.pause-policy", date(2025, 6, 30)).value == "restart"
    assert queries.value("dossiers.pause-policy", date(2025, 7, 1)).value == "resume"


def test_a_value_says_where_it_comes_from_and_whether_it_was_verified():
    value = queries.value("dossiers.acknowledge-hours", date(2026, 3, 18))
    assert (value.whole, value.unit, value.verified) == (8, "working-hours", False)
    assert "45/2020" in value.basis


def test_a_key_without_a_value_on_the_day_is_a_bug_that_raises():
    with pytest.raises(NoValue, match=r"dossiers\.no-such-rule"):
        queries.value("dossiers.no-such-rule", date(2026, 3, 18))
    with pytest.raises(NoValue):
        queries.value("dossiers.acknowledge-hours", date(1999, 1, 1))


def test_the_same_values_are_found_before_and_after_loading():
    before = dict(queries._known().values)
    actions.load(at=NOW)
    queries.forget()
    assert queries._known().values == before


def test_an_office_without_hours_keeps_those_of_the_nearest_office_above(cast):
    for agency in (cast.province, cast.commune):
        actions.set_hours(
            agency_id=agency.pk,
            form=HoursForm(
                week=SATURDAYS if agency is cast.commune else [["08:00-16:00"]] * 5 + [[], []], basis="TB 1"
            ),
            reach=US,
            at=NOW,
        )
    saturday = date(2026, 3, 21)
    assert queries.calendar(cast.commune.pk).openings(saturday) == (rules.opening("07:30-11:30"),)
    assert queries.calendar(cast.department.pk).openings(saturday) == ()
    assert queries.calendar(cast.unit.pk).openings(date(2026, 3, 18)) == (rules.opening("08:00-16:00"),)
    assert queries.calendar(cast.department.pk) is queries.calendar(cast.unit.pk)


def _hours(cast, week, *, starts_on=None, ends_on=None, agency=None, cut_off=None):
    form = HoursForm(week=week, basis="TB 1", starts_on=starts_on, ends_on=ends_on, cut_off=cut_off)
    actions.set_hours(agency_id=(agency or cast.department).pk, form=form, reach=US, at=NOW)


EARLY = [["06:30-11:30", "13:00-16:00"]] * 5 + [[], []]


def test_a_change_entered_ahead_counts_each_day_by_the_hours_of_that_day(cast):
    before = queries.calendar(cast.department.pk)
    _hours(cast, EARLY, starts_on=date(2026, 4, 1), cut_off=time(14))
    calendar = queries.calendar(cast.department.pk)
    assert calendar is not before, "a process that remembers the old hours learns of the new ones"
    assert [str(one.end) for one in calendar.openings(date(2026, 3, 31))] == ["11:30:00", "17:00:00"]
    assert [str(one.end) for one in calendar.openings(date(2026, 4, 1))] == ["11:30:00", "16:00:00"]
    assert calendar.hours_on(date(2026, 3, 31)).cut_off == time(15)
    assert calendar.hours_on(date(2026, 4, 1)).cut_off == time(14)
    received = datetime(2026, 3, 30, 9, 0, tzinfo=TZ)
    one_day, three_days = (Term(n, Unit.WORKING_DAYS) for n in (1, 3))
    assert due_at(received=received, term=one_day, calendar=calendar) == datetime(2026, 3, 31, 17, tzinfo=TZ)
    assert due_at(received=received, term=three_days, calendar=calendar) == datetime(
        2026, 4, 2, 16, tzinfo=TZ
    )
    hours = due_at(received=received, term=Term(16, Unit.WORKING_HOURS), calendar=calendar)
    # 6 hours on the 30th and 8 on the 31st by the old hours, the last two by the new: from half past six.
    assert hours == datetime(2026, 4, 1, 8, 30, tzinfo=TZ)


def test_hours_of_a_season_give_way_to_those_before_them(cast):
    _hours(cast, SATURDAYS)
    _hours(cast, EARLY, starts_on=date(2026, 6, 1), ends_on=date(2026, 8, 31))
    calendar = queries.calendar(cast.department.pk)
    starts = [calendar.openings(day)[0].start for day in (date(2026, 5, 29), date(2026, 6, 1), date(2026, 8, 28), date(2026, 9, 3))]  # fmt: skip
    assert starts == [time(7, 30), time(6, 30), time(6, 30), time(7, 30)]


def test_an_office_whose_own_hours_ended_follows_the_office_above_again(cast):
    _hours(cast, [["08:00-16:00"]] * 5 + [[], []], agency=cast.province)
    _hours(cast, EARLY, starts_on=date(2026, 6, 1), ends_on=date(2026, 8, 31))
    calendar = queries.calendar(cast.unit.pk)
    assert calendar.openings(date(2026, 5, 29)) == (rules.opening("08:00-16:00"),)
    assert len(calendar.openings(date(2026, 6, 1))) == 2
    assert calendar.openings(date(2026, 9, 3)) == (rules.opening("08:00-16:00"),)


def test_a_new_cut_off_of_the_law_holds_from_its_day_on(cast):
    form = actions.ValueForm(
        key="same-day.cut-off", value="14:00", starts_on=date(2026, 5, 4), basis="NĐ thử nghiệm"
    )
    actions.set_value(form=form, reach=US, at=NOW)
    calendar = queries.calendar(cast.department.pk)
    assert calendar.hours_on(date(2026, 5, 1)).cut_off == time(15)
    assert calendar.hours_on(date(2026, 5, 4)).cut_off == time(14)


def test_the_calendar_knows_holidays_swaps_and_the_cut_off(cast):
    calendar = queries.calendar(cast.department.pk)
    assert not calendar.is_working_day(date(2026, 9, 2))
    assert calendar.is_working_day(date(2026, 8, 22))
    assert not calendar.is_working_day(date(2026, 1, 2))
    assert calendar.is_working_day(date(2026, 1, 10))
    assert calendar.hours.cut_off == time(15)


def test_a_decided_day_reaches_the_offices_below_and_no_others(cast):
    storm = date(2026, 10, 14)
    form = DayForm(
        date=storm,
        kind=DayKind.OFF,
        name="Nghỉ tránh bão",
        basis="CĐ 1/CĐ-UBND",
        agency_id=cast.department.pk,
    )
    assert queries.calendar(cast.unit.pk).is_working_day(storm)
    actions.decide_day(form=form, reach=US, at=NOW)
    assert not queries.calendar(cast.department.pk).is_working_day(storm)
    assert not queries.calendar(cast.unit.pk).is_working_day(storm)
    assert queries.calendar(cast.commune.pk).is_working_day(storm)


def test_the_nearer_office_decides_last(cast):
    day = date(2026, 9, 1)
    actions.decide_day(
        form=DayForm(date=day, kind=DayKind.WORK, name="Trực", basis="TB 2", agency_id=cast.commune.pk),
        reach=US,
        at=NOW,
    )
    assert queries.calendar(cast.commune.pk).is_working_day(day)
    assert not queries.calendar(cast.department.pk).is_working_day(day)


def test_a_day_worked_again_on_a_weekday_is_an_ordinary_day(cast):
    form = DayForm(date=date(2026, 1, 2), kind=DayKind.WORK, name="Không hoán đổi", basis="TB 3")
    actions.decide_day(form=form, reach=US, at=NOW)
    calendar = queries.calendar(cast.department.pk)
    assert calendar.is_working_day(date(2026, 1, 2))
    assert date(2026, 1, 2) not in calendar.worked


def test_a_busy_process_asks_once_and_then_answers_from_memory(cast, django_assert_num_queries):
    queries.calendar(cast.department.pk)
    with django_assert_num_queries(0):
        for _ in range(100):
            queries.calendar(cast.department.pk)
            queries.value("dossiers.draft-life-days", date(2026, 3, 18))


def test_another_process_learns_of_a_change_at_its_next_look(cast, monkeypatch):
    day = date(2026, 10, 14)
    assert queries.calendar(cast.department.pk).is_working_day(day)
    form = DayForm(date=day, kind=DayKind.OFF, name="Nghỉ tránh bão", basis="CĐ 1")
    # As another process would: the tables change, the memory of this one is not told.
    with monkeypatch.context() as patch:
        patch.setattr(queries, "forget", lambda: None)
        actions.decide_day(form=form, reach=US, at=NOW)
    assert queries.calendar(cast.department.pk).is_working_day(day)
    monkeypatch.setattr(queries, "CHECK_SECONDS", 0.0)
    assert not queries.calendar(cast.department.pk).is_working_day(day)


def test_forecast_holidays_say_that_they_are():
    assert shipped.public_holidays()[date(2026, 9, 2)] == "Quốc khánh"
    assert shipped.public_holidays()[date(2027, 9, 2)] == "Quốc khánh (dự kiến)"


def test_a_make_up_saturday_is_named_after_the_day_it_replaces():
    assert shipped.worked_instead()[date(2024, 5, 4)] == "Làm bù cho ngày 29/04/2024"
