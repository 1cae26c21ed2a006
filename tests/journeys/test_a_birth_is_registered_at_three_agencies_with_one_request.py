"""A parent on a phone sends one request; three agencies each do their part; one code follows all of it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from motcua.dossiers.actions.bundles import begin_parts
from motcua.dossiers.models import Bundle
from motcua.dossiers.queries import bundles
from tests.browser import expect
from tests.dossiers.bundled import finished, make_bundled, ready_draft
from tests.journeys.people import Citizen, Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world():
    world = make_bundled()
    world.at = timezone.now()
    return world


def test_a_birth_is_registered_at_three_agencies_with_one_request(live_browser, world):
    draft = ready_draft(world)
    path = reverse("dossiers:draft-check", args=[draft])
    parent = Citizen(live_browser.open(path, width=390, account=world.cast.hoa.account), "bundle")
    parent.page.locator("[name=declared]").check()
    parent.look("check")
    parent.page.locator("main form button.act").last.click()
    parent.page.wait_for_url("**moi=1")
    parent.reads("Một mã theo dõi tất cả")
    parent.look("sent", closely=True)
    bundle = Bundle.objects.get()
    birth, home, card = (one.dossier.number for one in bundles.whole(bundle, language="en").parts)

    # The police cannot begin yet, and read why.
    desk, by = Desk(live_browser), world.officers
    page = desk.finds(by["police-reception"], home)
    expect(page.get_by_text("Begins when the result of this part is there").first).to_be_visible()

    # The commune does its part through its own pages; then the two others, beside each other.
    desk.does(by["commune-reception"], birth, "Take in")
    world.at = timezone.now()
    world.reaches.clear()
    finished(world, birth, "commune", taken=True)
    assert begin_parts(at=timezone.now()) == 2
    for place, number in (("police", home), ("insurance", card)):
        page = desk.does(by[f"{place}-reception"], number, "Take in")
        expect(page.get_by_text("Part of linked procedures")).to_be_visible()
    world.at = timezone.now()
    finished(world, home, "police", taken=True)

    # The parent, without signing in, with the one code of the receipt.
    follower = Citizen(live_browser.open("/tra-cuu/", width=390), "bundle")
    follower.page.fill("#f-number", bundle.number)
    follower.page.fill("#f-secret", bundles.secret_of(bundle))
    follower.page.locator("main form button:not(.said)").last.click()
    follower.page.wait_for_url(f"**/tra-cuu/{bundle.number}/")
    follower.reads("1 phần còn đang được giải quyết.")
    follower.look("followed", closely=True)
    finished(world, card, "insurance", taken=True)
    follower.page.reload()
    follower.reads("Mọi phần đã xong.")
