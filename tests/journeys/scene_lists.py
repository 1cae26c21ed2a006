"""Lists of the scene – one that can be sent, one with a row to correct, one that was sent –, and a correction."""

from io import BytesIO
from typing import TYPE_CHECKING

from motcua.documents import actions as documents
from motcua.documents.rules import PAPERS
from motcua.dossiers import actions
from motcua.dossiers.models import Correction, Draft
from motcua.dossiers.rules import inputs
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
