"""Bad input in one act on many requests: wrong values, twice, too late, without the right, on what is not one's own.

Each is refused with a sentence and a next step in the officer's language, leaves one line in the log and changes no
row; what only looks wrong is kept whole. Killed workers: tests/dossiers/test_many_processes.py.
"""

import logging
import unicodedata
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from motcua.design.methods import WrongMethod
from motcua.dossiers import actions
from motcua.dossiers.actions import bulk
from motcua.dossiers.models import BulkAct, BulkLine, Dossier, Movement, Wait
from motcua.dossiers.rules import checks, inputs, refusals
from motcua.dossiers.rules.bulk import LineState, Stage
from motcua.dossiers.rules.states import Act, State
from motcua.foundation import refusal as house
from motcua.people.models import Mandate
from motcua.people.rules import ForOfficers, OutOfOffice
from tests.dossiers.build import act, in_progress, row, taken_in
from tests.journeys.bad_values import FORMULA, HELD, LONG
from tests.journeys.wrong import HTML, Item, Scene, everything, not_found, refused, said, signed_in, troubles

NOT_FOUND = not_found(house.NotFound)
TOO_LONG = checks.too_long("", most=0).sentence
SQL = "'; DROP TABLE dossiers_dossier; --"
HIDDEN = "Bản\u200b chụp\u202e mờ\x07\ufeff"
RETURNING = {"reason": "Bản chụp mờ.", "paper": "Giấy chứng minh"}


def choose(slug: str) -> str:
    return reverse("dossiers:bulk", args=[slug])


def picked(*dones) -> list[str]:
    return [f"{done.number}@{done.revision}" for done in dones]


def asked(scene: Scene, kind: Act, player, *dones) -> BulkAct:
    ids = [done.dossier_id for done in dones]
    return bulk.ask(act=kind, ids=ids, reach=scene.world.reach(player), at=scene.world.at)


def page_of(found: BulkAct) -> str:
    return reverse("dossiers:bulk-act", args=[found.key])


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_is_wrong_in_choosing_is_refused_and_nothing_is_noted(office, language, caplog, settings):
    found = troubles(choosing(office), language, caplog, settings)
    assert not found, "\n".join(found)
    assert not BulkAct.objects.exists()


def choosing(scene: Scene) -> Iterator[Item]:
    cast, returning = scene.world.cast, choose("yeu-cau-bo-sung")
    mine = picked(in_progress(scene.world))
    nothing = refused(refusals.NothingSelected)
    yield Item("nothing", cast.case, returning, {}, **nothing)
    yield Item("another agency's", cast.stranger, returning, {"h": mine}, **nothing)
    for name, value in {
        "an empty number": "",
        "a number that nobody has": "000.00.15.H15-260101-9999@1",
        "hidden signs": "\u202e@\u200b",
        "a sign of no text": f"{mine[0][:6]}\0",
        "SQL": SQL,
        "HTML": HTML,
        "a formula": FORMULA,
        "thousands of digits": f"{LONG}@{LONG}",
    }.items():
        yield Item(f"only {name}", cast.case, returning, {"h": [value]}, **nothing)
    for slug in ("phe-duyet", "khong-co"):
        yield Item(f"an act that is not for many: {slug}", cast.case, choose(slug), {"h": mine}, **NOT_FOUND)
    yield Item("by the person's own account", cast.hoa, returning, {"h": mine}, **refused(ForOfficers))
    yield Item("opened as a page", cast.case, returning, None, **refused(WrongMethod))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_is_wrong_in_confirming_is_refused_and_nothing_is_done(office, language, caplog, settings):
    found = troubles(confirming(office), language, caplog, settings)
    assert not found, "\n".join(found)
    assert {one.stage for one in BulkAct.objects.all()} == {Stage.ASKED}


def confirming(scene: Scene) -> Iterator[Item]:
    cast, world = scene.world.cast, scene.world
    one = in_progress(world)
    returned = page_of(asked(scene, Act.ASK_SUPPLEMENT, cast.case, one))
    given = page_of(asked(scene, Act.ASSIGN, cast.head, one))
    handed = page_of(asked(scene, Act.HAND_OVER, cast.reception, taken_in(world)))
    words = "Write this in one or two sentences; the applicant reads it."
    paper = "Name at least one paper that is missing or must be corrected."

    def returning(name: str, says: str, **changes: object) -> Item:
        data = RETURNING | changes
        kept = (RETURNING["reason"],) if "reason" not in changes else ()
        return Item(f"return: {name}", cast.case, returned, data, 422, says, kept=kept)

    yield returning("no reason", words, reason="")
    yield returning("a reason of spaces", words, reason=" \u00a0\n ")
    yield returning("a reason nobody sees", words, reason="\u200b\u202e\ufeff")
    yield returning("a reason without end", TOO_LONG, reason="á" * 3_999)
    yield returning("no paper", paper, paper="")
    yield returning("papers nobody sees", paper, paper="\u200b\n\u202e\n \n")
    yield returning(
        "papers without end", "Name at most %(most)s other papers.", paper="\n".join(map(str, range(21)))
    )
    yield returning("a paper without end", TOO_LONG, paper="x" * 301)
    for name, code in {"another list": "khong-co", "SQL": SQL, "HTML": HTML, "digits": LONG}.items():
        yield returning(f"a paper of {name}", "Tick only papers that stand on this list.", papers=[code])
    yield returning("nothing ticked", "Tick at least one dossier.", ticked="1", h=["x"])
    choose_one = "Choose who is to handle these dossiers."
    for name, value in {
        "nobody": "", "zero": "0", "negative": "-1", "a square": "²", "other digits": "٣", "part": "1.0", "infinite": "1e309",
        "thousands of digits": LONG, "SQL": SQL, "HTML": HTML, "of another agency": str(cast.stranger_case.officer.pk),
    }.items():  # fmt: skip
        data = {"officer_id": value, "note": "Nhờ anh xem"}
        yield Item(f"given to {name}", cast.head, given, data, 422, choose_one, kept=("Nhờ anh xem",))
    most = TOO_LONG
    officer = str(cast.case.officer.pk)
    yield Item(
        "a note without end", cast.head, given, {"officer_id": officer, "note": "á" * 3_999}, 422, most
    )
    yield Item("words without end", cast.reception, handed, {"note": "á" * 3_999}, 422, most)
    for name, address in {
        "another's": returned,
        "nobody's": reverse("dossiers:bulk-act", args=[uuid4()]),
    }.items():
        yield Item(f"{name}, opened", cast.head, address, None, **NOT_FOUND)
        yield Item(f"{name}, said yes to", cast.head, address, RETURNING, **NOT_FOUND)
        yield Item(f"{name}, taken back", cast.head, f"{address}rut-lai/", {}, **NOT_FOUND)
    yield Item(
        "taken back before it was done",
        cast.case,
        f"{returned}rut-lai/",
        {},
        **refused(refusals.NothingToUndo),
    )


def test_what_only_looks_wrong_is_kept_whole_and_is_text_wherever_it_is_shown(office, caplog):
    caplog.set_level(logging.INFO)
    client, case = signed_in(office.world.cast.case, "vi"), office.world.cast.case
    for typed, stays in (
        (HTML, HTML),
        (FORMULA, FORMULA),
        (SQL, SQL),
        (unicodedata.normalize("NFD", HELD), HELD),
        (HIDDEN, "Bản chụp mờ"),
        ("Mờ\0 quá", "Mờ quá"),
    ):
        done = in_progress(office.world)
        page = page_of(asked(office, Act.ASK_SUPPLEMENT, case, done))
        assert client.post(page, {"reason": typed, "paper": typed}).status_code == 302, typed
        wait = Wait.objects.get(dossier=done.dossier_id)
        assert wait.reason == stays and [item["name"] for item in wait.items] == [stays]
        for address in (page, reverse("dossiers:dossier", args=[done.number])):
            shown = client.get(address).content.decode()
            assert "<script>alert" not in shown and "<img src=x" not in shown
        assert stays not in "\n".join(caplog.messages)


# Twice, and too late ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["vi", "en"])
def test_pressed_twice_and_pressed_again_after_going_back_it_is_one_act(office, language, caplog):
    caplog.set_level(logging.INFO)
    client, one = signed_in(office.world.cast.case, language), in_progress(office.world)
    page = client.post(choose("yeu-cau-bo-sung"), {"h": picked(one)})["Location"]
    assert client.post(page, RETURNING).status_code == 302
    before = everything()
    for again in (RETURNING, RETURNING | {"reason": "Khác."}, {"reason": ""}):
        assert client.post(page, again)["Location"] == page
    assert everything() == before and caplog.messages == []
    assert client.post(f"{page}rut-lai/").status_code == 302
    before = everything()
    for _ in range(2):
        assert client.post(f"{page}rut-lai/")["Location"] == page
    assert everything() == before
    assert Movement.objects.filter(dossier=one.dossier_id, act=Act.UNDO).count() == 1


@pytest.mark.parametrize("language", ["vi", "en"])
def test_who_chose_the_same_at_once_is_told_and_each_is_done_once(office, language):
    """Two tabs, or two officers: what the first did is not done over, and the second reads which and why."""
    one, other = in_progress(office.world), in_progress(office.world)
    first, second = signed_in(office.world.cast.case, language), signed_in(office.world.cast.head, language)
    pages = [who.post(choose("yeu-cau-bo-sung"), {"h": picked(one)})["Location"] for who in (first, first)]
    theirs = second.post(choose("giao-viec"), {"h": picked(one, other)})["Location"]
    first.post(pages[0], RETURNING)
    first.post(pages[1], RETURNING)
    second.post(theirs, {"officer_id": office.world.cast.case.officer.pk})
    faster = said(refusals.SomeoneWasFaster.sentence, language)
    for who, page in ((first, pages[1]), (second, theirs)):
        assert faster in unescape(who.get(page).content.decode())
    assert Wait.objects.filter(dossier=one.dossier_id).count() == 1
    assert row(one).holder_id is None and row(other).holder_id == office.world.cast.case.officer.pk


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_is_no_longer_possible_for_some_is_named_and_the_rest_goes(office, language):
    cast = office.world.cast
    gone, stays = in_progress(office.world), in_progress(office.world)
    client = signed_in(cast.case, language)
    page = client.post(choose("yeu-cau-bo-sung"), {"h": picked(gone, stays)})["Location"]
    act(office.world, actions.note, gone.number, cast.case, inputs.Words(text="Đã gọi."))
    client.post(page, RETURNING)
    shown = unescape(client.get(page).content.decode())
    assert said(refusals.SomeoneWasFaster.sentence, language) in shown and gone.number in shown
    assert (row(gone).state, row(stays).state) == (State.IN_PROGRESS, State.SUPPLEMENT)
    stale = client.post(choose("yeu-cau-bo-sung"), {"h": picked(gone)})["Location"]
    shown = unescape(client.get(stale).content.decode())
    assert said(refusals.SomeoneWasFaster.sentence, language) in shown, "what was seen is older"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_while_for_taking_back_that_is_over_is_said(office, language, caplog):
    client, one = signed_in(office.world.cast.case, language), in_progress(office.world)
    page = client.post(choose("yeu-cau-bo-sung"), {"h": picked(one)})["Location"]
    client.post(page, RETURNING)
    BulkAct.objects.update(first_at=timezone.now() - timedelta(minutes=11))
    before = everything()
    answer = client.post(f"{page}rut-lai/")
    assert answer.status_code == 409 and said(refusals.BulkUndoTooLate.sentence, language) in unescape(
        answer.text
    )
    assert everything() == before


# Without the right -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("moment", ["choosing", "confirming", "taking back"])
def test_an_officer_whose_mandate_ended_meanwhile_does_nothing(office, moment, language, caplog):
    caplog.set_level(logging.INFO)
    player, one = office.world.cast.case, in_progress(office.world)
    client = signed_in(player, language)
    page = client.post(choose("yeu-cau-bo-sung"), {"h": picked(one)})["Location"]
    if moment == "taking back":
        client.post(page, RETURNING)
    Mandate.objects.filter(pk=player.mandate.pk).update(ends_at=timezone.now() - timedelta(minutes=1))
    before = everything()
    caplog.clear()
    address, data = {
        "choosing": (choose("yeu-cau-bo-sung"), {"h": picked(one)}),
        "confirming": (page, RETURNING),
        "taking back": (f"{page}rut-lai/", {}),
    }[moment]
    answer = client.post(address, data)
    assert answer.status_code == 403 and said(OutOfOffice.sentence, language) in unescape(answer.text)
    assert len(caplog.messages) == 1 and "code=people.out-of-office" in caplog.messages[0]
    assert everything() == before


def test_a_right_that_was_lost_before_the_job_came_is_asked_again_for_each(office, monkeypatch):
    """Confirmed in time, done later: by the rights of that moment, and the page names what was left."""
    monkeypatch.setattr(bulk, "AT_ONCE_MAX", 0)
    player, one = office.world.cast.case, in_progress(office.world)
    client = signed_in(player, "vi")
    page = client.post(choose("yeu-cau-bo-sung"), {"h": picked(one)})["Location"]
    client.post(page, RETURNING)
    Mandate.objects.filter(pk=player.mandate.pk).update(ends_at=timezone.now() - timedelta(minutes=1))
    bulk.go_on(at=timezone.now())
    assert row(one).state == State.IN_PROGRESS
    assert BulkLine.objects.get().state == LineState.REFUSED and BulkAct.objects.get().stage is Stage.DONE


@pytest.mark.parametrize("moment", ["choosing", "confirming", "taking back"])
def test_a_session_that_ended_leads_to_signing_in_and_back(office, moment):
    one = in_progress(office.world)
    client = signed_in(office.world.cast.case, "vi")
    page = client.post(choose("yeu-cau-bo-sung"), {"h": picked(one)})["Location"]
    client.logout()
    before = everything()
    address, came_from = {
        "choosing": (choose("yeu-cau-bo-sung"), reverse("dossiers:desk")),
        "confirming": (page, page),
        "taking back": (f"{page}rut-lai/", page),
    }[moment]
    answer = client.post(address, RETURNING | {"h": picked(one)}, headers={"referer": came_from})
    assert answer.status_code == 302 and answer["Location"].startswith(reverse("people:sign-in"))
    assert came_from.strip("/").replace("/", "%2F") in answer["Location"]
    assert everything() == before and Dossier.objects.get(pk=one.dossier_id).state == State.IN_PROGRESS
