"""The pattern page by lamplight and magnified; by day every page is walked in tests/journeys."""

import pytest

from tests.browser import WIDTHS, expect, overflows, troubles_at_each_width
from tests.people.cast import make_cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def in_the_demo(settings):
    settings.DEMO = True


def test_the_patterns_are_accessible_by_lamplight_and_inside_the_door(live_browser):
    leader = make_cast().leader
    page = live_browser.open("/design/?desk", dark=True, account=leader.account)
    assert troubles_at_each_width(page, "design-patterns-desk-dark") == []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        expect(page.get_by_role("link", name=leader.person.full_name)).to_be_visible()


def test_text_four_times_as_large_loses_nothing(live_browser):
    """400 % zoom of a page 1280 wide is a page 320 wide (WCAG 1.4.10)."""
    for path in ("/", "/design/"):
        page = live_browser.open(path, width=320)
        assert overflows(page) == []
