"""Lists of the interface on a large table: along an index, a bounded number of rows, no more for a deep page."""

from dataclasses import replace
from itertools import product
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from motcua.dossiers import queries
from motcua.dossiers.models import Dossier, Passage
from motcua.dossiers.queries import bundles, paging
from motcua.dossiers.rules.states import State
from motcua.people.models import Agency
from motcua.people.rules import Level
from tests.dossiers.build import make_world, submitted
from tests.people.cast import make_agency
from tests.portal.program import program

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
    analyse()
    return world


def analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def statements(world, player, *, before: int | None = None, state: State | None = None) -> list[str]:
    """What one page of fifty asks the database of requests."""
    reach = world.reach(player)
    with CaptureQueriesContext(connection) as told:
        list(queries.newest(reach, at=world.at, limit=51, before=before, state=state).found.order_by("-pk"))
    return [one["sql"] for one in told if "dossiers_" in one["sql"]]


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


@pytest.mark.parametrize("who", ["stranger", "reception", "hoa", "nam"])
def test_a_page_costs_what_it_shows_for_offices_and_persons_with_none_few_and_many(world, who):
    """An office with none, one with two thousand, a person with one and one with all others; and none costs more deep."""
    player = getattr(world.cast, who)
    for before in (None, *quarters(world)):
        costs, most = cost(statements(world, player, before=before))
        assert costs <= most, (who, before, costs)


def test_a_reach_of_many_agencies_walks_no_more_keys_than_it_is_allowed(world, monkeypatch):
    monkeypatch.setattr(paging, "FEW_AGENCIES", 0)
    monkeypatch.setattr(paging, "WALKED_KEYS", 300)
    for player in (world.cast.stranger, world.cast.reception):
        for before in (None, *quarters(world)):
            costs, most = cost(statements(world, player, before=before))
            allowed = 102 + 300  # the first walk, and the last
            # On SQLite some eight for each reason to see one of them.
            assert costs <= most + allowed * (1 if connection.vendor == "postgresql" else 4 * 8), (
                before,
                costs,
            )


def test_a_reach_of_many_agencies_that_is_shown_most_walks_little_more_than_the_page(world, monkeypatch):
    monkeypatch.setattr(paging, "FEW_AGENCIES", 0)
    for before in (None, *quarters(world)):
        told = statements(world, world.cast.reception, before=before)
        assert sum("WITH a (id)" in one for one in told) == 1, "one walk fills the page"
        costs, most = cost(told)
        assert costs <= most, (before, costs)


def rare_done(world) -> Dossier:
    """Of two thousand requests of one person, which all passed through one office, one of the oldest is done."""
    rare = Dossier.objects.filter(applicant_id=world.cast.nam.person.pk).order_by("pk")[5]
    Dossier.objects.filter(pk=rare.pk).update(state=State.DONE)
    Passage.objects.bulk_create(
        Passage(dossier_id=key, agency_id=world.cast.commune.pk, left_at=world.at)
        for key in Dossier.objects.filter(applicant_id=world.cast.nam.person.pk).values_list("pk", flat=True)
    )
    return rare


def done_elsewhere(world) -> None:
    """Every fifth is somebody else's, at another office, and done: that state is frequent, and none of it is theirs."""
    fifth = list(Dossier.objects.order_by("pk").values_list("pk", flat=True))[10::5]
    Passage.objects.filter(dossier_id__in=fifth).delete()
    hoa = world.cast.hoa.person.pk
    Dossier.objects.filter(pk__in=fifth).update(applicant_id=hoa, sender_id=hoa, state=State.DONE)


@pytest.mark.parametrize("who", ["nam", "stranger"])
def test_a_page_of_a_rare_state_holds_all_that_there_is_in_it(world, who, monkeypatch):
    monkeypatch.setattr(paging, "LOOKED_AT", 300)
    player, rare = getattr(world.cast, who), rare_done(world)
    analyse()
    costs, most = cost(statements(world, player, state=State.DONE))
    assert costs <= most + (4 * 300 if connection.vendor == "postgresql" else 4 * 300 * 40)
    page = queries.newest(world.reach(player), at=world.at, limit=51, state=State.DONE)
    assert [one.pk for one in page.found] == [rare.pk] and page.ends_at is None


@pytest.mark.parametrize("who", ["nam", "stranger"])
def test_a_page_of_a_state_that_is_rare_only_here_looks_at_so_many_and_says_where_it_goes_on(
    world, who, monkeypatch
):
    monkeypatch.setattr(paging, "LOOKED_AT", 100)
    monkeypatch.setattr(paging, "WALKED_KEYS", 100)
    player, rare = getattr(world.cast, who), rare_done(world)
    done_elsewhere(world)
    analyse()
    seen, pages, before = [], 0, None
    while pages == 0 or before is not None:
        told = statements(world, player, before=before, state=State.DONE)
        costs, most = cost(told)
        allowed = 6 * 100 if connection.vendor == "postgresql" else 6 * 100 * 40
        assert costs <= most + allowed, (before, costs)
        page = queries.newest(world.reach(player), at=world.at, limit=51, before=before, state=State.DONE)
        seen += [one.pk for one in page.found]
        before, pages = page.ends_at, pages + 1
    assert seen == [rare.pk] and pages == 5


def test_pages_of_a_state_that_is_rare_only_here_are_followed_to_the_end_by_a_program(world, monkeypatch):
    monkeypatch.setattr(paging, "LOOKED_AT", 100)
    monkeypatch.setattr(paging, "WALKED_KEYS", 100)
    rare = rare_done(world)
    done_elsewhere(world)
    nam = program(world, world.cast.nam)
    seen, pages, after = [], 0, ""
    while pages == 0 or after:
        page = nam.get(f"/dossiers?state=done&limit=50&after={after}").body
        seen += [row["number"] for row in page["rows"]]
        after, pages = page["next"], pages + 1
    assert seen == [rare.number] and pages == 5


@pytest.fixture
def spread(world):
    """The two thousand lie with four hundred agencies of two provinces, one of ten times as many; three are stopped."""
    small, large = (
        make_agency(name=f"Tỉnh {many}", level=Level.PROVINCE, code_new=f"T{many}") for many in (40, 360)
    )
    agencies = Agency.objects.bulk_create(
        Agency(
            name=f"Xã {n}", name_folded=f"xa {n}", level=Level.COMMUNE, simulated=True, code_new=f"X{n}",
            parent=small if n < 40 else large, path=f"{(small if n < 40 else large).path}{10**6 + n}/",
        )
        for n in range(400)
    )  # fmt: skip
    dossiers = list(Dossier.objects.order_by("pk"))
    for n, dossier in enumerate(dossiers):
        dossier.agency_id = agencies[n * 7 % 400].pk
        dossier.step_agency_id = agencies[(n * 7 + (n % 5 == 0)) % 400].pk
        dossier.state = State.STOPPED if n in (50, 900, 1900) else State.RETURNED
    Dossier.objects.bulk_update(dossiers, ["agency", "step_agency", "state"], batch_size=500)
    Passage.objects.bulk_create(
        Passage(dossier=dossier, agency=agencies[n * 11 % 400], left_at=world.at)
        for n, dossier in enumerate(dossiers)
        if n % 10 == 3
    )
    analyse()
    grants = world.reach(world.cast.reception).grants[:1]
    return [
        replace(
            world.reach(world.cast.reception), person_id=None, grants=tuple(replace(one, path=path) for one in grants)
        )
        for path in (small.path, large.path)
    ]  # fmt: skip


def test_a_page_is_full_and_costs_no_more_with_ten_times_as_many_agencies(world, spread, monkeypatch):
    """Where the walk fills the page; and where it may not, so that each agency is asked for its newest."""
    for walked, state, before in product(
        (2_000, 120), (None, State.RETURNED, State.STOPPED, State.DONE), (None, *quarters(world))
    ):
        monkeypatch.setattr(paging, "WALKED_KEYS", walked)
        costs = []
        for reach in spread:
            visible = queries.visible_to(reach, at=world.at)
            visible = visible.filter(state=state) if state else visible
            expected = list(
                visible.filter(pk__lt=before or 10**9).order_by("-pk").values_list("pk", flat=True)[:51]
            )
            with CaptureQueriesContext(connection) as told:
                page = queries.newest(reach, at=world.at, limit=51, before=before, state=state)
                found = list(page.found.order_by("-pk").values_list("pk", flat=True))
            assert found == expected and len(told) <= 10
            taken, most = cost([one["sql"] for one in told if "dossiers_" in one["sql"]])
            costs.append(taken)
        allowed = 102 + min(816, walked) + walked  # walked by the small reach, which may fill no page so
        assert costs[0] <= 3 * most + allowed * (1 if connection.vendor == "postgresql" else 4 * 8), (
            state,
            costs,
        )
        assert costs[1] <= max(costs[0], most) * 1.1, (state, costs)


def plan(rows) -> str:
    return rows.explain()


def test_the_requests_of_a_list_are_found_by_its_code(world):
    found = queries.visible_to(world.reach(world.cast.reception), at=world.at)
    said = plan(bundles.listed(found, code="NL-000.00.15.H15-260318-0001"))
    assert "dossiers_of_bundle" in said or "bundle_id" in said, said
    assert "Seq Scan on dossiers_dossier" not in said and "SCAN dossiers_dossier" not in said, said
