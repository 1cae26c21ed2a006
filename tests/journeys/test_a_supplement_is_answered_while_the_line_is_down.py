"""A citizen on a phone answers what the office asked for; the line goes down in the middle, and comes back."""

import pytest
from django.urls import reverse

from motcua.chronicle.models import Entry
from motcua.dossiers import actions, queries
from motcua.dossiers.models import Dossier, Draft, DraftPaper
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.states import Act, State
from tests.browser import axe_violations, expect, overflows, shoot, wait_for
from tests.documents.samples import PDF
from tests.dossiers.build import act
from tests.dossiers.online import online_world
from tests.dossiers.walking import begin
from tests.journeys.test_a_citizen_fills_in_a_request_while_the_line_is_down import ON_DEVICE, READY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOTE = "Trang 3 do chủ nhà giữ."
SEND = "Hand in to the office"


@pytest.fixture
def asked():
    """A request of Hoa's for which the office waits for a better copy of the lease."""
    walker = begin(online_world())
    dossier, world = walker.sent(), walker.world
    act(world, actions.take_in, dossier.number, world.cast.reception, inputs.TakeIn())
    paper = inputs.PaperAsked(code="hop-dong", name="Hợp đồng thuê nhà", what="Chụp lại trang 2.")
    wanted = inputs.AskSupplement(reason="Ảnh chụp trang 2 bị mờ.", papers=(paper,))
    act(world, actions.ask_supplement, dossier.number, world.cast.reception, wanted)
    return walker, dossier.number


def choose(page, name: str) -> None:
    page.set_input_files("[name=file-hop-dong]", {"name": name, "mimeType": "application/pdf", "buffer": PDF + name.encode()})  # fmt: skip
    expect(page.locator("[data-list]")).to_contain_text(name)


def test_what_is_written_and_attached_without_a_line_is_handed_in_once(live_browser, asked):
    walker, number = asked
    account = walker.world.cast.hoa.account
    path = reverse("dossiers:own-supplement", args=[number])
    page = live_browser.open(path, width=390, language="en", account=account)
    page.wait_for_selector(READY, state="attached")
    page.context.set_offline(True)
    page.fill("[name=note]", NOTE)
    expect(page.locator("[data-saved]")).to_have_text("kept on this device")
    choose(page, "trang-2.pdf")
    choose(page, "trang-3.pdf")
    assert axe_violations(page) == [] and overflows(page) == []
    device = page.evaluate(ON_DEVICE)
    assert device["rows"] == 3 and not any(word in device["said"] for word in ("trang", "Trang", "note"))
    # Handing in waits for the line, however often it is pressed; nothing has reached the office.
    page.get_by_role("button", name=SEND).last.click()
    page.get_by_role("button", name=SEND).last.click()
    expect(page.locator("[data-says]")).to_contain_text("The line is down")
    expect(page.locator("p[data-later]")).to_contain_text("Not handed in yet")
    shoot(page, "supplement-without-a-line")
    assert not DraftPaper.objects.exists() and Dossier.objects.get().state == State.SUPPLEMENT
    # With the line the files go first, and the page shows them; handing in is pressed by whoever has seen them.
    page.context.set_offline(False)
    for name in ("trang-2.pdf", "trang-3.pdf"):
        expect(page.locator("main").get_by_role("link", name=name)).to_be_visible()
    expect(page.locator("[name=note]")).to_have_value(NOTE)
    wait_for(page, lambda: page.evaluate(ON_DEVICE)["rows"] == 0)
    shoot(page, "supplement-with-the-line-again")
    # A file is removed in the same way, and handing in waits until that is done.
    page.wait_for_selector(READY, state="attached")
    page.context.set_offline(True)
    for _ in range(2):
        page.get_by_role("button", name="Remove trang-3.pdf").click()
        expect(page.locator("[data-pressed]")).to_have_text("kept on this device; done when the line is back")
    expect(page.locator("[data-list] li")).to_have_count(1)
    page.get_by_role("button", name=SEND).last.click()
    expect(page.locator("p[data-later]")).to_contain_text("Not handed in yet")
    shoot(page, "supplement-file-removed-without-a-line")
    assert axe_violations(page) == [] and overflows(page) == []
    page.context.set_offline(False)
    expect(page.locator("main").get_by_role("link", name="trang-3.pdf")).to_have_count(0)
    wait_for(page, lambda: page.evaluate(ON_DEVICE)["rows"] == 0)
    page.wait_for_selector(READY, state="attached")
    assert Dossier.objects.get().state == State.SUPPLEMENT, "nothing was handed in unseen"
    page.get_by_role("button", name=SEND).last.click()
    expect(page.get_by_text("What you handed in has reached the office.")).to_be_visible()
    assert Entry.objects.filter(kind=Act.SUPPLEMENT).count() == 1
    dossier = Dossier.objects.get()
    given = dossier.papers.filter(code="hop-dong").values_list("name", flat=True)
    assert dossier.state == State.RECEIVED and len(given) == 2, given
    assert not Draft.objects.exists()


def test_a_page_closed_without_a_line_has_lost_nothing_when_it_is_opened_again(live_browser, asked):
    walker, number = asked
    path = reverse("dossiers:own-supplement", args=[number])
    page = live_browser.open(path, width=390, language="en", account=walker.world.cast.hoa.account)
    page.wait_for_selector(READY, state="attached")
    page.context.set_offline(True)
    page.fill("[name=note]", NOTE)
    expect(page.locator("[data-saved]")).to_have_text("kept on this device")
    choose(page, "trang-2.pdf")
    context = page.context
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(live_browser.address + path)
    expect(page.locator("main").get_by_role("link", name="trang-2.pdf")).to_be_visible()
    expect(page.locator("[name=note]")).to_have_value(NOTE)
    wait_for(page, lambda: page.evaluate(ON_DEVICE)["rows"] == 0)
    assert DraftPaper.objects.count() == 1 and queries.answers(Draft.objects.get())["@note"] == NOTE
