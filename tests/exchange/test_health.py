"""How well states travel: percentiles against sorting, what is set aside, what was lost and settled."""

import math
import random
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone, translation

from motcua.chronicle.models import Entry as Stored
from motcua.exchange import actions, queries
from motcua.exchange.models import Aside, Lost, Outbox, Replay
from motcua.exchange.rules import Entry
from motcua.foundation.refusal import Forbidden, InvalidInput, NotFound
from motcua.operations.doctor_exchange import exchange
from motcua.operations.findings import Level
from tests.exchange.build import make_batch, make_nation, make_troubles
from tests.people.cast import make_cast

OPERATORS, EVERYONE = "/quan-tri/dong-bo/", "/dong-bo/"


@pytest.fixture
def at():
    return timezone.now()


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def nation(cast, at):
    return make_nation(cast=cast, at=at)


@pytest.fixture
def lost(nation, at):
    return make_troubles(nation.h15, at=at, own="H15")


def text(answer):
    return " ".join(answer.content.decode().split())


def nearest_rank(values, share):
    return sorted(values)[math.ceil(len(values) * share / 100) - 1]


@pytest.mark.parametrize("count", [1, 2, 19, 20, 100, 101])
def test_percentiles_are_those_of_sorting_for_each_node_and_for_all(nation, at, count):
    chance = random.Random(count)
    lags = {nation.h15: [chance.expovariate(1) for _ in range(count)], nation.g15: [chance.random() * 9]}
    for node, values in lags.items():
        for i, lag in enumerate(values):
            make_batch(node, after=i, lag=lag, at=at - timedelta(minutes=1))
    make_batch(nation.h15, after=900, lag=99.0, at=at - timedelta(days=1, minutes=1))  # of the day before
    make_batch(nation.h15, after=901, lag=99.0, at=at, replay=True)
    make_batch(nation.h15, after=902, lag=None, at=at)
    found = queries.national(at=at)
    seen = {node.code: node.lag for node in found.nodes}
    for lag, values in ((seen["H15"], lags[nation.h15]), (found.lag, [*lags[nation.h15], *lags[nation.g15]])):
        assert (lag.batches, lag.p50, lag.p95, lag.p99) == (
            len(values), *(nearest_rank(values, share) for share in (50, 95, 99)),
        )  # fmt: skip


def test_everybody_reads_counts_and_no_number_of_a_dossier(client, lost):
    shown = text(client.get(EVERYONE))
    assert "1 giây · 2 giây · 2 giây" in shown and "3 phút trước" in shown
    assert "261120-00" not in shown and "<form" not in shown.partition("<main")[2].partition("</main")[0]


def test_the_nations_operator_settles_what_was_lost_with_a_reason_once(client, nation, lost):
    client.force_login(nation.operator.account)
    assert lost.number in text(client.get(OPERATORS))
    assert client.post(OPERATORS, {"lost": lost.pk, "reason": ""}).status_code == 422
    assert client.post(OPERATORS, {"lost": lost.pk, "reason": "Sở nhập lại"}).status_code == 302
    assert lost.number not in text(client.get(OPERATORS))
    assert Lost.objects.get().reason == "Sở nhập lại"
    assert Stored.objects.filter(kind=Entry.LOST_SETTLED, subject="node:H15").count() == 1
    assert client.post(OPERATORS, {"lost": lost.pk, "reason": "khác"}).status_code == 409
    assert Lost.objects.get().reason == "Sở nhập lại"


def test_nobody_else_settles_it(cast, nation, lost, at):
    with pytest.raises(Forbidden):
        actions.settle_lost(lost_id=lost.pk, reason="x", reach=cast.reach(cast.operator, at=at), at=at)
    reach = cast.reach(nation.operator, at=at)
    with pytest.raises(NotFound):
        actions.settle_lost(lost_id=lost.pk + 1, reason="x", reach=reach, at=at)
    with pytest.raises(InvalidInput):
        actions.settle_lost(lost_id=lost.pk, reason=" ", reach=reach, at=at)
    assert Lost.objects.get().settled_at is None


class TestLocal:
    @pytest.fixture(autouse=True)
    def joined(self, settings):
        settings.NATION = "https://nation.example.vn"

    def test_what_failed_is_said_in_words_with_the_next_try(self, client, cast, at):
        next_at = at + timedelta(minutes=4)
        Outbox.objects.create(pk=1, failures=3, problem="exchange.no-answer", next_at=next_at, seal=12)
        client.force_login(cast.operator.account)
        shown = text(client.get(OPERATORS))
        assert "Hệ thống quốc gia không trả lời" in shown and "Lần thử tiếp theo" in shown
        assert "đến niêm phong 12" in shown

    def test_a_record_set_aside_is_sent_again_at_a_press(self, client, cast, lost):
        client.force_login(cast.operator.account)
        aside = Aside.objects.get(number__startswith="000.00.15.H15")
        assert "không thể đến sau trạng thái" in text(client.get(OPERATORS))
        assert client.post(OPERATORS, {"number": aside.number}).status_code == 302
        assert Replay.objects.get().number == aside.number
        assert queries.local(at=timezone.now()).aside_count == 0

    def test_the_operator_of_a_province_sees_nothing_of_the_nations_lists(self, client, cast, lost):
        client.force_login(cast.operator.account)
        assert lost.number not in text(client.get(OPERATORS))

    def test_nothing_waits_when_nothing_happened(self, cast, at):
        found = queries.local(at=at)
        assert (found.waiting, found.oldest_seconds, found.aside_count) == (0, None, 0)


def test_a_node_without_a_nation_says_so(client, cast):
    assert "chưa kết nối với hệ thống quốc gia" in text(client.get(EVERYONE))
    assert client.get(OPERATORS).status_code == 302


class TestDoctor:
    @pytest.fixture(autouse=True)
    def joined(self, settings):
        settings.NATION = "https://nation.example.vn"

    def said(self, at):
        with translation.override("en"):
            return [(finding.level, finding.said) for finding in exchange(at)]

    def test_says_nothing_without_a_nation_and_that_all_is_well_with_one(self, cast, at, settings):
        assert self.said(at) == [(Level.OK, "The nation hears what happens here.")]
        settings.NATION = ""
        assert self.said(at) == []

    def test_names_what_was_set_aside(self, cast, lost, at):
        assert self.said(at) == [(Level.WARNING, "1 record could not travel to the nation.")]

    def test_names_a_history_that_contradicts_what_the_nation_witnessed(self, cast, at):
        Outbox.objects.create(pk=1, seal_problem="exchange.seal-conflict")
        said = "The nation witnessed something else than this chronicle says."
        assert self.said(at) == [(Level.WRONG, said)]

    @pytest.mark.parametrize("problem", ["exchange.old-epoch", "exchange.epoch-needed"])
    def test_names_a_nation_that_is_ahead(self, cast, at, problem):
        Outbox.objects.create(pk=1, failures=1, problem=problem)
        assert self.said(at) == [(Level.WRONG, "The nation knows more of this node than this database does.")]

    def test_names_a_nation_that_has_not_heard_what_waits_for_an_hour(self, cast, at, monkeypatch):
        waiting = replace(queries.local(at=at), oldest_seconds=3601.0)
        monkeypatch.setattr(queries, "local", lambda at: waiting)
        assert self.said(at) == [(Level.WARNING, "The nation has never heard this node.")]
        monkeypatch.setattr(queries, "local", lambda at: replace(waiting, oldest_seconds=3599.0))
        assert [level for level, _ in self.said(at)] == [Level.OK]
