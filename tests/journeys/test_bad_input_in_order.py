"""Acts out of order, twice, too late and on what is not one's own, through the real pages, in both languages.

Each item is refused with a sentence in the person's language and a next step, leaves one line in the log, changes no
row of any table, and keeps what was typed on the page.
Two officers at the very same moment: tests/dossiers/test_races.py and test_pages_desk_at_once.py, on both databases.
"""

import logging
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from motcua.chronicle.models import Entry
from motcua.dossiers.models import Dossier, Draft
from motcua.dossiers.rules import refusals
from motcua.dossiers.rules.states import Act
from motcua.foundation import refusal as house
from motcua.people.models import Mandate
from motcua.people.rules import ForOfficers, OutOfOffice
from tests.dossiers.online import PAGES, online_world
from tests.dossiers.walking import begin
from tests.journeys.wrong import (
    Item,
    Scene,
    counter,
    everything,
    not_found,
    refused,
    said,
    signed_in,
    trouble,
    troubles,
)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_is_wrong_in_order_is_refused_in_words_traced_once_and_changes_nothing(
    office, language, caplog, settings
):
    found = troubles(in_order(office), language, caplog, settings)
    assert not found, "\n".join(found)


def in_order(scene: Scene) -> Iterator[Item]:
    """Acts out of order, on an older state, without the right, and on what is not one's own."""
    cast = scene.world.cast
    going = scene.seen("going")
    yield Item(
        "an act out of order",
        cast.leader,
        scene.act("going", "phe-duyet"),
        {"seen": going, "text": ""},
        **refused(refusals.NotYourRole),
    )
    yield Item(
        "an act of a later state",
        cast.returner,
        scene.act("new", "tra-ket-qua"),
        {"seen": "1", "collector": "self"},
        **refused(refusals.StepNotAllowed),
    )
    yield Item(
        "an act that was done before",
        cast.reception,
        scene.act("going", "tiep-nhan"),
        {"seen": going},
        **refused(refusals.StepNotAllowed),
    )
    yield Item(
        "on what a colleague changed meanwhile",
        cast.case,
        scene.act("going", "ghi-chu"),
        {"seen": "1", "text": "Đã gọi điện."},
        409,
        "Nothing of yours was carried out. This is what changed since you opened the dossier; what you typed is kept below.",
        code=refusals.SomeoneWasFaster.code,
        kept=("Đã gọi điện.",),
    )
    yield Item(
        "thousands of digits for what was seen",
        cast.leader,
        scene.act("going", "phe-duyet"),
        {"seen": "9" * 5000},
        **refused(refusals.NotYourRole),
    )
    yield Item(
        "an officer who does not work there",
        cast.head,
        scene.act("going", "giao-viec"),
        {"seen": going, "officer_id": str(cast.stranger_case.officer.pk), "note": "Giúp nhé"},
        kept=("Giúp nhé",),
        **refused(refusals.NotAnOfficerHere),
    )
    for who in (cast.stranger, cast.nam):
        for slug in ("ghi-chu", "tiep-nhan"):
            gone = house.NotFound if who is cast.stranger else ForOfficers
            yield Item(
                f"an act on another's dossier by {who.account.name}",
                who,
                scene.act("new", slug),
                {"seen": "1", "text": "x"},
                **not_found(gone),
            )
        yield Item(
            f"another's dossier opened by {who.account.name}",
            who,
            scene.address("dossiers:dossier", "going"),
            None,
            **not_found(house.NotFound),
        )
        yield Item(
            f"another's own page opened by {who.account.name}",
            who,
            scene.address("dossiers:own", "going"),
            None,
            **not_found(house.NotFound),
        )
        yield Item(
            f"another's draft opened by {who.account.name}",
            who,
            scene.page("draft-check"),
            {"declared": "on"},
            **not_found(house.NotFound),
        )
    yield Item(
        "a route that is only posted to, by a stranger",
        cast.stranger,
        scene.address("dossiers:reveal", "going"),
        None,
        **not_found(house.NotFound),
    )
    yield Item(
        "a number that nobody has",
        cast.case,
        reverse("dossiers:dossier", args=["000.00.15.H15-260101-9999"]),
        None,
        **not_found(house.NotFound),
    )
    yield Item(
        "a wrong look-up code",
        None,
        reverse("dossiers:track"),
        {"number": scene.numbers["going"], "secret": "ABCD2345"},
        422,
        "Check these eight characters: they or the number do not fit.",
        kept=("ABCD2345", scene.numbers["going"]),
    )


# What is sent twice, and what came too late ----------------------------------------------------------------


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_double_click_is_one_act_and_its_one_entry_is_the_trace(office, language, caplog):
    caplog.set_level(logging.INFO)
    client = signed_in(office.world.cast.case, language)
    press = {"seen": office.seen("going"), "text": "Đã gọi điện."}
    first = client.post(office.act("going", "ghi-chu"), press)
    before, entries = everything(), Entry.objects.filter(kind=Act.NOTE).count()
    second = client.post(office.act("going", "ghi-chu"), press)
    assert (
        (second.status_code, second["Location"])
        == (first.status_code, first["Location"])
        == (302, first["Location"])
    )
    assert everything() == before and entries == 1
    assert caplog.messages == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_same_submit_twice_is_one_request_and_one_receipt(db, language, caplog):
    walker = begin(online_world())
    walker.client.cookies["django_language"] = language
    walker.to_check()
    caplog.set_level(logging.INFO)
    first = walker.send()
    before = everything()
    second = walker.send()
    assert first.status_code == second.status_code == 302 and first["Location"] == second["Location"]
    assert everything() == before
    assert Dossier.objects.count() == Entry.objects.filter(kind=Act.SUBMIT).count() == 1
    assert caplog.messages == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_same_counter_form_twice_is_one_request(office, language, caplog):
    caplog.set_level(logging.INFO)
    client = signed_in(office.world.cast.reception, language)
    form, address = counter(), f"{reverse('dossiers:counter')}?thu-tuc=1.000001"
    first = client.post(address, form)
    before = everything()
    second = client.post(address, form)
    assert first.status_code == second.status_code == 302 and first["Location"] == second["Location"]
    assert everything() == before and caplog.messages == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_expired_draft_says_when_it_expired_and_how_to_begin_again(office, language, caplog):
    caplog.set_level(logging.INFO)
    Draft.objects.update(expires_at=timezone.now() - timedelta(days=1))
    item = Item("an expired draft", office.world.cast.hoa, office.page("draft-page", "dia-diem"), PAGES["dia-diem"], 410,
                refusals.DraftExpired.sentence, code=refusals.DraftExpired.code)  # fmt: skip
    assert not list(trouble(item, language, caplog))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_officer_whose_mandate_ended_acts_no_more(office, language, caplog):
    """In the middle of a session: the next press is refused, and the session is over."""
    caplog.set_level(logging.INFO)
    player = office.world.cast.case
    client = signed_in(player, language)
    assert client.get(office.act("going", "trinh")).status_code == 200
    Mandate.objects.filter(pk=player.mandate.pk).update(ends_at=timezone.now() - timedelta(minutes=1))
    before = everything()
    caplog.clear()
    answer = client.post(
        office.act("going", "trinh"), {"seen": office.seen("going"), "outcome": "grant", "summary": "Đủ."}
    )
    page = unescape(answer.content.decode())
    assert answer.status_code == 403
    assert said(OutOfOffice.sentence, language) in page and said(OutOfOffice.next_step, language) in page
    assert len(caplog.messages) == 1 and "code=people.out-of-office route=dossiers:act" in caplog.messages[0]
    assert everything() == before
    assert client.get(reverse("dossiers:desk")).status_code == 302  # to sign in
