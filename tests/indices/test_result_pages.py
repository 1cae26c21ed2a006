"""Pages of computed results: intervals beside every figure, ranks with their sets, nothing before its hour, files that say what they are."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.test import Client

from motcua.indices.models import ScoreRow, ScoreSheet
from motcua.indices.rules import SheetStatus
from tests.indices.build import load_country, make_sheet
from tests.people.cast import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.once]
QUERIES_MAX = 15


@pytest.fixture
def sheet():
    load_country()
    return make_sheet(at=NOW)


@pytest.fixture
def fetched(sheet, django_assert_max_num_queries):
    def fetched(path="", status=200, client=None):
        with django_assert_max_num_queries(QUERIES_MAX):
            answer = (client or Client()).get(f"/chi-so/khao-sat/{path}")
        assert answer.status_code == status
        return answer.content.decode("utf-8-sig") if status == 200 and "xlsx" not in path else answer

    return fetched


def test_everybody_sees_a_sheet_with_ranks_intervals_and_its_hash(sheet, fetched):
    assert f"/chi-so/khao-sat/{sheet.pk}/" in fetched()
    page = fetched(f"{sheet.pk}/")
    for row in ScoreRow.objects.filter(sheet=sheet, value="index", domain__in=["66", "22"]):
        assert f"{row.rank} ({row.joint_best}–{row.joint_worst})" in page
        assert f"{row.estimate:.2f} %".replace(".", ",") in page
        assert f"{row.lower:.1f} – {row.upper:.1f}".replace(".", ",") in page
    assert sheet.digest in page and "tính từ khảo sát" in page and "dữ liệu mô phỏng" not in page
    assert "hệ số thiết kế mẫu như nhau" in page  # what was assumed


def test_a_province_is_shown_by_its_own_set_and_its_chance_of_a_band(sheet, fetched):
    page = fetched(f"{sheet.pk}/tinh/dak-lak/")
    row = ScoreRow.objects.get(sheet=sheet, value="index", domain="66")
    assert f"{row.rank} ({row.own_best}–{row.own_worst})" in page
    assert f"{100 * row.bands[1]:.1f}".replace(".", ",") in page
    assert "Khoảng tin cậy 95 phần trăm" in page
    fetched(f"{sheet.pk}/tinh/nowhere/", status=404)
    fetched(f"{sheet.pk + 9}/tinh/dak-lak/", status=404)
    gaps = fetched(f"{sheet.pk}/tinh/dak-lak/phan-tich/")
    assert sheet.digest in gaps and gaps.count("<tr>") > 40


def test_two_provinces_are_compared_and_it_is_said_whether_they_surely_differ(sheet, fetched):
    page = fetched(f"{sheet.pk}/so-sanh/?mot=dak-lak&hai=quang-ninh")
    assert "Đắk Lắk – Quảng Ninh" in page
    assert "chưa chắc khác nhau" in page or "chắc chắn khác nhau" in page
    assert "Chọn hai tỉnh khác nhau." in fetched(f"{sheet.pk}/so-sanh/?mot=dak-lak&hai=dak-lak")
    assert "chưa chắc" not in fetched(f"{sheet.pk}/so-sanh/?mot=dak-lak&hai=nowhere")


def test_before_its_hour_strangers_hear_that_there_is_no_such_page_and_the_office_reads_on(sheet, fetched):
    ScoreSheet.objects.update(announced_at=NOW + timedelta(days=9_000))
    for path in ("", "tinh/dak-lak/", "tinh/dak-lak/phan-tich/", "so-sanh/", "tai-ve/datapackage.json"):
        fetched(f"{sheet.pk}/{path}", status=404)
    assert f"/chi-so/khao-sat/{sheet.pk}/" not in fetched()
    officer = Client()
    officer.force_login(sheet.survey.agency.mandates.get(officer__code="noivu").officer.person.account)
    assert sheet.digest in fetched(f"{sheet.pk}/", client=officer)


def test_files_hold_what_was_hashed_and_what_the_rows_say(sheet, fetched):
    base = f"{sheet.pk}/tai-ve/"
    assert fetched(f"{base}sipas-2022-khao-sat-{sheet.pk}.json") == sheet.document
    rows = list(csv.DictReader(io.StringIO(fetched(f"{base}sipas-2022-khao-sat-{sheet.pk}.csv"), newline="")))
    assert len(rows) == ScoreRow.objects.filter(sheet=sheet).count()
    own = next(row for row in rows if row["value"] == "index" and row["domain"] == "66")
    assert own["name"] == "Đắk Lắk" and float(own["lower"]) < float(own["estimate"]) < float(own["upper"])
    assert {row["nature"] for row in rows} == {"computed"}
    described = json.loads(fetched(f"{base}datapackage.json"))
    fields = described["resources"][0]["schema"]["fields"]
    assert [field["name"] for field in fields] == list(rows[0])
    fetched(f"{base}mo-phong-sipas-2022-khao-sat-{sheet.pk}.csv", status=404)


def test_simulated_results_say_so_on_every_page_and_in_every_file(sheet, fetched):
    ScoreSheet.objects.update(status=SheetStatus.SIMULATED)
    for path in ("", "tinh/dak-lak/", "tinh/dak-lak/phan-tich/", "so-sanh/?mot=dak-lak&hai=quang-ninh"):
        page = fetched(f"{sheet.pk}/{path}")
        assert "dữ liệu mô phỏng" in page and "số liệu đã công bố</span>" not in page
    name = f"mo-phong-sipas-2022-khao-sat-{sheet.pk}"
    rows = list(csv.DictReader(io.StringIO(fetched(f"{sheet.pk}/tai-ve/{name}.csv"), newline="")))
    assert {row["nature"] for row in rows} == {"simulated"}
    fetched(f"{sheet.pk}/tai-ve/{name.removeprefix('mo-phong-')}.csv", status=404)


def test_what_fewer_than_ten_answered_is_said_to_be_hidden(sheet, fetched):
    ScoreRow.objects.filter(domain="66", value="p_health_part").update(
        n=None, estimate=None, standard_error=None, lower=None, upper=None
    )
    assert "ít hơn mười người trả lời" in fetched(f"{sheet.pk}/tinh/dak-lak/")
