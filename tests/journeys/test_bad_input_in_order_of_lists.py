"""A firm's list and moving in out of order: twice, after the session or the right ended, and on what is not one's own.

Wrong cells and files: tests/journeys/test_bad_input_in_tables.py. Killed in the middle: tests/dossiers/test_many_processes.py
and tests/operations/importing/test_killed.py.
"""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from motcua.dossiers.models import Bundle, Dossier
from motcua.operations.importing import pages as importing
from motcua.operations.importing import running
from motcua.operations.models import Import
from motcua.people.models import Mandate
from motcua.people.rules import OutOfOffice
from tests.dossiers import listed
from tests.dossiers.test_pages_lists import COUNTER, TYPED, carried
from tests.journeys import bad_tables, wrong
from tests.journeys.wrong import said, signed_in
from tests.operations.importing.tables import dossier

MOVING = "/quan-tri/nhap/"


@pytest.fixture
def world(db):
    world = listed.make_listing()
    world.at = timezone.now()  # pages read the real clock
    return world


def everything() -> dict[str, list[str]]:
    """But when accounts signed in last."""
    return {table: rows for table, rows in wrong.everything().items() if table != "people_account"}


def ended(player) -> None:
    Mandate.objects.filter(pk=player.mandate.pk).update(ends_at=timezone.now() - timedelta(minutes=1))


def rows():
    return SimpleUploadedFile("danh-sach.xlsx", listed.workbook(listed.line(0), listed.line(1)))


def moving_rows():
    row = dossier()
    return SimpleUploadedFile("ho-so.csv", bad_tables.plain([list(row), list(row.values())]))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_desk_whose_mandate_ended_takes_no_list_in(world, language):
    desk = signed_in(world.cast.reception, language)
    page = desk.get(COUNTER).content.decode()
    typed = TYPED | {"submission-id": re.search(r'name="submission-id" value="([^"]+)"', page)[1]}
    sending = typed | {"list-rows": carried(desk.post(COUNTER, typed | {"table": rows()}))}
    ended(world.cast.reception)
    before = everything()
    answer = desk.post(COUNTER, sending)
    assert answer.status_code == 403 and said(OutOfOffice.sentence, language) in unescape(answer.text)
    assert everything() == before and not Bundle.objects.exists()


def test_rows_that_another_officer_looked_at_are_not_sent_by_a_copied_form(world):
    desk, other = signed_in(world.cast.reception, "vi"), signed_in(world.cast.stranger, "vi")
    looked = desk.post(COUNTER, TYPED | {"table": rows()})
    before = everything()
    answer = other.post(COUNTER, TYPED | {"list-rows": carried(looked)})
    assert answer.status_code in (403, 404, 409, 422) and everything() == before


@pytest.mark.parametrize("who", ["nobody", "neighbour"])
def test_a_list_of_somebody_else_is_neither_opened_nor_sent(world, who):
    draft = listed.ready_draft(world, rows=[listed.row(0)])
    client = signed_in(world.cast.nam, "vi")
    if who == "nobody":
        client.logout()
    before = everything()
    for name, data in (("draft-list", {"table": rows(), "_add": "1"}), ("draft-check", {"declared": "on"})):
        answer = client.post(reverse(f"dossiers:{name}", args=[draft]), data)
        assert answer.status_code in (302, 404), name
        assert answer.status_code == 404 or answer["Location"].startswith(reverse("people:sign-in"))
    assert everything() == before and not Dossier.objects.exists()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_import_is_confirmed_once_and_an_ended_mandate_or_session_confirms_none(world, language):
    operator = signed_in(world.cast.operator, language)
    page = operator.post(MOVING, {"file": moving_rows(), "kind": ""})["Location"]
    stranger = signed_in(world.cast.case, language)
    before = everything()
    assert stranger.post(page, {"do": "all"}).status_code in (403, 404)
    gone = signed_in(world.cast.operator, language)
    gone.logout()
    assert gone.post(page, {"do": "all"})["Location"].startswith(reverse("people:sign-in"))
    assert everything() == before
    for _ in range(2):
        assert operator.post(page, {"do": "all"})["Location"] == page
    assert Dossier.objects.count() == 1
    ended(world.cast.operator)
    before = everything()
    for address, data in ((page, {"do": "all"}), (f"{page}rut-lai/", {}), (MOVING, {"file": moving_rows()})):
        operator.force_login(world.cast.operator.account)
        answer = operator.post(address, data)
        assert answer.status_code == 403 and said(OutOfOffice.sentence, language) in unescape(answer.text)
    assert everything() == before


def test_an_import_left_to_the_job_writes_nothing_for_an_operator_whose_mandate_ended(world, monkeypatch):
    operator = signed_in(world.cast.operator, "vi")
    page = operator.post(MOVING, {"file": moving_rows(), "kind": ""})["Location"]
    monkeypatch.setattr(importing, "AT_ONCE_BYTES_MAX", 0)
    operator.post(page, {"do": "all"})
    assert Import.objects.get().confirmed_at and not Dossier.objects.exists()
    ended(world.cast.operator)
    running.go_on(at=timezone.now())
    assert not Dossier.objects.exists()
