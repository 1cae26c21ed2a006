"""The way of a request at the nation, looked at: place, look back, receipt, following it, and the operators' lists."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from motcua.exchange.actions import catalogue, submissions
from motcua.exchange.models import Landing, Submission
from motcua.exchange.queries import submissions as queries
from motcua.exchange.rules import NATIONAL
from motcua.exchange.rules.catalogue import Change, Changes
from tests.browser import WIDTHS, axe_violations, expect, overflows, shoot, squeezed
from tests.dossiers.build import PROCEDURE, make_world
from tests.exchange.nation import CODE, given, make_node
from tests.exchange.test_catalogue import digest
from tests.exchange.test_submission_pages import ready

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PROCEDURE_CODE = "1.000001"


@pytest.fixture
def world(settings, tmp_path, transactional_db):
    settings.FILES_DIR = tmp_path / "files"
    settings.NODE = NATIONAL
    found = make_world()
    make_node(found)
    return found


def in_views(live_browser, path, name, account=None):
    for width in WIDTHS:
        for language in ("vi", "en"):
            page = live_browser.open(path, width=width, language=language, account=account)
            assert not axe_violations(page), name
            assert not overflows(page), f"{name} {width}"
            assert not squeezed(page), f"{name} {width}"
            shoot(page, f"{name}-{width}-{language}")


def submitted(world) -> Submission:
    at = timezone.now() - timedelta(days=9)
    receipt = submissions.submit(reach=world.reach(world.cast.hoa), at=at, given=given(world))
    return Submission.objects.get(pk=receipt.key)


def test_a_person_sends_at_the_nation_and_keeps_a_receipt(live_browser, world, client):
    hoa = world.cast.hoa.account
    in_views(live_browser, reverse("dossiers:start", args=[PROCEDURE_CODE]), "qg-bat-dau", hoa)
    in_views(live_browser, reverse("exchange:place", args=[PROCEDURE_CODE]), "qg-noi-nop", hoa)
    in_views(live_browser, reverse("exchange:sent"), "qg-chua-nop", hoa)
    client.force_login(hoa)
    draft = ready(world, client)
    in_views(live_browser, reverse("dossiers:draft-check", args=[draft.pk]), "qg-kiem-tra", hoa)
    page = live_browser.open(reverse("dossiers:draft-check", args=[draft.pk]), width=390, account=hoa)
    page.check("input[name=declared]")
    page.click("main form button.act")
    page.wait_for_url("**/nop-toan-quoc/ho-so/**")
    row = Submission.objects.get()
    expect(page.locator("main")).to_contain_text(row.code, use_inner_text=True)
    in_views(live_browser, reverse("exchange:sent-receipt", args=[row.key]), "qg-bien-nhan", hoa)
    in_views(live_browser, reverse("exchange:sent"), "qg-da-nop", hoa)
    in_views(live_browser, reverse("exchange:sent-track"), "qg-tra-cuu")
    Submission.objects.update(stage="taken", number="000.00.15.H15-260318-0007", settled_at=timezone.now())
    page = live_browser.open(reverse("exchange:sent-track"), width=390, language="en")
    page.fill("input[name=number]", row.code)
    page.fill("input[name=secret]", queries.secret_of(row))
    page.click("main form button.act")
    page.wait_for_url("**/tra-cuu/QG-**")
    expect(page.locator("main")).to_contain_text("000.00.15.H15-260318-0007", use_inner_text=True)
    assert not axe_violations(page)
    shoot(page, "qg-da-toi-390-en")


def test_operators_of_both_sides_see_what_is_on_its_way(live_browser, world, settings):
    operator = world.cast.operator.account
    for _ in range(3):
        submitted(world)
    submissions.alarm_unrouted(at=timezone.now())
    in_views(live_browser, reverse("exchange:coming"), "qg-dang-chuyen", operator)
    in_views(live_browser, reverse("exchange:drawn"), "qg-danh-muc", operator)
    settings.NODE = "H15"
    at = timezone.now()
    Landing.objects.create(
        key="0b9a3a34-4c0f-4a62-9b0a-3f6f5dbb0a01", code="QG-260318-000004", procedure=PROCEDURE_CODE,
        place=CODE, submitted_at=at, heard_at=at, problem="exchange.file-differs", failures=2, alarmed_at=at,
    )  # fmt: skip
    text = PROCEDURE.replace("amount: 5", "amount: 4")
    catalogue.draw(
        answer=Changes([Change(7, PROCEDURE_CODE, digest(text), "2026-03-01", None, text)], 7, 9), at=at
    )
    in_views(live_browser, reverse("exchange:coming"), "h15-dang-ve", operator)
    in_views(live_browser, reverse("exchange:drawn"), "h15-danh-muc", operator)
