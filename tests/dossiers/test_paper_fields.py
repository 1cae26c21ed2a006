"""Forms 01–07 field by field: each field of the official form stands on the sheet with its value, under its own number."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from motcua.dossiers import actions
from motcua.dossiers.models import Movement
from motcua.dossiers.queries import follow
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.forms import paper_number
from motcua.people.models import Agency
from motcua.people.rules import authority_name, place_name
from tests.dossiers.build import act, approved, in_progress, row, submitted, taken_in
from tests.dossiers.walking import signed_in

ASK = inputs.AskSupplement(
    reason="Bản chụp mờ.",
    papers=(inputs.PaperAsked("giay-chung-minh", "Giấy chứng minh", quantity=2, what="Trang 2 bị mờ"),),
)
# On every sheet: country and motto, whose request, what for, its code.
COMMON = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "SỞ TƯ PHÁP", "Nguyễn Thị Hoa", "Xác nhận thử nghiệm", "Mã hồ sơ")  # fmt: skip
DATED = "Mẫu, ngày 18 tháng 3 năm 2026"
DESK = "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG"


def read(player, number: str, form: str) -> str:
    """What one reads on the sheet, without markup."""
    page = signed_in(player).get(reverse("dossiers:paper", args=[number, form]))
    assert page.status_code == 200, page.text[:300]
    sheet = page.text.split("<article", 1)[1].split("</article>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", sheet)).split())


def columns(player, address: str) -> list[str]:
    page = signed_in(player).get(address).text
    heads = re.findall(r"<th scope=\"col(?:group)?\"[^>]*>(.*?)</th>", page, re.DOTALL)
    return [" ".join(html.unescape(re.sub(r"<[^>]+>", " ", head)).split()) for head in heads]


def holds(text: str, *fields: str) -> None:
    missing = [field for field in (*COMMON, *fields) if field not in text]
    assert not missing, f"not on the sheet: {missing}"


@pytest.fixture
def stated(world):
    """A request whose applicant states everything that a form asks for."""

    def make(build=submitted, **changes):
        hoa = world.cast.hoa.person
        applicant = inputs.Applicant(name=hoa.full_name, person_id=hoa.pk, phone="0905000001", email="hoa@example.vn", address="24 Trần Nhật Duật")  # fmt: skip
        return build(world, applicant=applicant, **changes)

    return make


APPLICANT = ("Địa chỉ", "24 Trần Nhật Duật", "0905000001", "hoa@example.vn")


def test_form_01_holds_every_field_of_the_receipt(world, stated):
    done = stated(taken_in)
    text = read(world.cast.hoa, done.number, "01")
    holds(text, *APPLICANT, DATED, DESK, f"Số: {done.number}", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả")
    holds(text, "Giấy tờ đã nhận, 1 bộ", "Giấy chứng minh", "Số lượng", "Loại bản", "5 ngày làm việc")
    holds(text, "Nhận lúc", "18/03/2026", "Hẹn trả", "25/03/2026", "Vào sổ theo dõi hồ sơ", "quyển năm 2026")  # fmt: skip
    holds(text, "Nơi trả kết quả", "1 đường Mẫu", "0262 3000 015", "tại Bộ phận Một cửa")
    holds(text, "Người nộp", "Người tiếp nhận", world.cast.reception.person.full_name)
    holds(text, follow.secret_of(row(done)), "Mẫu số 01")


def test_form_02_holds_every_field_and_the_sign_of_its_number(world, stated):
    done = stated(taken_in)
    act(world, actions.ask_supplement, done.number, world.cast.reception, ASK)
    text = read(world.cast.hoa, done.number, "02")
    holds(text, *APPLICANT, DATED, DESK, f"Số: {done.number}/HDHS", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ")
    holds(text, "Giấy chứng minh", "Trang 2 bị mờ", "Bản chụp mờ.", "0262 3000 015", "Người hướng dẫn", "Mẫu số 02")  # fmt: skip
    holds(text, world.cast.reception.person.full_name)
    heads = columns(world.cast.hoa, reverse("dossiers:paper", args=[done.number, "02"]))
    assert heads == ["STT", "Giấy tờ", "Số lượng", "Bản chính", "Bản chứng thực", "Bản sao"]


def test_form_03_holds_every_field_of_the_refusal(world, stated):
    done = stated(submitted)
    given = inputs.Refuse(reason="Không thuộc thẩm quyền.", legal_ground="Luật Hộ tịch, Điều 7")
    act(world, actions.refuse, done.number, world.cast.reception, given)
    text = read(world.cast.hoa, done.number, "03")
    holds(text, *APPLICANT, DATED, DESK, f"Số: {done.number}", "Không thuộc thẩm quyền.", "Căn cứ pháp lý", "Luật Hộ tịch, Điều 7")  # fmt: skip
    holds(text, "0262 3000 015", world.cast.reception.person.full_name, "Mẫu số 03")


def test_form_04_is_addressed_signed_and_says_both_dates(world, stated):
    done = stated(in_progress)
    new_due = row(done).due_at + timedelta(days=2)
    given = inputs.Extend(new_due=new_due, reason="Chờ xác minh.")
    act(world, actions.extend, done.number, world.cast.head, given)
    text = read(world.cast.hoa, done.number, "04")
    holds(text, *APPLICANT, DATED, f"Số: {done.number}/PXL", "Kính gửi: Nguyễn Thị Hoa", "Lĩnh vực", "Nhận lúc", "Chờ xác minh.")  # fmt: skip
    holds(text, "25/03/2026", "27/03/2026", "xin lỗi", "Nơi nhận:", world.cast.head.person.full_name, "Mẫu số 04")  # fmt: skip


def test_form_05_says_who_asked_at_which_stage_and_what_was_decided(world, stated):
    done = stated(in_progress)
    given = inputs.Stop(reason="Đất có tranh chấp.", legal_ground="Điều 10", consequence="Hoàn lệ phí.")
    act(world, actions.stop, done.number, world.cast.head, given)
    text = read(world.cast.hoa, done.number, "05")
    holds(text, *APPLICANT, DATED, f"Số: {done.number}/TB", "Thông báo dừng giải quyết hồ sơ", "Đất có tranh chấp.", "Điều 10")  # fmt: skip
    holds(text, "Theo đề nghị của", "cơ quan đang giải quyết hồ sơ", "Giai đoạn", "Thẩm định", "Quyết định", "Hoàn lệ phí.", "Nơi nhận:", "Mẫu số 05")  # fmt: skip


def test_form_05_also_answers_an_applicant_who_takes_a_received_request_back(world, stated):
    done = stated(taken_in)
    act(world, actions.withdraw, done.number, world.cast.hoa, inputs.Withdraw(reason="Đổi ý."))
    holds(read(world.cast.hoa, done.number, "05"), "người nộp hồ sơ", "Đổi ý.", "Giai đoạn", "Tiếp nhận")


def test_form_05_is_not_there_for_a_request_taken_back_before_it_was_received(world, stated):
    done = stated(submitted)
    act(world, actions.withdraw, done.number, world.cast.hoa, inputs.Withdraw(reason="Đổi ý."))
    page = signed_in(world.cast.hoa).get(reverse("dossiers:paper", args=[done.number, "05"]))
    assert page.status_code == 409 and "dossiers.stop-notice-not-there" in page.text


def test_form_06_has_the_official_columns_and_who_gave_to_whom(world, stated):
    done = stated(approved)
    text = read(world.cast.clerk, done.number, "06")
    holds(text, *APPLICANT, DATED, f"Số: {done.number}", "Lĩnh vực", "Mẫu số 06", "1. Người nộp", "2. Sở Tư pháp")  # fmt: skip
    assert re.search(r"\d\d giờ \d\d phút, ngày 18 tháng 3 năm 2026", text)
    assert columns(world.cast.clerk, reverse("dossiers:paper", args=[done.number, "06"])) == [
        "Cơ quan 1. giao · 2. nhận", "Thời gian giao, nhận hồ sơ", "Người giao ký", "Người nhận ký", "Kết quả", "Ghi chú",
    ]  # fmt: skip


def test_form_07_has_the_columns_of_the_book(world, stated):
    done = stated(taken_in)
    address = reverse("dossiers:register-print") + "?tu=2026-03-01&den=2026-03-31"
    page = signed_in(world.cast.head).get(address).text
    assert done.number in page and "24 Trần Nhật Duật" in page
    assert columns(world.cast.head, address) == [
        "STT", "Mã hồ sơ", "Thủ tục", "Số bộ", "Người nộp", "Địa chỉ, điện thoại", "Cơ quan giải quyết", "Ngày, tháng, năm",
        "Phương thức trả; ký nhận", "Ghi chú", "nhận", "hẹn trả", "có kết quả", "đã trả",
    ]  # fmt: skip


def test_a_paper_of_2023_is_of_the_set_of_2018_and_its_stop_is_a_form_03(world, stated):
    done = stated(in_progress)
    given = inputs.Stop(reason="Đất có tranh chấp.", legal_ground="Điều 10")
    act(world, actions.stop, done.number, world.cast.head, given)
    Movement.objects.update(at=datetime(2023, 4, 19, 3, 0, tzinfo=UTC))
    text = read(world.cast.hoa, done.number, "05")
    holds(text, "Phiếu từ chối tiếp nhận giải quyết hồ sơ", "Mẫu số 03", "Thông tư 01/2018/TT-VPCP", "ngày 19 tháng 4 năm 2023")  # fmt: skip
    assert "/TB" not in text and "Thông báo dừng" not in text
    receipt = read(world.cast.hoa, done.number, "01")
    assert "BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ" in receipt and DESK not in receipt


def test_a_second_paper_of_a_kind_says_that_it_is_the_second():
    assert paper_number("H15.15-20260318-0000001", sign="HDHS") == "H15.15-20260318-0000001/HDHS"
    assert paper_number("H15.15-20260318-0000001", sign="HDHS", ordinal=2) == "H15.15-20260318-0000001-2/HDHS"
    assert paper_number("H15.15-20260318-0000001", sign="") == "H15.15-20260318-0000001"


@pytest.mark.parametrize(
    ("name", "level", "authority", "place"),
    [
        ("Tỉnh Đắk Lắk", "province", "Ủy ban nhân dân tỉnh Đắk Lắk", "Đắk Lắk"),
        ("Thành phố Hà Nội", "province", "Ủy ban nhân dân thành phố Hà Nội", "Hà Nội"),
        ("Phường 4", "commune", "Ủy ban nhân dân phường 4", "Phường 4"),
        ("Ủy ban nhân dân xã Ea Mẫu", "commune", "Ủy ban nhân dân xã Ea Mẫu", "Ea Mẫu"),
        ("Sở Tư pháp", "department", "Sở Tư pháp", "Sở Tư pháp"),
    ],
)
def test_a_place_is_named_as_papers_name_it(name, level, authority, place):
    assert authority_name(name, level) == authority and place_name(name) == place


def test_a_commune_signs_in_its_own_name_and_a_unit_in_that_of_its_province(world):
    from motcua.people import queries

    unit = Agency.objects.get(name="Phòng Hành chính tư pháp")
    assert queries.place_of(unit.path) == "Mẫu"
    assert queries.place_of(Agency.objects.get(name="Xã Ea Mẫu").path) == "Ea Mẫu"
    assert queries.place_of("/999999/") == ""
