"""Acting in somebody's place: on the days of absence, on what the absent officer holds, and the log says for whom."""

from datetime import timedelta

import pytest
from django.urls import reverse

from motcua.chronicle.models import Entry
from motcua.dossiers import actions
from motcua.dossiers.models import Dossier, Movement
from motcua.dossiers.queries import desk, found_for, next_acts, slip, visible_to
from motcua.dossiers.queries.desk import Filter, View
from motcua.dossiers.queries.timeline import timeline
from motcua.dossiers.rules import inputs, refusals
from motcua.dossiers.rules.states import Act
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import NotFound
from motcua.people import actions as people
from motcua.people.rules import Role
from tests.dossiers.build import act, in_progress
from tests.people.cast import make_officer

PROPOSE = inputs.Propose(outcome=inputs.Outcome.GRANT, summary="Đủ điều kiện.")


def held(world):
    done = in_progress(world)
    act(
        world,
        actions.assign,
        done.number,
        world.cast.head,
        inputs.Assign(officer_id=world.cast.case.officer.pk),
    )
    return done


def away(world, *, cover, who=None, start=1, end=2):
    who = who or world.cast.case
    today = world.at.astimezone(TZ).date()
    form = people.NewAbsence(
        who.officer.pk, cover.officer.pk, today + timedelta(days=start), today + timedelta(days=end)
    )
    people.record_absence(form=form, reach=world.cast.reach(who, at=world.at), at=world.at)


def propose(world, done, player, *, days):
    at = world.at + timedelta(days=days)
    return actions.propose(number=done.number, reach=world.cast.reach(player, at=at), at=at, given=PROPOSE)


@pytest.fixture
def colleague(world):
    return make_officer(
        full_name="Lý Văn Thay", code="thay", role=Role.CASE_OFFICER, agency=world.cast.department
    )


def test_the_colleague_acts_on_what_the_absent_officer_holds_and_the_log_says_for_whom(world, colleague):
    done = held(world)
    away(world, cover=colleague)
    propose(world, done, colleague, days=1)
    movement = Movement.objects.get(act=Act.PROPOSE)
    assert movement.officer_id == colleague.officer.pk
    assert movement.facts["for"] == {
        "officer": world.cast.case.officer.pk,
        "name": world.cast.case.person.full_name,
    }
    entry = Entry.objects.get(kind=Act.PROPOSE)
    assert entry.actor == f"mandate:{colleague.mandate.pk}"
    told = [event for event in timeline(Dossier.objects.get(), in_full=True) if event.act is Act.PROPOSE]
    assert told[0].officer == colleague.person.full_name
    assert told[0].facts["for"]["name"] == world.cast.case.person.full_name


def test_form_06_says_who_took_and_gave_it_in_whose_place(world, colleague, client):
    done = held(world)
    away(world, cover=colleague)
    propose(world, done, colleague, days=1)
    rows = slip.control_slip(
        Dossier.objects.get(), timeline(Dossier.objects.get(), in_full=True), at=world.at
    )
    case, other = world.cast.case.person.full_name, colleague.person.full_name
    assert [(row.taker, row.taker_for) for row in rows][1] == (other, case)
    assert [(row.giver, row.giver_for) for row in rows][2] == (other, case)
    assert rows[0].taker_for == rows[0].giver_for == rows[1].giver_for == ""
    client.force_login(world.cast.head.account)
    page = client.get(reverse("dossiers:paper", kwargs={"number": done.number, "form": "06"}))
    assert page.content.decode().count(f"({other} thay {case})") == 2
    client.force_login(world.cast.hoa.account)
    page = client.get(reverse("dossiers:paper", kwargs={"number": done.number, "form": "06"}))
    assert other not in page.content.decode() and case not in page.content.decode()


def test_form_06_of_a_day_without_absence_names_who_was_given_it(world):
    done = held(world)
    propose(world, done, world.cast.case, days=0)
    rows = slip.control_slip(
        Dossier.objects.get(), timeline(Dossier.objects.get(), in_full=True), at=world.at
    )
    assert not any(row.taker_for or row.giver_for for row in rows)


@pytest.mark.parametrize("days", [0, 3])
def test_the_day_before_and_the_day_after_it_is_refused(world, colleague, days):
    done = held(world)
    away(world, cover=colleague)
    with pytest.raises(refusals.HeldByAnother):
        propose(world, done, colleague, days=days)
    assert not Movement.objects.filter(act=Act.PROPOSE).exists()


def test_another_role_is_moved_too_and_goes_again(world):
    """The clerk examines nothing, but does so in the case officer's place."""
    done = held(world)
    away(world, cover=world.cast.clerk)
    with pytest.raises(refusals.NotYourRole):
        propose(world, done, world.cast.clerk, days=0)
    propose(world, done, world.cast.clerk, days=2)


def test_what_somebody_else_holds_stays_theirs(world, colleague):
    other = make_officer(
        full_name="Tô Thị Khác", code="khac", role=Role.CASE_OFFICER, agency=world.cast.department
    )
    done = in_progress(world)
    act(world, actions.assign, done.number, world.cast.head, inputs.Assign(officer_id=other.officer.pk))
    away(world, cover=colleague)
    with pytest.raises(refusals.HeldByAnother):
        propose(world, done, colleague, days=1)


def test_ones_own_request_is_refused_in_anybodys_place(world, colleague):
    done = held(world)
    Dossier.objects.update(applicant=colleague.person, sender=colleague.person)
    away(world, cover=colleague)
    with pytest.raises(refusals.OwnDossier):
        propose(world, done, colleague, days=1)


def test_the_household_of_who_stands_in_counts_too(world, colleague):
    done = held(world)
    for person in (colleague.person, Dossier.objects.get().applicant):
        person.household_key = "H-1"
        person.save()
    away(world, cover=colleague)
    with pytest.raises(refusals.OwnDossier):
        propose(world, done, colleague, days=1)


def test_who_serves_in_a_unit_sees_the_agencys_requests_on_these_days_only(world):
    done = held(world)
    inside = make_officer(
        full_name="Lý Thị Trong", code="trong", role=Role.CASE_OFFICER, agency=world.cast.unit
    )
    away(world, cover=inside)
    seen = {}
    for days in range(5):
        at = world.at + timedelta(days=days)
        reach = world.cast.reach(inside, at=at)
        listed = visible_to(reach, at=at).filter(number=done.number).exists()
        try:
            found_for(done.number, reach=reach)
            opened = True
        except NotFound:
            opened = False
        assert listed is opened, "the gate asked of a list and of one row is one gate"
        seen[days] = opened
    assert seen == {0: False, 1: True, 2: True, 3: False, 4: False}


def test_it_stands_among_my_work_and_is_offered_on_these_days(world, colleague):
    done = held(world)
    away(world, cover=colleague)
    for days, expected in ((0, []), (1, [done.number]), (3, [])):
        at = world.at + timedelta(days=days)
        reach = world.cast.reach(colleague, at=at)
        page = desk.page(reach, at=at, wanted=Filter(view=View.MINE))
        assert [row.number for row in page.rows] == expected
        dossier = Dossier.objects.select_related("agency", "step_agency", "applicant", "sender").get()
        offered = {offer.act for offer in next_acts(dossier, reach, at) if offer.is_open}
        assert (Act.PROPOSE in offered) is bool(expected)


def test_the_officers_page_says_x_for_y(client, world, colleague):
    done = held(world)
    away(world, cover=colleague, start=0)
    propose(world, done, colleague, days=0)
    client.force_login(world.cast.leader.account)
    page = client.get(f"/ho-so/{done.number}/", headers={"accept-language": "vi"}).text
    assert f"{colleague.person.full_name} thay {world.cast.case.person.full_name}" in page
