"""Lists: many requests of one procedure, handed in at once, each a dossier of its own, one receipt and one message."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from motcua.dossiers import actions
from motcua.dossiers.actions import helping
from motcua.dossiers.actions import lists as acts
from motcua.dossiers.models import Assistance, Bundle, Dossier, Movement, Paper
from motcua.dossiers.queries import bundles as asked
from motcua.dossiers.rules import inputs, lists, refusals
from motcua.dossiers.rules.states import Act, Channel, State
from motcua.foundation.refusal import InvalidInput
from motcua.notices.models import Notice
from motcua.people import actions as people_acts
from motcua.people import queries as people
from tests.dossiers.build import FIRM, act, for_firm
from tests.dossiers.listed import given, make_listing, row, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    return make_listing()


def test_each_row_becomes_a_dossier_with_a_number_and_an_entry_under_one_code_and_one_message(world):
    done = sent(world, count=3)
    rows = list(Dossier.objects.order_by("id"))
    assert done.number == f"NL-{rows[0].number}" and len({one.number for one in rows}) == 3
    assert {one.applicant_name for one in rows} == {FIRM}
    assert [one.data["worker"] for one in rows] == [row(n)["worker"] for n in range(3)]
    assert "identity" not in rows[0].data, "what is sensitive lies encrypted"
    assert Movement.objects.filter(act=Act.SUBMIT).count() == 3
    assert all(len(one.entry_hash) == 32 for one in done.dossiers)
    assert [notice.template for notice in Notice.objects.all()] == ["dossiers/list-submitted"]
    assert Notice.objects.get().values["count"] == 3
    whole = asked.whole(Bundle.objects.get(), language="vi")
    assert [part.number for part in whole.parts] == [one.number for one in rows]
    secret = asked.secret_of(whole.bundle)
    assert asked.found_by_secret(number=done.number, typed=secret) == done.number


def test_common_papers_go_to_all_and_own_papers_to_their_row(world):
    own = inputs.PaperGiven(code="giay-chung-minh", name="Giấy chứng minh", quantity=2)
    rows = (inputs.ListedRow(2, row(0)), inputs.ListedRow(3, row(1), (own,)))
    sent(world, rows=rows)
    counts = [Paper.objects.filter(dossier=one).count() for one in Dossier.objects.order_by("id")]
    assert counts == [1, 2]


def test_sent_twice_it_is_one_list(world):
    request = given(world)
    hoa = world.reach(world.cast.hoa)
    first, second = (actions.submit_list(reach=hoa, at=world.at, given=request) for _ in range(2))
    assert (first.number, first.is_new, second.is_new) == (second.number, True, False)
    assert [one.number for one in first.dossiers] == [one.number for one in second.dossiers]
    assert (Dossier.objects.count(), Notice.objects.count()) == (3, 1)


def test_what_is_wrong_is_told_of_every_row_at_once_and_nothing_is_sent(world):
    rows = (
        inputs.ListedRow(2, row(0)),
        inputs.ListedRow(4, row(1, born="31/02/1990")),
        inputs.ListedRow(7, row(2, identity="12")),
    )
    with pytest.raises(InvalidInput) as refused:
        sent(world, rows=rows)
    assert [fault.field for fault in refused.value.faults] == ["4.born", "7.identity"]
    with pytest.raises(InvalidInput) as refused:
        sent(world, papers=(), count=2)
    assert {fault.field for fault in refused.value.faults} == {
        "2.paper-giay-chung-minh",
        "3.paper-giay-chung-minh",
    }
    assert not Dossier.objects.exists() and not Bundle.objects.exists() and not Notice.objects.exists()


def test_what_is_wrong_for_all_alike_is_told_once(world):
    applicant = replace(for_firm(world), phone="0" * 40)
    with pytest.raises(InvalidInput) as refused:
        sent(world, applicant=applicant)
    assert [fault.field for fault in refused.value.faults] == ["phone"]


def test_a_list_has_rows_and_not_too_many_of_them(world, monkeypatch):
    monkeypatch.setattr(lists, "ROWS_MAX", 2)
    with pytest.raises(InvalidInput):
        sent(world, count=3)
    with pytest.raises(InvalidInput):
        actions.submit_list(
            reach=world.reach(world.cast.hoa), at=world.at, given=replace(given(world), rows=())
        )
    assert not Bundle.objects.exists()


def test_nobody_sends_a_list_for_another_without_saying_so(world):
    other = inputs.Applicant(name="Người khác", person_id=world.cast.nam.person.pk, phone="0905000001")
    with pytest.raises(refusals.NotForSomebodyElse):
        sent(world, applicant=other)
    with pytest.raises(refusals.NotYourRole):
        actions.submit_list(reach=world.reach(world.cast.nam), at=world.at, given=given(world))


def test_the_person_is_told_once_when_every_request_has_its_answer(world):
    done = sent(world, count=3)
    desk, one, two, three = world.cast.reception, *(dossier.number for dossier in done.dossiers)
    act(world, actions.take_in, one, desk, inputs.TakeIn())
    act(world, actions.take_in, two, desk, inputs.TakeIn())
    world.later(hours=1)
    assert acts.tell_lists(at=world.at) == 0, "one still waits at the desk"
    act(
        world,
        actions.refuse,
        three,
        desk,
        inputs.Refuse(reason="Không thuộc thẩm quyền.", legal_ground="Điều 1"),
    )
    assert acts.tell_lists(at=world.at + timedelta(hours=1)) == 1
    assert acts.tell_lists(at=world.at + timedelta(hours=2)) == 0
    told = list(Notice.objects.order_by("id").values_list("template", flat=True))
    assert told.count("dossiers/list-received") == 1 and "dossiers/received" not in told
    notice = Notice.objects.get(template="dossiers/list-received")
    assert (notice.values["taken"], notice.values["refused"], notice.values["count"]) == (2, 1, 3)


def test_what_may_still_be_taken_back_is_not_told_yet(world):
    done = sent(world, count=1)
    act(world, actions.take_in, done.dossiers[0].number, world.cast.reception, inputs.TakeIn())
    assert acts.tell_lists(at=world.at) == 0
    assert acts.tell_lists(at=world.at + timedelta(hours=1)) == 1


def test_at_the_counter_a_list_is_taken_in_at_once(world):
    hoa = world.cast.hoa.person
    request = given(world, channel=Channel.COUNTER, submitted_by_id=None, submission=uuid4()).request
    registered = inputs.Register(
        request=request,
        then=inputs.TakeIn(papers_checked=("giay-chung-minh",)),
        identity_number="001203000777",
    )
    rows = tuple(inputs.ListedRow(n + 2, row(n)) for n in range(2))
    desk = world.reach(world.cast.reception)
    done = actions.register_list(reach=desk, at=world.at, given=registered, rows=rows)
    again = actions.register_list(reach=desk, at=world.at, given=registered, rows=rows)
    assert done.number == again.number and not again.is_new
    found = list(Dossier.objects.order_by("id"))
    assert [one.state for one in found] == [State.RECEIVED, State.RECEIVED]
    assert all(one.due_at and one.bundle.number == done.number for one in found)
    bad = (inputs.ListedRow(2, row(0, born="99")),)
    fresh = replace(registered, request=replace(request, submission=uuid4()))
    with pytest.raises(InvalidInput):
        actions.register_list(reach=desk, at=world.at, given=fresh, rows=bad)
    with pytest.raises(refusals.NotYourRole):
        actions.register_list(reach=world.reach(world.cast.stranger), at=world.at, given=fresh, rows=rows)
    assert hoa.pk and Dossier.objects.count() == 2


def test_a_list_that_a_helper_sends_names_the_helper_on_each_request(world):
    hoa, nam = world.cast.hoa, world.cast.nam
    form = people_acts.NewHelper(
        name=nam.person.full_name, capacity="near", allowed=("send",), procedures=("1.000001",),
        dossier="", ends_at=world.at + timedelta(days=30),
    )  # fmt: skip
    code = people_acts.name_helper(form=form, reach=world.reach(hoa), at=world.at).code
    mandate = helping.confirm(code=code, reach=world.reach(nam), at=world.at)
    own = inputs.Applicant(name=hoa.person.full_name, person_id=hoa.person.pk, phone="0905000001")
    done = actions.submit_list(
        reach=people.acting_for(world.reach(nam), mandate.public_id, at=world.at),
        at=world.at,
        given=given(world, applicant=own, count=2),
    )
    named = set(Assistance.objects.values_list("dossier__number", "helper_name"))
    assert named == {(one.number, nam.person.full_name) for one in done.dossiers}
