"""From the number that is called to the printed receipt, and to the next number, with a keyboard and no mouse."""

import pytest

from motcua.counter.models import Ticket
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.states import State
from tests.browser import axe_violations, expect, shoot, wait_for
from tests.counter.build import make_hall
from tests.dossiers.build import just_now, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CARD = "066190000123|240912345|Nguyễn Thị Hoa|19041990|Nữ|12 Lê Duẩn, phường Tân Lợi|05062021"
TABS_MAX = 12
FOCUSED = "[...document.querySelectorAll(':focus')].map((e) => e.id || e.name || e.textContent.trim()).join()"


@pytest.fixture
def hall():
    world = make_world()
    world.at = just_now()
    made = make_hall(world)
    made.take()
    made.take()
    return made


def strike(page, *keys: str) -> None:
    """Keys, once the page listens."""
    page.wait_for_selector("html[data-keys=ready]", state="attached")
    for key in keys:
        page.keyboard.press(key)


def tab_to(page, wanted) -> None:
    """Forward until it has the focus, which is never far."""
    seen = []
    for _ in range(TABS_MAX):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(FOCUSED))
        if wanted.evaluate("(element) => element === document.activeElement"):
            return
    raise AssertionError(f"more than {TABS_MAX} steps away: {seen}")


def test_from_the_number_to_the_receipt_without_a_mouse(live_browser, hall):
    page = live_browser.open("/quay/goi-so/", language="en", account=hall.world.cast.reception.account)
    strike(page, "1")
    expect(page.locator("h1")).to_have_text("Quầy 1")
    strike(page, "g")
    expect(page.locator(".ticket-number")).to_have_text("A001")
    strike(page, "c")
    # The words of the search are typed at once; the procedure is the next thing but one.
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("test confirmation")
    page.keyboard.press("Enter")
    page.wait_for_url("**tim=test**")
    tab_to(page, page.get_by_role("main").get_by_role("link", name="Test confirmation").first)
    page.keyboard.press("Enter")
    # A scanner types the card and strikes Enter: that looks for the person and receives nothing.
    expect(page.get_by_label("Identity card")).to_be_focused()
    page.wait_for_selector("html[data-keys=ready]", state="attached")
    page.keyboard.insert_text(CARD)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Full name", exact=True)).to_have_value("Nguyễn Thị Hoa")
    assert not Dossier.objects.exists()
    # Received too early: what is missing is read first, and leads to where it is mended.
    strike(page, "F9")
    expect(page.locator("#faults")).to_be_focused()
    shoot(page, "counter-by-keyboard-faults")
    assert not Dossier.objects.exists()
    tab_to(page, page.locator("#faults a").first)
    page.keyboard.press("Enter")
    wait_for(page, lambda: page.evaluate("document.activeElement.closest('#papers') !== null"))
    # Digits in a field are digits; out of it they tick papers.
    strike(page, "F6")
    expect(page.get_by_label("Identity card")).to_be_focused()
    strike(page, "Escape", "2")
    ticked = page.locator("[name=paper-tick]:checked")
    expect(ticked).to_have_count(1)
    assert axe_violations(page) == []
    strike(page, "F9")
    page.wait_for_url("**/quay/H15.15-*/")
    shoot(page, "counter-by-keyboard-done")
    dossier = Dossier.objects.get()
    assert dossier.state == State.RECEIVED and dossier.applicant_name == "Nguyễn Thị Hoa"
    # The receipt, on half a sheet, and back.
    strike(page, "h")
    page.wait_for_url("**kho=a5")
    expect(page.locator("body")).to_contain_text(dossier.number)
    page.go_back()  # the browser's own key, which one without windows does not know
    page.wait_for_url("**/quay/H15.15-*/")
    strike(page, "g")
    expect(page.get_by_text("Taken in for this number:")).to_be_visible()
    strike(page, "f")
    expect(page.get_by_role("button", name="Call the next number")).to_be_visible()
    strike(page, "g")
    expect(page.locator(".ticket-number")).to_have_text("A002")
    assert Ticket.objects.filter(ended_at__isnull=False).count() == 1
