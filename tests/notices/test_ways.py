"""By which way, and what follows: the rules alone, the property against a walk of whole days."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from motcua.foundation.calendar import TZ
from motcua.notices import rules
from motcua.notices.rules import AS_USUAL, ATTEMPTS_MAX, OUTAGE_MAX, Channel, Error, Reaching, State

EMAIL, SMS, CHAT = Channel.EMAIL, Channel.SMS, Channel.CHAT
AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
MOMENTS = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2027, 1, 1), timezones=st.just(UTC))
HOURS = st.builds(
    Reaching,
    quiet_from=st.sampled_from(rules.QUIET_STARTS),
    quiet_until=st.sampled_from(rules.QUIET_ENDS),
)


def after(error, *, channel=EMAIL, order=(EMAIL, SMS), tried="", attempts=1, waited=timedelta()):
    return rules.after_failed_try(
        error=error, channel=channel, order=order, tried=tried, attempts=attempts, waited=waited, at=AT
    )


def test_a_wrong_address_leads_to_the_next_way_at_once_and_without_one_to_an_end():
    moved = after(Error.REFUSED)
    assert moved.moved and moved.at == AT and rules.way((EMAIL, SMS), tried=moved.tried) is SMS
    assert after(Error.REFUSED, channel=SMS, tried=moved.tried).state is State.FAILED


def test_a_server_out_of_reach_is_left_for_the_next_way_after_an_hour_and_comes_back_when_that_one_is_wrong():
    assert not after(Error.UNREACHABLE, waited=timedelta(minutes=59)).moved
    moved = after(Error.UNREACHABLE, waited=timedelta(hours=1))
    assert moved.moved and rules.way((EMAIL, SMS), tried=moved.tried) is SMS
    back = after(Error.BAD_ADDRESS, channel=SMS, tried=moved.tried)
    assert back.moved and rules.way((EMAIL, SMS), tried=back.tried) is EMAIL
    assert not after(Error.UNREACHABLE, tried=back.tried, waited=timedelta(days=2)).moved
    assert after(Error.UNREACHABLE, tried=back.tried, waited=OUTAGE_MAX).state is State.GAVE_UP


def test_a_broken_text_is_broken_on_every_way():
    assert after(Error.TEMPLATE_BROKEN).state is State.FAILED


@given(st.lists(st.sampled_from([e for e in Error if e is not Error.ERASED]), max_size=300))
def test_no_row_of_failures_goes_on_for_ever_or_leaves_a_way_untried(errors):
    """Played like the worker plays it: whatever the servers answer, it ends, and only when no way was left out."""
    order, tried, attempts, at, since, used = (SMS, EMAIL, CHAT), "", 0, AT, AT, set()
    for error in [*errors, *[Error.LATER] * 1000]:
        channel = rules.way(order, tried=tried)
        used.add(channel)
        found = rules.after_failed_try(
            error=error, channel=channel, order=order, tried=tried, attempts=attempts + 1,
            waited=at - since, at=at,
        )  # fmt: skip
        if found.state is not State.QUEUED:
            assert used == set(order) or error in rules.BROKEN
            return
        assert found.at >= at and found.attempts <= ATTEMPTS_MAX
        since = found.at if found.moved else since
        tried, attempts, at = found.tried, found.attempts, found.at
    raise AssertionError("it never ended")


@given(HOURS, MOMENTS)
def test_a_telephone_rings_by_eight_in_the_morning_whatever_was_chosen(reaching, at):
    """Against a walk minute by minute."""
    until = rules.quiet_until(reaching, SMS, at=at)
    here = at.astimezone(TZ)
    is_quiet = here.hour >= reaching.quiet_from or here.hour < reaching.quiet_until
    assert (until is not None) == is_quiet
    assert rules.quiet_until(reaching, EMAIL, at=at) is None
    if until:
        walked = here.replace(second=0, microsecond=0)
        while walked.hour >= reaching.quiet_from or walked.hour < reaching.quiet_until:
            walked += timedelta(minutes=1)
        assert until == walked and until.astimezone(TZ).hour <= rules.MORNING


def test_who_left_out_every_way_there_is_is_told_by_one_of_them():
    assert rules.ways(Reaching(order=(CHAT,)), addresses={EMAIL, SMS}) == (EMAIL, SMS)
    assert rules.ways(AS_USUAL, addresses={SMS}) == (SMS,)
    assert rules.ways(AS_USUAL, addresses=set()) == ()


def test_what_is_chosen_is_checked_field_by_field():
    assert rules.reaching_faults(AS_USUAL)[0].field == "chat"
    bad = Reaching(order=(SMS, SMS), quiet_from=12, quiet_until=12)
    assert [fault.field for fault in rules.reaching_faults(bad)] == ["first", "quiet_from", "quiet_until"]
    assert rules.reaching_faults(Reaching(order=(SMS, EMAIL))) == ()
