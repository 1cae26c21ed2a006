"""What the operator does in a real browser."""

import pytest
from django.urls import reverse

from motcua.notices import actions
from motcua.notices.models import Notice
from tests.browser import expect
from tests.people.cast import NOW, make_cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def operator():
    for error in ("bad-address", "server-unreachable", "no-address", "erased"):
        to = actions.Recipient(email="h.lan@example.vn", name="Trần Thị Lan")
        actions.queue(to=to, template="dossiers/received", values={}, subject="dossier:1", at=NOW)
        notice_id = Notice.objects.latest("id").pk
        Notice.objects.filter(pk=notice_id).update(state="failed", last_error=error)
    return make_cast().operator.account


def test_a_notice_is_sent_again_with_one_click(live_browser, operator):
    page = live_browser.open(reverse("notices:stuck"), language="en", account=operator)
    before = page.get_by_role("button", name="Send again").count()
    page.get_by_role("button", name="Send again").first.click()
    page.get_by_text("The notice is in the queue again.").wait_for()
    expect(page.get_by_role("button", name="Send again")).to_have_count(before - 1)
