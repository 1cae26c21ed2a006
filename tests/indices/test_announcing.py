"""The hour of a frozen sheet is set once, by the home-affairs officer of its owner, and opens it to everybody."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from motcua.chronicle.models import Entry
from motcua.foundation.calendar import TZ
from motcua.indices.models import ScoreSheet
from tests.indices.rounds import make_round_sheet, make_scoring

pytestmark = pytest.mark.django_db


@pytest.fixture
def held():
    return make_scoring(at=timezone.now(), opened=False)


@pytest.fixture
def address(held):
    return reverse("indices:announce", args=[make_round_sheet(held).pk])


def as_player(player) -> Client:
    client = Client()
    client.force_login(player.account)
    return client


def tomorrow() -> str:
    return f"{timezone.now().astimezone(TZ) + timedelta(days=1):%d/%m/%Y}"


def test_the_officer_of_the_owner_sets_the_hour_once(held, address):
    officer, sheet = as_player(held.appraiser), ScoreSheet.objects.get()
    whole = officer.get(reverse("indices:sheet", args=[sheet.pk])).content.decode()
    assert (
        address in whole
        and address in officer.get(reverse("indices:round", args=[sheet.round_id])).content.decode()
    )
    assert sheet.digest in officer.get(address).content.decode()
    done = officer.post(address, {"on": tomorrow(), "hour": "08:15"}, follow=True)
    assert done.status_code == 200 and address not in done.content.decode()
    sheet.refresh_from_db()
    assert f"{sheet.announced_at.astimezone(TZ):%d/%m/%Y %H:%M}" == f"{tomorrow()} 08:15"
    assert Entry.objects.filter(kind="indices.sheet-announced", subject=str(sheet)).count() == 1
    assert officer.get(address).status_code == 409
    assert officer.post(address, {"on": tomorrow(), "hour": "07:00"}).status_code == 409


@pytest.mark.parametrize(
    "typed",
    [{"on": "", "hour": "09:00"}, {"on": "mai"}, {"on": "01/01/2020"}, {"on": tomorrow(), "hour": "9 giờ"}],
)
def test_an_hour_that_is_missing_unreadable_or_past_is_named_and_nothing_is_set(held, address, typed):
    answer = as_player(held.appraiser).post(address, typed)
    assert answer.status_code == 422 and 'aria-invalid="true"' in answer.content.decode()
    assert ScoreSheet.objects.get().announced_at is None


def test_nobody_else_learns_of_the_sheet_or_sets_its_hour(held, address):
    typed = {"on": tomorrow(), "hour": "09:00"}
    assert as_player(held.officers[0]).post(address, typed).status_code == 404
    assert as_player(held.leaders[0]).post(address, typed).status_code == 403
    assert Client().post(address, typed).status_code == 302
    assert ScoreSheet.objects.get().announced_at is None
