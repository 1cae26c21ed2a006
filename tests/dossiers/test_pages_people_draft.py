"""A person fills in a request page by page, comes back, makes mistakes, loses the session, and sends it once."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from motcua.documents.models import Hold
from motcua.dossiers.jobs import JOBS
from motcua.dossiers.models import Dossier, Draft, DraftPaper
from motcua.procedures import actions as procedures
from tests.dossiers.build import make_world
from tests.dossiers.online import ONLINE, PAGES, more_offices, online_world
from tests.dossiers.walking import Walker, begin, signed_in
from tests.people.cast import PASSWORD

HTML = "<script>alert('x')</script><b>đậm</b>"


@pytest.fixture
def world(db):
    return online_world()


@pytest.fixture
def at_papers(world):
    walker = begin(world)
    walker.to_papers()
    return walker


def body(answer) -> str:
    return answer.content.decode()


# Where a draft goes on -------------------------------------------------------------------------------------


def test_a_stranger_to_the_site_is_sent_to_sign_in_and_back_to_the_start(world):
    answer = Client().get(reverse("dossiers:start", args=["1.000002"]))
    assert answer.status_code == 302
    assert parse_qs(urlsplit(answer.url).query)["next"] == [reverse("dossiers:start", args=["1.000002"])]


def test_the_start_says_what_is_needed_for_each_case(world):
    shown = body(signed_in(world.cast.hoa).get(reverse("dossiers:start", args=["1.000002"])))
    for words in (
        "Một người đứng tên",
        "3 ngày làm việc",
        "100.000",
        "Hợp đồng thuê nhà",
        "xuất trình tại quầy",
    ):
        assert words in shown


def test_beginning_twice_goes_on_with_the_same_draft(world):
    assert begin(world).draft == begin(world).draft
    assert Draft.objects.count() == 1


def test_a_draft_goes_on_at_its_first_page_without_an_answer_on_another_device_too(world):
    walker = begin(world)
    assert walker.resume() == walker.url("draft-case")
    assert walker.post("draft-case", data={"case": "mot-nguoi"}).url == walker.url("draft-page", "chu-quan")
    assert walker.answer("chu-quan").url == walker.url("draft-page", "dia-diem")
    elsewhere = Walker(world, signed_in(world.cast.hoa), walker.draft)
    assert elsewhere.resume() == walker.url("draft-page", "dia-diem")


def test_what_leaves_no_choice_is_not_asked(world):
    walker = begin(world)
    walker.post("draft-case", data={"case": "mot-nguoi"})
    assert walker.get("draft-office").status_code == 404
    assert Draft.objects.get().agency_id == world.cast.department.pk


def test_an_office_is_chosen_from_many_and_found_without_marks(world):
    more_offices(world, 30)
    walker = begin(world)
    walker.post("draft-case", data={"case": "mot-nguoi"})
    assert walker.resume() == walker.url("draft-office")
    first = body(walker.get("draft-office"))
    assert "Còn 19 cơ quan" in first
    found = body(walker.client.get(walker.url("draft-office"), {"q": "so tu phap chi nhanh 27"}))
    assert "chi nhánh 27" in found and "chi nhánh 26" not in found
    assert "Không có cơ quan nào" in body(walker.client.get(walker.url("draft-office"), {"q": HTML}))
    refused = walker.post("draft-office", data={"office": str(world.cast.commune.pk)})
    assert refused.status_code == 422 and "Chọn một cơ quan" in body(refused)
    assert walker.post("draft-office", data={"office": str(world.cast.department.pk)}).status_code == 302


def test_a_page_that_another_answer_calls_up_exists_only_then(world):
    walker = begin(world)
    walker.post("draft-case", data={"case": "mot-nguoi"})
    walker.answer("chu-quan")
    assert walker.answer("dia-diem", place="nha-minh").url == walker.url("draft-page", "von")
    assert walker.get("draft-page", "chu-nha").status_code == 404
    assert walker.answer("dia-diem").url == walker.url("draft-page", "chu-nha")


def test_what_is_known_of_the_person_is_filled_in_but_not_the_identity_number(world):
    walker = begin(world)
    walker.post("draft-case", data={"case": "mot-nguoi"})
    shown = body(walker.get("draft-page", "chu-quan"))
    assert 'value="Nguyễn Thị Hoa"' in shown
    assert 'name="identity" type="text" value=""' in shown


# Mistakes --------------------------------------------------------------------------------------------------


def test_a_wrong_answer_is_explained_on_the_spot_and_nothing_typed_is_lost(world):
    walker = begin(world)
    walker.post("draft-case", data={"case": "mot-nguoi"})
    walker.answer("chu-quan")
    refused = walker.answer("dia-diem", street="", since="31/04/2026")
    shown = body(refused)
    assert refused.status_code == 422
    assert "<title>Lỗi:" in shown and "data-faults" in shown
    assert "31/04/2026" in shown and 'href="#f-since"' in shown
    again = body(walker.get("draft-page", "dia-diem"))
    assert "31/04/2026" in again and "checked" in again
    assert walker.resume() == walker.url("draft-page", "dia-diem")


def test_an_identity_number_of_the_wrong_shape_is_refused(world):
    walker = begin(world)
    walker.post("draft-case", data={"case": "mot-nguoi"})
    refused = walker.answer("chu-quan", identity="12345")
    assert refused.status_code == 422 and 'id="f-identity-f"' in body(refused)


def test_rows_are_added_and_removed_without_losing_the_rest(world):
    walker = begin(world)
    walker.post("draft-case", data={"case": "mot-nguoi"})
    for page in ("chu-quan", "dia-diem", "chu-nha"):
        walker.answer(page)
    added = body(walker.answer("von", _add="staff"))
    assert 'name="staff-1-staff_name"' in added and "80.000.000" in added and "Lê Thị Tâm" in added
    removed = body(walker.answer("von", _remove="staff.0"))
    assert "Lê Thị Tâm" not in removed and "80.000.000" in removed
    assert walker.resume() == walker.url("draft-page", "von")


def test_html_in_a_text_field_stays_text(world):
    walker = begin(world)
    walker.to_check()
    walker.answer("dia-diem", street=HTML)
    walker.post("draft-contact", data={"phone": "0905000001", "email": "", "address": HTML})
    shown = (
        body(walker.get("draft-page", "dia-diem"))
        + body(walker.get("draft-check"))
        + body(walker.get("draft-contact"))
    )
    assert HTML not in shown and "&lt;script&gt;" in shown
    walker.send()
    number = Dossier.objects.get().number
    for name in ("own", "receipt"):
        assert HTML not in body(walker.client.get(reverse(f"dossiers:{name}", args=[number])))


def test_what_is_no_document_is_not_downloaded(db):
    walker = begin(make_world(text=ONLINE.replace("is_document: true", "is_document: false")))
    walker.to_papers()
    assert 'value="online"' not in body(walker.get("draft-delivery"))
    refused = walker.post("draft-delivery", data={"delivery": "online"})
    assert refused.status_code == 422 and "Chọn một" in body(refused)
    assert walker.post("draft-delivery", data={"delivery": "at-counter"}).status_code == 302


def test_the_post_needs_an_address(world):
    walker = begin(world)
    walker.to_check()
    walker.post("draft-delivery", data={"delivery": "by-post"})
    assert walker.resume() == walker.url("draft-contact")
    refused = walker.post("draft-contact", data={"phone": "0905000001", "email": "", "address": ""})
    assert refused.status_code == 422 and "bưu điện giao kết quả" in body(refused)
    refused = walker.post("draft-contact", data={"phone": "", "email": "hoa", "address": "24 Trần Nhật Duật"})
    assert refused.status_code == 422 and "ten@example.vn" in body(refused)


# Saved while typing ----------------------------------------------------------------------------------------


def test_what_is_typed_is_saved_without_being_checked(world):
    walker = begin(world)
    walker.post("draft-case", data={"case": "mot-nguoi"})
    saved = walker.client.post(
        walker.url("draft-save") + "?trang=chu-quan", {"owner": "Ng", "identity": "066"}
    )
    assert saved.status_code == 200 and "saved_at" in saved.json()
    assert 'value="066"' in body(walker.get("draft-page", "chu-quan"))
    assert walker.resume() == walker.url("draft-page", "chu-quan")


def test_saving_while_typing_never_takes_the_sign_in_page_for_an_answer(world):
    walker = begin(world)
    walker.client.logout()
    refused = walker.client.post(
        walker.url("draft-save") + "?trang=chu-quan", {"owner": "Ng"}, headers={"Accept": "application/json"}
    )
    assert refused.status_code == 401 and refused.json()["code"] == "dossiers.session-over"


def test_an_ended_session_loses_nothing_of_the_page_that_was_sent(world):
    walker = begin(world)
    walker.post("draft-case", data={"case": "mot-nguoi"})
    walker.client.logout()
    answer = walker.answer("chu-quan", owner="Nguyễn Thị Hoa Mới")
    assert answer.status_code == 302
    back = parse_qs(urlsplit(answer.url).query)["next"][0]
    assert back == walker.url("draft-page", "chu-quan")
    signed = walker.client.post(answer.url, {"name": "0905000001", "password": PASSWORD})
    assert signed.status_code == 302 and signed.url == back
    shown = body(walker.client.get(back, follow=True))
    assert "Nguyễn Thị Hoa Mới" in shown and "066190000117" in shown


def test_what_an_ended_session_sent_is_locked_and_is_not_given_to_somebody_else(world):
    walker = begin(world)
    walker.post("draft-case", data={"case": "mot-nguoi"})
    walker.client.logout()
    walker.answer("chu-quan")
    assert "066190000117" not in str(dict(walker.client.session.items()))
    walker.client.force_login(world.cast.nam.account)
    assert walker.get("draft-page", "chu-quan").status_code == 404


# Whose it is, and until when -------------------------------------------------------------------------------


def test_a_draft_does_not_exist_for_anybody_else(world):
    walker = begin(world)
    for player in (world.cast.nam, world.cast.reception, world.cast.operator):
        other = Walker(world, signed_in(player), walker.draft)
        for name in ("draft", "draft-case", "draft-check", "draft-delete"):
            assert other.get(name).status_code == 404
        assert other.post("draft-case", data={"case": "mot-nguoi"}).status_code == 404


def test_an_expired_draft_says_so_and_shows_the_way_out(world):
    walker = begin(world)
    Draft.objects.update(expires_at=timezone.now() - timedelta(days=1))
    answer = walker.get("draft")
    assert answer.status_code == 410 and "30 ngày" in body(answer)
    assert reverse("dossiers:start", args=["1.000002"]) in body(answer)


def test_an_expired_draft_is_emptied_by_the_job_and_still_says_what_became_of_it(at_papers):
    at_papers.attach("hop-dong")
    now = timezone.now()
    (job,) = (job for job in JOBS if job.name == "dossiers.expire-drafts")
    assert job.run(now + timedelta(days=29)) == 0 and DraftPaper.objects.exists()
    later = now + timedelta(days=31)
    assert job.run(later) == 1 and job.run(later) == 0
    assert Draft.objects.get().sealed == "" and not DraftPaper.objects.exists()
    assert not Hold.objects.exists()
    Draft.objects.update(expires_at=now - timedelta(days=1))
    assert at_papers.get("draft").status_code == 410
    job.run(now + timedelta(days=100))
    assert at_papers.get("draft").status_code == 404


# When the procedure changes --------------------------------------------------------------------------------


def replace(text: str) -> None:
    """A new version of the procedure, in force from today."""
    now = timezone.now()
    loaded = procedures.load(text=text, by="system:tests", at=now)
    procedures.publish(
        version_id=loaded.version_id, starts_on=timezone.localdate(now), by="system:tests", at=now
    )


def test_a_draft_goes_over_to_a_new_version_with_its_answers(world):
    walker = begin(world)
    walker.to_check()
    replace(ONLINE.replace("amount: 100000", "amount: 120000"))
    assert walker.send().url == walker.url("draft-page", "chu-quan")
    assert not Dossier.objects.exists()
    page = body(walker.get("draft-page", "chu-quan"))
    assert "Quy định của thủ tục này đã thay đổi" in page and "066190000117" in page
    for code in PAGES:
        walker.answer(code)
    walker.post("draft-papers", data={"_next": "1"})
    walker.post("draft-contact", data={"phone": "0905000001", "email": "", "address": ""})
    assert "120.000" in body(walker.get("draft-check"))
    walker.send()
    assert Dossier.objects.get().version.number == 2


def test_a_procedure_that_is_no_longer_offered_is_not_sent(world):
    walker = begin(world)
    walker.to_check()
    today = timezone.localdate()
    procedures.close(code="1.000002", ends_on=today, by="system:tests", at=timezone.now())
    refused = walker.send()
    assert refused.status_code == 409 and "dossiers.not-offered" in body(refused)
    assert not Dossier.objects.exists() and Draft.objects.exists()


def test_a_draft_is_deleted_by_its_owner_after_one_question(world):
    walker = begin(world)
    walker.post("draft-case", data={"case": "mot-nguoi"})
    for page in PAGES:
        walker.answer(page)
    walker.attach("hop-dong")
    assert "Xóa bản nháp này?" in body(walker.get("draft-delete"))
    assert Draft.objects.count() == 1
    walker.post("draft-delete")
    assert not Draft.objects.exists() and not DraftPaper.objects.exists()


def test_a_draft_deleted_elsewhere_is_told_in_words_where_it_was_open_and_nowhere_else(world):
    walker = begin(world)
    walker.post("draft-case", data={"case": "mot-nguoi"})
    phone, unseen, neighbour = (
        Walker(world, signed_in(player), walker.draft)
        for player in (world.cast.hoa, world.cast.hoa, world.cast.nam)
    )
    assert phone.get("draft-page", "dia-diem").status_code == 200
    assert neighbour.get("draft-page", "dia-diem").status_code == 404
    walker.post("draft-delete")
    for told in (
        phone.get("draft"),
        phone.get("draft-check"),
        phone.post("draft-page", "dia-diem", data=PAGES["dia-diem"]),
    ):
        assert told.status_code == 410 and "Bản nháp này đã bị xóa" in body(told)
        assert "Hồ sơ của tôi" in body(told) and "chưa có gì được gửi đi" in body(told)
    # The script that saves is told the same, and asks for the page again.
    typed = phone.client.post(
        f"{phone.url('draft-save')}?trang=dia-diem", {"street": "x"}, headers={"Accept": "application/json"}
    )
    assert (typed.status_code, typed.json()["code"]) == (410, "dossiers.draft-deleted")
    # Whoever never had it open here learns nothing: not a stranger, and no browser that only knows the address.
    assert neighbour.get("draft").status_code == unseen.get("draft").status_code == 404


def test_a_draft_that_was_sent_is_not_called_deleted(world):
    walker = begin(world)
    walker.get("draft-page", "dia-diem")
    walker.sent()
    assert "giay-tiep-nhan" in walker.get("draft-page", "dia-diem").url
