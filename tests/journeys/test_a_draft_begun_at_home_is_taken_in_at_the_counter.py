"""A draft is begun at home, gone on with at a kiosk by its short code, and taken in at the counter from there."""

import re

import pytest
from django.utils import timezone

from motcua.dossiers.models import Dossier, Draft
from motcua.people import actions as people
from tests.browser import axe_violations, expect, shoot
from tests.dossiers.online import PAGES, online_world
from tests.dossiers.walking import begin

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NUMBER = "066190000117"


@pytest.fixture
def walker():
    begun = begin(online_world())
    begun.post("draft-case", data={"case": "mot-nguoi"})
    for page in PAGES:
        begun.answer(page)
    begun.attach("hop-dong", _next="1")
    cast, desk = begun.world.cast, begun.world.reach(begun.world.cast.reception)
    people.check_identity(person_id=cast.hoa.person.pk, identity_number=NUMBER, reach=desk, at=timezone.now())
    return begun


def opens(page, code: str, digits: str) -> None:
    page.fill("#f-code", code.lower())
    page.fill("#f-digits", digits)
    page.get_by_role("button", name="Open the draft").click()


def test_a_draft_goes_from_home_to_a_kiosk_to_the_counter(live_browser, walker):
    cast = walker.world.cast
    home = live_browser.open(walker.url("draft-page", "von"), language="en", account=cast.hoa.account)
    home.get_by_role("link", name="Go on elsewhere").click()
    home.get_by_role("button", name="Make a short code").click()
    expect(home.locator(".short-code")).to_be_visible()
    code = home.inner_text(".short-code code")

    kiosk = live_browser.open("/tiep-tuc/", language="en", width=390)
    opens(kiosk, code, "0000")
    expect(kiosk.locator("main")).to_contain_text("do not fit")
    opens(kiosk, code, NUMBER[-4:])
    expect(kiosk.get_by_text("How do you want to receive the result?")).to_be_visible()
    assert axe_violations(kiosk) == []
    shoot(kiosk, "kiosk-draft")
    kiosk.locator("[name=delivery]").first.check()
    kiosk.get_by_role("button", name="Save and continue").click()
    expect(kiosk.locator("h1")).to_contain_text("reach you")
    kiosk.get_by_role("button", name="Close on this device").click()
    expect(kiosk.get_by_text("Closed. The draft is kept")).to_be_visible()

    desk = live_browser.open("/quay/ban-nhap/", language="en", account=cast.reception.account)
    opens(desk, code, NUMBER[-4:])
    expect(desk.locator("[name=street]")).to_have_value("24 Trần Nhật Duật")
    shoot(desk, "counter-from-a-draft")
    desk.fill("[name=ap-identity]", NUMBER)
    desk.locator("main button[data-key=F9]").click()
    desk.wait_for_url(re.compile(r"/quay/[A-Z0-9.]+-\d+-\d+/"))
    assert Dossier.objects.get().submission == walker.draft and not Draft.objects.exists()
