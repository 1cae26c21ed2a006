"""The office is late: the leader apologises and names a new date; the citizen reads why, and prints the letter."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from motcua.dossiers.models import Dossier, Extension
from motcua.dossiers.queries import prepare
from tests.browser import expect
from tests.dossiers.online import online_world
from tests.dossiers.walking import begin
from tests.journeys.people import Citizen, Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
REASON = "Chờ Công an tỉnh trả lời xác minh."


def test_a_late_dossier_is_explained_to_the_citizen(live_browser):
    world = online_world()
    cast, desk = world.cast, Desk(live_browser)
    number = begin(world).sent().number
    desk.does(cast.reception, number, "Take in")
    desk.does(cast.reception, number, "Hand over to the next step")
    # Nobody waits for days in a test: the promise is put into the past, everything else happens on pages.
    late = timezone.now() - timedelta(days=2)
    Dossier.objects.update(received_at=late - timedelta(days=6), due_at=late, promised_at=late, desk_at=late)
    new_date = prepare.first_new_date(Dossier.objects.get(), at=timezone.now())

    leader = desk.of(cast.leader)
    leader.goto(f"{live_browser.address}/ban-lam-viec/?xem=tre")
    leader.get_by_role("link", name="Đăng ký mở quán thử nghiệm").first.click()
    leader.get_by_role("link", name="Extend with an apology").click()
    the_apology_is_refused_without_a_date_that_exists(leader)
    leader.get_by_label("New date").fill(f"{new_date:%d/%m/%Y}")
    leader.get_by_role("main").get_by_role("button", name="Extend with an apology", exact=True).click()
    leader.wait_for_url("**xong=1")
    assert Extension.objects.get().after_due
    expect(leader.get_by_text("Moved once, with an apology")).to_be_visible()
    leader.goto(f"{live_browser.address}/ho-so/{number}/gia-han/")
    expect(leader.get_by_text("dossiers.already-extended")).to_be_visible()

    path = reverse("dossiers:own", args=[number])
    citizen = Citizen(live_browser.open(path, width=390, account=cast.hoa.account), "late")
    citizen.look("own-extended", closely=True)
    citizen.reads("xin lỗi")
    citizen.reads(REASON)
    citizen.reads(f"{new_date:%d/%m/%Y}")
    citizen.page.goto(f"{live_browser.address}{reverse('dossiers:paper', args=[number, '04'])}")
    citizen.reads("Kính gửi: Nguyễn Thị Hoa")
    citizen.reads(f"{number}/PXL")


def the_apology_is_refused_without_a_date_that_exists(leader) -> None:
    leader.get_by_label("New date").fill("31/02/2027")
    leader.get_by_label("Why it takes longer").fill(REASON)
    leader.get_by_role("main").get_by_role("button", name="Extend with an apology", exact=True).click()
    expect(leader.locator("#faults")).to_be_visible()
    expect(leader.get_by_label("Why it takes longer")).to_have_value(REASON)
