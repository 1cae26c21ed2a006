"""An officer is away: a colleague of another role handles the request in their place, the log says so, and it ends."""

import pytest
from django.utils import timezone

from motcua.dossiers.models import Movement
from motcua.dossiers.rules.states import Act
from tests.browser import expect
from tests.dossiers.online import online_world
from tests.dossiers.walking import begin
from tests.journeys.people import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_colleague_hands_over_in_the_place_of_who_is_away(live_browser):
    world = online_world()
    cast, desk = world.cast, Desk(live_browser)
    number = begin(world).sent().number
    desk.does(cast.reception, number, "Take in")
    today = f"{timezone.localdate():%d/%m/%Y}"
    page = desk.finds(cast.clerk, number)
    expect(
        page.locator("main .actlist").get_by_role("link", name="Hand over to the next step")
    ).to_have_count(0)

    away = desk.of(cast.reception)
    away.goto(f"{live_browser.address}/toi/")
    away.get_by_role("link", name="Absences: who stands in for whom").click()
    away.get_by_label("Who stands in").select_option("Nobody stands in")
    away.get_by_label("From the day").fill(today)
    away.get_by_label("Until the end of the day").fill(today)
    away.get_by_role("button", name="Record it").click()
    expect(away.get_by_text("nobody stands in", exact=True)).to_be_visible()

    # The colleague is named later, beside the absence.
    away.get_by_text("Name who stands in").click()
    away.locator("details").get_by_label("Who stands in").select_option(str(cast.clerk.officer.pk))
    away.get_by_role("button", name="From now on").click()
    expect(away.get_by_text(f"{cast.clerk.person.full_name} stands in")).to_be_visible()

    page = desk.does(cast.clerk, number, "Hand over to the next step")
    said = f"{cast.clerk.person.full_name} for {cast.reception.person.full_name}"
    expect(page.get_by_text(said).first).to_be_visible()
    movement = Movement.objects.get(act=Act.HAND_OVER)
    assert movement.officer_id == cast.clerk.officer.pk

    away.get_by_role("button", name="End it").click()
    expect(away.get_by_text("Nobody stands in any more")).to_be_visible()
    page.goto(f"{live_browser.address}/ban-lam-viec/?xem=cua-toi")
    expect(page.get_by_text(number)).to_have_count(0)
