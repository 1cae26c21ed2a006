"""What the server does for a device that kept something: keys of its owner alone, files once, notes not emptied."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from motcua.dossiers import queries
from motcua.dossiers.models import Draft, DraftPaper
from tests.documents.samples import PDF, PNG
from tests.dossiers.online import PAGES, online_world
from tests.dossiers.test_pages_people_draft import body
from tests.dossiers.walking import begin, signed_in

JSON = {"accept": "application/json"}


@pytest.fixture
def walker(db):
    begun = begin(online_world())
    begun.post("draft-case", data={"case": "mot-nguoi"})
    for page in PAGES:
        begun.answer(page)
    return begun


def upload(name: str, content: bytes):
    return SimpleUploadedFile(name, content)


def kept(walker, **files):
    address = f"{walker.url('draft-save')}?trang=papers"
    return walker.client.post(address, files, headers=JSON)


def test_each_account_has_a_key_and_a_name_of_its_own_on_a_device(walker):
    mine = re.findall(r'data-(owner|key)="([0-9a-f]+)"', body(walker.get("draft-page", "dia-diem")))
    again = re.findall(r'data-(owner|key)="([0-9a-f]+)"', body(walker.client.get("/ho-so-cua-toi/")))
    page = signed_in(walker.world.cast.nam).get("/ho-so-cua-toi/")
    neighbours = re.findall(r'data-(owner|key)="([0-9a-f]+)"', body(page))
    assert mine == again and len(mine) == 2 and len(dict(mine)["key"]) == 64
    assert not {value for _, value in mine} & {value for _, value in neighbours}


def test_a_file_that_a_device_sends_twice_is_attached_once(walker):
    for _ in range(2):
        assert kept(walker, **{"file-hop-dong": upload("thue.pdf", PDF)}).status_code == 200
    assert DraftPaper.objects.get().name == "thue.pdf"
    # Another file, or the same one for another paper, is another.
    kept(walker, **{"file-ban-ve": upload("thue.pdf", PDF), "file-hop-dong": upload("anh.png", PNG)})
    assert DraftPaper.objects.count() == 3


def test_a_file_that_is_refused_says_why_and_leaves_nothing(walker):
    told = kept(walker, **{"file-hop-dong": upload("thue.pdf", b"nothing of the kind")})
    assert told.status_code == 422 and "thue.pdf" in told.json()["title"]
    assert not DraftPaper.objects.exists()


def test_a_file_for_a_paper_that_is_not_asked_for_is_not_taken(walker):
    kept(walker, **{"file-khong-co": upload("thue.pdf", PDF)})
    assert not DraftPaper.objects.exists()


def test_a_question_whether_the_server_is_there_changes_no_answer(walker):
    before = queries.answers(Draft.objects.get())
    assert kept(walker).status_code == 200
    assert queries.answers(Draft.objects.get()) == before


def test_a_device_of_somebody_else_cannot_send_into_the_draft(walker):
    neighbour = signed_in(walker.world.cast.nam)
    address = f"{reverse('dossiers:draft-save', args=[walker.draft])}?trang=papers"
    told = neighbour.post(address, {"file-hop-dong": upload("a.pdf", PDF)}, headers=JSON)
    assert told.status_code == 404 and not DraftPaper.objects.exists()
