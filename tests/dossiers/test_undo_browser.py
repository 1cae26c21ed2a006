"""The button that takes the last act back, in a real browser: by its key, with the minutes in words, and gone in time."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from motcua.dossiers import actions
from motcua.dossiers.rules import inputs
from tests.browser import axe_violations, expect
from tests.dossiers.build import act, make_world, proposed, row

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_leader_takes_an_approval_back_by_key_and_a_late_one_finds_no_button(live_browser):
    world = make_world()
    world.at = timezone.now()
    first, second = proposed(world), proposed(world)
    for done in (first, second):
        act(world, actions.approve, done.number, world.cast.leader, inputs.Words())
    page = live_browser.open(
        reverse("dossiers:dossier", args=[first.number]), account=world.cast.leader.account
    )
    assert not axe_violations(page)
    page.keyboard.press("z")
    page.wait_for_selector("form[data-until]", state="detached")
    page.wait_for_load_state()
    assert row(first).approved_at is None

    page = live_browser.open(
        reverse("dossiers:dossier", args=[second.number]), account=world.cast.leader.account
    )
    page.clock.install(time=world.at)  # however long the browser took to come here
    page.reload()
    page.clock.run_for(timedelta(minutes=2).total_seconds() * 1000)
    assert page.inner_text("[data-left]") in ("Còn 8 phút", "Còn 7 phút")
    page.clock.run_for(timedelta(minutes=9).total_seconds() * 1000)
    expect(page.locator("form[data-until] button")).to_have_count(0)
    expect(page.locator("form[data-until]")).to_contain_text("giữ nguyên hiệu lực", use_inner_text=True)
