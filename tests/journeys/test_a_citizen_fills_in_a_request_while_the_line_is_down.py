"""A citizen types and chooses a file while the line is down, comes back, and finds another device was faster."""

import pytest

from motcua.dossiers import queries
from motcua.dossiers.models import Draft, DraftPaper
from tests.browser import axe_violations, expect, shoot, wait_for
from tests.documents.samples import PDF
from tests.dossiers.online import PAGES, online_world
from tests.dossiers.walking import Walker, begin, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STREET = "9 Hùng Vương"
# Everything that lies on the device, bytes as letters.
ON_DEVICE = """async () => {
  const answer = (asked) => new Promise((done) => (asked.onsuccess = () => done(asked.result)));
  const rows = await answer((await answer(indexedDB.open("motcua-drafts"))).transaction("copies").objectStore("copies").getAll());
  const plain = (_key, value) => (value instanceof ArrayBuffer ? new TextDecoder("latin1").decode(value) : value);
  return { rows: rows.length, said: JSON.stringify(rows, plain) };
}"""
READY = "html[data-device=ready]"


@pytest.fixture
def phone():
    walker = begin(online_world())
    walker.post("draft-case", data={"case": "mot-nguoi"})
    for page in PAGES:
        walker.answer(page)
    return walker


def street() -> object:
    return queries.answers(Draft.objects.get())["street"]


def opened(live_browser, walker: Walker, name: str, *args: object):
    page = live_browser.open(walker.url(name, *args), language="en", account=walker.world.cast.hoa.account)
    page.wait_for_selector(READY, state="attached")
    return page


def test_what_is_typed_and_chosen_without_a_line_arrives_once_it_is_back(live_browser, phone):
    page = opened(live_browser, phone, "draft-page", "dia-diem")
    page.context.set_offline(True)
    page.fill("[name=street]", STREET)
    expect(page.locator("[data-says]")).to_contain_text("kept on this device and sent by itself")
    expect(page.locator("[data-saved]")).to_have_text("kept on this device")
    page.get_by_role("button", name="Save and continue").last.click()
    shoot(page, "draft-without-a-line")
    assert axe_violations(page) == []
    device = page.evaluate(ON_DEVICE)
    assert device["rows"] == 1 and not any(word in device["said"] for word in (STREET, "Hùng", "street"))
    assert street() == "24 Trần Nhật Duật"
    # With the line it is sent, and the way goes on where the button pointed.
    page.context.set_offline(False)
    page.wait_for_url("**/chu-nha/")
    assert street() == STREET

    page.goto(f"{live_browser.address}{phone.url('draft-papers')}")
    page.wait_for_selector(READY, state="attached")
    page.context.set_offline(True)
    page.set_input_files("[name=file-hop-dong]", {"name": "thue.pdf", "mimeType": "application/pdf", "buffer": PDF})  # fmt: skip
    expect(page.locator("[data-list]")).to_contain_text("thue.pdf")
    shoot(page, "papers-without-a-line")
    assert axe_violations(page) == []
    assert "thue" not in page.evaluate(ON_DEVICE)["said"] and not DraftPaper.objects.exists()
    page.context.set_offline(False)
    expect(page.locator("main").get_by_role("link", name="thue.pdf")).to_be_visible()
    assert DraftPaper.objects.get().name == "thue.pdf"
    wait_for(page, lambda: page.evaluate(ON_DEVICE)["rows"] == 0)


def test_another_device_was_faster_and_both_answers_are_shown(live_browser, phone):
    page = opened(live_browser, phone, "draft-page", "dia-diem")
    page.context.set_offline(True)
    page.fill("[name=street]", STREET)
    expect(page.locator("[data-saved]")).to_have_text("kept on this device")
    Walker(phone.world, signed_in(phone.world.cast.hoa), phone.draft).answer("dia-diem", street="1 Lê Lợi")
    page.context.set_offline(False)
    page.wait_for_url("**/so-sanh/")
    expect(page.locator("main")).to_contain_text("1 Lê Lợi")
    page.get_by_label(STREET).check()
    page.get_by_role("button", name="Save my choice").click()
    expect(page.get_by_text("Your choice is saved.")).to_be_visible()
    assert street() == STREET


def test_a_shared_device_keeps_nothing_and_signing_out_takes_the_copies_along(live_browser, phone):
    page = opened(live_browser, phone, "draft-page", "dia-diem")
    page.context.set_offline(True)
    page.fill("[name=street]", STREET)
    expect(page.locator("[data-saved]")).to_have_text("kept on this device")
    page.locator("[data-refuses]").check()
    wait_for(page, lambda: page.evaluate(ON_DEVICE)["rows"] == 0)
    expect(page.locator("[data-says]")).to_contain_text("Nothing is kept on this device")
    page.locator("[data-refuses]").uncheck()
    page.fill("[name=street]", f"{STREET} 2")
    wait_for(page, lambda: page.evaluate(ON_DEVICE)["rows"] == 1)
    # The line is back, the server is not: the copy waits. Somebody else signs in at the same browser.
    page.route("**/luu/**", lambda route: route.abort())
    page.context.set_offline(False)
    page.on("dialog", lambda asked: asked.accept())
    neighbour = begin(phone.world, phone.world.cast.nam)
    neighbour.post("draft-case", data={"case": "mot-nguoi"})
    enter(page, live_browser, neighbour, neighbour.url("draft-page", "chu-quan"))
    expect(page.locator("[data-box]")).to_be_hidden()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{live_browser.address}/")
    assert page.evaluate(ON_DEVICE)["rows"] == 1
    # Its owner is shown it again, and takes it along when leaving.
    enter(page, live_browser, phone, "/ho-so-cua-toi/")
    expect(page.locator("[data-list]")).to_contain_text("Answers of a page")
    shoot(page, "kept-on-this-device")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{live_browser.address}/")
    assert page.evaluate(ON_DEVICE)["rows"] == 0


def enter(page, live_browser, walker: Walker, path: str) -> None:
    cookie = {"name": "sessionid", "value": walker.client.cookies["sessionid"].value}
    page.context.add_cookies([cookie | {"url": live_browser.address}])
    page.goto(f"{live_browser.address}{path}")
    page.wait_for_selector(READY, state="attached")
