"""Pages around the kept numbers: who gets them, what is sent, what is closed at the end of the day."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from motcua.dossiers.models import Dossier, ReservedNumber
from motcua.dossiers.queries.without_line import offered_without_line
from motcua.foundation.calendar import TZ
from tests.counter.build import make_hall
from tests.dossiers.build import MORNING, PROCEDURE, make_world

JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def desk(db) -> Client:
    """Sits at the first window."""
    world = make_world()
    world.at = timezone.now()
    hall = make_hall(world)
    client = Client()
    client.force_login(world.cast.reception.account)
    client.post(reverse("counter:calling"), {"window": hall.first.pk})
    client.stranger = world.cast.stranger.account
    client.agency = world.cast.department.pk
    return client


def keep(desk: Client) -> list[str]:
    return desk.post(reverse("counter:keep"), {"count": "3"}, **JSON).json()["numbers"]


def receipt(desk: Client, number: str, **changes: object) -> dict:
    return {
        "submission": str(uuid4()), "number": number, "written_at": timezone.now().isoformat(), "agency": desk.agency,
        "procedure": "1.000001", "case": "chung", "name": "Trần Thị Lan", "birth": "", "papers": ["giay-chung-minh"], **changes,
    }  # fmt: skip


def test_a_receipt_is_one_request_however_often_it_is_sent_and_a_wrong_one_says_why(desk):
    first, second, _third = keep(desk)
    sent, address = receipt(desk, first), reverse("counter:send")
    assert [desk.post(address, sent, **JSON).json()["number"] for _ in range(2)] == [first, first]
    told = desk.post(address, receipt(desk, first), **JSON)
    assert (told.status_code, told.json()["code"]) == (409, "dossiers.number-not-free")
    late = (timezone.now() + timedelta(hours=1)).isoformat()
    assert desk.post(address, receipt(desk, second, written_at=late), **JSON).status_code == 409
    for wrong in ({"name": ""}, {"birth": "31/02/1990"}, {"submission": "x"}, {"written_at": "hôm nay"}):
        assert desk.post(address, receipt(desk, second, **wrong), **JSON).status_code == 422, wrong
    assert list(Dossier.objects.values_list("number", flat=True)) == [first]
    assert Dossier.objects.get().papers.get().code == "giay-chung-minh"


def test_numbers_are_kept_only_for_a_window_one_sits_at(desk):
    desk.post(reverse("counter:calling"), {"leave": "1"})
    assert desk.post(reverse("counter:keep"), {"count": "3"}, **JSON).status_code == 404
    assert desk.get(reverse("counter:offline")).status_code == 302
    assert not ReservedNumber.objects.exists()


def test_what_is_open_at_the_end_of_the_day_is_voided_together_with_a_reason(desk):
    numbers, address = keep(desk), reverse("counter:numbers")
    assert desk.post(address, {"reason": "Hết ngày."}).status_code == 422
    assert desk.post(address, {"number": numbers[:2], "reason": ""}).status_code == 422
    assert ReservedNumber.objects.filter(voided_at__isnull=False).count() == 0
    page = desk.post(address, {"number": numbers[:2], "reason": "Hết ngày."}, follow=True).content.decode()
    assert "Hết ngày." in page and "Còn 1 số" in page
    stranger = Client()
    stranger.force_login(desk.stranger)
    assert numbers[2] not in stranger.get(address).content.decode()


def test_a_result_of_the_same_day_is_not_promised_for_today_past_the_cut_off(db):
    """The device learns both dates while it has a line; its clock picks one."""
    text = PROCEDURE.replace(
        "counter: {amount: 5, unit: working-days}", "counter: {amount: 1, same_day: true}"
    )
    world = make_world(text=text)
    reach = world.reach(world.cast.reception)

    def offered(hour: int):
        at = MORNING.replace(hour=hour - 7, minute=30)
        found = offered_without_line(reach, agency_id=world.cast.department.pk, at=at, language="vi")
        return next(one for one in found if one.procedure == "1.000001")

    before = offered(14)
    assert before.due.astimezone(TZ).day == 18
    assert f"{before.cut_off.astimezone(TZ):%d %H:%M}" == "18 15:00"
    assert before.due_after.astimezone(TZ).day == 19
    after = offered(15)
    assert (after.due.astimezone(TZ).day, after.cut_off) == (19, None)
    assert before.due_after == after.due
