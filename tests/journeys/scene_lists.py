"""Lists of the scene – one that can be sent, one with a row to correct, one that was sent –, and a correction."""

from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

from motcua.documents import actions as documents
from motcua.documents.rules import PAPERS
from motcua.dossiers import actions
from motcua.dossiers.actions import drafts
from motcua.dossiers.models import Correction, Draft
from motcua.dossiers.rules import filling, inputs
from tests.dossiers import build
from tests.dossiers.online import LISTED
from tests.dossiers.walking import begin_list
from tests.people import cast as casting

if TYPE_CHECKING:
    from tests.journeys.scene import Scene


def lists(scene: "Scene") -> None:
    world = scene.world
    wrong = (*LISTED, {**LISTED[0], "identity": "12"})
    for number, (key, name, lines) in enumerate(
        (("list", "Đặng Thị Lan", LISTED), ("list-wrong", "Y Blin Niê", wrong))
    ):
        scene.citizens[key] = casting.make_citizen(full_name=name, phone=f"090500020{number}")
        scene.walkers[key] = begin_list(world, scene.citizens[key], lines)
    for_each(scene)
    rows = tuple(inputs.ListedRow(n, row) for n, row in enumerate(LISTED, 2))
    lease = inputs.PaperGiven("hop-dong", "Hợp đồng thuê nhà")
    version = Draft.objects.get(pk=scene.walkers["list"].draft).version_id
    common = build.request(
        world, version_id=version, case="mot-nguoi", papers=(lease,), applicant=build.for_firm(world)
    )
    done = actions.submit_list(
        reach=world.reach(world.cast.hoa), at=world.at, given=inputs.SubmitList(common, rows)
    )
    scene.numbers["list"], scene.numbers["in-list"] = done.number, done.dossiers[1].number


def for_each(scene: "Scene") -> None:
    """A school hands in for its pupils: being filled in, and sent."""
    world, hoa = scene.world, scene.world.cast.hoa
    teacher = scene.citizens["list-each"] = casting.make_citizen(full_name="H Nghĩa Êban", phone="0905000209")
    walker = scene.walkers["list-each"] = begin_list(world, teacher, ())
    answers = {filling.PARTY: filling.EACH, filling.RELATION: "Giáo viên chủ nhiệm lớp 9A"}
    reach = world.reach(teacher)
    drafts.save(draft_id=walker.draft, reach=reach, at=world.at, changes=drafts.DraftChanges(answers=answers))
    pupils = (
        inputs.RowPerson("Nguyễn Văn Một", "066210000001", date(2010, 5, 6), "0905000101"),
        inputs.RowPerson("Trần Thị Hai", "066310000002", date(2010, 9, 1), "0905000102"),
    )
    rows = tuple(
        inputs.ListedRow(n, row, person=one)
        for n, (row, one) in enumerate(zip(LISTED, pupils, strict=False), 2)
    )
    papers = (
        inputs.PaperGiven("hop-dong", "Hợp đồng thuê nhà"),
        inputs.PaperGiven("giay-to-dai-dien", "Giấy ủy quyền"),
    )
    version = Draft.objects.get(pk=walker.draft).version_id
    common = build.request(world, version_id=version, case="mot-nguoi", papers=papers)
    many = inputs.SubmitList(common, rows, "Giáo viên chủ nhiệm lớp 9A")
    done = actions.submit_list(reach=world.reach(hoa), at=world.at, given=many)
    scene.numbers["for-each"] = done.number


def corrected(scene: "Scene") -> None:
    """Two requests in which an officer believes the name is wrong; of one the address was corrected, as the person signed."""
    world = scene.world
    desk = world.reach(world.cast.reception)
    for key in ("correcting", "correcting-own"):
        number = scene.numbers[key] = build.taken_in(world).number
        for name, new in (("applicant_name", "Nguyễn Thị Hoà"), ("applicant_address", "12 Trần Nhật Duật")):
            given = inputs.ProposeCorrection(name, new, "Theo thẻ căn cước xuất trình tại quầy.")
            build.act(world, actions.propose_correction, number, world.cast.reception, given)
    row = Correction.objects.get(dossier__number=scene.numbers["correcting"], field="applicant_address")
    agreed = inputs.AnswerCorrection(agrees=True, signed=True)
    number = scene.numbers["correcting"]
    actions.answer_correction(number=number, key=str(row.key), reach=desk, at=world.at, given=agreed)
    # Of the other one the sheet was signed and scanned, and its owner sees it.
    number = scene.numbers["correcting-own"]
    row = Correction.objects.get(dossier__number=number, field="applicant_address")
    scan = documents.store(
        content=BytesIO(build.PDF), name="phieu-da-ky.pdf", accept=PAPERS, by="system:tests", at=world.at
    )
    signed = inputs.AnswerCorrection(agrees=True, signed=True, sheet_file_id=scan.id)
    actions.answer_correction(number=number, key=str(row.key), reach=desk, at=world.at, given=signed)
