"""Pages of computed results: intervals beside every figure, ranks with their sets, nothing before its hour, files that say what they are."""

import csv
import io
import json
import re
from datetime import timedelta

import pytest
from django.test import Client

from motcua.indices import result_exports, results
from motcua.indices.models import ScoreRow, ScoreSheet
from motcua.indices.rules import SheetStatus
from motcua.people.rules import NOBODY
from motcua.surveys.estimation import quantile
from tests.indices.build import load_country, make_sheet
from tests.people.cast import NOW, make_cast

pytestmark = [pytest.mark.django_db, pytest.mark.once]
QUERIES_MAX = 15


@pytest.fixture(scope="module")
def kept(once_for_the_file):
    with once_for_the_file() as kept:
        kept.cast = make_cast()
        load_country()
        kept.sheet = make_sheet(cast=kept.cast, at=NOW)
        yield kept


@pytest.fixture
def computed(kept, db):
    return kept.copy()


@pytest.fixture
def cast(computed):
    return computed.cast


@pytest.fixture
def sheet(computed):
    return computed.sheet


@pytest.fixture
def fetched(sheet, django_assert_max_num_queries):
    def fetched(path="", status=200, client=None):
        with django_assert_max_num_queries(QUERIES_MAX):
            answer = (client or Client()).get(f"/chi-so/khao-sat/{path}")
        assert answer.status_code == status
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return content.decode("utf-8-sig") if status == 200 and "xlsx" not in path else answer

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
    assert sheet.digest in gaps and gaps.count('<tr role="row">') > 40


def test_two_provinces_are_compared_and_it_is_said_whether_they_surely_differ(sheet, fetched):
    page = fetched(f"{sheet.pk}/so-sanh/?mot=dak-lak&hai=quang-ninh")
    assert "Đắk Lắk – Quảng Ninh" in page
    assert "chưa chắc khác nhau" in page or "chắc chắn khác nhau" in page
    assert "Chọn hai tỉnh khác nhau." in fetched(f"{sheet.pk}/so-sanh/?mot=dak-lak&hai=dak-lak")
    assert "chưa chắc" not in fetched(f"{sheet.pk}/so-sanh/?mot=dak-lak&hai=nowhere")


def read_table(html, caption):
    """Cells of the table that stands under a picture or caption, row by row."""
    part = html[html.index(caption) :]
    part = part[part.index("<tbody>") : part.index("</tbody>")]
    return [
        [
            " ".join(re.sub(r"<[^>]+>", " ", cell).split())
            for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)
        ]
        for row in re.findall(r"<tr.*?</tr>", part, re.S)
    ]


def test_each_figure_of_a_comparison_is_that_of_the_sheet_and_sure_by_its_own_degrees(sheet, fetched):
    page = fetched(f"{sheet.pk}/so-sanh/?mot=dak-lak&hai=quang-ninh")
    rows = {
        (row.value, row.domain): row
        for row in ScoreRow.objects.filter(sheet=sheet, domain__in=["66", "22"], kind__in=["block", "factor"])
    }
    shown = read_table(page, "Đắk Lắk, Quảng Ninh</caption>")
    assert len(shown) == len(rows) // 2 >= 10
    held = results.opened(sheet_id=sheet.pk, reach=NOBODY, at=NOW)
    surely = 0
    blocks = held.instrument.blocks
    values = [one for b in blocks for one in (b.code, *(f"{b.code}.{factor.code}" for factor in b.factors))]
    for (name, first, second, apart), value in zip(shown, values, strict=True):
        one, other = rows[value, "66"], rows[value, "22"]
        assert name == held.called[value].vi
        assert first.startswith(f"{one.estimate:.2f} %".replace(".", ",")), value
        assert second.startswith(f"{other.estimate:.2f} %".replace(".", ",")), value
        points = one.estimate - other.estimate
        assert apart.startswith(("−" if points < 0 else "+") + f"{abs(points):.2f}".replace(".", ",")), value
        # Errors of this sheet were pooled: both have the degrees of all villages together, and no more.
        assert one.degrees == other.degrees == 4
        limit = quantile(0.975, 4) * (one.standard_error**2 + other.standard_error**2) ** 0.5
        assert ("chắc chắn" in apart) == (abs(points) > limit), value
        surely += abs(points) > limit
    assert surely < len(shown)


def test_places_of_two_years_are_drawn_as_they_were_computed_and_only_within_one_series(sheet, cast, fetched):
    later = make_sheet(cast=cast, at=NOW, officer="noivu2", year=2023, seed=9)
    ranks = {
        one.pk: {
            row.domain: row.rank
            for row in ScoreRow.objects.filter(sheet=one, value="index").exclude(rank=None)
        }
        for one in (sheet, later)
    }
    shown = read_table(fetched(f"{later.pk}/"), "Hạng trong hai năm")
    expected = [
        [name, str(ranks[sheet.pk][code]), str(ranks[later.pk][code])]
        for name, code in (("Đắk Lắk", "66"), ("Quảng Ninh", "22"))
    ]
    assert sorted(shown) == sorted(expected)
    assert "Hạng trong hai năm" not in fetched(f"{sheet.pk}/"), "nothing was measured the year before"
    ScoreSheet.objects.filter(pk=sheet.pk).update(series="sipas-2017")
    assert "Hạng trong hai năm" not in fetched(f"{later.pk}/")


def test_a_file_of_the_sheet_is_made_once_and_then_only_handed_out(sheet, monkeypatch, settings, tmp_path):
    settings.VAR = tmp_path
    address = f"/chi-so/khao-sat/{sheet.pk}/tai-ve/sipas-2022-khao-sat-{sheet.pk}.xlsx"
    first = b"".join(Client().get(address).streaming_content)
    assert first.startswith(b"PK") and len(list((tmp_path / "tables").iterdir())) == 1
    monkeypatch.setattr(result_exports, "table", lambda *given, **more: pytest.fail("made again"))
    answer = Client().get(address)
    assert b"".join(answer.streaming_content) == first
    assert answer["Content-Disposition"].endswith(f'sipas-2022-khao-sat-{sheet.pk}.xlsx"')
    # Before its hour the file that lies there is nobody's.
    ScoreSheet.objects.update(announced_at=NOW + timedelta(days=9_000))
    assert Client().get(address).status_code == 404


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
