"""Named tables: what a file of lines may say, how it is brought in from a day on, and the refusal beside each."""

from datetime import date
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from motcua.chronicle.models import Entry
from motcua.foundation.forms.tables import Line
from motcua.foundation.refusal import Forbidden, InvalidInput, NotFound
from motcua.foundation.sample import Plan
from motcua.law import actions, queries, reading, sample, shipped
from motcua.law.actions import TableForm
from motcua.law.models import NamedTable, TableLine
from motcua.law.rules import TableOutOfOrder
from motcua.people.rules import Level
from tests.people.cast import NOW, make_agency

SAMPLE = "ma,ten,thuoc\nM1,Xã Mẫu Một,Tỉnh Đắk Lắk\nM2,Phường Mẫu Hai,Tỉnh Đắk Lắk\n"
FROM, LATER = date(2026, 1, 1), date(2026, 7, 1)


def form(text=SAMPLE, **changes):
    lines = reading.read(text).lines
    return TableForm(**{"key": "communes", "lines": lines, "starts_on": FROM, "basis": "QĐ mẫu"} | changes)


def said(key="communes", on=FROM):
    return [line.said for line in queries.table(key, on).lines]


# The file ----------------------------------------------------------------------------------------------------


def test_a_file_is_read_by_its_headings_in_whatever_order_and_with_semicolons():
    found = reading.read("Tên;Mã\nTỉnh Đắk Lắk;66\n\nThành phố Huế;46\n")
    assert found.lines == (Line("66", "Tỉnh Đắk Lắk"), Line("46", "Thành phố Huế"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "The first row has to name the columns “ma” and “ten”, and “thuoc” if there is one."),
        ("ma,ten\n", "There is no line in this file."),
        ("ma,ten\nM1,A\nM1,B\n", "Row 3: the code “M1” stands there already."),
        ("ma,ten\nM 1,A\n", "Row 2: “M 1” is no code: letters, digits, dots and hyphens, at most 20."),
        ("ma,ten\nM1,\n", "Row 2: the name is missing."),
        (f"ma,ten\nM1,{'a' * 161}\n", "Row 2: a name has at most 160 characters."),
        ("ma,ten\nM1,A\x07\n", "Row 2: a name holds a character that cannot be seen."),
    ],
)
def test_a_file_that_is_wrong_is_not_taken_at_all_and_says_where(text, told):
    found = reading.read(text)
    assert found.lines == () and found.faults[0].sentence % found.faults[0].facts == told


def test_a_table_of_more_lines_than_are_kept_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "LINES_MAX", 2)
    found = reading.read(SAMPLE + "M3,Xã Mẫu Ba,Tỉnh Đắk Lắk\n")
    assert found.lines == () and found.faults[0].facts == {"most": 2}


def test_the_provinces_that_ship_are_thirty_four_and_none_is_said_to_be_verified():
    provinces = shipped.tables()["provinces"]
    assert len(provinces.lines) == 34 == len({line.name for line in provinces.lines})
    assert not provinces.verified and shipped.tables()["communes"].lines == ()


# Brought in --------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_table_holds_from_its_day_on_and_what_it_replaces_until_the_day_before():
    assert actions.bring_table(form=form(), by="system:tests", at=NOW) == actions.Brought(2, 0, 0)
    changed = SAMPLE.replace("Phường Mẫu Hai", "Phường Mẫu Mới").replace("M1,Xã Mẫu Một", "M3,Xã Mẫu Ba")
    did = actions.bring_table(form=form(changed, starts_on=LATER), by="system:tests", at=NOW)
    assert did == actions.Brought(2, 2, 0)
    assert said(on=date(2025, 12, 31)) == []
    assert said(on=date(2026, 6, 30)) == [
        "Xã Mẫu Một, Tỉnh Đắk Lắk (M1)",
        "Phường Mẫu Hai, Tỉnh Đắk Lắk (M2)",
    ]
    assert said(on=LATER) == ["Phường Mẫu Mới, Tỉnh Đắk Lắk (M2)", "Xã Mẫu Ba, Tỉnh Đắk Lắk (M3)"]
    told = Entry.objects.filter(kind="law.table-brought", subject="law-table:communes").latest("pk")
    assert told.data == {"starts_on": "2026-07-01", "added": 2, "ended": 2, "kept": 0, "verified": False}


@pytest.mark.django_db
def test_the_same_day_once_more_mends_it_and_a_day_before_is_refused():
    actions.bring_table(form=form(), by="system:tests", at=NOW)
    actions.bring_table(form=form(SAMPLE.partition("M2")[0], starts_on=LATER), by="system:tests", at=NOW)
    with pytest.raises(TableOutOfOrder):
        actions.bring_table(form=form(starts_on=date(2026, 6, 30)), by="system:tests", at=NOW)
    assert actions.bring_table(form=form(starts_on=LATER), by="system:tests", at=NOW).kept == 2
    assert said(on=LATER) == said(on=FROM) and TableLine.objects.count() == 2


@pytest.mark.django_db
def test_what_ships_is_there_without_being_loaded_and_comes_along_before_it_changes():
    first = date(2025, 7, 1)
    assert "Tỉnh Đắk Lắk (66)" in said("provinces", FROM) and said("provinces", date(2025, 6, 30)) == []
    lines = shipped.tables()["provinces"].lines[:-1]
    with pytest.raises(TableOutOfOrder):
        actions.bring_table(form=form(key="provinces", lines=lines, starts_on=date(2025, 1, 1)), by="system:tests", at=NOW)  # fmt: skip
    actions.bring_table(form=form(key="provinces", lines=lines, starts_on=LATER), by="system:tests", at=NOW)
    assert len(said("provinces", first)) == 34 and len(said("provinces", LATER)) == 33


@pytest.mark.django_db
def test_a_table_of_ones_own_needs_a_key_and_a_name_in_both_languages():
    own = form(key="cho", name="Chợ", name_en="Markets")
    for wrong in (form(key="cho"), form(key="Chợ X", name="Chợ", name_en="Markets"), form(basis=" ")):
        with pytest.raises(InvalidInput):
            actions.bring_table(form=wrong, by="system:tests", at=NOW)
    with pytest.raises(NotFound):
        queries.table("cho", FROM)
    actions.bring_table(form=own, by="system:tests", at=NOW)
    assert queries.table_names()["cho"].en == "Markets" and len(said("cho")) == 2


@pytest.mark.django_db
def test_only_an_operator_of_the_whole_brings_a_table_in(cast):
    with pytest.raises(Forbidden):
        actions.bring_table(form=form(), by=cast.reach(cast.leader), at=NOW)
    assert not NamedTable.objects.exists()
    actions.bring_table(form=form(), by=cast.reach(cast.operator), at=NOW)


@pytest.mark.django_db
def test_the_command_brings_a_file_in_and_says_what_is_wrong_with_another(tmp_path):
    file, out = tmp_path / "xa.csv", StringIO()
    file.write_text(SAMPLE, encoding="utf-8")
    call_command("law", "table", "communes", str(file), "--from=2026-01-01", "--basis=QĐ mẫu", stdout=out)
    assert out.getvalue() == "Số mục bắt đầu: 2, kết thúc: 0, giữ nguyên: 0.\n" and len(said()) == 2
    for text, day, told in (
        (SAMPLE, "1/1/2026", "--from"),
        (SAMPLE, "2025-01-01", "đã có mục bắt đầu"),
        ("x", "2026-01-01", "tên cột"),
    ):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(CommandError, match=told):
            call_command("law", "table", "communes", str(file), f"--from={day}", "--basis=QĐ mẫu", stdout=out)


@pytest.mark.django_db
def test_three_thousand_lines_are_brought_in_found_and_looked_up(django_assert_max_num_queries):
    text = "ma,ten,thuoc\n" + "".join(f"{n:05d},Xã Mẫu {n},Tỉnh Mẫu {n % 34}\n" for n in range(3321))
    actions.bring_table(form=form(text), by="system:tests", at=NOW)
    with django_assert_max_num_queries(6):
        table = queries.table("communes", FROM)
    assert [line.code for line in table.meant("mau 3320")] == ["03320"]
    with django_assert_max_num_queries(1):
        assert queries.table("communes", FROM).search("mau 33", 5)[0].code == "00033"


# Pages -------------------------------------------------------------------------------------------------------


@pytest.fixture
def operator(cast, client):
    client.force_login(cast.operator.account)
    return client


FILE = {"key": "communes", "starts_on": "01/01/2026", "basis": "QĐ mẫu"}


def upload(text=SAMPLE):
    return SimpleUploadedFile("xa.csv", text.encode())


@pytest.mark.django_db
def test_an_operator_brings_a_table_in_on_the_page_and_everyone_looks_it_up(operator, client):
    page = operator.post("/quan-tri/luat/danh-muc/", FILE | {"file": upload()}, follow=True)
    assert "2" in page.content.decode() and len(said()) == 2
    client.logout()
    page = client.get("/danh-muc/communes/", {"q": "mau hai"}).content.decode()
    assert "Phường Mẫu Hai, Tỉnh Đắk Lắk (M2)" in page and "(M1)" not in page
    lines = client.post("/danh-muc/communes/goi-y/", {"q": "mot"}).json()["lines"]
    assert lines == ["Xã Mẫu Một, Tỉnh Đắk Lắk (M1)"]
    assert client.get("/danh-muc/khong-co/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "text"),
    [({}, "x"), ({"starts_on": "31/12/2025"}, SAMPLE), ({"key": "moi"}, SAMPLE), ({"basis": ""}, SAMPLE)],
)
def test_the_page_says_what_is_wrong_and_keeps_nothing(operator, changes, text):
    operator.post("/quan-tri/luat/danh-muc/", FILE | {"file": upload()})
    page = operator.post("/quan-tri/luat/danh-muc/", FILE | changes | {"file": upload(text)})
    assert page.status_code == 422 and 'class="faults' in page.content.decode()
    assert len(said()) == 2 and set(queries.table_names()) == {"communes", "provinces"}


@pytest.mark.django_db
def test_programs_read_the_lines_of_a_table_page_by_page_and_on_a_day(client):
    actions.bring_table(form=form(starts_on=date(2026, 7, 1)), by="system:tests", at=NOW)
    ask = "/api/tables/communes?day=2026-07-01"
    first = client.get(f"{ask}&limit=1").json()
    assert [row["answer"] for row in first["rows"]] == ["Xã Mẫu Một, Tỉnh Đắk Lắk (M1)"]
    second = client.get(f"{ask}&limit=1&after={first['next']}").json()
    assert [row["code"] for row in second["rows"]] == ["M2"] and second["next"] == ""
    assert client.get("/api/tables/communes?day=2026-06-30").json()["rows"] == []
    assert [row["code"] for row in client.get(f"{ask}&q=hai").json()["rows"]] == ["M2"]
    assert client.get("/api/tables/khong-co").status_code == 404
    for wrong in ("0", "2026-02-30"):
        assert client.get(f"/api/tables/communes?day={wrong}").status_code == 422


@pytest.mark.django_db
def test_the_sample_holds_the_invented_communes_under_codes_that_no_directory_has(cast):
    for name in ("Phường Mẫu Sáu", "Công an phường Mẫu Sáu"):
        make_agency(name=name, parent=cast.province, level=Level.COMMUNE)
    assert not sample.made()
    assert sample.make(Plan(at=NOW)) == {"lines": 2} and sample.made()
    assert said(on=NOW.date()) == [
        "Phường Mẫu Sáu, Tỉnh Đắk Lắk (MP-001)",
        "Xã Ea Mẫu, Tỉnh Đắk Lắk (MP-002)",
    ]
    facts = next(one for one in queries.tables(on=NOW.date()) if one.key == "communes")
    assert "mô phỏng" in facts.basis and not facts.verified


@pytest.mark.django_db
def test_the_page_of_all_tables_asks_no_more_for_many_than_for_few(operator, django_assert_max_num_queries):
    NamedTable.objects.bulk_create(
        NamedTable(key=f"bang-{n}", name=f"Bảng {n}", name_en=f"Table {n}") for n in range(30)
    )
    TableLine.objects.bulk_create(
        TableLine(table=one, code="01", name="Một", starts_on=date(2026, 1, 1), basis="Quyết định mẫu")
        for one in NamedTable.objects.filter(key__startswith="bang-")
    )
    queries.forget()
    operator.get("/quan-tri/luat/danh-muc/")
    with django_assert_max_num_queries(12):
        shown = operator.get("/quan-tri/luat/danh-muc/").content.decode()
    assert shown.count("Quyết định mẫu") == 30
