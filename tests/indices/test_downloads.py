"""What a page shows can be taken away: the same figures, each with its source, and nothing that is only recalled."""

import csv
import io
import json

import openpyxl
import pyarrow.parquet
import pytest
from django.test import Client

from tests.indices.build import load_figures

pytestmark = [pytest.mark.django_db, pytest.mark.once]
QUERIES_MAX = 15


@pytest.fixture(scope="module")
def kept(once_for_the_file):
    with once_for_the_file() as kept:
        load_figures()
        yield kept


@pytest.fixture
def fetched(kept, db, django_assert_max_num_queries):
    def fetched(path, status=200):
        with django_assert_max_num_queries(QUERIES_MAX):
            answer = Client().get(path)
        assert answer.status_code == status
        return answer

    return fetched


def test_every_format_holds_the_figures_of_the_page(fetched):
    base = "/chi-so/sipas/2022/tai-ve/"
    text = fetched(f"{base}sipas-2022.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    own = [row for row in rows if row["unit"] == "Đắk Lắk"]
    found = {(row["statistic"], row["value"], row["status"], row["code"]) for row in own}
    assert {("score", "80.47", "given", "66"), ("rank", "27", "given", "66")} <= found
    assert {row["nature"] for row in rows} == {"published"}
    assert "recalled" not in {row["status"] for row in rows}
    book = openpyxl.load_workbook(io.BytesIO(fetched(f"{base}sipas-2022.xlsx").content))
    assert book["sipas-2022"].max_row == len(rows) + 1
    table = pyarrow.parquet.read_table(io.BytesIO(fetched(f"{base}sipas-2022.parquet").content))
    assert table.num_rows == len(rows) and table.schema.names == list(rows[0])


def test_the_dictionary_names_files_that_are_there(fetched):
    base = "/chi-so/tinh/dak-lak/tai-ve/"
    described = json.loads(fetched(f"{base}datapackage.json").content)
    assert len(described["sources"]) == 4
    for resource in described["resources"]:
        answer = fetched(base + resource["path"])
        assert answer["Content-Disposition"] == f'attachment; filename="{resource["path"]}"'
        assert answer["Content-Type"].startswith(resource["mediatype"])


@pytest.mark.parametrize(
    "path",
    [
        "/chi-so/sipas/2022/tai-ve/sipas-2021.csv",
        "/chi-so/sipas/2022/tai-ve/sipas-2022.exe",
        "/chi-so/gi-do/2022/tai-ve/datapackage.json",
        "/chi-so/sipas/1999/tai-ve/datapackage.json",
        "/chi-so/tinh/gi-do/tai-ve/datapackage.json",
        "/chi-so/tinh/dak-lak-2025/tai-ve/dak-lak-2025.csv",
    ],
)
def test_a_file_that_is_not_there_is_not_found(fetched, path):
    fetched(path, status=404)


def test_ministries_have_files_of_their_own(fetched):
    text = fetched("/chi-so/par-index/2022/bo/tai-ve/par-index-2022-bo.csv").content.decode()
    assert "Bộ Tư pháp" in text and "Đắk Lắk" not in text


def test_one_ministry_has_a_file_of_its_own(fetched):
    text = fetched("/chi-so/bo/tu-phap/tai-ve/tu-phap.csv").content.decode()
    assert "82.47" in text and "Ngân hàng" not in text
    fetched("/chi-so/bo/xay-dung/tai-ve/xay-dung.csv", status=404)
