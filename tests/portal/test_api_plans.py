"""Lists of the interface on a large table: along an index, a bounded number of rows, no more for a deep page."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from motcua.dossiers import queries
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import bundles, paging
from motcua.people.rules import Level
from tests.dossiers.build import make_world, submitted
from tests.people.cast import make_agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    """Two thousand requests of one office, of which every fourth was received by another; all of another person."""
    world = make_world()
    world.at = timezone.now()
    one = Dossier.objects.get(number=submitted(world).number)
    same = {field.attname: getattr(one, field.attname) for field in Dossier._meta.concrete_fields}
    for name in ("id", "key", "submission", "number"):
        del same[name]
    same |= {"applicant_id": world.cast.nam.person.pk, "sender_id": world.cast.nam.person.pk}
    other = make_agency(name="Xã Khác", parent=world.cast.province, level=Level.COMMUNE, code="000.00.78.H15", code_new="H15.78")  # fmt: skip
    Dossier.objects.bulk_create(
        Dossier(
            **same | ({"agency_id": other.pk} if n % 4 == 0 else {}),
            submission=uuid4(),
            number=f"H15.15-20260318-{n:07}",
        )
        for n in range(100, 2100)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE dossiers_dossier" if connection.vendor == "postgresql" else "ANALYZE")
    return world


def statements(world, player, *, before: int | None = None) -> list[str]:
    """What one page of fifty asks the database of requests."""
    reach = world.reach(player)
    with CaptureQueriesContext(connection) as told:
        list(queries.newest(reach, at=world.at, limit=51, before=before).order_by("-pk")[:51])
    return [one["sql"] for one in told if "dossiers_dossier" in one["sql"]]


def rows_read(statement: str) -> int:
    """On PostgreSQL: the rows that the plan touched, those thrown away included."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement}")
        (found,) = cursor.fetchone()
    plans = [found[0]["Plan"]]
    read = 0
    while plans:
        node = plans.pop()
        plans += node.get("Plans", [])
        if "Relation Name" in node:
            thrown = sum(node.get(f"Rows Removed by {why}", 0) for why in ("Filter", "Index Recheck"))
            read += (node["Actual Rows"] + thrown) * node["Actual Loops"]
    return int(read)


def steps_taken(statement: str) -> int:
    """On SQLite: the steps of its machine, some eight for a row that is looked at."""
    taken = 0

    def step() -> int:
        nonlocal taken
        taken += 100
        return 0

    with connection.cursor() as cursor:
        connection.connection.set_progress_handler(step, 100)
        try:
            cursor.execute(statement).fetchall()
        finally:
            connection.connection.set_progress_handler(None, 0)
    return taken


PAGE_ROWS_MAX = 51 * 4  # for each reason to see a request, and once more to read it whole
PAGE_STEPS_MAX = 51 * 4 * 40


def cost(statement_texts: list[str]) -> tuple[int, int]:
    """What a page costs, and what it may."""
    if connection.vendor == "postgresql":
        return sum(map(rows_read, statement_texts)), PAGE_ROWS_MAX
    return sum(map(steps_taken, statement_texts)), PAGE_STEPS_MAX


def quarters(world) -> tuple[int, int]:
    """Keys of one near the newest, and of one far behind it."""
    ids = sorted(Dossier.objects.values_list("pk", flat=True))
    return ids[-len(ids) // 4], ids[len(ids) // 4]


@pytest.mark.parametrize("who", ["stranger", "reception", "hoa"])
def test_a_page_costs_what_it_shows_for_offices_and_persons_with_none_few_and_many(world, who, monkeypatch):
    """An office with none, one with two thousand, a person with one; and no page costs more deep in the list."""
    player = getattr(world.cast, who)
    for before in (None, *quarters(world)):
        costs, most = cost(statements(world, player, before=before))
        assert costs <= most, (who, before, costs)


def test_a_reach_of_many_agencies_walks_no_more_keys_than_it_is_allowed(world, monkeypatch):
    monkeypatch.setattr(paging, "FEW_AGENCIES", 0)
    monkeypatch.setattr(paging, "WALKED_KEYS", 100)
    for player in (world.cast.stranger, world.cast.reception):
        for before in (None, *quarters(world)):
            costs, most = cost(statements(world, player, before=before))
            assert costs <= most + 100 * (1 if connection.vendor == "postgresql" else 20), (before, costs)


def plan(rows) -> str:
    return rows.explain()


def test_the_requests_of_a_list_are_found_by_its_code(world):
    found = queries.visible_to(world.reach(world.cast.reception), at=world.at)
    said = plan(bundles.listed(found, code="NL-000.00.15.H15-260318-0001"))
    assert "dossiers_of_bundle" in said or "bundle_id" in said, said
    assert "Seq Scan on dossiers_dossier" not in said and "SCAN dossiers_dossier" not in said, said
