"""Followers of rare kinds: what they read costs what they are told, however much else stands between."""

import random
from importlib import import_module

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from motcua.chronicle import actions, queries
from motcua.chronicle.actions.append import NewEntry
from motcua.chronicle.models import Occurrence
from tests.chronicle.acts import NOW, Kind, seal_all, write_some
from tests.portal.test_api_plans import rows_read, steps_taken

pytestmark = pytest.mark.django_db(transaction=True)
STRETCH = 20


@pytest.fixture(autouse=True)
def short_stretch(monkeypatch):
    monkeypatch.setattr(import_module("motcua.chronicle.queries.follow"), "STRETCH", STRETCH)


def written(kinds: list[Kind]) -> None:
    """One entry of each, in this order, sealed."""
    made = [
        NewEntry(kind=kind, subject=f"dossier:{n}", actor="mandate:1", at=NOW) for n, kind in enumerate(kinds)
    ]
    with transaction.atomic():
        actions.append_many(made)
    seal_all()


def cost(*, kinds: list[Kind], after: int, limit: int) -> tuple[int, list[int]]:
    with CaptureQueriesContext(connection) as told:
        found = queries.follow(kinds=kinds, after=after, limit=limit)
    positions = [one.position for one in found]
    if connection.vendor != "postgresql":
        return sum(steps_taken(one["sql"]) for one in told), positions
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")  # these tables are too small to be worth an index
        try:
            return sum(rows_read(one["sql"]) for one in told), positions
        finally:
            cursor.execute("RESET enable_seqscan")


def test_a_follower_of_a_rare_kind_reads_the_stretch_at_hand_and_what_it_is_told():
    rare = {1500: Kind.APPROVED, 2990: Kind.APPROVED}
    written([rare.get(n, Kind.TAKEN_IN) for n in range(1, 3001)])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    most = 4 * STRETCH + 40 if connection.vendor == "postgresql" else (4 * STRETCH + 40) * 40
    for after, positions in ((0, [1500, 2990]), (1500, [2990]), (2990, [])):
        costs, found = cost(kinds=[Kind.APPROVED], after=after, limit=10)
        assert found == positions
        assert costs <= most, (after, costs)
    costs, found = cost(kinds=list(Kind), after=2000, limit=10)
    assert found == list(range(2001, 2011)) and costs <= most, costs


def test_whatever_stands_where_a_follower_is_told_what_a_search_of_all_would_find():
    chance = random.Random(7)
    kinds = chance.choices(list(Kind), weights=[30, 1], k=400)
    for lot in (kinds[:150], kinds[150:151], kinds[151:]):
        written(lot)
    for _ in range(200):
        wanted = chance.sample(list(Kind), chance.randint(0, 2))
        after, limit = chance.randrange(410), chance.choice([1, 2, 5, 50, 500])
        right = [n for n, kind in enumerate(kinds, start=1) if n > after and kind in wanted][:limit]
        found = queries.follow(kinds=wanted, after=after, limit=limit)
        assert [one.position for one in found] == right, (wanted, after, limit)
        told = queries.touched(kinds=wanted, after=after, limit=limit)
        assert [position for position, *_ in told] == right


def test_of_each_sealed_entry_it_is_noted_where_it_stands():
    write_some(3)
    assert not Occurrence.objects.exists()
    seal_all()
    assert list(Occurrence.objects.order_by("position").values_list("kind", "position")) == [
        (str(Kind.TAKEN_IN), n) for n in (1, 2, 3)
    ]
