"""What the national portal's first format needs of a request: asked of `dossiers` by its front door."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.dossiers import actions, queries
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules import Channel, State, inputs
from motcua.exchange.queries import portal_codes
from motcua.exchange.rules import portal, portal_build
from motcua.law import actions as law
from motcua.law import queries as known
from motcua.people import actions as people
from tests.dossiers.build import (  # fmt: skip
    CHILD_NUMBER,
    FIRM_CODE,
    MORNING,
    act,
    approved,
    make_world,
    sent_for_child,
    sent_for_firm,
    submitted,
    taken_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    return make_world()


def asked(*numbers):
    keys = [str(key) for key in Dossier.objects.filter(number__in=numbers).values_list("key", flat=True)]
    return {record.number: record for record in queries.portal_records(keys).values()}


def test_a_request_is_told_in_full_and_makes_a_whole_item(world):
    hoa = world.cast.hoa.person.pk
    people.check_identity(person_id=hoa, identity_number="066190000001", reach=world.reach(world.cast.reception), at=world.at)  # fmt: skip
    done = approved(world)
    act(world, actions.mark_done, done.number, world.cast.clerk, inputs.MarkDone(number="12/XN"))
    told = asked(done.number)[done.number]
    assert (told.state, told.channel, told.field_name) == (State.DONE, Channel.ONLINE, "Hộ tịch")
    assert told.applicant == world.cast.hoa.person.full_name and told.person_id == world.cast.hoa.person.pk
    assert told.identity == "066190000001" and (told.result, told.result_code) == ("Giấy xác nhận", "12/XN")
    law.load(at=MORNING)
    item = portal_build.item(told, codes=portal_codes(MORNING.date()))
    assert portal.missing(item) == () and item["MaHoSo"] == done.number
    steps = portal_build.progress(told)
    assert [row["TrangThai"] for row in steps][-1] == "9" and steps[-1]["NguoiXuLy"]
    assert all(not portal.missing(row, portal.PROGRESS_REQUIRED) for row in steps)


def test_a_firm_and_a_child_are_told_with_the_numbers_that_were_stated(world):
    firm, child = sent_for_firm(world), sent_for_child(world)
    told = asked(firm.number, child.number)
    assert (told[firm.number].is_organisation, told[firm.number].identity) == (True, FIRM_CODE)
    assert (told[child.number].is_organisation, told[child.number].identity) == (False, CHILD_NUMBER)


def test_a_supplement_that_was_asked_for_is_told(world):
    done = taken_in(world)
    paper = inputs.PaperAsked("giay-chung-minh", "Giấy chứng minh")
    act(world, actions.ask_supplement, done.number, world.cast.reception, inputs.AskSupplement("Mờ.", (paper,)))  # fmt: skip
    (wait,) = asked(done.number)[done.number].waits
    assert (wait.reason, wait.papers, wait.answered_at) == ("Mờ.", (("Giấy chứng minh", 1),), None)


def test_more_requests_cost_one_look_at_an_identity_each_and_no_other_question(world):
    one = submitted(world).number
    more = [submitted(world).number for _ in range(4)]
    asked(one)
    costs = []
    for numbers in ([one], [one, *more]):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            asked(*numbers)
        costs.append(len(seen))
    assert costs[1] - costs[0] == 4


def test_every_code_that_sources_know_differently_is_dated_data_and_marked_as_not_verified(world):
    law.load(at=MORNING)
    found = [one for one in known.values(on=date(2026, 11, 26)) if one.key.startswith("exchange.portal.")]
    assert len(found) == 8 and not any(one.verified for one in found)
    assert portal_codes(date(2026, 11, 26)).citizen == "1"
