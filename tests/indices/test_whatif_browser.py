"""What if, in a browser: a phone's keyboard, where a slider stops, and what is borne on the way."""

import re

import pytest
from django.core.cache import cache
from django.urls import reverse

from tests.browser import axe_violations, expect, overflows, shoot, squeezed, wait_for
from tests.indices.test_whatif_page import decided

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def scoring(transactional_db):
    cache.clear()
    return decided()


def test_on_a_phone_a_slider_moves_by_keyboard_and_the_place_follows(scoring, live_browser):
    address = reverse("indices:round-whatif", kwargs=scoring.of())
    sheet = live_browser.open(address, width=390, language="vi", account=scoring.appraiser.account)
    total = sheet.locator("[data-say=total]")
    before = total.inner_text()
    slider = sheet.get_by_role("slider", name="2.2.3", exact=False)
    slider.focus()
    sheet.keyboard.press("End")
    wait_for(sheet, lambda: total.inner_text() != before)
    expect(sheet.locator("[name='p-2.2.3']")).to_have_value(slider.get_attribute("max").replace(".", ","))
    expect(sheet).to_have_url(re.compile("p-2.2.3="))
    assert not axe_violations(sheet) and not overflows(sheet) and not squeezed(sheet)
    shoot(sheet, "whatif-390")
    sheet.go_back()
    wait_for(sheet, lambda: total.inner_text() == before)
    expect(sheet).not_to_have_url(re.compile("p-2.2.3"))
    assert not live_browser.troubles


def test_a_slider_stops_only_where_the_rule_gives_points(scoring, live_browser):
    address = reverse("indices:round-whatif", kwargs=scoring.of())
    sheet = live_browser.open(address, width=390, language="vi", account=scoring.appraiser.account)
    # A rule that knows yes and no has a slider of two ends: one key, and the other end stands in the field.
    field, slider = sheet.locator("[name='p-1.3.1']"), sheet.get_by_role("slider", name="1.3.1", exact=False)
    today = field.input_value()
    slider.focus()
    sheet.keyboard.press("ArrowLeft")
    wait_for(sheet, lambda: field.input_value() == "0" != today)
    assert slider.get_attribute("aria-valuetext") == "0"
    sheet.keyboard.press("ArrowRight")
    wait_for(sheet, lambda: field.input_value() == today)
    # Typed, the nearest is said at once and stands in the field once the hand has left it.
    field.fill("0,1")
    note = sheet.locator("#f-p-1-3-1-t")
    wait_for(sheet, lambda: "thay cho 0,1" in note.inner_text())
    assert field.input_value() == "0,1" and not axe_violations(sheet) and not overflows(sheet)
    sheet.keyboard.press("Tab")
    wait_for(sheet, lambda: field.input_value() == "0")
    # A ratio crosses what lies below its floor in one step, both ways.
    field, slider = sheet.locator("[name='p-2.2.1']"), sheet.get_by_role("slider", name="2.2.1", exact=False)
    floor = sheet.locator("[data-drag]", has=field).get_attribute("data-floor").rstrip("0").replace(".", ",")
    slider.focus()
    sheet.keyboard.press("Home")
    wait_for(sheet, lambda: field.input_value() == "0")
    sheet.keyboard.press("ArrowRight")
    wait_for(sheet, lambda: field.input_value() == floor)
    sheet.keyboard.press("ArrowLeft")
    wait_for(sheet, lambda: field.input_value() == "0")
    assert not live_browser.troubles


READS_SLOWLY = """() => {
  const json = Response.prototype.json;
  Response.prototype.json = async function () {
    document.body.dataset.reading = Number(document.body.dataset.reading ?? 0) + 1;
    await new Promise((done) => setTimeout(done, 400));
    return json.call(this);
  };
}"""


def test_a_step_while_the_answer_to_the_last_one_is_read_and_a_line_that_is_down_are_borne(
    scoring, live_browser
):
    address = reverse("indices:round-whatif", kwargs=scoring.of())
    sheet = live_browser.open(address, width=390, language="vi", account=scoring.appraiser.account)
    total, slider = sheet.locator("[data-say=total]"), sheet.get_by_role("slider", name="2.2.3", exact=False)
    before = total.inner_text()
    sheet.evaluate(READS_SLOWLY)
    slider.focus()
    sheet.keyboard.press("End")
    wait_for(sheet, lambda: sheet.evaluate("document.body.dataset.reading") == "1")
    sheet.keyboard.press("Home")
    wait_for(sheet, lambda: sheet.evaluate("document.body.dataset.reading") == "2")
    wait_for(sheet, lambda: total.inner_text() != before)
    assert not live_browser.troubles
    # Without a line the page says so and offers to ask as a whole; with it, the answer takes both away.
    sheet.context.set_offline(True)
    sheet.keyboard.press("End")
    expect(sheet.locator(".deaf")).to_be_visible()
    expect(sheet.locator("[data-whatif-send]")).to_be_visible()
    sheet.context.set_offline(False)
    sheet.keyboard.press("Home")
    expect(sheet.locator(".deaf")).to_be_hidden()
    expect(sheet.locator("[data-whatif-send]")).to_be_hidden()
    live_browser.troubles.clear()  # the browser tells its console of a question that nobody answered
