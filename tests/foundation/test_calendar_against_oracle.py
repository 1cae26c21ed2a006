"""The calendar against the oracle: all units, all kinds of weeks, holidays, make-up days, pauses."""

from array import array
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from motcua.foundation.calendar import (
    TZ,
    YEAR_MAX,
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
    due_many,
    used_minutes,
    working_minutes,
)
from motcua.foundation.calendar import count as counting
from motcua.foundation.calendar.days import walk
from motcua.foundation.calendar.settle import settle
from tests.foundation import oracle
from tests.foundation.calendars import NATIONAL, OFF, SATURDAYS, WEEKDAYS, WORKED, at

FIRST = date(2024, 1, 1)


def clock(half_hours: int) -> time:
    return time(half_hours // 2, half_hours % 2 * 30)


@st.composite
def a_day(draw):
    """No opening, one, or two with a break; on the half hour."""
    edges = sorted(draw(st.sets(st.integers(12, 40), min_size=0, max_size=4)))
    return tuple(Opening(clock(a), clock(b)) for a, b in zip(edges[::2], edges[1::2], strict=False))


@st.composite
def weeks(draw):
    if draw(st.integers(0, 3)):
        return draw(st.sampled_from([WEEKDAYS, SATURDAYS]))
    week = [draw(a_day()) for _ in range(7)]
    week[draw(st.integers(0, 4))] = WEEKDAYS.week[0]
    return Hours(week=tuple(week), cut_off=clock(draw(st.integers(14, 40))))


@st.composite
def offices(draw):
    """A week, days off and worked around the days of the test, often the real ones, and days on which hours change."""
    hours = draw(weeks())
    days = st.integers(0, 120).map(lambda n: FIRST + timedelta(days=n))
    changes = tuple((day, draw(weeks())) for day in draw(st.sets(days, max_size=3)))
    if draw(st.booleans()):
        return hours, OFF, WORKED, changes
    return (
        hours,
        dict.fromkeys(draw(st.sets(days, max_size=25)), "nghỉ"),
        dict.fromkeys(draw(st.sets(days, max_size=6)), "bù"),
        changes,
    )


def calendar_of(office_facts):
    hours, off, worked, changes = office_facts
    return WorkCalendar(hours=hours, off=off, worked=worked, changes=changes)


moments = st.integers(0, 60 * 1440).map(lambda n: datetime.combine(FIRST, time(), TZ) + timedelta(minutes=n))
terms = st.one_of(
    st.builds(Term, st.integers(1, 24), st.just(Unit.WORKING_HOURS)),
    st.builds(Term, st.integers(1, 25), st.just(Unit.WORKING_DAYS)),
    st.builds(Term, st.integers(1, 40), st.just(Unit.CALENDAR_DAYS)),
    st.builds(Term, st.integers(1, 2), st.just(Unit.MONTHS)),
    st.just(Term(1, Unit.WORKING_DAYS, same_day=True)),
)


@st.composite
def pauses_after(draw, received):
    """Up to three pauses, near each other often enough to overlap, to touch, to begin before receipt or after the end."""
    found = []
    for _ in range(draw(st.integers(0, 3))):
        start = received + timedelta(minutes=draw(st.integers(-600, 20 * 1440)))
        length = draw(st.one_of(st.integers(0, 300), st.integers(0, 15 * 1440)))
        found.append(Pause(start, start + timedelta(minutes=length), "supplement"))
    return tuple(found)


@st.composite
def cases(draw):
    received = draw(moments)
    return (
        received,
        draw(terms),
        draw(offices()),
        draw(pauses_after(received)),
        draw(st.sampled_from(PausePolicy)),
    )


@settings(max_examples=2000, deadline=None)
@given(cases())
def test_the_calendar_and_the_oracle_agree(case):
    received, term, office_facts, pauses, policy = case
    calendar = calendar_of(office_facts)
    office = oracle.Office(*office_facts)
    moment, counted, start = oracle.due(
        received=received, term=term, office=office, pauses=pauses, policy=policy
    )
    answer = due(received=received, term=term, calendar=calendar, pauses=pauses, policy=policy)

    assert answer.due == moment
    _explained(answer, received, term, counted)
    used = used_minutes(received=received, term=term, calendar=calendar, pauses=pauses, policy=policy)
    if term.unit is Unit.WORKING_HOURS and not term.same_day:
        assert used == term.amount * 60
    elif policy is PausePolicy.RESTART or not pauses:
        assert used == calendar_minutes(office, start, moment)
    assert working_minutes(start=received, end=moment, calendar=calendar) == calendar_minutes(
        office, received, moment
    )


def _explained(answer, received, term, counted):
    """The days tell the same story: without a gap, from receipt to the due day, each number once."""
    days = answer.days
    assert [d.date for d in days] == [received.date() + timedelta(days=n) for n in range(len(days))]
    assert days[-1].reason is Reason.DUE
    assert days[-1].date == answer.due.date()
    if term.same_day:
        assert days[-1].number == 1
    elif term.unit is Unit.WORKING_HOURS:
        assert days[-1].number == term.amount
    else:
        assert [d.date for d in days if d.number is not None] == counted
        assert [d.number for d in days if d.number is not None] == list(range(1, len(counted) + 1))
    for day in days:
        assert day.reason is not Reason.HOLIDAY or day.name


def calendar_minutes(office, start, end):
    total, day = 0, start.date()
    while day <= end.date():
        for a, b in office.openings(day):
            total += max(timedelta(), min(b, end) - max(a, start)) // timedelta(minutes=1)
        day += timedelta(days=1)
    return total


@settings(max_examples=200, deadline=None)
@given(cases(), st.integers(-600, 20 * 1440))
def test_an_open_pause_has_no_due_date_and_counts_what_was_used(case, minutes):
    received, term, office_facts, pauses, _ = case
    calendar = calendar_of(office_facts)
    office = oracle.Office(*office_facts)
    start = max(received + timedelta(minutes=minutes), received)
    earlier = tuple(p for p in pauses if p.end <= start)
    asked = {
        "received": received,
        "term": Term(1, Unit.MONTHS) if term.same_day else term,
        "calendar": calendar,
        "pauses": (*earlier, Pause(start, None, "supplement")),
    }
    answer = due(**asked)
    assert answer.due is None
    assert answer.days[0].date == received.date()
    paused = [(p.start, p.end) for p in earlier if p.end > received and p.start < p.end]
    assert used_minutes(**asked) == oracle.used_minutes(office, received, start, paused)


@settings(max_examples=200, deadline=None)
@given(st.lists(moments, min_size=1, max_size=20), terms, offices())
def test_many_at_once_are_the_same_as_one_by_one(received, term, office_facts):
    calendar = calendar_of(office_facts)
    minutes = array("q", [int(moment.timestamp()) // 60 for moment in received])
    found = due_many(received=minutes, term=term, calendar=calendar)
    assert [datetime.fromtimestamp(m * 60, UTC) for m in found] == [
        due_at(received=moment, term=term, calendar=calendar) for moment in received
    ]


@settings(max_examples=300, deadline=None)
@given(cases())
@example(
    (at("2024-01-02T09:00"), Term(3, Unit.WORKING_DAYS), (WEEKDAYS, OFF, WORKED, ()), (), PausePolicy.RESUME)
)
def test_a_pause_never_makes_a_date_earlier(case):
    received, term, office_facts, pauses, policy = case
    calendar = calendar_of(office_facts)
    plain = due_at(received=received, term=term, calendar=calendar)
    paused = due_at(received=received, term=term, calendar=calendar, pauses=pauses, policy=policy)
    assert paused >= plain
    assert (
        paused.time() == plain.time()
        or term.unit is Unit.WORKING_HOURS
        or office_facts[0] not in (WEEKDAYS, SATURDAYS)
        or office_facts[3]
    )


@settings(max_examples=300, deadline=None)
@given(moments, moments, terms)
def test_who_comes_later_is_not_due_earlier(one, other, term):
    first, second = sorted((one, other))
    assert due_at(received=first, term=term, calendar=NATIONAL) <= due_at(
        received=second, term=term, calendar=NATIONAL
    )


@pytest.mark.parametrize("hours", [WEEKDAYS, SATURDAYS], ids=["weekdays", "saturdays"])
def test_days_told_first_and_again_are_the_days_of_a_walk_of_their_own(hours):
    """Longer and shorter terms in any order, on both sides of every closing, before and after other hours hold."""
    changes = [(FIRST + timedelta(days=200), SATURDAYS if hours is WEEKDAYS else WEEKDAYS)]
    calendar = WorkCalendar(hours=hours, off=OFF, worked=WORKED, changes=changes)
    calendar.tables_for(FIRST.year, FIRST.year + 2)
    for day in range(0, 400, 3):
        for minute in (0, 8 * 60, 12 * 60, 17 * 60 + 1):
            received = datetime.combine(FIRST, time(), TZ) + timedelta(days=day, minutes=minute)
            for amount in (7, 1, 35, 20, 7):
                term = Term(amount, Unit.WORKING_DAYS)
                found = due(received=received, term=term, calendar=calendar)
                settled = settle(
                    received=received, term=term, calendar=calendar, pauses=(), policy=PausePolicy.RESUME
                )
                assert found.days == walk(settled=settled, term=term, calendar=calendar)
                assert found.days is due(received=received, term=term, calendar=calendar).days
                assert found.arrived == max(d.date for d in found.days if d.reason is Reason.RECEIVED)


def test_answers_given_before_the_years_of_the_calendar_grew_still_tell_their_days():
    calendar = WorkCalendar(hours=SATURDAYS, off=OFF, worked=WORKED)
    received, term = datetime(2024, 4, 24, 9, tzinfo=TZ), Term(5, Unit.WORKING_DAYS)
    due(received=received, term=term, calendar=calendar)
    found = due(received=received, term=term, calendar=calendar)
    calendar.tables_for(2016, 2030)
    assert found.days[0].date == received.date() and found.days[-1].date == found.due.date()


def test_the_answers_kept_for_a_calendar_are_bounded(monkeypatch):
    monkeypatch.setattr(counting, "ANSWERS_MAX", 5)
    calendar = WorkCalendar(hours=SATURDAYS, off=OFF, worked=WORKED)
    due(received=datetime(2024, 1, 2, 9, tzinfo=TZ), term=Term(5, Unit.WORKING_DAYS), calendar=calendar)
    for day in range(60):
        received = datetime(2024, 1, 2, 9, tzinfo=TZ) + timedelta(days=day)
        found = due(received=received, term=Term(5, Unit.WORKING_DAYS), calendar=calendar)
        assert found.days[-1].number == 5
        assert 1 <= sum(answer is not None for answer in calendar.tables.answers[5]) <= 5


def test_the_lengths_of_term_with_answers_kept_are_bounded(monkeypatch):
    monkeypatch.setattr(counting, "LENGTHS_MAX", 3)
    calendar = WorkCalendar(hours=SATURDAYS, off=OFF, worked=WORKED)
    received = datetime(2024, 1, 2, 9, tzinfo=TZ)
    for amount in (*range(1, 30), 1):
        found = due(received=received, term=Term(amount, Unit.WORKING_DAYS), calendar=calendar)
        assert found.days[-1].number == amount
        assert len(calendar.tables.answers) <= 3


def test_one_answer_is_shared_by_who_comes_on_the_same_side_of_the_same_closing():
    calendar = WorkCalendar(hours=SATURDAYS, off=OFF, worked=WORKED)
    calendar.tables_for(2024, 2025)
    morning, noon, closing = (datetime(2024, 1, 2, hour, tzinfo=TZ) for hour in (9, 12, 17))
    answers = [
        due(received=moment, term=Term(5, Unit.WORKING_DAYS), calendar=calendar)
        for moment in (morning, noon.astimezone(UTC), closing - timedelta(seconds=1), closing)
    ]
    assert answers[0] is answers[1] is answers[2]
    assert answers[3].due == answers[0].due + timedelta(days=1)
    with pytest.raises(AttributeError):
        answers[0].due = closing


def test_a_count_near_the_end_of_the_calendar_is_told():
    received = datetime(YEAR_MAX, 12, 20, 9, tzinfo=TZ)
    found = due(received=received, term=Term(3, Unit.WORKING_DAYS), calendar=NATIONAL)
    assert [day.number for day in found.days if day.number] == [1, 2, 3]
