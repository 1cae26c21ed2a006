"""What people do on the pages of this room in a real browser; how every page reads is tests/journeys' business."""

import pytest

from motcua.people import actions
from motcua.people.models import SignInName
from tests.browser import axe_violations, expect, overflows, shoot

from .cast import NOW, PASSWORD, make_cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(settings):
    settings.DEMO = True
    cast = make_cast()
    for player in (cast.hoa, cast.reception, cast.case, cast.leader, cast.operator):
        role = player.mandate.role if player.mandate else "citizen"
        SignInName.objects.create(account=player.account, name=f"demo.{role}")
    for player, what in (
        (cast.case, "opened-dossier"),
        (cast.stranger, "searched-person"),
        (cast.leader, "opened-paper"),
    ):
        actions.log_access(
            reach=cast.reach(player), what=what, subject="000.00.15.H15-260318-0001", person_id=cast.hoa.person.pk, at=NOW
        )  # fmt: skip
    return cast


def test_a_person_signs_in_looks_round_and_leaves(live_browser, cast):
    page = live_browser.open("/toi/")
    page.fill("[name=name]", "0905 000 001")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/toi/")
    expect(page.locator("h1")).to_have_text("Nguyễn Thị Hoa")
    page.click("a[href='/toi/ai-da-xem/']")
    page.wait_for_selector("ol.timeline")
    page.click("header form[action='/dang-xuat/'] button")
    page.wait_for_url(f"{live_browser.address}/")
    page.goto(live_browser.address + "/toi/")
    page.wait_for_url("**/dang-nhap/**")


def test_the_desk_helps_somebody_who_forgot_the_password(live_browser, cast):
    page = live_browser.open("/quay/tai-khoan/", width=390, account=cast.reception.account)
    page.fill("[name=wanted]", "0905 000 001")
    page.press("[name=wanted]", "Enter")
    page.fill("[name=identity_number]", "000190000777")
    shoot(page, "people-help-desk-found-390-vi")
    page.press("[name=identity_number]", "Enter")
    page.wait_for_selector(".notice.done")
    page.click("form[action$='/mat-khau/'] button")
    page.wait_for_selector("code.t-4")
    shoot(page, "people-help-desk-reset-390-vi")


def test_a_session_that_ended_with_its_mandate_says_so(live_browser, cast):
    page = live_browser.open("/dang-nhap/", width=390)
    page.fill("[name=name]", "tiepnhan")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/dang-nhap/" not in url)
    actions.end_mandate(mandate_id=cast.reception.mandate.pk, reach=cast.reach(cast.operator), at=NOW)
    page.goto(live_browser.address + "/toi/")
    shoot(page, "people-mandate-over-390-vi")
    expect(page.locator("h1")).to_contain_text(
        "Vai trò của anh, chị tại Sở Tư pháp đã kết thúc", use_inner_text=True
    )
    assert not axe_violations(page) and not overflows(page)
