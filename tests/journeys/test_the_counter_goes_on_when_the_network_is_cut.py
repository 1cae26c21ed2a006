"""The network is cut in the middle of a morning; the desk goes on under kept numbers, and nothing is lost or doubled."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from motcua.dossiers import actions
from motcua.dossiers.models import Dossier, ReservedNumber
from motcua.foundation.calendar import TZ
from tests.browser import axe_violations, expect, shoot, wait_for
from tests.counter.build import make_hall
from tests.dossiers.build import just_now, make_world, submitted

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CARD = "066190000123|240912345|Nguyễn Thị Hoa|19041990|Nữ|12 Lê Duẩn, phường Tân Lợi|05062021"


@pytest.fixture
def world():
    made = make_world()
    made.at = just_now()
    return made


# Everything that lies in both stores of the device, bytes as letters, and whether the key could be carried away.
ON_DEVICE = """async () => {
  const answer = (asked) => new Promise((done) => (asked.onsuccess = () => done(asked.result)));
  const rows = async (base, store) => answer((await answer(indexedDB.open(base))).transaction(store).objectStore(store).getAll());
  const plain = (_key, value) => (value instanceof ArrayBuffer ? new TextDecoder("latin1").decode(value) : value);
  const receipts = await rows("motcua-counter", "receipts");
  const [key] = await rows("motcua-counter-key", "keys");
  return { said: JSON.stringify(receipts, plain), locked: receipts.filter((each) => each.locked).length, extractable: key.extractable };
}"""


# A hand that presses twice before the first receipt is written.
TWICE = """document.addEventListener("submit", (event) => event.target.requestSubmit(), { once: true })"""


def give_receipt(page, who: str) -> str:
    """From the card, or from what is typed, to the number on the printed receipt."""
    page.fill("#f-identity", who if "|" in who else "")
    if "|" not in who:
        page.fill("#f-name", who)
    page.keyboard.press("Tab")
    page.check("[name=papers][value='giay-chung-minh']")
    page.check("[name=papers][value='to-khai']")
    page.evaluate(TWICE)
    page.keyboard.press("F9")
    page.wait_for_selector("[data-sheet]:visible")
    return page.inner_text("[data-of=number]")


def test_receipts_written_without_a_line_are_requests_once_it_is_back(live_browser, world):
    make_hall(world)
    cast = world.cast
    page = live_browser.open("/quay/goi-so/", language="en", account=cast.reception.account)
    page.locator("[name=window]").first.click()
    expect(page.locator("h1")).to_have_text("Quầy 1")
    page.goto(f"{live_browser.address}/quay/mat-mang/")
    page.wait_for_selector("html[data-kept=ready]", state="attached")
    page.get_by_role("button", name="Keep 10 numbers for this device").dblclick()
    wait_for(page, lambda: "Numbers kept: 10" in page.inner_text("[data-numbers]"))
    kept = list(ReservedNumber.objects.order_by("running").values_list("number", flat=True))

    page.context.set_offline(True)
    # The desk goes to its usual page, and is led to the one that works.
    page.goto(f"{live_browser.address}/quay/?thu-tuc=1.000001")
    page.wait_for_selector("html[data-keys=ready]", state="attached")
    wait_for(page, lambda: "The line is down" in page.inner_text("[data-line]"))
    assert give_receipt(page, CARD) == kept[0]
    expect(page.locator("[data-of=name]")).to_have_text("Nguyễn Thị Hoa")
    promised = page.inner_text("[data-of=due]")
    shoot(page, "counter-without-a-line")
    assert axe_violations(page) == []
    page.click("[data-next]")
    assert give_receipt(page, "Trần Văn Nam") == kept[1]
    page.click("[data-next]")
    assert give_receipt(page, "Lê Thị Bình") == kept[2]
    wait_for(page, lambda: "Receipts to be sent: 3" in page.inner_text("[data-waiting-count]"))
    assert Dossier.objects.count() == 0
    device = page.evaluate(ON_DEVICE)
    assert device["locked"] == 3 and device["extractable"] is False
    assert not any(word in device["said"] for word in ("066190000123", "name", "Duẩn"))

    # Meanwhile somebody voids one of the numbers at another screen, and somebody else hands in online.
    reach = world.reach(cast.reception)
    actions.void_number(number=kept[2], reason="Nhầm quầy.", reach=reach, at=timezone.now())
    world.at = timezone.now()
    online = submitted(world).number

    page.context.set_offline(False)
    wait_for(page, lambda: "Receipts to be sent: 0" in page.inner_text("[data-waiting-count]"))
    told = page.inner_text("[data-list]")
    assert f"{kept[0]} · sent" in told and f"{kept[1]} · sent" in told
    assert f"{kept[2]} · not taken" in told and "is not free" in told
    numbers = list(Dossier.objects.order_by("number").values_list("number", flat=True))
    assert numbers == sorted([kept[0], kept[1], online])
    hoa = Dossier.objects.get(number=kept[0])
    assert hoa.applicant_name == "Nguyễn Thị Hoa" and hoa.received_at is not None
    assert f"{timezone.localtime(hoa.promised_at):%H:%M}" in promised

    # Coming back sends nothing again; the device keeps no name of what was sent.
    page.goto(f"{live_browser.address}/quay/mat-mang/")
    wait_for(page, lambda: "Receipts to be sent: 0" in page.inner_text("[data-waiting-count]"))
    assert Dossier.objects.count() == 3
    # What was sent is gone; only the refused one waits for a hand, still locked.
    assert page.evaluate(ON_DEVICE)["locked"] == 1
    page.goto(f"{live_browser.address}/quay/so-giu/")
    expect(page.locator("h1")).to_contain_text("7 kept numbers are still open", use_inner_text=True)
    out, day = StringIO(), f"{timezone.now().astimezone(TZ):%Y-%m-%d}"
    call_command("dossiers", "numbers", "--from", day, "--to", day, stdout=out)
    assert "1 given, 2 used, 7 open, 1 voided; 0 not whole" in out.getvalue()
