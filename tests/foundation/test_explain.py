"""What a page is told about a counted term."""

from datetime import date

from motcua.foundation.calendar import Pause, PausePolicy, Term, Unit, due, explain
from tests.foundation.calendars import NATIONAL, at

FIVE = Term(5, Unit.WORKING_DAYS)
SAME_DAY = Term(1, Unit.WORKING_DAYS, same_day=True)


def told(received: str, term: Term, *pauses: tuple[str, str | None], policy=PausePolicy.RESUME):
    stood = [Pause(at(start), at(end) if end else None, "supplement") for start, end in pauses]
    return explain(due(received=at(received), term=term, calendar=NATIONAL, pauses=stood, policy=policy))


def sums(explained) -> dict[str, int]:
    return {line.code: line.days for line in explained.sums}


def test_the_sums_are_those_of_the_cells():
    explained = told("2024-04-24T09:00", FIVE)
    assert sums(explained) == {"counted": 5, "weekend": 2, "holiday": 3}
    assert len(explained.cells) == 11
    assert explained.first_column == 3
    assert [cell.weekday for cell in explained.cells[:3]] == [3, 4, 5]
    assert (explained.sentence, explained.amount) == ("working-days", 5)


def test_a_day_worked_instead_is_summed_apart():
    assert sums(told("2026-08-19T09:00", FIVE)) == {"counted": 4, "worked": 1, "weekend": 1}


def test_who_comes_in_the_evening_learns_which_day_counts_as_receipt():
    explained = told("2023-04-21T18:00", FIVE)
    assert explained.received_date == at("2023-04-21T18:00").date()
    assert explained.arrived == date(2023, 4, 24)


def test_a_same_day_request_of_the_evening_arrives_the_next_morning():
    explained = told("2023-04-19T18:00", SAME_DAY)
    assert explained.sentence == "same-day"
    assert explained.arrived == explained.due.date() == date(2023, 4, 20)


def test_days_given_up_by_a_restart_are_told_apart_from_counted_ones():
    explained = told(
        "2023-04-17T09:00", FIVE, ("2023-04-19T10:00", "2023-04-20T09:00"), policy=PausePolicy.RESTART
    )
    assert explained.restarted
    assert sums(explained) == {"counted": 5, "weekend": 2, "paused": 1, "dropped": 1}
    assert explained.arrived == date(2023, 4, 20)
    assert not told("2023-04-17T09:00", FIVE, ("2023-04-19T10:00", "2023-04-20T09:00")).restarted


def test_a_moved_end_is_said():
    explained = told("2023-04-19T09:00", Term(10, Unit.CALENDAR_DAYS))
    assert explained.moved
    assert sums(explained)["counted"] == 10


def test_while_the_clock_stands_there_is_no_date():
    explained = told("2023-04-17T09:00", FIVE, ("2023-04-19T10:00", None))
    assert (explained.due, explained.sentence) == (None, "paused")
    assert [cell.code for cell in explained.cells] == ["received", "counted", "paused"]


def test_hours_are_not_summed_in_days():
    assert sums(told("2023-04-21T16:00", Term(8, Unit.WORKING_HOURS))) == {"weekend": 2}
