"""Bringing a table in by the page: checked first, taken in when confirmed, refused row by row, only for who may."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from motcua.chronicle.models import Entry
from motcua.foundation.refusal import Forbidden
from motcua.indices import actions
from motcua.indices.models import Published
from motcua.indices.rules import Index
from motcua.people.models import Agency
from motcua.people.rules import NOBODY, Role
from tests.indices.build import NOW, load_country
from tests.indices.test_workbooks import HEAD, book
from tests.people.cast import make_cast, make_officer

pytestmark = pytest.mark.django_db
ADDRESS = "/chi-so/nhap/"
GIVEN = {
    "index": "SIPAS",
    "level": "province",
    "year": "2024",
    "source": "Công bố ngày 06/04/2025",
    "partial": "on",
}


@pytest.fixture
def officer():
    cast = make_cast()
    load_country()
    player = make_officer(full_name="Cao Thị Sáu", code="noivu", role=Role.HOME_AFFAIRS, agency=cast.province)
    client = Client()
    client.force_login(player.account)
    return client


def kept(html):
    return dict(re.findall(r'<input type="hidden" name="(?!csrf)([^"]+)" value="([^"]*)">', html))


def test_a_pasted_table_is_checked_shown_and_then_taken_in(officer):
    answer = officer.post(ADDRESS, GIVEN | {"table": "Tỉnh\tĐiểm\tHạng\nĐắk Lắk\t83,10\t20\n"})
    html = answer.content.decode()
    assert answer.status_code == 200 and "2 số sẽ được nhập" in html
    assert not Published.objects.exists()
    answer = officer.post(ADDRESS, kept(html) | {"confirmed": "yes"})
    assert answer.status_code == 302 and answer["Location"] == "/chi-so/sipas/2024/"
    row = Published.objects.get(statistic="score")
    assert (str(row.value.normalize()), row.source) == ("83.1", GIVEN["source"])
    assert row.added_by.startswith("mandate:")
    assert Entry.objects.get(kind="indices.published-imported").data == {
        "index": "SIPAS",
        "year": 2024,
        "added": 2,
    }


def test_a_workbook_goes_the_same_way(officer):
    file = SimpleUploadedFile("sipas.xlsx", book([HEAD, ["Đắk Lắk", 83.1, 20]]))
    html = officer.post(ADDRESS, GIVEN | {"file": file}).content.decode()
    assert officer.post(ADDRESS, kept(html) | {"confirmed": "yes"}).status_code == 302
    assert Published.objects.count() == 2


def test_what_does_not_agree_is_named_and_nothing_comes_in_even_when_confirmed(officer):
    table = "Tỉnh;Điểm;Hạng\nĐắk Lak;83,10;20\nSơn La;tốt;1\n"
    for more in ({}, {"confirmed": "yes"}):
        answer = officer.post(ADDRESS, GIVEN | {"table": table} | more)
        assert answer.status_code == 422
        assert "“tốt”" in answer.content.decode()
    answer = officer.post(ADDRESS, GIVEN | {"table": "Tỉnh;Điểm\nĐắk Lak;83,10\n", "partial": ""})
    html = answer.content.decode()
    assert "“Đắk Lak”" in html and "Bảng có 1 dòng" in html
    assert not Published.objects.exists()


def test_an_empty_form_says_what_is_missing(officer):
    answer = officer.post(ADDRESS, {"year": "²⁰²⁴", "mean": "nhiều"})
    html = answer.content.decode()
    assert answer.status_code == 422
    for sentence in ("Chọn một trong các chỉ số", "ví dụ 2024", "ai công bố", "ghi như 80,08", "Dán bảng"):
        assert sentence in html


def test_only_who_runs_surveys_or_the_house_may(officer, django_assert_max_num_queries):
    with django_assert_max_num_queries(15):
        assert officer.get(ADDRESS).status_code == 200
    assert "Nhập bảng đã công bố" in officer.get("/chi-so/").content.decode()
    assert Client().get(ADDRESS).status_code == 302
    office = Agency.objects.get(name="Sở Tư pháp")
    clerk = Client()
    clerk.force_login(
        make_officer(full_name="Lý Thị Bảy", code="vt9", role=Role.CLERK, agency=office).account
    )
    assert clerk.get(ADDRESS).status_code == 403
    table = actions.Table(index=Index.SIPAS, year=2024, level="province", source="x", lines=[])
    with pytest.raises(Forbidden):
        actions.import_as(reach=NOBODY, table=table, at=NOW, dry_run=True)


@pytest.mark.once
def test_without_figures_the_first_page_says_how_they_come_in(db):
    html = Client().get("/chi-so/").content.decode()
    assert "Chưa nạp số nào" in html and "motcua indices load" in html
