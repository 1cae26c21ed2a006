"""A leader's day: what is counted, that each number opens to as many requests, and that the page asks few questions."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from motcua.dossiers import actions
from motcua.dossiers.actions import counting, stuck
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import desk, leaders_day
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.day import LATENESS, Matter
from motcua.dossiers.rules.stuck import Reason
from tests.dossiers.build import act, in_progress, taken_in

ADDRESS = "/lanh-dao/hom-nay/"
QUERIES_MAX = 15


def late_by(done, world, **kind):
    Dossier.objects.filter(number=done.number).update(desk_at=world.at - timedelta(**kind))


@pytest.fixture
def office(world):
    """Late by an hour, by two days and by two weeks; one due today; one waiting for papers; one not passed on."""
    for kind in ({"hours": 1}, {"days": 2}, {"days": 14}):
        late_by(in_progress(world), world, **kind)
    late_by(in_progress(world), world, hours=-1)
    waits = in_progress(world)
    given = inputs.AskSupplement(reason="Thiếu.", papers=(inputs.PaperAsked("giay-chung-minh", "Giấy"),))
    act(world, actions.ask_supplement, waits.number, world.cast.case, given)
    taken_in(world)
    at = world.later(days=1)
    stuck.watch_stuck(at=at)
    counting.count_open(at=at)
    return world


def test_each_number_is_that_of_its_list(office):
    world, at = office, office.at
    reach = world.cast.reach(world.cast.leader, at=at)
    found = leaders_day.day(reach)
    for matter in Matter:
        for unit in (None, world.cast.department.pk):
            wanted = desk.Filter(view=desk.View.ALL, matter=matter, unit_id=unit)
            rows = desk.page(reach, at=at, wanted=wanted, rows=99).rows
            assert len(rows) == found.counts[matter], matter
    assert found.counts[Matter.LATE] == sum(found.counts[one] for one in LATENESS) == 4
    assert found.counts[Matter.LATE_LONG] == found.counts[Matter.SUPPLEMENT] == 1
    assert found.stuck[Reason.UNROUTED] == 1 == found.counts[Matter.STUCK]


def test_a_leader_sees_it_by_unit_with_links_and_a_stranger_nothing_of_it(office, client):
    client.force_login(office.cast.leader.account)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = client.get(ADDRESS)
    said = page.content.decode()
    assert page.status_code == 200 and len(asked) <= QUERIES_MAX
    unit = office.cast.department.pk
    assert "4 hồ sơ trễ" in said and f"viec=tre&amp;don-vi={unit}" in said and "vi-sao=chua-chuyen" in said
    client.force_login(office.cast.case.account)
    assert client.get(ADDRESS).status_code == 403
    elsewhere = leaders_day.day(office.cast.reach(office.cast.stranger_case, at=office.at))
    assert elsewhere is None


def test_before_anything_was_counted_the_page_says_what_comes(world, client):
    client.force_login(world.cast.leader.account)
    assert "Chưa" in client.get(reverse("dossiers:day")).content.decode()
