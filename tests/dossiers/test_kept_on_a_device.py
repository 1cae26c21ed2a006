"""What the server does for a device that kept something: keys of its owner alone, files once, notes not emptied."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from motcua.dossiers import queries
from motcua.dossiers.models import Draft, DraftPaper
from tests.documents.samples import PDF, PNG
from tests.dossiers.build import make_world
from tests.dossiers.online import ONLINE, PAGES, online_world
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
    told = kept(walker, **{"file-khong-co": upload("thue.pdf", PDF)})
    assert told.status_code == 422 and "“thue.pdf”" in told.json()["title"], "not lost unseen"
    assert not DraftPaper.objects.exists()


def test_a_file_removed_without_a_line_goes_once_it_is_back(walker):
    kept(walker, **{"file-hop-dong": upload("thue.pdf", PDF)})
    for _ in range(2):
        assert (
            kept(
                walker, _remove=str(DraftPaper.objects.values_list("pk", flat=True).first() or 1)
            ).status_code
            == 200
        )
    assert not DraftPaper.objects.exists()


def test_a_device_of_somebody_else_removes_nothing(walker):
    kept(walker, **{"file-hop-dong": upload("thue.pdf", PDF)})
    neighbour = begin(walker.world, walker.world.cast.nam)
    assert kept(neighbour, _remove=str(DraftPaper.objects.get().pk)).status_code == 200
    assert DraftPaper.objects.count() == 1


def test_a_new_paper_gets_its_date_without_a_line_and_a_day_that_is_none_is_told(db):
    text = ONLINE.replace("en: Lease\n", "en: Lease\n        valid_months: 6\n", 1)
    dated = begin(make_world(text=text))
    dated.post("draft-case", data={"case": "mot-nguoi"})
    for page in PAGES:
        dated.answer(page)
    assert 'name="issued-hop-dong"' in body(dated.get("draft-papers")), "asked before a file is there"
    kept(dated, **{"file-hop-dong": upload("thue.pdf", PDF)})
    assert kept(dated, **{"issued-hop-dong": "01/02/2026"}).status_code == 200
    assert kept(dated, **{"issued-hop-dong": "31/02/2026"}).status_code == 422
    assert DraftPaper.objects.get().issued_on == date(2026, 2, 1)


def test_a_question_whether_the_server_is_there_changes_no_answer(walker):
    before = queries.answers(Draft.objects.get())
    assert kept(walker).status_code == 200
    assert queries.answers(Draft.objects.get()) == before


def test_a_device_of_somebody_else_cannot_send_into_the_draft(walker):
    neighbour = signed_in(walker.world.cast.nam)
    address = f"{reverse('dossiers:draft-save', args=[walker.draft])}?trang=papers"
    told = neighbour.post(address, {"file-hop-dong": upload("a.pdf", PDF)}, headers=JSON)
    assert told.status_code == 404 and not DraftPaper.objects.exists()


# Pages turned without a line -------------------------------------------------------------------------------


@pytest.fixture
def begun(db):
    """At the first page of the form, with nothing answered."""
    walker = begin(online_world())
    walker.post("draft-case", data={"case": "mot-nguoi"})
    return walker


def turned(walker, page, **changes):
    """A page that was turned without a line, as the device sends it later."""
    address = f"{walker.url('draft-save')}?trang={page}&tiep=1"
    return walker.client.post(address, PAGES[page] | changes, headers=JSON)


def test_the_pages_behind_come_with_a_page_and_each_is_a_page_of_its_own(begun):
    page = body(begun.get("draft-page", "chu-quan"))
    ahead = re.findall(r'<template data-ahead="([^"]+)"', page)
    # Whether there is a landlord only the place will say.
    behind = [begun.url(f"draft-{name}") for name in ("papers", "delivery", "contact", "check")]
    assert ahead == [*(begun.url("draft-page", code) for code in ("dia-diem", "von")), *behind]
    reads = re.findall(r'name="_read" value="([^"]+)"', page)
    assert len(reads) == len(set(reads)) == 6
    for place, name in enumerate(("papers", "delivery", "contact")):
        assert (
            re.findall(r'<template data-ahead="([^"]+)"', body(begun.get(f"draft-{name}")))
            == behind[place + 1 :]
        )
    assert "cơ quan chưa nhận được gì" in page, "what waits for the line is said behind them"


def test_the_table_of_a_list_and_the_pages_behind_it_come_along(db):
    world = online_world()
    walker = begin(world, many="1")
    walker.post("draft-case", data={"case": "mot-nguoi"})
    ahead = re.findall(r'<template data-ahead="([^"]+)"', body(walker.get("draft-papers")))
    names = ("draft-list", "draft-delivery", "draft-contact", "draft-check")
    assert ahead == [walker.url(name) for name in names]
    assert body(walker.get("draft-list")).count("<template data-ahead") == 3


def test_a_page_turned_without_a_line_is_passed_once_it_arrives_sound(begun):
    assert begun.resume() == begun.url("draft-page", "chu-quan")
    assert turned(begun, "chu-quan").status_code == 200
    assert begun.resume() == begun.url("draft-page", "dia-diem")
    turned(begun, "dia-diem")
    assert begun.resume() == begun.url("draft-page", "chu-nha"), "the place says that there is one"
    # Saved while one types, nothing is passed.
    begun.client.post(f"{begun.url('draft-save')}?trang=chu-nha", PAGES["chu-nha"], headers=JSON)
    assert begun.resume() == begun.url("draft-page", "chu-nha")


def test_a_page_that_is_not_right_is_kept_and_its_person_is_told(begun):
    turned(begun, "chu-quan")
    turned(begun, "dia-diem", since="31/04/2026")
    assert begun.resume() == begun.url("draft-page", "dia-diem")
    page = body(begun.get("draft-page", "dia-diem"))
    assert "31/04/2026" in page and ">Quán ở đâu, từ ngày nào?</a>”" in page and "chưa đúng" in page
    assert "chưa đúng" not in body(begun.get("draft-page", "dia-diem")), "told once"


def test_several_pages_that_are_not_right_are_told_in_one_notice_each_with_its_link(begun):
    turned(begun, "chu-quan", identity="1")
    turned(begun, "dia-diem", since="31/04/2026")
    left(begun, "papers")
    left(begun, "papers")
    page = body(begun.client.get(begun.resume()))
    assert page.count("khai lúc mất mạng") == 1 and page.count("Giấy tờ kèm theo hồ sơ</a>”") == 1
    for link in (
        begun.url("draft-page", "chu-quan"),
        begun.url("draft-page", "dia-diem"),
        begun.url("draft-papers"),
    ):
        assert f'“<a href="{link}">' in page
    assert "khai lúc mất mạng" not in body(begun.client.get(begun.resume())), "told once"


def test_a_page_that_another_answer_has_taken_away_is_said_to_be_gone(begun):
    turned(begun, "chu-quan")
    turned(begun, "dia-diem", place="nha-minh")
    turned(begun, "chu-nha")
    page = body(begun.client.get(begun.resume()))
    assert begun.resume() == begun.url("draft-page", "von") and "“Chủ nhà là ai?”" in page


# Papers, delivery and contact --------------------------------------------------------------------------------


def left(walker, page, **data):
    """A page behind the form that was left without a line."""
    return walker.client.post(f"{walker.url('draft-save')}?trang={page}&tiep=1", data, headers=JSON)


def test_papers_delivery_and_contact_left_without_a_line_lead_to_the_look_back(walker):
    kept(walker, **{"file-hop-dong": upload("thue.pdf", PDF)})
    assert walker.resume() == walker.url("draft-papers"), "attached, and not gone on from"
    left(walker, "papers")
    assert walker.resume() == walker.url("draft-delivery")
    left(walker, "delivery", delivery="by-post")
    left(walker, "contact", phone="0905000001", email="", address="24 Trần Nhật Duật, Đà Nẵng")
    assert walker.resume() == walker.url("draft-check")
    assert "24 Trần Nhật Duật, Đà Nẵng" in body(walker.get("draft-check"))


def test_a_paper_that_is_missing_is_told_once_the_line_is_back(walker):
    assert left(walker, "papers").status_code == 200
    assert walker.resume() == walker.url("draft-papers")
    page = body(walker.get("draft-papers"))
    assert ">Giấy tờ kèm theo hồ sơ</a>”" in page and "chưa đúng" in page


def test_papers_that_are_not_asked_any_more_are_said_to_be_gone(walker):
    walker.post("draft-case", data={"case": "nhieu-nguoi"})
    left(walker, "papers")
    assert "không còn phải khai" in body(walker.client.get(walker.resume()))


def test_a_delivery_that_is_not_offered_is_not_taken_and_told(walker):
    left(walker, "delivery", delivery="by-pigeon")
    assert "delivery" not in " ".join(queries.answers(Draft.objects.get()))
    page = body(walker.get("draft-delivery"))
    assert ">Ông, bà muốn nhận kết quả bằng cách nào?</a>”" in page and "chưa đúng" in page


def test_a_contact_that_is_not_right_is_kept_and_told(walker):
    left(walker, "delivery", delivery="by-post")
    left(walker, "contact", phone="0905000001", email="", address="")
    assert queries.answers(Draft.objects.get())["@phone"] == "0905000001"
    page = body(walker.get("draft-contact"))
    assert ">Cơ quan liên hệ với ông, bà bằng cách nào?</a>”" in page and "chưa đúng" in page


# Rows of a group -----------------------------------------------------------------------------------------------


def staff(*names):
    return {f"staff-{number}-staff_name": name for number, name in enumerate(names)}


def test_a_page_brings_a_blank_row_of_its_group_also_when_it_is_drawn_ahead(begun):
    for name in ("chu-quan", "von"):
        page = body(begun.get("draft-page", name))
        assert 'data-repeats="staff" data-least="0" data-most="3"' in page
        assert 'name="staff-__n__-staff_name"' in page and 'value="staff.__n__"' in page
    full = body(begun.answer("von", _add="staff", **staff("Lê Thị Tâm", "Trần Văn Tư", "Lê Văn Ba")))
    assert re.search(r'name="_add" value="staff" formnovalidate hidden', full), "shown when one is taken out"


def test_rows_over_the_limit_are_kept_and_told(begun):
    turned(begun, "chu-quan")
    turned(begun, "dia-diem", place="nha-minh")
    turned(begun, "von", **staff("Lê Thị Tâm", "Trần Văn Tư", "Lê Văn Ba", "Lê Thị Tư"))
    assert begun.resume() == begun.url("draft-page", "von")
    assert len(queries.answers(Draft.objects.get())["staff"]) == 4
    assert ">Vốn và người làm</a>”" in body(begun.get("draft-page", "von"))
    turned(begun, "von", **staff("Lê Thị Tâm", "", "Lê Văn Ba"))
    assert begun.resume() == begun.url("draft-papers"), "a row that was left empty counts for nothing"


def test_rows_of_a_group_that_is_not_asked_any_more_are_not_sent(db):
    asked = "          - group: staff\n"
    walker = begin(
        make_world(text=ONLINE.replace(asked, f"{asked}            when: {{field: place, is: thue}}\n"))
    )
    walker.post("draft-case", data={"case": "mot-nguoi"})
    turned(walker, "chu-quan")
    turned(walker, "dia-diem", place="nha-minh")
    turned(walker, "von", **staff("Lê Thị Tâm", "12"))
    assert walker.resume() == walker.url("draft-papers"), "nothing is wrong with what is not asked"
    assert "Lê Thị Tâm" in str(queries.answers(Draft.objects.get())), "and it comes back with the answer"
    left(walker, "papers")
    left(walker, "delivery", delivery="at-counter")
    left(walker, "contact", phone="0905000001", email="", address="")
    look_back = body(walker.get("draft-check"))
    assert "80.000.000" in look_back and "Lê Thị Tâm" not in look_back
