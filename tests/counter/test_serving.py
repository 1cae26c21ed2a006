"""A number at the window leads into the take-in, and the request that comes of it is known by the number."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from motcua.counter import actions, queries
from motcua.counter.models import Serving, Ticket
from motcua.counter.rules.tickets import NotCalled
from motcua.dossiers.models import Dossier
from motcua.foundation.calendar import TZ
from motcua.people.models import AccessLook
from tests.counter.build import make_hall
from tests.dossiers.build import just_now, make_world

CARD = "066190000117|240912345|Trần Thị Bích|19041990|Nữ|12 Lê Duẩn, phường Tân Lợi|05062021"


@pytest.fixture
def hall(db):
    world = make_world()
    world.at = just_now()
    return make_hall(world)


@pytest.fixture
def desk(hall):
    found = Client()
    found.force_login(hall.world.cast.reception.account)
    found.post(reverse("counter:calling"), {"window": hall.first.pk})
    return found


def begun(desk):
    led = desk.post(reverse("counter:calling"), {"act": "receive"})
    assert led.status_code == 302
    return led.url


def test_the_card_fills_the_screen_and_the_request_taken_in_belongs_to_the_number(hall, desk):
    hall.take()
    hall.call()
    choose = begun(desk)
    assert parse_qs(urlsplit(choose).query)["linh-vuc"] == ["ho-tich"]
    page = desk.get(choose).content.decode()
    lan = str(Serving.objects.get().submission)
    assert f"thu-tuc=1.000001&amp;lan={lan}" in page
    address = f"{reverse('dossiers:counter')}?thu-tuc=1.000001&lan={lan}"
    filled = desk.post(address, {"ap-identity": CARD, "find-person": "1"}).content.decode()
    for shown in ("066190000117", "Trần Thị Bích", "19/04/1990", "12 Lê Duẩn, phường Tân Lợi"):
        assert f'value="{shown}"' in filled, shown
    typed = {
        "submission-id": lan, "ap-identity": CARD, "paper-tick": "giay-chung-minh", "answer-way": "take-in", "go-anyway": "1",
        "sets-number": "1",
    }  # fmt: skip
    done = desk.post(address, typed)
    dossier = Dossier.objects.get()
    assert done.url == reverse("dossiers:counter-done", args=[dossier.number])
    assert dossier.submission == Serving.objects.get().submission
    assert dossier.number in desk.get(reverse("counter:calling")).content.decode()
    # The address opened once more does not write over what is done.
    assert desk.get(address).url == done.url


def test_who_booked_stands_on_the_screen_but_for_the_number_of_the_card(hall, desk):
    world = hall.world
    time = queries.days_free(hall.civil, at=world.at)[0].times[0]
    booking = actions.book(
        code="1.000001", agency_id=world.cast.department.pk, starts_at=time, language="vi",
        reach=world.reach(world.cast.hoa), at=world.at,
    )  # fmt: skip
    hall.take()
    Ticket.objects.update(appointment=booking)
    hall.call()
    address = begun(desk)
    assert parse_qs(urlsplit(address).query)["thu-tuc"] == ["1.000001"]
    looks = AccessLook.objects.count()
    page = desk.get(address).content.decode()
    assert f'value="{world.cast.hoa.person.full_name}"' in page
    assert AccessLook.objects.count() == looks + 1
    # Another officer who is handed the address learns nobody's name.
    other = Client()
    other.force_login(world.cast.reception.account)
    assert f'value="{world.cast.hoa.person.full_name}"' not in other.get(address).content.decode()


def test_nothing_begins_while_no_number_is_called(hall, desk):
    assert begun(desk) == reverse("counter:calling")
    with pytest.raises(NotCalled):
        actions.begin_request(window_id=hall.first.pk, **hall.by)
    assert not Serving.objects.exists()


def test_the_day_of_each_window_is_counted_in_medians(hall):
    at = hall.world.at = hall.world.at.astimezone(TZ).replace(hour=9)  # not across midnight
    for wait, serve in ((4, 10), (6, 20), (20, 12)):
        hall.take(at=at)
        hall.world.at = at + timedelta(minutes=wait)
        hall.call()
        hall.world.at += timedelta(minutes=serve)
        actions.finish(window_id=hall.first.pk, **hall.by)
    first, second = queries.desks(hall.world.cast.department.pk, at=at)
    assert (first.served, first.wait_minutes, first.serve_minutes, first.requests) == (3, 6, 12, 0)
    assert (second.served, second.wait_minutes) == (0, None)


def test_the_receipt_is_printed_on_half_a_sheet(client, hall):
    from tests.dossiers.build import taken_in

    done = taken_in(hall.world)
    client.force_login(hall.world.cast.reception.account)
    address = reverse("dossiers:paper", args=[done.number, "01"])
    assert 'class="sheet a5"' in client.get(f"{address}?kho=a5").content.decode()
    assert 'class="sheet a5"' not in client.get(address).content.decode()
    client.force_login(hall.world.cast.hoa.account)
    own = client.get(reverse("dossiers:receipt", args=[done.number])).content.decode()
    assert f"{address}?kho=a5" in own
