"""An office changes a procedure in a real browser: draft, problem, mend, preview, publish at a date, in force next day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from motcua.foundation.calendar import TZ
from motcua.people.models import SignInName
from motcua.procedures import actions, queries
from motcua.procedures.models import WorkingCopy
from tests.browser import expect
from tests.people.cast import make_cast
from tests.procedures.test_pages import ONE
from tests.procedures.test_versions import load

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_procedure_is_changed_without_code(live_browser, settings):
    settings.DEMO = True
    cast = make_cast()
    SignInName.objects.create(account=cast.operator.account, name="demo.operator")
    version = load(ONE).version_id
    page = live_browser.open(f"/quan-tri/thu-tuc/{version}/", account=cast.operator.account)
    page.get_by_role("button", name="Soạn bản sau").click()
    page.get_by_role("link", name="Trường hợp: Một cá nhân").first.click()
    amount = page.locator("[name='fees-0-amount']")
    # 1. What is typed is kept by itself, right or wrong, and the check of the whole leads back to it.
    amount.fill("một trăm nghìn")
    expect(page.locator("[data-saved]")).to_contain_text("đã lưu lúc")
    page.get_by_role("link", name="Nhìn nhanh").first.click()
    expect(page.get_by_text("Còn 1 chỗ phải sửa trước khi ban hành")).to_be_visible()
    page.locator(".faults a").click()
    expect(page.locator("#f-fees-0-amount-f")).to_be_visible()
    # 2. Mended, it can be looked at as people will see it, on every page marked as a preview.
    amount.fill("120.000")
    page.get_by_role("button", name="Lưu").last.click()
    expect(page.locator(".faults")).to_have_count(0)
    page.get_by_role("link", name="Xem thử").first.click()
    expect(page.locator(".preview")).to_be_visible()
    expect(page.get_by_text("120.000").first).to_be_visible()
    page.get_by_role("link", name="Khai thử").click()
    expect(page.locator(".preview")).to_be_visible()
    page.get_by_role("button", name="Kiểm tra và tiếp tục").last.click()
    expect(page.locator(".faults")).to_be_visible()
    page.get_by_role("link", name="Về trang soạn thảo").click()
    # 3. What changes is told before it is published, from tomorrow on.
    expect(page.get_by_role("cell", name="120.000")).to_be_visible()
    page.get_by_role("button", name="Ban hành").click()
    expect(page.get_by_role("button", name="Rút lại")).to_be_visible()
    today = timezone.now().astimezone(TZ).date()
    fee = lambda day: queries.in_force("1.001612", day).definition.cases[0].fees[0].amount  # noqa: E731
    assert (fee(today), fee(today + timedelta(days=1))) == (100_000, 120_000)
    assert not WorkingCopy.objects.exists()
    assert actions.put_in_force(at=timezone.now() + timedelta(days=1)) == 1
