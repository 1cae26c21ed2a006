"""Who is called next, how long somebody waits, which times are free: against slow and obvious answers."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.counter.rules import appointments, arranging, tickets
from motcua.counter.rules.tickets import Waiting, in_order, pace, wait_minutes
from motcua.foundation.calendar import TZ, Opening
from motcua.foundation.refusal import InvalidInput

NINE = datetime(2026, 3, 18, 2, 0, tzinfo=UTC)
MINUTES = st.integers(-120, 120).map(lambda n: NINE + timedelta(minutes=n))
WAITING = st.lists(
    st.builds(Waiting, id=st.integers(1, 10**6), taken_at=MINUTES, number=st.integers(1, 999),
              appointed_at=st.none() | MINUTES), max_size=8, unique_by=lambda one: one.id,
)  # fmt: skip


def next_slowly(waiting: list[Waiting]) -> Waiting:
    """The rule as one would say it at the door."""
    booked = [one for one in waiting if one.appointed_at is not None and one.appointed_at <= NINE]
    if booked:
        return min(booked, key=lambda one: (one.appointed_at, one.taken_at, one.number, one.id))
    return min(waiting, key=lambda one: (one.taken_at, one.number, one.id))


@given(WAITING)
def test_people_are_called_as_one_would_say_it_at_the_door(waiting):
    left = list(waiting)
    for one in in_order(waiting, at=NINE):
        assert one == next_slowly(left)
        left.remove(one)
    assert left == []


def test_a_booked_time_that_has_come_goes_first_and_one_to_come_waits_its_turn():
    early = Waiting(1, NINE - timedelta(minutes=9), 1)
    due = Waiting(2, NINE - timedelta(minutes=2), 7, appointed_at=NINE)
    later = Waiting(3, NINE - timedelta(minutes=5), 3, appointed_at=NINE + timedelta(minutes=30))
    assert [one.id for one in in_order([early, later, due], at=NINE)] == [2, 1, 3]


def test_nobody_says_a_pace_before_three_were_served():
    served = [(NINE, NINE + timedelta(minutes=6))] * 2
    assert pace(served) is None
    assert pace([*served, (NINE, NINE + timedelta(minutes=30))]) == 6
    assert wait_minutes(ahead=4, pace=None, windows=1) is None
    assert wait_minutes(ahead=4, pace=6, windows=0) is None


@given(st.integers(0, 200), st.floats(0.1, 120), st.integers(1, 9))
def test_an_estimate_is_never_below_what_it_would_take_and_not_five_minutes_above(ahead, minutes, windows):
    said = wait_minutes(ahead=ahead, pace=minutes, windows=windows)
    assert said is not None and said % 5 == 0
    assert -0.001 <= said - ahead * minutes / windows < 5.001


@given(st.integers(0, 47), st.integers(1, 24), st.integers(-300, 1500))
def test_times_to_choose_lie_inside_the_opening_and_in_the_future(start, halves, after):
    day = date(2026, 3, 18)
    end = min(start + halves, 47)
    opening = Opening(time(start // 2, start % 2 * 30), time(end // 2, end % 2 * 30)) if end > start else None
    now = datetime.combine(day, time(0), tzinfo=TZ) + timedelta(minutes=after)
    found = appointments.slots([opening] if opening else [], on=day, after=now)
    every = [datetime.combine(day, time(n // 2, n % 2 * 30), tzinfo=TZ) for n in range(48)]
    wanted = [one for n, one in enumerate(every) if opening and start <= n < end and one > now]
    assert list(found) == wanted


def test_a_time_with_as_many_bookings_as_windows_is_not_offered():
    times = (NINE, NINE + timedelta(minutes=30))
    assert appointments.free(times, places=2, taken={NINE: 2, times[1]: 1}) == (times[1],)
    assert appointments.free_place(places=2, taken=[1]) == 2
    assert appointments.free_place(places=2, taken=[2, 1]) is None


@pytest.mark.parametrize("letter", ["", "AB", "1", "Đ", "²"])
def test_a_letter_is_one_of_those_that_can_be_called_out(letter):
    with pytest.raises(InvalidInput):
        arranging.check_queue(letter=letter, name="Hộ tịch", name_en="Civil status")


def test_labels_keep_three_digits_and_grow():
    assert (tickets.label("A", 7), tickets.label("A", 1000)) == ("A007", "A1000")
