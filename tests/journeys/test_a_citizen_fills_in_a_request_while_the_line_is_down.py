"""A citizen types and chooses a file while the line is down, comes back, and finds another device was faster."""

import pytest

from motcua.dossiers import queries
from motcua.dossiers.models import Draft, DraftPaper
from tests.browser import axe_violations, expect, overflows, shoot, wait_for
from tests.documents.samples import PDF
from tests.dossiers.online import PAGES, more_offices, online_world
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
FULL = "() => { IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); }; }"
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
    shoot(page, "draft-without-a-line")
    assert axe_violations(page) == []
    device = page.evaluate(ON_DEVICE)
    assert device["rows"] == 1 and not any(word in device["said"] for word in (STREET, "Hùng", "street"))
    assert street() == "24 Trần Nhật Duật"
    page.context.set_offline(False)
    wait_for(page, lambda: street() == STREET)

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

    # It is removed in the same way: said beside its button, named in the list, done when the line is back.
    page.wait_for_selector(READY, state="attached")
    page.context.set_offline(True)
    for _ in range(2):
        page.get_by_role("button", name="Remove thue.pdf").click()
        expect(page.locator("[data-pressed]")).to_have_text("kept on this device; done when the line is back")
    expect(page.locator("[data-list] li")).to_have_count(1)
    expect(page.locator("[data-list]")).to_contain_text("Remove thue.pdf")
    said = page.locator("[data-pressed]").bounding_box()
    assert said and said["width"] > 200, "the words stand in a line, not in the column of the mark"
    shoot(page, "paper-removed-without-a-line")
    assert axe_violations(page) == [] and "thue" not in page.evaluate(ON_DEVICE)["said"]
    page.context.set_offline(False)
    wait_for(page, lambda: not DraftPaper.objects.exists() and page.evaluate(ON_DEVICE)["rows"] == 0)

    # Where nothing is kept the button says what to do, and what was chosen stays on the page.
    page.wait_for_selector(READY, state="attached")
    page.locator("[data-refuses]").check()
    page.context.set_offline(True)
    page.set_input_files("[name=file-hop-dong]", {"name": "thue.pdf", "mimeType": "application/pdf", "buffer": PDF})  # fmt: skip
    page.get_by_role("button", name="Save and continue").last.click()
    expect(page.locator("[data-pressed]")).to_contain_text("this device keeps nothing")
    # The same where the browser has no room, and nobody wished it.
    page.evaluate(FULL)
    page.locator("[data-refuses]").uncheck()
    page.get_by_role("button", name="Save and continue").last.click()
    expect(page.locator("[data-says]")).to_contain_text("this device keeps nothing")
    expect(page.locator("[data-pressed]")).to_have_count(1)
    shoot(page, "papers-without-a-line-and-nothing-kept")
    assert axe_violations(page) == [] and page.evaluate(ON_DEVICE)["rows"] == 0
    page.context.set_offline(False)
    page.get_by_role("button", name="Attach Lease").click()
    expect(page.locator("main").get_by_role("link", name="thue.pdf")).to_be_visible()


def test_a_whole_request_is_filled_in_without_a_line_and_looked_at_once_it_is_back(live_browser):
    world = online_world()
    more_offices(world, 1)
    walker = begin(world)
    page = opened(live_browser, walker, "draft-applicant")
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_load_state("networkidle")
    heading, go_on = page.locator("h1"), page.get_by_role("button", name="Save and continue").last
    # What is asked next depends on these: the choice is kept, and the page is left once the line is back.
    for name, value, leads_to in (
        ("party", "self", "truong-hop"),
        ("case", "mot-nguoi", "noi-nop"),
        ("office", world.cast.department.pk, "chu-quan"),
    ):
        page.context.set_offline(True)
        page.locator(f"[name={name}][value='{value}']").check()
        go_on.click()
        expect(page.locator("[data-pressed]")).to_contain_text("you are led on")
        expect(page.locator("[data-list] li")).to_have_count(1)
        if name == "case":
            shoot(page, "draft-case-without-a-line")
            assert axe_violations(page) == [] and overflows(page) == []
        page.context.set_offline(False)
        page.wait_for_url(f"**/{leads_to}/")
        wait_for(page, lambda: page.evaluate(ON_DEVICE)["rows"] == 0)
        page.wait_for_selector(READY, state="attached")
        page.wait_for_load_state("networkidle")  # all its scripts are here before the line is gone
    page.context.set_offline(True)
    page.fill("[name=identity]", "066190000117")
    go_on.click()
    expect(heading).to_have_text("Where is the shop, and from which day?")
    expect(heading).to_be_focused()
    page.get_by_label("A rented house").check()
    page.fill("[name=street]", "24 Trần Nhật Duật")
    page.fill("[name=since]", "31/04/2026")
    go_on.click()
    expect(heading).to_have_text("Capital and staff")
    # Back by the link and by the browser: what was typed still stands there, and may be changed.
    page.locator("main").get_by_role("link", name="Back").click()
    page.fill("[name=street]", STREET)
    go_on.click()
    page.fill("[name=capital]", "80.000.000")
    page.go_back()
    expect(page.locator("[name=street]")).to_have_value(STREET)
    page.go_forward()
    expect(page.locator("[name=capital]")).to_have_value("80.000.000")
    expect(page.locator("[data-saved]")).to_have_text("kept on this device")
    expect(page.locator("[data-list] li")).to_have_count(3)
    shoot(page, "draft-turned-without-a-line")
    assert axe_violations(page) == [] and overflows(page) == []
    assert "street" not in answered()
    # Rows are added up to the limit, and taken out.
    add, names = page.get_by_role("button", name="Add: Person"), ("Lê Thị Tâm", "Trần Văn Tư", "Lê Văn Ba")
    for number, name in enumerate(names):
        add.click()
        expect(page.locator(f"[name=staff-{number}-staff_name]")).to_be_focused()
        page.keyboard.insert_text(name)
    expect(add).to_be_hidden()
    shoot(page, "draft-rows-without-a-line")
    assert axe_violations(page) == [] and overflows(page) == []
    page.get_by_role("button", name="Remove Person 2").click()
    expect(add).to_be_focused()
    expect(page.get_by_role("button", name="Remove Person 2")).to_have_attribute("value", "staff.2")
    # Behind the form papers are attached, and how the result comes and how one is reached is said; sending waits.
    go_on.click()
    expect(heading).to_have_text("Papers of the request")
    page.set_input_files("[name=file-ban-ve]", {"name": "tang-1.pdf", "mimeType": "application/pdf", "buffer": PDF})  # fmt: skip
    go_on.click()
    expect(heading).to_have_text("How do you want to receive the result?")
    page.get_by_label("By public post").check()
    go_on.click()
    page.fill("[name=phone]", "0905000001")
    go_on.click()
    expect(heading).to_have_text("Kept on this device; not sent yet")
    expect(page.locator("[data-list] li")).to_have_count(7)
    shoot(page, "draft-waits-for-the-line")
    assert axe_violations(page) == [] and overflows(page) == []

    page.context.set_offline(False)
    # One notice names the pages that are not right yet, each with its link.
    notice = page.get_by_text("Filled in without a line and saved, but not right yet")
    expect(notice).to_have_count(1)
    expect(notice.get_by_role("link", name="Where is the shop, and from which day?")).to_be_visible()
    expect(notice.get_by_role("link", name="How can the office reach you?")).to_be_visible()
    wait_for(page, lambda: page.evaluate(ON_DEVICE)["rows"] == 0)
    shoot(page, "draft-turned-and-told")
    assert {"identity", "street", "capital"} <= set(answered()) and answered()["street"] == STREET
    assert [row["staff_name"] for row in answered()["staff"]] == ["Lê Thị Tâm", "Lê Văn Ba"]
    assert answered()["@delivery"] == "by-post" and DraftPaper.objects.get().name == "tang-1.pdf"
    expect(heading).to_have_text("Where is the shop, and from which day?")
    page.fill("[name=since]", "30/04/2026")
    go_on.click()
    expect(heading).to_have_text("Who is the landlord?")

    # All of it is refused: it was deleted on another device. The last page is left for what the server says.
    page.wait_for_selector(READY, state="attached")
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    for title in (
        "Capital and staff",
        "Papers",
        "How do you want",
        "How can the office",
        "Kept on this device",
    ):
        go_on.click()
        expect(heading).to_contain_text(title)
    walker.post("draft-delete")
    page.context.set_offline(False)
    expect(page.locator("main")).to_contain_text("was deleted")


def answered() -> dict:
    return queries.answers(Draft.objects.get())


# A browser too slow to write on a copy that its page is being left.
MARKS_TOO_LATE = """
const put = IDBObjectStore.prototype.put;
IDBObjectStore.prototype.put = function (row, ...more) {
  return row.leaving ? this.get("") : put.call(this, row, ...more);
};
"""


def test_what_went_with_the_form_is_not_sent_again_by_the_page_that_says_what_is_wrong(live_browser):
    walker = begin(online_world())
    walker.post("draft-case", data={"case": "mot-nguoi"})
    walker.answer("chu-quan")
    context = live_browser.context(language="en", account=walker.world.cast.hoa.account)
    context.add_init_script(MARKS_TOO_LATE)
    page, saves = context.new_page(), []
    page.route("**/luu/**", lambda route: saves.append(route))  # on its way for as long as the page stands
    page.goto(live_browser.address + walker.url("draft-page", "dia-diem"))
    page.wait_for_selector(READY, state="attached")
    page.fill("[name=since]", "31/04/2026")
    wait_for(page, lambda: saves)
    page.get_by_role("button", name="Save and continue").last.click()
    expect(page.locator("#faults")).to_be_visible()
    page.wait_for_selector(READY, state="attached")
    assert page.evaluate(ON_DEVICE)["rows"] == 0 and len(saves) == 1
    expect(page.locator("[name=since]")).to_have_value("31/04/2026")


SENT = "window.dispatchEvent(new CustomEvent('motcua:sent', { detail: {} }))"


def test_a_page_that_would_be_asked_for_again_is_kept_by_whoever_types_on_or_goes_on(live_browser, phone):
    """What earlier pages had kept was sent: the page shows it, but takes no letter and no press away."""
    page = opened(live_browser, phone, "draft-page", "dia-diem")
    again = []
    page.route("**/dia-diem/", lambda route: again.append(route) if not again else route.continue_())
    page.locator("[name=street]").focus()
    page.evaluate(SENT)
    wait_for(page, lambda: again)
    page.keyboard.insert_text("Số ")
    wait_for(page, lambda: street() == "Số 24 Trần Nhật Duật")
    # The form is on its way when more is heard of.
    again.clear()
    page.evaluate(f"document.addEventListener('submit', () => setTimeout(() => {SENT}))")
    page.get_by_role("button", name="Save and continue").last.click(no_wait_after=True)
    wait_for(page, lambda: again)
    page.wait_for_timeout(300)
    again[0].continue_()
    page.wait_for_url("**/chu-nha/")


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
