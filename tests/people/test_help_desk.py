"""Somebody forgot the password: the desk compares the card and gives a new one, and it is all written down."""

import re

import pytest
from django.urls import reverse

from motcua.chronicle.models import Entry
from motcua.foundation.refusal import Forbidden, NotFound
from motcua.people import actions, door, queries
from motcua.people.models import Account, Person
from motcua.people.rules import CardFirst, NotOneself, WrongSignIn

from .cast import NOW, PASSWORD

CARD = "000190000777"
FIND = "/quay/tai-khoan/"


@pytest.fixture
def compared(cast):
    actions.check_identity(
        person_id=cast.hoa.person.pk, identity_number=CARD, reach=cast.reach(cast.reception), at=NOW
    )
    return cast


def reset(cast, player, by):
    actions.reset_password(
        account_id=player.account.pk, password="mật khẩu mới của chị", reach=cast.reach(by), at=NOW
    )


def sign_in(name, password):
    return actions.sign_in(name=name, password=password, address="10.0.0.7", at=NOW)


def test_the_new_password_opens_the_old_one_does_not_and_the_person_sees_who_gave_it(compared):
    reset(compared, compared.hoa, compared.reception)
    assert sign_in("0905000001", "mật khẩu mới của chị")
    with pytest.raises(WrongSignIn):
        sign_in("0905000001", PASSWORD)
    assert Entry.objects.latest("pk").kind == "people.password-reset"
    assert queries.looks_at(compared.hoa.person.pk).looks[0].what == "reset-password"


def test_without_the_card_there_is_no_new_password(cast):
    with pytest.raises(CardFirst):
        reset(cast, cast.hoa, cast.reception)
    assert sign_in("0905000001", PASSWORD) and not Entry.objects.exists()


def test_only_a_desk_gives_passwords_and_never_its_own(compared):
    for by, refusal in [(compared.case, Forbidden), (compared.nam, Forbidden), (compared.leader, Forbidden)]:
        with pytest.raises(refusal):
            reset(compared, compared.hoa, by)
    with pytest.raises(NotOneself):
        reset(compared, compared.reception, compared.reception)
    Account.objects.filter(pk=compared.nam.account.pk).update(person=None)
    with pytest.raises(NotFound):
        reset(compared, compared.nam, compared.reception)


def test_an_officers_password_is_given_by_the_operator_above_only(compared):
    with pytest.raises(Forbidden):
        reset(compared, compared.leader, compared.reception)
    reset(compared, compared.leader, compared.operator)
    assert sign_in("lanhdao", "mật khẩu mới của chị")


def test_a_closed_account_opens_no_more_and_is_closed_by_those_above_only(compared):
    def close(player, by):
        actions.close_account(account_id=player.account.pk, reach=compared.reach(by), at=NOW)

    for player, by in [(compared.hoa, compared.nam), (compared.leader, compared.reception)]:
        with pytest.raises(Forbidden):
            close(player, by)
    close(compared.leader, compared.operator)
    close(compared.leader, compared.operator)
    with pytest.raises(WrongSignIn):
        sign_in("lanhdao", PASSWORD)
    assert Entry.objects.filter(kind="people.account-closed").count() == 1


@pytest.mark.parametrize("wanted", ["0905 000 001", CARD, "000 190 000 777"])
def test_a_person_is_found_by_telephone_or_number_and_the_search_is_seen(client, compared, wanted):
    enter(client, compared.reception)
    page = client.post(FIND, {"wanted": wanted}).content.decode()
    assert "Nguyễn Thị Hoa" in page and page.count(CARD) == (wanted == CARD)  # only as it was typed
    assert queries.looks_at(compared.hoa.person.pk).looks[0].what == "searched-person"


def test_a_family_with_one_telephone_is_told_apart(client, cast):
    Person.objects.filter(pk=cast.nam.person.pk).update(phone_digits="0905000001")
    enter(client, cast.reception)
    page = client.post(FIND, {"wanted": "0905000001"}).content.decode()
    assert "Nguyễn Thị Hoa" in page and "Trần Văn Nam" in page and "identity_number" not in page
    page = client.post(FIND, {"wanted": cast.nam.person.public_id}).content.decode()
    assert "Trần Văn Nam" in page and "Nguyễn Thị Hoa" not in page and "identity_number" in page


def test_a_search_that_finds_nobody_is_written_down_too(client, cast, english):
    enter(client, cast.reception)
    assert "Nobody is known" in client.post(FIND, {"wanted": "0999999999"}).content.decode()
    [look] = queries.looks_by(paths=["/"]).looks
    assert (look.what, look.person) == ("searched-person", "")


def test_the_desk_compares_the_card_and_gives_a_password_shown_once(client, cast, english):
    enter(client, cast.reception)
    urls = [
        reverse(f"people:{name}", args=[cast.hoa.person.public_id])
        for name in ("compare-card", "reset-password")
    ]
    assert client.post(urls[1]).status_code == 409
    response = client.post(urls[0], {"identity_number": "12"})
    assert response.status_code == 422 and "12 digits" in response.content.decode()
    assert "compared with the card" in client.post(urls[0], {"identity_number": CARD}).content.decode()
    page = client.post(urls[1]).content.decode()
    password = re.search(r'<code class="t-4">([^<]+)</code>', page)[1]
    assert sign_in("0905000001", password)


@pytest.mark.parametrize("who", ["hoa", "case", "auditor"])
def test_others_do_not_come_to_the_desk(client, cast, who):
    enter(client, getattr(cast, who))
    assert client.get(FIND).status_code == 403
    for name in ("compare-card", "reset-password"):
        assert client.post(reverse(f"people:{name}", args=[cast.nam.person.public_id])).status_code == 403


def test_an_unknown_person_is_not_found(client, cast):
    enter(client, cast.reception)
    for name in ("compare-card", "reset-password"):
        assert client.post(reverse(f"people:{name}", args=["abcdefgh23456789"])).status_code == 404


def enter(client, player):
    client.force_login(player.account)
    session = client.session
    session[door.HAT] = player.mandate.pk if player.mandate else None
    session.save()
