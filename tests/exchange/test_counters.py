"""The running figures equal a full recount at any moment, and the national front page shows them."""

import random
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from motcua.exchange import queries
from motcua.exchange.actions.merge import merge
from motcua.exchange.models import Counter, Node, State
from motcua.exchange.rules.following import reachable
from motcua.exchange.rules.refusals import RecordsRefused
from tests.exchange.test_rules import record
from tests.people.cast import make_cast


@pytest.fixture
def nodes(db):
    return [
        Node.objects.create(code=code, kind="other", name=code, registered_at=timezone.now())
        for code in ("A1", "B1")
    ]


def chance_batch(chance, code, at):
    """Records of a few dossiers: new, moved on, repeated, late, and now and then one that cannot follow."""
    batch = {}
    for _ in range(chance.randint(1, 8)):
        number = f"000.00.{code}-261126-{chance.randint(1, 12):04}"
        batch[number] = record(
            number, position=chance.randint(1, 60), revision=chance.randint(1, 9), state=chance.choice([1, 2, 4, 4, 5, 9, 10]),
            channel=int(number[-1]) % 3 + 1, since=at,
        )  # fmt: skip
    return list(batch.values())


@pytest.mark.parametrize("seed", range(12))
def test_whatever_comes_the_figures_equal_a_full_recount(nodes, seed):
    chance, at = random.Random(seed), timezone.now()
    taken = 0
    for step in range(40):
        node = chance.choice(nodes)
        try:
            with transaction.atomic():
                taken += merge(
                    node_id=node.pk, records=chance_batch(chance, node.code, at + timedelta(seconds=step))
                )
        except RecordsRefused:
            pass
        assert queries.counted() == queries.recount()
    assert taken > 20 and State.objects.filter(times__gt=1).exists()


def test_a_figure_that_is_wrong_is_seen(nodes):
    merge(node_id=nodes[0].pk, records=[record("000.00.A1-261126-0001")])
    Counter.objects.filter(name="dossiers").update(value=2)
    assert queries.counted() != queries.recount()


def test_totals_add_up_over_nodes(nodes):
    for node in nodes:
        merge(node_id=node.pk, records=[record(f"000.00.{node.code}-261126-0001")])
        merge(
            node_id=node.pk,
            records=[record(f"000.00.{node.code}-261126-0001", position=2, revision=2, state=4)],
        )
    found = queries.totals(at=timezone.now())
    assert (found.dossiers, found.states, found.online, found.by_state[3], sum(found.by_state)) == (
        2,
        4,
        2,
        2,
        2,
    )
    assert (2, 4) in reachable()


def test_the_front_page_of_the_nation_shows_them_and_that_of_a_province_does_not(client, nodes, settings):
    make_cast()
    merge(node_id=nodes[0].pk, records=[record("000.00.A1-261126-0001")])
    assert "trạng thái hồ sơ đã nhận" not in client.get("/").content.decode()
    settings.NODE = "national"
    shown = " ".join(client.get("/").content.decode().split())
    assert 'class="value">1</span><p class="what">trạng thái hồ sơ đã nhận' in shown
