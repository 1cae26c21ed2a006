"""The operator's pages of the law: they show, they change, they refuse."""

from datetime import date

import pytest

from motcua.law import queries
from motcua.law.models import CalendarOverride, DatedValue, OpeningHours

pytestmark = pytest.mark.django_db

VALUE = "/quan-tri/luat/gia-tri/dossiers.draft-life-days/"
PAGES = [
    "/quan-tri/luat/",
    VALUE,
    "/quan-tri/luat/lich/2026/",
    "/quan-tri/luat/lich/2027/",
    "/quan-tri/luat/gio-lam-viec/",
    "/quan-tri/luat/danh-muc/",
]


@pytest.fixture
def operator(client, cast):
    client.force_login(cast.operator.account)
    return client


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("address", PAGES)
def test_operators_see_the_law_and_nobody_else(client, cast, address):
    assert client.get(address).status_code == 302
    client.force_login(cast.hoa.account)
    assert client.get(address).status_code == 403
    client.force_login(cast.leader.account)
    assert client.get(address).status_code == 403
    client.force_login(cast.operator.account)
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", PAGES)
def test_a_page_costs_few_queries(operator, address, django_assert_max_num_queries):
    operator.get(address)
    with django_assert_max_num_queries(15):
        operator.get(address)


def test_every_rule_is_listed_with_its_basis_and_the_mark_of_what_was_never_verified(operator, english):
    page = text(operator.get("/quan-tri/luat/"))
    for line in queries.lines(on=date(2026, 11, 23)):
        assert line.now.basis in page
    assert "An online request is answered within" in page
    assert "8 working hours" in page
    assert page.count("not verified") == len(queries.lines(on=date(2026, 11, 23)))


def test_no_key_is_shown_without_words(operator, english):
    page = text(operator.get("/quan-tri/luat/"))
    for line in queries.lines(on=date(2026, 11, 23)):
        assert f">{line.key}</a>" not in page, "give this key its words in law/words.py"


def test_a_rule_is_set_anew_and_confirmed(operator, english):
    given = {"value": "60", "starts_on": "01/06/2027", "basis": "QĐ 1/QĐ-UBND"}
    assert operator.post(VALUE, given).status_code == 302
    assert queries.value("dossiers.draft-life-days", date(2027, 6, 1)).value == 60
    page = text(operator.get(VALUE))
    assert "60 calendar days" in page
    assert "to come" in page
    assert operator.post(f"{VALUE}xac-minh/", {"starts_on": "2027-06-01"}).status_code == 302
    assert DatedValue.objects.get(starts_on=date(2027, 6, 1)).verified
    assert operator.post(f"{VALUE}xac-minh/", {"starts_on": "2027-06-01"}).status_code == 409
    assert operator.post(f"{VALUE}xac-minh/", {"starts_on": "never"}).status_code == 404


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"value": "many"}, "Write the new value in the form of the old one: 30"),
        ({"value": ""}, "This is still empty."),
        ({"starts_on": "31/02/2027"}, "31/02/2027"),
        ({"starts_on": "01/01/2001"}, "already begins"),
        ({"basis": " "}, "This is still empty."),
    ],
)
def test_a_wrong_value_comes_back_with_a_sentence_and_nothing_is_lost(operator, english, changed, words):
    given = {"value": "60", "starts_on": "01/06/2027", "basis": "QĐ 1 <b>đậm</b>"} | changed
    answer = operator.post(VALUE, given)
    assert answer.status_code == 422
    assert words in text(answer)
    if "basis" not in changed:
        assert "QĐ 1 &lt;b&gt;đậm&lt;/b&gt;" in text(answer)
    assert not DatedValue.objects.filter(shipped=False).exists()


def test_an_unknown_rule_or_year_is_not_found(operator):
    assert operator.get("/quan-tri/luat/gia-tri/no.such/").status_code == 404
    assert operator.get("/quan-tri/luat/lich/1999/").status_code == 404


def test_the_year_shows_days_off_days_worked_and_what_is_a_forecast(operator, english):
    page = text(operator.get("/quan-tri/luat/lich/2026/"))
    assert "2026 has 249 working days" in page
    assert "Làm bù cho ngày 02/01/2026" in page
    assert "not announced yet" not in page
    assert "not announced yet" in text(operator.get("/quan-tri/luat/lich/2027/"))


def test_a_day_is_decided_for_everyone_or_for_one_agency(operator, cast, english):
    given = {
        "date": "14/10/2026",
        "kind": "off",
        "name": "Nghỉ tránh bão",
        "basis": "CĐ 1",
        "agency": "H15.15",
    }
    assert operator.post("/quan-tri/luat/lich/2026/", given).status_code == 302
    assert CalendarOverride.objects.get().agency_id == cast.department.pk
    assert "only Department of Justice and below" in text(operator.get("/quan-tri/luat/lich/2026/"))
    assert operator.post("/quan-tri/luat/lich/2026/", given | {"agency": ""}).status_code == 302
    assert not queries.national_calendar().is_working_day(date(2026, 10, 14))
    again = operator.post("/quan-tri/luat/lich/2026/", given | {"agency": ""})
    assert again.status_code == 422
    assert "already decided in exactly this way" in text(again)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"agency": "H99"}, "There is no agency with this identifier"),
        ({"date": "30/02/2026"}, "30/02/2026"),
        ({"kind": "perhaps"}, "perhaps"),
        ({"date": "01/01/2090"}, "The calendar holds the years 2015 to 2032"),
        ({"name": ""}, "This is still empty."),
    ],
)
def test_a_wrong_day_comes_back_with_a_sentence(operator, english, changed, words):
    given = {
        "date": "14/10/2026",
        "kind": "off",
        "name": "Nghỉ tránh bão",
        "basis": "CĐ 1",
        "agency": "",
    } | changed
    answer = operator.post("/quan-tri/luat/lich/2026/", given)
    assert answer.status_code == 422
    assert words in text(answer)
    assert not CalendarOverride.objects.exists()


def test_hours_are_set_and_listed(operator, cast, english):
    given = {
        "agency": "H15.15", "weekdays": "07:30-11:30, 13:30-17:00", "saturday": "07:30-11:30", "cut_off": "", "basis": "TB 1",
    }  # fmt: skip
    assert operator.post("/quan-tri/luat/gio-lam-viec/", given).status_code == 302
    page = text(operator.get("/quan-tri/luat/gio-lam-viec/"))
    assert "Saturday 07:30-11:30" in page
    for wrong in ({"weekdays": "9-5"}, {"weekdays": "17:00-07:00"}, {"cut_off": "25:00"}, {"agency": "H99"}):
        assert operator.post("/quan-tri/luat/gio-lam-viec/", given | wrong).status_code == 422
    assert OpeningHours.objects.get().week[5] == ["07:30-11:30"]
    ahead = {"starts_on": "01/06/2099", "ends_on": "31/08/2099", "weekdays": "06:30-11:30", "saturday": ""}
    assert operator.post("/quan-tri/luat/gio-lam-viec/", given | ahead).status_code == 302
    page = text(operator.get("/quan-tri/luat/gio-lam-viec/"))
    assert "<b>in force</b> · since before the calendar begins" in page
    assert "<b>to come</b> · from 1 June 2099 to 31 August 2099" in page
    assert "1 agency has hours of its own" in page
    assert (
        operator.post("/quan-tri/luat/gio-lam-viec/", given | ahead | {"starts_on": "30/02/2099"}).status_code
        == 422
    )
