"""One scene with a dossier at every point of its life, drafts, files, notices and looks: for the walk over all pages."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from django.db import connections
from django.utils import timezone

from motcua.dossiers import queries as dossiers
from motcua.dossiers.actions import counting, stuck
from motcua.dossiers.models import Dossier
from motcua.feedback import actions as feedback
from motcua.feedback.models import Rating
from motcua.feedback.rules import Given, Level, Wish
from motcua.indices import actions as indices
from motcua.indices.models import NowCast
from motcua.indices.models import Round as ScoringRound
from motcua.notices import actions as notices
from motcua.notices.models import Notice
from motcua.people import actions as people
from motcua.people.models import Agency, SignInName
from motcua.people.rules import Level as AgencyLevel
from motcua.people.rules import Role
from motcua.procedures import actions as procedures
from motcua.surveys.actions import NewSurvey, plan, type_sheet
from motcua.surveys.models import FrameUnit, SampleUnit, Survey
from tests.dossiers import build
from tests.dossiers.build import World, just_now, make_world, pdf
from tests.dossiers.online import ONLINE
from tests.dossiers.walking import Walker
from tests.exchange.build import make_nation, make_subscriptions, make_troubles
from tests.indices.build import load_figures, make_sheet
from tests.indices.rounds import SHEET_YEAR, YEAR, Scoring, given, make_round_sheet, make_scoring
from tests.journeys import scene_lists
from tests.journeys import scene_lives as lives
from tests.people import cast as casting
from tests.people.cast import Player
from tests.surveys.build import AGREED, Round, make_round

SHIPPED = ("1.001612", "2.000635", "1.001193", "2.000815")


@dataclass
class Scene:
    world: World
    numbers: dict[str, str] = field(default_factory=dict)
    walkers: dict[str, Walker] = field(default_factory=dict)
    citizens: dict[str, Player] = field(default_factory=dict)
    others: dict[str, Player] = field(default_factory=dict)  # officers of other offices
    codes: dict[str, str] = field(default_factory=dict)  # of invitations to a survey
    bulks: dict[str, str] = field(default_factory=dict)  # acts on several dossiers, by how far they have come
    opinions: dict[str, int] = field(default_factory=dict)  # by what became of them
    secret: str = ""
    national: dict[str, str] = field(default_factory=dict)  # requests as the nation knows them
    subscriptions: list[str] = field(
        default_factory=list
    )  # one that fails, one at work, one that asks, one gone
    sheet: int = 0  # a frozen one that everybody sees
    scoring: Scoring | None = None  # communes at three stages of a round
    unannounced: int = 0  # a frozen sheet of a round of scoring whose hour nobody has set
    scored: int = 0  # a frozen sheet of such a round that everybody sees, with one of the year before
    scored_unit: str = ""  # one unit of it


def make_scene() -> Scene:
    """In a thread of its own: a browser in this one keeps an event loop, and signing wants one itself. Needs committed rows."""
    with ThreadPoolExecutor(1) as apart:
        try:
            return apart.submit(_scene).result()
        finally:
            apart.submit(connections.close_all).result()


def _scene() -> Scene:
    world = make_world()
    world.at = just_now()
    data = Path(procedures.__file__).parents[1] / "data"
    for text in (ONLINE, *((data / f"{code}.yaml").read_text(encoding="utf-8") for code in SHIPPED)):
        loaded = procedures.load(text=text, by="system:tests", at=world.at)
        procedures.publish(
            version_id=loaded.version_id, starts_on=date(2022, 7, 1), by="system:tests", at=world.at
        )
    draft = ONLINE.replace("minutes_to_fill: 10", "minutes_to_fill: 15")
    procedures.load(text=draft, by="system:tests", at=world.at)
    scene = Scene(world)
    _people(world)
    scene.others["leader"] = casting.make_officer(
        full_name="Niê Kdăm Y Bhăm", code="lanhdao2", role=Role.LEADER, agency=world.cast.commune
    )
    lives.every_life(scene)
    lives.a_letter_that_did_not_arrive(scene)
    lives.for_others(scene)
    lives.together(scene)
    lives.electronic_results(scene)
    lives.acted_a_moment_ago(scene)
    lives.bulks(scene)
    scene_lists.lists(scene)
    scene_lists.corrected(scene)
    lives.drafts(scene)
    _survey(scene)
    _people_of_a_survey(scene)
    _ratings(scene)
    stuck.watch_stuck(at=world.at)
    counting.count_open(at=world.at)
    counting.count_settled(at=world.at)
    load_figures(at=world.at)
    _now_casts(scene)
    scene.sheet = int(make_sheet(cast=world.cast, at=world.at, officer="ketqua").pk)
    _scoring(scene)
    nation = make_nation(cast=world.cast, at=world.at)
    make_troubles(nation.h15, at=world.at)
    scene.others["nation"], scene.national = nation.operator, nation.numbers
    scene.subscriptions = [str(row.key) for row in make_subscriptions(cast=world.cast, at=world.at)]
    return scene


def _scoring(scene: Scene) -> None:
    """One commune scores itself, one explains, one has locked its scores; the next year's round is only planned."""
    held = scene.scoring = make_scoring(cast=scene.world.cast, at=scene.world.at)
    casting.make_agency(name="Văn phòng xã Cư Thử", parent=held.communes[0], level=AgencyLevel.UNIT)
    held.fill(0, codes=["1.1", "1.2", "1.3.1", "2.2.1"])
    held.act(indices.attach, held.officers[0], code="1.1", content=pdf(), name="1.1 Kế hoạch năm 2025.pdf")
    held.locked(1)
    fewer = replace(given("1.2"), numerator=Decimal(40))
    held.act(indices.appraise, held.appraiser, 1, code="1.2", word=indices.Word(fewer, "Năm nhiệm vụ báo cáo chưa có văn bản kết thúc."))  # fmt: skip
    held.act(indices.ask, held.appraiser, 1, code="1.2", question="Đề nghị nêu rõ năm nhiệm vụ còn lại và thời điểm hoàn thành.")  # fmt: skip
    held.act(indices.finish_appraisal, held.appraiser, 1, recognise_rest=True)
    held.act(indices.send_questions, held.appraiser, 1)
    held.locked(2)
    form = indices.NewRound(
        owner_id=held.cast.province.pk,
        framework_id=held.round.framework_id,
        year=YEAR + 1,
        locks_at=scene.world.at + timedelta(days=40),
        ends_on=held.round.ends_on,
    )
    held.planned = indices.plan_round(form=form, reach=held.reach(held.appraiser), at=scene.world.at)
    held.ready = _ready(held, replace(form, year=YEAR - 1, units=(held.communes[2].pk,)))
    make_round_sheet(held, year=SHEET_YEAR - 1, mean=81, announced_at=scene.world.at)
    scene.unannounced = make_round_sheet(held, year=SHEET_YEAR - 5).pk
    made = make_round_sheet(held, announced_at=scene.world.at)
    scene.scored, scene.scored_unit = made.pk, next(iter(json.loads(made.document)["results"]))


def _ready(held: Scoring, form: indices.NewRound) -> int:
    """The round of the year before, of one commune: decided, with its figures, not frozen."""
    reach = held.reach(held.appraiser)
    round_id = indices.plan_round(form=form, reach=reach, at=held.at)
    indices.open_scoring(round_id=round_id, reach=reach, at=held.at)
    of_one = replace(
        held, round=ScoringRound.objects.get(pk=round_id), communes=held.communes[2:], officers=held.officers[2:], leaders=held.leaders[2:]
    )  # fmt: skip
    of_one.decided(0)
    of_one.bring_in(units=(0,))
    return round_id


def _survey(scene: Scene) -> None:
    """A round that is open: one invitation used, the others not."""
    today = timezone.localdate()
    held = make_round(
        cast=scene.world.cast,
        cells=3,
        reserves=1,
        opens=today - timedelta(days=1),
        closes=today + timedelta(days=20),
    ).open(at=scene.world.at)
    held.answer(0, at=scene.world.at)
    for place in range(1, 20):
        if place not in (1, 11):
            held.answer(place, at=scene.world.at)
    _typed_from_paper(scene, held)
    planned = NewSurvey(
        agency_id=scene.world.cast.province.pk,
        version_id=held.survey.version_id,
        year=2027,
        name="Khảo sát hài lòng năm 2027",
        name_en="Satisfaction survey of 2027",
        opens_on=date(2027, 9, 1),
        closes_on=date(2027, 9, 30),
    )
    plan(form=planned, reach=held.reach, at=scene.world.at)
    scene.codes |= {"spent": held.codes[0], "free": held.codes[1]}
    scene.others |= {"home-affairs": held.officer, "enumerator": held.enumerator}


def _people_of_a_survey(scene: Scene) -> None:
    """At one of the places people who got a result were drawn: one asked, one in reserve."""
    survey = Survey.objects.get(state="open")
    office = survey.sample.filter(cell__isnull=False).order_by("-position")[0]
    for position, name in enumerate(("issued", "returned"), 1):
        key = Dossier.objects.values_list("key", flat=True).get(number=scene.numbers[name])
        unit = FrameUnit.objects.create(
            frame=office.unit.frame, parent=office.unit, stage=2, code=str(key), province="H15"
        )
        SampleUnit.objects.create(
            survey=survey, unit=unit, parent=office, stage=2, position=position, probability=0.1, weight=20,
            is_reserve=position == 2, enumerator=office.enumerator,
        )  # fmt: skip


def _typed_from_paper(scene: Scene, held: Round) -> None:
    """A stack at the third place: the first sheet differs, the second is accepted, two wait."""
    third = casting.make_officer(
        full_name="Hồ Thị Ba", code="dieutra3", role=Role.ENUMERATOR, agency=scene.world.cast.province
    )
    wanted = {**AGREED, "n_needs": ["time", "online"]}
    for sheet, typist, data in (
        (1, held.enumerator, wanted), (1, third, {**AGREED, "p_health_quality": "4", "age": "30-44"}),
        (2, held.officer, AGREED), (2, third, AGREED), (3, held.officer, AGREED), (4, third, AGREED),
    ):  # fmt: skip
        reach = scene.world.cast.reach(typist)
        type_sheet(place=held.units[2].pk, sheet=sheet, data=data, reach=reach, at=scene.world.at)


def _people(world: World) -> None:
    cast = world.cast
    for player in (cast.nam, cast.reception, cast.case, cast.leader, cast.operator):
        role = player.mandate.role if player.mandate else "citizen"
        SignInName.objects.create(account=player.account, name=f"demo.{role}")
    casting.give(officer=cast.head.officer, agency=cast.commune, role=Role.UNIT_HEAD, desk="Quầy 2")
    looks = (
        (cast.case, "opened-dossier"),
        (cast.stranger, "searched-person"),
        (cast.leader, "opened-paper"),
    )
    for player, what in looks:
        people.log_access(
            reach=world.reach(player), what=what, subject="H15.15-20261120-0000001", person_id=cast.hoa.person.pk, at=world.at
        )  # fmt: skip
    for error in ("bad-address", *["server-unreachable"] * 4, "no-address", "erased"):
        to = notices.Recipient(email="h.lan@example.vn", name="Trần Thị Lan")
        notices.queue(to=to, template="dossiers/received", values={}, subject="dossier:1", at=world.at)
        kept = Notice.objects.latest("id").pk
        Notice.objects.filter(pk=kept).update(state="failed", last_error=error)


def _ratings(scene: Scene) -> None:
    """What people said of the department yesterday, enough to be shown."""
    given = [
        (5, ()),
        (4, ()),
        (4, (Wish.ACCESS,)),
        (2, (Wish.RESULT, Wish.OFFICIALS)),
        (5, ()),
        (3, (Wish.RESULT,)),
    ]
    for level, wishes in given:
        settled = dossiers.settled_of(Dossier.objects.get(number=build.issued(scene.world).number))
        feedback.rate(settled=settled, given=Given(Level(level), wishes), at=timezone.now())
    feedback.show_lots(at=timezone.now() + timedelta(days=1))
    Rating.objects.update(shown_on=timezone.localdate())


def _now_casts(scene: Scene) -> None:
    """What the job would have counted of the department and of a real province in the last months."""
    cast = scene.world.cast
    dak_lak = Agency.objects.get(key="province/dak-lak-2025")
    today = timezone.localdate()
    figures = [
        (412, 5_120, 86.1, 1.4),
        (388, 4_804, 84.9, 1.5),
        (301, 4_615, 85.6, 1.7),
        (240, 4_377, 83.2, 2.0),
    ]
    for months, (ratings, requests, share, error) in enumerate(figures):
        for agency in (cast.department, dak_lak):
            NowCast.objects.create(
                agency=agency, on=today - timedelta(days=30 * months), ratings=ratings, requests=requests, offices=9, cells=22,
                share=share, standard_error=error, lower=round(share - 2 * error, 1), upper=round(share + 2 * error, 1),
                degrees=ratings - 22, version="now-cast/1",
            )  # fmt: skip
