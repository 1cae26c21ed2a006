"""Now-casts: counted by a job in whole lots, shown beside the survey and never in it, to everybody by province only."""

import csv
import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from motcua.dossiers import queries as dossiers
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.states import Channel
from motcua.feedback import actions as feedback
from motcua.feedback.models import Rating
from motcua.indices import actions, jobs, now
from motcua.indices.models import NowCast, ScoreSheet
from motcua.indices.places import places
from motcua.indices.rules import SheetStatus
from motcua.people.models import Agency
from motcua.people.rules import NOBODY
from tests.dossiers.build import World, issued, make_world
from tests.dossiers.walking import signed_in
from tests.indices.build import load_country, load_figures, make_sheet
from tests.people.cast import make_agency

pytestmark = pytest.mark.django_db
COLUMNS = [field.attname for field in Dossier._meta.concrete_fields if field.attname != "id"]


@pytest.fixture
def world() -> World:
    made = make_world()
    made.at = timezone.now()
    return made


def settle(world: World, agency, *, online=0, online_late=0, counter=0, counter_late=0, **changes) -> None:
    """So many requests with a result; copies of one that was handled act by act."""
    one = Dossier.objects.filter(done_at__isnull=False).order_by("pk").first()
    one = one or Dossier.objects.get(number=issued(world).number)
    done_at = world.at - timedelta(days=9)
    Dossier.objects.filter(pk=one.pk).update(done_at=done_at)
    held = {name: getattr(one, name) for name in COLUMNS} | {"done_at": done_at}
    kinds = [(Channel.ONLINE, False, online), (Channel.ONLINE, True, online_late)]
    kinds += [(Channel.COUNTER, False, counter), (Channel.COUNTER, True, counter_late)]
    rows = [
        Dossier(
            **held
            | {"key": uuid4(), "submission": uuid4(), "number": uuid4().hex, "agency_id": agency.pk}
            | {"representation_id": None, "channel": channel, "late": late}
            | changes
        )
        for channel, late, count in kinds
        for _one in range(count)
    ]
    Dossier.objects.bulk_create(rows, batch_size=200)


def rate(
    world: World, agency, *, good=0, bad=0, online=True, late=False, days_ago=2, simulated=False
) -> None:
    given = world.at.date() - timedelta(days=days_ago)
    Rating.objects.bulk_create(
        Rating(
            agency_id=agency.pk, level=5 if place < good else 2, online=online, late=late, given_on=given, simulated=simulated
        )
        for place in range(good + bad)
    )  # fmt: skip


def shown(world: World) -> int:
    feedback.show_lots(at=world.at)
    return actions.cast_now(at=world.at)


@pytest.fixture
def rated(world) -> World:
    """Two offices: 26 ratings of 100 requests, late ones rated more often; 5 of 40."""
    settle(world, world.cast.department, online=80, online_late=20)
    settle(world, world.cast.commune, counter=40)
    rate(world, world.cast.department, good=12, bad=2)
    rate(world, world.cast.department, good=3, bad=9, late=True)
    rate(world, world.cast.commune, good=4, bad=1, online=False)
    assert shown(world) == 4, "the nation, the province and both offices"
    return world


def test_ratings_are_weighted_to_the_settled_requests_of_each_agency_and_all_above_it(rated):
    rows = {row.agency_id: row for row in NowCast.objects.all()}
    department = rows[rated.cast.department.pk]
    requests = Dossier.objects.filter(agency=rated.cast.department).count()
    assert (department.ratings, department.requests, department.cells) == (26, requests, 2)
    on_time = requests - 20
    assert department.share == round(100 * (on_time * 12 / 14 + 20 * 3 / 12) / requests, 1)
    assert department.lower < department.share < department.upper
    province = rows[rated.cast.province.pk]
    assert (province.ratings, province.requests, province.offices) == (31, requests + 40, 2)
    # The commune's five do not stand by themselves; nobody else is left over, so all that was on time is one cell.
    assert province.share == round(100 * ((on_time + 40) * 16 / 19 + 20 * 3 / 12) / (requests + 40), 1)
    assert rows[rated.cast.province.parent_id].share == province.share
    assert not province.simulated


def test_asked_again_on_a_day_it_writes_the_same_rows_anew(rated):
    before = set(NowCast.objects.values_list("agency_id", "on", "share"))
    assert actions.cast_now(at=rated.at) == 4
    assert set(NowCast.objects.values_list("agency_id", "on", "share")) == before
    tomorrow = rated.at + timedelta(days=1)
    actions.cast_now(at=tomorrow)
    assert NowCast.objects.count() == 8
    assert {job.name: job.every_seconds for job in jobs.JOBS}["indices.now-cast"] == 24 * 60 * 60


def test_what_waits_for_its_lot_and_what_left_it_counts_nowhere(rated):
    rate(rated, rated.cast.commune, good=0, bad=4, online=False)
    assert shown(rated) == 4
    assert NowCast.objects.get(agency=rated.cast.commune).ratings == 5
    later = rated.at + timedelta(days=91)
    assert actions.cast_now(at=later) == 0, "the lots have left, and nothing was settled since"
    assert now.latest([rated.cast.commune.pk], at=rated.at + timedelta(days=8)) == {}, "a week old is not now"


def test_every_figure_and_every_difference_of_a_whole_and_its_offices_is_of_five_ratings_at_least(world):
    below = [make_agency(name=f"Sở {place}", parent=world.cast.province) for place in range(3)]
    for place, office in enumerate(below):
        settle(world, office, online=30 + place)
        rate(world, office, good=3 * place, bad=2)  # 2, 5 and 8 of them
    shown(world)
    rows = {row.agency_id: row.ratings for row in NowCast.objects.all()}
    assert set(rows) == {below[1].pk, below[2].pk, world.cast.province.pk, world.cast.province.parent_id}
    assert rows[world.cast.province.pk] == 13 and min(rows.values()) == 5
    rest = rows[world.cast.province.pk] - rows[below[1].pk]
    assert rest >= 5 and rest - rows[below[2].pk] == 0


def test_requests_are_counted_in_one_grouped_question(world, django_assert_num_queries):
    settle(world, world.cast.department, online=3, counter_late=2)
    settle(world, world.cast.commune, counter=4, done_at=world.at - timedelta(days=91))
    with django_assert_num_queries(1):
        found = dossiers.settled_counts(world.at - timedelta(days=90), until=world.at + timedelta(seconds=1))
    counts = {(one.agency_id, one.online, one.late): one.requests for one in found}
    own = world.cast.department.pk
    assert counts == {(own, True, False): 4, (own, False, True): 2}, "three copies and the one they are of"


# Pages ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def dak_lak(world):
    """The province of today with an office in it, twelve ratings of fifty requests, and what was published."""
    load_figures(at=world.at)
    province = Agency.objects.get(key="province/dak-lak-2025")
    office = make_agency(name="Sở Mẫu", parent=province)
    settle(world, office, online=50)
    rate(world, office, good=9, bad=3)
    shown(world)
    return province


def page(path: str, status: int = 200, client: Client | None = None) -> str:
    answer = (client or Client()).get(path)
    assert answer.status_code == status
    return answer.content.decode("utf-8-sig") if status == 200 else ""


ADDRESS = "/chi-so/hien-nay/dak-lak-2025/"


def test_everybody_sees_a_province_beside_its_last_survey_and_what_this_is_not(
    dak_lak, django_assert_max_num_queries
):
    with django_assert_max_num_queries(15):
        told = page(ADDRESS)
    row = NowCast.objects.get(agency=dak_lak)
    assert "75,0 %" in told and f"{row.lower:.1f}–{row.upper:.1f}".replace(".", ",") in told
    assert "12 đánh giá trong 50 hồ sơ" in told and "80,47 %" in told and "không so sánh được" in told
    assert "SIPAS 2022" in told and "dữ liệu mô phỏng" not in told
    assert ADDRESS in page("/chi-so/khao-sat/")
    page("/chi-so/hien-nay/nowhere/", 404)
    assert "Còn quá ít đánh giá" in page("/chi-so/hien-nay/gia-lai-2025/")


def test_fewer_than_ten_ratings_of_a_province_are_for_its_officers_only(dak_lak, world):
    NowCast.objects.update(ratings=9)
    assert "75,0 %" not in page(ADDRESS)
    page(f"{ADDRESS}tai-ve/hien-nay-dak-lak-2025.csv", 404)
    assert ADDRESS not in page("/chi-so/khao-sat/")
    assert now.latest([dak_lak.pk], at=world.at)


def test_the_survey_of_a_province_that_was_formed_since_is_that_of_its_parts(dak_lak, world):
    sheet = make_sheet(cast=world.cast, at=world.at, officer="noivu2")
    known = places()
    place = known.by_slug("dak-lak-2025")
    (found,) = now.surveyed(place, known, simulated=False, reach=NOBODY, at=world.at)
    assert (found.place.slug, found.sheet.id, found.year) == ("dak-lak", sheet.pk, 2022) and found.lower
    assert "đến 01/07/2025" in page(ADDRESS)
    # Nothing that is simulated stands beside what is not, and the other way round.
    ScoreSheet.objects.update(status=SheetStatus.SIMULATED)
    (published,) = now.surveyed(place, known, simulated=False, reach=NOBODY, at=world.at)
    assert published.sheet is None and str(published.said.value) == "80.47"
    (simulated,) = now.surveyed(place, known, simulated=True, reach=NOBODY, at=world.at)
    assert simulated.sheet.id == sheet.pk
    ScoreSheet.objects.update(announced_at=None)
    assert now.surveyed(place, known, simulated=True, reach=NOBODY, at=world.at) == []


def test_made_up_ratings_say_so_in_picture_and_file(world):
    load_country(at=world.at)
    office = make_agency(name="Sở Mẫu", parent=Agency.objects.get(key="province/dak-lak-2025"))
    settle(world, office, online=50)
    rate(world, office, good=9, bad=3, simulated=True)
    for days in (70, 40, 0):
        at = world.at - timedelta(days=days)
        Rating.objects.update(shown_on=at.date())
        Dossier.objects.update(done_at=at - timedelta(days=1))
        actions.cast_now(at=at)
    told = page(ADDRESS)
    assert told.count("dữ liệu mô phỏng") >= 2 and "Từng tháng" in told
    page(f"{ADDRESS}tai-ve/hien-nay-dak-lak-2025.csv", 404)
    content = page(f"{ADDRESS}tai-ve/mo-phong-hien-nay-dak-lak-2025.csv")
    rows = list(csv.DictReader(io.StringIO(content, newline="")))
    assert {row["nature"] for row in rows} == {"simulated"} and len(rows) == NowCast.objects.filter(
        agency__key="province/dak-lak-2025"
    ).count()
    assert (rows[-1]["ratings"], rows[-1]["requests"], rows[-1]["share"]) == ("12", "50", "75.0")
    assert page(f"{ADDRESS}tai-ve/datapackage.json")


def test_an_officer_sees_the_own_office_weighted_and_no_other(rated, django_assert_max_num_queries):
    leader = signed_in(rated.cast.leader)
    with django_assert_max_num_queries(15):
        told = page("/danh-gia/", client=leader)
    row = NowCast.objects.get(agency=rated.cast.department)
    assert f"{row.share:.1f} %".replace(".", ",") in told
    assert "Không có khảo sát nào" in told and "Xã Ea Mẫu" not in told
    watcher = page("/danh-gia/", client=signed_in(rated.cast.watcher))
    whole = NowCast.objects.get(agency=rated.cast.province)
    assert f"{whole.share:.1f} %".replace(".", ",") in watcher and "Xã Ea Mẫu (5 / 40)" in watcher
    page("/danh-gia/", 403, signed_in(rated.cast.case))
