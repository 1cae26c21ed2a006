"""A firm's director mends one row of a table, sends thirty requests at once, and follows all of them by one code."""

import pytest
from django.urls import reverse
from django.utils import timezone

from motcua.dossiers.models import Bundle, Dossier
from motcua.dossiers.queries import bundles
from tests.browser import expect
from tests.documents.samples import PDF
from tests.dossiers.listed import line, make_listing, ready_draft, workbook
from tests.journeys.people import Citizen, Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def world():
    world = make_listing()
    world.at = timezone.now()
    return world


def test_a_firm_hands_in_thirty_requests_with_one_table(live_browser, world):
    draft = ready_draft(world)
    path = reverse("dossiers:draft-list", args=[draft])
    director = Citizen(live_browser.open(path, width=1280, account=world.cast.hoa.account), "list")
    page = director.page

    # One row is wrong: it is named with its column, and nothing goes on.
    rows = [line(n, file="xac-nhan.pdf") for n in range(30)]
    wrong = [*rows[:29], line(29, file="xac-nhan.pdf", born="31/02/1990")]
    page.set_input_files("[name=own]", {"name": "xac-nhan.pdf", "mimeType": "application/pdf", "buffer": PDF})
    page.set_input_files("[name=table]", {"name": "ds.xlsx", "mimeType": XLSX, "buffer": workbook(*wrong)})
    page.get_by_role("button", name="Thêm bảng").click()
    director.reads("1 trong 30 dòng cần sửa.")
    director.reads("31/02/1990")
    director.look("wrong")

    # Mended and added once more while the line is down: what lies on the device is sent in its order once it is back.
    page.wait_for_selector("html[data-device=ready]", state="attached")
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    page.get_by_role("button", name="Bỏ bảng này").click()
    expect(page.locator("[data-pressed]")).to_contain_text("đã giữ trên thiết bị này")
    # What the device can know it says at once, by row and column.
    page.set_input_files("[name=table]", {"name": "ds.xlsx", "mimeType": XLSX, "buffer": workbook(*wrong)})
    looked = page.locator("[data-columns]")
    expect(looked).to_contain_text("1 trong 30 dòng cần sửa.")
    expect(looked).to_contain_text("Dòng 31 · Ngày sinh (“31/02/1990”): Tháng 2 năm 1990 chỉ có 28 ngày")
    director.look("wrong-without-a-line", closely=True)
    page.set_input_files("[name=table]", {"name": "ds-sua.xlsx", "mimeType": XLSX, "buffer": workbook(*rows)})
    expect(looked).to_contain_text("chưa thấy lỗi trong 30 dòng")
    expect(page.locator("[data-list] li")).to_have_count(3)
    director.look("without-a-line")
    page.context.set_offline(False)
    director.reads("Cả 30 dòng đều gửi được.")
    page.locator("main form .acts button.act").click()
    page.wait_for_url("**/kiem-tra/")
    page.locator("[name=declared]").check()
    page.get_by_role("button", name="Gửi 30 hồ sơ").click()
    page.wait_for_url("**moi=1")
    director.reads("30 hồ sơ đã gửi")
    director.look("sent")
    bundle = Bundle.objects.get()
    numbers = [one.number for one in Dossier.objects.order_by("id")]
    assert len(set(numbers)) == 30 and bundle.number == f"NL-{numbers[0]}"

    # An officer has one of them before them, and the next one a press away.
    desk = Desk(live_browser)
    opened = desk.finds(world.cast.reception, numbers[4])
    expect(opened.get_by_text("Number 5 of a list of 30")).to_be_visible()
    opened.get_by_role("link", name="The one after").click()
    opened.wait_for_url(f"**/{numbers[5]}/")

    # Whoever holds the receipt follows all of them.
    follower = Citizen(live_browser.open("/tra-cuu/", width=390), "list")
    follower.page.fill("#f-number", bundle.number)
    follower.page.fill("#f-secret", bundles.secret_of(bundle))
    follower.page.locator("main form button:not(.said)").last.click()
    follower.page.wait_for_url(f"**/tra-cuu/{bundle.number}/")
    follower.reads("30 trong 30 hồ sơ còn đang được giải quyết.")
