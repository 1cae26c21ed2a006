"""Work in hand is counted in open working hours; assigning proposes whoever has least, or knows the dossier, and says why."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from motcua.dossiers import actions
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import prepare, workload
from motcua.dossiers.rules import inputs, refusals
from motcua.dossiers.rules.workload import KNOWING_IS_WORTH, Candidate, Why, Work, propose
from motcua.people import actions as people_actions
from motcua.people.rules import Role
from tests.dossiers.build import act, in_progress, make_world, row, submitted
from tests.people.cast import Part, make_players

# The rule ---------------------------------------------------------------------------------------------------

CANDIDATES = st.lists(
    st.builds(
        Candidate,
        id=st.just(0),
        work=st.builds(Work, dossiers=st.integers(0, 3), minutes=st.integers(0, 3).map(lambda n: n * 240)),
        is_away=st.booleans(),
        is_barred=st.booleans(),
        has_it=st.booleans(),
        knows_it=st.booleans(),
    ),
    max_size=6,
).map(
    # One officer at most had it before.
    lambda found: [
        replace(one, id=n, knows_it=one.knows_it and not any(other.knows_it for other in found[:n]))
        for n, one in enumerate(found)
    ]
)


@given(CANDIDATES)
def test_nobody_who_may_not_take_it_is_proposed_and_nobody_free_has_less_unless_one_knows_it(candidates):
    """The slow oracle: everybody is compared with everybody."""
    free = [one for one in candidates if not one.is_away and not one.is_barred and not one.has_it]
    found = propose(candidates)
    if not free:
        assert found is None
        return
    assert found is not None and found.among == len(free)
    chosen = next(one for one in candidates if one.id == found.id)
    assert chosen in free
    knowing = [
        one
        for one in free
        if one.knows_it and all(one.work.minutes - other.work.minutes <= KNOWING_IS_WORTH for other in free)
    ]
    if knowing:
        assert chosen == knowing[0] and found.why is Why.KNOWS_IT
        return
    for other in free:
        assert (chosen.work.minutes, chosen.work.dossiers) <= (other.work.minutes, other.work.dossiers)
    assert found.why is (Why.ONLY_ONE if len(free) == 1 else Why.LEAST)


# From the records -------------------------------------------------------------------------------------------

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def colleague(world, name="Bùi Thị Sáu", code="saubt"):
    """A second case officer of the department."""
    (player,) = make_players(Part(name, code=code, role=Role.CASE_OFFICER, agency=world.cast.department))
    return player


def given_to(world, player, **changes):
    done = in_progress(world, **changes)
    act(world, actions.assign, done.number, world.cast.head, inputs.Assign(officer_id=player.officer.pk))
    return done


def who_is_proposed(world, done):
    dossier = Dossier.objects.select_related("agency", "step_agency", "applicant").get(number=done.number)
    found = prepare.unit_of(dossier, at=world.at)
    return prepare.proposed(dossier, found, step=dossier.step, at=world.at)


def test_the_hours_of_what_is_in_hand_are_the_shares_of_its_steps(world):
    # 60 % of five working days of eight hours.
    given_to(world, world.cast.case)
    given_to(world, world.cast.case)
    found = workload.work_of([world.cast.case.officer.pk], at=world.at)
    assert found[world.cast.case.officer.pk] == Work(dossiers=2, minutes=2 * 24 * 60)


def test_what_waits_for_the_person_adds_no_hours_and_what_is_late_is_counted_as_late(world):
    waiting, late = given_to(world, world.cast.case), given_to(world, world.cast.case)
    asked = inputs.AskSupplement(
        reason="Thiếu.", papers=(inputs.PaperAsked(code="giay-chung-minh", name="Giấy"),)
    )
    act(world, actions.ask_supplement, waiting.number, world.cast.case, asked)
    at = row(late).due_at.replace(hour=23)
    assert workload.work_of([world.cast.case.officer.pk], at=at) == {
        world.cast.case.officer.pk: Work(dossiers=2, minutes=24 * 60, late=1, waiting=1)
    }


def test_counting_asks_as_often_for_ten_dossiers_as_for_one(world):
    given_to(world, world.cast.case)
    with CaptureQueriesContext(connection) as one:
        workload.work_of([world.cast.case.officer.pk], at=world.at)
    for _ in range(3):
        given_to(world, world.cast.case)
    with CaptureQueriesContext(connection) as many:
        workload.work_of([world.cast.case.officer.pk], at=world.at)
    assert len(many) == len(one) <= 2


def test_whoever_has_least_in_hand_is_proposed_and_the_form_says_why(world, client):
    other = colleague(world)
    given_to(world, world.cast.case)
    given_to(world, world.cast.head)
    done = in_progress(world)
    chosen, why = who_is_proposed(world, done)
    assert chosen.id == other.officer.pk and why.why is Why.LEAST and why.among == 3
    client.force_login(world.cast.head.account)
    client.cookies["django_language"] = "en"
    field = client.get(reverse("dossiers:act", args=[done.number, "giao-viec"])).context["fields"][0]
    assert field.value == str(other.officer.pk)
    assert field.hint == "Proposed: Bùi Thị Sáu, who has least in hand of 3: 0 working hours."


def test_who_had_it_at_this_step_before_is_proposed_again(world):
    colleague(world)
    done = given_to(world, world.cast.case)
    proposal = inputs.Propose(outcome=inputs.Outcome.GRANT, summary="Đủ.")
    act(world, actions.propose, done.number, world.cast.case, proposal)
    act(world, actions.send_back, done.number, world.cast.leader, inputs.Words(text="Xem lại."))
    Dossier.objects.filter(number=done.number).update(holder=None)
    chosen, why = who_is_proposed(world, done)
    assert chosen.id == world.cast.case.officer.pk and why.why is Why.KNOWS_IT


def test_nobody_is_proposed_who_is_away(world):
    other = colleague(world)
    given_to(world, world.cast.case)
    given_to(world, world.cast.head)
    today = date(2026, 3, 18)
    people_actions.record_absence(
        form=people_actions.NewAbsence(other.officer.pk, world.cast.case.officer.pk, today, today),
        reach=world.reach(world.cast.head),
        at=world.at,
    )
    chosen, _ = who_is_proposed(world, in_progress(world))
    assert chosen.id != other.officer.pk


def test_an_officer_of_the_applicants_household_is_neither_proposed_nor_taken(world):
    other, hoa = colleague(world), world.cast.hoa.person
    for person in (other.person, hoa):
        person.household_key = "nha-so-24"
        person.save(update_fields=["household_key"])
    done = in_progress(world)
    chosen, _ = who_is_proposed(world, done)
    assert chosen.id != other.officer.pk
    with pytest.raises(refusals.OfficerIsInterested):
        act(world, actions.assign, done.number, world.cast.head, inputs.Assign(officer_id=other.officer.pk))
    assert row(done).holder_id is None


# The page of a unit -----------------------------------------------------------------------------------------


def page(client, world, player, **query):
    client.force_login(player.account)
    client.cookies["django_language"] = "en"
    return client.get(reverse("dossiers:workload"), query)


def test_the_head_of_a_unit_sees_who_has_how_much_and_what_lies_with_nobody(client, world):
    given_to(world, world.cast.case)
    in_progress(world)
    shown = page(client, world, world.cast.head)
    lines = {line["name"]: line for line in shown.context["lines"]}
    assert lines[world.cast.case.person.full_name]["hours"] == "24 working hours"
    assert lines[""]["is_nobody"] and lines[""]["work"].dossiers == 1
    assert shown.context["lines"][-1]["is_nobody"]


def test_work_of_somebody_who_serves_there_no_longer_is_shown_too(client, world):
    given_to(world, world.cast.case)
    mandate_of = world.cast.case.mandate
    mandate_of.ends_at = world.at
    mandate_of.save(update_fields=["ends_at"])
    shown = page(client, world, world.cast.head)
    line = next(one for one in shown.context["lines"] if one["name"] == world.cast.case.person.full_name)
    assert line["has_left"] and "serves here no longer" in shown.text


def test_no_unit_outside_ones_reach_is_shown_and_no_officer_without_a_unit_to_head(client, world):
    submitted(world)
    shown = page(client, world, world.cast.head, **{"don-vi": world.cast.commune.pk})
    assert shown.context["place"].id == world.cast.department.pk
    assert page(client, world, world.cast.case).status_code == 403
    assert page(client, world, world.cast.hoa).status_code == 403


def test_the_page_costs_as_much_for_ten_dossiers_as_for_one(client, world):
    given_to(world, world.cast.case)
    page(client, world, world.cast.head)
    with CaptureQueriesContext(connection) as one:
        page(client, world, world.cast.head)
    for _ in range(3):
        given_to(world, world.cast.case)
    with CaptureQueriesContext(connection) as many:
        page(client, world, world.cast.head)
    assert len(many) <= len(one) <= 20
