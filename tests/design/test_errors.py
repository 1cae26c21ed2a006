"""One way to say no."""

import json
import logging

import pytest
from django.test import Client, RequestFactory
from django.urls import path
from django.utils import translation

from motcua.design import errors
from motcua.design.methods import WrongMethod
from motcua.foundation.refusal import Fault, InvalidInput, NotFound, Refusal, Said
from motcua.people.access import everyone

pytestmark = pytest.mark.django_db


class SomeoneWasFaster(Refusal):
    code = "rooms.someone-was-faster"
    sentence = "Request %(number)s was changed by someone else a moment ago."
    next_step = "Open it again and look at what changed."
    basis = "Điều 5 Nghị định thử"


@everyone
def refuse(request):
    raise SomeoneWasFaster(number="<b>0117</b>")


@everyone
def refuse_fields(request):
    raise InvalidInput(faults=[Fault("day", "April has %(n)s days.", {"n": 30})])


class TooEarly(SomeoneWasFaster):
    next_step = WrongMethod.next_step  # a next step that says itself that nothing was changed


@everyone
def refuse_wrongly(request):
    raise TooEarly(number="0117")


@everyone
def break_down(request):
    raise AssertionError("a bug")


urlpatterns = [
    path("thu/", refuse, name="try"),
    path("o/", refuse_fields),
    path("vo/", break_down),
    path("cam/", refuse_wrongly),
]
handler500 = "motcua.design.errors.server_error"
handler404 = "motcua.design.errors.not_found"


@pytest.fixture
def small_house(settings):
    """A house of three pages that only refuse."""
    settings.ROOT_URLCONF = __name__
    settings.LANGUAGE_CODE = "en"


@pytest.mark.usefixtures("small_house")
class TestARefusal:
    def test_says_once_that_nothing_was_changed(self, client):
        for address in ("/thu/", "/cam/"):
            assert client.get(address).content.decode().count("Nothing was changed") == 1, address

    def test_is_a_page_with_sentence_next_step_basis_and_code(self, client):
        page = client.post("/thu/")
        assert page.status_code == 409
        for words in (
            "Request &lt;b&gt;0117&lt;/b&gt; was changed",
            "Open it again",
            "Điều 5 Nghị định thử",
            "rooms.someone-was-faster",
            "Nothing was changed.",
        ):
            assert words in page.text, words

    def test_is_problem_json_for_a_program(self, client):
        answer = client.get("/thu/", headers={"accept": "application/json"})
        assert answer["Content-Type"] == "application/problem+json"
        problem = json.loads(answer.content)
        assert problem["status"] == 409 and problem["code"] == "rooms.someone-was-faster"
        assert problem["title"] == "Request <b>0117</b> was changed by someone else a moment ago."

    def test_is_a_fragment_for_htmx(self, client):
        fragment = client.get("/thu/", headers={"hx-request": "true"})
        assert fragment.status_code == 409
        assert "<html" not in fragment.text and "Open it again" in fragment.text

    def test_tells_each_fault(self, client):
        assert "April has 30 days." in client.get("/o/").text
        problem = json.loads(client.get("/o/", headers={"accept": "application/json"}).content)
        assert problem["faults"] == [{"field": "day", "sentence": "April has 30 days."}]

    def test_leaves_one_line_in_the_log_without_what_was_typed(self, client, caplog):
        with caplog.at_level(logging.INFO):
            client.get("/thu/?q=NGUYEN")
        assert [record.getMessage() for record in caplog.records] == [
            "refused code=rooms.someone-was-faster route=try actor=nobody"
        ]

    def test_leads_back_to_a_page_of_ours_only(self, client):
        assert (
            'href="http://testserver/o/"'
            in client.get("/thu/", headers={"referer": "http://testserver/o/"}).text
        )
        assert "elsewhere" not in client.get("/thu/", headers={"referer": "http://elsewhere.example/"}).text


@pytest.mark.usefixtures("small_house")
def test_a_bug_is_a_page_with_a_number_that_is_also_in_the_log(caplog):
    page = Client(raise_request_exception=False).get("/vo/?q=NGUYEN")
    assert page.status_code == 500
    number = page.text.split("<code>")[1].split("</code>")[0]
    assert any(number in record.getMessage() for record in caplog.records if record.name == "motcua.bugs")


def test_what_is_missing_and_what_is_hidden_look_the_same(client, rf, caplog):
    missing = client.get("/khong-co/")
    assert missing.status_code == 404
    request = rf.get("/khong-co/")
    hidden = errors.answer(request, NotFound())
    assert hidden.status_code == 404
    assert "NGUYEN" not in caplog.text


def test_a_form_that_is_too_old_says_so_kindly():
    page = Client(enforce_csrf_checks=True).post("/ngon-ngu/", {"language": "en"})
    assert page.status_code == 403
    assert "motcua.form-too-old" in page.text


def test_a_request_that_is_too_large_is_refused_as_such(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    page = client.post("/ngon-ngu/", {"language": "en", "next": "x" * 100})
    assert page.status_code == 413
    assert "motcua.too-large" in page.text


def test_every_answer_carries_the_strict_policy(client):
    for path_ in ("/", "/khong-co/", "/robots.txt"):
        answer = client.get(path_)
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"


def test_a_program_below_api_is_never_answered_with_a_page():
    assert errors.wants_json(RequestFactory().get("/api/x", headers={"accept": "text/html"}))
    assert not errors.wants_json(RequestFactory().get("/x"))


@pytest.mark.parametrize("referer", ["", "http://testserver/"])
def test_an_address_that_is_not_ours_is_refused_without_a_stumble(client, referer):
    page = client.get("/", headers={"host": "elsewhere.example", "referer": referer})
    assert page.status_code == 400
    assert "motcua.unreadable" in page.text


def test_a_fact_that_is_a_message_itself_is_translated_with_its_sentence():
    with translation.override("vi"):
        assert errors.sentence("%(word)s", {"word": Said("Sign out")}) == "Đăng xuất"
        assert errors.sentence("%(word)s", {"word": "Sign out"}) == "Sign out"


ANSWERED = {
    "en": {
        400: "Go back, load the page again", 403: "Copy long answers first", 404: "Home page",
        413: "choose all that the filter shows", 500: "Please try again in a few minutes",
    },
    "vi": {
        400: "tải lại trang rồi thử", 403: "hãy chép lại trước", 404: "Về trang chủ", 413: "chọn tất cả những gì bộ lọc tìm thấy", 500: "thử lại",
    },
}  # fmt: skip


@pytest.mark.parametrize("language", ["vi", "en"])
def test_whatever_cannot_be_taken_is_answered_in_the_readers_language_with_what_to_do(settings, language):
    settings.ROOT_URLCONF, settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = __name__, 100
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies["django_language"] = language
    answers = [
        client.post("/thu/", b"--x--", content_type="multipart/form-data; boundary="),
        client.post("/thu/", {"a": "1"}),
        client.get("/khong-co/"),
        client.post("/thu/", {"h": ["1"] * 101}),
        client.get("/vo/"),
    ]
    assert [answer.status_code for answer in answers] == list(ANSWERED[language])
    for answer in answers:
        assert f'lang="{language}"' in answer.text
        assert ANSWERED[language][answer.status_code] in answer.text, answer.status_code
