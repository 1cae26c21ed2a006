"""Lists of the interface on a large table: along an index, a bounded number of rows, no more for a deep page."""

from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from motcua.dossiers import queries
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import bundles
from tests.dossiers.build import make_world, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    """Two thousand requests of another office, and of another person."""
    world = make_world()
    world.at = timezone.now()
    one = Dossier.objects.get(number=submitted(world).number)
    same = {field.attname: getattr(one, field.attname) for field in Dossier._meta.concrete_fields}
    for name in ("id", "key", "submission", "number"):
        del same[name]
    same |= {"applicant_id": world.cast.nam.person.pk, "sender_id": world.cast.nam.person.pk}
    Dossier.objects.bulk_create(
        Dossier(**same, submission=uuid4(), number=f"H15.15-20260318-{n:07}") for n in range(100, 2100)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE dossiers_dossier" if connection.vendor == "postgresql" else "ANALYZE")
    return world


def page(world, player, *, before: int | None = None):
    found = queries.visible_to(world.reach(player), at=world.at).select_related("agency", "step_agency")
    if before:
        found = found.filter(pk__lt=before)
    return found.order_by("-pk")[:51]


def plan(rows) -> str:
    return rows.explain()


def quarters(world) -> tuple[int, int]:
    """Keys of one near the newest, and of one far behind it."""
    ids = sorted(Dossier.objects.values_list("pk", flat=True))
    return ids[-len(ids) // 4], ids[len(ids) // 4]


def test_a_page_of_an_officers_list_goes_on_behind_its_key_and_sorts_nothing(world):
    """Nothing before the key is read, so a deep page costs no more than the first one."""
    for before in quarters(world):
        said = plan(page(world, world.cast.reception, before=before))
        if connection.vendor == "postgresql":
            assert (
                "Scan Backward using dossiers_dossier_pkey" in said and f"Index Cond: (id < {before})" in said
            )
            assert "Sort" not in said and "Seq Scan on dossiers_dossier" not in said, said
        else:
            assert "SEARCH dossiers_dossier USING INTEGER PRIMARY KEY (rowid<?)" in said, said
            assert "TEMP B-TREE" not in said, said


@pytest.mark.postgres
def test_a_persons_own_are_found_by_the_person_however_many_others_have(world):
    for before in (None, *quarters(world)):
        said = plan(page(world, world.cast.hoa, before=before))
        assert "dossiers_of_person" in said and "dossiers_sent_by" in said, said
        assert "Seq Scan on dossiers_dossier" not in said, said


def test_the_requests_of_a_list_are_found_by_its_code(world):
    found = queries.visible_to(world.reach(world.cast.reception), at=world.at)
    said = plan(bundles.listed(found, code="NL-000.00.15.H15-260318-0001"))
    assert "dossiers_of_bundle" in said or "bundle_id" in said, said
    assert "Seq Scan on dossiers_dossier" not in said and "SCAN dossiers_dossier" not in said, said
