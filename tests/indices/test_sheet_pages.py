"""Pages of a frozen round: every figure is that of the sheet, said in words, marked where it is made up, and compared only
where one framework measured both years."""

import csv
import io
import json
import re
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from motcua.indices import frameworks, par_sheets, sheet_files
from motcua.indices.announced import charts, opening
from motcua.indices.models import ScoreSheet
from motcua.indices.rules import SheetStatus
from motcua.people.rules import NOBODY
from tests.browser import overflows
from tests.indices.rounds import CODE, SHEET_YEAR, make_round_sheet, make_scoring

pytestmark = [pytest.mark.django_db, pytest.mark.once]
QUERIES_MAX = 15


BY_COUNCIL = {1: {"1.2": par_sheets.Award(Decimal("1.25"), "council")}}


@pytest.fixture
def held():
    return make_scoring(at=timezone.now(), opened=False)


@pytest.fixture
def sheet(held):
    return make_round_sheet(held, announced_at=held.at, awards=BY_COUNCIL)


@pytest.fixture
def fetched(django_assert_max_num_queries):
    def fetched(path="", status=200, client=None, **more):
        with django_assert_max_num_queries(QUERIES_MAX):
            answer = (client or Client()).get(f"/chi-so/bang-diem/{path}", **more)
        assert answer.status_code == status
        if status != 200:
            return answer
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return content if path.endswith(("xlsx", "parquet")) else content.decode("utf-8-sig")

    return fetched


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def vi(number: object) -> str:
    return f"{float(str(number)):.2f}".replace(".", ",")


def test_a_unit_stands_among_its_neighbours_with_the_ranks_it_may_truly_have(sheet, fetched, monkeypatch):
    results = json.loads(sheet.document)["results"]
    ranked = sorted(
        (one for one in results if results[one]["joint_set"]), key=lambda one: results[one]["rank"]
    )
    monkeypatch.setattr(charts, "NEAR", 0)
    low, high = results[ranked[0]]["joint_set"]
    page = words(fetched(f"{sheet.pk}/don-vi/{ranked[0]}/"))
    assert f"thực sự có thể ở bất kỳ hạng nào từ {low} đến {high}" in page
    held = opening.opened(sheet_id=sheet.pk, reach=NOBODY, at=timezone.now())
    drawn = charts.ranks(held, language="vi", own=ranked[0])
    assert len(charts.ranks(held, language="vi").rows) == len(ranked) > len(drawn.rows) == 1


def test_the_sheet_shows_every_unit_with_its_rank_set_band_and_blocks(sheet, fetched):
    page = words(fetched(f"{sheet.pk}/"))
    assert f"/chi-so/bang-diem/{sheet.pk}/" in fetched()
    assert "/chi-so/bang-diem/" in Client().get("/chi-so/").content.decode()
    for said in json.loads(sheet.document)["results"].values():
        best, worst = said["joint_set"]
        assert f"{said['rank']} ({best}–{worst})" in page and vi(said["index"]) in page
        assert all(vi(one["points"]) in page for one in said["blocks"].values())
    assert sheet.digest in page and "motcua indices recompute" in page


def code_of(sheet: ScoreSheet, name: str) -> str:
    return next(one["code"] for one in json.loads(sheet.document)["units"] if one["name"] == name)


def test_a_unit_reads_how_each_of_its_points_came_about_and_who_set_them_by_hand(sheet, fetched):
    code = code_of(sheet, "Xã Ea Thử")
    page = words(fetched(f"{sheet.pk}/don-vi/{code}/"))
    document = json.loads(sheet.document)
    said = document["results"][code]
    best, worst = said["own_set"]
    assert f"{said['rank']} ({best}–{worst})" in page and vi(said["index"]) in page
    given = next(one for one in document["units"] if one["code"] == code)["given"]["2.2.1"]
    assert f"{given['numerator']} trên {given['denominator']}" in page
    assert re.search(r"1,25 trên \d+ điểm do người thẩm định ấn định\. \(Hội đồng\)", page)
    assert all(vi(one["points"]) in page for one in said["criteria"].values())
    fetched(f"{sheet.pk}/don-vi/khong-co/", status=404)
    fetched(f"{sheet.pk + 9}/don-vi/{code}/", status=404)
    english = Client()
    english.cookies["django_language"] = "en"
    page = words(fetched(f"{sheet.pk}/don-vi/{code}/", client=english))
    assert f"{given['numerator']} of {given['denominator']} is" in page and "Council" in page


def test_gaps_are_counted_against_maximum_mean_and_best_in_shares_of_what_applied(sheet, fetched):
    results = json.loads(sheet.document)["results"]
    code = code_of(sheet, "Xã Ea Thử")
    shares = [
        Decimal(one["components"]["1.2"]["points"]) / Decimal(one["components"]["1.2"]["counted"])
        for one in results.values()
    ]
    most = Decimal(results[code]["components"]["1.2"]["counted"])
    page = words(fetched(f"{sheet.pk}/don-vi/{code}/phan-tich/"))
    row = page[page.index("1.2. Tỷ lệ nhiệm vụ") :][:200]
    mean, best = (round(share * most, 2) for share in (sum(shares) / 3, max(shares)))
    told = f"1,25 {most} {vi(most - Decimal('1.25'))} −{vi(mean - Decimal('1.25'))} −{vi(best - Decimal('1.25'))}"
    assert told in row, row
    assert sheet.digest in page


def test_last_year_is_compared_only_where_one_framework_gave_the_points_and_says_so(held, sheet, fetched):
    earlier = make_round_sheet(held, year=SHEET_YEAR - 1, mean=80, announced_at=held.at)
    code = code_of(sheet, "Xã Cư Thử")
    now, then = (Decimal(json.loads(one.document)["results"][code]["index"]) for one in (sheet, earlier))
    for path in (f"{sheet.pk}/", f"{sheet.pk}/don-vi/{code}/", f"{sheet.pk}/don-vi/{code}/phan-tich/"):
        page = words(fetched(path))
        assert f"{'−' if now < then else '+'}{vi(abs(now - then))}" in page, path
        assert "một bộ tiêu chí chấm cả hai năm" in page, path
    ScoreSheet.objects.filter(pk=earlier.pk).update(announced_at=None)
    assert "một bộ tiêu chí" not in fetched(f"{sheet.pk}/"), "what is not announced is not compared with"
    ScoreSheet.objects.filter(pk=earlier.pk).update(announced_at=held.at, status=SheetStatus.COMPUTED)
    assert "một bộ tiêu chí" not in fetched(f"{sheet.pk}/"), "made-up and counted sheets are strangers"


def test_across_a_change_of_rules_nothing_is_compared_and_the_page_says_why(held, sheet, fetched):
    text = frameworks.to_yaml(frameworks.shipped(CODE))
    other = text.replace("share: '0.4'", "share: '0.2'", 1).replace("share: '0.3'", "share: '0.5'", 1)
    other = other.replace("share: 0.4", "share: 0.2", 1).replace("share: 0.3", "share: 0.5", 1)
    assert other != text
    make_round_sheet(held, year=SHEET_YEAR - 1, announced_at=held.at, text=other)
    for path in (f"{sheet.pk}/", f"{sheet.pk}/don-vi/{code_of(sheet, 'Xã Cư Thử')}/"):
        page = words(fetched(path))
        assert f"Không so với {SHEET_YEAR - 1}" in page and "một bộ tiêu chí" not in page


def test_files_bear_the_hash_and_say_what_the_sheet_says(sheet, fetched, settings, tmp_path):
    settings.VAR = tmp_path
    base, stem = f"{sheet.pk}/tai-ve/", f"mo-phong-par-index-{SHEET_YEAR}-commune-{sheet.digest[:12]}"
    rows = list(csv.DictReader(io.StringIO(fetched(f"{base}{stem}.csv"), newline="")))
    results = json.loads(sheet.document)["results"]
    wholes = {row["unit"]: row for row in rows if row["kind"] == "index"}
    assert {unit: Decimal(row["percent"]) for unit, row in wholes.items()} == {
        unit: Decimal(one["index"]) for unit, one in results.items()
    }
    components = [row for row in rows if row["kind"] == "component"]
    assert len(components) == sum(len(one["components"]) for one in results.values())
    assert {row["nature"] for row in rows} == {"simulated"}
    described = json.loads(fetched(f"{base}datapackage.json"))
    assert [one["name"] for one in described["resources"][0]["schema"]["fields"]] == list(rows[0])
    assert fetched(f"{base}{stem}.xlsx").startswith(b"PK")
    assert fetched(f"{base}{stem}.parquet").startswith(b"PAR1")
    signed = sheet_files.unpack(fetched(f"{base}{stem}.json").encode())
    assert (
        signed.digest == sheet.digest and signed.signature and par_sheets.recompute(signed.document) is None
    )
    fetched(f"{base}{stem.removeprefix('mo-phong-')}.csv", status=404)
    fetched(f"{base}{stem.replace(sheet.digest[:12], '0' * 12)}.csv", status=404)


def test_made_up_rounds_say_so_on_every_page_and_counted_ones_do_not(sheet, fetched):
    code = code_of(sheet, "Xã Ea Thử")
    paths = ("", f"{sheet.pk}/", f"{sheet.pk}/don-vi/{code}/", f"{sheet.pk}/don-vi/{code}/phan-tich/")
    for path in paths:
        assert "dữ liệu mô phỏng" in fetched(path), path
    ScoreSheet.objects.update(status=SheetStatus.COMPUTED)
    for path in paths:
        page = fetched(path)
        assert "dữ liệu mô phỏng" not in page, path
        assert path == "" or "tính từ đợt chấm điểm" in page, path


def test_a_unit_is_found_by_its_name_with_or_without_marks(sheet, fetched):
    address = f"/chi-so/bang-diem/{sheet.pk}/don-vi/{code_of(sheet, 'Xã Ea Thử')}/"
    assert address in fetched("?tim=ea thu")
    assert address not in fetched("?tim=lap") and "Không có đơn vị nào" in fetched("?tim=không đâu")


LINES_TWO_PX = 72


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_on_a_phone_the_league_is_a_line_or_two_for_each_unit(held, live_browser):
    """Rank, what it may be, name, index and band; blocks and changes stand on the unit's page."""
    sheet = make_round_sheet(held, announced_at=held.at)
    page = live_browser.open(f"/chi-so/bang-diem/{sheet.pk}/", width=390)
    rows = page.locator("table.league tbody tr")
    assert rows.count() == 3
    for row in rows.all():
        assert row.bounding_box()["height"] < LINES_TWO_PX
        rest = row.locator(".rest").all()
        assert rest and not any(cell.is_visible() for cell in rest)
        assert row.locator(":is(td, th):not(.rest)").count() == 4 and row.locator("td b").is_visible()
    assert not overflows(page) and page.locator(".on-phone").is_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    assert page.locator("table.league .rest").first.is_visible() and page.locator(".on-phone").is_hidden()
