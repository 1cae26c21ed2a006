"""Originals at the office: noted when taken, on the receipt, given back, and never forgotten at the end."""

import pytest
from django.urls import reverse

from motcua.dossiers import actions, queries
from motcua.dossiers.models import HandOver, Original
from motcua.dossiers.queries import originals, papers
from motcua.dossiers.rules import inputs, refusals
from motcua.dossiers.rules.states import State
from motcua.foundation.refusal import InvalidInput, NotFound
from tests.dossiers.build import act, issued, make_world, row, taken_in

TAKEN = inputs.KeepOriginals(names=("Giấy chứng nhận CH 01234", "Hộ chiếu B1234567"))
SELF = inputs.GiveBack(collector=inputs.Collector.SELF)


def kept(world, make=taken_in):
    done = make(world)
    if make is issued:
        Original.objects.create(
            dossier_id=done.dossier_id, name="Sổ gốc", kept_at=world.at, kept_by=world.cast.reception.officer
        )
        type(row(done)).objects.filter(pk=done.dossier_id).update(originals=1)
        return done
    return act(world, actions.keep_originals, done.number, world.cast.reception, TAKEN)


def give(world, done, *ones, to="", player=None):
    given = inputs.ReturnOriginals(tuple(one.pk for one in ones), to)
    return act(world, actions.return_originals, done.number, player or world.cast.returner, given)


def test_originals_are_noted_with_who_took_them_and_stand_on_the_receipt(world):
    done = kept(world)
    assert row(done).originals == 2 and row(done).state == State.RECEIVED
    assert {one.kept_by_id for one in Original.objects.all()} == {world.cast.reception.officer.pk}
    dossier = queries.opened(done.number, reach=world.reach(world.cast.reception), at=world.at)
    assert papers.receipt(dossier).originals == TAKEN.names


def test_the_page_of_the_receipt_lists_them(client, world):
    done = kept(world)
    client.force_login(world.cast.hoa.account)
    text = client.get(reverse("dossiers:paper", args=[done.number, "01"])).text
    assert "Giấy chứng nhận CH 01234" in text and "Hộ chiếu B1234567" in text


def test_they_go_back_one_by_one_each_once(world):
    done = kept(world)
    first, second = Original.objects.order_by("pk")
    give(world, done, first, to="Trần Văn Nam")
    assert row(done).originals == 1 and originals.held(row(done)) == [second]
    first.refresh_from_db()
    assert first.returned_to == "Trần Văn Nam" and first.returned_by == world.cast.returner.officer
    with pytest.raises(InvalidInput):
        give(world, done, first)
    give(world, done, second)
    with pytest.raises(refusals.NoOriginals):
        give(world, done, second)


def test_a_result_is_not_handed_over_while_originals_lie_here_without_a_word_why(world):
    done = kept(world, issued)
    with pytest.raises(InvalidInput) as refused:
        act(world, actions.give_back, done.number, world.cast.returner, SELF)
    assert [fault.field for fault in refused.value.faults] == ["originals_reason"]
    assert not HandOver.objects.exists()
    why = inputs.GiveBack(collector=inputs.Collector.SELF, originals_reason="Công an đang giữ để giám định.")
    act(world, actions.give_back, done.number, world.cast.returner, why)
    assert row(done).state == State.RETURNED and row(done).originals == 1


def test_after_the_end_they_can_still_be_given_back(world):
    done = kept(world)
    stop = inputs.Withdraw(reason="Đổi ý.")
    act(world, actions.withdraw, done.number, world.cast.hoa, stop)
    give(world, done, *Original.objects.all())
    assert row(done).originals == 0 and row(done).state == State.WITHDRAWN


def test_originals_of_another_dossier_are_not_given_back_here(world):
    done, other = kept(world), kept(world)
    strange = Original.objects.filter(dossier_id=other.dossier_id).first()
    with pytest.raises(InvalidInput):
        give(world, done, strange)
    assert Original.objects.filter(returned_at=None).count() == 4


def test_only_the_desk_takes_and_gives_originals(world):
    done = kept(world)
    with pytest.raises(refusals.NotYourRole):
        act(world, actions.keep_originals, done.number, world.cast.clerk, TAKEN)
    with pytest.raises(refusals.NotYourRole):
        give(world, done, *Original.objects.all(), player=world.cast.case)
    with pytest.raises(NotFound):
        give(world, done, *Original.objects.all(), player=world.cast.stranger)


@pytest.mark.parametrize("names", [(), ("x",) * 21, (" ",), ("x" * 301,)])
def test_nameless_and_too_many_originals_are_refused(world, names):
    done = taken_in(world)
    with pytest.raises(InvalidInput):
        act(world, actions.keep_originals, done.number, world.cast.reception, inputs.KeepOriginals(names))
    assert row(done).originals == 0


@pytest.mark.django_db(transaction=True)
def test_taking_and_giving_need_no_transaction_around_them():
    world = make_world()
    done = kept(world)
    give(world, done, *Original.objects.all())
    assert row(done).originals == 0
