"""A procedure with a form, and a firm that hands in many requests of it at once."""

from io import BytesIO
from uuid import UUID, uuid4

from openpyxl import Workbook

from motcua.dossiers import actions
from motcua.dossiers.actions import drafts
from motcua.dossiers.rules import filling as rules
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.states import Channel
from tests.dossiers.build import PROCEDURE, World, for_firm, make_world

FORM = """\
forms:
  phieu:
    title: {vi: Phiếu xác nhận, en: Request for confirmation}
    pages:
      - code: nguoi-lao-dong
        title: {vi: Người lao động, en: The worker}
        fields:
          - code: worker
            kind: name
            label: {vi: Họ và tên, en: Full name}
          - code: identity
            kind: identity-number
            sensitive: true
            label: {vi: Số định danh, en: Identity number}
          - code: born
            kind: date
            latest: today
            label: {vi: Ngày sinh, en: Date of birth}
          - code: purpose
            kind: choice
            label: {vi: Mục đích, en: Purpose}
            options:
              - {code: lam-viec, name: {vi: Làm việc, en: Work}}
              - {code: hoc-tap, name: {vi: Học tập, en: Study}}
          - code: school
            kind: text
            label: {vi: Trường, en: School}
            when: {field: purpose, is: hoc-tap}
"""
TEXT = PROCEDURE.replace("    terms:\n", "    form: phieu\n    terms:\n", 1) + FORM
HEADING = (
    "STT",
    "Họ và tên *",
    "Số định danh *",
    "Ngày sinh *",
    "Mục đích *",
    "Trường",
    "Tệp: Giấy chứng minh",
)
COMMON = inputs.PaperGiven(code="giay-chung-minh", name="Giấy chứng minh")
NAMES = ("Nguyễn Văn Một", "Trần Thị Hai", "Lê Văn Ba", "Phạm Thị Bốn")


def make_listing() -> World:
    return make_world(text=TEXT)


def row(number: int, **changes: object) -> dict[str, object]:
    answers: dict[str, object] = {
        "worker": NAMES[number % len(NAMES)],
        "identity": f"0662030{number:05d}",
        "born": "1990-05-06",
        "purpose": "lam-viec",
    }
    return {**answers, **changes}


def given(
    world: World, *, count: int = 3, rows: tuple[inputs.ListedRow, ...] | None = None, **changes: object
) -> inputs.SubmitList:
    hoa = world.cast.hoa.person
    values: dict[str, object] = {
        "submission": uuid4(),
        "version_id": world.version_id,
        "agency_id": world.cast.department.pk,
        "case": "chung",
        "channel": Channel.ONLINE,
        "applicant": for_firm(world),
        "data": {},
        "papers": (COMMON,),
        "submitted_by_id": hoa.pk,
    }
    request = inputs.Submit(**{**values, **changes})  # type: ignore[arg-type]
    return inputs.SubmitList(request, rows or tuple(inputs.ListedRow(n + 2, row(n)) for n in range(count)))


def sent(world: World, **changes: object) -> actions.Sent:
    return actions.submit_list(reach=world.reach(world.cast.hoa), at=world.at, given=given(world, **changes))


def line(number: int, *, file: str = "", **changes: object) -> tuple[object, ...]:
    said = row(number, purpose="Làm việc", born="06/05/1990", school="") | changes
    return (number + 1, *(said[name] for name in ("worker", "identity", "born", "purpose", "school")), file)


def workbook(*lines: tuple[object, ...], heading: tuple[str, ...] = HEADING) -> bytes:
    book = Workbook()
    sheet = book.active
    for cells in (heading, *lines):
        sheet.append(cells)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def ready_draft(world: World, *, rows: list[dict[str, object]] | None = None, firm: bool = True) -> UUID:
    """A list in which all is answered but its table."""
    hoa = world.reach(world.cast.hoa)
    draft_id = drafts.begin(reach=hoa, version_id=world.version_id, at=world.at, many=True)
    answers: dict[str, object] = {
        rules.PASSED: ["papers", "contact"],
        rules.DELIVERY: "at-counter",
        rules.PHONE: "0905000001",
        rules.EMAIL: "hoa@example.vn",
        rules.ADDRESS: "",
        rules.ONLY_OFFICE: True,
    }
    if firm:
        answers |= {
            rules.PARTY: "organisation",
            rules.CAPACITY: "legal",
            rules.RELATION: "Giám đốc",
            rules.PARTY_NAME: "Công ty TNHH Cà phê Mẫu",
            rules.PARTY_CODE: "6000123456",
        }
    if rows is not None:
        answers[rules.ROWS] = [{"n": n, "data": data, "files": {}} for n, data in enumerate(rows, 2)]
    changes = drafts.DraftChanges(answers=answers, case="chung", agency_id=world.cast.department.pk)
    drafts.save(draft_id=draft_id, reach=hoa, at=world.at, changes=changes)
    return draft_id
