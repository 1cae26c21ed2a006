"""What is wrong with a paper is said when it is attached, with what helps; and it never stops what may be handed in."""

import io
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from motcua.documents.rules import about_pages, about_validity
from motcua.documents.rules.findings import months_later
from motcua.dossiers.actions import drafts
from motcua.dossiers.models import Draft, DraftPaper
from tests.documents.hostile import locked, plain
from tests.dossiers.build import PROCEDURE, make_world

pytestmark = pytest.mark.django_db
AGEING = PROCEDURE.replace(
    "        kind: copy\n", "        kind: copy\n        pages: 2\n        valid_months: 6\n", 1
)


@pytest.fixture
def drafting(english):
    world = make_world(text=AGEING)
    draft_id = drafts.begin(reach=world.reach(world.cast.hoa), version_id=world.version_id, at=world.at)
    chosen = drafts.DraftChanges(case="chung", agency_id=world.cast.department.pk)
    drafts.save(draft_id=draft_id, reach=world.reach(world.cast.hoa), at=world.at, changes=chosen)
    Draft.objects.update(expires_at="2099-01-01T00:00:00Z")
    client = Client()
    client.force_login(world.cast.hoa.account)
    return client, reverse("dossiers:draft-papers", args=[draft_id])


def file(content, name):
    stream = io.BytesIO(content)
    stream.name = name
    return stream


def test_a_blank_page_is_told_on_the_spot_and_may_be_sent_anyway(drafting):
    client, place = drafting
    answer = client.post(place, {"file-giay-chung-minh": file(plain(1200, 1600), "anh.png"), "_next": "1"})
    assert answer["Location"].startswith(f"{place}?luu-y")  # it stays once, to be read
    page = client.get(answer["Location"].split("#")[0]).content.decode()
    assert (
        "Page 1 is blank." in page and "scan that side again" in page and "never stops your request" in page
    )
    assert "1 of 2 pages are there." in page
    assert place not in client.post(place, {"_next": "1"})["Location"]  # and goes on at the next press


def test_a_locked_file_is_refused_with_the_fix_and_nothing_is_kept(drafting):
    client, place = drafting
    answer = client.post(place, {"file-giay-chung-minh": file(locked(), "a.pdf"), "_attach": "1"})
    assert answer.status_code == 422
    assert "Save it again without a password" in answer.content.decode() and DraftPaper.objects.count() == 0


def test_an_expired_paper_is_told_by_the_date_on_it(drafting):
    client, place = drafting
    client.post(place, {"file-giay-chung-minh": file(plain(1200, 1600), "anh.png"), "_attach": "1"})
    client.post(place, {"issued-giay-chung-minh": "01/02/2020", "_attach": "1"})
    page = client.get(place).content.decode()
    assert "valid until 1 August 2020" in page and 'value="01/02/2020"' in page
    wrong = client.post(place, {"issued-giay-chung-minh": "31/02/2020", "_attach": "1"})
    assert wrong.status_code == 422 and DraftPaper.objects.get().issued_on == date(2020, 2, 1)


def test_pages_and_dates_are_counted_plainly():
    assert (
        about_pages(declared=2, found=2)
        == about_pages(declared=0, found=1)
        == about_pages(declared=2, found=0)
        == ()
    )
    assert about_validity(issued_on=date(2026, 1, 31), valid_months=1, on=date(2026, 2, 28)) == ()
    assert (
        about_validity(issued_on=date(2026, 1, 31), valid_months=1, on=date(2026, 3, 1))[0].code == "expired"
    )
    assert months_later(date(2024, 8, 31), 18) == date(2026, 2, 28)
