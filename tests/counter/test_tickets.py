"""Numbers are taken without a name, called in order to one window each, and ended by who called them."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from motcua.counter import actions, queries
from motcua.counter.models import Ticket
from motcua.counter.rules import tickets as rules
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import NotFound
from tests.counter.build import Hall, make_hall
from tests.dossiers.build import make_world


@pytest.fixture
def hall(db) -> Hall:
    world = make_world()
    world.at = timezone.now()
    return make_hall(world)


def test_numbers_of_a_queue_begin_again_each_day(hall):
    assert [queries.label_of(hall.take()) for _ in range(2)] == ["A001", "A002"]
    assert queries.label_of(hall.take(hall.other)) == "C001"
    assert queries.label_of(hall.take(at=hall.world.at + timedelta(days=1))) == "A001"


def test_a_window_calls_the_first_of_its_queues_and_no_other(hall):
    hall.take()
    hall.take(hall.other)
    assert hall.call(hall.second) == "C001"
    assert hall.call(hall.first) == "A001"
    actions.finish(window_id=hall.first.pk, **hall.by)
    with pytest.raises(rules.NobodyWaits):
        hall.call(hall.first)


def test_the_next_number_is_called_only_after_the_last_was_ended(hall):
    hall.take()
    hall.take()
    hall.call()
    with pytest.raises(rules.AlreadyServing):
        hall.call()
    assert Ticket.objects.filter(state="called").count() == 1
    actions.finish(window_id=hall.first.pk, **hall.by)
    assert hall.call() == "A002"


def test_a_number_is_laid_aside_only_after_a_second_call(hall):
    ticket = hall.take()
    with pytest.raises(rules.NotCalled):
        actions.lay_aside(window_id=hall.first.pk, **hall.by)
    hall.call()
    with pytest.raises(rules.CallAgainFirst):
        actions.lay_aside(window_id=hall.first.pk, **hall.by)
    actions.call_again(window_id=hall.first.pk, **hall.by)
    actions.lay_aside(window_id=hall.first.pk, **hall.by)
    assert queries.shown(ticket.key, at=hall.world.at, language="en").state == "no-show"
    with pytest.raises(rules.NotCalled):
        actions.finish(window_id=hall.first.pk, **hall.by)


def test_another_offices_desk_neither_calls_nor_arranges(hall):
    hall.take()
    reach = hall.world.reach(hall.world.cast.stranger)
    with pytest.raises(NotFound):
        actions.call_next(window_id=hall.first.pk, reach=reach, at=hall.world.at)
    with pytest.raises(NotFound):
        actions.change_window(window_id=hall.first.pk, queues=[], reach=reach, at=hall.world.at)
    given = actions.NewQueue(hall.world.cast.department.pk, "B", "Đất đai", "Land")
    with pytest.raises(NotFound):
        actions.add_queue(given=given, reach=reach, at=hall.world.at)
    assert Ticket.objects.get().state == "waiting"


def test_the_slip_says_how_many_are_ahead_and_how_long_by_todays_pace(hall):
    at = hall.world.at = hall.world.at.astimezone(TZ).replace(hour=9)  # not across midnight
    for minutes in (6, 8, 10):
        hall.world.at = at
        hall.take()
        hall.call()
        hall.world.at = at + timedelta(minutes=minutes)
        actions.finish(window_id=hall.first.pk, **hall.by)
    first, second = hall.take(), hall.take()
    assert (queries.shown(first.key, at=hall.world.at, language="en").ahead) == 0
    shown = queries.shown(second.key, at=hall.world.at, language="en")
    assert (shown.ahead, shown.minutes) == (1, 10)  # eight minutes, rounded up


@pytest.mark.django_db(transaction=True)
def test_two_windows_that_call_at_once_call_two_people_and_two_kiosks_give_two_numbers():
    world = make_world()
    world.at = timezone.now()
    hall = make_hall(world)
    reach = world.reach(world.cast.reception)

    def apart(act, *given):
        try:
            return act(*given)
        finally:
            connections.close_all()

    def take(_n):
        return apart(lambda: actions.take(queue_id=hall.other.pk, address="10.0.0.1", at=world.at).number)

    def call(window):
        return apart(lambda: actions.call_next(window_id=window.pk, reach=reach, at=world.at).number)

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(take, range(8))) == list(range(1, 9))
        assert sorted(pool.map(call, [hall.first, hall.second])) == [1, 2]


def test_the_board_shows_who_is_called_and_answers_itself_only_when_something_changed(hall):
    hall.take()
    hall.take()
    hall.call()
    client, address = Client(), reverse("counter:board", args=[hall.world.cast.department.pk])
    page = client.get(address).content.decode()
    assert "A001" in page and "Quầy 1" in page and "A002" in page
    mark = queries.board(hall.world.cast.department.pk, at=hall.world.at, language="vi").mark
    asked = {"HTTP_HX_REQUEST": "true"}
    assert client.get(address, {"thay": mark}, **asked).status_code == 204
    assert client.get(address, {"thay": "gi-do"}, **asked).status_code == 200
    long_ago = int((timezone.now() - timedelta(hours=13)).timestamp())
    assert client.get(address, {"tu": long_ago, "thay": mark}, **asked).status_code == 286


def test_a_number_is_taken_at_the_kiosk_and_called_by_keys_of_one_page(hall):
    client = Client()
    taken = client.post(
        reverse("counter:kiosk", args=[hall.world.cast.department.pk]), {"queue": hall.civil.pk}, follow=True
    )
    assert "A001" in taken.content.decode()
    other = client.post(reverse("counter:kiosk", args=[hall.world.cast.commune.pk]), {"queue": hall.civil.pk})
    assert other.status_code == 404
    desk = Client()
    desk.force_login(hall.world.cast.reception.account)
    address = reverse("counter:calling")
    desk.post(address, {"window": hall.first.pk})
    for act, word in (
        ("next", "A001"),
        ("aside", "A001"),
        ("again", "đã gọi 2 lần"),
        ("finish", "Không có ai chờ"),
    ):
        assert word in desk.post(address, {"act": act}, follow=True).content.decode(), act


def seen_at(desk) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', desk.get(reverse("counter:calling")).content.decode())
    return found[1] if found else ""


def test_a_press_on_an_older_page_of_the_window_calls_lays_aside_and_ends_nobody(hall):
    hall.take(), hall.take()
    desk = Client()
    desk.force_login(hall.world.cast.reception.account)
    address = reverse("counter:calling")
    desk.post(address, {"window": hall.first.pk})
    desk.post(address, {"act": "next"})
    first = {"act": "again", "seen": seen_at(desk)}
    told = [desk.post(address, first, follow=True).content.decode() for _press in range(2)]
    # A slow line and an impatient hand are one call: nobody is laid aside after a call that nobody heard.
    assert ["đã gọi 2 lần" in page for page in told] == [True, True]
    assert "Quầy đã làm tiếp" not in told[0] and "Quầy đã làm tiếp" in told[1]
    old = {"act": "finish", "seen": seen_at(desk)}
    desk.post(address, old)
    desk.post(address, {"act": "next"})
    assert "Quầy đã làm tiếp" in desk.post(address, old, follow=True).content.decode()
    assert queries.called_at(hall.first).number == 2
    # Refused beside it: whoever looks at the number of now ends it.
    desk.post(address, {"act": "finish", "seen": seen_at(desk)})
    assert queries.called_at(hall.first) is None


def test_a_kiosk_pressed_twice_gives_one_number_and_the_next_person_another(hall):
    address = reverse("counter:kiosk", args=[hall.world.cast.department.pk])
    key = re.search(r'name="key" value="([^"]+)"', Client().get(address).content.decode())
    given = {"queue": hall.civil.pk, "key": key[1] if key else ""}
    assert len({Client().post(address, given).url for _press in range(3)}) == 1
    assert Ticket.objects.count() == 1
    # The same page gone back to: another queue at once, and after a while this one, are somebody else's wish.
    Client().post(address, given | {"queue": hall.other.pk})
    Ticket.objects.update(taken_at=F("taken_at") - timedelta(minutes=1))
    Client().post(address, given)
    assert Ticket.objects.count() == 3
    assert Client().post(address, given | {"key": "no key"}).status_code == 302


def test_the_page_of_a_window_asks_the_database_little_however_many_wait(hall, django_assert_max_num_queries):
    for _ in range(6):
        hall.take()
    desk = Client()
    desk.force_login(hall.world.cast.reception.account)
    desk.post(reverse("counter:calling"), {"window": hall.first.pk})
    with django_assert_max_num_queries(16):
        desk.get(reverse("counter:calling"))
    board = reverse("counter:board", args=[hall.world.cast.department.pk])
    with django_assert_max_num_queries(8):
        Client().get(board)


def test_a_kiosk_that_is_hammered_stops_giving_numbers(hall, monkeypatch):
    monkeypatch.setattr("motcua.counter.actions.tickets.TAKEN_MAX", 2)
    address, given = reverse("counter:kiosk", args=[hall.world.cast.department.pk]), {"queue": hall.civil.pk}
    assert [Client().post(address, given).status_code for _ in range(3)] == [302, 302, 429]
    assert Ticket.objects.count() == 2


def test_queues_and_windows_are_arranged_on_one_page(hall):
    desk = Client()
    desk.force_login(hall.world.cast.reception.account)
    address, office = reverse("counter:arranging"), hall.world.cast.department.pk
    new = {"office": office, "letter": "b", "name": "Đất đai", "name_en": "Land", "add-queue": "1"}
    assert desk.post(address, new).status_code == 302
    assert desk.post(address, new).status_code == 422
    assert (
        desk.post(
            address, {"office": office, "window": "Quầy 3", "queues": [hall.civil.pk], "add-window": "1"}
        ).status_code
        == 302
    )
    desk.post(address, {"change": hall.second.pk, "queues": [hall.civil.pk]})
    assert [queue.letter for queue in hall.second.queues.all()] == ["A"]
