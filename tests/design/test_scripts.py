"""The small JavaScript modules, each in a real browser; and the same pages without any."""

import time
from datetime import datetime, timedelta

import pytest
from django.http import HttpResponse, JsonResponse
from django.template import engines
from django.urls import include, path

from motcua.foundation.calendar import TZ
from motcua.people.access import everyone
from tests.browser import expect, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGE = """{% extends "design/desk.html" %}
{% block title %}Trial{% endblock %}
{% block main %}<h1>Trial</h1>{% faults faults %}
<form method="post" action="/thu/" data-autosave="/thu/luu/" novalidate>{% csrf_token %}
  <label for="f-why">Why</label><textarea id="f-why" name="why" maxlength="20" data-counted="{n} left">abc</textarea>
  <output data-saved data-words="Saved at %t" data-waiting="Not saved"></output>
  <button name="go" value="1">Send</button></form>
<div data-rows>
  <p data-row><input type="checkbox" aria-label="one"><a href="/?1">One</a></p>
  <p data-row><input type="checkbox" aria-label="two"><a href="/?2">Two</a></p>
</div>
<p id="again" hx-get="/thu/?asks" hx-trigger="every 200ms" hx-select="#again" hx-swap="outerHTML">now <a href="#there">there</a></p>
<label for="l">Line</label><input id="l" list="l-l" data-lines="/thu/dong/"><datalist id="l-l"></datalist>
<label for="q">Find</label><input id="q" type="search" data-key="/">
<button type="button" data-key="a" id="act">Act</button>
<details id="fold"><summary>More</summary><label for="m">More</label><input id="m" data-key="F7"></details>
{% include "design/parts/keys.html" %}{% endblock %}"""

received: list[dict] = []
refusing: list[bool] = []  # holds something while saving is refused


@everyone
def trial(request):
    if request.method == "POST":
        received.append(request.POST.dict() | {"path": request.path})
        time.sleep(0.5)
        return HttpResponse("sent", content_type="text/plain")
    from motcua.design.fields import DrawnFault

    faults = [DrawnFault("f-why", "Why: say more")] if "wrong" in request.GET else []
    return HttpResponse(engines["django"].from_string(PAGE).render({"faults": faults}, request))


@everyone
def save(request):
    received.append(request.POST.dict() | {"path": request.path})
    return JsonResponse({}, status=503 if refusing else 200)


@everyone
def lines(request):
    received.append(request.POST.dict() | {"path": request.get_full_path()})
    return JsonResponse({"lines": ["Xã Mẫu (M1)", "Xã Mẫu (M2)"]})


urlpatterns = [
    path("thu/", trial),
    path("thu/dong/", lines),
    path("thu/luu/", save),
    path("", include("motcua.urls")),
]


@pytest.fixture(autouse=True)
def trial_page(settings):
    settings.ROOT_URLCONF = __name__
    received.clear()
    refusing.clear()


def said(page):
    return page.locator("[data-saved]").text_content()


def test_a_draft_is_saved_while_one_types_and_says_when(live_browser):
    page = live_browser.open("/thu/")
    page.locator("#f-why").focus()
    page.keyboard.insert_text("xyz ")  # at once: a slow machine may pause between two letters
    wait_for(page, lambda: said(page).startswith("Saved at "))
    assert [(r["path"], r["why"]) for r in received] == [("/thu/luu/", "xyz abc")]
    # The hour of the country, as on the page that the server drew, wherever the device is.
    now = datetime.now(TZ)
    assert said(page)[-5:] in {f"{now - timedelta(minutes=ago):%H:%M}" for ago in (0, 1)}


def test_what_was_typed_before_the_script_arrived_is_saved_too(live_browser):
    context = live_browser.context()
    held = []
    context.route("**/autosave.js", lambda route: held.append(route))
    page = context.new_page()
    page.goto(live_browser.address + "/thu/", wait_until="commit")
    page.locator("#f-why").press_sequentially("early ")
    wait_for(page, lambda: held)
    held[0].continue_()
    wait_for(page, lambda: said(page).startswith("Saved at "))
    assert [r["why"] for r in received] == ["early abc"]


def test_a_draft_that_could_not_be_saved_says_so_and_is_saved_later(live_browser):
    refusing.append(True)
    page = live_browser.open("/thu/")
    page.locator("#f-why").press_sequentially("!")
    # Refused for as long as it takes to read it: a machine under load may look seconds later.
    wait_for(page, lambda: said(page) == "Not saved")
    refusing.clear()
    wait_for(page, lambda: said(page).startswith("Saved at "))
    assert len(received) > 1 and {r["why"] for r in received} == {"!abc"}


def test_a_save_that_its_form_overtook_does_not_arrive_after_it_with_the_older_text(live_browser):
    page = live_browser.open("/thu/")
    held = []
    page.context.route("**/thu/luu/", lambda route: held.append(route))
    page.locator("#f-why").press_sequentially("old ")
    wait_for(page, lambda: held)
    page.locator("#f-why").press_sequentially("new ")
    page.locator("button[name=go]").click(no_wait_after=True)
    wait_for(page, lambda: received)
    held[0].continue_()
    page.wait_for_function("document.body.textContent === 'sent'")
    assert [(r["path"], r["why"]) for r in received] == [("/thu/", "old new abc")]


def test_lines_of_a_table_are_offered_while_one_types_and_asked_for_outside_the_address(live_browser):
    page = live_browser.open("/thu/")
    page.locator("#l").press_sequentially("mau")
    options = page.locator("#l-l option")
    wait_for(page, lambda: received and received[-1].get("q") == "mau" and options.count() == 2)
    assert options.first.get_attribute("value") == "Xã Mẫu (M1)"
    assert {one["path"] for one in received} == {"/thu/dong/"}


def test_a_double_click_sends_once_with_the_button_that_was_pressed(live_browser):
    page = live_browser.open("/thu/")
    page.locator("button[name=go]").dblclick()
    page.wait_for_load_state()
    wait_for(page, lambda: received)
    page.wait_for_timeout(300)
    assert [r["go"] for r in received if r["path"] == "/thu/"] == ["1"]


def test_a_press_that_was_stopped_can_be_made_again(live_browser):
    page = live_browser.open("/thu/")
    held = []
    page.context.route("**/thu/", lambda route: held.append(route))
    button = page.locator("button[name=go]")
    button.click(no_wait_after=True)
    wait_for(page, lambda: held)
    page.context.new_cdp_session(page).send("Page.stopLoading")
    expect(page.locator("form[data-sent]")).to_have_count(0)
    page.context.unroute("**/thu/")
    button.click(no_wait_after=True)
    page.wait_for_function("document.body.textContent === 'sent'")
    assert [r["go"] for r in received if r["path"] == "/thu/"] == ["1"]


def test_a_part_that_asks_by_itself_says_when_nobody_answers_and_when_somebody_does_again(live_browser):
    page = live_browser.open("/thu/")
    line = page.locator(".deaf")
    expect(line).to_be_hidden()
    page.context.route("**/thu/?asks", lambda route: route.abort())
    expect(line).to_be_visible()
    page.context.unroute("**/thu/?asks")
    expect(line).to_be_hidden()
    # Whoever is signed out is answered by a page that has nothing for this part: it stays as it is.
    page.context.route("**/thu/?asks", lambda route: route.fulfill(body="<h1>Sign in</h1>"))
    expect(line).to_contain_text("mở lại", use_inner_text=True)
    expect(page.locator("#again")).to_have_text("now there")
    live_browser.troubles.clear()  # htmx tells the console of each question that nobody answered


def test_a_part_that_asks_by_itself_leaves_the_focus_and_a_press_where_they_are(live_browser):
    page = live_browser.open("/thu/")
    link, old = page.locator("#again a"), page.locator("#again[data-old]")

    def mark():
        page.evaluate("document.querySelector('#again').dataset.old = ''")

    link.focus()
    mark()
    expect(old).to_have_count(0)  # drawn anew
    expect(link).to_be_focused()
    link.hover()
    page.mouse.down()
    mark()
    for _answer in range(2):  # the first is looked at by the time the second comes
        page.wait_for_event("response", lambda answer: "?asks" in answer.url)
    page.mouse.up()
    page.wait_for_url("**/thu/#there")
    expect(old).to_have_count(0)


def test_the_summary_of_faults_takes_the_focus_and_leads_into_the_field(live_browser):
    page = live_browser.open("/thu/?wrong")
    wait_for(page, lambda: page.evaluate("document.activeElement.id") == "faults")
    page.get_by_role("link", name="Why: say more").click()
    expect(page.locator("#f-why")).to_be_focused()


def test_characters_left_are_counted(live_browser):
    page = live_browser.open("/thu/")
    assert page.locator(".left-over").text_content() == "17 left"


def test_keys_walk_the_rows_choose_and_open(live_browser):
    page = live_browser.open("/thu/")
    page.wait_for_selector("[data-show-keys]:visible")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.evaluate("document.activeElement.textContent") == "Two"
    assert page.get_by_label("two").is_checked() and not page.get_by_label("one").is_checked()
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?1")


def test_keys_press_the_control_that_shows_them_but_not_while_typing(live_browser):
    page = live_browser.open("/thu/")
    page.wait_for_selector("[data-show-keys]:visible")
    page.evaluate(
        "document.querySelector('#act').addEventListener('click', () => document.body.dataset.acted = (document.body.dataset.acted ?? '') + '1')"
    )
    page.keyboard.press("a")
    page.keyboard.press("/")
    page.keyboard.type("a/")
    assert page.evaluate("document.body.dataset.acted") == "1"
    expect(page.locator("#q")).to_have_value("a/")
    page.keyboard.press("F7")
    assert page.evaluate("document.activeElement.id") == "m", "a key opens what its field is folded in"


def test_single_keys_can_be_turned_off(live_browser):
    page = live_browser.open("/thu/")
    page.wait_for_selector("[data-show-keys]:visible")
    page.keyboard.press("?")
    page.locator("[data-keys-off]").check()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator("[data-row].at")).to_have_count(0)


def test_the_page_works_without_javascript(live_browser):
    page = live_browser.open("/thu/", javascript=False)
    page.locator("#f-why").fill("plain")
    page.locator("button[name=go]").click()
    wait_for(page, lambda: received)
    assert received[0]["why"] == "plain"
