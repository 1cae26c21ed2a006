"""A person fills in a request page by page, comes back, makes mistakes, loses the session, and sends it once."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from motcua.documents.models import Hold
from motcua.dossiers import sealing
from motcua.dossiers.jobs import JOBS
from motcua.dossiers.models import Dossier, Draft, DraftPaper, Paper
from motcua.dossiers.queries.filling import online_cases
from motcua.notices.models import Notice
from motcua.procedures import actions as procedures
from motcua.procedures import queries
from tests.documents.samples import PDF, PNG
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
    walker.post("draft-case", data={"case": "mot-nguoi"})
    for page in PAGES:
        walker.answer(page)
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


# Papers ----------------------------------------------------------------------------------------------------


def test_each_paper_has_a_place_or_a_reason_why_not(at_papers):
    shown = body(at_papers.get("draft-papers"))
    assert 'name="file-hop-dong"' in shown and 'name="file-ban-ve"' in shown
    assert 'name="file-giay-to-tuy-than"' not in shown
    assert "Mang bản chính" in shown and "Cơ quan tự tra cứu" in shown


def test_a_paper_is_attached_looked_at_and_removed(at_papers):
    assert at_papers.attach("hop-dong", name="Hợp đồng.pdf").status_code == 302
    paper = DraftPaper.objects.get()
    file = at_papers.get("draft-file", paper.pk)
    assert file["Content-Disposition"].startswith("attachment") and b"".join(file) == PDF
    other = Walker(at_papers.world, signed_in(at_papers.world.cast.nam), at_papers.draft)
    assert other.get("draft-file", paper.pk).status_code == 404
    at_papers.post("draft-papers", data={"_remove": str(paper.pk)})
    assert not DraftPaper.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("hop-dong.pdf", b"<html>no</html>", "HTML"),
        ("hop-dong.pdf", b"", "hop-dong.pdf"),
        ("hop-dong.docx", b"PK\x03\x04 word", "PDF"),
        ("hop-dong.pdf", PNG, "PNG"),
        ("hop-dong.pdf", PDF[:60], "PDF"),
    ],
)
def test_a_file_that_cannot_be_taken_says_what_to_do(at_papers, name, content, says):
    refused = at_papers.attach("hop-dong", name=name, content=content)
    shown = body(refused)
    assert refused.status_code == 422 and "<title>Lỗi:" in shown and says in shown
    assert not DraftPaper.objects.exists()


def test_a_file_that_is_too_large_says_how_large_it_may_be(at_papers, settings):
    settings.UPLOAD_SIZE_BYTES_MAX = 1024 * 1024
    refused = at_papers.attach("hop-dong", content=PDF + b" " * 1024 * 1024)
    assert refused.status_code == 422 and "1 MB" in body(refused)


def test_one_refused_file_does_not_take_the_others_with_it(at_papers):
    files = {
        "file-hop-dong": [SimpleUploadedFile("a.pdf", PDF), SimpleUploadedFile("b.pdf", b"lie")],
        "file-ban-ve": SimpleUploadedFile("c.png", PNG),
    }
    refused = at_papers.post("draft-papers", data=files)
    assert refused.status_code == 422 and "a.pdf" in body(refused) and "c.png" in body(refused)
    assert sorted(DraftPaper.objects.values_list("name", flat=True)) == ["a.pdf", "c.png"]


def test_a_required_paper_is_asked_for_before_going_on(at_papers):
    refused = at_papers.post("draft-papers", data={"_next": "1"})
    assert refused.status_code == 422 and "bắt buộc phải có" in body(refused)
    assert at_papers.attach("hop-dong", _next="1").url == at_papers.url("draft-delivery")


# Looking back and sending ----------------------------------------------------------------------------------


def test_an_open_page_leads_back_from_the_look_back(world):
    walker = begin(world)
    walker.post("draft-case", data={"case": "mot-nguoi"})
    assert walker.get("draft-check").url == walker.url("draft-page", "chu-quan")


def test_a_changed_answer_leads_straight_back_to_the_look_back(world):
    walker = begin(world)
    walker.to_check()
    assert walker.answer("dia-diem", street="25 Trần Nhật Duật").url == walker.url("draft-check")
    assert "25 Trần Nhật Duật" in body(walker.get("draft-check"))


def test_hidden_answers_are_masked_until_they_are_opened(world):
    walker = begin(world)
    walker.to_check()
    shown = body(walker.get("draft-check"))
    assert shown.count('<details class="masked">') == 2
    assert "80.000.000" in shown and "<details" not in shown.split("80.000.000")[1].split("</dd>")[0]


def test_nothing_is_sent_without_the_declaration(world):
    walker = begin(world)
    walker.to_check()
    refused = walker.post("draft-check")
    assert refused.status_code == 422 and "cam đoan" in body(refused)
    assert not Dossier.objects.exists()


def test_a_request_is_sent_once_and_the_way_back_leads_to_its_receipt(world):
    walker = begin(world)
    dossier = walker.sent()
    receipt = reverse("dossiers:receipt", args=[dossier.number])
    assert walker.send().url == receipt
    assert walker.get("draft-check").url == receipt
    assert Dossier.objects.count() == 1 and not Draft.objects.exists()
    assert Notice.objects.count() == 1
    other = Walker(world, signed_in(world.cast.nam), walker.draft)
    assert other.get("draft-check").status_code == 404


def test_what_is_sent_is_what_was_written(world):
    dossier = begin(world).sent()
    assert dossier.case == "mot-nguoi" and dossier.delivery == "at-counter"
    assert dossier.applicant_phone == "0905000001" and dossier.applicant_email == "hoa@example.vn"
    assert dossier.data["place"] == "thue" and dossier.data["capital"] == 80_000_000
    paper = Paper.objects.get()
    assert (paper.code, paper.name) == ("hop-dong", "Hợp đồng thuê nhà") and paper.file_id


def test_hidden_answers_are_sealed_in_the_row_those_of_a_group_too(world):
    dossier = begin(world).sent()
    assert "066190000117" not in str(dossier.data) and "066190000999" not in str(dossier.data)
    hidden = sealing.unlock(dossier.sealed, about=f"dossier:{dossier.key}")
    assert hidden["identity"] == "066190000117"
    assert hidden["staff"] == [{"staff_name": "Lê Thị Tâm", "staff_identity": "066190000999"}]


def test_a_paper_whose_case_is_over_is_not_sent(world):
    walker = begin(world)
    walker.to_check()
    walker.answer("dia-diem", place="nha-minh")
    walker.send()
    assert not Paper.objects.exists()


# What a person has -----------------------------------------------------------------------------------------


def test_an_empty_list_says_what_comes_next(world):
    assert "chưa nộp hồ sơ nào" in body(signed_in(world.cast.nam).get(reverse("dossiers:mine")))


def test_the_list_shows_drafts_and_requests_of_this_person_only(world):
    dossier = begin(world).sent()
    begin(world)
    mine = body(signed_in(world.cast.hoa).get(reverse("dossiers:mine")))
    assert "Đang khai, chưa nộp" in mine and dossier.number in mine and "còn giữ 30 ngày" in mine
    assert dossier.number not in body(signed_in(world.cast.nam).get(reverse("dossiers:mine")))


@pytest.mark.parametrize("page", ["start", "mine", "draft-page", "draft-papers", "draft-check"])
def test_a_page_asks_few_questions_of_the_database(world, page, django_assert_max_num_queries):
    walker = begin(world)
    walker.to_check()
    url = {
        "start": reverse("dossiers:start", args=["1.000002"]),
        "mine": reverse("dossiers:mine"),
        "draft-page": walker.url("draft-page", "von"),
    }.get(page) or walker.url(page)
    walker.client.get(url)
    with django_assert_max_num_queries(15):
        assert walker.client.get(url).status_code == 200


# Every procedure that ships --------------------------------------------------------------------------------

SHIPPED = sorted((Path(procedures.__file__).parents[1] / "data").glob("*.yaml"))


@pytest.mark.once
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_each_shipped_procedure_can_be_begun_and_each_first_page_drawn(world, path):
    now = timezone.now()
    text = path.read_text(encoding="utf-8")
    parts = [
        other for other in SHIPPED if f'procedure: "{other.stem}"' in text
    ]  # of a bundle, offered before it
    for one in (*parts, path):
        procedures.load_and_publish(
            text=one.read_text(encoding="utf-8"),
            starts_on=None,
            today=timezone.localdate(now),
            by="system:tests",
            at=now,
        )
    client = signed_in(world.cast.hoa)
    start = reverse("dossiers:start", args=[path.stem])
    shown = client.get(start)
    assert shown.status_code == 200
    definition = queries.in_force(path.stem, timezone.localdate(now)).definition
    for case in online_cases(definition):
        draft = client.post(start).url
        client.get(draft)  # what leaves no choice is settled here
        client.post(f"{draft}truong-hop/", {"case": case.code})
        form = definition.form(case)
        for page in form.visible_pages({}) if form else ():
            answer = client.get(f"{draft}khai/{page.code}/")
            assert answer.status_code == 200 and page.title.vi in body(answer)
            assert client.post(f"{draft}khai/{page.code}/", {}).status_code in (302, 422)
