"""What a device names in a list's table while there is no line is what the server says of the same cells: no more, no less."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from motcua.design import errors
from motcua.dossiers import queries
from motcua.dossiers.pages import list_tables
from motcua.dossiers.queries import lists
from motcua.foundation.calendar import TZ
from motcua.procedures import queries as procedures
from tests.browser import expect, overflows, shoot
from tests.dossiers.build import make_world
from tests.dossiers.listed import TEXT, ready_draft, workbook

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MORE = """\
          - {code: phone, kind: phone, required: false, label: {vi: Điện thoại, en: Phone}}
          - {code: mail, kind: email, required: false, label: {vi: Thư điện tử, en: E-mail}}
          - {code: tax, kind: tax-code, required: false, label: {vi: Mã số thuế, en: Tax code}}
          - {code: from_month, kind: month, required: false, label: {vi: Từ tháng, en: From month}}
          - {code: year, kind: year, required: false, label: {vi: Năm, en: Year}}
          - {code: staff, kind: integer, required: false, low: 1, high: 50, label: {vi: Số người, en: Staff}}
          - {code: area, kind: number, required: false, high: 99.5, label: {vi: Diện tích, en: Area}}
          - {code: capital, kind: money, required: false, low: 1000, label: {vi: Vốn, en: Capital}}
          - {code: agreed, kind: yes-no, required: false, label: {vi: Đồng ý, en: Agreed}}
          - code: place
            kind: text
            required: false
            length_min: 3
            length_max: 8
            pattern: '^[A-Z]+-[0-9]+$'
            pattern_says: {vi: 'chữ, gạch, số', en: 'letters, dash, digits'}
            label: {vi: Ký hiệu, en: Sign}
"""
ASKED = TEXT.replace("          - code: purpose\n", MORE + "          - code: purpose\n")
HEADS = (
    "STT", "Họ và tên *", "SỐ ĐỊNH DANH", "Ngày sinh *", "Điện thoại", "Thư điện tử", "Mã số thuế", "Từ tháng", "Năm", "Số người",
    "Diện tích", "Vốn", "Đồng ý", "Ký hiệu", "Mục đích", "Trường",
)  # fmt: skip
SOUND = (
    "1", "H’Duyên Niê", "066 203 000 117", "6/5/1990", "+84 905 123 456", "a.b@example.vn", "0101234567-001", "4/2023", "1990", "50",
    "45,5", "1.500.000 đ", "x", "AB-12", "lam viec", "",
)  # fmt: skip
WRONG = {
    "Họ và tên *": ("", "Nam 2", "a" * 121, "#REF!"),
    "SỐ ĐỊNH DANH": ("", "06620300011", "0662030001170", "06620300011x"),
    "Ngày sinh *": (
        "31/02/1990", "29/02/2000", "29/02/1900", "01/13/1990", "1990-02-30", "19900506", "06051990", "06-05-1990", "6.5.90",
        "6 / 5 / 1990", "31/12/2199", "01/01/1700", "00/05/1990", "01/00/1990", "01/01/0000", "hôm qua", "1990-05-06 00:00:00",
    ),
    "Điện thoại": ("0905 123", "84905123456", "+84-905-123-456", "(0905) 123 456", "abc"),
    "Thư điện tử": ("a@b", "a b@example.vn", "a@example.vn."),
    "Mã số thuế": ("123", "0101234567-1", "010 123 4567"),
    "Từ tháng": ("13/2023", "4-2023", "2023-04", "2023-13", "tháng tư"),
    "Năm": ("90", "2201", "năm nay"),
    "Số người": ("0", "51", "5,5", "1.000", "5 người"),
    "Diện tích": ("99,5", "99.6", "-1", "1.234,5", "1,234.5", "rộng"),
    "Vốn": ("999", "1,500,000", "1.500,000", "nhiều"),
    "Đồng ý": ("có", "Không", "TRUE", "chưa"),
    "Ký hiệu": ("A-", "AB-12345678", "ab-12", "ABCD"),
    "Mục đích": ("", "hoc tap", "Học  Tập", "hoc-tap", "đi chơi"),
    "Trường": ("x",),
}  # fmt: skip


def table():
    rows = [SOUND]
    for heading, said in WRONG.items():
        for one in said:
            cells = list(SOUND)
            cells[HEADS.index(heading)] = one
            rows.append(tuple(cells))
    return rows


def as_csv(rows, separator):
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows([HEADS, *rows])
    return ("\ufeff" + out.getvalue()).encode()


def test_a_device_names_what_the_server_would_name(live_browser):
    world = make_world(text=ASKED)
    world.at = timezone.now()
    page = live_browser.open(
        reverse("dossiers:draft-list", args=[ready_draft(world)]),
        language="en",
        account=world.cast.hoa.account,
    )
    definition = procedures.definition(world.version_id)
    form = queries.form_of(definition, "chung")
    columns = lists.columns(form, definition.case("chung"))
    tables = {
        "a.csv": as_csv(table(), ";"),
        "b.csv": as_csv(table(), ","),
        "c.xlsx": workbook(*table(), heading=HEADS),
    }
    for name, content in tables.items():
        rows, _notes = list_tables.uploaded(SimpleUploadedFile(name, content), columns)
        checked = lists.check(
            rows,
            form=form,
            case=definition.case("chung"),
            today=world.at.astimezone(TZ).date(),
            language="en",
        )
        # What depends on other answers, or on other rows, is the server's to say.
        with translation.override("en"):
            named = {
                (one.row, one.column, errors.sentence(one.sentence, one.facts))
                for one in checked.troubles
                if one.column not in ("", "school")
            }
        told = page.evaluate(LOOK, [name, list(content)])
        codes = {column.heading.en: column.code for column in columns}
        found = {(one["row"], codes[one["heading"]], one["sentence"]) for one in told["troubles"]}
        assert found == named and len(named) > 40 and told["rows"] == len(rows), name

    # As it stands on a phone.
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_selector("html[data-device=ready]", state="attached")
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    page.set_input_files("[name=table]", {"name": "a.csv", "mimeType": "text/csv", "buffer": tables["a.csv"]})
    expect(page.locator("[data-columns] li")).to_have_count(len(told["troubles"]))
    shoot(page, "list-looked-at-on-a-phone")
    assert overflows(page) == []


LOOK = """async ([name, bytes]) => {
  const { look } = await import(document.querySelector("script[src*='design/js/page']").src.replace(/page[^/]*$/, "tables.js"));
  const knows = JSON.parse(document.querySelector("[data-columns]").dataset.columns);
  return look(new File([new Uint8Array(bytes)], name), knows);
}"""
