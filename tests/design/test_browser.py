"""The pattern page in a real browser: every part, at both widths, in both languages, by day and by lamplight."""

import pytest

from tests.browser import WIDTHS, axe_violations, overflows, shoot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def in_the_demo(settings):
    settings.DEMO = True


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_patterns_are_accessible(live_browser, width, language):
    page = live_browser.open("/design/", width=width, language=language)
    shoot(page, f"design-patterns-{width}-{language}")
    assert axe_violations(page) == []
    assert overflows(page) == []


def test_the_patterns_are_accessible_by_lamplight_and_inside_the_door(live_browser):
    for width in WIDTHS:
        page = live_browser.open("/design/?desk", width=width, dark=True)
        shoot(page, f"design-patterns-desk-{width}-dark")
        assert axe_violations(page) == []
