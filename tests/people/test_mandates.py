"""Roles are given and ended by an operator within reach, never to oneself, each with one entry."""

import threading
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from motcua.chronicle.models import Entry
from motcua.foundation.refusal import Forbidden, InvalidInput, NotFound
from motcua.people import actions, queries
from motcua.people.models import Account, Agency, Mandate, Officer, Person
from motcua.people.rules import (
    AgencyBusy,
    CodeTaken,
    Level,
    MandateOver,
    MandateTwice,
    NotOneself,
    OfficerCodeTaken,
    Role,
    system,
)

from . import cast as casting
from .cast import NOW, make_cast


def give(cast, *, by="operator", **changes):
    facts = {
        "officer_id": cast.case.officer.pk, "agency_id": cast.commune.pk, "role": Role.LEADER, "basis": "QĐ 12/QĐ-UBND"
    }  # fmt: skip
    form = actions.NewMandate(**(facts | changes))
    return actions.give_mandate(form=form, reach=cast.reach(getattr(cast, by)), at=NOW)


def test_a_given_mandate_is_in_reach_at_once_and_leaves_one_entry(cast):
    id = give(cast)
    assert cast.reach(cast.case).may(Role.LEADER, cast.commune.path)
    entry = Entry.objects.get()
    assert (entry.kind, entry.subject, entry.actor) == (
        "people.mandate-given",
        f"mandate:{id}",
        cast.operator.actor,
    )


def test_a_mandate_may_begin_later(cast):
    give(cast, starts_at=NOW + timedelta(days=3), ends_at=NOW + timedelta(days=9))
    assert not cast.reach(cast.case).may(Role.LEADER, cast.commune.path)
    assert cast.reach(cast.case, at=NOW + timedelta(days=3)).may(Role.LEADER, cast.commune.path)
    assert not cast.reach(cast.case, at=NOW + timedelta(days=9)).may(Role.LEADER, cast.commune.path)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"basis": " "}, "basis"),
        ({"ends_at": NOW}, "ends_at"),
        ({"ends_at": NOW - timedelta(days=1)}, "ends_at"),
    ],
)
def test_a_mandate_without_basis_or_with_a_wrong_end_is_refused(cast, changes, field):
    with pytest.raises(InvalidInput) as refusal:
        give(cast, **changes)
    assert [fault.field for fault in refusal.value.faults] == [field]
    assert not Entry.objects.exists()


@pytest.mark.parametrize("by", ["hoa", "leader", "auditor", "reception"])
def test_nobody_but_an_operator_gives_a_mandate(cast, by):
    with pytest.raises(NotFound):
        give(cast, by=by)


def test_an_operator_gives_none_outside_the_own_reach(cast):
    casting.give(officer=cast.head.officer, agency=cast.department, role=Role.OPERATOR)
    assert give(cast, by="head", agency_id=cast.unit.pk)
    with pytest.raises(Forbidden):
        give(cast, by="head", agency_id=cast.commune.pk)


def test_nobody_gives_or_ends_a_mandate_of_their_own(cast):
    with pytest.raises(NotOneself):
        give(cast, officer_id=cast.operator.officer.pk)
    with pytest.raises(NotOneself):
        actions.end_mandate(mandate_id=cast.operator.mandate.pk, reach=cast.reach(cast.operator), at=NOW)


def test_the_same_role_twice_at_one_desk_is_refused(cast):
    give(cast)
    with pytest.raises(MandateTwice):
        give(cast)
    assert give(cast, desk="Quầy 2")


def test_an_ended_mandate_is_gone_from_reach_and_cannot_end_again(cast):
    reach = cast.reach(cast.operator)
    actions.end_mandate(mandate_id=cast.case.mandate.pk, reach=reach, at=NOW)
    assert not cast.reach(cast.case).grants
    with pytest.raises(MandateOver):
        actions.end_mandate(mandate_id=cast.case.mandate.pk, reach=reach, at=NOW + timedelta(hours=1))
    assert [entry.kind for entry in Entry.objects.all()] == ["people.mandate-ended"]


def test_a_mandate_that_has_not_begun_can_be_taken_back(cast):
    id = give(cast, starts_at=NOW + timedelta(days=3))
    actions.end_mandate(mandate_id=id, reach=cast.reach(cast.operator), at=NOW)
    assert not cast.reach(cast.case, at=NOW + timedelta(days=4)).may(Role.LEADER, cast.commune.path)
    with pytest.raises(MandateOver):
        actions.end_mandate(mandate_id=id, reach=cast.reach(cast.operator), at=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_operators_who_give_the_same_at_once_give_one():
    cast = make_cast()
    outcomes = []

    def one():
        try:
            give(cast)
            outcomes.append("given")
        except MandateTwice:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["given", "refused", "refused", "refused"]


# ---- officers -----------------------------------------------------------------------------------------------


def add(cast, *, by="operator", **changes):
    facts = {
        "full_name": "Nay H’Uyên",
        "code": "nayuyen",
        "password": "con suối chảy qua",
        "title": "Chuyên viên",
    }
    form = actions.NewOfficer(**(facts | changes))
    return actions.add_officer(
        form=form, agency_id=cast.department.pk, reach=cast.reach(getattr(cast, by)), at=NOW
    )


def test_a_new_officer_has_an_account_for_office_work_only(cast):
    id = add(cast)
    account = Account.objects.get(person__officer=id)
    assert account.officers_only and account.name == "nayuyen"
    assert not queries.reach(account, NOW).grants
    give(cast, officer_id=id)
    assert actions.sign_in(name="nayuyen", password="con suối chảy qua", address="", at=NOW) == account


def test_a_taken_code_is_refused_and_leaves_nothing(cast):
    persons = Person.objects.count()
    for code in ("tiepnhan", "TiepNhan"):
        with pytest.raises(OfficerCodeTaken):
            add(cast, code=code)
    assert Person.objects.count() == persons and not Entry.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "1x"}, "code"),
        ({"code": "0905123456"}, "code"),
        ({"full_name": ""}, "full_name"),
        ({"password": "x"}, "password"),
    ],
)
def test_wrong_facts_of_an_officer_are_named(cast, change, field):
    with pytest.raises(InvalidInput) as refusal:
        add(cast, **change)
    assert refusal.value.faults[0].field == field


def test_only_the_operator_of_the_agency_adds_officers(cast):
    with pytest.raises(NotFound):
        add(cast, by="leader")
    casting.give(officer=cast.stranger.officer, agency=cast.commune, role=Role.OPERATOR)
    with pytest.raises(Forbidden):
        add(cast, by="stranger")
    assert not Officer.objects.filter(code="nayuyen").exists()


# ---- agencies -----------------------------------------------------------------------------------------------


def agency_form(**changes):
    return actions.AgencyForm(
        **({"name": "Phòng Mới", "level": Level.UNIT, "code": "001.00.15.H15"} | changes)
    )


def test_an_agency_is_added_below_its_parent_and_found_without_marks(cast):
    reach = cast.reach(cast.operator)
    id = actions.add_agency(form=agency_form(), parent_id=cast.department.pk, reach=reach, at=NOW)
    assert Agency.objects.get(pk=id).path == f"{cast.department.path}{id}/"
    assert [a.id for a in queries.find_agencies("phong moi", paths=["/"])] == [id]
    assert queries.find_agencies("phong moi", paths=[cast.commune.path]) == []
    assert cast.reach(cast.reception).may(Role.RECEPTION, queries.agency(id).path)


def test_an_agency_names_the_ministry_that_has_it_there_and_nothing_else_than_a_ministry(cast):
    ministry = Agency.objects.create(key="ministry/x", name="Bộ X", path="/900/", level=Level.MINISTRY)
    Agency.objects.filter(pk=ministry.pk).update(path=f"/{ministry.pk}/")
    reach = cast.reach(cast.operator)
    given = {"parent_id": cast.department.pk, "reach": reach, "at": NOW}
    id = actions.add_agency(form=agency_form(ministry_id=ministry.pk), **given)
    assert queries.of_ministries([id, cast.department.pk]) == {id}
    assert [one.id for one in queries.ministries(on=NOW.date())] == [ministry.pk]
    for wrong in (cast.department.pk, 10**6):
        with pytest.raises(InvalidInput) as refusal:
            actions.add_agency(form=agency_form(code="002.00.15.H15", ministry_id=wrong), **given)
        assert [fault.field for fault in refusal.value.faults] == ["ministry_id"]


def test_an_upgraded_office_knows_whose_its_police_are_by_their_names_once(cast):
    ministry = Agency.objects.create(
        key="ministry/cong-an", name="Bộ Công an", path="/9/", level=Level.MINISTRY
    )
    names = {"Công an phường Tân Lợi": ministry.pk, "Công an": ministry.pk, "Hội Công an hưu trí": None}
    for number, name in enumerate(names):
        form = agency_form(name=name, code=f"{number + 11:03}.00.15.H15")
        actions.add_agency(form=form, parent_id=cast.department.pk, reach=system("people"), at=NOW)
    import_module("motcua.people.migrations.0009_ministries_by_name").name_ministries(apps, None)
    assert dict(Agency.objects.filter(name__in=names).values_list("name", "ministry_id")) == names


def test_a_taken_identifier_is_refused(cast):
    with pytest.raises(CodeTaken):
        actions.add_agency(
            form=agency_form(code="000.00.15.H15"),
            parent_id=cast.department.pk,
            reach=system("people"),
            at=NOW,
        )
    assert not Agency.objects.filter(name="Phòng Mới").exists() and not Entry.objects.exists()


def test_an_agency_outside_reach_is_neither_added_to_nor_corrected(cast):
    casting.give(officer=cast.stranger.officer, agency=cast.commune, role=Role.OPERATOR)
    for reach, refusal in ((cast.reach(cast.stranger), Forbidden), (cast.reach(cast.leader), NotFound)):
        with pytest.raises(refusal):
            actions.add_agency(form=agency_form(), parent_id=cast.department.pk, reach=reach, at=NOW)
        with pytest.raises(refusal):
            actions.correct_agency(agency_id=cast.department.pk, form=agency_form(), reach=reach, at=NOW)
    with pytest.raises(Forbidden):
        actions.add_agency(form=agency_form(), parent_id=None, reach=cast.reach(cast.operator), at=NOW)


def test_an_agency_where_people_still_work_does_not_end(cast):
    reach, today = system("people"), NOW.date()
    with pytest.raises(AgencyBusy) as refusal:
        actions.end_agency(agency_id=cast.department.pk, on=today, basis="NQ 1", reach=reach, at=NOW)
    assert refusal.value.facts["number"] == 7
    Mandate.objects.all().delete()
    actions.end_agency(agency_id=cast.department.pk, on=today, basis="NQ 1", reach=reach, at=NOW)
    assert cast.department.pk not in [a.id for a in queries.acting_agencies(on=today)]
    assert cast.department.pk in [a.id for a in queries.acting_agencies(on=today - timedelta(days=1))]


def test_an_ended_agency_lends_its_identifier_to_its_successor(cast):
    Mandate.objects.all().delete()
    reach = system("people")
    actions.end_agency(agency_id=cast.department.pk, on=NOW.date(), basis="NQ 1", reach=reach, at=NOW)
    new = actions.add_agency(
        form=agency_form(code="000.00.15.H15", valid_from=NOW.date()),
        parent_id=cast.province.pk,
        reach=reach,
        at=NOW,
    )
    actions.succeed(
        predecessor_id=cast.department.pk, successor_id=new, on=NOW.date(), basis="NQ 1", reach=reach, at=NOW
    )
    assert queries.agency_of_code("000.00.15.H15", on=NOW.date()) == new
    assert queries.agency_of_code("000.00.15.H15", on=NOW.date() - timedelta(days=1)) == cast.department.pk
