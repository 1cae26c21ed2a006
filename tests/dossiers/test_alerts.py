"""Alerts of the desk: answer within eight working hours, pass on the same day, say within three days what is missing."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.dossiers import actions
from motcua.dossiers.queries import desk
from motcua.dossiers.queries.desk import ALERTS, Filter, View
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.alerts import edges
from motcua.foundation.calendar import TZ, Hours, Opening, WorkCalendar
from tests.dossiers.build import act, in_progress, submitted, taken_in

DAY = (Opening(time(7, 30), time(11, 30)), Opening(time(13, 30), time(17, 30)))
WEEK = Hours(week=(*[DAY] * 5, (), ()))
OFF = {date(2026, 4, 27): "Giỗ Tổ", date(2026, 4, 30): "Thống nhất", date(2026, 5, 1): "Lao động"}
CALENDAR = WorkCalendar(hours=WEEK, off=OFF, worked={})


def at_edges(at: datetime):
    return edges(at=at, calendar=CALENDAR, warn_hours=2, cut_off=time(15), notice_days=3)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 90), st.integers(0, 90), st.integers(0, 23))
def test_the_last_day_is_the_third_working_day_after_receipt_counted_day_by_day(today, back, hour):
    now = datetime(2026, 3, 2, 9, tzinfo=TZ) + timedelta(days=today)
    received = (now - timedelta(days=back)).replace(hour=hour)
    counted, day = 0, received.date()
    while day < now.date():
        day += timedelta(days=1)
        counted += CALENDAR.is_working_day(day)
    is_last = counted == 3 and CALENDAR.is_working_day(now.date()) and received.date() < now.date()
    found = at_edges(now)
    inside = found.told_from is not None and found.told_from <= received < found.told_until
    assert inside == is_last


@pytest.mark.parametrize(
    ("now", "received", "is_due"),
    [
        ("18T14:59", "18T10:00", False),
        ("18T15:00", "18T10:00", True),
        ("18T16:00", "18T15:00", False),
        ("18T23:00", "18T15:01", False),
        ("19T07:30", "18T15:01", True),
    ],
)
def test_what_came_before_three_goes_on_the_same_day_and_the_rest_the_next_morning(now, received, is_due):
    now, received = (datetime.fromisoformat(f"2026-03-{one}:00+07:00") for one in (now, received))
    assert (received < at_edges(now).passed_on) == is_due


def numbers(world, view, player):
    page = desk.page(world.reach(player), at=world.at, wanted=Filter(view=view))
    return [row.number for row in page.rows]


def counted(world, player):
    return {view: n for view, n in desk.counts(world.reach(player), at=world.at).items() if view in ALERTS}


def test_a_new_request_stands_there_two_working_hours_before_its_answer_is_due(world):
    done, reception = submitted(world), world.cast.reception
    assert numbers(world, View.TO_ANSWER, reception) == []
    world.later(hours=23)  # Thursday 08:30; due at 09:30
    assert numbers(world, View.TO_ANSWER, reception) == [done.number]
    assert counted(world, reception)[View.TO_ANSWER] == 1
    act(world, actions.take_in, done.number, reception, inputs.TakeIn())
    assert numbers(world, View.TO_ANSWER, reception) == []


def test_what_was_taken_in_and_lies_at_the_desk_stands_there_from_three_o_clock(world):
    done, reception = taken_in(world), world.cast.reception
    assert numbers(world, View.TO_FORWARD, reception) == []
    world.later(hours=6)  # 15:30
    assert numbers(world, View.TO_FORWARD, reception) == [done.number]
    act(world, actions.hand_over, done.number, reception, inputs.HandOn())
    assert numbers(world, View.TO_FORWARD, reception) == []


def test_on_the_third_working_day_the_case_officer_is_told_to_say_what_is_missing(world):
    done, case = in_progress(world), world.cast.case
    world.later(days=4)  # Sunday
    assert numbers(world, View.TO_TELL, case) == []
    world.later(days=1)  # Monday, the third working day after Wednesday
    assert numbers(world, View.TO_TELL, case) == [done.number]
    papers = (inputs.PaperAsked(code="giay-chung-minh", name="Giấy"),)
    act(world, actions.ask_supplement, done.number, case, inputs.AskSupplement(reason="Mờ.", papers=papers))
    assert numbers(world, View.TO_TELL, case) == []


def test_alerts_are_for_whoever_can_do_something_about_them(world):
    submitted(world)
    world.later(days=2)
    for player in (world.cast.watcher, world.cast.case):
        assert counted(world, player)[View.TO_ANSWER] == 0
    assert counted(world, world.cast.reception)[View.TO_ANSWER] == 1
