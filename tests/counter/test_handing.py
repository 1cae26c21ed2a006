"""Requests go from the desk to the unit by a sheet: one gives, another counts and takes; each request once a day."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from motcua.chronicle.models import Entry
from motcua.counter import actions, queries
from motcua.counter.models import HandOverLine, HandOverSheet
from motcua.counter.rules import handing as rules
from motcua.dossiers.models import Dossier
from motcua.foundation.refusal import Forbidden, InvalidInput, NotFound
from tests.dossiers.build import World, in_progress, make_world, taken_in


@pytest.fixture
def world(db) -> World:
    made = make_world()
    made.at = timezone.now()
    return made


def give(world: World, ids=None, player=None) -> HandOverSheet:
    reach = world.reach(player or world.cast.reception)
    wanted = (
        [one.id for one in queries.to_hand_over(world.reach(world.cast.reception), at=world.at)]
        if ids is None
        else ids
    )
    return actions.give_sheet(agency_id=world.cast.department.pk, dossiers=wanted, reach=reach, at=world.at)


def take(world: World, sheet: HandOverSheet, *, counted=1, remark="", player=None) -> None:
    reach = world.reach(player or world.cast.case)
    actions.take_sheet(sheet_id=sheet.pk, counted=counted, remark=remark, reach=reach, at=world.at)


def test_what_was_handed_on_today_goes_on_one_sheet_once(world):
    taken_in(world)
    numbers = sorted(in_progress(world).number for _ in range(2))
    reach = world.reach(world.cast.reception)
    assert [one.number for one in queries.to_hand_over(reach, at=world.at)] == numbers
    sheet = give(world)
    assert [one.number for one in queries.lines_of(sheet)] == numbers
    assert queries.to_hand_over(reach, at=world.at) == ()
    with pytest.raises(rules.NothingToGive):
        give(world, list(Dossier.objects.values_list("pk", flat=True)))
    assert HandOverLine.objects.count() == 2


def test_somebody_of_the_unit_counts_and_confirms_once(world):
    in_progress(world)
    sheet = give(world)
    with pytest.raises(Forbidden):
        take(world, sheet, player=world.cast.reception)
    for counted, remark in ((None, ""), (-1, ""), (2, "")):
        with pytest.raises(InvalidInput):
            take(world, sheet, counted=counted, remark=remark)
    with pytest.raises(NotFound):
        take(world, sheet, player=world.cast.stranger_case)
    take(world, sheet, counted=2, remark="Một hồ sơ không có trong danh sách.")
    with pytest.raises(rules.AlreadyTaken):
        take(world, sheet)
    kinds = (
        Entry.objects.filter(kind__startswith="counter.sheet").order_by("pk").values_list("kind", flat=True)
    )
    assert list(kinds) == ["counter.sheet-given", "counter.sheet-taken"]


def test_another_offices_desk_gives_nothing_and_reads_no_sheet(world):
    in_progress(world)
    with pytest.raises(NotFound):
        give(world, player=world.cast.stranger)
    sheet = give(world)
    client, address = Client(), reverse("counter:sheet", args=[sheet.pk])
    client.force_login(world.cast.stranger.account)
    assert client.get(address).status_code == 404
    client.force_login(world.cast.reception.account)
    assert Dossier.objects.get().number in client.get(address).content.decode()


def test_the_day_is_tallied_on_one_page_for_both_sides(world):
    in_progress(world)
    desk, unit, address = Client(), Client(), reverse("counter:handing")
    desk.force_login(world.cast.reception.account)
    unit.force_login(world.cast.case.account)
    given = {"agency": world.cast.department.pk, "dossier": [Dossier.objects.get().pk]}
    assert "đã bàn giao: 1, đơn vị đã xác nhận: 0" in desk.post(address, given, follow=True).content.decode()
    sheet = HandOverSheet.objects.get()
    for typed, field in (("", "count"), ("3", "remark")):  # what is wrong is said at its own field
        refused = unit.post(address, {"take": sheet.pk, "count": typed})
        assert refused.status_code == 422
        assert f'aria-describedby="f-{field}-{sheet.pk}-f"' in refused.content.decode()
    page = unit.post(address, {"take": sheet.pk, "count": "1"}, follow=True).content.decode()
    assert "đã bàn giao: 1, đơn vị đã xác nhận: 1" in page


def test_a_long_list_asks_the_database_no_more(world, django_assert_max_num_queries):
    desk, address = Client(), reverse("counter:handing")
    desk.force_login(world.cast.reception.account)
    for _ in range(4):
        in_progress(world)
    with django_assert_max_num_queries(14):
        desk.get(address)
