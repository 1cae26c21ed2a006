"""Answering in a browser: by the printed link, with the network cut, without a script, in both languages, and once."""

import logging
from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from django.test import Client
from django.utils import timezone

from motcua.foundation.calendar import TZ
from motcua.surveys.models import PoolAnswer, Unspent
from tests.browser import expect, shoot, troubles_at_each_width, wait_for
from tests.surveys.build import make_round

BEGIN, SEND = "/khao-sat/tra-loi/", "/khao-sat/tra-loi/gui/"
DAY = timedelta(days=1)


def open_round(**facts):
    now = timezone.now()
    today = now.astimezone(TZ).date()
    return make_round(**{"opens": today - DAY, "closes": today + 30 * DAY, **facts}).open(at=now)


def test_a_code_opens_the_questions_and_an_answer_is_thanked(db):
    made, client = open_round(), Client()
    page = client.post(BEGIN, {"code": made.codes[0]})
    assert page.status_code == 200
    assert page.content.decode().count('name="p_health_quality"') == 6
    assert "sessionid" not in page.cookies and "csrftoken" not in page.cookies
    sent = client.post(SEND, {"code": made.codes[0], "v_used": "no", "p_health_quality": "4"})
    assert (sent.status_code, sent["Location"]) == (302, "/khao-sat/cam-on/?tieng=vi")
    assert PoolAnswer.objects.get().data == {"v_used": False, "p_health_quality": "4"}
    assert client.get(sent["Location"]).status_code == 200


def test_a_spent_link_says_so_kindly_and_so_does_a_closed_round(db):
    made, client = open_round(), Client()
    client.post(SEND, {"code": made.codes[0], "v_used": "no"})
    for address in (BEGIN, SEND):
        told = client.post(f"{address}?tieng=en", {"code": made.codes[0], "v_used": "no"})
        assert told.status_code == 409
        assert "one answer came with it and is counted" in told.content.decode()
    assert PoolAnswer.objects.count() == 1
    made.survey.state = "closed"
    made.survey.save()
    told = client.post(f"{BEGIN}?tieng=en", {"code": made.codes[1]})
    assert told.status_code == 409
    assert "This survey has ended" in told.content.decode()
    told = client.post(f"{BEGIN}?tieng=en", {"code": "9999-9999-9999"})
    assert told.status_code == 404
    assert "We know no invitation with this code" in told.content.decode()


def test_a_missing_answer_is_said_beside_its_question_and_the_rest_is_kept(db):
    made, client = open_round(), Client()
    page = client.post(f"{SEND}?tieng=en", {"code": made.codes[0], "p_health_quality": "4"})
    text = page.content.decode()
    assert page.status_code == 422
    assert "Choose yes or no." in text
    assert 'name="p_health_quality" value="4" checked' in text
    assert Unspent.objects.count() == 60


def test_a_program_is_answered_in_its_own_form(db):
    made, client = open_round(), Client(headers={"accept": "application/json"})
    sent = client.post(SEND, {"code": made.codes[0], "v_used": "no"})
    assert sent.json() == {"kept": True}
    again = client.post(SEND, {"code": made.codes[0], "v_used": "no"})
    assert (again.status_code, again.json()["code"]) == (409, "surveys.code-spent")
    assert client.post(SEND, {"code": "x"}).json()["code"] == "surveys.code-unknown"
    assert client.post(SEND, {"code": made.codes[1]}).json()["faults"][0]["field"] == "v_used"


def test_an_answer_sent_again_because_its_reply_was_lost_is_kept_and_another_by_its_code_is_not(db):
    made, client = open_round(), Client(headers={"accept": "application/json"})
    for _each in range(2):
        sent = client.post(SEND, {"code": made.codes[0], "v_used": "no", "_sending": "one"})
        assert sent.json() == {"kept": True}
        assert (
            Client().post(SEND, {"code": made.codes[0], "v_used": "no", "_sending": "one"}).status_code == 302
        )
    other = client.post(SEND, {"code": made.codes[0], "v_used": "no", "_sending": "two"})
    assert other.json()["code"] == "surveys.code-spent" and PoolAnswer.objects.count() == 1
    assert client.post(SEND, {"code": made.codes[1], "v_used": "no", "_sending": "one"}).status_code == 200
    assert PoolAnswer.objects.count() == 2, "the word counts with its code only"


def test_no_log_line_tells_that_an_answer_came(db, caplog):
    made = open_round()
    with caplog.at_level(logging.DEBUG):
        client = Client()
        client.post(BEGIN, {"code": made.codes[0]})
        client.post(SEND, {"code": made.codes[0], "v_used": "no"})
    told = [line for line in caplog.messages if not line.startswith("(0.0")]
    assert not any(made.codes[0] in line or "surveys" in line for line in told)


def begun(page) -> None:
    """The questions are there one block at a time, with everything that the page loads behind itself."""
    page.wait_for_selector("form[data-survey].stepping")
    page.wait_for_load_state("networkidle")


@pytest.mark.browser
def test_a_phone_answers_with_the_network_cut_and_sends_when_it_is_back(transactional_db, live_browser):
    made = open_round()
    page = live_browser.open(f"{BEGIN}?tieng=vi#{made.codes[0]}", width=390)
    begun(page)
    assert "#" not in page.url
    page.context.set_offline(True)
    shoot(page, "survey-opening")
    page.click("[data-next]")
    seen = 0
    while page.is_visible("[data-next]"):
        for fieldset in page.query_selector_all("[data-step]:not([hidden]) fieldset:not([hidden])"):
            if control := fieldset.query_selector("input[value='4'], input[value='yes'], input[value='3']"):
                control.check()
        if seen in (0, 4, 5):
            shoot(page, f"survey-step-{seen}")
        page.click("[data-next]")
        seen += 1
    assert seen == 20
    shoot(page, "survey-closing")
    page.click("[data-send]")
    wait_for(page, lambda: "Không có mạng" in page.inner_text("[data-says]"))
    assert PoolAnswer.objects.count() == 0
    # The answer arrives, and the word that it did is lost on the way: sent again it is thanked for.
    page.context.route("**/tra-loi/gui/**", lambda route: (route.fetch(), route.abort()), times=1)
    page.context.set_offline(False)
    wait_for(page, lambda: PoolAnswer.objects.count() == 1)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_url("**/khao-sat/cam-on/**")
    kept = PoolAnswer.objects.get().data
    assert kept["v_used"] is True and kept["s_access_signs"] == "4" and kept["p_water_result"] == "4"
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.browser
def test_a_draft_stays_on_the_device_until_it_is_sent_and_the_language_changes_on_the_way(
    transactional_db, live_browser
):
    made = open_round()
    page = live_browser.open(f"{BEGIN}#{made.codes[0]}", width=390)
    begun(page)
    page.click("[data-next]")
    page.check("#f-v_interest_health-0")
    page.click("[data-switch]")
    page.wait_for_selector("h2:text('What you care about')")
    expect(page.locator("#f-v_interest_health-0")).to_be_checked()
    page.goto(f"{live_browser.address}{BEGIN}#{made.codes[0]}")
    begun(page)
    expect(page.locator("#f-v_interest_health-0")).to_be_checked()
    while page.is_visible("[data-next]"):
        if page.is_visible("#f-v_used-1"):
            page.click("[data-next]")
            assert page.inner_text("[data-says]"), "the question that decides is asked for"
            page.check("#f-v_used-1")
        page.click("[data-next]")
    page.click("[data-send]")
    page.wait_for_url("**/khao-sat/cam-on/**")
    assert PoolAnswer.objects.get().data == {"v_interest_health": "3", "v_used": False}


@pytest.mark.browser
def test_without_a_script_all_questions_stand_on_one_page_and_are_sent(transactional_db, live_browser):
    made = open_round(code="sipas-2017", cells=1)
    page = live_browser.open(f"{BEGIN}?tieng=en", width=390, javascript=False)
    troubles = troubles_at_each_width(page, "survey-begin", axe=False)
    page.fill("input[name=code]", made.codes[0])
    page.click("main button.act")
    troubles += troubles_at_each_width(page, "survey-plain", axe=False)
    page.check("#f-c_polite-1")
    page.click("[data-send]")
    page.wait_for_url("**/khao-sat/cam-on/**")
    troubles += troubles_at_each_width(page, "survey-thanks", axe=False)
    assert troubles == []
    assert PoolAnswer.objects.get().data == {"c_polite": "4"}
    assert parse_qs(page.url.partition("?")[2]) == {"tieng": ["en"]}
