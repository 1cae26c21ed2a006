"""On a phone, without an account: begun, the line cut and back, shown at the counter, which takes it in; the phone says so."""

import re

import pytest

from motcua.dossiers import queries
from motcua.dossiers.models import Dossier, Draft
from tests.browser import axe_violations, expect, shoot, wait_for
from tests.dossiers.online import online_world
from tests.dossiers.walking import CODE, Walker

from .test_a_citizen_fills_in_a_request_while_the_line_is_down import ON_DEVICE, READY
from .test_a_draft_begun_at_home_is_taken_in_at_the_counter import NUMBER, opens

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STREET = "9 Hùng Vương"


def test_a_request_goes_from_a_phone_without_an_account_to_the_counter(live_browser, client):
    world = online_world()
    phone = live_browser.open(f"/nop-ho-so/{CODE}/khong-tai-khoan/", language="en", width=390)
    phone.fill("#f-name", "Nguyễn Thị Hoa")
    phone.fill("#f-digits", NUMBER[-4:])
    phone.locator("main form button.act").click()
    expect(phone.locator(".short-code")).to_be_visible()
    code = phone.inner_text(".short-code code")
    walker = Walker(world, client, Draft.objects.get().pk)
    opened = client.post("/tiep-tuc/", {"code": code, "digits": NUMBER[-4:]})
    assert opened.status_code == 302
    walker.to_papers()
    walker.attach("hop-dong", name="trang-1.pdf")

    # The line is cut: what is typed is kept, unreadable, and arrives when it is back.
    phone.goto(f"{live_browser.address}{walker.url('draft-page', 'dia-diem')}")
    phone.wait_for_selector(READY, state="attached")
    phone.context.set_offline(True)
    phone.fill("[name=street]", STREET)
    expect(phone.locator("[data-saved]")).to_have_text("kept on this device")
    shoot(phone, "guest-without-a-line")
    assert axe_violations(phone) == []
    device = phone.evaluate(ON_DEVICE)
    assert device["rows"] == 1 and not any(word in device["said"] for word in (STREET, "Hùng", "street"))
    assert phone.evaluate("localStorage.getItem('motcua-device-owner')") is None
    phone.get_by_role("button", name="Save and continue").last.click()
    phone.wait_for_url("**/chu-nha/")
    phone.context.set_offline(False)
    wait_for(phone, lambda: queries.answers(Draft.objects.get())["street"] == STREET)
    # The form is passed: it goes on with the papers.
    phone.wait_for_url("**/giay-to/")
    phone.goto(f"{live_browser.address}{walker.url('draft-page', 'chu-nha')}")

    # The desk opens it by the code and takes it in.
    desk = live_browser.open("/quay/ban-nhap/", language="en", account=world.cast.reception.account)
    opens(desk, code, NUMBER[-4:])
    expect(desk.locator("[name=street]")).to_have_value(STREET)
    expect(desk.get_by_label("trang-1.pdf")).to_be_checked()
    shoot(desk, "counter-from-a-guests-draft")
    desk.fill("[name=ap-identity]", NUMBER)
    desk.locator("main button[data-key=F9]").click()
    desk.wait_for_url(re.compile(r"/quay/[A-Z0-9.]+-\d+-\d+/"))
    assert Dossier.objects.get().submission == walker.draft and not Draft.objects.exists()

    # The phone is shut at the next thing that is done on it, and says why.
    phone.locator("main input[type=text]").first.fill("Trần")
    expect(phone.get_by_text("the one-stop desk has taken the request in")).to_be_visible()
    shoot(phone, "guest-taken-in")
    assert axe_violations(phone) == []
