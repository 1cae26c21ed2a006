"""The page that ends a result, and what its checker then reads, looked at in a real browser."""

import pytest
from django.urls import reverse

from tests.browser import WIDTHS, axe_violations, expect, overflows, shoot
from tests.dossiers.test_standing import BASIS, REASON, demo, done, office, original  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(
    ("width", "language"), [(WIDTHS[0], "vi"), (WIDTHS[1], "vi"), (WIDTHS[0], "en"), (WIDTHS[1], "en")]
)
def test_a_leader_revokes_and_the_checker_is_told(live_browser, office, done, width, language):  # noqa: F811
    address = reverse("dossiers:end-result", args=[done.number])
    page = live_browser.open(address, width=width, language=language, account=office.cast.leader.account)
    assert not axe_violations(page) and not overflows(page)
    page.click("main button.act")
    expect(page.locator(".faults")).to_be_visible()
    shoot(page, f"end-result-{width}-{language}")
    page.check("input[value=thu-hoi]")
    page.fill("textarea[name=reason]", REASON)
    page.fill("input[name=basis]", BASIS)
    page.click("main button.act")
    page.wait_for_selector("#ket-qua")
    expect(page.locator("#ket-qua")).to_contain_text(BASIS, use_inner_text=True)
    assert not axe_violations(page)
    shoot(page, f"ended-dossier-{width}-{language}")
    page = live_browser.open(
        f"/K?tieng={language}#{original(done).statement.split('#')[1]}", width=width, language=language
    )
    page.wait_for_selector(".verdict.ink")
    expect(page.locator(".verdict")).to_contain_text(BASIS, use_inner_text=True)
    assert not axe_violations(page) and not overflows(page)
    shoot(page, f"check-revoked-{width}-{language}")
