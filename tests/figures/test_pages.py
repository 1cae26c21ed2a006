"""Pages of figures: exact for whoever watches a place, nothing small for everybody, and each number opens to its requests."""

import csv
import io
import re
import shutil
from datetime import datetime

import pyarrow.parquet
import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from motcua.dossiers.models import Dossier
from motcua.figures import actions, manifest, named
from motcua.figures.models import Tally
from motcua.foundation.calendar import TZ
from tests.dossiers.build import make_world
from tests.dossiers.walking import signed_in
from tests.figures.build import settled, settled_alike

pytestmark = pytest.mark.django_db
QUERIES_MAX = 15


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.FIGURES_DIR = tmp_path / "figures"


@pytest.fixture(scope="module")
def kept(once_for_the_file, tmp_path_factory):
    """In the last year January has 12 requests, 3 of them late, February 11, March 4; the year before, January has 10."""
    folder = tmp_path_factory.mktemp("figures")
    with once_for_the_file() as kept, override_settings(FIGURES_DIR=folder):
        kept.figures = folder
        kept.world = make_world()
        counted(kept.world)
        yield kept


@pytest.fixture
def world(kept, db, place, settings):
    shutil.copytree(kept.figures, settings.FIGURES_DIR)
    return kept.copy().world


def counted(world):
    year = timezone.localdate().year - 1
    first = settled(world, datetime(year, 1, 5, 9, tzinfo=TZ), days=1, late=True)
    world.first, world.year = first, year
    for n in range(11):
        settled_alike(first, datetime(year, 1, 6, 9, tzinfo=TZ), days=n, late=n < 2)
    for month, count in ((2, 11), (3, 4)):
        for _ in range(count):
            settled_alike(first, datetime(year, month, 6, 9, tzinfo=TZ), late=False)
    for _ in range(10):
        settled_alike(first, datetime(year - 1, 1, 6, 9, tzinfo=TZ), late=False)
    actions.refresh(at=timezone.now())


def asked(path, player=None, language="en"):
    client = signed_in(player) if player else Client()
    client.cookies["django_language"] = language
    return client.get(path)


def words(answer):
    assert answer.status_code == 200, answer.status_code
    body = answer.content.decode().partition("<main")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def test_everybody_reads_the_whole_node_with_the_small_months_hidden(world):
    said = words(asked(f"/so-lieu/dung-han/?nam={world.year}"))
    assert "24 of 27" in said and "as of" in said
    assert f"01/{world.year} 75.0% 9 12 100.0%" in said
    # March has four; with it goes February, because the year less what is shown would tell March.
    assert f"02/{world.year} … – – –" in said and f"03/{world.year} … – – –" in said
    assert "thang=" not in asked(f"/so-lieu/dung-han/?nam={world.year}").content.decode()
    file = asked(f"/so-lieu/dung-han/tep/on-time-{world.year}.csv?nam={world.year}").content.decode(
        "utf-8-sig"
    )
    rows = list(csv.reader(io.StringIO(file)))
    assert [row[2:4] for row in rows[1:]] == [["9", "12"], ["", ""], ["", ""]]
    assert "24 of 27 hồ sơ" not in said
    assert "12" in words(asked(f"/so-lieu/thoi-gian/?nam={world.year}", language="vi"))


def test_whoever_watches_a_place_reads_it_exactly_and_each_number_opens_to_its_requests(world):
    leader = world.cast.leader
    said = words(asked(f"/so-lieu/dung-han/?nam={world.year}", leader))
    assert f"03/{world.year} 100.0% 4 4" in said and "Department of Justice" in said
    here = f"noi={world.cast.department.pk}"
    for part, count in (("", 12), ("&phan=dat", 9), ("&phan=con-lai", 3)):
        page = asked(f"/so-lieu/dung-han/ho-so/?{here}&thang={world.year}-01{part}", leader)
        assert page.content.decode().count('scope="row"') == count
    said = words(page)
    assert "counted in the numerator (9)" in said and "not counted in it (3)" in said
    assert world.first.number in said and world.cast.hoa.person.full_name not in said
    whole = asked(f"/so-lieu/dung-han/ho-so/?{here}&nam={world.year}", leader)
    assert whole.content.decode().count('scope="row"') == 27
    file = asked(f"/so-lieu/dung-han/tep/on-time-{world.year}.parquet?nam={world.year}&{here}", leader)
    table = pyarrow.parquet.read_table(io.BytesIO(file.content))
    assert table["denominator"].to_pylist() == [12, 11, 4]


def test_a_place_that_somebody_does_not_watch_is_not_there(world):
    department, commune, unit = (
        one.pk for one in (world.cast.department, world.cast.commune, world.cast.unit)
    )
    addresses = ("/so-lieu/dung-han/?noi=", "/so-lieu/dung-han/ho-so/?noi=", "/so-lieu/nam/?noi=")
    for address in addresses:
        assert asked(f"{address}{commune}", world.cast.leader).status_code == 404
        assert asked(f"{address}{unit}", world.cast.leader).status_code == 200, (
            "what lies below is within reach"
        )
        assert asked(f"{address}{department}", world.cast.watcher).status_code == 200
        assert asked(f"{address}999999", world.cast.watcher).status_code == 404
    for name in ("figures:records", "figures:year"):
        address = reverse(name, args=["dung-han"] if name == "figures:records" else [])
        assert asked(address, world.cast.case).status_code == 403
        assert asked(address, world.cast.hoa).status_code == 403
        assert asked(address).status_code == 302
    assert asked(f"/so-lieu/dung-han/?noi={department}").status_code == 404, (
        "for everybody there is the whole alone"
    )
    assert asked(f"/so-lieu/dung-han/?noi={department}", world.cast.case).status_code == 404
    csv_of_place = f"/so-lieu/dung-han/tep/on-time-{world.year}.csv?nam={world.year}&noi={department}"
    assert asked(csv_of_place).status_code == 404


def test_what_moved_out_of_reach_since_is_not_listed_and_the_page_says_so(world):
    Dossier.objects.filter(pk=world.first.pk).update(
        agency=world.cast.commune.pk, step_agency=world.cast.commune.pk
    )
    page = words(asked(f"/so-lieu/dung-han/ho-so/?thang={world.year}-01", world.cast.leader))
    assert "1 request of this page is not shown" in page and world.first.number not in page
    assert "No request is counted here" not in page, "it is counted, though nobody may read it here"


@pytest.mark.parametrize(
    "query",
    ["nam=0", "nam=10000", "nam=x", "nam=-5", "noi=²", "noi=1e3", "thang=2026-13", "thang=2026", "thang=x-y", "phan=khac",
     "trang=201", "trang=-1", "nam=99999999999999", "thang=0000-01", "thang=9999-12"],
)  # fmt: skip
def test_what_is_no_address_of_ours_is_not_found(world, query):
    answer = asked(f"/so-lieu/dung-han/ho-so/?{query}", world.cast.leader)
    assert answer.status_code == 404 or "No request is counted here" in answer.content.decode()
    assert asked("/so-lieu/khong-co/").status_code == 404
    assert asked("/so-lieu/dung-han/tep/other.csv").status_code == 404


def test_the_year_in_pictures_stands_beside_the_year_before(world):
    page = asked(f"/so-lieu/nam/?nam={world.year}", world.cast.leader)
    said = words(page)
    assert "88.9% of 27 results on time; 100.0% in the same months a year ago" in said
    assert f"01/{world.year} 12 10 12 10 3 0" in said and f"03/{world.year} 4 0 4 0 0 0" in said
    body = page.content.decode()
    assert body.count('viewBox="0 0 390 176"') == 5 and body.count("<title id=") == 5
    late = re.search(r'href="([^"]+thang=\d{4}-01&amp;phan=con-lai)"', body) or re.search(
        r'href="([^"]+thang=\d{4}-01&phan=con-lai)"', body
    )
    opened = asked(late.group(1).replace("&amp;", "&"), world.cast.leader).content.decode()
    assert opened.count('scope="row"') == 3
    assert "88,9 %" in words(asked(f"/so-lieu/nam/?nam={world.year}", world.cast.leader, language="vi"))


def test_each_page_asks_few_questions_however_many_units_there_are(world):
    year, watcher = world.year, world.cast.watcher
    clients = signed_in(watcher)
    for address in (f"/so-lieu/?nam={year}", f"/so-lieu/dung-han/?nam={year}", f"/so-lieu/nam/?nam={year}",
                    f"/so-lieu/dung-han/ho-so/?nam={year}"):  # fmt: skip
        with CaptureQueriesContext(
            connection,
        ) as context:
            assert clients.get(address).status_code == 200
        assert len(context) <= QUERIES_MAX, (address, [one["sql"] for one in context])


def test_pages_say_what_was_counted_and_not_what_lies_there_now(world):
    Dossier.objects.all().update(late=True)
    assert "24 of 27" in words(asked(f"/so-lieu/dung-han/?nam={world.year}"))
    Tally.objects.all().delete()
    assert "Nothing was counted in these months" in words(asked(f"/so-lieu/dung-han/?nam={world.year}"))


def test_the_figures_agree_with_those_that_indices_count_from_the_same_records(world):
    from motcua.indices import named_figures

    Dossier.objects.filter(pk=world.first.pk).update(channel=1, electronic="issued", revision=7)
    actions.refresh(at=timezone.now())
    found = named_figures.counted(year=world.year, at=timezone.now())
    theirs = found.of(
        {"on-time", "online", "digitised", "electronic-results"}, path=world.cast.department.path
    )
    sums = dict.fromkeys(theirs, (0, 0))
    for one in Tally.objects.filter(agency=world.cast.department, month__year=world.year):
        for name in sums:
            part, whole = one.data.get(name, (0, 0))
            sums[name] = (sums[name][0] + part, sums[name][1] + whole)
    assert sums == {name: (one.numerator, one.denominator) for name, one in theirs.items()}
    assert sums["online"][0] == 26 and sums["electronic-results"][0] == 1
    assert manifest.read() is not None and set(sums) <= set(named.every())
