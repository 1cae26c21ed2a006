"""Received at any desk of the province, decided elsewhere: number, gate, hand-over, the result where it was received."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from motcua.dossiers import actions
from motcua.dossiers.models import Dossier, Passage
from motcua.dossiers.queries import at_counter, is_at_work, may_receive_for, shown_by_role
from motcua.dossiers.rules import inputs, refusals
from motcua.dossiers.rules.states import Channel, State
from motcua.people import queries as people
from motcua.people.rules import Level
from motcua.procedures import actions as procedures
from tests.dossiers.build import PROCEDURE, act, make_world, request
from tests.dossiers.walking import signed_in
from tests.people.cast import make_agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    return make_world()


def received(world, *, collect: bool = True, **changes) -> Dossier:
    """By the commune's reception, for the department."""
    given = request(
        world, channel=Channel.COUNTER, desk_id=world.cast.commune.pk, collect_here=collect, **changes
    )
    given = replace(given, applicant=replace(given.applicant, person_id=None))
    register = inputs.Register(request=given, then=inputs.TakeIn(), identity_number="066190000117")
    done = actions.register(reach=world.reach(world.cast.stranger), at=world.at, given=register)
    return Dossier.objects.select_related("agency", "step_agency").get(pk=done.dossier_id)


def decided(world, number: str) -> None:
    cast = world.cast
    act(world, actions.hand_over, number, cast.stranger, inputs.HandOn())
    act(
        world, actions.propose, number, cast.case, inputs.Propose(outcome=inputs.Outcome.GRANT, summary="Đủ.")
    )
    act(world, actions.approve, number, cast.leader, inputs.Words())
    act(world, actions.mark_done, number, cast.clerk, inputs.MarkDone(number="1/XN"))


def test_the_desk_takes_it_in_under_the_number_of_the_agency_that_decides(world):
    found = received(world)
    assert found.state == State.RECEIVED
    assert (found.agency, found.step_agency) == (world.cast.department, world.cast.commune)
    assert found.desk_agency == found.collect_agency == world.cast.commune
    assert found.number.startswith(world.cast.department.code_new or world.cast.department.code)
    for player in (world.cast.stranger, world.cast.reception):
        assert is_at_work(found, world.reach(player)), "both see it"


def test_what_the_desk_passed_on_it_reads_and_no_longer_works_on_until_the_result_comes_back(world):
    found = received(world)
    act(world, actions.hand_over, found.number, world.cast.stranger, inputs.HandOn())
    found = Dossier.objects.select_related("agency", "step_agency").get(pk=found.pk)
    desk = world.reach(world.cast.stranger)
    assert found.step_agency == world.cast.department and not is_at_work(found, desk)
    assert Passage.objects.get(dossier=found).agency == world.cast.commune
    assert shown_by_role(desk, at=world.at).filter(pk=found.pk).exists()


def test_the_result_is_handed_over_where_it_was_received(world):
    found = received(world)
    decided(world, found.number)
    found = Dossier.objects.select_related("agency", "step_agency").get(pk=found.pk)
    assert (found.state, found.step_agency) == (State.DONE, world.cast.commune)
    act(world, actions.give_back, found.number, world.cast.stranger, inputs.GiveBack(inputs.Collector.SELF))
    found.refresh_from_db()
    assert found.state == State.RETURNED


def test_whoever_wants_it_at_the_agency_that_decides_collects_it_there(world):
    found = received(world, collect=False)
    decided(world, found.number)
    with pytest.raises(refusals.NotYourRole):
        act(
            world,
            actions.give_back,
            found.number,
            world.cast.stranger,
            inputs.GiveBack(inputs.Collector.SELF),
        )
    act(world, actions.give_back, found.number, world.cast.returner, inputs.GiveBack(inputs.Collector.SELF))


def test_only_a_desk_of_the_same_province_may_and_only_by_its_own_officers(world):
    cast = world.cast
    abroad = make_agency(name="Tỉnh Khác", parent=cast.province.parent, level=Level.PROVINCE)
    ward = make_agency(name="Xã Khác", parent=abroad, level=Level.COMMUNE, code="9.H99")
    with pytest.raises(refusals.NotYourRole):
        register = inputs.Register(request=request(world, channel=Channel.COUNTER, desk_id=cast.commune.pk), then=inputs.TakeIn(), identity_number="066190000117")  # fmt: skip
        actions.register(reach=world.reach(cast.reception), at=world.at, given=register)
    given = request(world, channel=Channel.COUNTER, desk_id=ward.pk, submission=uuid4(), submitted_by_id=None)
    with pytest.raises(refusals.NotOffered):
        actions.submit(reach=world.reach(cast.stranger), at=world.at, given=given)


def test_before_the_law_said_so_a_request_was_handed_in_where_it_is_decided(world):
    desk, office = (people.agency(one.pk) for one in (world.cast.commune, world.cast.department))
    assert may_receive_for(desk, office, at=world.at)
    assert not may_receive_for(desk, office, at=datetime(2024, 3, 18, 2, tzinfo=UTC))


def test_the_counter_offers_it_when_somebody_asks_for_it(world):
    desk = world.reach(world.cast.stranger)
    listed = at_counter.procedures_here(desk, at=world.at, text="", language="vi")
    found = at_counter.procedures_here(desk, at=world.at, text="xác nhận thử nghiệm", language="vi")
    assert (listed, [one.code for one in found]) == ((), ["1.000001"])
    page = signed_in(world.cast.stranger).get("/quay/?thu-tuc=1.000001").content.decode()
    assert "kết quả nhận tại quầy này" in page


def test_the_receipt_says_where_it_was_received_and_where_the_result_is(world):
    found = received(world)
    path = reverse("dossiers:paper", args=[found.number, "01"])
    page = signed_in(world.cast.stranger).get(path).content.decode()
    assert "Nơi tiếp nhận" in page and world.cast.commune.name in page


def test_what_the_counter_finds_costs_no_question_for_each_procedure(world):
    desk, text = world.reach(world.cast.stranger), "xác nhận"
    at_counter.procedures_here(desk, at=world.at, text=text, language="vi")
    counts = []
    for code in ("1.000007", "1.000008", "1.000009"):
        with CaptureQueriesContext(connection) as asked:
            found = at_counter.procedures_here(desk, at=world.at, text=text, language="vi")
        about = [one["sql"] for one in asked if "people_agency" in one["sql"]]
        counts.append((len(found), len(about)))
        loaded = procedures.load(
            text=PROCEDURE.replace('"1.000001"', f'"{code}"'), by="system:tests", at=world.at
        )
        procedures.publish(
            version_id=loaded.version_id, starts_on=world.at.date(), by="system:tests", at=world.at
        )
    assert [shown for shown, _asked in counts] == [1, 2, 3]
    assert len({asked for _shown, asked in counts}) == 1, counts
