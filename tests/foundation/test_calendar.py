"""The due date by examples: the five of the facts, then each unit, each pause, each edge of a day."""

from datetime import UTC, date, time

import pytest

from motcua.foundation.calendar import (
    Hours,
    Opening,
    Pause,
    PausePolicy,
    Reason,
    Term,
    Unit,
    WorkCalendar,
    due,
    due_at,
    extend,
    used_minutes,
    working_minutes,
)
from tests.foundation.calendars import NATIONAL, OPEN_SATURDAYS, SATURDAYS, WEEKDAYS, at, opening

RESTART = PausePolicy.RESTART


def days(amount: int) -> Term:
    return Term(amount, Unit.WORKING_DAYS)


def hours(amount: int) -> Term:
    return Term(amount, Unit.WORKING_HOURS)


SAME_DAY = Term(1, Unit.WORKING_DAYS, same_day=True)


def pause(start: str, end: str | None) -> Pause:
    return Pause(at(start), at(end) if end else None, "supplement")


def ask(received: str, term: Term, *pauses: Pause, policy=PausePolicy.RESUME, calendar=NATIONAL):
    return due(received=at(received), term=term, calendar=calendar, pauses=pauses, policy=policy)


def used(received: str, term: Term, *pauses: Pause, policy=PausePolicy.RESUME):
    return used_minutes(received=at(received), term=term, calendar=NATIONAL, pauses=pauses, policy=policy)


@pytest.mark.parametrize(
    ("received", "amount", "expected"),
    [
        ("2023-04-19", 15, "2023-05-15"),
        ("2023-08-30", 3, "2023-09-06"),
        ("2024-04-24", 5, "2024-05-04"),
        ("2025-01-20", 10, "2025-02-10"),
        ("2026-08-19", 5, "2026-08-25"),
    ],
)
def test_the_five_worked_examples_hold(received, amount, expected):
    answer = ask(f"{received}T09:00", days(amount))
    assert answer.due == at(f"{expected}T17:00")
    assert answer.days[0].reason is Reason.RECEIVED
    assert answer.days[-1].reason is Reason.DUE
    assert answer.days[-1].number == amount


def test_each_day_says_whether_it_counts_and_why():
    assert [
        (d.date.isoformat(), d.number, d.reason.value) for d in ask("2024-04-24T09:00", days(5)).days
    ] == [
        ("2024-04-24", None, "received"),
        ("2024-04-25", 1, "counted"),
        ("2024-04-26", 2, "counted"),
        ("2024-04-27", None, "weekend"),
        ("2024-04-28", None, "weekend"),
        ("2024-04-29", None, "holiday"),
        ("2024-04-30", None, "holiday"),
        ("2024-05-01", None, "holiday"),
        ("2024-05-02", 3, "counted"),
        ("2024-05-03", 4, "counted"),
        ("2024-05-04", 5, "due"),
    ]


def test_a_worked_saturday_is_named():
    worked = ask("2026-08-19T09:00", days(5)).days[3]
    assert (worked.date, worked.number, worked.reason, worked.name) == (
        date(2026, 8, 22),
        3,
        Reason.WORKED,
        "ngày làm bù",
    )


def test_a_holiday_carries_its_name():
    names = {d.date: d.name for d in ask("2023-08-30T09:00", days(3)).days}
    assert names[date(2023, 9, 1)] == "Quốc khánh"


# Arrival


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2023-04-19T06:00", "2023-04-20T17:00"),  # before opening: received at the opening
        ("2023-04-19T12:00", "2023-04-20T17:00"),  # at lunch: received after it
        ("2023-04-19T16:59", "2023-04-20T17:00"),
        ("2023-04-19T17:00", "2023-04-21T17:00"),  # the minute of closing is outside: received tomorrow
        ("2023-04-21T17:00", "2023-04-25T17:00"),  # Friday evening: received on Monday
        ("2023-04-22T10:00", "2023-04-25T17:00"),
    ],
)
def test_handing_in_behind_closed_doors_counts_from_the_next_opening(received, expected):
    assert ask(received, days(1)).due == at(expected)


def test_an_evening_receipt_shows_the_day_handed_in_and_the_day_received():
    assert [(d.date.day, d.reason.value) for d in ask("2023-04-21T18:00", days(1)).days] == [
        (21, "received"),
        (22, "weekend"),
        (23, "weekend"),
        (24, "received"),
        (25, "due"),
    ]


def test_seconds_are_dropped():
    late = at("2023-04-19T15:00").replace(second=59)
    assert due_at(received=late, term=SAME_DAY, calendar=NATIONAL) == at("2023-04-19T17:00")


def test_a_moment_of_another_time_zone_is_the_same_moment():
    moment = at("2023-04-19T16:59").astimezone(UTC)
    assert due_at(received=moment, term=days(1), calendar=NATIONAL) == at("2023-04-20T17:00")
    assert due_at(received=moment, term=hours(1), calendar=NATIONAL) == at("2023-04-20T07:59")


def test_a_moment_without_a_time_zone_is_a_bug():
    with pytest.raises(ValueError, match="time zone"):
        due_at(received=at("2023-04-19T16:59").replace(tzinfo=None), term=days(1), calendar=NATIONAL)


# Reception-only Saturdays


def test_a_reception_saturday_takes_in_but_does_not_count():
    assert ask("2023-04-14T09:00", days(1), calendar=OPEN_SATURDAYS).due == at("2023-04-17T17:00")
    assert ask("2023-04-15T09:00", days(1), calendar=OPEN_SATURDAYS).due == at("2023-04-17T17:00")
    assert ask("2023-04-15T11:30", days(1), calendar=OPEN_SATURDAYS).due == at("2023-04-18T17:00")


def test_a_make_up_saturday_is_worked_by_the_hours_of_a_weekday():
    assert OPEN_SATURDAYS.openings(date(2024, 5, 4)) == SATURDAYS.week[0]
    assert ask("2024-05-03T09:00", days(1), calendar=OPEN_SATURDAYS).due == at("2024-05-04T17:00")


def test_hours_run_through_an_open_saturday():
    assert ask("2023-04-14T16:00", hours(3), calendar=OPEN_SATURDAYS).due == at("2023-04-15T09:30")


# Hours, calendar days, months


@pytest.mark.parametrize(
    ("received", "amount", "expected"),
    [
        ("2023-04-19T07:00", 8, "2023-04-19T17:00"),  # the last minute is the closing, not the next opening
        ("2023-04-19T11:00", 1, "2023-04-19T14:00"),  # over lunch
        ("2023-04-19T16:45", 8, "2023-04-20T16:45"),
        ("2023-04-21T16:00", 2, "2023-04-24T08:00"),  # over a weekend
        ("2023-04-28T16:00", 2, "2023-05-04T08:00"),  # over 30/4 and 1/5
    ],
)
def test_working_hours_are_counted_to_the_minute(received, amount, expected):
    assert ask(received, hours(amount)).due == at(expected)


def test_a_working_day_term_does_not_depend_on_how_long_the_doors_are_open():
    assert ask("2023-04-19T09:00", days(3), calendar=OPEN_SATURDAYS).due == at("2023-04-24T17:00")


def test_calendar_days_that_end_on_a_day_off_move_on():
    answer = ask("2023-04-19T09:00", Term(10, Unit.CALENDAR_DAYS))
    assert answer.due == at("2023-05-04T17:00")
    assert [(d.date.day, d.number, d.reason.value) for d in answer.days[-6:]] == [
        (29, 10, "moved"),
        (30, None, "weekend"),
        (1, None, "holiday"),
        (2, None, "holiday"),
        (3, None, "holiday"),
        (4, None, "due"),
    ]


@pytest.mark.parametrize(
    ("received", "months", "expected"),
    [
        ("2023-01-31T09:00", 1, "2023-02-28T17:00"),
        ("2024-01-31T09:00", 1, "2024-02-29T17:00"),
        ("2023-03-10T09:00", 2, "2023-05-10T17:00"),
        ("2023-11-30T09:00", 3, "2024-02-29T17:00"),
        ("2023-03-30T09:00", 1, "2023-05-04T17:00"),  # 30 April and what follows are off
    ],
)
def test_months_end_on_the_same_day_or_the_last(received, months, expected):
    assert ask(received, Term(months, Unit.MONTHS)).due == at(expected)


# Same day


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2023-04-19T08:00", "2023-04-19T17:00"),
        ("2023-04-19T15:00", "2023-04-19T17:00"),
        ("2023-04-19T15:01", "2023-04-20T17:00"),
        ("2023-04-19T18:00", "2023-04-20T17:00"),
        ("2023-04-21T15:01", "2023-04-24T17:00"),
        ("2023-04-22T08:00", "2023-04-24T17:00"),
    ],
)
def test_same_day_until_the_cut_off_then_the_next_working_day(received, expected):
    answer = ask(received, SAME_DAY)
    assert answer.due == at(expected)
    assert (answer.days[-1].reason, answer.days[-1].number) == (Reason.DUE, 1)


def test_a_same_day_request_of_a_reception_saturday_is_due_on_monday():
    assert ask("2023-04-15T09:00", SAME_DAY, calendar=OPEN_SATURDAYS).due == at("2023-04-17T17:00")


def test_a_same_day_request_starts_afresh_after_a_pause():
    assert ask("2023-04-19T08:00", SAME_DAY, pause("2023-04-19T09:00", "2023-04-20T15:30")).due == at(
        "2023-04-21T17:00"
    )
    assert ask("2023-04-19T08:00", SAME_DAY, pause("2023-04-19T09:00", "2023-04-19T10:00")).due == at(
        "2023-04-19T17:00"
    )


# Pauses


def test_a_day_touched_by_a_pause_does_not_count():
    answer = ask("2023-04-26T09:00", days(3), pause("2023-04-28T10:00", "2023-05-05T09:00"))
    assert answer.due == at("2023-05-09T17:00")
    assert [(d.date.day, d.number, d.reason.value) for d in answer.days] == [
        (26, None, "received"),
        (27, 1, "counted"),
        (28, None, "paused"),
        (29, None, "weekend"),
        (30, None, "weekend"),
        (1, None, "holiday"),
        (2, None, "holiday"),
        (3, None, "holiday"),
        (4, None, "paused"),
        (5, None, "paused"),
        (6, None, "weekend"),
        (7, None, "weekend"),
        (8, 2, "counted"),
        (9, 3, "due"),
    ]


def test_a_pause_behind_closed_doors_costs_nothing():
    plain = ask("2023-04-17T09:00", days(3)).due
    assert ask("2023-04-17T09:00", days(3), pause("2023-04-18T17:00", "2023-04-19T07:00")).due == plain
    assert ask("2023-04-17T09:00", days(3), pause("2023-04-18T11:30", "2023-04-18T13:30")).due == plain


def test_two_pauses_on_one_day_cost_one_day():
    two = (pause("2023-04-18T08:00", "2023-04-18T09:00"), pause("2023-04-18T14:00", "2023-04-18T15:00"))
    assert ask("2023-04-17T09:00", days(3), *two).due == at("2023-04-21T17:00")


def test_a_pause_after_the_due_moment_changes_nothing():
    late = pause("2023-04-20T17:00", "2023-05-20T09:00")
    for policy in PausePolicy:
        assert ask("2023-04-17T09:00", days(3), late, policy=policy).due == at("2023-04-20T17:00")


def test_paused_minutes_do_not_count_in_working_hours():
    answer = ask("2023-04-19T08:00", hours(8), pause("2023-04-19T09:00", "2023-04-20T09:00"))
    assert answer.due == at("2023-04-21T08:00")
    assert used("2023-04-19T08:00", hours(8), pause("2023-04-19T09:00", "2023-04-20T09:00")) == 8 * 60


def test_a_restart_counts_the_whole_term_from_the_end_of_the_pause():
    answer = ask("2023-04-17T09:00", days(3), pause("2023-04-19T10:00", "2023-04-20T09:00"), policy=RESTART)
    assert answer.due == at("2023-04-25T17:00")
    assert [(d.date.day, d.number, d.reason.value) for d in answer.days] == [
        (17, None, "received"),
        (18, None, "counted"),
        (19, None, "paused"),
        (20, None, "received"),
        (21, 1, "counted"),
        (22, None, "weekend"),
        (23, None, "weekend"),
        (24, 2, "counted"),
        (25, 3, "due"),
    ]


def test_an_open_pause_has_no_due_date_and_says_how_much_was_used():
    for policy in PausePolicy:
        asked = "2023-04-17T16:00", days(3), pause("2023-04-19T10:00", None)
        answer = ask(*asked, policy=policy)
        assert answer.due is None
        assert used(*asked, policy=policy) == 60 + 8 * 60 + 3 * 60
        assert [(d.date.day, d.number, d.reason.value) for d in answer.days] == [
            (17, None, "received"),
            (18, 1, "counted"),
            (19, None, "paused"),
        ]


# Extension, working minutes, values that refuse nonsense


def test_an_extension_is_counted_from_the_promised_day():
    assert extend(due=at("2023-04-20T17:00"), by=days(2), calendar=NATIONAL) == at("2023-04-24T17:00")
    assert extend(due=at("2023-04-20T17:00"), by=hours(2), calendar=NATIONAL) == at("2023-04-21T09:00")
    assert extend(due=at("2023-04-20T17:00"), by=Term(1, Unit.MONTHS), calendar=NATIONAL) == at(
        "2023-05-22T17:00"
    )


def test_an_extension_may_start_from_a_day_that_was_declared_off_later():
    assert extend(due=at("2023-04-22T17:00"), by=days(1), calendar=NATIONAL) == at("2023-04-24T17:00")
    assert extend(due=at("2023-04-22T17:00"), by=Term(3, Unit.CALENDAR_DAYS), calendar=NATIONAL) == at(
        "2023-04-25T17:00"
    )
    with pytest.raises(ValueError, match="length"):
        extend(due=at("2023-04-22T17:00"), by=SAME_DAY, calendar=NATIONAL)


def test_working_minutes_run_only_while_the_doors_are_open():
    def minutes(start: str, end: str) -> int:
        return working_minutes(start=at(start), end=at(end), calendar=NATIONAL)

    assert minutes("2023-04-19T08:00", "2023-04-19T17:00") == 7 * 60
    assert minutes("2023-04-19T18:00", "2023-04-20T06:00") == 0
    assert minutes("2023-04-21T16:00", "2023-04-24T08:00") == 120
    assert minutes("2023-04-24T08:00", "2023-04-21T16:00") == -120


@pytest.mark.parametrize(
    "nonsense",
    [
        lambda: Term(0, Unit.WORKING_DAYS),
        lambda: Term(-1, Unit.MONTHS),
        lambda: Term(100_000, Unit.WORKING_DAYS),
        lambda: Opening(time(9), time(9)),
        lambda: Hours(week=((),) * 7),
        lambda: Hours(week=WEEKDAYS.week[:6]),
        lambda: Hours(week=((opening("07:00", "12:00"), opening("11:00", "17:00")),) * 7),
        lambda: Pause(at("2023-04-19T09:00"), at("2023-04-19T08:00"), "supplement"),
        lambda: ask("1900-01-01T08:00", days(3)),
    ],
)
def test_nonsense_is_refused_by_the_values_themselves(nonsense):
    with pytest.raises(ValueError):
        nonsense()


def test_years_beyond_the_holidays_known_are_counted_by_weekdays():
    assert ask("2031-12-30T09:00", days(1000)).due.year >= 2035
    plain = WorkCalendar(hours=WEEKDAYS, off={}, worked={})
    assert ask("2100-01-01T09:00", days(1), calendar=plain).due == at("2100-01-04T17:00")
