"""Who someone is and how far they reach."""

from datetime import timedelta

from django.contrib.auth.models import AnonymousUser

from motcua.people import queries
from motcua.people.rules import NOBODY, Role

from . import cast as casting
from .cast import NOW


def test_a_stranger_reaches_nothing(db):
    assert queries.reach(None, NOW) == NOBODY
    assert queries.reach(AnonymousUser(), NOW) == NOBODY


def test_a_citizen_is_a_person_without_grants(cast):
    reach = cast.reach(cast.hoa)
    assert reach.person_id == cast.hoa.person.pk and reach.officer_id is None
    assert reach.actor == f"person:{cast.hoa.person.public_id}" and reach.grants == ()


def test_an_officer_reaches_the_agency_and_what_is_below_it_and_nothing_else(cast):
    reach = cast.reach(cast.reception)
    assert reach.actor == f"mandate:{cast.reception.mandate.pk}"
    assert reach.agencies() == (cast.department.path,)
    assert reach.may(Role.RECEPTION, cast.department.path)
    assert reach.may(Role.RECEPTION, cast.unit.path)
    assert not reach.may(Role.RECEPTION, cast.province.path)
    assert not reach.may(Role.RECEPTION, cast.commune.path)
    assert not reach.may(Role.LEADER, cast.department.path)


def test_a_path_is_a_prefix_by_whole_ids(cast):
    reach = cast.reach(cast.reception)
    assert not reach.may(Role.RECEPTION, cast.department.path.rstrip("/") + "5/")


def test_a_mandate_holds_from_its_start_until_its_end(cast):
    mandate = cast.former.mandate
    assert cast.reach(cast.former, at=mandate.ends_at - timedelta(microseconds=1)).grants
    assert not cast.reach(cast.former, at=mandate.ends_at).grants
    assert cast.reach(cast.former, at=mandate.starts_at).grants
    assert not cast.reach(cast.former, at=mandate.starts_at - timedelta(microseconds=1)).grants


def test_a_picked_hat_hides_the_others(cast):
    second = casting.give(officer=cast.case.officer, agency=cast.commune, role=Role.LEADER)
    both = cast.reach(cast.case)
    assert len(both.grants) == 2 and both.actor.startswith("person:")
    assert both.grant(Role.LEADER, cast.commune.path).mandate_id == second.pk
    one = queries.reach(cast.case.account, NOW, mandate_id=second.pk)
    assert [g.mandate_id for g in one.grants] == [second.pk] and one.actor == f"mandate:{second.pk}"
    assert not one.may(Role.CASE_OFFICER, cast.department.path)


def test_the_hat_of_somebody_else_gives_nothing(cast):
    reach = queries.reach(cast.case.account, NOW, mandate_id=cast.leader.mandate.pk)
    assert reach.grants == () and reach.actor == f"person:{cast.case.person.public_id}"


def test_a_closed_account_is_nobody(cast):
    cast.case.account.is_active = False
    assert cast.reach(cast.case) == NOBODY


def test_reach_costs_one_question(cast, django_assert_num_queries):
    account = cast.case.account
    with django_assert_num_queries(1):
        queries.reach(account, NOW)
