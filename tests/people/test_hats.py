"""Which hat an officer wears stands at the head of each page, with the way to another one."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from motcua.people import queries
from motcua.people.middleware import hat_words
from motcua.people.rules import NOBODY, Role
from tests.people import cast as casting
from tests.people.cast import NOW, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    made = make_cast()
    casting.give(officer=made.case.officer, agency=made.commune, role=Role.UNIT_HEAD)
    return made


def words(player, mandate_id=None):
    return hat_words(queries.reach(player.account, NOW, mandate_id=mandate_id))


def test_an_officer_with_one_hat_reads_role_and_office_and_is_offered_no_other(cast):
    hat = words(cast.leader)
    assert (hat.role, hat.place, hat.may_change) == ("Lãnh đạo ký", "Sở Tư pháp", False)
    with translation.override("en"):
        assert words(cast.leader).place == "Department of Justice"


def test_an_officer_with_two_reads_the_one_that_was_picked_and_may_change_it(cast):
    hat = words(cast.case, cast.case.mandate.pk)
    assert (hat.role, hat.place, hat.may_change) == ("Chuyên viên thụ lý", "Sở Tư pháp", True)
    assert words(cast.case).role == "2 vai trò cùng lúc"


def test_an_officer_who_wants_to_be_a_citizen_for_now_may_change_back(cast):
    assert words(cast.case, 0).may_change


def test_citizens_and_strangers_wear_none(cast):
    assert words(cast.hoa) is None
    assert hat_words(NOBODY) is None


def test_the_head_of_a_page_leads_to_the_choice_and_back_here(cast):
    client = Client()
    client.force_login(cast.case.account)
    page = client.get(reverse("dossiers:desk")).text
    assert "Đổi vai trò" in page
    assert f"{reverse('people:roles')}?next=/ban-lam-viec/" in page
    client.force_login(cast.leader.account)
    page = client.get(reverse("dossiers:desk")).text
    assert "Lãnh đạo ký" in page and "Đổi vai trò" not in page
