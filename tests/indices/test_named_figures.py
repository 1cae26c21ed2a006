"""The figures of our own records: numerator and denominator of one agency, and the page that opens to what they count."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from motcua.dossiers.models import Dossier, Paper
from motcua.dossiers.queries.digitising import digital_flags
from motcua.dossiers.rules.electronic import Electronic
from motcua.figures import actions as figures
from motcua.figures import named
from motcua.figures import queries as pages
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Forbidden, NotFound
from motcua.indices import actions, named_figures
from motcua.indices.models import CountedFigure, Figure, FrameworkVersion, Mark, Round, ScoreRow
from motcua.indices.rules import round_refusals as refusals
from motcua.people.models import Agency
from motcua.people.rules import NOBODY, Level
from tests.dossiers.build import make_world
from tests.dossiers.walking import signed_in
from tests.indices.build import make_sheet
from tests.indices.rounds import make_scoring
from tests.indices.test_now import settle

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.FIGURES_DIR = tmp_path / "figures"


def extracted(at):
    """What rows say that no act wrote is read by a run that reads all."""
    figures.refresh(at=at, again=True)


def counts_of(agency, names, *, year, at):
    found = named_figures.counted(year=year, at=at).of(names, path=agency.path)
    return {name: (one.numerator, one.denominator) for name, one in found.items()}


def link_of(agency, found, reach, name="on-time"):
    return named_figures.link(name, agency_id=agency.pk, path=agency.path, ends_on=found.ends_on, reach=reach)


def numbered():
    for at, one in enumerate(Dossier.objects.order_by("pk"), start=1):
        Dossier.objects.filter(pk=one.pk).update(number=f"H15.99-230419-{at:04}")


def test_a_figure_counts_the_settled_requests_of_the_agency_and_opens_to_them():
    world = make_world()
    world.at = timezone.now()
    settle(world, world.cast.department, counter=1)
    settle(world, world.cast.commune, online=4, online_late=1, counter=3, counter_late=2)
    numbered()
    extracted(world.at)
    asked = {"year": (world.at - timedelta(days=9)).year, "at": world.at}
    counted = counts_of(world.cast.commune, {"on-time", "online", "online-payments"}, **asked)
    assert counted == {"on-time": (7, 10), "online": (5, 10)}
    assert counts_of(world.cast.province, {"online"}, **asked)["online"][1] > 10, (
        "the province counts its offices"
    )
    found, reach = named_figures.counted(**asked), world.cast.reach(world.cast.watcher, at=world.at)
    link = link_of(world.cast.commune, found, reach)
    for part, count in (("", 10), ("&phan=dat", 7), ("&phan=con-lai", 3)):
        assert listed(world.cast.watcher, f"{link}{part}") == count
    assert link_of(world.cast.commune, found, NOBODY) == "", "it opens for those who may look"


def test_the_number_of_a_unit_above_others_is_that_of_the_records_its_link_lists():
    world = make_world()
    world.at = timezone.now()
    settle(world, world.cast.commune, online=4, counter=3, counter_late=2)
    settle(world, world.cast.unit, counter=5)
    numbered()
    # One that is settled today is in no figure yet, and in no period that opens to one.
    late_comer = Dossier.objects.filter(agency=world.cast.commune, done_at__isnull=False).first()
    Dossier.objects.filter(pk=late_comer.pk).update(done_at=world.at)
    extracted(world.at)
    year = (world.at - timedelta(days=9)).astimezone(TZ).year
    found = named_figures.counted(year=year, at=world.at)
    reach = world.cast.reach(world.cast.watcher, at=world.at)
    for agency in (world.cast.province, world.cast.department, world.cast.commune):
        one = found.of({"on-time"}, path=agency.path)["on-time"]
        link = link_of(agency, found, reach)
        assert listed(world.cast.watcher, link) == one.denominator > 0, agency.name
        assert listed(world.cast.watcher, f"{link}&phan=dat") == one.numerator, agency.name
    # Without the day to which it was counted, the one of today is among them; in the first days of January it is of
    # another year.
    whole = link.partition("&den=")[0]
    of_today = 1 if world.at.astimezone(TZ).year == year else 0
    assert listed(world.cast.watcher, whole) == one.denominator + of_today
    for wrong in ("&den=1999-01-01", "&den=mai", "&den=2026-02-30"):
        assert signed_in(world.cast.watcher).get(f"{whole}{wrong}").status_code == 404
    # Who does not watch the province does not open its number.
    assert link_of(world.cast.province, found, world.cast.reach(world.cast.stranger, at=world.at)) == ""
    assert signed_in(world.cast.stranger).get(whole).status_code == 403


def listed(player, link: str) -> int:
    """How many requests the page lists under a link."""
    page = signed_in(player).get(link)
    assert page.status_code == 200
    return page.content.decode().count('<tr role="row"><th scope="row"')


def test_electronic_papers_and_results_are_counted_as_each_request_says_of_itself():
    world = make_world()
    world.at = timezone.now()
    settle(world, world.cast.commune, online=3, counter=3)
    rows = list(Dossier.objects.filter(agency=world.cast.commune).order_by("pk"))
    Dossier.objects.filter(pk__in=[rows[0].pk, rows[1].pk]).update(electronic=Electronic.ISSUED)
    Dossier.objects.filter(pk=rows[2].pk).update(electronic=Electronic.SIGNED)
    Paper.objects.bulk_create(
        Paper(dossier=one, code="to-khai", name="Tờ khai", kind="original", file_id=file, added_at=world.at)
        for one, files in zip(rows, ((7, 8), (None, 9), (None,)), strict=False)
        for file in files
    )
    extracted(world.at)
    asked = {"year": (world.at - timedelta(days=9)).year, "at": world.at}
    for agency in (world.cast.commune, world.cast.province):
        below = Dossier.objects.filter(agency__path__startswith=agency.path, done_at__isnull=False)
        slow = sum(digital_flags(one).digitised for one in below)
        issued = sum(one.electronic == Electronic.ISSUED for one in below)
        counted = counts_of(agency, {"digitised", "electronic-results"}, **asked)
        assert counted == {"digitised": (slow, below.count()), "electronic-results": (issued, below.count())}
        assert slow >= 2 and issued >= 2


def test_what_the_index_counts_is_what_the_figure_says_of_its_months():
    """One definition, two users: the pages of figures add up months, the index a period of days."""
    world = make_world()
    world.at = timezone.now()
    settle(world, world.cast.commune, online=4, counter=3, counter_late=2)
    settle(world, world.cast.unit, counter=5, counter_late=1)
    Dossier.objects.filter(pk__in=Dossier.objects.order_by("pk").values("pk")[:4]).update(electronic="issued")
    for row in Dossier.objects.order_by("-pk")[:3]:
        Paper.objects.create(dossier=row, code="to-khai", name="Tờ khai", kind="original", file_id=7, added_at=world.at)  # fmt: skip
    extracted(world.at)
    year = (world.at - timedelta(days=9)).year
    found = named_figures.counted(year=year, at=world.at)
    names = {name for name in named_figures.known() if named.every()[name].period == "done_at"}
    assert {"on-time", "online", "digitised", "electronic-results"} <= names
    for agency in (world.cast.province, world.cast.department, world.cast.commune):
        shown = pages.year_of(agency_ids=[agency.pk], year=year)[agency.pk]
        counted = found.of(names, path=agency.path)
        told = {name: (shown.share(name).part, shown.share(name).whole) for name in names}
        assert {name: (one.numerator, one.denominator) for name, one in counted.items()} == told
        assert any(part for part, _whole in told.values())


def test_a_year_without_requests_has_no_share_and_a_coming_one_has_no_figure():
    world = make_world()
    assert named_figures.counted(year=world.at.year - 5, at=world.at) is None, "nothing was extracted"
    extracted(world.at)
    assert counts_of(world.cast.commune, {"on-time"}, year=world.at.year - 5, at=world.at) == {
        "on-time": (0, 0)
    }
    assert named_figures.counted(year=world.at.year + 1, at=world.at) is None
    assert named_figures.missing("online-payments") and named_figures.missing("on-time") is None


@pytest.fixture
def scoring():
    """Of the first commune ten requests of the year were settled, nine of them on time."""
    world = make_world()
    world.at = timezone.now()
    held = make_scoring(cast=world.cast, at=world.at)
    settle(world, held.communes[0], online=6, counter=3, counter_late=1)
    last_year = world.at.replace(year=held.round.year, month=6, day=15)
    Dossier.objects.filter(agency=held.communes[0]).update(done_at=last_year)
    extracted(world.at)
    return held


def test_a_unit_takes_what_was_counted_for_it_in_one_act(scoring):
    assert actions.count_figures(at=scoring.at) == 9 and actions.count_figures(at=scoring.at) == 0
    client = Client()
    client.force_login(scoring.officers[0].account)
    unit = scoring.unit()
    address = f"/chi-so/cai-cach/{scoring.round.pk}/{unit.pk}/2.2.1/"
    shown = client.get(address).content.decode()
    assert re.search(r"<b>9</b> / 10 = <b>90,0\s*%</b>", shown) and "Lấy số này" in shown
    done = client.post(address, {"act": "take", "seen": "0"}, follow=True).content.decode()
    mark = Mark.objects.get(unit=unit, component="2.2.1")
    assert mark.given == {"numerator": "9", "denominator": "10"} and mark.points == Decimal("9.18")
    assert "9 trên 10" in done and "tính đến" in mark.reason, "in words, with the day it was counted"
    Dossier.objects.filter(agency=scoring.communes[0]).update(late=True)
    later = scoring.at + timedelta(days=1)
    extracted(later)
    assert actions.count_figures(at=later) == 9
    assert CountedFigure.objects.get(unit=unit, name="on-time").numerator == 0


def test_what_is_not_counted_is_not_taken_and_nobody_takes_it_for_another_unit(scoring):
    take = {"code": "2.2.1", "note": "Từ hồ sơ."}
    with pytest.raises(refusals.FigureNotCounted):
        scoring.act(actions.take_figure, scoring.officers[0], **take)
    actions.count_figures(at=scoring.at)
    with pytest.raises(refusals.FigureNotCounted):  # nothing was settled there
        scoring.act(actions.take_figure, scoring.officers[1], 1, **take)
    with pytest.raises(refusals.FigureNotCounted):  # names no figure
        scoring.act(actions.take_figure, scoring.officers[0], **take | {"code": "1.2"})
    with pytest.raises(refusals.NotYourHand):
        scoring.act(actions.take_figure, scoring.appraiser, **take)
    assert not Mark.objects.exists()


# The survey of people ------------------------------------------------------------------------------------------------


@pytest.fixture
def surveyed(scoring):
    """A round of two provinces, and the frozen sheet of its year that knows both."""
    for commune, code in zip(scoring.communes, ("66", "22"), strict=False):
        Agency.objects.filter(pk=commune.pk).update(
            level=Level.PROVINCE, key=f"thu/{commune.pk}", province_code_gso=code, simulated=False
        )
    FrameworkVersion.objects.update(level="province")
    Round.objects.filter(pk=scoring.round.pk).update(simulated=False)
    return make_sheet(cast=scoring.cast, at=scoring.at, officer="khaosat", year=scoring.round.year)


def test_the_survey_of_the_year_fills_its_components_with_score_and_standard_error(scoring, surveyed):
    client, address = Client(), f"/chi-so/cai-cach/{scoring.round.pk}/so-lieu/"
    client.force_login(scoring.appraiser.account)
    assert surveyed.digest in client.get(address).content.decode()
    assert client.post(address, {"sheet": str(surveyed.pk)}).status_code == 302
    figure = Figure.objects.get(unit=scoring.unit(), component="5.1")
    row = ScoreRow.objects.get(sheet=surveyed, value="index", domain="66")
    assert float(figure.given["value"]) == pytest.approx(row.estimate, abs=1e-4)
    assert figure.points_error == pytest.approx(0.12 * row.standard_error, abs=1e-4)
    assert surveyed.digest in figure.source and Figure.objects.count() == 2, "the third was not surveyed"


def test_a_survey_of_another_year_or_a_made_up_one_does_not_fit_and_only_the_owner_takes_it(
    scoring, surveyed
):
    take = {"round_id": scoring.round.pk, "sheet_id": surveyed.pk, "at": scoring.at}
    for player in (scoring.officers[0], scoring.council):
        with pytest.raises((Forbidden, NotFound)):
            actions.bring_in_sipas(**take, reach=scoring.reach(player))
    for change in ({"simulated": True}, {"simulated": False, "year": scoring.round.year + 1}):
        Round.objects.filter(pk=scoring.round.pk).update(**change)
        with pytest.raises(refusals.SheetDoesNotFit):
            actions.bring_in_sipas(**take, reach=scoring.reach(scoring.appraiser))
    assert not Figure.objects.exists()
