"""A time is booked by one person, reminded of, cancelled, or used at the door; never given twice."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from motcua.chronicle.models import Entry
from motcua.counter import actions, queries
from motcua.counter.models import Appointment, Queue, Window
from motcua.counter.rules import appointments as rules
from motcua.foundation.refusal import NotFound
from motcua.notices.models import Notice
from motcua.procedures.actions import Took, note_times
from tests.counter.build import Hall, make_hall
from tests.dossiers.build import make_world
from tests.dossiers.online import more_offices

QUERIES_MAX = 15


@pytest.fixture
def hall(db) -> Hall:
    world = make_world()
    world.at = timezone.now()
    return make_hall(world)


def times(hall: Hall):
    return [time for day in queries.days_free(hall.civil, at=hall.world.at) for time in day.times]


def book(hall: Hall, starts_at, player=None):
    reach = hall.world.reach(player or hall.world.cast.hoa)
    office = hall.world.cast.department.pk
    return actions.book(
        code="1.000001", agency_id=office, starts_at=starts_at, language="vi", reach=reach, at=hall.world.at
    )


def test_a_booked_time_is_gone_for_others_and_free_again_when_cancelled(hall):
    time = times(hall)[3]
    made = book(hall, time)
    assert time not in times(hall)
    with pytest.raises(rules.TimeTaken):
        book(hall, time, hall.world.cast.nam)
    with pytest.raises(NotFound):
        actions.cancel(key=made.key, reach=hall.world.reach(hall.world.cast.nam), at=hall.world.at)
    actions.cancel(key=made.key, reach=hall.world.reach(hall.world.cast.hoa), at=hall.world.at)
    with pytest.raises(rules.NotBooked):
        actions.cancel(key=made.key, reach=hall.world.reach(hall.world.cast.hoa), at=hall.world.at)
    assert book(hall, time, hall.world.cast.nam).place == 1
    kinds = list(
        Entry.objects.filter(kind__startswith="counter.appointment")
        .order_by("pk")
        .values_list("kind", flat=True)
    )
    assert kinds == [
        "counter.appointment-booked",
        "counter.appointment-cancelled",
        "counter.appointment-booked",
    ]


def test_nobody_keeps_more_than_two_times_or_one_that_was_not_offered(hall):
    first, second, third = times(hall)[:3]
    book(hall, first)
    with pytest.raises(rules.TimeTaken):
        book(hall, second + timedelta(minutes=1))
    book(hall, second)
    with pytest.raises(rules.TooManyBooked):
        book(hall, third)
    assert Appointment.objects.count() == 2


def test_the_code_gives_a_number_that_is_called_first_from_its_time(hall):
    made = book(hall, times(hall)[0])
    hall.take(at=made.starts_at - timedelta(minutes=40))
    office = {"agency_id": hall.world.cast.department.pk, "address": "10.0.0.1"}
    with pytest.raises(rules.NoSuchCode):
        actions.check_in(code=made.code, at=made.starts_at - timedelta(minutes=61), **office)
    with pytest.raises(rules.NoSuchCode):
        actions.check_in(
            code=made.code, agency_id=hall.world.cast.commune.pk, address="10.0.0.1", at=made.starts_at
        )
    ticket = actions.check_in(code=made.code, at=made.starts_at - timedelta(minutes=20), **office)
    with pytest.raises(rules.NoSuchCode):
        actions.check_in(code=made.code, at=made.starts_at, **office)
    hall.world.at = made.starts_at
    assert hall.call() == queries.label_of(ticket)


def test_somebody_is_reminded_once_within_a_day_and_told_when_booked(hall):
    made = book(hall, times(hall)[-1])
    assert Notice.objects.get().template == "counter/booked"
    assert actions.remind(at=made.starts_at - timedelta(hours=25)) == 0
    assert [actions.remind(at=made.starts_at - timedelta(hours=23)) for _ in range(2)] == [1, 0]
    assert Notice.objects.filter(template="counter/reminded").count() == 1


def test_a_time_that_passed_is_closed(hall):
    made = book(hall, times(hall)[0])
    assert actions.close_missed(at=made.starts_at) == 0
    assert actions.close_missed(at=made.starts_at + timedelta(minutes=31)) == 1
    with pytest.raises(rules.NotBooked):
        actions.cancel(
            key=made.key, reach=hall.world.reach(hall.world.cast.hoa), at=made.starts_at + timedelta(hours=1)
        )


def test_it_is_booked_from_the_page_of_the_procedure_and_seen_by_the_desk(hall):
    hoa, desk = Client(), Client()
    hoa.force_login(hall.world.cast.hoa.account)
    desk.force_login(hall.world.cast.reception.account)
    address = reverse("counter:book", args=["1.000001"])
    assert address in hoa.get(reverse("procedures:detail", args=["1.000001"])).content.decode()
    time = times(hall)[0]
    given = {"office": hall.world.cast.department.pk, "time": time.isoformat()}
    page = hoa.post(address, given, follow=True).content.decode()
    made = Appointment.objects.get()
    assert made.code in page
    assert hoa.post(address, given).status_code == 409
    day = f"{timezone.localtime(made.starts_at):%d/%m/%Y}"
    seen = desk.get(reverse("counter:coming"), {"ngay": day}).content.decode()
    assert hall.world.cast.hoa.person.full_name in seen
    desk.force_login(hall.world.cast.stranger.account)
    assert (
        hall.world.cast.hoa.person.full_name
        not in desk.get(reverse("counter:coming"), {"ngay": day}).content.decode()
    )


def test_the_door_takes_a_code_in_few_tries(hall):
    address = reverse("counter:check-in", args=[hall.world.cast.department.pk])
    answers = [Client().post(address, {"code": "000000"}).status_code for _ in range(21)]
    assert answers == [422] * 20 + [429]


def elsewhere(hall, count):
    """Other offices that receive the procedure, each with a queue and a window."""
    for office in more_offices(hall.world, count):
        queue = Queue.objects.create(agency=office, letter="A", name="Mọi việc", name_en="Everything")
        Window.objects.create(agency=office, name="Quầy 1").queues.add(queue)


@pytest.fixture
def hoa(hall):
    client = Client()
    client.force_login(hall.world.cast.hoa.account)
    client.cookies["django_language"] = "en"
    return client


def read(client, **asked):
    page = client.get(reverse("counter:book", args=["1.000001"]), asked).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_who_chooses_where_to_come_reads_who_waits_there_now_and_how_long_requests_took(hall, hoa):
    elsewhere(hall, 1)
    assert "Now:" not in read(hoa), "nobody was served today: the hall may be closed"
    hall.take(hall.other)
    hall.take()
    took = Took("1.000001", hall.world.cast.department.pk, 31, 4, 3, 5, 7, 6, 8, False)
    on = hall.world.at.date()
    note_times(times=[took], since=on, until=on, as_of=hall.world.at)
    said = read(hoa)
    assert "Now: 2 people wait" in said or "Now: 1 person waits" in said
    assert said.count("Now:") == 1 and said.count("nine in ten done within 3.5 working days lately") == 1


def test_many_offices_cost_no_more_questions_than_few_and_those_not_shown_are_found_by_name(
    hall, hoa, django_assert_max_num_queries, monkeypatch
):
    elsewhere(hall, 40)
    read(hoa)
    with django_assert_max_num_queries(QUERIES_MAX):
        assert read(hoa).count("chi nhánh") == 40
    monkeypatch.setattr("motcua.counter.pages.appointments.OFFICES_MAX", 12)
    said = read(hoa)
    assert said.count("chi nhánh") < 13 and "29 more offices are not shown" in said
    found = read(hoa, q="chi nhanh 37")
    assert "chi nhánh 37" in found and "chi nhánh 36" not in found
    assert "No office has “zzz” in its name" in read(hoa, q="zzz")
