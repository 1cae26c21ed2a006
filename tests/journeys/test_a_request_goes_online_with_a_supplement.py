"""A citizen on a phone sends a request, is asked for a better photo, hands it in, and downloads the result.

Officers act through their own pages, each in a browser of their own.
"""

import re

import pytest
from django.urls import reverse

from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import follow
from motcua.dossiers.rules.states import State
from tests.browser import expect, wait_for
from tests.documents.samples import PDF
from tests.dossiers.online import online_world
from tests.journeys.people import Citizen, Desk
from tests.journeys.test_a_citizen_fills_in_a_request_while_the_line_is_down import ON_DEVICE
from tests.people.cast import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAPER = {"name": "hop-dong.pdf", "mimeType": "application/pdf", "buffer": PDF}
LIE = {"name": "hop-dong.pdf", "mimeType": "application/pdf", "buffer": b"<html>"}


@pytest.fixture
def world():
    return online_world()


def test_a_request_goes_online_with_a_supplement(live_browser, world):
    page = live_browser.open(reverse("dossiers:start", args=["1.000002"]), width=390)
    citizen = Citizen(page)
    sign_in(citizen)
    fill_in(citizen)
    number = send(citizen)
    desk = Desk(live_browser)
    the_desk_asks_for_a_better_photo(desk, world.cast, number)
    supplement(citizen, number)
    the_office_decides(desk, world.cast, number)
    collect(citizen, number)
    the_result_is_handed_over(desk, world.cast, citizen, number)
    follow_without_an_account(live_browser, world, number)


def sign_in(citizen: Citizen) -> None:
    """Who is not signed in is sent to sign in, and comes back to the start."""
    page = citizen.page
    page.locator("input[name=name]").fill("0905000001")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button").last.click()
    citizen.reads("Bắt đầu khai")
    citizen.look("start")


def fill_in(citizen: Citizen) -> None:
    page = citizen.page
    citizen.presses("Bắt đầu khai")
    page.get_by_label("Một người đứng tên").check()
    citizen.look("case")
    citizen.goes_on()
    expect(page.locator("#f-owner")).to_have_value("Nguyễn Thị Hoa")
    page.locator("#f-identity").fill("066190000117")
    citizen.goes_on()
    a_mistake_is_mended(citizen)
    page.locator("#f-landlord").fill("Trần Văn Nam")
    citizen.goes_on()
    saved_while_typing(citizen)
    citizen.goes_on()
    attach(citizen)
    page.get_by_label("Tại Bộ phận Một cửa").check()
    citizen.goes_on()
    expect(page.get_by_label("Tại Bộ phận Một cửa")).to_have_count(0)
    citizen.reads("Cơ quan liên hệ với ông, bà")
    citizen.look("contact")
    citizen.goes_on()


def a_mistake_is_mended(citizen: Citizen) -> None:
    """A day that does not exist: the summary leads to the field, and what else was typed is still there."""
    page = citizen.page
    page.get_by_label("Nhà thuê").check()
    page.locator("#f-street").fill("24 Trần Nhật Duật")
    page.locator("#f-since").fill("31/04/2026")
    citizen.goes_on()
    expect(page).to_have_title(re.compile("^Lỗi:"))
    expect(page.locator("#faults")).to_be_focused()
    citizen.look("mistake", closely=True)
    page.locator("#faults a").click()
    expect(page.locator("#f-since")).to_be_focused()
    expect(page.locator("#f-street")).to_have_value("24 Trần Nhật Duật")
    page.locator("#f-since").fill("30/04/2026")
    citizen.goes_on()


def saved_while_typing(citizen: Citizen) -> None:
    """What is typed is on the server before any button is pressed; a closed page costs nothing."""
    page = citizen.page
    with page.expect_response(re.compile(r"/luu/")):
        page.locator("#f-capital").fill("80.000.000")
    # The copy on the device goes once the answer was read; one that is left would be sent by the next page.
    wait_for(page, lambda: page.evaluate(ON_DEVICE)["rows"] == 0)
    page.goto(page.url)
    expect(page.locator("#f-capital")).to_have_value("80.000.000")
    page.get_by_role("button", name=re.compile("Người làm")).click()
    page.locator("#f-staff-0-staff_name").fill("Lê Thị Tâm")
    citizen.look("rows", closely=True)


def attach(citizen: Citizen) -> None:
    page = citizen.page
    page.locator("#f-file-hop-dong").set_input_files([LIE])
    page.get_by_role("button", name="Đính kèm Hợp đồng thuê nhà").click()
    expect(page).to_have_title(re.compile("^Lỗi:"))
    citizen.look("paper-refused", closely=True)
    page.locator("#f-file-hop-dong").set_input_files([PAPER])
    page.get_by_role("button", name="Đính kèm Hợp đồng thuê nhà").click()
    # The refusal names the file, too: the page that took it is another one.
    expect(page).not_to_have_title(re.compile("^Lỗi:"))
    citizen.reads("hop-dong.pdf")
    citizen.look("papers")
    citizen.goes_on()


def send(citizen: Citizen) -> str:
    """Looks back, declares, sends; the browser's way back leads to the receipt, not to a second request."""
    page = citizen.page
    citizen.reads("Xem lại trước khi nộp")
    assert "066190000117" not in page.inner_text("main")
    page.locator("details.masked summary").first.click()
    citizen.reads("066190000117")
    citizen.look("check")
    page.locator("#f-declared").check()
    citizen.presses("Nộp hồ sơ")
    citizen.reads("Hồ sơ đã gửi")
    citizen.look("sent")
    number = Dossier.objects.get().number
    citizen.reads(number)
    page.go_back()
    citizen.reads("Hồ sơ đã gửi")
    assert Dossier.objects.count() == 1
    return number


def the_desk_asks_for_a_better_photo(desk: Desk, cast, number: str) -> None:
    """Taken in first, so that the clock runs, and then stands."""
    page = desk.does(cast.reception, number, "Take in")
    expect(page.get_by_text("Received").first).to_be_visible()

    def fill(page) -> None:
        page.get_by_label("Hợp đồng thuê nhà", exact=False).first.check()
        page.locator("#w-1, [name='what-hop-dong']").last.fill("Chụp lại trang 2, đọc rõ thời hạn thuê")
        page.locator("[name=reason]").fill("Ảnh chụp trang 2 bị mờ.")

    desk.does(cast.reception, number, "Ask for supplements", fill)


def supplement(citizen: Citizen, number: str) -> None:
    page = citizen.page
    page.get_by_role("link", name="Hồ sơ của tôi").first.click()
    citizen.reads("Cần bổ sung trước")
    citizen.look("mine")
    citizen.follows("Đăng ký mở quán thử nghiệm")
    citizen.reads("Chụp lại trang 2")
    citizen.look("own-asked")
    citizen.follows("Bổ sung giấy tờ")
    page.locator("#f-file-hop-dong").set_input_files([PAPER | {"name": "trang-2.pdf"}])
    page.locator("#f-note").fill("Đã chụp lại trang 2.")
    citizen.look("supplement")
    citizen.presses("Gửi cho cơ quan")
    citizen.reads("Đã bổ sung giấy tờ")
    assert Dossier.objects.get().state == State.RECEIVED


def the_office_decides(desk: Desk, cast, number: str) -> None:
    """Every step up to a result with a file, each by who may do it."""
    desk.does(cast.reception, number, "Hand over to the next step")

    def granted(page) -> None:
        page.get_by_label("Grant").check()
        page.get_by_label("Why").fill("Đủ điều kiện.")

    desk.does(cast.case, number, "Propose the outcome", granted)
    desk.does(cast.leader, number, "Approve")

    def numbered(page) -> None:
        page.get_by_label("Number of the document").fill("12/GCN")
        page.locator("input[type=file]").set_input_files([PAPER | {"name": "giay-chung-nhan.pdf"}])

    desk.does(cast.clerk, number, "Issue the result", numbered)


def collect(citizen: Citizen, number: str) -> None:
    page = citizen.page
    page.reload()
    citizen.reads("Đã có kết quả")
    citizen.look("own-done")
    with page.expect_download() as waiting:
        citizen.follows("Tải kết quả")
    assert waiting.value.suggested_filename == "giay-chung-nhan.pdf"
    citizen.follows("Giấy tiếp nhận")
    citizen.reads("Vì sao hẹn ngày")
    citizen.look("receipt")


def the_result_is_handed_over(desk: Desk, cast, citizen: Citizen, number: str) -> None:
    desk.does(cast.returner, number, "Hand over the result")
    citizen.page.goto(f"{desk.browser.address}{reverse('dossiers:own', args=[number])}")
    citizen.reads("Đã trả kết quả")


def follow_without_an_account(live_browser, world, number: str) -> None:
    """A neighbour with the receipt in hand: the address of the QR code, then eight characters."""
    page = live_browser.open(f"{reverse('dossiers:track')}?ma={number}", width=390)
    neighbour = Citizen(page)
    neighbour.look("track")
    page.locator("#f-secret").fill(follow.secret_of(Dossier.objects.get()).lower())
    neighbour.presses("Tra cứu")
    neighbour.reads("Đã trả kết quả")
    neighbour.look("tracked")
    assert "Nguyễn Thị Hoa" not in page.content()
