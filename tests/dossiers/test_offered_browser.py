"""A list narrows at once to what goes with another answer, tells what it took out, and does so without a line, too."""

import re
from uuid import UUID

import pytest
from django.urls import reverse

from tests.browser import axe_violations, expect, overflows, shoot
from tests.dossiers.build import make_world
from tests.dossiers.test_offered import TEXT
from tests.dossiers.walking import Walker, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OFFERED = "list => [...list.options].filter(one => one.value).map(one => one.value)"


def test_the_list_follows_the_answer_before_on_its_page_and_on_pages_turned_without_a_line(live_browser):
    world = make_world(text=TEXT)
    client = signed_in(world.cast.hoa)
    answer = client.post(reverse("dossiers:start", args=["1.000001"]))
    walker = Walker(world, client, UUID(re.search(r"ban-nhap/([0-9a-f-]{36})/", answer.url)[1]))
    walker.resume()
    page = live_browser.open(walker.url("draft-page", "noi-o"), account=world.cast.hoa.account)
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_selector("html[data-device=ready]", state="attached")
    province, ward = page.locator("[name=province]"), page.locator("[name=ward]")
    told, go_on = page.locator("[data-told]"), page.locator("form[data-autosave] button:visible").last
    expect(page.locator("[data-by][data-now]")).to_have_count(1)
    assert ward.evaluate(OFFERED) == []
    province.select_option("da-nang")
    assert ward.evaluate(OFFERED) == ["dn-phu-xuan", "dn-hai-chau"]
    ward.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(ward).to_have_value("dn-hai-chau")
    province.select_option("hue")
    expect(told).to_have_text("“Hải Châu” không áp dụng với câu trả lời mới. Hãy chọn lại.")
    expect(ward).to_have_value("")
    shoot(page, "option-that-no-longer-fits")
    assert axe_violations(page) == [] and overflows(page) == []
    page.context.set_offline(True)
    ward.select_option("hue-phu-xuan")
    expect(told).to_be_hidden()
    go_on.click()
    expect(page.locator("h1")).to_have_text("Lời nhắn")
    go_on.click()
    expect(page.locator("h1")).to_have_text("Trường")
    schools = page.locator("[data-by] label:visible")
    expect(schools).to_have_text(["Quốc Học", "Trường khác"], use_inner_text=True)
    page.get_by_label("Quốc Học").check()
    # Back on the first page with another answer: what was ticked behind it goes, and is told.
    page.go_back()
    page.go_back()
    province.select_option("da-nang")
    page.go_forward()
    page.go_forward()
    expect(schools).to_have_text(["Trần Phú", "Trường khác"], use_inner_text=True)
    expect(page.locator("[data-told]")).to_contain_text("“Quốc Học” không áp dụng")
    page.context.set_offline(False)
