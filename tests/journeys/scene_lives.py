"""The dossiers, drafts and bulk acts of the scene: one at every point of a life."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from motcua.documents.models import Signing
from motcua.documents.rules import Problem, SigningState
from motcua.dossiers import actions
from motcua.dossiers.actions import bulk, views
from motcua.dossiers.models import Dossier, Draft, Opinion, Paper
from motcua.dossiers.queries import desk, follow
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.defects import Defect
from motcua.dossiers.rules.parties import AUTHORISATION
from motcua.dossiers.rules.post import Content
from motcua.dossiers.rules.states import Act
from motcua.notices.models import Notice
from motcua.people import actions as people
from tests.dossiers import build, bundled, electronic
from tests.dossiers.build import CHILD, CHILD_NUMBER, act
from tests.dossiers.online import more_offices
from tests.dossiers.walking import Walker, begin
from tests.people import cast as casting

if TYPE_CHECKING:
    from tests.journeys.scene import Scene

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


def every_life(scene: "Scene") -> None:
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


def acted_a_moment_ago(scene: "Scene") -> None:
    """One dossier whose leader has just approved it, and may still take that back."""
    world = scene.world
    number = scene.numbers["undoable"] = build.proposed(world).number
    before, world.at = world.at, timezone.now()
    world.reaches.clear()
    act(world, actions.approve, number, world.cast.leader, inputs.Words())
    world.at = before
    world.reaches.clear()


def for_others(scene: "Scene") -> None:
    """Requests sent in another's name, whose applicant an officer has still to compare with a card or a register."""
    scene.numbers["firm"] = build.sent_for_firm(scene.world).number
    scene.numbers["child"] = build.sent_for_child(scene.world).number


def together(scene: "Scene") -> None:
    """Linked procedures: one part with its result, one that began by it, one that still waits."""
    world = scene.world
    near = bundled.Bundled(
        cast=world.cast, version_id=bundled.offered(world.at), at=world.at, **bundled.offices(world.cast)
    )
    sent = bundled.sent(near)
    scene.numbers["linked"], scene.numbers["linked-police"] = sent.number, sent.dossiers[1].number
    scene.others["police"] = near.officers["police-reception"]


def electronic_results(scene: "Scene") -> None:
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


def bulks(scene: "Scene") -> None:
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


def a_letter_that_did_not_arrive(scene: "Scene") -> None:
    """One that the officer sends again, and one that the applicant does."""
    for key in ("progress", "taken"):
        dossier = Dossier.objects.get(number=scene.numbers[key])
        found = Notice.objects.filter(subject=f"dossier:{dossier.key}")
        found.update(state="failed", last_error="refused-by-server")


def drafts(scene: "Scene") -> None:
    """Citizens' drafts, each left at another page; and a request sent from one, waiting for papers."""
    world = scene.world
    # A person has one draft of a procedure, so each draft has a person of its own.
    names = {
        "begun": "Lò Thị Ngoan",
        "apart": "Hà Văn Sơn",
        "expired": "Ksor H’Nhan",
        "many": "Phan Gia Bảo",
        "director": "Vừ A Dính",
        "mother": "Hồ Thị Kim Đồng",
    }
    for number, (key, name) in enumerate(names.items()):
        scene.citizens[key] = casting.make_citizen(full_name=name, phone=f"090500010{number}")
    scene.walkers["begun"] = begin(world, scene.citizens["begun"])
    desk = world.reach(world.cast.reception)
    people.check_identity(
        person_id=scene.citizens["apart"].person.pk, identity_number="066190000125", reach=desk, at=world.at
    )
    scene.walkers["apart"] = on_two_devices(begin(world, scene.citizens["apart"]))
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


def on_two_devices(walker: Walker) -> Walker:
    """One page of a draft open twice before either was saved, so that its answers differ."""
    walker.post("draft-case", data={"case": "mot-nguoi"})
    walker.answer("chu-quan")
    opened = [str(walker.get("draft-page", "dia-diem").context["read"]) for _ in range(2)]
    walker.answer("dia-diem", _read=opened[0])
    walker.answer("dia-diem", _read=opened[1], street="9 Hùng Vương", place="nha-minh")
    return walker
