"""Somebody acts for an organisation or another person: what is stated, what is checked, and who sees what."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.urls import reverse

from motcua.chronicle.models import Entry
from motcua.dossiers import actions, queries
from motcua.dossiers.actions.lot import Lot
from motcua.dossiers.actions.many import Deed, Life, play, play_one_by_one
from motcua.dossiers.models import Dossier, Representation
from motcua.dossiers.queries import desk, follow
from motcua.dossiers.queries.desk import Filter, View
from motcua.dossiers.rules import inputs, refusals
from motcua.dossiers.rules.parties import AUTHORISATION
from motcua.dossiers.rules.states import Act, State
from motcua.foundation.refusal import InvalidInput, NotFound
from motcua.people import actions as people_actions
from motcua.people import queries as people
from motcua.people.models import Organisation, Person
from motcua.people.rules import IdentityMismatch, OrganisationMismatch
from tests.dossiers.build import (
    AUTHORISATION_GIVEN,
    CHILD,
    CHILD_NUMBER,
    FIRM,
    FIRM_CODE,
    act,
    for_child,
    for_firm,
    request,
    row,
    sent_for_child,
    sent_for_firm,
    submitted,
)
from tests.dossiers.test_many import everything
from tests.dossiers.walking import signed_in
from tests.people.cast import make_citizen

pytestmark = pytest.mark.django_db


def check(world, done, code, name, *, by=None):
    given = inputs.CheckApplicant(code=code, name=name)
    return act(world, actions.check_applicant, done.number, by or world.cast.reception, given)


def sees(world, player, done) -> bool:
    try:
        queries.found_for(done.number, reach=world.reach(player))
    except NotFound:
        return False
    return True


@pytest.fixture
def child(world):
    """The person acted for, with an account that claims the same number; nobody compared it with a card."""
    player = make_citizen(full_name=CHILD, phone="0905000009")
    world.cast.everyone.append(player)
    return player


# Stated --------------------------------------------------------------------------------------------------------


def test_a_firm_is_added_by_its_code_as_stated_and_its_sender_sees_the_request(world):
    done = sent_for_firm(world)
    dossier = row(done)
    assert (dossier.applicant_name, dossier.applicant_id, dossier.sender_id) == (FIRM, None, world.cast.hoa.person.pk)  # fmt: skip
    assert dossier.applicant_checked_at is None
    firm = Organisation.objects.get()
    assert (firm.pk, firm.tax_code, firm.name, firm.checked_at) == (dossier.organisation_id, FIRM_CODE, FIRM, None)  # fmt: skip
    stated = dossier.representation
    assert (stated.party, stated.capacity, stated.relation) == ("organisation", "legal", "Giám đốc")
    assert sees(world, world.cast.hoa, done)
    assert not sees(world, world.cast.nam, done)
    again = submitted(world, applicant=replace(for_firm(world), name="Tên khác"))
    assert row(again).organisation_id == firm.pk
    assert Organisation.objects.get().name == FIRM, "what others state changes nothing"


def test_the_number_of_the_person_acted_for_is_kept_locked_and_shows_them_nothing(world, child):
    Person.objects.filter(pk=child.person.pk).update(
        identity_hash=people_hash(CHILD_NUMBER)
    )  # as she typed it herself
    done = sent_for_child(world)
    stated = Representation.objects.get()
    assert CHILD_NUMBER not in f"{Representation.objects.values().get()}{Dossier.objects.values().get()}"
    assert stated.identity_hash == people_hash(CHILD_NUMBER)
    assert stated.named_id is None, "a number that was only typed names nobody"
    assert row(done).applicant_id is None
    assert not sees(world, child, done)
    assert not queries.visible_to(world.reach(child), at=world.at).exists()
    assert CHILD not in str(list(Entry.objects.values_list("data", flat=True)))


def people_hash(number):
    return people.identity_fingerprint(number)


def test_nobody_names_another_as_the_applicant_without_saying_so(world):
    nam = world.cast.nam.person
    with pytest.raises(refusals.NotForSomebodyElse):
        submitted(world, applicant=inputs.Applicant(name=nam.full_name, person_id=nam.pk))
    both = replace(for_firm(world), person_id=world.cast.hoa.person.pk)
    with pytest.raises(refusals.NotForSomebodyElse):
        submitted(world, applicant=both)
    assert not Dossier.objects.exists()
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("stated", "field"),
    [
        ({"code": ""}, "tax_code"),
        ({"code": "123"}, "tax_code"),
        ({"relation": " "}, "relation"),
    ],
)
def test_what_is_wrong_with_a_firm_is_said_by_field_and_nothing_is_left(world, stated, field):
    with pytest.raises(InvalidInput) as refused:
        submitted(world, applicant=for_firm(world, **stated))
    assert [fault.field for fault in refused.value.faults] == [field]
    assert not Organisation.objects.exists()
    assert not Entry.objects.filter(kind="dossier.submitted").exists()


@pytest.mark.parametrize(
    ("stated", "field"),
    [
        ({"identity_number": "12"}, "identity_number"),
        ({"birth_date": None}, "birth_date"),
        ({"relation": ""}, "relation"),
    ],
)
def test_what_is_wrong_with_another_person_is_said_by_field(world, stated, field):
    with pytest.raises(InvalidInput) as refused:
        submitted(world, applicant=for_child(world, **stated), papers=(AUTHORISATION_GIVEN,))
    assert [fault.field for fault in refused.value.faults] == [field]


def test_the_paper_that_shows_who_acts_for_whom_must_be_attached(world):
    for applicant in (for_child(world), for_firm(world, capacity=inputs.Capacity.AUTHORISED)):
        with pytest.raises(refusals.PapersMissing) as refused:
            submitted(world, applicant=applicant)
        assert [fault.field for fault in refused.value.faults] == [f"paper-{AUTHORISATION}"]


# Checked -------------------------------------------------------------------------------------------------------


def test_a_checked_person_becomes_the_applicant_and_sees_the_request_from_then_on(world, child):
    done = sent_for_child(world)
    # A desk compares her own card: now the number is hers.
    people_actions.check_identity(
        person_id=child.person.pk, identity_number=CHILD_NUMBER, reach=world.reach(world.cast.stranger), at=world.at
    )  # fmt: skip
    assert not sees(world, child, done), "her card was compared, this request was not"
    check(world, done, CHILD_NUMBER, CHILD)
    dossier = row(done)
    assert (dossier.applicant_id, dossier.applicant_checked_at) == (child.person.pk, world.at)
    assert dossier.state == State.NEW
    assert sees(world, child, done)
    assert sees(world, world.cast.hoa, done)
    with pytest.raises(refusals.ApplicantAlreadyChecked):
        check(world, done, CHILD_NUMBER, CHILD)


def test_a_number_or_a_name_other_than_stated_is_refused_and_changes_nothing(world, child):
    done = sent_for_child(world)
    with pytest.raises(refusals.NotAsStated):
        check(world, done, "066314000124", CHILD)
    people_actions.check_identity(
        person_id=child.person.pk, identity_number=CHILD_NUMBER, reach=world.reach(world.cast.stranger), at=world.at
    )  # fmt: skip
    with pytest.raises(IdentityMismatch):
        check(world, done, CHILD_NUMBER, "Nguyễn Thị Lớn")
    assert row(done).applicant_checked_at is None
    assert row(done).revision == 1


def test_checking_a_firm_sets_its_name_right_once(world):
    done = submitted(world, applicant=replace(for_firm(world), name="Cty Cà phê"))
    check(world, done, FIRM_CODE, FIRM)
    firm = Organisation.objects.get()
    assert (firm.name, firm.checked_at) == (FIRM, world.at)
    assert row(done).applicant_name == "Cty Cà phê", "the request stays as it was stated"
    assert Entry.objects.filter(kind="people.organisation-checked").count() == 1
    other = sent_for_firm(world)
    with pytest.raises(OrganisationMismatch):
        check(world, other, FIRM_CODE, "Hợp tác xã Khác")


def test_a_plain_request_has_nothing_to_check(world):
    done = submitted(world)
    with pytest.raises(refusals.ApplicantAlreadyChecked):
        check(world, done, FIRM_CODE, FIRM)
    offered = {
        o.act for o in queries.next_acts(_opened(world, done), world.reach(world.cast.reception), world.at)
    }
    assert Act.CHECK_APPLICANT not in offered
    firm = sent_for_firm(world)
    offered = {
        o.act for o in queries.next_acts(_opened(world, firm), world.reach(world.cast.reception), world.at)
    }
    assert Act.CHECK_APPLICANT in offered


def _opened(world, done):
    return queries.opened(done.number, reach=world.reach(world.cast.reception), at=world.at)


# Nobody acts on their own ------------------------------------------------------------------------------------------


def refused_as_own(world, done):
    with pytest.raises(refusals.OwnDossier):
        act(world, actions.take_in, done.number, world.cast.reception, inputs.TakeIn())
    offers = queries.next_acts(_opened(world, done), world.reach(world.cast.reception), world.at)
    assert Act.TAKE_IN not in {offer.act for offer in offers}


def test_the_representative_of_a_firm_handles_none_of_its_requests(world):
    done = sent_for_firm(world)
    Organisation.objects.update(representative=world.cast.reception.person)
    refused_as_own(world, done)


def test_an_officer_of_the_senders_household_does_not_handle_it(world):
    for person in (world.cast.hoa.person, world.cast.reception.person):
        Person.objects.filter(pk=person.pk).update(household_key="nha-1")
    world.cast.reception.account.person.refresh_from_db()
    world.reaches.clear()
    refused_as_own(world, sent_for_firm(world))


def test_an_officer_named_by_the_stated_number_does_not_handle_it(world):
    people_actions.check_identity(
        person_id=world.cast.reception.person.pk, identity_number=CHILD_NUMBER, reach=world.reach(world.cast.stranger), at=world.at
    )  # fmt: skip
    done = sent_for_child(world)
    assert row(done).representation.named_id == world.cast.reception.person.pk
    refused_as_own(world, done)
    assert not follow.own_dossiers(reach=world.reach(world.cast.reception), at=world.at).rows


# Both forms leave the same ---------------------------------------------------------------------------------------


def test_the_set_form_leaves_what_the_acts_leave_for_those_who_act_for_others(world):
    def lives():
        plain = request(world).papers
        for number, (applicant, papers) in enumerate(
            (
                (for_firm(world), plain),
                (for_child(world), (AUTHORISATION_GIVEN, *plain)),
                (request(world).applicant, plain),
            )
        ):
            given = replace(_fixed(world, number), applicant=applicant, papers=papers)
            taken = Deed(Act.TAKE_IN, actions.take_in, world.reach(world.cast.reception), world.at, inputs.TakeIn())  # fmt: skip
            code, name = ((FIRM_CODE, FIRM), (CHILD_NUMBER, CHILD), ("", ""))[number]
            checked = Deed(Act.CHECK_APPLICANT, actions.check_applicant, world.reach(world.cast.reception), world.at + timedelta(hours=1), inputs.CheckApplicant(code=code, name=name))  # fmt: skip
            yield Life(world.reach(world.cast.hoa), world.at, given, (taken, checked) if code else (taken,))

    with transaction.atomic():
        play_one_by_one(list(lives()))
        one_by_one = everything()
        transaction.set_rollback(True)
    lot = Lot()
    play(lives(), lot=lot)
    assert lot.write() == 3
    in_a_lot = everything()
    for name in one_by_one:
        assert one_by_one[name] == in_a_lot[name], name
    assert len(in_a_lot["Representation"]) == 2


def _fixed(world, number):
    return request(world, submission=UUID(int=number + 1))


# Found and shown -------------------------------------------------------------------------------------------------


def test_the_desk_finds_a_firm_by_its_code_and_another_person_by_the_stated_number(world):
    firm, child = sent_for_firm(world), sent_for_child(world)
    plain = submitted(world)
    reach = world.reach(world.cast.reception)

    def found(text):
        page = desk.page(reach, at=world.at, wanted=Filter(view=View.ALL, text=text))
        return {one.number for one in page.rows}

    assert found(FIRM_CODE) == {firm.number}
    assert found(CHILD_NUMBER) == {child.number}
    assert found("ca phe mau") == {firm.number}
    assert found("0905000001") == {firm.number, child.number, plain.number}
    rows = desk.page(reach, at=world.at, wanted=Filter(view=View.ALL)).rows
    assert {one.representative for one in rows} == {"", world.cast.hoa.person.full_name}


def test_the_dossiers_page_says_stated_until_it_is_checked_and_unlocks_the_number_as_a_look(
    client, world, english
):
    done = sent_for_child(world)
    client.force_login(world.cast.reception.account)
    address = reverse("dossiers:dossier", args=[done.number])
    page = client.get(address).content.decode()
    assert "stated, not checked" in page
    assert "mẹ · Legal representative" in page
    assert CHILD_NUMBER not in page
    shown = client.post(reverse("dossiers:reveal", args=[done.number]), {"path": "identity"}).content.decode()
    assert CHILD_NUMBER in shown
    check(world, done, CHILD_NUMBER, CHILD)
    assert "stated, not checked" not in client.get(address).content.decode()


def test_tracking_without_an_account_names_neither_the_firm_nor_who_acts(client, world):
    done = sent_for_firm(world)
    check(world, done, FIRM_CODE, FIRM)
    typed = {"number": done.number, "secret": follow.secret_of(row(done))}
    page = client.post(reverse("dossiers:track"), typed, follow=True).content.decode()
    assert done.number in page
    for name in (FIRM, FIRM_CODE, world.cast.hoa.person.full_name, "Giám đốc"):
        assert name not in page


@pytest.mark.parametrize("form", ["01", "03", "06"])
def test_printed_forms_name_the_firm_its_code_and_who_acts(world, form):
    done = sent_for_firm(world)
    if form == "03":
        act(world, actions.refuse, done.number, world.cast.reception, inputs.Refuse(reason="Sai nơi.", legal_ground="Điều 1"))  # fmt: skip
    else:
        act(world, actions.take_in, done.number, world.cast.reception, inputs.TakeIn())
        act(world, actions.hand_over, done.number, world.cast.reception, inputs.HandOn())
    page = signed_in(world.cast.hoa).get(reverse("dossiers:paper", args=[done.number, form])).content.decode()
    for name in (FIRM, FIRM_CODE, world.cast.hoa.person.full_name, "Giám đốc"):
        assert name in page, name
