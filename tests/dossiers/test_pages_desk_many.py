"""What may be done with several requests of the desk at once."""

import pytest
from django.urls import reverse

from motcua.dossiers.models import BulkAct, Dossier
from motcua.dossiers.rules import inputs
from tests.dossiers.build import (
    in_progress,
    issued,
    row,
    submitted,
    taken_in,
)

ASK = inputs.AskSupplement(
    reason="Bản chụp mờ.", papers=(inputs.PaperAsked(code="giay-chung-minh", name="Giấy chứng minh"),)
)


def picked(*dones):
    return [f"{done.number}@{Dossier.objects.get(pk=done.dossier_id).revision}" for done in dones]


def chosen(client, slug, *dones):
    """The page that asks, for these."""
    return client.post(reverse("dossiers:bulk", args=[slug]), {"h": picked(*dones)}).url


def done(client, page, **typed):
    assert client.post(page, typed).url == page
    return client.get(page).context


def test_several_are_given_to_one_officer_each_by_an_act_of_its_own(at_desk, world):
    first, second = in_progress(world), in_progress(world)
    client = at_desk(world.cast.head)
    page = chosen(client, "giao-viec", first, second)
    assert len(client.get(page).context["rows"]) == 2
    officer = world.cast.case.officer.pk
    answer = done(client, page, officer_id=officer)
    assert answer["went"] == 2 and not answer["refused"]
    assert row(first).holder_id == row(second).holder_id == officer


def test_what_was_unticked_is_left_out(at_desk, world):
    first, second = in_progress(world), in_progress(world)
    client = at_desk(world.cast.head)
    page = chosen(client, "giao-viec", first, second)
    officer = world.cast.case.officer.pk
    assert done(client, page, officer_id=officer, ticked=1, h=first.number)["went"] == 1
    assert (row(first).holder_id, row(second).holder_id) == (officer, None)


def test_what_cannot_be_done_is_listed_with_its_reason_and_the_rest_is_done(at_desk, world):
    good, ended = in_progress(world), issued(world)
    client = at_desk(world.cast.head)
    answer = done(client, chosen(client, "giao-viec", good, ended), officer_id=world.cast.case.officer.pk)
    assert [one.number for one in answer["rows"]] == [good.number]
    (refused,) = answer["refused"]
    assert refused.dossiers[0].number == ended.number and refused.sentence and refused.next_step


def test_giving_to_nobody_asks_again_and_changes_nothing(at_desk, world):
    one = in_progress(world)
    client = at_desk(world.cast.head)
    assert client.post(chosen(client, "giao-viec", one), {}).status_code == 422
    assert row(one).holder_id is None


def test_sending_the_same_selection_twice_hands_each_over_once(at_desk, world):
    one = taken_in(world)
    client = at_desk(world.cast.reception)
    pages = [chosen(client, "chuyen-buoc", one) for _ in range(2)]
    assert done(client, pages[0])["went"] == 1
    assert done(client, pages[0])["went"] == 1, "the second press shows what the first did"
    assert len(done(client, pages[1])["refused"]) == 1
    assert row(one).step == 1


def test_a_dossier_of_another_office_cannot_be_picked(at_desk, world):
    one = in_progress(world)
    client = at_desk(world.cast.stranger)
    assert client.post(reverse("dossiers:bulk", args=["giao-viec"]), {"h": picked(one)}).status_code == 422
    assert row(one).holder_id is None


@pytest.mark.parametrize("slug", ["tiep-nhan", "khong-co"])
def test_an_act_that_needs_the_single_dossier_is_not_offered_for_several(at_desk, world, slug):
    done = submitted(world)
    url = reverse("dossiers:bulk", args=[slug])
    assert at_desk(world.cast.reception).post(url, {"h": picked(done)}).status_code == 404


def test_nothing_picked_is_said_and_leads_back_to_the_desk(at_desk, world):
    answer = at_desk(world.cast.head).post(reverse("dossiers:bulk", args=["giao-viec"]))
    assert answer.status_code == 422 and "dossiers.nothing-selected" in answer.text
    assert not BulkAct.objects.exists()


def test_what_was_unticked_stays_so_while_something_else_is_corrected(at_desk, world):
    one, two = in_progress(world), in_progress(world)
    client = at_desk(world.cast.head)
    page = chosen(client, "giao-viec", one, two)
    again = client.post(page, {"ticked": "1", "h": [one.number]})
    assert again.status_code == 422
    assert f'value="{one.number}" id="h-1" checked' in again.text
    assert f'value="{two.number}" id="h-2">' in again.text
    nobody = client.post(page, {"ticked": "1", "officer_id": world.cast.case.officer.pk, "note": "Nhờ anh"})
    assert nobody.status_code == 422 and 'href="#h-1"' in nobody.text and "Nhờ anh" in nobody.text
    assert row(one).holder_id is row(two).holder_id is None
