"""Papers of a draft, the look back, sending it once, and what a person has then."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from motcua.dossiers import sealing
from motcua.dossiers.models import Dossier, Draft, DraftPaper, Paper
from motcua.dossiers.queries.filling import online_cases
from motcua.notices.models import Notice
from motcua.procedures import actions as procedures
from motcua.procedures import queries
from tests.documents.samples import PDF, PNG, WITH_EICAR
from tests.documents.test_actions import on_disk
from tests.dossiers.online import online_world
from tests.dossiers.walking import Walker, begin, signed_in


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


def test_a_picture_with_eicar_is_refused_and_nothing_of_it_is_kept(at_papers, clamd, settings, tmp_path):
    settings.CLAMD, settings.FILES_DIR = clamd, tmp_path / "files"
    refused = at_papers.attach("ban-ve", name="anh.png", content=WITH_EICAR)
    shown = body(refused)
    assert refused.status_code == 422 and "phát hiện mã độc trong tệp “anh.png”" in shown
    assert not DraftPaper.objects.exists() and on_disk(tmp_path / "files") == []
    assert at_papers.attach("ban-ve", name="anh.png", content=PNG).status_code == 302


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
