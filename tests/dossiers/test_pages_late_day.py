"""The operator sees what a day off touches, decides it, and watches the dates being counted."""

import pytest

from motcua.dossiers.actions import recounting
from motcua.dossiers.models import Recount
from motcua.law.models import CalendarOverride
from tests.dossiers.build import in_progress
from tests.dossiers.test_recount import FRIDAY, LATER, count_again, decide, read, world

__all__ = ["world"]

ADDRESS, PROGRESS = "/quan-tri/ngay-nghi/", "/quan-tri/ngay-nghi/tien-do/"
TYPED = {
    "date": f"{FRIDAY:%d/%m/%Y}",
    "kind": "off",
    "name": "Nghỉ tránh bão",
    "basis": "CĐ 21/CĐ-TTg",
    "agency": "",
}


def test_the_day_is_shown_with_what_it_touches_before_it_is_decided(client, world):
    in_progress(world)
    client.force_login(world.cast.operator.account)
    page = client.post(ADDRESS, TYPED)
    assert page.status_code == 200 and page.context["touched"].running == 1
    assert not CalendarOverride.objects.exists(), "looking decides nothing"
    assert client.post(ADDRESS, TYPED | {"decide": "1"}).url == PROGRESS
    assert CalendarOverride.objects.get().basis == "CĐ 21/CĐ-TTg"


def test_a_day_without_a_legal_basis_is_refused_and_what_was_typed_stays(client, world):
    client.force_login(world.cast.operator.account)
    page = client.post(ADDRESS, TYPED | {"basis": "", "decide": "1"})
    assert page.status_code == 422 and "Nghỉ tránh bão" in page.text
    assert not CalendarOverride.objects.exists()


def test_the_same_day_decided_twice_is_refused(client, world):
    client.force_login(world.cast.operator.account)
    client.post(ADDRESS, TYPED | {"decide": "1"})
    assert client.post(ADDRESS, TYPED | {"decide": "1"}).status_code == 422
    assert CalendarOverride.objects.count() == 1


@pytest.mark.parametrize("who", ["reception", "case", "head", "leader", "watcher", "auditor", "hoa"])
@pytest.mark.parametrize("address", [ADDRESS, PROGRESS])
def test_nobody_but_the_operator_sees_it(client, world, who, address):
    client.force_login(getattr(world.cast, who).account)
    assert client.get(address).status_code == 403
    assert client.post(ADDRESS, TYPED | {"decide": "1"}).status_code == 403
    assert not CalendarOverride.objects.exists()


def test_a_day_worked_says_that_nothing_moves(client, world):
    in_progress(world)
    client.force_login(world.cast.operator.account)
    page = client.post(ADDRESS, TYPED | {"kind": "work"})
    assert page.status_code == 200 and page.context["touched"] is None


def test_the_progress_page_has_a_bar_until_all_are_counted(client, world):
    for _ in range(3):
        in_progress(world)
    decide(world)
    read(world)
    client.force_login(world.cast.operator.account)
    assert "<progress" not in client.get(PROGRESS).text
    recounting.go_on(at=world.at + LATER, lots=1, lot_rows=2)
    page = client.get(PROGRESS).text
    assert '<progress class="bar mt-2" max="3" value="2"' in page and "every 2s" in page
    count_again(world)
    page = client.get(PROGRESS).text
    assert "<progress" not in page and "every 2s" not in page
    assert Recount.objects.get().moved == 3


def test_the_applicant_and_the_officer_read_old_date_new_date_and_reason(client, world):
    done = in_progress(world)
    decide(world)
    count_again(world)
    for player, address in (
        (world.cast.hoa, f"/ho-so-cua-toi/{done.number}/"),
        (world.cast.case, f"/ho-so/{done.number}/"),
    ):
        client.force_login(player.account)
        page = client.get(address)
        assert page.status_code == 200, address
        for words in ("25/03/2026", "26/03/2026", "Nghỉ tránh bão", "CĐ 21/CĐ-TTg"):
            assert words in page.text, (address, words)


def test_looking_costs_few_questions(client, world, django_assert_max_num_queries):
    for _ in range(3):
        in_progress(world)
    client.force_login(world.cast.operator.account)
    client.post(ADDRESS, TYPED)
    with django_assert_max_num_queries(15):
        client.post(ADDRESS, TYPED)
