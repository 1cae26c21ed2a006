"""The pattern page by lamplight and magnified; by day every page is walked in tests/journeys."""

import pytest

from tests.browser import WIDTHS, expect, overflows, troubles_at_each_width
from tests.people.cast import make_cast

pytestmark = pytest.mark.browser


@pytest.fixture
def in_the_demo(settings, transactional_db):
    settings.DEMO = True


def test_the_patterns_are_accessible_by_lamplight_and_inside_the_door(in_the_demo, live_browser):
    leader = make_cast().leader
    page = live_browser.open("/design/?desk", dark=True, account=leader.account)
    assert troubles_at_each_width(page, "design-patterns-desk-dark") == []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        expect(page.get_by_role("link", name=leader.person.full_name)).to_be_visible()


def test_text_four_times_as_large_loses_nothing(in_the_demo, live_browser):
    """400 % zoom of a page 1280 wide is a page 320 wide (WCAG 1.4.10)."""
    for path in ("/", "/design/"):
        page = live_browser.open(path, width=320)
        assert overflows(page) == []


WRONG = """<!doctype html><html lang="vi"><head><title>Sai</title><style>a, button {font-size: 24px} p {color: oklch(%s 0 0)}</style></head>
<body><header><p id="head">Chữ nhạt ở đầu trang</p></header><main><h1>Trang sai</h1><p id="body">Chữ nhạt trong trang</p>
<input id="nameless"><div id="wide" style="width: 1500px">Quá rộng</div></main></body></html>"""


def test_what_is_wrong_on_a_page_is_found_at_each_width_and_on_the_next_page(chromium):
    """Pale words at the head and in the body, a field without a name, what is too wide: after a page with nothing pale."""
    context = chromium.new_context()
    page = context.new_page()
    for lightness, pale in (("0.3", False), ("0.8", True)):
        for _time in "once", "again":
            page.goto("about:blank")
            page.set_content(WRONG % lightness)
            troubles = "\n".join(troubles_at_each_width(page, "wrong"))
            for width in WIDTHS:
                for rule, element in (
                    ("color-contrast", "#head"),
                    ("color-contrast", "#body"),
                    ("label", "#nameless"),
                ):
                    found = f"wrong at {width}: {rule}: {element} " in troubles
                    assert found == (pale or rule == "label"), troubles
                assert f'wrong at {width}: sideways: <div id="wide"' in troubles
    context.close()
