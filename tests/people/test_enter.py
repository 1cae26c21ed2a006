"""Coming in: the password, the same answer for wrong and unknown, the hat, and the end of a mandate."""

from datetime import date, timedelta

import pytest
from django.contrib.auth import hashers
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from motcua.chronicle.models import Entry
from motcua.foundation.refusal import InvalidInput
from motcua.people import actions, door, identity, queries
from motcua.people.models import Account, Mandate, Person, SignInName, Throttle
from motcua.people.rules import NameTaken, NoMandate, OutOfOffice, Role, TooManyTries, WrongSignIn

from . import cast as casting
from .cast import NOW, PASSWORD

SIGN_IN = "/dang-nhap/"


def sign_in(name="0905000001", password=PASSWORD, address="10.0.0.7", at=NOW):
    return actions.sign_in(name=name, password=password, address=address, at=at)


def form(**changes):
    facts = {
        "full_name": "Y Thuận Êban",
        "identity_number": "000 203 000 123",
        "birth_date": date(1990, 4, 19),
        "phone": "0905 111 222",
        "email": "thuan@example.vn",
        "password": "con suối chảy qua buôn",
    }
    return actions.SignUp(**(facts | changes))


# ---- the act ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["0905000001", "0905 000 001", "+84 905 000 001", " 0905.000.001 "])
def test_a_phone_number_opens_the_account_however_it_is_typed(cast, name):
    assert sign_in(name) == cast.hoa.account


def test_an_officer_code_opens_the_account_in_any_case(cast):
    assert sign_in("TiepNhan") == cast.reception.account


def test_wrong_password_unknown_name_and_closed_account_get_the_same_answer(cast):
    Account.objects.filter(pk=cast.nam.account.pk).update(is_active=False)
    answers = []
    for name, password in [("0905000001", "wrong"), ("0905999999", PASSWORD), ("0905000002", PASSWORD)]:
        with pytest.raises(WrongSignIn) as refusal:
            sign_in(name, password)
        answers.append((refusal.value.code, refusal.value.facts, refusal.value.faults))
    assert answers[0] == answers[1] == answers[2]


def test_an_unknown_name_costs_as_much_as_a_wrong_password(cast, monkeypatch):
    """The same number of hashings and of questions, so that the clock tells nothing."""
    hashings = []
    hasher = type(hashers.get_hasher("default"))
    plain = hasher.encode
    monkeypatch.setattr(hasher, "encode", lambda *a, **k: hashings.append(1) or plain(*a, **k))
    costs = []
    for name in ("0905000001", "0905999999"):
        hashings.clear()
        with CaptureQueriesContext(connection) as questions, pytest.raises(WrongSignIn):
            sign_in(name, "wrong", address=name)
        costs.append((len(hashings), len(questions)))
    assert costs[0] == costs[1] and costs[0][0] == 1


def test_after_too_many_wrong_passwords_even_the_right_one_waits(cast):
    limit = actions.enter.BY_NAME_AND_ADDRESS[1]
    for _ in range(limit):
        with pytest.raises(WrongSignIn):
            sign_in(password="wrong")
    with pytest.raises(TooManyTries):
        sign_in()
    assert sign_in(at=NOW + timedelta(minutes=15)) == cast.hoa.account


def test_throttling_does_not_tell_whether_a_name_exists(cast):
    for name in ("0905000001", "0905999999"):
        for _ in range(actions.enter.BY_NAME_AND_ADDRESS[1]):
            with pytest.raises(WrongSignIn):
                sign_in(name, "wrong")
        with pytest.raises(TooManyTries):
            sign_in(name, "wrong")


def test_one_address_cannot_try_many_names_for_ever(cast):
    limit = actions.enter.BY_ADDRESS[1]
    Throttle.objects.all().delete()
    for number in range(3):
        with pytest.raises(WrongSignIn):
            sign_in(f"09059{number:05}", "wrong")
    Throttle.objects.filter(scope=actions.enter.BY_ADDRESS[0]).update(tries=limit)
    with pytest.raises(TooManyTries):
        sign_in()
    assert sign_in(address="10.0.0.8")


def test_the_right_password_gives_the_tries_back(cast):
    for _ in range(20):
        assert sign_in() == cast.hoa.account


def test_an_officer_without_a_mandate_in_force_is_told_when_it_ended(cast):
    with pytest.raises(OutOfOffice) as refusal:
        sign_in("danghi")
    assert refusal.value.facts == {"agency": "Sở Tư pháp", "ended": cast.former.mandate.ends_at}


def test_an_officer_who_never_had_a_mandate_is_told_so(cast):
    Mandate.objects.filter(pk=cast.former.mandate.pk).delete()
    with pytest.raises(NoMandate):
        sign_in("danghi")


def test_failures_leave_no_entry(cast):
    with pytest.raises(WrongSignIn):
        sign_in(password="wrong")
    assert not Entry.objects.exists()


# ---- sign-up ------------------------------------------------------------------------------------------------


def test_a_person_makes_an_account_and_signs_in_with_phone_or_email(db):
    account = actions.sign_up(form=form(), address="10.0.0.7", at=NOW)
    password = "con suối chảy qua buôn"
    assert sign_in("0905111222", password) == sign_in("Thuan@Example.vn", password) == account
    person = account.person
    assert person.full_name_folded == "y thuan eban" and person.identity_checked_at is None
    assert "203000123" not in person.identity_locked and identity.unlock(person) == "000203000123"
    kinds = list(Entry.objects.order_by("pk").values_list("kind", "actor"))
    actor = f"person:{person.public_id}"
    assert kinds == [("people.person-added", actor), ("people.account-made", actor)]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"full_name": "1"}, "full_name"),
        ({"identity_number": "12345"}, "identity_number"),
        ({"identity_number": "00020300012x"}, "identity_number"),
        ({"birth_date": None}, "birth_date"),
        ({"birth_date": date(2027, 1, 1)}, "birth_date"),
        ({"birth_date": date(1850, 1, 1)}, "birth_date"),
        ({"phone": ""}, "phone"),
        ({"phone": "12345"}, "phone"),
        ({"email": "thuan@"}, "email"),
        ({"password": "ngan"}, "password"),
        ({"password": "password123"}, "password"),
        ({"password": "0905111222"}, "password"),
        ({"password": "ythuaneban1"}, "password"),
    ],
)
def test_each_wrong_answer_is_named_and_nothing_is_made(db, change, field):
    with pytest.raises(InvalidInput) as refusal:
        actions.sign_up(form=form(**change), address="10.0.0.7", at=NOW)
    assert {fault.field for fault in refusal.value.faults} == {field}
    assert not Person.objects.exists() and not Account.objects.exists() and not Entry.objects.exists()


def test_a_taken_phone_number_is_refused_and_leaves_nothing(cast):
    before = Person.objects.count()
    with pytest.raises(NameTaken):
        actions.sign_up(form=form(phone="0905000001"), address="10.0.0.7", at=NOW)
    assert Person.objects.count() == before and not Entry.objects.exists()


def test_writing_anothers_identity_number_does_not_make_one_that_person(cast):
    desk = actions.find_or_add_person(
        full_name="Y Thuận Êban", identity_number="000203000123", by=cast.reception.actor, at=NOW
    )
    account = actions.sign_up(form=form(), address="10.0.0.7", at=NOW)
    assert account.person_id != desk
    assert queries.persons_of_identity("000203000123") == [desk, account.person_id]


# ---- the password -------------------------------------------------------------------------------------------


def test_a_new_password_opens_and_the_old_one_no_longer(cast):
    actions.change_password(account_id=cast.hoa.account.pk, old=PASSWORD, new="hoa cà phê trắng đồi", at=NOW)
    with pytest.raises(WrongSignIn):
        sign_in()
    assert sign_in(password="hoa cà phê trắng đồi") == cast.hoa.account
    assert Entry.objects.get().kind == "people.password-changed"


@pytest.mark.parametrize(
    ("old", "new", "field"), [("x", "hoa cà phê trắng", "old"), (PASSWORD, "ngan", "new")]
)
def test_a_wrong_old_or_weak_new_password_changes_nothing(cast, old, new, field):
    with pytest.raises(InvalidInput) as refusal:
        actions.change_password(account_id=cast.hoa.account.pk, old=old, new=new, at=NOW)
    assert refusal.value.faults[0].field == field
    assert sign_in() == cast.hoa.account


def test_guessing_the_old_password_runs_out_of_tries(cast):
    for _ in range(actions.enter.PASSWORD_CHANGES[1]):
        with pytest.raises(InvalidInput):
            actions.change_password(account_id=cast.hoa.account.pk, old="x", new="y" * 12, at=NOW)
    with pytest.raises(TooManyTries):
        actions.change_password(account_id=cast.hoa.account.pk, old=PASSWORD, new="hoa cà phê trắng", at=NOW)


# ---- pages --------------------------------------------------------------------------------------------------


def post(client, path=SIGN_IN, **data):
    return client.post(path, {"name": "0905000001", "password": PASSWORD} | data)


def test_a_citizen_comes_in_and_goes_where_they_wanted(client, cast):
    response = post(client, next="/dang-nhap/vai-tro/?x=1")
    assert response.status_code == 302 and response["Location"] == "/dang-nhap/vai-tro/?x=1"
    assert client.session[door.WAY] == "password"


@pytest.mark.parametrize(
    "bad", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_nobody_is_sent_to_another_site_after_signing_in(client, cast, bad):
    assert (
        "evil" not in post(client, next=bad)["Location"]
        and "javascript" not in post(client, next=bad)["Location"]
    )


def test_a_wrong_password_keeps_the_name_and_not_the_password(client, cast):
    response = post(client, password="wrong-secret")
    page = response.content.decode()
    assert response.status_code == 422 and "0905000001" in page and "wrong-secret" not in page


def test_the_session_key_changes_when_somebody_comes_in(client, cast):
    client.get(SIGN_IN)
    session = client.session
    session["before"] = 1
    session.save()
    old = session.session_key
    client.cookies["sessionid"] = old
    post(client)
    assert client.session.session_key != old and not Session.objects.filter(pk=old).exists()


def test_an_officer_with_one_mandate_wears_it_at_once(client, cast):
    post(client, name="tiepnhan")
    assert client.session[door.HAT] == cast.reception.mandate.pk


def test_an_officer_with_two_mandates_chooses(client, cast):
    second = casting.give(officer=cast.case.officer, agency=cast.commune, role=Role.LEADER)
    response = post(client, name="thuly", next="/dang-xuat/")
    assert response["Location"].startswith("/dang-nhap/vai-tro/?next=")
    page = client.get(response["Location"]).content.decode()
    assert f'value="{second.pk}"' in page and f'value="{cast.case.mandate.pk}"' in page
    client.post("/dang-nhap/vai-tro/", {"mandate": second.pk})
    assert client.session[door.HAT] == second.pk


def test_a_hat_of_somebody_else_cannot_be_put_on(client, cast):
    post(client, name="tiepnhan")
    client.post("/dang-nhap/vai-tro/", {"mandate": cast.leader.mandate.pk})
    assert client.session[door.HAT] == cast.reception.mandate.pk
    client.post("/dang-nhap/vai-tro/", {"mandate": "0"})
    assert client.session[door.HAT] == cast.reception.mandate.pk


def test_a_session_ends_with_its_mandate(client, cast):
    post(client, name="tiepnhan")
    assert client.get("/dang-nhap/vai-tro/").status_code == 200
    Mandate.objects.filter(pk=cast.reception.mandate.pk).update(ends_at=NOW - timedelta(days=1))
    response = client.get("/dang-nhap/vai-tro/")
    assert response.status_code == 403 and "people.out-of-office" in response.content.decode()
    assert client.get("/dang-nhap/vai-tro/").status_code == 302  # signed out


def test_the_end_of_the_worn_mandate_ends_the_session_though_another_holds(client, cast):
    second = casting.give(officer=cast.case.officer, agency=cast.commune, role=Role.LEADER)
    post(client, name="thuly")
    client.post("/dang-nhap/vai-tro/", {"mandate": second.pk})
    Mandate.objects.filter(pk=second.pk).update(ends_at=NOW - timedelta(days=1))
    assert client.post("/dang-nhap/vai-tro/", {"mandate": cast.case.mandate.pk}).status_code == 403
    assert door.HAT not in client.session


def test_signing_out_ends_the_session_and_is_no_link(client, cast):
    post(client)
    assert client.get("/dang-xuat/").status_code == 405
    client.post("/dang-xuat/")
    assert client.get("/dang-nhap/vai-tro/")["Location"] == "/dang-nhap/?next=%2Fdang-nhap%2Fvai-tro%2F"


def test_the_language_of_the_account_is_spoken_unless_another_was_picked(client, cast, settings):
    Account.objects.filter(pk=cast.hoa.account.pk).update(language="en")
    response = post(client)
    assert response.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "vi"
    post(client)
    assert Account.objects.get(pk=cast.hoa.account.pk).language == "vi"


def test_sign_up_keeps_what_was_typed_and_says_what_to_correct(client, db, english):
    typed = {
        "full_name": "Y Thuận Êban", "identity_number": "123", "birth_date": "31/04/1990",
        "phone": "0905111222", "email": "", "password": "con suối chảy qua buôn",
    }  # fmt: skip
    response = client.post("/dang-ky/", typed)
    page = response.content.decode()
    assert response.status_code == 422 and "There is no such day" in page and "31/04/1990" in page
    response = client.post("/dang-ky/", typed | {"birth_date": "30041990"})
    assert "An identity number has 12 digits" in response.content.decode()
    response = client.post(
        "/dang-ky/", typed | {"birth_date": "30/4/1990", "identity_number": "000203000123"}
    )
    assert response.status_code == 302
    assert Person.objects.get().birth_date == date(1990, 4, 30)


def test_the_demo_door_exists_only_in_the_demo(client, cast, settings):
    SignInName.objects.create(account=cast.reception.account, name="demo.reception")
    assert client.post(reverse("people:demo"), {"who": "demo.reception"}).status_code == 404
    assert b"demo.reception" not in client.get(SIGN_IN).content
    settings.DEMO = True
    assert b"demo.reception" in client.get(SIGN_IN).content
    assert client.post(reverse("people:demo"), {"who": "demo.reception"}).status_code == 302
    assert client.session[door.HAT] == cast.reception.mandate.pk


def test_the_demo_door_opens_only_players(client, cast, settings):
    settings.DEMO = True
    assert client.post(reverse("people:demo"), {"who": "tiepnhan"}).status_code == 404
    SignInName.objects.create(account=cast.reception.account, name="demo.reception")
    Account.objects.filter(pk=cast.reception.account.pk).update(simulated=False)
    assert client.post(reverse("people:demo"), {"who": "demo.reception"}).status_code == 404


def test_a_page_of_an_officer_asks_who_it_is_in_four_questions(client, cast, django_assert_max_num_queries):
    post(client, name="tiepnhan")
    with django_assert_max_num_queries(5):  # session, account with person, mandates; and the page's own hats
        client.get("/dang-nhap/vai-tro/")


def test_signing_in_costs_a_bounded_number_of_questions(client, cast, django_assert_max_num_queries):
    with django_assert_max_num_queries(32):
        post(client, name="tiepnhan")
