"""A procedure file with an error: file, line and field are named, in one sentence, in the language of the operator."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils.html import escape

from motcua.procedures import actions
from motcua.procedures.drawing import sentence
from motcua.procedures.models import Version
from tests.people.cast import make_cast

ONE = (Path(actions.__file__).parents[1] / "data" / "1.001612.yaml").read_text(encoding="utf-8")
# What is changed in the file, and what is said: line, field, English, Vietnamese.
ERRORS = [
    ("code: \"1.001612\"", "code: 1.001612", 1, "code",
     "“1.001612” should be text; put it in quotes.",
     "“1.001612” phải là chữ; đặt trong dấu ngoặc kép."),
    ("code: \"1.001612\"", "code: abc", 1, "code",
     "“abc” does not have the expected shape (\\d\\.\\d{6}(\\.\\d{3}\\.\\d{2}\\.\\d{2}\\.[A-Z]\\d{2})?).",
     "“abc” không đúng dạng cần có (\\d\\.\\d{6}(\\.\\d{3}\\.\\d{2}\\.\\d{2}\\.[A-Z]\\d{2})?)."),
    ("level: full", "level: whole", 16, "level",
     "“whole” is not known here; write one of: full, partial.",
     "“whole” không dùng ở đây; ghi một trong: full, partial."),
    ("level: full", "levle: full", 16, "levle",
     "“levle” is not known here. Did you mean “level”?",
     "“levle” không dùng ở đây. Có phải là “level”?"),
    ("level: full", "level: full\nlevel: partial", 17, "level",
     "“level” stands here twice; keep one.",
     "“level” có hai lần ở đây; giữ lại một."),
    ("level: full", "level: &x full", 16, "level",
     "Anchors and references (& and *) are not used in these files; write the values out.",
     "Các tệp này không dùng dấu neo và tham chiếu (& và *); hãy viết giá trị ra."),
    ("level: full", "level: *x", 16, "yaml",
     "Anchors and references (& and *) are not used in these files; write the values out.",
     "Các tệp này không dùng dấu neo và tham chiếu (& và *); hãy viết giá trị ra."),
    ("level: full", "level: [full", 16, "yaml",
     "A square bracket opens here and is not closed, or a comma is missing in it.",
     "Ngoặc vuông mở ở đây mà không được đóng, hoặc bên trong thiếu dấu phẩy."),
    ("level: full", "level: {full", 16, "yaml",
     "A curly bracket opens here and is not closed, or a comma is missing in it.",
     "Ngoặc nhọn mở ở đây mà không được đóng, hoặc bên trong thiếu dấu phẩy."),
    ("level: full", "level full", 16, "yaml",
     "This line has no colon after its key, or is not indented enough to belong to the text above.",
     "Dòng này thiếu dấu hai chấm sau tên mục, hoặc thụt lề chưa đủ để thuộc phần chữ ở trên."),
    ("level: full", "level: full: partial", 16, "yaml",
     "A colon stands here where none may stand. Put the text in quotes, or correct the indentation.",
     "Ở đây có dấu hai chấm không đúng chỗ. Hãy đặt nội dung trong ngoặc kép, hoặc sửa lại thụt lề."),
    ("level: full", "\tlevel: full", 16, "yaml",
     "A tab or a sign stands here that cannot begin a text. Use spaces, or put the text in quotes.",
     "Ở đây có dấu tab hoặc một ký hiệu không được đứng đầu nội dung. Hãy dùng dấu cách, hoặc đặt nội dung trong ngoặc kép."),
    ("level: full", "  level: full", 16, "audience.level",
     "“level” is not known here; remove it.",
     "“level” không dùng ở đây; hãy bỏ đi."),
    ("level: full", "level: \"\\q\"", 16, "yaml",
     "Within quotes a backslash stands before a letter; write two backslashes, or single quotes.",
     "Trong ngoặc kép có dấu gạch chéo ngược đứng trước chữ; hãy viết hai dấu gạch chéo ngược, hoặc dùng ngoặc đơn."),
    ("level: full", "level: full\u0007", 16, "yaml",
     "A character that cannot be seen stands here; remove it.",
     "Ở đây có một ký tự không nhìn thấy được; hãy xóa nó."),
    ("level: full", "level: full\n---", 17, "yaml",
     "The file begins again here (---); one file holds one procedure.",
     "Tệp lại bắt đầu ở đây (---); mỗi tệp chỉ chứa một thủ tục."),
    ("level: full\n", "", 1, "level",
     "“level” is missing.",
     "Thiếu “level”."),
    ("minutes_to_fill: 15", "minutes_to_fill: fifteen", 19, "minutes_to_fill",
     "“fifteen” should be a whole number.",
     "“fifteen” phải là số nguyên."),
    ("minutes_to_fill: 15", "minutes_to_fill: 100000", 19, "minutes_to_fill",
     "100000 is out of range; write a number from 1 to 240.",
     "100000 ngoài khoảng cho phép; ghi số từ 1 đến 240."),
    ("  vi: Đăng ký thành lập hộ kinh doanh\n", "  vi: \"\"\n", 3, "name.vi",
     "This text is empty.",
     "Đoạn chữ này trống."),
    ("  en: Register a household business\n", "", 2, "name",
     "The English text is missing.",
     "Thiếu phần tiếng Anh."),
    ("  vi: Đăng ký thành lập hộ kinh doanh\n", "  vi: Đa\u0306ng ky\u0301\n", 3, "name.vi",
     "Vietnamese letters must be in composed form (Unicode NFC).",
     "Chữ tiếng Việt phải ở dạng dựng sẵn (Unicode NFC)."),
    ("life_events: [mo-cua-hang]", "life_events: [mo-cua]", 18, "life_events.1",
     "“mo-cua” is not known here; write one of: chuyen-nha, giay-to, ket-hon, mo-cua-hang, nguoi-than-mat, nha-dat, sinh-con, viec-lam, xe-co.",
     "“mo-cua” không dùng ở đây; ghi một trong: chuyen-nha, giay-to, ket-hon, mo-cua-hang, nguoi-than-mat, nha-dat, sinh-con, viec-lam, xe-co."),
    ("life_events: [mo-cua-hang]", "life_events: mo-cua-hang", 18, "life_events",
     "A list is expected here.",
     "Ở đây cần một danh sách."),
    ("role: unit-head", "role: boss", 148, "steps.2.role",
     "“boss” is not known here; write one of: case-officer, cashier, clerk, leader, reception, return, unit-head.",
     "“boss” không dùng ở đây; ghi một trong: case-officer, cashier, clerk, leader, reception, return, unit-head."),
    ("role: unit-head", "role: auditor", 148, "steps.2.role",
     "“auditor” is not known here; write one of: case-officer, cashier, clerk, leader, reception, return, unit-head.",
     "“auditor” không dùng ở đây; ghi một trong: case-officer, cashier, clerk, leader, reception, return, unit-head."),
    ("share_percent: 60", "share_percent: 50", 137, "steps",
     "The steps share 90 percent of the term; the shares must add up to 100.",
     "Các bước chia nhau 90 phần trăm thời hạn; tổng phải là 100."),
    ("amount: 100000", "amount: -5", 64, "cases.1.fees.1.amount",
     "-5 is out of range; write a number from 0 to 100000000000.",
     "-5 ngoài khoảng cho phép; ghi số từ 0 đến 100000000000."),
    ("counter: {amount: 3, unit: working-days}", "counter: {amount: 3, unit: fortnights}", 55, "cases.1.terms.counter.unit",
     "“fortnights” is not known here; write one of: calendar-days, months, working-days, working-hours.",
     "“fortnights” không dùng ở đây; ghi một trong: calendar-days, months, working-days, working-hours."),
    ("form: ca-nhan", "form: ca-nhn", 71, "cases.1.form",
     "There is no form “ca-nhn” in this file.",
     "Tệp này không có biểu mẫu “ca-nhn”."),
    ("code: thanh-vien-ho", "code: mot-ca-nhan", 72, "cases.2",
     "The code “mot-ca-nhan” is used twice.",
     "Mã “mot-ca-nhan” được dùng hai lần."),
    ("when: {field: filed_by, is: nguoi-duoc-uy-quyen}", "when: {field: filed_bye, is: nguoi-duoc-uy-quyen}", 53, "cases.1.papers.3.when",
     "There is no field “filed_bye” in this form. Did you mean “filed_by”?",
     "Biểu mẫu không có ô “filed_bye”. Có phải là “filed_by”?"),
    ("when: {field: filed_by, is: nguoi-duoc-uy-quyen}", "when: {field: filed_by, is: ai-do}", 53, "cases.1.papers.3.when",
     "“ai-do” can never be the answer to “filed_by”.",
     "“ai-do” không bao giờ là câu trả lời của “filed_by”."),
    ("pause_policy: restart", "pause_policy:", 177, "pause_policy",
     "“pause_policy” is missing.",
     "Thiếu “pause_policy”."),
    ("terms_verified: true", "terms_verified: maybe", 179, "terms_verified",
     "“maybe” should be true or false.",
     "“maybe” phải là true hoặc false."),
    ("starts_on: \"2022-07-01\"", "starts_on: \"2022-02-31\"", 181, "starts_on",
     "2022-02-31 is not a day of the calendar.",
     "2022-02-31 không phải một ngày có trong lịch."),
    ("            kind: identity-number\n", "            kind: passport\n", 213, "forms.ca-nhan.pages.1.fields.3.kind",
     "“passport” is not known here; write one of: choice, choices, date, email, identity-number, integer, listed, money, month, name, number, paragraph, phone, tax-code, text, year, yes-no.",
     "“passport” không dùng ở đây; ghi một trong: choice, choices, date, email, identity-number, integer, listed, money, month, name, number, paragraph, phone, tax-code, text, year, yes-no."),
    ("earliest: \"1900-01-01\"", "earliest: \"1900-13-01\"", 209, "forms.ca-nhan.pages.1.fields.2.earliest",
     "1900-13-01 is not a day of the calendar.",
     "1900-13-01 không phải một ngày có trong lịch."),
    ("            length_min: 2\n", "            length_min: 200\n", 330, "forms.ca-nhan.pages.3.fields.1.length_min",
     "The least is larger than the most.",
     "Mức ít nhất lớn hơn mức nhiều nhất."),
    ("compute: {concat: [Hộ kinh doanh, {field: own_name}]}", "compute: {concat: [Hộ kinh doanh, {field: own_nam}]}", 337, "forms.ca-nhan.pages.3.fields.2.compute.concat.2",
     "There is no field “own_nam” in this form. Did you mean “own_name”?",
     "Biểu mẫu không có ô “own_nam”. Có phải là “own_name”?"),
    ("code: requester_phone", "code: requester_name", 231, "forms.ca-nhan.pages.1.fields.5",
     "The code “requester_name” is used twice.",
     "Mã “requester_name” được dùng hai lần."),
    ("            kind: text\n            label:\n              vi: Tên chợ", "            kind: text\n            pattern: \"(a+)+\"\n            label:\n              vi: Tên chợ", 388, "forms.ca-nhan.pages.4.fields.2.pattern",
     "This pattern repeats a repetition, which can take for ever; write it more simply.",
     "Mẫu này lặp lại một phép lặp, có thể chạy mãi; hãy viết đơn giản hơn."),
    ("            when: {field: place_kind, is: cho}", "            when: {field: place_kind, has: cho}", 392, "forms.ca-nhan.pages.4.fields.2.when",
     "“has” and “lacks” are for choices of several, the other tests for single answers.",
     "“has” và “lacks” dành cho ô chọn nhiều, các phép thử khác dành cho một câu trả lời."),
    ("level: full", "level: 'full", 16, "yaml",
     "A quotation mark opens here and is never closed.",
     "Dấu ngoặc kép mở ở đây mà không được đóng."),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "field", "english", "vietnamese"), ERRORS)
def test_each_error_is_said_with_its_line_and_field_in_both_languages(
    old, new, line, field, english, vietnamese
):
    assert old in ONE
    text = ONE.replace(old, new, 1)
    faults = [fault for fault in actions.check(text=text).faults if fault.field == field]
    assert [fault.facts["line"] for fault in faults][:1] == [line]
    assert sentence(faults[0], "en") == english
    assert sentence(faults[0], "vi") == vietnamese


def test_the_lines_named_are_the_lines_that_were_changed():
    """Counted without the reader's marks, wherever the change is one line that nothing else in the file is like."""
    counted = 0
    for old, new, line, field, _english, _vietnamese in ERRORS:
        lines = ONE.replace(old, new, 1).splitlines()
        places = [
            number
            for number, text in enumerate(lines, 1)
            if new.strip() and text.strip().removeprefix("- ") == new.strip()
        ]
        if (len(places) == 1 and not field.startswith(("steps", "name"))) or field == "name.vi":
            assert line == places[0], (new, line)
            counted += 1
    assert counted >= 25


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_operator_reads_file_line_and_field_on_the_page_and_nothing_is_loaded(client, language):
    client.force_login(make_cast().operator.account)
    client.cookies["django_language"] = language
    for old, new, line, field, english, vietnamese in ERRORS[::6]:
        upload = BytesIO(ONE.replace(old, new, 1).encode())
        upload.name = "sai-mot-cho.yaml"
        page = client.post(reverse("procedures:load"), {"file": upload})
        assert page.status_code == 422
        for words in ("sai-mot-cho.yaml", str(line), field, english if language == "en" else vietnamese):
            assert escape(words) in page.text
    assert Version.objects.count() == 0


@pytest.mark.parametrize(("old", "new", "line", "field", "english", "vietnamese"), ERRORS[::12])
def test_the_command_names_them_too(
    tmp_path, capsys, english_words, old, new, line, field, english, vietnamese
):
    path = tmp_path / "sai.yaml"
    path.write_text(ONE.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("procedures", "check", str(path))
    assert f"{path}:{line}: {field}: {english}" in capsys.readouterr().out


@pytest.fixture
def english_words():
    from django.utils import translation

    with translation.override("en"):
        yield
