"""A leader's day: what is counted, that each number opens to as many requests, and that the page asks few questions."""

import html
import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from motcua.dossiers import actions, jobs
from motcua.dossiers.actions import counting, stuck
from motcua.dossiers.actions.moving import PAUSED_AT
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import desk, leaders_day
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.day import LATENESS, Matter
from motcua.dossiers.rules.states import State
from motcua.dossiers.rules.stuck import Reason
from motcua.dossiers.sample import electronic
from motcua.foundation.calendar import TZ
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


def test_a_list_that_has_moved_since_its_number_was_counted_says_both(office, client, monkeypatch):
    client.force_login(office.cast.leader.account)
    said = client.get(ADDRESS).content.decode()
    link = html.unescape(re.search(rf'href="([^"]*viec={Matter.SUPPLEMENT}&amp;[^"]*)"', said)[1])
    assert "dem=1" in link
    assert "khi tính lúc" not in client.get(link).content.decode(), "both are one"
    given = inputs.AskSupplement(reason="Thiếu.", papers=(inputs.PaperAsked("giay-chung-minh", "Giấy"),))
    act(office, actions.ask_supplement, in_progress(office).number, office.cast.case, given)
    with CaptureQueriesContext(connection) as plain:
        client.get(link.partition("&dem=")[0])
    with CaptureQueriesContext(connection) as asked:
        moved = client.get(link).content.decode()
    assert len(asked) == len(plain), "a list of one page counts itself"
    clock = f"{office.at.astimezone(TZ):%H:%M}"
    assert f"1 khi tính lúc {clock}, nay là 2" in moved
    monkeypatch.setattr(desk, "PAGE_ROWS", 1)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(link)
    assert f"1 khi tính lúc {clock}, nay là 2" in page.text
    assert page.context["stuck"] == 1 and reverse("dossiers:stuck") in page.text, (
        "what stands still is said here too"
    )
    # What procedures say is read again in tests, which hold a transaction open; a server keeps it.
    assert len([one for one in asked if "procedures_version" not in one["sql"]]) <= QUERIES_MAX
    for wrong in ("dem=x&luc=10.00", "dem=9&luc=<b>", "dem=9", "dem=99999&luc=10.00"):
        answer = client.get(f"{reverse('dossiers:desk')}?xem=tat-ca&viec={Matter.SUPPLEMENT}&{wrong}")
        assert answer.status_code == 200 and "khi tính lúc" not in answer.content.decode(), wrong


def test_before_anything_was_counted_the_page_says_what_comes(world, client):
    client.force_login(world.cast.leader.account)
    assert "Chưa" in client.get(reverse("dossiers:day")).content.decode()


# A working day from before the doors open to the last minute of it, and a Saturday.
HOURS = (
    "2026-03-18T06:10",
    "2026-03-18T09:30",
    "2026-03-18T12:15",
    "2026-03-18T16:59",
    "2026-03-18T23:58",
    "2026-03-21T10:00",
)
# Just past, just ahead, this evening, tomorrow before the doors open, days and weeks away.
DATES = ("09:29", "09:31", "12:15", "16:59", "17:00", "23:59")


@pytest.fixture
def busy(world):
    """Dates around every hour of that day, before and after it; some wait, one waits for a part, some lie elsewhere."""
    for day in (-9, -1, 0, 1, 3, 8):
        for text in DATES:
            hour, minute = map(int, text.split(":"))
            moment = datetime(2026, 3, 18, hour, minute, tzinfo=TZ) + timedelta(days=day)
            Dossier.objects.filter(number=in_progress(world).number).update(desk_at=moment)
    given = inputs.AskSupplement(reason="Thiếu.", papers=(inputs.PaperAsked("giay-chung-minh", "Giấy"),))
    act(world, actions.ask_supplement, in_progress(world).number, world.cast.case, given)
    waits = Dossier.objects.filter(number=taken_in(world).number)
    waits.update(awaits_part=True, desk_at=PAUSED_AT)
    return world


@pytest.mark.parametrize("hour", HOURS)
def test_at_any_hour_the_day_its_lists_and_the_tabs_of_the_desk_say_the_same(busy, hour):
    at = datetime.fromisoformat(hour).replace(tzinfo=TZ)
    stuck.watch_stuck(at=at)
    counting.count_open(at=at)
    reach = busy.cast.reach(busy.cast.leader, at=at)
    found, tabs = leaders_day.day(reach).counts, desk.counts(reach, at=at)
    for matter in Matter:
        wanted = desk.Filter(view=desk.View.ALL, matter=matter)
        assert len(desk.page(reach, at=at, wanted=wanted, rows=99).rows) == found[matter], matter
    assert found[Matter.TODAY] == tabs[desk.View.TODAY]
    assert found[Matter.LATE] == tabs[desk.View.LATE]
    assert found[Matter.SUPPLEMENT] + found[Matter.DUTY] == tabs[desk.View.WAITING] == 1
    assert found[Matter.TODAY] + found[Matter.LATE] > 0


def test_what_was_received_here_and_lies_elsewhere_is_on_the_desk_and_not_of_this_units_day(busy):
    at = busy.at
    reach = busy.cast.reach(busy.cast.leader, at=at)
    before = desk.counts(reach, at=at)[desk.View.TODAY]
    one = desk.page(reach, at=at, wanted=desk.Filter(view=desk.View.TODAY), rows=1).rows[0]
    Dossier.objects.filter(number=one.number).update(step_agency=busy.cast.commune)
    counting.count_open(at=at)
    assert desk.counts(reach, at=at)[desk.View.TODAY] == before
    assert leaders_day.day(reach).counts[Matter.TODAY] == before - 1
    wanted = desk.Filter(view=desk.View.ALL, matter=Matter.TODAY)
    assert len(desk.page(reach, at=at, wanted=wanted, rows=99).rows) == before - 1


def test_the_watchers_look_before_the_counting_counts_what_they_found():
    names = [job.name for job in jobs.JOBS]
    assert names.index("dossiers.count-open") > max(
        names.index("dossiers.watch-steps"), names.index("dossiers.watch-stuck")
    )


def test_in_the_demo_the_samples_first_results_are_counted_at_once(busy, monkeypatch, settings):
    counting.count_open(at=busy.at)
    reach = busy.cast.reach(busy.cast.leader, at=busy.at)
    before = leaders_day.day(reach).counts[Matter.TODAY]
    one = desk.page(reach, at=busy.at, wanted=desk.Filter(view=desk.View.TODAY), rows=1).rows[0]
    settings.DEMO = True
    at = busy.at + timedelta(seconds=20)
    assert electronic.count_lately_issued(at) == 0, "nothing was issued"
    issued = next(iter(electronic.ISSUED))
    Dossier.objects.filter(number=one.number).update(
        state=State.DONE, done_at=at, submission=issued, simulated=True
    )
    for demo, left in ((False, before), (True, before - 1)):
        settings.DEMO = demo
        electronic.count_lately_issued(at)
        assert leaders_day.day(reach).counts[Matter.TODAY] == left
    assert electronic.count_lately_issued(at) == 0, "once is enough"
