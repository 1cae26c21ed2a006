"""A person comes to the counter with a card and a paper; the desk takes it in, the office decides, the desk gives it back."""

import pytest

from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.states import State
from tests.browser import axe_violations, expect
from tests.dossiers.build import just_now, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CARD = "066190000123|240912345|Nguyễn Thị Hoa|19041990|Nữ|12 Lê Duẩn, phường Tân Lợi|05062021"


@pytest.fixture
def world():
    made = make_world()
    made.at = just_now()
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
    expect(page.get_by_label("Full name", exact=True)).to_have_value("Nguyễn Thị Hoa")
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
