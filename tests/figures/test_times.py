"""How long requests took lately, from the records to the pages of people: enough of them, pauses left out, honest about few."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import follow
from motcua.figures import actions
from motcua.foundation.calendar import working_minutes
from motcua.law import queries as law
from motcua.procedures import handling
from motcua.procedures.actions import note_times
from motcua.procedures.models import HandlingTime
from tests.dossiers.build import make_world
from tests.dossiers.walking import signed_in
from tests.figures.build import settled, settled_alike

pytestmark = pytest.mark.django_db
CODE = "1.000001"


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.FIGURES_DIR = tmp_path / "figures"


def make_many(world, at, count, **facts):
    first = settled(world, at - timedelta(days=30), days=1)
    for n in range(2, count + 1):
        settled_alike(first, at - timedelta(days=30), days=n, **facts)
    return first


def test_half_and_nine_in_ten_are_those_of_the_sorted_requests_of_the_last_ninety_days():
    world = make_world()
    at = timezone.now()
    first = make_many(world, at, 20)
    settled_alike(first, at - timedelta(days=120), days=25)  # done longer ago than 90 days
    Dossier.objects.filter(pk=first.pk).update(done_at=None)
    settled_alike(first, at - timedelta(days=30), days=1)
    actions.refresh(at=at)
    slow = sorted(
        -(
            -max(
                working_minutes(start=one.received_at, end=one.done_at, calendar=law.calendar(one.agency_id)),
                1,
            )
            // 240
        )
        for one in Dossier.objects.filter(done_at__gte=at - timedelta(days=90))
    )
    assert len(slow) == 20
    found = handling.handled(CODE, agency_id=world.cast.department.pk)
    assert (found.requests, found.half, found.nine) == (20, slow[9], slow[17])
    # Ranks of 20 by the binomial distribution: 6th to 15th for the half; 16th and none for nine in ten.
    assert (found.half_low, found.half_high, found.nine_low, found.nine_high) == (
        slow[5],
        slow[14],
        slow[14],
        None,
    )
    assert found.place == world.cast.department.name and not found.simulated
    everywhere = handling.handled(CODE)
    assert everywhere.place == "" and everywhere.requests == 20


def test_below_ten_nothing_is_said_and_a_place_with_few_gets_the_word_of_all():
    world = make_world()
    at = timezone.now()
    first = make_many(world, at, 9)
    actions.refresh(at=at)
    assert handling.handled(CODE) is None and not HandlingTime.objects.exists()
    assert "Half of the requests" not in page(f"/thu-tuc/{CODE}/")
    settled_alike(first, at - timedelta(days=30), agency_id=world.cast.commune.pk)
    actions.refresh(at=at + timedelta(hours=1))
    assert handling.handled(CODE, agency_id=world.cast.commune.pk).place == ""
    assert handling.handled(CODE, agency_id=world.cast.department.pk).requests == 10
    assert handling.handled("2.000002") is None


def page(path, player=None, language="en"):
    client = signed_in(player) if player else Client()
    client.cookies["django_language"] = language
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_page_of_the_procedure_the_receipt_and_the_tracking_page_say_it():
    world = make_world()
    at = timezone.now()
    first = make_many(world, at, 12)
    actions.refresh(at=at)
    said = page(f"/thu-tuc/{CODE}/")
    assert "Half of the requests had their result within" in said and "12 requests of this procedure" in said
    assert "at all offices together" in said and "As of" in said
    assert "too few to say how long at most" in said, "twelve cannot tell when nine in ten are done"
    assert "Một nửa số hồ sơ có kết quả trong vòng" in page(f"/thu-tuc/{CODE}/", language="vi")
    receipt = page(reverse("dossiers:receipt", args=[first.number]), world.cast.hoa)
    assert "at Department of Justice" in receipt and "nine in ten within" in receipt
    client = Client()
    client.cookies["django_language"] = "en"
    typed = {"number": first.number, "secret": follow.secret_of(first)}
    tracked = client.post(reverse("dossiers:track"), typed, follow=True).content.decode()
    assert "at Department of Justice" in tracked and "nine in ten within" in tracked


def test_an_older_count_changes_nothing_and_an_unknown_procedure_has_no_row():
    world = make_world()
    at = timezone.now()
    make_many(world, at, 12)
    actions.refresh(at=at)
    asked = {"since": at.date(), "until": at.date()}
    assert (
        note_times(times=(), as_of=at - timedelta(hours=1), **asked) == 0
        and HandlingTime.objects.count() == 2
    )
    assert (
        note_times(times=(), as_of=at + timedelta(hours=1), **asked) == 0
        and not HandlingTime.objects.exists()
    )
