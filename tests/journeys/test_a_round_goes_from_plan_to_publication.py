"""A round of scoring from its plan to the second of its announcement: three communes, a department, an appraiser, a council.

The first commune plays it whole: a department fills in its criterion, a file stands behind a score, the appraiser asks,
the commune explains. The others are scored and recognised. Then an anonymous phone asks a second too early, and in time.
"""

import json
from datetime import datetime, time, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from motcua.foundation.calendar import TZ
from motcua.indices import par_sheets
from motcua.indices.models import Evidence, Mark, Round, RoundUnit, ScoreRow, ScoreSheet
from motcua.indices.rules.rounds import RoundState, Stage
from motcua.people import middleware
from motcua.people.rules import Level, Role
from tests.browser import axe_violations, overflows, shoot
from tests.dossiers.build import PDF
from tests.people.cast import Part, make_agency, make_cast, make_players

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOME = "/chi-so/cai-cach/"
# Two criteria that communes score themselves and a survey: the least that a whole round needs.
FRAMEWORK = """
code: tap-huan
name: {vi: Bộ tiêu chí tập huấn, en: Framework to train with}
level: commune
first_year: 2020
depth: components
total: 100
survey_maximum: 20
fictional: true
blocks:
  - {code: appraised, name: {vi: Thẩm định, en: Appraised}, maximum: 80, sources: [appraised]}
  - {code: sipas, name: {vi: SIPAS, en: SIPAS}, maximum: 20, sources: [sipas]}
domains:
  - code: "1"
    name: {vi: Chỉ đạo, điều hành, en: Steering}
    maximum: 100
    knowledge: fictional
    criteria:
      - code: "1.1"
        name: {vi: Kế hoạch, en: Plan}
        maximum: 30
        knowledge: fictional
        source: appraised
        rule: {kind: yes-no}
        evidence:
          - {vi: Kế hoạch, en: The plan}
      - code: "1.2"
        name: {vi: Nhiệm vụ hoàn thành, en: Tasks done}
        maximum: 50
        knowledge: fictional
        source: appraised
        rule: {kind: ratio, floor: 0.5, cap: 1}
      - code: "1.3"
        name: {vi: SIPAS, en: SIPAS}
        maximum: 20
        knowledge: fictional
        source: sipas
        rule: {kind: external-index, highest: 100, lowest: 0}
""".replace("vi: Chỉ đạo, điều hành", 'vi: "Chỉ đạo, điều hành"')
TABLE = "Đơn vị;Mã tiêu chí;Giá trị;Sai số chuẩn\n{0};1.3;80,5;1,2\n{1};1.3;79,1;1,1\n{2};1.3;84;1,5\n"


class Desk:
    """One person at a browser of their own."""

    def __init__(self, live_browser, player):
        self.address = live_browser.address
        self.page = live_browser.open(HOME, account=player.account)

    def go(self, path: str) -> "Desk":
        self.page.goto(self.address + path)
        return self

    def press(self, words: str) -> None:
        with self.page.expect_navigation():
            self.page.click(f"main :is(a, button):text-is('{words}')")

    def fill(self, **typed: str) -> "Desk":
        for name, value in typed.items():
            self.page.fill(f"main [name={name}]", value)
        return self

    def choose(self, **typed: str) -> "Desk":
        for name, value in typed.items():
            self.page.check(f"main [name={name}][value={value}]")
        return self

    @property
    def text(self) -> str:
        return self.page.inner_text("main")


def test_a_round_goes_from_plan_to_publication(live_browser, monkeypatch):
    cast = make_cast()
    names = ("Xã Cư Thử", "Xã Ea Thử", "Phường Thử Lập")
    communes = [
        make_agency(name=name, parent=cast.province, level=Level.COMMUNE, code=f"000.00.9{n}.H15")
        for n, name in enumerate(names)
    ]
    office = make_agency(name="Văn phòng xã Cư Thử", parent=communes[0], level=Level.UNIT)
    appraiser, council, head, *own = make_players(
        Part("Phan Thị Chấm", code="chamdiem", role=Role.HOME_AFFAIRS, agency=cast.province),
        Part("Y Kế Hội Đồng", code="hoidong", role=Role.LEADER, agency=cast.province),
        Part("H Nga Văn Phòng", code="vanphong", role=Role.UNIT_HEAD, agency=office),
        *(
            Part(f"Lò Thị {role.value}", code=f"{role.value}{n}", role=role, agency=commune)
            for n, commune in enumerate(communes)
            for role in (Role.HOME_AFFAIRS, Role.LEADER)
        ),
    )
    today = timezone.localdate(timezone=TZ)
    judge = Desk(live_browser, appraiser)

    # Loaded, planned, opened.
    judge.go(f"{HOME}bo-tieu-chi/").page.set_input_files(
        "main [name=file]", {"name": "bo.yaml", "mimeType": "text/yaml", "buffer": FRAMEWORK.encode()}
    )
    judge.press("Kiểm tra và nạp")
    judge.go(f"{HOME}moi/").press("Làm tiếp")
    judge.fill(
        year=str(today.year - 1),
        locks_on=f"{today + timedelta(days=9):%d/%m/%Y}",
        ends_on=f"{today + timedelta(days=60):%d/%m/%Y}",
    )
    for box in judge.page.query_selector_all("main [name=units]"):
        box.set_checked(int(box.get_attribute("value")) in {one.pk for one in communes})
    judge.press("Lập đợt")
    judge.press("Mở đợt chấm điểm")
    judge.press("Mở đợt chấm điểm")
    held = Round.objects.get()
    assert held.state == RoundState.OPEN and held.units.count() == 3
    units = [RoundUnit.objects.get(round=held, agency=one).pk for one in communes]
    places = [f"{HOME}{held.pk}/{unit}/" for unit in units]

    # The first commune gives a criterion to its office, which fills it in; all of them score themselves and lock.
    officer, leader = Desk(live_browser, own[0]), Desk(live_browser, own[1])
    leader.go(f"{places[0]}phan-cong/").page.select_option("main [name='lead-1.2']", str(office.pk))
    leader.press("Giao")
    department = Desk(live_browser, head).go(f"{places[0]}1.2/")
    department.fill(numerator="35", denominator="50", reason="Theo sổ giao việc.").press(
        "Lưu, sang mục tiếp theo"
    )
    officer.go(f"{places[0]}1.1/tai-lieu/").page.set_input_files(
        "main [name=file]", {"name": "1.1 Kế hoạch.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    officer.press("Đính kèm")
    officer.go(f"{places[0]}1.1/").choose(yes="yes").press("Lưu, sang mục tiếp theo")
    assert "35 trên 50" in officer.text, "the next component, in words with numerator and denominator"
    leader.go(f"{places[0]}buoc/chot/").press("Chốt điểm tự chấm")
    for n in (1, 2):
        other = Desk(live_browser, own[2 * n])
        other.go(f"{places[n]}1.1/").choose(yes="yes" if n == 2 else "no").fill(reason="Theo báo cáo.")
        other.press("Lưu, sang mục tiếp theo")
        other.fill(numerator=str(20 * n), denominator="50", reason="Theo báo cáo.").press(
            "Lưu, sang mục tiếp theo"
        )
        Desk(live_browser, own[2 * n + 1]).go(f"{places[n]}buoc/chot/").press("Chốt điểm tự chấm")
    assert set(RoundUnit.objects.values_list("stage", flat=True)) == {Stage.LOCKED}
    assert Evidence.objects.count() == 1 and Mark.objects.count() == 6

    # First appraisal: one component corrected with a reason and a question, the rest recognised.
    judge.go(f"{places[0]}1.2/").choose(way="corrected")
    judge.fill(numerator="30", denominator="50", reason="Năm nhiệm vụ chưa có văn bản kết thúc.").press(
        "Lưu, sang mục tiếp theo"
    )
    judge.go(f"{places[0]}1.2/").fill(question="Năm nhiệm vụ nào?").press("Lưu câu hỏi")
    for place in places:
        judge.go(f"{place}buoc/tham-dinh-xong/").page.check("main [name=rest]")
        judge.press("Kết thúc thẩm định lần 1")
    judge.go(f"{places[0]}buoc/gui-cau-hoi/").press("Gửi câu hỏi cho đơn vị")

    # The commune reads points and reason beside its own, and explains; the appraiser recognises it the second time.
    department.go(f"{places[0]}1.2/")
    assert (
        "Năm nhiệm vụ chưa có văn bản kết thúc." in department.text and "Năm nhiệm vụ nào?" in department.text
    )
    department.fill(answer="Đã có văn bản, gửi kèm.").press("Lưu giải trình")
    leader.go(f"{places[0]}buoc/giai-trinh-xong/").press("Gửi giải trình")
    judge.go(f"{places[0]}1.2/").choose(way="corrected")
    judge.fill(numerator="35", denominator="50", reason="Công nhận sau giải trình.").press(
        "Lưu, sang mục tiếp theo"
    )
    shoot(judge.go(f"{places[0]}1.2/").page, "round-second-appraisal")
    judge.go(f"{places[0]}buoc/tham-dinh-lai-xong/").press("Kết thúc thẩm định lần 2")
    deciding = Desk(live_browser, council)
    for place in places:
        deciding.go(f"{place}buoc/quyet-dinh/").press("Kết luận điểm của đơn vị")

    # Figures come in; the round is frozen for an hour that lies ahead.
    judge.go(f"{HOME}{held.pk}/so-lieu/").fill(source="Khảo sát tập huấn", table=TABLE.format(*names)).press(
        "Nhập số liệu"
    )
    hour = datetime.combine(today + timedelta(days=5), time(9), TZ)
    judge.go(f"{HOME}{held.pk}/chot/").fill(on=f"{hour:%d/%m/%Y}", hour="09:00").press("Chốt đợt chấm điểm")
    sheet = ScoreSheet.objects.get()
    assert sheet.announced_at == hour and sheet.digest in judge.text.replace("\u200b", "")
    ranks = dict(ScoreRow.objects.filter(sheet=sheet, value="index").values_list("domain", "rank"))
    assert [ranks[one.code] for one in communes] == [2, 3, 1]

    # A phone that nobody signed in on, a second before and at the hour: the clock is read in one place.
    phone = live_browser.context(width=390)
    screen = phone.new_page()
    address = f"{live_browser.address}{HOME}{held.pk}/bang-diem.json"
    page = f"{live_browser.address}/chi-so/bang-diem/{sheet.pk}/"
    for moment, status in ((hour - timedelta(seconds=1), 404), (hour, 200)):
        monkeypatch.setattr(middleware, "timezone", SimpleNamespace(now=lambda moment=moment: moment))
        answer = phone.request.get(address)
        assert answer.status == status, moment
        for shown in (page, f"{page}do-vung/"):
            assert screen.goto(shown).status == status, (shown, moment)
            assert any(name in screen.content() for name in names) == (status == 200), (shown, moment)
        listed = screen.goto(f"{live_browser.address}/chi-so/bang-diem/") and screen.content()
        assert (f"/chi-so/bang-diem/{sheet.pk}/" in listed) == (status == 200), moment
    published = json.loads(answer.text())
    assert published["digest"] == sheet.digest and par_sheets.recompute(published["sheet"]) is None
    # The league as the phone shows it: the third commune first, each line with its rank and its points.
    screen.goto(page)
    lines = [line.inner_text() for line in screen.locator("table.league tbody tr").all()]
    assert [name in line for name, line in zip((names[2], names[0], names[1]), lines, strict=True)] == [
        True
    ] * 3
    assert lines[0].startswith("1") and not overflows(screen) and not axe_violations(screen)
    shoot(screen, "round-published")
