"""What an applicant was told: seen on their page with what stood in the way, and sent again by them, a few times a day."""

import pytest
from django.urls import reverse

from motcua.notices.models import Notice
from motcua.notices.rules import State
from motcua.people.models import Person
from tests.dossiers.build import make_world, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def refused_notice(number):
    notice = Notice.objects.get(template="dossiers/submitted")
    Notice.objects.filter(pk=notice.pk).update(state=State.FAILED, last_error="refused-by-server")
    return notice.pk


def test_the_notice_knows_whose_choice_of_ways_counts(world):
    submitted(world)
    notice = Notice.objects.get(template="dossiers/submitted")
    assert notice.person_id == world.cast.hoa.person.pk
    assert notice.phone == Person.objects.get(pk=notice.person_id).phone


def test_the_applicant_sees_what_did_not_arrive_and_why_and_sends_it_again(client, world):
    number = submitted(world).number
    notice_id = refused_notice(number)
    client.force_login(world.cast.hoa.account)
    page = client.get(reverse("dossiers:own", args=[number])).content.decode()
    address = reverse("dossiers:own-told-again", args=[number, notice_id])
    assert address in page and "máy chủ thư từ chối" in page
    assert client.post(address).status_code == 302
    assert Notice.objects.get(pk=notice_id).state == State.QUEUED
    assert client.post(address).status_code == 409  # it is on its way


def test_a_neighbour_sends_nothing_again_and_the_owner_only_a_few_times_a_day(client, world):
    number = submitted(world).number
    notice_id = refused_notice(number)
    address = reverse("dossiers:own-told-again", args=[number, notice_id])
    client.force_login(world.cast.nam.account)
    assert client.post(address).status_code == 404
    assert Notice.objects.get(pk=notice_id).state == State.FAILED
    client.force_login(world.cast.hoa.account)
    for _ in range(5):
        refused_notice(number)
        assert client.post(address).status_code == 302
    refused_notice(number)
    assert client.post(address).status_code == 429
