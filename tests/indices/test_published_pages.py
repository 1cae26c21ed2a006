"""Pages of published figures: what was printed with its source, what is missing said plainly, nothing recalled."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from motcua.indices import shipped, words
from motcua.indices.models import NowCast, Published
from motcua.indices.places import in_order, places
from motcua.indices.rules import Index, Status
from tests.indices.build import NOW, load_figures

pytestmark = [pytest.mark.django_db, pytest.mark.once]
QUERIES_MAX = 15


@pytest.fixture(scope="module")
def kept(once_for_the_file):
    with once_for_the_file() as kept:
        load_figures()
        yield kept


@pytest.fixture
def figures(kept, db):
    return None


@pytest.fixture
def read(figures, django_assert_max_num_queries):
    def read(path, language="vi", status=200):
        client = Client()
        client.cookies["django_language"] = language
        with django_assert_max_num_queries(QUERIES_MAX):
            answer = client.get(path, follow=True)
        assert answer.status_code == status
        html = answer.content.decode()
        assert "dữ liệu mô phỏng" not in re.sub(r"<footer.*?</footer>", "", html, flags=re.DOTALL)
        return re.sub(r"\s+", " ", html)

    return read


def text(html):
    """What is read, without tags and the numbers of sources."""
    plain = re.sub(r"<sup>.*?</sup>", "", html)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", plain))


def row(html, head):
    found = re.search(rf'<tr[^>]*>(?:<td[^>]*>(?:(?!</td>).)*</td>)?<th scope="row"[^>]*>(?:<a[^>]*>)?{head}(?:</a>)?</th>.*?</tr>', html)  # fmt: skip
    assert found, head
    return text(found.group())


def test_the_first_page_names_every_index_with_how_much_was_found(read):
    html = read("/chi-so/")
    for index, year, found in (("sipas", 2022, "5 điểm, 11 hạng"), ("par-index", 2023, "10 điểm, 16 hạng")):
        cell = re.search(rf'<a href="/chi-so/{index}/{year}/">(.*?)</a>', html)
        assert found in text(cell.group(1))
    assert "/chi-so/pci/2021/" in html and "/chi-so/papi-d6/2023/" in html
    assert "/chi-so/par-index/2022/bo/" in html


def test_a_province_is_found_however_its_name_is_typed(read):
    for typed in ("dak lak", "Đắk Lắk", "ĐẮK LẮK", "tỉnh đắk lắk"):
        assert "<h1>Đắk Lắk" in read(f"/chi-so/?tinh={typed}")
    several = text(read("/chi-so/?tinh=quang"))
    assert "Quảng Bình Quảng Nam Quảng Ngãi Quảng Ninh Quảng Trị" in several
    assert "Không có tỉnh nào tên “xyz”" in read("/chi-so/?tinh=xyz")


def test_a_year_shows_places_as_printed_and_says_how_many_are_missing(read):
    html = read("/chi-so/sipas/2022/")
    assert "Tìm được 5 điểm và 11 hạng của 63 đơn vị" in html
    assert "Còn thiếu 52 đơn vị" in html
    assert "27" in row(html, "Đắk Lắk") and "80,47" in row(html, "Đắk Lắk")
    assert row(html, "Quảng Ninh").split() == ["1", "Quảng", "Ninh", "87,59"]
    assert "tính: 88,09 − 4,21" in row(html, "Hải Phòng")
    assert html.count('class="t t0"') == 58  # tiles without a figure
    assert "80,08" in text(html)  # the printed mean


def test_a_place_is_told_once_with_every_source_that_says_it(read):
    own = row(read("/chi-so/tinh/dak-lak/"), "2022")
    assert own.count("80,47") == 1


def test_regions_bands_and_contradictions_stand_with_the_year(read):
    html = read("/chi-so/par-index/2023/")
    assert row(html, "Tây Nguyên").split()[2:4] == ["85,42", "6"]
    assert row(html, "Đồng bằng sông Hồng").split()[4:] == ["88,33", "1", "+1,71"]
    told = text(html)
    assert "Các nguồn không thống nhất ở 5 chỗ" in told
    assert "91,87 Cổng thông tin Chính phủ; TTXVN 91,81 doanhnghiephoinhap.vn" in told
    assert "Số đơn vị từ 90 điểm trở lên 7" in told


def test_a_province_shows_its_years_and_quotes_a_rise_across_a_break(read):
    html = read("/chi-so/tinh/dak-lak/")
    told = text(html)
    assert "SIPAS 2022 80,47 hạng 27 trong 63 buổi công bố nói: “tăng 32 bậc”" in told
    assert "“tăng 32 bậc” như đã in cho SIPAS 2022. Từ năm 2022 cách đo đã khác" in told
    assert "Buổi công bố ngày 19/04/2023" in told
    # Between two years of one method the difference is counted, and nowhere else.
    assert "+2,86 tăng 10 bậc" in told
    assert told.count("+2,86") == 1 and "+3,05" not in told
    assert "Điểm thẩm định 57,92 / 61,5" in told


def test_english_says_the_same_with_its_own_numbers_and_order(read):
    told = text(read("/chi-so/tinh/dak-lak/", "en"))
    assert "SIPAS 2022 80.47 place 27 of 63 the announcement says: “up 32 places”" in told
    assert "Socio-economic impact 2.97 / 6.5" in told
    names = [place.name_vi for place in places().of(level="province", year=2022)]
    assert len(names) == 63
    ordered = {
        language: [one.named(language) for one in in_order(places().of(level="province", year=2022), language)]
        for language in ("vi", "en")
    }  # fmt: skip
    assert ordered["vi"].index("Điện Biên") > ordered["vi"].index("Cần Thơ")
    assert ordered["vi"].index("Hà Giang") > ordered["vi"].index("Đồng Tháp")
    assert ordered["en"].index("Đà Nẵng") < ordered["en"].index("Hà Giang")
    assert "Hồ Chí Minh City" in ordered["en"]


def test_a_province_of_the_merger_leads_to_its_parts(read):
    html = read("/chi-so/tinh/dak-lak-2025/")
    told = text(html)
    assert "Hình thành từ Đắk Lắk , Phú Yên" in told
    assert "Chưa có số công bố cho các tỉnh sau sắp xếp" in told
    assert 'href="/chi-so/tinh/phu-yen/"' in html


def test_contradictions_about_a_province_stand_side_by_side(read):
    told = text(read("/chi-so/tinh/hai-phong/"))
    assert "giữa 90,59 và 92,00" in told
    assert "88,09 doanhnghiephoinhap.vn 88,90" in told


def test_two_provinces_stand_beside_each_other_and_what_one_lacks_stays_visible(read):
    html = read("/chi-so/so-sanh/?mot=dak-lak&hai=ninh-thuan")
    found = [text(one) for one in re.findall(r"<tr>.*?</tr>", html) if ">2022<" in one]
    assert any("80,47" in one and "81,83" in one and "−1,36" in one for one in found)
    assert any("84,47" in one and "85,78" in one and "−1,31" in one for one in found)
    assert "Chọn hai tỉnh khác nhau" in read("/chi-so/so-sanh/?mot=dak-lak&hai=dak-lak")
    assert "<h1>So sánh hai tỉnh" in read("/chi-so/so-sanh/?mot=gi-do")


def test_the_gap_analysis_counts_what_is_missing_to_maximum_mean_and_best(read):
    told = text(read("/chi-so/tinh/dak-lak/phan-tich/?chi-so=par-index&nam=2023"))
    assert "87,33 28 / 63 12,67 86,98 +0,35 92,18 Quảng Ninh −4,85" in told
    assert "Tác động đến phát triển KT-XH 2,97 6,5 45,7\u00a0% 3,53" in told or "45,7 % 3,53" in told
    before = text(read("/chi-so/tinh/dak-lak/phan-tich/?chi-so=par-index&nam=2017"))
    assert "Hiện đại hóa hành chính 8,86 16" in before and "7,14" in before


def test_a_ministry_has_its_years_beside_the_mean_of_ministries_and_stands_among_those_that_are_ranked(read):
    html = read("/chi-so/bo/ngan-hang-nha-nuoc/")
    told = text(html)
    assert "PAR INDEX 2022 91,77 hạng 1 trong 17" in told, "seventeen are ranked, as a source says"
    year = text(read("/chi-so/par-index/2022/bo/"))
    assert "của 19 cơ quan được đo" in year and "của 17 cơ quan được xếp hạng" in year
    assert "Không đo: Bộ Công an, Bộ Quốc phòng, Văn phòng Chính phủ." in year
    assert "Được đo mà không xếp hạng: Thanh tra Chính phủ, Ủy ban Dân tộc." in year
    assert "Không tìm thấy năm đó đo bao nhiêu cơ quan" in text(read("/chi-so/par-index/2015/bo/"))
    assert "92,36" in told and "trung bình các bộ" in told and "84,05" in html
    assert "Đắk Lắk" not in told and "So sánh với tỉnh khác" not in told
    assert 'href="/chi-so/bo/ngan-hang-nha-nuoc/"' in read("/chi-so/par-index/2022/bo/")
    assert "/chi-so/bo/ngan-hang-nha-nuoc/tai-ve/ngan-hang-nha-nuoc.csv" in html
    ended = text(read("/chi-so/bo/giao-thong-van-tai/"))
    assert "Đến 01/03/2025" in ended and "Bộ Xây dựng" in ended
    assert "Chưa tìm thấy số liệu nào của bộ này" in read("/chi-so/bo/xay-dung/")
    read("/chi-so/bo/dak-lak/", status=404)
    read("/chi-so/tinh/tu-phap/", status=404)


def test_a_province_leads_to_its_ratings_between_the_surveys_where_there_are_any(read):
    today = next(place for place in places() if place.slug == "dak-lak-2025")
    leads = 'href="/chi-so/hien-nay/dak-lak-2025/"'
    assert leads not in read("/chi-so/tinh/dak-lak/")
    NowCast.objects.create(
        agency_id=today.id, on=timezone.localdate(), ratings=40, requests=400, offices=9, cells=4, share=80, standard_error=3, lower=74,
        upper=86, degrees=39, version="now-cast/1", simulated=False,
    )  # fmt: skip
    for slug in ("dak-lak", "dak-lak-2025", "phu-yen"):
        assert leads in read(f"/chi-so/tinh/{slug}/")
    assert leads not in read("/chi-so/tinh/quang-ninh/")


@pytest.mark.parametrize(
    "path",
    [
        "/chi-so/gi-do/2022/",
        "/chi-so/sipas/1999/",
        "/chi-so/sipas/99999999999999999999/",
        "/chi-so/sipas/2022/bo/",
        "/chi-so/tinh/gi-do/",
        "/chi-so/tinh/son-la/phan-tich/?chi-so=gi-do",
        "/chi-so/tinh/dak-lak/phan-tich/?chi-so=par-index&nam=9999999999999",
        "/chi-so/tinh/dak-lak/phan-tich/?chi-so=par-index&nam=1999",
    ],
)
def test_what_is_not_there_is_not_found(read, path):
    read(path, status=404)


def test_what_is_only_recalled_is_printed_nowhere(read):
    agency = next(place for place in places() if place.slug == "dak-lak")
    Published.objects.create(
        index=Index.SIPAS, year=2019, level="province", unit_id=agency.id, statistic="score", value=Decimal("12.34"),
        status=Status.RECALLED, source="trí nhớ", added_at=NOW, added_by="system:tests",
    )  # fmt: skip
    pages = [
        "/chi-so/",
        "/chi-so/tinh/dak-lak/",
        "/chi-so/sipas/2020/",
        "/chi-so/so-sanh/?mot=dak-lak&hai=gia-lai",
    ]
    assert all("12,34" not in read(page) for page in pages)
    read("/chi-so/sipas/2019/")  # its mean was found
    recalled = {row.value_b for row in shipped.conflicts() if row.status is Status.RECALLED}
    assert recalled == {"38"}
    assert "nhớ lại" not in read("/chi-so/par-index/2022/")


@pytest.mark.usefixtures("kept")
def test_every_shipped_source_has_a_name_that_can_be_read():
    for figure in shipped.published():
        name, url = words.source(figure.source)
        assert name and len(name) < 90
        assert url == "" or figure.source.startswith(url)


def test_what_acts_in_a_year_is_told_by_its_last_day(figures):
    known = places()
    assert len(known.of(level="province", year=2024)) == 63
    assert len(known.of(level="province", year=2025)) == 34
    hue = known.by_slug("thua-thien-hue")
    assert hue.ends == date(2025, 1, 1) and not hue.acts_in(2025)
