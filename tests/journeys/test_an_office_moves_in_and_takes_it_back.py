"""Moving in by the command: looked at, mended, taken in, seen at the desk with its old number, and taken back."""

import csv
import zipfile

import pytest
from django.utils import timezone

from motcua.dossiers.models import Dossier, FormerEvent, Paper
from motcua.operations.importing import running
from tests.browser import axe_violations, expect, shoot
from tests.documents.samples import PDF
from tests.dossiers.build import make_world
from tests.journeys.people import Desk
from tests.operations.importing.bringing import bring, of, refused
from tests.operations.importing.tables import dossier, written

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_office_moves_in_and_takes_it_back(live_browser, tmp_path):
    world = make_world()
    day = timezone.localtime()
    dates = {"Ngày tiếp nhận": f"{day:%d/%m/%Y} 00:01", "Ngày hẹn trả": "30/12/2099"}
    first, second = (dossier(f"H15-00{n}", **dates) for n in (1, 2))
    second |= {"Họ tên người nộp": "Lê Thị Bưởi", "Trạng thái": "Đang bay"}
    table, report = tmp_path / "ho-so.csv", tmp_path / "bao-cao.csv"

    # The dry run names the row that is wrong, and the whole is not taken as long as it is.
    written(table, [first, second])
    refused(table, dry_run=True, report=report)
    assert [row[0] for row in rows(report)] == ["2", "3"]
    assert "Đang bay" in rows(report)[1][3] and "không lấy được" not in rows(report)[0][2]
    refused(table)
    assert not Dossier.objects.exists()
    page = Desk(live_browser).of(world.cast.case)
    searched(page, live_browser, "H15-001")
    expect(page.get_by_text("Trần Văn Nam")).to_have_count(0)

    # Mended, it comes in; the officer finds it by the number that people know.
    written(table, [first, second | {"Trạng thái": "Đang xử lý"}])
    said = bring(table)
    numbers = [of(old).number for old in ("H15-001", "H15-002")]
    page.goto(f"{live_browser.address}/ban-lam-viec/?xem=tat-ca")
    for name, number in zip(("Trần Văn Nam", "Lê Thị Bưởi"), numbers, strict=True):
        expect(page.get_by_role("row").filter(has_text=number).filter(has_text=name)).to_be_visible()
    searched(page, live_browser, "H15-002")
    expect(page.get_by_text("Trần Văn Nam")).to_have_count(0)
    page.get_by_role("row").filter(has_text="Lê Thị Bưởi").get_by_role("link").first.click()
    page.wait_for_url(f"**{numbers[1]}**")
    expect(page.get_by_text("Its number there: H15-002")).to_be_visible()
    shoot(page, "journey-moved-in")
    assert not axe_violations(page)

    # What happened there is read below what happens here; who follows it with the old receipt reads no words of it.
    history = tmp_path / "lich-su.csv"
    heads = ("Mã hồ sơ", "Thời điểm", "Việc đã làm", "Người hoặc đơn vị thực hiện", "Ghi chú")
    lines = [
        ("H15-002", f"{day:%d/%m/%Y}", "Yêu cầu bổ sung", "Phòng Hộ tịch", "Thiếu giấy khai sinh"),
        ("H15-002", f"{day:%d/%m/%Y}", "Gọi điện", "Trần Thị Mai", "không nghe máy"),
    ]
    written(history, [dict(zip(heads, line, strict=True)) for line in lines])
    bring(history)
    page.reload()
    before = page.get_by_role("region", name="What happened before, in the former system")
    expect(before.get_by_text("không nghe máy")).to_be_visible()
    expect(before.get_by_text("not part of the sealed record")).to_be_visible()
    shoot(page, "journey-history")
    assert not axe_violations(page)

    moves_in_with_papers_on_the_page(live_browser, world.cast.operator, tmp_path)

    # Taken back, nothing of it is left.
    bring(undo=said.rsplit("--undo ", 1)[1].split()[0])
    assert page.reload().status == 404 and not FormerEvent.objects.exists()
    page.goto(f"{live_browser.address}/ban-lam-viec/?xem=tat-ca")
    expect(page.get_by_role("searchbox")).to_be_visible()
    expect(page.get_by_text("Lê Thị Bưởi")).to_have_count(0)
    assert not Dossier.objects.exists()


def moves_in_with_papers_on_the_page(browser, operator, tmp_path) -> None:
    """A table of papers and a ZIP of their files: the report of each row, the yes, and taken back again."""
    heads = ("Mã hồ sơ", "Tệp", "Tên giấy tờ")
    lines = [("H15-001", "chung-minh.pdf", "Giấy chứng minh"), ("H15-002", "thieu.pdf", "Đơn")]
    table = written(tmp_path / "giay-to.csv", [dict(zip(heads, line, strict=True)) for line in lines])
    with zipfile.ZipFile(tmp_path / "tep.zip", "w") as out:
        out.writestr("chung-minh.pdf", PDF)
    page = browser.open("/quan-tri/nhap/", language="en", account=operator.account)
    page.get_by_label("Table (.csv or .xlsx)").set_input_files(table)
    page.get_by_label("Files of the papers, if the table is one of papers").set_input_files(
        tmp_path / "tep.zip"
    )
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_text("Every row is being looked at")).to_be_visible()
    running.go_on(at=timezone.now())
    # The page looks again by itself: one file is missing, and may come along yet.
    row = page.get_by_role("row").filter(has_text="H15-002")
    expect(row).to_contain_text("cannot be taken")
    expect(page.get_by_role("row").filter(has_text="H15-001")).to_have_count(0)
    (tmp_path / "thieu.pdf").write_bytes(PDF)
    page.get_by_label("ZIP or files").set_input_files(tmp_path / "thieu.pdf")
    page.get_by_role("button", name="Look at them").click()
    running.go_on(at=timezone.now())
    page.get_by_role("button", name="Bring in 2 rows").click()
    running.go_on(at=timezone.now())
    shoot(page, "journey-papers-moved-in")
    page.get_by_role("button", name="Take back what 2 rows made").click()
    expect(page.get_by_text("2 taken back", exact=True)).to_be_visible()
    assert not Paper.objects.exists() and axe_violations(page) == []


def rows(report) -> list[list[str]]:
    with report.open(encoding="utf-8-sig", newline="") as file:
        return [*csv.reader(file)][1:]


def searched(page, browser, number: str) -> None:
    page.goto(f"{browser.address}/ban-lam-viec/?xem=tat-ca")
    page.get_by_role("searchbox").fill(number)
    with page.expect_navigation():
        page.get_by_role("searchbox").press("Enter")
