"""One scene with a dossier at every point of its life, drafts, files, notices and looks: for the walk over all pages."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from django.db import connections
from django.utils import timezone

from motcua.documents.models import Signing
from motcua.documents.rules import Problem, SigningState
from motcua.dossiers import actions
from motcua.dossiers import queries as dossiers
from motcua.dossiers.actions import bulk, counting, stuck, views
from motcua.dossiers.models import Dossier, Draft, Opinion, Paper
from motcua.dossiers.queries import desk, follow
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.defects import Defect
from motcua.dossiers.rules.parties import AUTHORISATION
from motcua.dossiers.rules.post import Content
from motcua.dossiers.rules.states import Act
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
from tests.dossiers import build, bundled, electronic
from tests.dossiers.build import CHILD, CHILD_NUMBER, World, act, make_world, pdf
from tests.dossiers.online import ONLINE, more_offices
from tests.dossiers.walking import Walker, begin
from tests.exchange.build import make_nation, make_subscriptions, make_troubles
from tests.indices.build import load_figures, make_sheet
from tests.indices.rounds import SHEET_YEAR, YEAR, Scoring, given, make_round_sheet, make_scoring
from tests.people import cast as casting
from tests.people.cast import Player
from tests.surveys.build import AGREED, Round, make_round

SHIPPED = ("1.001612", "2.000635", "1.001193", "2.000815")
LONG_NAME = "Công Tằng Tôn Nữ Huyền Trân Ngọc Khánh Phương Thảo"
ASK = inputs.AskSupplement(
    reason="Ảnh chụp trang 2 của hợp đồng bị mờ, không đọc được thời hạn thuê.",
    papers=(
        inputs.PaperAsked(
            "giay-chung-minh",
            "Giấy chứng minh",
            what="Chụp lại trang 2",
            defects=(Defect.ILLEGIBLE, Defect.NOT_CERTIFIED),
            basis="Nghị định 61/2018/NĐ-CP",
        ),
    ),
)


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
    world.at = timezone.now() - timedelta(minutes=5)
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
    _dossiers(scene)
    _a_letter_that_did_not_arrive(scene)
    _for_others(scene)
    _together(scene)
    _electronic(scene)
    _acted_a_moment_ago(scene)
    _bulks(scene)
    _drafts(scene)
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


def _dossiers(scene: Scene) -> None:
    """A dossier at every point of its life."""
    world, cast, number = scene.world, scene.world.cast, scene.numbers
    before = world.at - timedelta(days=20)
    number["late"] = build.in_progress(world, at=before).number
    late = world.at - timedelta(days=3)
    Dossier.objects.filter(number=number["late"]).update(due_at=late, promised_at=late, desk_at=late)
    number["new"] = build.submitted(world).number
    number["taken"] = build.taken_in(world).number
    named = inputs.Applicant(
        name=LONG_NAME,
        phone="0905000009",
        email="tran@example.vn",
        address="Tổ dân phố 12, 128/24/7 đường Nguyễn Thị Định, phường Thành Nhất",
    )
    number["progress"] = build.in_progress(world, applicant=named, submitted_by_id=None, by=cast.reception, channel=build.Channel.COUNTER).number  # fmt: skip
    for name, make in (
        ("paused", build.in_progress), ("extended", build.in_progress), ("stopped", build.in_progress),
        ("withdrawn", build.taken_in), ("refused", build.submitted), ("proposed", build.proposed),
        ("approved", build.approved), ("issued", build.issued), ("returned", build.issued),
        # One for each act that is to be done to it, so that none is in the way of another.
        ("to-refuse", build.submitted), ("to-ask", build.in_progress), ("to-assign", build.in_progress),
        ("owing", build.in_progress), ("to-owe", build.in_progress),
        ("to-stop", build.in_progress), ("to-withdraw", build.taken_in), ("to-approve", build.proposed),
    ):  # fmt: skip
        number[name] = make(world).number
    act(world, actions.ask_supplement, number["paused"], cast.case, ASK)
    given = inputs.KeepOriginals(names=("Giấy chứng nhận quyền sử dụng đất CH 01234", "Hộ chiếu B1234567"))
    act(world, actions.keep_originals, number["taken"], cast.reception, given)
    number["posted"] = build.issued(world, delivery=inputs.Delivery.BY_POST).number
    by = {"reach": world.reach(cast.returner), "at": world.at}
    sent = actions.note_parcel(
        number=number["posted"], parcel="RR123456785VN", content=Content.RESULT, words="", **by
    )
    actions.confirm_posted(parcels=[sent.pk], **by)
    actions.note_parcel(
        number=number["posted"],
        parcel="RR111111115VN",
        content=Content.PAPER,
        words="Bản chính giấy chứng nhận CH 01234",
        **by,
    )
    act(world, actions.ask_duty, number["owing"], cast.case, OWED)
    shown = Paper.objects.filter(dossier__number=number["progress"]).order_by("pk")[:1]
    given = inputs.AskOpinion(cast.commune.pk, OPINION_ASKED, 3, papers=tuple(one.pk for one in shown))
    done = act(world, actions.ask_opinion, number["progress"], cast.case, given)
    scene.opinions["open"] = Opinion.objects.get(dossier_id=done.dossier_id).pk
    done = act(world, actions.ask_opinion, number["to-ask"], cast.case, given_without(given))
    answered = Opinion.objects.get(dossier_id=done.dossier_id).pk
    scene.opinions["given"] = answered
    reply = inputs.GiveOpinion(
        "Thửa đất số 12 không có tranh chấp, khiếu nại; phù hợp quy hoạch sử dụng đất đến năm 2030."
    )
    actions.give_opinion(opinion_id=answered, reach=world.reach(cast.stranger_case), at=world.at, given=reply)
    new_due = Dossier.objects.get(number=number["extended"]).due_at + timedelta(days=7)
    act(world, actions.extend, number["extended"], cast.leader, inputs.Extend(new_due=new_due, reason="Chờ cơ quan khác trả lời."))  # fmt: skip
    act(world, actions.stop, number["stopped"], cast.leader, inputs.Stop(reason="Đất có tranh chấp.", legal_ground="Luật Đất đai, Điều 236", consequence="Hoàn trả lệ phí."))  # fmt: skip
    act(world, actions.withdraw, number["withdrawn"], cast.hoa, inputs.Withdraw(reason="Đổi ý."))
    act(world, actions.refuse, number["refused"], cast.reception, inputs.Refuse(reason="Không thuộc thẩm quyền.", legal_ground="Luật Hộ tịch, Điều 7"))  # fmt: skip
    act(world, actions.give_back, number["returned"], cast.returner, inputs.GiveBack(collector=inputs.Collector.SELF))  # fmt: skip


OPINION_ASKED = "Thửa đất số 12, tờ bản đồ 7 có đang tranh chấp, khiếu nại hay không? Có phù hợp quy hoạch sử dụng đất không?"


def given_without(asked: inputs.AskOpinion) -> inputs.AskOpinion:
    """The same question without papers: those belong to another dossier."""
    return replace(asked, papers=())


OWED = inputs.AskDuty(
    reason="Nộp trước khi cơ quan ký giấy chứng nhận.",
    payee="Kho bạc Nhà nước khu vực, tài khoản 7111.1.1054789, ghi mã hồ sơ",
    lines=(
        inputs.DutyLine(
            name="Lệ phí trước bạ nhà, đất", amount=12_500_000, basis="Nghị định 10/2022/NĐ-CP, Điều 8"
        ),
        inputs.DutyLine(
            name="Thuế thu nhập cá nhân", amount=48_000_000, basis="Luật Thuế thu nhập cá nhân, Điều 14"
        ),
    ),
)


def _acted_a_moment_ago(scene: Scene) -> None:
    """One dossier whose leader has just approved it, and may still take that back."""
    world = scene.world
    number = scene.numbers["undoable"] = build.proposed(world).number
    before, world.at = world.at, timezone.now()
    world.reaches.clear()
    act(world, actions.approve, number, world.cast.leader, inputs.Words())
    world.at = before
    world.reaches.clear()


def _for_others(scene: Scene) -> None:
    """Requests sent in another's name, whose applicant an officer has still to compare with a card or a register."""
    scene.numbers["firm"] = build.sent_for_firm(scene.world).number
    scene.numbers["child"] = build.sent_for_child(scene.world).number


def _together(scene: Scene) -> None:
    """Linked procedures: one part with its result, one that began by it, one that still waits."""
    world = scene.world
    near = bundled.Bundled(
        cast=world.cast, version_id=bundled.offered(world.at), at=world.at, **bundled.offices(world.cast)
    )
    sent = bundled.sent(near)
    scene.numbers["linked"], scene.numbers["linked-police"] = sent.number, sent.dossiers[1].number
    scene.others["police"] = near.officers["police-reception"]


def _electronic(scene: Scene) -> None:
    """Electronic results at each point of their way: drawn up, signature asked, signed, given out, and one that is stuck."""
    world, number = scene.world, scene.numbers
    before, world.at = world.at, timezone.now()  # certificates of the demo are in force from today
    world.reaches.clear()
    electronic.signers(world)
    number["e-issued"] = electronic.issued(world).number
    number["e-to-end"] = electronic.issued(world).number
    world.at = timezone.now()
    world.reaches.clear()
    number["e-signed"] = electronic.signed(world).number
    number["e-stuck"] = electronic.asked(world).number
    waiting = Signing.objects.filter(state=SigningState.ASKED)
    waiting.update(state=SigningState.STUCK, problem=Problem.EXPIRED)
    number["e-asked"] = electronic.asked(world).number
    number["e-draft"] = electronic.drafted(world).number
    world.at = before
    world.reaches.clear()


def _bulks(scene: Scene) -> None:
    """Acts on several dossiers: one that is asked for, one under way, one that is done and may be taken back."""
    world, case = scene.world, scene.world.cast.case
    reach = world.reach(case)
    ids = {
        "asked": [Dossier.objects.get(number=scene.numbers[key]).pk for key in ("to-ask", "issued")],
        "running": [build.in_progress(world).dossier_id],
        "done": [build.in_progress(world).dossier_id for _ in range(2)],
    }
    for stage, some in ids.items():
        found = bulk.ask(act=Act.ASK_SUPPLEMENT, ids=some, reach=reach, at=world.at)
        if stage != "asked":
            found = bulk.confirm(key=found.key, given=ASK, reach=reach, at=world.at)
        if stage == "done":
            bulk.go_on_with(found, at=world.at)
        scene.bulks[stage] = str(found.key)
    wanted = desk.Filter(view=desk.View.ALL, state=4)
    views.save(name="Đang xử lý, mới trước", wanted=wanted, reach=world.reach(world.cast.head), at=world.at)


def _a_letter_that_did_not_arrive(scene: Scene) -> None:
    """One that the officer sends again, and one that the applicant does."""
    for key in ("progress", "taken"):
        dossier = Dossier.objects.get(number=scene.numbers[key])
        found = Notice.objects.filter(subject=f"dossier:{dossier.key}")
        found.update(state="failed", last_error="refused-by-server")


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


def _drafts(scene: Scene) -> None:
    """Citizens' drafts, each left at another page; and a request sent from one, waiting for papers."""
    world = scene.world
    # A person has one draft of a procedure, so each draft has a person of its own.
    names = {
        "begun": "Lò Thị Ngoan",
        "expired": "Ksor H’Nhan",
        "many": "Phan Gia Bảo",
        "director": "Vừ A Dính",
        "mother": "Hồ Thị Kim Đồng",
    }
    for number, (key, name) in enumerate(names.items()):
        scene.citizens[key] = casting.make_citizen(full_name=name, phone=f"090500010{number}")
    scene.walkers["begun"] = begin(world, scene.citizens["begun"])
    expired = scene.walkers["expired"] = begin(world, scene.citizens["expired"])
    Draft.objects.filter(pk=expired.draft).update(expires_at=world.at - timedelta(days=2))
    sent = begin(world).sent()
    number = scene.numbers["own"] = sent.number or ""
    act(world, actions.take_in, number, world.cast.reception, inputs.TakeIn())
    paper = inputs.PaperAsked("hop-dong", "Hợp đồng thuê nhà", what="Chụp lại trang 2, đọc rõ thời hạn thuê")
    act(world, actions.ask_supplement, number, world.cast.reception, inputs.AskSupplement(reason=ASK.reason, papers=(paper,)))  # fmt: skip
    scene.secret = follow.secret_of(Dossier.objects.get(number=number))
    scene.walkers["filled"] = begin(world)
    scene.walkers["filled"].to_check()
    scene.walkers["firm"] = begin(world, scene.citizens["director"])
    scene.walkers["firm"].post("draft-applicant", data={"party": "organisation"})
    child = scene.walkers["child"] = begin(world, scene.citizens["mother"])
    child.post("draft-applicant", data={"party": "person"})
    typed = {"party": "person", "party_code": CHILD_NUMBER, "party_name": CHILD, "birth_date": "06/05/2014"}
    child.post("draft-applicant", data=typed | {"capacity": "legal", "relation": "mẹ"})
    child.to_check()
    child.attach(AUTHORISATION, _next="1")
    more_offices(world, 24)
    many = begin(world, scene.citizens["many"])
    many.post("draft-case", data={"case": "mot-nguoi"})
    scene.walkers["many"] = many
