"""A storm comes: the operator decides a day off, sees beforehand what it touches, and the citizen reads old and new date."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from motcua.dossiers.actions import recounting
from motcua.dossiers.models import Dossier, Recount
from motcua.law import queries as law
from motcua.notices.models import Notice
from tests.browser import expect
from tests.chronicle.acts import seal_all
from tests.dossiers.online import online_world
from tests.dossiers.walking import begin
from tests.journeys.people import Citizen, Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def forgetting():
    yield
    law.forget()


def test_a_day_off_decided_late_moves_the_date_and_the_citizen_reads_why(live_browser):
    world = online_world()
    cast, desk = world.cast, Desk(live_browser)
    number = begin(world).sent().number
    desk.does(cast.reception, number, "Take in")
    before = Dossier.objects.get().due_at
    day = timezone.localdate(before)

    operator = desk.of(cast.operator)
    operator.goto(f"{live_browser.address}{reverse('law:year', args=[day.year])}")
    operator.locator("[name=date]").fill(f"{day:%d/%m/%Y}")
    operator.locator("[name=name]").fill("Nghỉ tránh bão")
    operator.locator("[name=basis]").fill("CĐ 21/CĐ-TTg")
    operator.get_by_role("button", name="See which open requests it touches").click()
    expect(operator.get_by_text("1 open request has this day in its term")).to_be_visible()
    expect(operator.get_by_text("1 of them is due on that very day.")).to_be_visible()
    operator.get_by_role("button", name="Decide this day").click()
    operator.wait_for_url("**/tien-do/")
    the_jobs_run()
    operator.reload()
    expect(operator.get_by_text("1 date moved and told")).to_be_visible()

    now = Dossier.objects.get()
    assert now.due_at > before and now.promised_at == before and Recount.objects.get().moved == 1
    citizen = Citizen(live_browser.open(reverse("dossiers:own", args=[number]), width=390, account=cast.hoa.account), "holiday")  # fmt: skip
    citizen.look("own-moved", closely=True)
    for words in (f"{before.astimezone(timezone.get_current_timezone()):%d/%m/%Y}", f"{timezone.localdate(now.due_at):%d/%m/%Y}", "Nghỉ tránh bão", "CĐ 21/CĐ-TTg"):  # fmt: skip
        citizen.reads(words)
    assert Notice.objects.filter(template="dossiers/counted-again").count() == 1
    officer = desk.finds(cast.reception, number)
    expect(officer.get_by_text("Date moved by a day off decided later").first).to_be_visible()


def the_jobs_run() -> None:
    """What `motcua work` does: seal, read the decision, and after a minute for further days count."""
    seal_all(now=timezone.now())
    recounting.read_decisions()
    while recounting.go_on(at=timezone.now() + timedelta(minutes=2)):
        pass
