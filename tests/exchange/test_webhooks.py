"""Events reach receivers that lose, hang, refuse and lie: each in order, none skipped, none again after its acknowledgement."""

import json
from datetime import timedelta

import pytest

from motcua.chronicle import queries as chronicle
from motcua.exchange.actions import subscriptions as acts
from motcua.exchange.actions import telling as telling_acts
from motcua.exchange.models import Again, Delivery, Subscription
from motcua.exchange.queries.events import KINDS
from motcua.exchange.rules.webhooks import Status
from motcua.exchange.ways import telling
from motcua.foundation.outgoing import Answer
from motcua.notices.models import Notice
from tests.chronicle.acts import seal_all
from tests.dossiers.build import in_progress, make_world, submitted, taken_in
from tests.exchange.nation import Killed, killed_at
from tests.exchange.receivers import Clock, receiving, subscribe, tell_all, told
from tests.people.cast import make_agency

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def hosts(settings):
    settings.WEBHOOK_HOSTS = ("127.0.0.1",)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def world(db):
    return make_world()


def places():
    """The positions of all acts on dossiers, in order."""
    return [entry.position for entry in chronicle.follow(kinds=KINDS, after=0)]


def order(receiver):
    """Which of all acts reached it, counted from one."""
    known = places()
    return [known.index(int(one.rpartition(":")[2])) + 1 for one in receiver.ids]


def some(world, count=3):
    """Each is submitted and taken in: two events."""
    done = [taken_in(world) for _ in range(count)]
    seal_all()
    return done


def test_a_receiver_that_wants_events_gets_each_in_order_and_signed(world, clock):
    done = in_progress(world)
    seal_all()
    with receiving() as receiver:
        row = subscribe(world, receiver.url)
        told(clock).run()
    (said, body) = receiver.asked[0]
    assert [event["type"] for event in json.loads(body)] == [
        "vn.motcua.dossier.submitted.v1",
        "vn.motcua.dossier.taken-in.v1",
        "vn.motcua.dossier.handed-over.v1",
    ]
    first = receiver.kept[0]
    assert (first["specversion"], first["source"], first["subject"]) == (
        "1.0",
        "urn:motcua:node:H15",
        done.number,
    )
    assert first["id"].startswith("H15:1:") and first["data"]["state"] == 4
    assert said["Content-Type"].startswith("application/cloudevents-batch+json")
    assert 'tag="motcua-webhook"' in said["Signature-Input"] and said["WebHook-Request-Origin"] == "127.0.0.1"
    assert receiver.handshakes[0]["WebHook-Request-Origin"] == "127.0.0.1"
    row.refresh_from_db()
    assert (row.status, row.failures, row.lease) == (Status.ACTIVE, 0, "") and row.heard_at == clock.at


def test_what_was_acknowledged_is_not_told_again_and_what_happens_next_is(world, clock):
    some(world, 2)
    with receiving() as receiver:
        subscribe(world, receiver.url)
        way = told(clock)
        tell_all(way, clock, 3)
        assert len(receiver.ids) == 4
        submitted(world)
        seal_all()
        tell_all(way, clock, 2)
    assert len(receiver.ids) == 5 and order(receiver) == sorted(set(order(receiver)))


def test_without_permission_nothing_is_sent(world, clock):
    some(world, 1)
    with receiving() as receiver:
        receiver.handshake = {"Allow": "POST"}
        row = subscribe(world, receiver.url)
        tell_all(told(clock), clock, 3)
    row.refresh_from_db()
    assert not receiver.asked and (row.status, row.problem) == (Status.WAITING, "not-allowed")


@pytest.mark.parametrize("way", [500, 404, "lost", "moved", "endless", (429, "5"), (503, "5")])
def test_whatever_it_answers_the_same_stretch_comes_again_until_it_is_taken(world, clock, way):
    some(world, 2)
    with receiving(way, way) as receiver:
        row = subscribe(world, receiver.url)
        tell_all(told(clock), clock, 8)
    stretches = [[event["id"] for event in json.loads(body)] for _, body in receiver.asked]
    assert stretches[1][0] == stretches[0][0], "nothing behind it came before it was acknowledged"
    assert sorted(set(order(receiver))) == [1, 2, 3, 4]
    row.refresh_from_db()
    assert (row.failures, row.status) == (0, Status.ACTIVE)
    assert [one.tries for one in Delivery.objects.order_by("pk")][:1] in ([1], [2])


def test_it_is_left_alone_for_as_long_as_it_says(world, clock):
    some(world, 1)
    with receiving((503, "600")) as receiver:
        subscribe(world, receiver.url)
        way = told(clock)
        way.run()
        clock.later(seconds=599)
        way.run()
        assert len(receiver.asked) == 1
        clock.later(seconds=2)
        way.run()
        assert len(receiver.asked) == 2


def test_one_that_is_gone_gets_nothing_any_more_and_the_operators_are_told(world, clock):
    world.cast.operator.person.email = "vanhanh@example.vn"
    world.cast.operator.person.save()
    some(world, 1)
    with receiving(410) as receiver:
        row = subscribe(world, receiver.url)
        tell_all(told(clock), clock, 4)
    row.refresh_from_db()
    assert len(receiver.asked) == 1 and (row.status, row.position) == (Status.GONE, 0)
    assert Notice.objects.get(template="exchange/webhook-gone").email == "vanhanh@example.vn"


def test_one_that_fails_for_days_is_paused_its_operators_are_told_and_nothing_is_lost(world, clock):
    some(world, 1)
    with receiving(*[500] * 5) as receiver:
        row = subscribe(world, receiver.url)
        way = told(clock)
        for _ in range(5):
            way.run()
            clock.later(hours=20)
        row.refresh_from_db()
        assert row.status == Status.FAILED
        assert Notice.objects.filter(template="exchange/webhook-failed").count() == 1
        tell_all(way, clock, 2)
        assert not receiver.kept
        acts.resume(key=row.key, reach=world.cast.reach(world.cast.operator), at=clock.at)
        tell_all(way, clock, 6)
    assert order(receiver) == [1, 2] and len(receiver.handshakes) == 2


def test_one_that_hangs_holds_up_nobody(world, clock, monkeypatch):
    some(world, 2)
    with receiving("hangs") as hanging, receiving("drips") as dripping, receiving() as well:
        for receiver in (hanging, dripping, well):
            subscribe(world, receiver.url)
        way = told(clock)
        for _ in range(3):
            way.run()  # both still hold their places
        assert order(well) == [1, 2, 3, 4] and len(hanging.asked) == len(dripping.asked) == 1
        assert not hanging.kept


def test_those_that_fail_share_a_part_of_the_places(world, clock):
    some(world, 1)
    for n in range(30):
        subscribe(
            world, "http://127.0.0.1:1/", agency=world.cast.department if n % 2 else world.cast.province
        )
    Subscription.objects.update(failures=3, status=Status.ACTIVE)
    most = []

    def door(method, url, **_):
        return Answer(500, b"")

    way = told(clock, door=door)
    fill = way._fill
    way._fill = lambda: (fill(), most.append(len(way._flying)))
    way.run()
    assert max(most) <= telling.PLACES_OF_FAILING


def test_a_worker_that_dies_between_the_answer_and_its_note_makes_a_repeat_with_the_same_ids_and_never_a_loss(
    world, clock
):
    some(world, 3)
    for statement in range(1, 7):  # claimed, permitted, turned; claimed, settled, written down
        Subscription.objects.all().delete()
        with receiving() as receiver:
            subscribe(world, receiver.url)
            with pytest.raises(Killed), killed_at(statement):
                told(clock).run()
            tell_all(told(clock), clock, 3)
        assert list(dict.fromkeys(order(receiver))) == [1, 2, 3, 4, 5, 6], f"killed at change {statement}"
        row = Subscription.objects.get()
        assert row.position >= places()[-1] and row.lease == ""


def test_two_workers_never_have_one_subscription_in_hand(world, clock):
    some(world, 1)
    row = subscribe(world, "http://127.0.0.1:1/")
    assert telling_acts.take(subscription_id=row.pk, at=clock.at)
    assert telling_acts.take(subscription_id=row.pk, at=clock.at) is None
    # Until the lease of one that died has run out.
    assert telling_acts.take(subscription_id=row.pk, at=clock.later(seconds=91))


def test_an_answer_that_comes_after_the_owner_set_the_cursor_back_moves_nothing(world, clock):
    some(world, 2)
    reach = world.cast.reach(world.cast.operator)
    with receiving() as receiver:
        row = subscribe(world, receiver.url)
        way = told(clock)
        tell_all(way, clock, 2)
        submitted(world)
        seal_all()

        def door(*args, **facts):
            from motcua.foundation import outgoing

            answer = outgoing.send(*args, **facts)
            moved.append(1)
            return answer

        moved = []
        late = told(clock, door=door)
        late._fill()
        acts.move_to(key=row.key, position=places()[0], reach=reach, at=clock.at)
        tell_all(late, clock, 3)
    assert order(receiver) == [1, 2, 3, 4, 5, 1, 2, 3, 4, 5]


class TestWhoIsToldWhat:
    def test_a_subscriber_never_sees_the_dossiers_of_another_agency(self, world, clock):
        mine = taken_in(world)
        other = make_agency(name="Sở Tư pháp", parent=world.cast.province, code="000.00.16.H15")
        theirs = submitted(world, agency_id=other.pk)
        seal_all()
        with receiving() as of_department, receiving() as of_other, receiving() as of_province:
            subscribe(world, of_department.url)
            subscribe(world, of_other.url, agency=other)
            subscribe(world, of_province.url, agency=world.cast.province)
            tell_all(told(clock), clock, 4)
        assert {event["subject"] for event in of_department.kept} == {mine.number}
        assert {event["subject"] for event in of_other.kept} == {theirs.number}
        assert {event["subject"] for event in of_province.kept} == {mine.number, theirs.number}
        assert len(set(Subscription.objects.values_list("position", flat=True))) == 1

    def test_only_the_kinds_that_were_wanted_are_told(self, world, clock):
        some(world, 2)
        with receiving() as receiver:
            subscribe(world, receiver.url, kinds=("dossier.taken-in",))
            tell_all(told(clock), clock, 3)
        assert {event["type"] for event in receiver.kept} == {"vn.motcua.dossier.taken-in.v1"}
        assert len(receiver.kept) == 2

    def test_no_body_says_anything_of_a_person(self, world, clock):
        in_progress(world)
        seal_all()
        with receiving() as receiver:
            subscribe(world, receiver.url)
            tell_all(told(clock), clock, 3)
        said = b"".join(body for _, body in receiver.asked).decode()
        for player in world.cast.everyone:
            for secret in (
                player.person.full_name,
                player.person.phone,
                player.person.email,
                str(player.person.public_id),
            ):
                assert not secret or secret not in said
        assert "mandate:" not in said and "hoa@example.vn" not in said


class TestResending:
    def test_one_event_comes_again_beside_the_order(self, world, clock):
        some(world, 2)
        reach = world.cast.reach(world.cast.operator)
        with receiving() as receiver:
            row = subscribe(world, receiver.url)
            way = told(clock)
            tell_all(way, clock, 2)
            receiver.ways.append(500)
            acts.resend(key=row.key, position=places()[1], reach=reach, at=clock.at)
            tell_all(way, clock, 3)
        assert order(receiver) == [1, 2, 3, 4, 2] and not Again.objects.exists()
        assert receiver.ids[1] == receiver.ids[4]
        row.refresh_from_db()
        assert row.position >= places()[-1]

    def test_from_a_moment(self, world, clock):
        some(world, 1)
        world.later(hours=1)
        submitted(world, at=world.at)
        seal_all(now=world.at + timedelta(minutes=1))
        with receiving() as receiver:
            row = subscribe(world, receiver.url)
            way = told(clock)
            tell_all(way, clock, 2)
            seen = len(receiver.ids)
            acts.move_to_moment(
                key=row.key, moment=world.at, reach=world.cast.reach(world.cast.operator), at=clock.at
            )
            tell_all(way, clock, 2)
        assert 3 in order(receiver)[seen:]


@pytest.mark.parametrize(
    "url",
    [
        "https://localhost:1/",
        "https://127.0.0.1/",
        "https://169.254.169.254/latest/",
        "https://[::ffff:10.0.0.1]/",
    ],
)
def test_an_address_inside_is_never_asked_even_if_it_came_to_stand_there(world, clock, settings, url):
    settings.WEBHOOK_HOSTS = ()
    some(world, 1)
    row = subscribe(world)
    Subscription.objects.update(address=url, status=Status.ACTIVE)
    told(clock).run()
    row.refresh_from_db()
    assert (row.problem, row.position, row.failures) == ("not-asked-inside", 0, 1)


def test_old_deliveries_are_forgotten_and_the_latest_kept(world, clock):
    row = subscribe(world)
    facts = {"subscription": row, "epoch": 1, "count": 1, "status": 204, "began_at": clock.at}
    Delivery.objects.bulk_create(
        [Delivery(first=n, last=n, at=clock.at - timedelta(days=n / 20), **facts) for n in range(1, 701)]
    )
    assert telling_acts.prune(at=clock.at) == 200
    assert set(Delivery.objects.values_list("first", flat=True)) == set(range(1, 501))
