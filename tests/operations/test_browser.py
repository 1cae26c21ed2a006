"""The operator's pages in a real browser: axe, both languages, phone and desk."""

import pytest
from django.urls import reverse

from motcua.notices import actions
from motcua.notices.models import Notice
from tests.browser import WIDTHS, axe_violations, overflows, shoot
from tests.people.cast import NOW, make_cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def operator():
    for error in ("bad-address", "server-unreachable", "no-address", "erased"):
        to = actions.Recipient(email="h.lan@example.vn", name="Trần Thị Lan")
        notice_id = actions.queue(to=to, template="dossiers/received", values={}, subject="dossier:1", at=NOW)
        Notice.objects.filter(pk=notice_id).update(state="failed", last_error=error)
    return make_cast().operator.account


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", ["operations:home", "notices:stuck"])
def test_the_operators_pages_read_well(live_browser, operator, name, language):
    for width in WIDTHS:
        page = live_browser.open(reverse(name), width=width, language=language, account=operator)
        shoot(page, f"{name.replace(':', '-')}-{language}-{width}")
        assert axe_violations(page) == []
        assert overflows(page) == []


def test_a_notice_is_sent_again_with_one_click(live_browser, operator):
    page = live_browser.open(reverse("notices:stuck"), language="en", account=operator)
    before = page.get_by_role("button", name="Send again").count()
    page.get_by_role("button", name="Send again").first.click()
    page.get_by_text("The notice is in the queue again.").wait_for()
    assert page.get_by_role("button", name="Send again").count() == before - 1
