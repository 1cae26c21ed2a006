"""Bulk return: an officer asks everybody a filter shows for several papers, sees it go, takes it back, does it again; then people are told."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from motcua.dossiers.actions import bulk
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.states import State
from motcua.notices import jobs
from tests.browser import axe_violations, expect
from tests.dossiers.build import in_progress, make_world, submitted
from tests.journeys.people import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_several_are_returned_taken_back_and_returned_again(live_browser, monkeypatch):
    monkeypatch.setattr(bulk, "AT_ONCE_MAX", 2)  # three are a job's work, as hundreds would be
    world = make_world()
    world.at = timezone.now() - timedelta(minutes=2)
    dones = [in_progress(world) for _ in range(3)]
    submitted(world)
    page = Desk(live_browser).of(world.cast.case)
    returns(page, live_browser.address)
    expect(page.get_by_text("0 of 3 done")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_be_visible()
    assert not axe_violations(page)
    bulk.go_on(at=timezone.now())
    expect(page.get_by_role("heading", name="Supplements asked: 3 of 3")).to_be_visible()
    assert states(dones) == {State.SUPPLEMENT}

    page.get_by_role("button", name="Take all of it back").click()
    expect(page.get_by_text("Being taken back")).to_be_visible()
    bulk.go_on(at=timezone.now())
    expect(page.get_by_text("3 were taken back and stand as before.")).to_be_visible()
    assert states(dones) == {State.IN_PROGRESS}
    told_by(timezone.now() + timedelta(minutes=12))
    assert not said(), "nobody heard of what was taken back"

    returns(page, live_browser.address)
    expect(page.get_by_text("0 of 3 done")).to_be_visible()
    bulk.go_on(at=timezone.now())
    expect(page.get_by_role("heading", name="Supplements asked: 3 of 3")).to_be_visible()
    told_by(timezone.now() + timedelta(minutes=12))
    assert len(said()) == 3 and all(
        paper in one.body for one in said() for paper in ("Giấy chứng minh", "Bản vẽ", "Ảnh 4x6")
    )


def returns(page, address: str) -> None:
    page.goto(f"{address}/ban-lam-viec/?xem=tat-ca&trang-thai=4")
    page.get_by_label("Choose all that this filter shows").check()
    page.get_by_role("button", name="Ask for supplements").first.click()
    expect(page.get_by_role("heading", name="3 dossiers")).to_be_visible()
    page.get_by_label("Supporting paper", exact=True).check()
    page.get_by_label("Other papers, one on each line").fill("Bản vẽ\nẢnh 4x6")
    page.get_by_label("Reason").fill("Bản chụp mờ, không đọc được.")
    page.get_by_role("button", name="Ask for supplements").first.click()
    page.wait_for_url("**/hang-loat/**")


def states(dones) -> set[int]:
    return set(
        Dossier.objects.filter(pk__in=[one.dossier_id for one in dones]).values_list("state", flat=True)
    )


def told_by(at) -> None:
    while jobs.deliver(at):
        pass


def said() -> list:
    return [one for one in mail.outbox if "bổ sung" in one.subject]
