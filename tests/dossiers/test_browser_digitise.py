"""Attaching with notes, and digitising at the counter, in a real browser: readable, reachable, fitting a phone."""

import pytest
from django.urls import reverse
from django.utils import timezone

from motcua.documents import actions as documents
from motcua.documents.rules.copies import PROGRAMS
from motcua.dossiers.actions import drafts
from motcua.dossiers.models import Paper
from motcua.dossiers.rules import inputs
from tests import programs
from tests.browser import expect, troubles_at_each_width, wait_for
from tests.documents import writing
from tests.documents.hostile import plain
from tests.dossiers.build import PROCEDURE, make_world, submitted

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AGEING = PROCEDURE.replace(
    "        kind: copy\n", "        kind: copy\n        pages: 2\n        valid_months: 6\n", 1
)


@pytest.fixture
def world():
    made = make_world(text=AGEING)
    made.at = timezone.now()
    return made


def in_views(live_browser, path, name, account):
    for language in ("vi", "en"):
        page = live_browser.open(path, language=language, account=account)
        assert troubles_at_each_width(page, f"{name}-{language}", axe=language == "vi") == []
        page.context.close()


def test_a_person_reads_the_notes_beside_what_was_attached(live_browser, world):
    reach, hoa = world.reach(world.cast.hoa), world.cast.hoa.account
    draft_id = drafts.begin(reach=reach, version_id=world.version_id, at=world.at)
    drafts.save(
        draft_id=draft_id, reach=reach, at=world.at,
        changes=drafts.DraftChanges(case="chung", agency_id=world.cast.department.pk),
    )  # fmt: skip
    place = reverse("dossiers:draft-papers", args=[draft_id])
    page = live_browser.open(place, width=390, account=hoa)
    page.set_input_files(
        "input[type=file]", {"name": "anh-chup.png", "mimeType": "image/png", "buffer": plain(1200, 1600)}
    )
    page.click("button[name=_attach]")
    page.wait_for_selector(".heeds")
    page.fill("input[name=issued-giay-chung-minh]", "01/02/2020")
    page.click("button[name=_attach]")
    page.wait_for_selector("text=01/08/2020")
    in_views(live_browser, f"{place}?luu-y", "giay-to", hoa)


def test_the_counter_photographs_compares_and_signs_off(live_browser, world):
    missing = [name for name in PROGRAMS if not programs.find(name)]
    if missing:
        pytest.skip(f"{', '.join(missing)} not installed: {PROGRAMS[missing[0]]}")
    done = submitted(world, papers=(inputs.PaperGiven(code="giay-chung-minh", name="Giấy chứng minh"),))
    row, reception = Paper.objects.get(dossier_id=done.dossier_id), world.cast.reception.account
    place = reverse("dossiers:digitise", args=[done.number, row.pk])
    in_views(live_browser, place, "so-hoa-quet", reception)
    page = live_browser.open(place, width=1280, account=reception)
    assert page.get_attribute("input[name=photo]", "capture") == "environment"
    one = writing.PEOPLE[0]
    photo = writing.degraded(writing.paper(one, dpi=200), dpi=200, turn=2, blur=0.6, shadow=True, seed=3)
    page.set_input_files(
        "input[name=photo]", {"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": writing.jpeg(photo)}
    )
    page.click("button[name=take]")
    page.wait_for_selector("[hx-trigger]")
    in_views(live_browser, place, "so-hoa-cho", reception)
    documents.make_copy(at=timezone.now())
    wait_for(page, lambda: page.locator(".sheet-picture").count() == 1)  # it came by itself
    in_views(live_browser, place, "so-hoa-doi-chieu", reception)
    expect(page.locator("input[name=said-identity]")).to_have_value(one.identity)
    page.check("input[name=compared]")
    page.keyboard.press("Escape")
    page.click("button[name=sign-off]")
    page.wait_for_selector("#giay-to")
    in_views(live_browser, reverse("dossiers:dossier", args=[done.number]), "so-hoa-xong", reception)
