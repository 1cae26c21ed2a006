"""What an answer changes, beside a slow oracle: everything once acknowledged in order, nothing skipped, nothing twice."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.exchange.rules import events, webhooks
from motcua.exchange.rules.events import Cursor
from motcua.exchange.rules.order import Lineage
from motcua.exchange.rules.webhooks import Heard, Standing, Status

NOW = datetime(2026, 3, 18, 2, 30, tzinfo=UTC)
ANSWERS = ("taken", "taken but the answer is lost", "lost", "500", "429", "owner moves")
ORIGIN = "h15.example.vn"


class World:
    """A chronicle of positions, some of them told; one subscription; a receiver that writes down what reaches it."""

    def __init__(self, told, scan):
        self.told, self.head, self.scan = set(told), max(len(told), 1), scan
        self.standing = Standing(Status.ACTIVE, 0)
        self.reached, self.acknowledged, self.at = [], [], NOW

    def next_stretch(self):
        sent, upto = [], self.standing.position
        for _ in range(100):
            read = list(range(upto + 1, min(upto + self.scan, self.head) + 1))
            more, upto = events.stretch(
                after=upto, read=read, told={p: p for p in read if p in self.told}, lot=self.standing.lot - len(sent),
                head=self.head, is_all=len(read) < self.scan,
            )  # fmt: skip
            sent += more
            if upto >= self.head or len(sent) >= self.standing.lot:
                break
        return sent, upto

    def try_once(self, how, chance):
        sent, upto = self.next_stretch()
        if how.startswith("taken"):
            self.reached += sent
        if how == "taken":
            self.acknowledged += sent
        answer = {"taken": Heard(204), "500": Heard(500), "429": Heard(429, wait=7)}.get(
            how, Heard(0, "no-answer-time")
        )
        self.at = max(self.at, self.standing.next_at or self.at)
        assert webhooks.is_due(self.standing, at=self.at)
        self.standing = webhooks.after_try(
            self.standing, answer, upto=upto, full=len(sent) >= self.standing.lot, at=self.at, chance=chance
        )


marks = st.lists(st.booleans(), min_size=1, max_size=60)
tries = st.lists(st.tuples(st.sampled_from(ANSWERS), st.floats(0, 0.999), st.integers(0, 60)), max_size=40)


@given(marks, tries, st.integers(1, 9))
def test_whatever_breaks_each_event_is_acknowledged_once_and_in_order_from_where_the_owner_set_the_cursor(
    is_told, steps, scan
):
    told = [position for position, yes in enumerate(is_told, 1) if yes]
    world = World(told, scan)
    world.head = len(is_told)
    start = 0
    for how, chance, where in [*steps, *[("taken", 0.5, 0)] * 80]:
        if (
            how == "owner moves"
        ):  # what was acknowledged until then is the oracle's: right behind the cursor, in order
            upto = world.standing.position
            assert world.acknowledged == [p for p in told if start < p <= upto]
            start = min(where, world.head)
            world.standing = Standing(Status.ACTIVE, start, world.standing.lot)
            world.acknowledged, world.reached = [], []
            continue
        world.try_once(how, chance)
        assert world.acknowledged == [p for p in told if start < p <= world.standing.position]
        assert set(world.reached) >= set(world.acknowledged)
        if world.standing.status is not Status.ACTIVE:
            return
    assert world.acknowledged == [p for p in told if p > start]
    # What reached it twice did so after an answer that was lost; between two in a row nothing is left out.
    for one, two in pairwise(world.reached):
        assert two <= one or not [p for p in told if one < p < two]


@given(st.integers(1, 400), st.floats(0, 0.999))
def test_a_pause_grows_up_to_five_minutes_and_never_ends_the_tries(failures, chance):
    after = webhooks.failed(Standing(Status.ACTIVE, 5, failures=failures - 1, failing_since=NOW), Heard(500), at=NOW, chance=chance)  # fmt: skip
    assert timedelta(seconds=0.5) <= after.next_at - NOW <= timedelta(minutes=5)
    assert (after.position, after.status) == (5, Status.ACTIVE)


def test_after_three_days_of_failures_it_is_paused_by_itself_and_an_acknowledgement_between_begins_anew():
    failing = Standing(Status.ACTIVE, 5, failures=9, failing_since=NOW)
    just_before = webhooks.failed(failing, Heard(500), at=NOW + timedelta(days=3, seconds=-1), chance=0.5)
    assert just_before.status is Status.ACTIVE
    assert (
        webhooks.failed(failing, Heard(500), at=NOW + timedelta(days=3), chance=0.5).status is Status.FAILED
    )
    well = webhooks.after_try(failing, Heard(200), upto=6, full=False, at=NOW, chance=0.5)
    assert (well.failing_since, well.failures, well.position) == (None, 0, 6)


@pytest.mark.parametrize("status", [301, 302, 400, 404, 410, 413, 415, 429, 500, 503, 0])
def test_nothing_but_an_acknowledgement_moves_the_cursor(status):
    after = webhooks.after_try(
        Standing(Status.ACTIVE, 5), Heard(status), upto=9, full=True, at=NOW, chance=0.1
    )
    assert after.position == 5 and after.failures == 1
    assert after.status is (Status.GONE if status == 410 else Status.ACTIVE)


@pytest.mark.parametrize(
    ("status", "said", "seconds"),
    [
        (429, "120", 120),
        (503, "0", 0),
        (503, "99999999999", 3600),
        (429, "Wed, 18 Mar 2026 02:31:00 GMT", 60),
        (429, "Wed, 18 Mar 2026 02:29:00 GMT", 0),
        (429, "soon", None),
        (429, "", None),
        (500, "120", None),
    ],
)
def test_a_receiver_says_how_long_it_wants_to_be_left_alone(status, said, seconds):
    found = webhooks.heard(status, {"retry-after": said}, at=NOW)
    assert found.wait == seconds
    after = webhooks.failed(Standing(Status.ACTIVE, 1), found, at=NOW, chance=0.0)
    assert after.next_at == NOW + timedelta(seconds=0.5 if seconds is None else seconds)


def test_an_event_that_chokes_its_receiver_comes_to_stand_alone():
    now = Standing(Status.ACTIVE, 0, lot=100)
    for _ in range(4):
        now = webhooks.failed(now, Heard(500), at=NOW, chance=0.5)
    assert now.lot == 1
    assert webhooks.after_try(now, Heard(200), upto=1, full=True, at=NOW, chance=0.5).lot == 2


class TestHandshake:
    def ask(self, status=200, why="", **headers):
        return webhooks.after_asking(
            Standing(Status.WAITING, 3), Heard(status, why), {k.replace("_", "-"): v for k, v in headers.items()}, origin=ORIGIN,
            at=NOW, chance=0.5,
        )  # fmt: skip

    def test_the_header_is_the_permission(self):
        assert self.ask(webhook_allowed_origin="H15.example.vn").status is Status.ACTIVE
        assert self.ask(webhook_allowed_origin="*", webhook_allowed_rate="60").rate == 60
        assert self.ask(webhook_allowed_origin="*", webhook_allowed_rate="*").rate is None

    @pytest.mark.parametrize(
        "headers", [{}, {"webhook_allowed_origin": "other.example.vn"}, {"allow": "POST"}]
    )
    def test_a_good_status_alone_is_none(self, headers):
        after = self.ask(**headers)
        assert (after.status, after.problem, after.position) == (Status.WAITING, "not-allowed", 3)

    def test_a_refusal_with_the_header_is_none(self):
        assert self.ask(405, webhook_allowed_origin="*").problem == "status-405"

    def test_the_rate_that_was_allowed_is_kept(self):
        after = webhooks.after_try(Standing(Status.ACTIVE, 1, rate=60), Heard(200), upto=2, full=False, at=NOW, chance=0.5)  # fmt: skip
        assert after.next_at == NOW + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("https://esb.example.vn/events?key=1", ""),
        ("https://8.8.8.8/x", ""),
        ("http://esb.example.vn/", webhooks.ADDRESS_UNPROTECTED),
        ("ftp://esb.example.vn/", webhooks.ADDRESS_UNPROTECTED),
        ("https://127.0.0.1/", webhooks.ADDRESS_INSIDE),
        ("https://[::1]/", webhooks.ADDRESS_INSIDE),
        ("https://10.0.0.8/", webhooks.ADDRESS_INSIDE),
        ("https://169.254.169.254/latest/", webhooks.ADDRESS_INSIDE),
        ("https://localhost/", webhooks.ADDRESS_INSIDE),
        ("https://intranet/", webhooks.ADDRESS_INSIDE),
        ("https://user:word@esb.example.vn/", webhooks.ADDRESS_UNFIT),
        ("https://esb.example.vn/#part", webhooks.ADDRESS_UNFIT),
        ("https://esb.example.vn:99999/", webhooks.ADDRESS_UNFIT),
        ("https://esb.example.vn/a b", webhooks.ADDRESS_UNFIT),
        ("https://esb.example.vn/\r\nX: y", webhooks.ADDRESS_UNFIT),
        ("https:///x", webhooks.ADDRESS_UNFIT),
        ("events", webhooks.ADDRESS_UNFIT),
        ("https://esb.example.vn/" + "x" * 500, webhooks.ADDRESS_UNFIT),
    ],
)
def test_an_address_is_whole_protected_and_outside(address, fault):
    assert webhooks.address_fault(address, trusted=()) == fault


def test_what_the_operator_trusts_may_be_inside():
    assert webhooks.address_fault("http://127.0.0.1:9000/x", trusted=("127.0.0.1",)) == ""
    assert webhooks.address_fault("ftp://127.0.0.1/x", trusted=("127.0.0.1",)) == webhooks.ADDRESS_UNPROTECTED


class TestCursor:
    history = Lineage(((1, 0), (2, 14210)))

    @pytest.mark.parametrize(
        ("typed", "found"),
        [("1:500", Cursor(1, 500)), ("0", Cursor(1, 0)), ("", Cursor(1, 0)), ("1", None), ("0:1", None), ("1:-5", None), ("x:1", None), ("1:1:1", None), ("²:1", None), (f"1:{2**62 + 1}", None)],
    )  # fmt: skip
    def test_is_read_or_not(self, typed, found):
        assert events.read_cursor(typed) == found

    @pytest.mark.parametrize(
        ("cursor", "left"),
        [(Cursor(1, 0), Cursor(1, 0)), (Cursor(1, 14210), Cursor(1, 14210)), (Cursor(1, 15000), Cursor(1, 14210)), (Cursor(2, 15000), Cursor(2, 15000)), (Cursor(2, 9), Cursor(1, 9)), (Cursor(7, 15000), Cursor(1, 14210))],
    )  # fmt: skip
    def test_of_a_history_that_a_restore_ended_leads_back_to_what_both_share(self, cursor, left):
        assert events.shared(cursor, self.history) == left

    def test_ids_and_sequences_follow_the_chronicle(self):
        assert events.event_id("H15", events.place_of(15000, self.history)) == "H15:2:15000"
