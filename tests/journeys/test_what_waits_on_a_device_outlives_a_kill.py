"""`kill -9` of the server and of the browser while what was kept on the device is sent: each thing arrives, and once.

What was kept is known from outside: the numbers on the receipts that were given out, the files that were chosen.
"""

from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from motcua.chronicle.models import Entry
from motcua.dossiers import queries
from motcua.dossiers.models import Dossier, Draft, DraftPaper
from motcua.dossiers.rules.states import Act
from motcua.foundation.calendar import TZ
from tests.browser import expect, wait_for
from tests.counter.build import make_hall
from tests.documents.samples import PDF
from tests.dossiers.build import just_now, make_world
from tests.dossiers.online import PAGES, online_world
from tests.dossiers.walking import begin
from tests.journeys.outliving import outliving
from tests.journeys.test_the_counter_goes_on_when_the_network_is_cut import give_receipt

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK, SENDS = "/quay/mat-mang/", "/quay/mat-mang/gui/"
NAMES = ("Trần Văn Nam", "Lê Thị Bình", "Phạm Văn Sáu", "Nguyễn Thị Hoa")
WINDOW = "motcua-window"


def at_the_desk(browser):
    page = browser.begin("/quay/goi-so/")
    page.locator("[name=window]").first.click()
    expect(page.locator("h1")).to_have_text("Quầy 1")
    page.goto(browser.url + DESK)
    page.wait_for_selector("html[data-kept=ready]", state="attached")
    return page


def waiting(page, count):
    wait_for(page, lambda: f"Receipts to be sent: {count}" in page.inner_text("[data-waiting-count]"))


def test_each_receipt_that_was_given_without_a_line_is_one_request_whoever_was_killed(chromium):
    world = make_world()
    world.at = just_now()
    make_hall(world)
    with outliving(chromium, world.cast.reception.account) as (server, browser):
        server.begin(SENDS, 2, "answered")
        page = at_the_desk(browser)
        page.get_by_role("button", name="Keep 10 numbers for this device").click()
        wait_for(page, lambda: "Numbers kept: 10" in page.inner_text("[data-numbers]"))
        page.context.set_offline(True)
        ledger = {}
        for name in NAMES:
            ledger[give_receipt(page, name)] = name
            page.click("[data-next]")
        waiting(page, 4)
        # The server is killed when it has the second and has told nobody.
        page.context.set_offline(False)
        server.was_killed()
        waiting(page, 3)
        assert Dossier.objects.count() == 2
        # The next one is killed inside the first that is sent: the same again, which it would have answered.
        server.begin(SENDS, 2, "inside")
        page.evaluate("window.dispatchEvent(new Event('online'))")
        server.was_killed()
        waiting(page, 2)
        assert Dossier.objects.count() == 2
        # The browser is killed while it waits for an answer to what is already done.
        server.begin(SENDS, 1, "hangs")
        page.evaluate("window.dispatchEvent(new Event('online'))")
        assert server.says() == "committed"
        browser.kill()
        assert Dossier.objects.count() == 3
        server.kill()
        server.begin()
        page = at_the_desk(browser)
        waiting(page, 0)
        expect(page.locator("[data-list] [data-state=sent]")).to_have_count(4)
    assert dict(Dossier.objects.values_list("number", "applicant_name")) == ledger
    assert Entry.objects.filter(kind=Act.SUBMIT).count() == len(ledger)
    out, day = StringIO(), f"{timezone.now().astimezone(TZ):%Y-%m-%d}"
    call_command("dossiers", "numbers", "--from", day, "--to", day, stdout=out)
    assert "4 used, 6 open, 0 voided; 0 not whole" in out.getvalue()


def test_each_answer_and_file_that_was_kept_on_the_device_is_in_the_draft_once_whoever_was_killed(chromium):
    walker = begin(online_world())
    walker.post("draft-case", data={"case": "mot-nguoi"})
    for name in PAGES:
        walker.answer(name)
    street, chosen = "9 Hùng Vương", {f"trang-{n}.pdf": PDF + b"\n%" * n for n in range(1, 5)}
    ready = "html[data-device=ready]"
    saves, papers = walker.url("draft-save"), walker.url("draft-papers")
    with outliving(chromium, walker.world.cast.hoa.account) as (server, browser):
        server.begin(saves, 2, "answered")
        page = browser.begin(walker.url("draft-page", "dia-diem"))
        page.wait_for_selector(ready, state="attached")
        page.context.set_offline(True)
        page.fill("[name=street]", street)
        expect(page.locator("[data-saved]")).to_have_text("kept on this device")
        # Closed at once, by force: what was typed is still there.
        browser.kill()
        page = browser.begin(papers)
        page.wait_for_selector(ready, state="attached")
        page.context.set_offline(True)
        page.set_input_files("[name=file-hop-dong]", [
            {"name": name, "mimeType": "application/pdf", "buffer": content} for name, content in chosen.items()
        ])  # fmt: skip
        expect(page.locator("[data-list] li")).to_have_count(4)
        page.context.set_offline(False)
        server.was_killed()
        assert DraftPaper.objects.count() == 1
        server.begin(saves, 3, "inside")
        page.evaluate("window.dispatchEvent(new Event('online'))")
        server.was_killed()
        assert DraftPaper.objects.count() == 2
        server.begin(saves, 2, "hangs")
        page.evaluate("window.dispatchEvent(new Event('online'))")
        assert server.says() == "committed"
        browser.kill()
        server.kill()
        server.begin()
        page = browser.begin(papers)
        for name in chosen:
            expect(page.locator("main").get_by_role("link", name=name)).to_have_count(1)
        expect(page.locator("[data-list] li")).to_have_count(0)
    assert sorted(DraftPaper.objects.values_list("name", flat=True)) == sorted(chosen)
    assert queries.answers(Draft.objects.get())["street"] == street
