"""A person comes to the counter with a card and a paper; the desk takes it in, handles it late with an apology, gives it back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from motcua.dossiers.models import Dossier, Extension
from motcua.dossiers.queries import prepare
from motcua.dossiers.rules.states import State
from tests.browser import axe_violations
from tests.dossiers.build import in_progress, make_world, taken_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CARD = "066190000123|240912345|Nguyễn Thị Hoa|19041990|Nữ|12 Lê Duẩn, phường Tân Lợi|05062021"


@pytest.fixture
def world():
    made = make_world()
    made.at = timezone.now() - timedelta(minutes=5)
    return made


def only_dossier() -> Dossier:
    return Dossier.objects.select_related("agency", "step_agency").get()


def strike(page, key):
    """A key, once the page listens."""
    page.wait_for_selector("html[data-keys=ready]", state="attached")
    page.keyboard.press(key)


def press(page, words):
    page.get_by_role("main").get_by_role("button", name=words, exact=True).click()


def test_from_the_card_to_the_receipt_and_on_to_the_result(live_browser, world):
    cast = world.cast
    page = live_browser.open("/quay/", language="en", account=cast.reception.account)
    page.get_by_role("link", name="Test confirmation").click()
    page.get_by_label("Identity card").fill(CARD)
    press(page, "Find")
    assert page.get_by_label("Full name").input_value() == "Nguyễn Thị Hoa"
    page.get_by_label("Phone").fill("0905000001")
    page.get_by_label("Supporting paper", exact=True).check()
    strike(page, "F9")
    page.wait_for_url("**/quay/H15.15-*/")
    assert not axe_violations(page)
    dossier = only_dossier()
    assert dossier.state == State.RECEIVED and dossier.due_at is not None

    page.goto(f"{live_browser.address}/ho-so/{dossier.number}/")
    strike(page, "n")
    press(page, "Hand over to the next step")
    page.wait_for_url("**xong=1")

    page = live_browser.open("/ban-lam-viec/", language="en", account=cast.case.account)
    strike(page, "j")
    strike(page, "a")
    page.get_by_label("Grant").check()
    page.get_by_label("Why").fill("Everything is in order.")
    press(page, "Propose the outcome")
    page.wait_for_url("**xong=1")

    page = live_browser.open(
        f"/ho-so/{dossier.number}/phe-duyet/", language="en", account=cast.leader.account
    )
    press(page, "Approve")
    page.wait_for_url("**xong=1")
    page = live_browser.open(f"/ho-so/{dossier.number}/phat-hanh/", language="en", account=cast.clerk.account)
    page.get_by_label("Number of the document").fill("12/XN-STP")
    press(page, "Issue the result")
    page.wait_for_url("**xong=1")
    page = live_browser.open(
        f"/ho-so/{dossier.number}/tra-ket-qua/", language="en", account=cast.returner.account
    )
    press(page, "Hand over the result")
    page.wait_for_url("**xong=1")
    assert only_dossier().state == State.RETURNED


def test_a_late_dossier_is_extended_once_with_an_apology(live_browser, world):
    done = in_progress(world)
    late = world.at - timedelta(days=2)
    Dossier.objects.update(due_at=late, promised_at=late, desk_at=late)
    day = prepare.first_new_date(only_dossier(), at=timezone.now())
    page = live_browser.open("/ban-lam-viec/?xem=tre", language="en", account=world.cast.leader.account)
    page.get_by_role("link", name="Xác nhận thử nghiệm").click()
    page.get_by_role("link", name="Extend with an apology").click()
    page.get_by_label("New date").fill("31/02/2027")
    page.get_by_label("Why it takes longer").fill("We wait for another office.")
    press(page, "Extend with an apology")
    assert page.locator("#faults").is_visible()
    assert page.get_by_label("Why it takes longer").input_value() == "We wait for another office."
    page.get_by_label("New date").fill(f"{day:%d/%m/%Y}")
    press(page, "Extend with an apology")
    page.wait_for_url("**xong=1")
    assert Extension.objects.get().after_due
    assert page.get_by_text("Moved once, with an apology").is_visible()
    page.goto(f"{live_browser.address}/ho-so/{done.number}/gia-han/")
    assert page.get_by_text("dossiers.already-extended").is_visible()


def test_the_desk_notes_that_a_person_takes_a_request_back(live_browser, world):
    done = taken_in(world)
    page = live_browser.open(
        f"/ho-so/{done.number}/rut/", language="en", account=world.cast.reception.account
    )
    page.get_by_label("Reason, if the applicant gives one").fill("By letter of today.")
    press(page, "Withdraw")
    page.wait_for_url("**xong=1")
    assert only_dossier().state == State.WITHDRAWN
    assert page.get_by_text("By letter of today.").is_visible()
