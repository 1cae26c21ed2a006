"""A bucket for each asker, beside an obvious one."""

from hypothesis import given
from hypothesis import strategies as st

from motcua.foundation import allowance
from motcua.foundation.allowance import Allowance


def test_some_are_let_through_at_once_and_then_so_many_a_second():
    calls = Allowance(at_once=2, a_second=0.5)
    first, second, third = (calls.take("a", now=0) for _ in range(3))
    assert (first.ok, first.left, second.left, third.ok) == (True, 1, 0, False)
    assert (third.wait_seconds, third.full_seconds, third.count) == (2.0, 4, 2)
    assert not calls.take("a", now=1.9) and calls.take("a", now=2.0)
    assert calls.take("b", now=0)


@given(st.lists(st.integers(0, 30), max_size=60), st.integers(1, 8), st.integers(1, 4))
def test_no_stretch_of_time_lets_through_more_than_its_share(pauses, at_once, a_second):
    calls, now, through = Allowance(at_once=at_once, a_second=a_second), 0.0, []
    for pause in pauses:
        now += pause / 8
        if calls.take("a", now=now):
            through.append(now)
    for i, start in enumerate(through):
        for j, end in enumerate(through[i:], start=i):
            assert j - i + 1 <= at_once + (end - start) * a_second + 1e-9


def test_who_owes_waits_as_long_as_is_said():
    calls = Allowance(at_once=10, a_second=1)
    calls.owe("a", seconds=30, now=0)
    assert calls.take("a", now=0).wait_seconds == 30
    assert not calls.take("a", now=29.9) and calls.take("a", now=30)


def test_a_wait_without_end_is_said_as_an_hour_and_old_askers_are_forgotten(monkeypatch):
    monkeypatch.setattr(allowance, "KEPT_MAX", 2)
    calls = Allowance(at_once=1, a_second=0.0)
    assert [calls.take(who, now=0).ok for who in "abcb"] == [True, True, True, False]
    assert calls.take("b", now=0).wait_seconds == allowance.WAIT_SECONDS_MAX
    assert calls.take("a", now=0)
