"""A request is taken back: by the citizen herself on her phone, or by the desk on her letter."""

import pytest
from django.urls import reverse

from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.states import State
from tests.browser import expect
from tests.dossiers.online import online_world
from tests.dossiers.walking import begin
from tests.journeys.people import Citizen, Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world():
    return online_world()


def test_a_citizen_takes_a_request_back(live_browser, world):
    cast, desk = world.cast, Desk(live_browser)
    number = begin(world).sent().number
    desk.does(cast.reception, number, "Take in")
    path = reverse("dossiers:own", args=[number])
    citizen = Citizen(live_browser.open(path, width=390, account=cast.hoa.account), "withdrawal")
    citizen.follows("Rút hồ sơ")
    citizen.page.locator("[name=reason]").fill("Tôi đổi địa điểm quán.")
    citizen.look("withdraw")
    citizen.presses("Rút hồ sơ")
    citizen.reads("Công dân rút hồ sơ")
    assert Dossier.objects.get().state == State.WITHDRAWN
    citizen.page.goto(f"{live_browser.address}{reverse('dossiers:paper', args=[number, '05'])}")
    citizen.reads("Tôi đổi địa điểm quán.")

    page = desk.of(cast.reception)
    page.goto(f"{live_browser.address}/ho-so/{number}/")
    expect(page.get_by_text("Withdrawn").first).to_be_visible()
    expect(page.get_by_text("Nothing is left to do here under your role.")).to_be_visible()
    page.goto(f"{live_browser.address}/ho-so/{number}/chuyen-buoc/")
    expect(page.get_by_text("Nothing was changed")).to_have_count(1)


def test_the_desk_notes_that_a_person_takes_a_request_back(live_browser, world):
    desk = Desk(live_browser)
    number = begin(world).sent().number
    desk.does(world.cast.reception, number, "Take in")

    def by_letter(page) -> None:
        page.get_by_label("Reason, if the applicant gives one").fill("By letter of today.")

    page = desk.does(world.cast.reception, number, "Withdraw", by_letter)
    assert Dossier.objects.get().state == State.WITHDRAWN
    expect(page.get_by_text("By letter of today.")).to_be_visible()
