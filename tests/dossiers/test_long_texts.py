"""Every text that an act takes has a limit that is said on the page; nothing is ever cut off."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from motcua.dossiers.models import Dossier, DraftPaper, Movement, Result
from motcua.dossiers.rules import inputs
from motcua.law import queries as law
from tests.documents.samples import PDF
from tests.dossiers.build import act, approved, in_progress, issued, make_world, proposed, submitted, taken_in
from tests.dossiers.online import online_world
from tests.dossiers.walking import begin, signed_in

LINES = "Dòng một\r\nDòng hai\r\n"  # a browser counts each end of line as one character


@pytest.fixture
def world(db):
    world = make_world()
    world.at = timezone.now()
    return world


def waiting(world):
    done = submitted(world)
    asked = inputs.AskSupplement(
        reason="Thiếu.", papers=(inputs.PaperAsked(code="giay-chung-minh", name="Giấy"),)
    )
    from motcua.dossiers import actions

    return act(world, actions.ask_supplement, done.number, world.cast.reception, asked)


def today():
    return f"{timezone.localdate():%d/%m/%Y}"


def soon():
    day, calendar = timezone.localdate() + timedelta(days=30), law.national_calendar()
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    return f"{day:%d/%m/%Y}"


# act, who, how far the request is, what else is filled in, the field, its limit
TEXTS = [
    ("tiep-nhan", "reception", submitted, {}, "note", 2000),
    ("tu-choi", "reception", submitted, {"legal_ground": "Điều 4"}, "reason", 2000),
    ("tu-choi", "reception", submitted, {"reason": "Sai."}, "legal_ground", 500),
    ("yeu-cau-bo-sung", "case", in_progress, {"paper": "giay-chung-minh"}, "reason", 2000),
    ("yeu-cau-bo-sung", "case", in_progress, {"reason": "Mờ.", "paper": "giay-chung-minh"}, "what-giay-chung-minh", 500),
    ("yeu-cau-bo-sung", "case", in_progress, {"reason": "Thiếu."}, "other-name", 300),
    ("yeu-cau-bo-sung", "case", in_progress, {"reason": "Thiếu.", "other-name": "Giấy"}, "other-what", 500),
    ("nhan-bo-sung", "reception", waiting, {"paper": "giay-chung-minh"}, "note", 2000),
    ("chuyen-buoc", "reception", taken_in, {}, "note", 2000),
    ("ghi-chu", "case", in_progress, {}, "text", 2000),
    ("trinh", "case", in_progress, {"outcome": "grant"}, "summary", 2000),
    ("tra-lai", "leader", proposed, {}, "text", 2000),
    ("phe-duyet", "leader", proposed, {}, "text", 2000),
    ("phat-hanh", "clerk", approved, {"issued_on": today}, "number", 60),
    ("phat-hanh", "clerk", approved, {"issued_on": today, "number": "12/XN"}, "summary", 2000),
    ("tra-ket-qua", "returner", issued, {"collector": "authorised", "authorisation": "Giấy ủy quyền"}, "name", 200),
    ("tra-ket-qua", "returner", issued, {"collector": "authorised", "name": "Trần Văn Nam"}, "authorisation", 500),
    ("gia-han", "head", in_progress, {"new_due": soon}, "reason", 2000),
    ("dung", "head", in_progress, {"legal_ground": "Điều 4"}, "reason", 2000),
    ("dung", "head", in_progress, {"reason": "Sai."}, "legal_ground", 500),
    ("dung", "head", in_progress, {"reason": "Sai.", "legal_ground": "Điều 4"}, "consequence", 2000),
    ("rut", "reception", submitted, {}, "reason", 2000),
]  # fmt: skip


@pytest.mark.parametrize(
    ("slug", "who", "make", "other", "name", "most"), TEXTS, ids=[f"{row[0]}-{row[4]}" for row in TEXTS]
)
def test_one_character_too_many_is_refused_with_everything_kept_and_the_last_one_that_fits_is_stored(
    world, slug, who, make, other, name, most
):
    done = make(world)
    client = Client()
    client.force_login(getattr(world.cast, who).account)
    address = reverse("dossiers:act", args=[done.number, slug])
    revision = Dossier.objects.get().revision
    typed = {"seen": str(revision)} | {
        key: value() if callable(value) else value for key, value in other.items()
    }
    beginning = LINES if most == 2000 else ""
    fits = beginning + "ầ" * (most - len(beginning.replace("\r\n", "\n")))
    answer = client.post(address, typed | {name: fits + "ầ"})
    assert answer.status_code == 422
    assert f"không quá {most} ký tự" in answer.text
    assert "ầ" * (most - 30) in answer.text and answer.text.count("ầ") >= most - 18
    assert Dossier.objects.get().revision == revision
    answer = client.post(address, typed | {name: fits})
    assert answer.status_code == 302, answer.text
    stored = " ".join(str(row) for row in [*Movement.objects.values(), *Result.objects.values()])
    if name in ("note", "text", "summary", "reason", "number", "consequence", "legal_ground"):
        assert "ầ" * (most - 18) in stored


def test_papers_that_do_not_stand_on_the_list_are_not_checked(world):
    done = submitted(world)
    client = signed_in(world.cast.reception)
    address = reverse("dossiers:act", args=[done.number, "tiep-nhan"])
    answer = client.post(
        address,
        {"seen": "1", "papers_checked": ["giay-chung-minh", "Nguyễn Thị Hoa, 066190000117"], "note": "Đủ"},
    )
    assert answer.status_code == 422 and "có trong danh sách này" in answer.text and "Đủ" in answer.text
    assert client.post(address, {"seen": "1", "papers_checked": ["giay-chung-minh"]}).status_code == 302
    assert Movement.objects.get(act="dossier.taken-in").facts["papers"] == ["giay-chung-minh"]


@pytest.mark.parametrize("number", ["0", "100", "²", "-1", "9" * 5000, "hai"])
def test_how_many_of_a_paper_is_never_guessed(world, number):
    done = waiting(world)
    address = reverse("dossiers:act", args=[done.number, "nhan-bo-sung"])
    typed = {"seen": "2", "paper": "giay-chung-minh", "quantity-giay-chung-minh": number}
    answer = signed_in(world.cast.reception).post(address, typed)
    assert answer.status_code == 422 and "số nguyên từ 1 đến 99" in answer.text
    assert Dossier.objects.get().revision == 2


def test_a_bulk_act_says_which_words_are_too_long_before_anything_is_done(world):
    done = taken_in(world)
    client = signed_in(world.cast.reception)
    address = reverse("dossiers:bulk", args=["chuyen-buoc"])
    picked = {"h": f"{done.number}@2"}
    question = client.post(address, picked).url
    answer = client.post(question, {"note": "ầ" * 2001})
    assert answer.status_code == 422 and "không quá 2000 ký tự" in answer.text and "ầ" * 2001 in answer.text
    assert Dossier.objects.get().revision == 2
    too_many = client.post(address, {"h": [f"{done.number}{n}@2" for n in range(2001)]})
    assert too_many.status_code == 422 and "2.000" in too_many.text
    too_much = client.post(address, {"h": [f"{done.number}{n}@2" for n in range(10_001)]})
    assert too_much.status_code == 413 and "10.000" in too_much.text
    for odd in ("@²", f"@{'9' * 5000}", "@", ""):
        assert client.post(address, {"h": f"{done.number}{odd}"}).status_code == 302
    for odd in ("²", "9" * 5000, "x"):
        head = signed_in(world.cast.head)
        question = head.post(reverse("dossiers:bulk", args=["giao-viec"]), picked).url
        assert head.post(question, {"officer_id": odd}).status_code == 422


@pytest.mark.parametrize("sets", ["0", "21", "²", "-1", "9" * 5000, "hai"])
def test_the_counter_does_not_guess_numbers(world, sets):
    client = signed_in(world.cast.reception)
    typed = {
        "submission-id": str(uuid4()), "case-code": "chung", "ap-identity": "066190000117", "ap-name": "Nguyễn Thị Hoa",
        "paper-tick": "giay-chung-minh", "sets-number": sets, "answer-way": "take-in",
    }  # fmt: skip
    address = f"{reverse('dossiers:counter')}?thu-tuc=1.000001"
    answer = client.post(address, typed)
    assert answer.status_code == 422 and "số nguyên từ 1 đến 20" in answer.text and sets in answer.text
    answer = client.post(address, typed | {"sets-number": "2", "answer-reason": "ầ" * 2001})
    assert answer.status_code == 422 and "không quá 2000 ký tự" in answer.text and "ầ" * 2001 in answer.text
    assert Dossier.objects.count() == 0


class TestAnApplicant:
    @pytest.fixture
    def walker(self, db):
        return begin(online_world())

    def test_finds_a_long_address_kept_and_is_told_how_long_it_may_be(self, walker):
        walker.post("draft-case", data={"case": "mot-nguoi"})
        typed = {"phone": "0905000001", "email": "", "address": "ầ" * 301}
        answer = walker.post("draft-contact", data=typed)
        assert answer.status_code == 422 and "300" in answer.text
        assert "ầ" * 301 in walker.get("draft-contact").text
        assert (
            walker.post("draft-contact", data=typed | {"address": "Thôn Một\r\n" + "ầ" * 291}).status_code
            == 302
        )

    def test_is_told_when_more_files_come_than_can_be_taken_at_once(self, walker):
        walker.post("draft-case", data={"case": "mot-nguoi"})
        # The same file sent twice is one.
        files = [SimpleUploadedFile(f"{number}.pdf", PDF + b"%% %d" % number) for number in range(21)]
        answer = walker.post("draft-papers", data={"file-ban-ve": files})
        assert answer.status_code == 422 and "hơn 20 tệp" in answer.text
        assert DraftPaper.objects.count() == 20

    @pytest.mark.parametrize("odd", ["²", "9" * 5000, "-1", "x"])
    def test_may_write_anything_for_a_number_without_a_stumble(self, walker, odd):
        assert walker.post("draft-office", data={"office": odd}).status_code in (404, 422)
        walker.post("draft-case", data={"case": "mot-nguoi"})
        assert walker.post("draft-papers", data={"_remove": odd}).status_code == 302
        assert walker.client.get(reverse("dossiers:mine"), {"sau": odd}).status_code == 200
        assert walker.client.get(reverse("people:looks"), {"truoc": odd}).status_code == 200

    def test_keeps_a_long_note_to_the_office_until_it_is_shorter(self, walker):
        dossier = walker.sent()
        from motcua.dossiers import actions

        asked = inputs.AskSupplement(
            reason="Thiếu.", papers=(inputs.PaperAsked(code="hop-dong", name="Hợp đồng"),)
        )
        walker.world.at = timezone.now()
        act(walker.world, actions.ask_supplement, dossier.number, walker.world.cast.reception, asked)
        address = reverse("dossiers:own-supplement", args=[dossier.number])
        answer = walker.client.post(address, {"note": "ầ" * 2001, "_send": "1"})
        assert answer.status_code == 422 and "không quá 2000 ký tự" in answer.text
        assert "ầ" * 2001 in walker.client.get(address).text
        assert walker.client.post(address, {"note": "ầ" * 2000, "_send": "1"}).status_code == 302


@pytest.mark.parametrize("odd", ["²", "9" * 5000, "9" * 19, "-1", "x", "%00"])
def test_officers_pages_take_any_number_in_their_addresses(world, odd):
    done = in_progress(world)
    client = signed_in(world.cast.head)
    for address in (
        f"/ban-lam-viec/?sau={odd}_{odd}&trang-thai={odd}&co-quan={odd}",
        f"/ban-lam-viec/?sau=1_{odd}&tim={odd}",
        f"/so-theo-doi/?sau={odd}&co-quan={odd}&trang-thai={odd}&tu=0001-01-01&den=9999-12-31",
        f"/so-theo-doi/in/?co-quan={odd}",
    ):
        assert client.get(address).status_code == 200, address
    for part in ("giay-to", "tin-bao"):
        assert client.get(f"/ho-so/{done.number}/{part}/{odd}/").status_code in (404, 405)
        assert client.post(f"/ho-so/{done.number}/{part}/{odd}/").status_code in (404, 405)
