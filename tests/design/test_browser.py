"""The pattern page in a real browser: every part, at both widths, in both languages, by day and by lamplight."""

import pytest

from tests.browser import WIDTHS, axe_violations, overflows, shoot
from tests.people.cast import make_cast

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


@pytest.mark.parametrize("width", WIDTHS)
def test_the_head_of_officers_fits_and_is_accessible(live_browser, width):
    cast = make_cast()
    page = live_browser.open("/design/?desk", width=width, account=cast.leader.account)
    shoot(page, f"design-head-{width}")
    assert page.get_by_role("link", name=cast.leader.person.full_name).is_visible()
    assert axe_violations(page) == []
    assert overflows(page) == []


@pytest.mark.parametrize("path", ["/", "/tro-nang/", "/du-lieu-ca-nhan/", "/khong-co-trang-nay/"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_front_hall_is_accessible(live_browser, path, width):
    for language in ("vi", "en"):
        page = live_browser.open(path, width=width, language=language)
        shoot(page, f"portal{path.replace('/', '-')}{width}-{language}")
        assert axe_violations(page) == []
        assert overflows(page) == []


def test_text_four_times_as_large_loses_nothing(live_browser):
    """400 % zoom of a page 1280 wide is a page 320 wide (WCAG 1.4.10)."""
    for path in ("/", "/design/"):
        page = live_browser.open(path, width=320)
        assert overflows(page) == []
