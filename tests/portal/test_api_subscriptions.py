"""Events and subscriptions through the interface: by whoever runs the agency, by the same acts as on the pages."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from motcua.chronicle.actions import begin_epoch
from motcua.chronicle.models import Entry
from motcua.exchange.models import Subscription
from motcua.exchange.rules import Entry as Kind
from motcua.people.rules import Scope
from tests.chronicle.acts import seal_all
from tests.dossiers.build import in_progress, submitted, taken_in
from tests.exchange.receivers import Clock, receiving, told
from tests.people.cast import make_agency
from tests.portal.program import program

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def hosts(settings):
    settings.WEBHOOK_HOSTS = ("127.0.0.1",)


@pytest.fixture
def runs(world):
    """A program of the operator of the province."""
    return program(world, world.cast.operator)


def new(**more) -> dict:
    return {"agency": "000.00.15.H15", "name": "Trục của tỉnh", "from_beginning": True, **more}


def made(runs, **more) -> str:
    done = runs.post("/subscriptions", new(**more))
    assert done.status_code == 201, done.body
    assert done["Location"] == f"/api/subscriptions/{done.body['id']}"
    return done.body["id"]


# Events ----------------------------------------------------------------------------------------------------


def test_events_are_read_behind_a_cursor_each_once_and_in_order(world, runs):
    done = in_progress(world)
    seal_all()
    found, after, asked = [], "", 0
    while asked < 10:
        page = runs.get(f"/events?limit=2&after={after}").body
        found, after, asked = found + page["rows"], page["next"], asked + 1
        if not page["more"]:
            break
    assert [event["type"] for event in found] == [
        f"vn.motcua.dossier.{act}.v1" for act in ("submitted", "taken-in", "handed-over")
    ]
    assert {event["subject"] for event in found} == {done.number} and asked == 2
    assert runs.get(f"/events?after={after}").body == {"rows": [], "next": after, "more": False}
    later = submitted(world)
    seal_all()
    assert [one["subject"] for one in runs.get(f"/events?after={after}").body["rows"]] == [later.number]


def test_only_who_runs_an_agency_reads_its_events_and_never_those_of_others(world, runs):
    other = make_agency(name="Sở Tư pháp", parent=world.cast.province, code="000.00.16.H15")
    mine, theirs = submitted(world), submitted(world, agency_id=other.pk)
    seal_all()
    assert [one["subject"] for one in runs.get("/events").body["rows"]] == [mine.number, theirs.number]
    assert [one["subject"] for one in runs.get("/events?agency=000.00.16.H15").body["rows"]] == [
        theirs.number
    ]
    assert runs.get("/events?agency=000.00.99.H15").status_code == 404
    for who in (world.cast.reception, world.cast.hoa):
        refused = program(world, who).get("/events")
        assert (refused.status_code, refused.body["code"]) == (403, "motcua.forbidden")
    lacks = program(world, world.cast.operator, scopes=(Scope.DOSSIERS_READ,))
    assert lacks.get("/events").body["code"] == "people.scope-missing"


def test_a_cursor_that_a_restore_left_behind_is_told_where_to_go_on(world, runs):
    submitted(world)
    seal_all()
    refused = runs.get("/events?after=1:5000")
    assert (refused.status_code, refused.body["code"]) == (409, "exchange.cursor-gone")
    assert runs.get(f"/events?after={refused['Motcua-Cursor']}").status_code == 200
    epoch = begin_epoch(reason="restore", at=world.at)
    submitted(world)
    seal_all()
    assert runs.get("/events").body["next"].startswith(f"{epoch}:")
    assert runs.get("/events?after=x").status_code == 422


# Subscriptions ---------------------------------------------------------------------------------------------


def test_a_system_is_subscribed_told_tested_and_deleted(world, runs):
    clock = Clock(at=timezone.now())
    taken_in(world)
    seal_all()
    with receiving() as receiver:
        id = made(runs, address=receiver.url, types=["vn.motcua.dossier.taken-in.v1"])
        told(clock).run()
        one = runs.get(f"/subscriptions/{id}").body
        assert (one["status"], one["behind"], one["types"]) == (
            "active",
            0,
            ["vn.motcua.dossier.taken-in.v1"],
        )
        assert [event["type"] for event in receiver.kept] == one["types"]
        assert runs.post(f"/subscriptions/{id}/test", {}).status_code == 200
        assert runs.get(f"/subscriptions/{id}").body["asked_again"] == 1
        told(clock).run()
        test = json.loads(receiver.asked[-1][1])
        assert [event["type"] for event in test] == ["vn.motcua.test.v1"] and "sequence" not in test[0]
        assert 'tag="motcua-webhook"' in receiver.asked[-1][0]["Signature-Input"]
    latest, before = runs.get(f"/subscriptions/{id}").body["deliveries"]
    assert (latest["test"], latest["status"], before["test"]) == (True, 204, False)
    assert runs.get(f"/subscriptions/{id}").body["asked_again"] == 0
    assert runs.post(f"/subscriptions/{id}/end", {}).status_code == 200
    assert runs.get(f"/subscriptions/{id}").status_code == 404


def test_a_test_that_fails_says_so_and_moves_no_cursor(world, runs):
    clock = Clock(at=timezone.now())
    with receiving(500) as receiver:
        id = made(runs, address=receiver.url)
        told(clock).run()
        runs.post(f"/subscriptions/{id}/test", {})
        told(clock).run()
        one = runs.get(f"/subscriptions/{id}").body
        assert (one["deliveries"][0]["status"], one["deliveries"][0]["problem"]) == (500, "status-500")
        assert one["failures"] == 1 and one["asked_again"] == 1
        clock.later(minutes=10)
        told(clock).run()
    one = runs.get(f"/subscriptions/{id}").body
    assert (one["deliveries"][0]["status"], one["asked_again"], one["failures"]) == (204, 0, 0)


def test_what_is_not_sent_anywhere_cannot_be_tested(world, runs):
    id = made(runs)
    assert runs.post(f"/subscriptions/{id}/test", {}).body["code"] == "exchange.subscription-without-address"
    id = made(runs, address="https://esb.example.vn/events")
    runs.post(f"/subscriptions/{id}/pause", {})
    assert runs.post(f"/subscriptions/{id}/test", {}).body["code"] == "exchange.subscription-paused"


def test_a_changed_address_is_asked_first_and_goes_on_from_the_cursor(world, runs):
    clock = Clock(at=timezone.now())
    taken_in(world)
    seal_all()
    with receiving() as before, receiving() as after:
        id = made(runs, address=before.url)
        told(clock).run()
        cursor = runs.get(f"/subscriptions/{id}").body["cursor"]
        changed = {"name": "Trục mới", "address": after.url, "types": ["vn.motcua.dossier.submitted.v1"]}
        assert runs.post(f"/subscriptions/{id}/change", changed).status_code == 200
        one = runs.get(f"/subscriptions/{id}").body
        assert (one["name"], one["address"], one["types"]) == (
            changed["name"],
            changed["address"],
            changed["types"],
        )
        assert (one["status"], one["cursor"]) == ("waiting", cursor)
        taken_in(world)
        seal_all()
        told(clock).run()
        assert len(before.kept) == 2 and len(after.handshakes) == 1
        assert [event["type"] for event in after.kept] == changed["types"]
    assert runs.post(f"/subscriptions/{id}/change", {"address": "http://10.0.0.1/"}).body["faults"]
    assert runs.post(f"/subscriptions/{id}/change", {"name": " "}).status_code == 422
    assert Entry.objects.filter(kind=Kind.SUBSCRIPTION_CHANGED).count() == 1


def test_a_changed_name_leaves_the_way_of_its_events_alone(world, runs):
    clock = Clock(at=timezone.now())
    with receiving() as receiver:
        id = made(runs, address=receiver.url)
        told(clock).run()
        before = Subscription.objects.values("status", "moves", "position").get(key=id)
        runs.post(f"/subscriptions/{id}/change", {"name": "Trục mới"})
    assert Subscription.objects.values("status", "moves", "position").get(key=id) == before


def test_events_are_told_again_from_a_place_or_one_alone(world, runs):
    clock = Clock(at=timezone.now())
    taken_in(world)
    seal_all(now=world.at + timedelta(minutes=1))
    with receiving() as receiver:
        id = made(runs, address=receiver.url)
        told(clock).run()
        ids = receiver.ids
        position = int(ids[1].rpartition(":")[2])
        assert runs.post(f"/subscriptions/{id}/again", {"position": position}).status_code == 200
        told(clock).run()
        moment = (world.at - timedelta(hours=1)).isoformat()
        for given in ({"position": position}, {"moment": moment}):
            assert runs.post(f"/subscriptions/{id}/replay", given).status_code == 200
            told(clock).run()
    assert receiver.ids == [*ids, ids[1], ids[1], *ids]
    for given in ({}, {"position": 1, "moment": moment}, {"moment": moment[:19]}, {"position": 10**6}):
        assert runs.post(f"/subscriptions/{id}/replay", given).status_code == 422
    assert (
        runs.post(f"/subscriptions/{id}/again", {"position": 10**6}).body["code"] == "exchange.no-such-event"
    )


def test_the_token_of_a_feed_is_renewed_and_ends_the_one_before(world, runs, client):
    id = made(runs)
    first, second = (runs.post(f"/subscriptions/{id}/token", {}).body["token"] for _ in range(2))
    asked = [
        client.get("/exchange/v1/events", headers={"Authorization": f"Bearer {token}"}).status_code
        for token in (first, second)
    ]
    assert asked == [401, 200]


def test_the_same_key_subscribes_and_deletes_once(world, runs):
    key = {"Idempotency-Key": "esb-1"}
    first, again = runs.post("/subscriptions", new(), **key), runs.post("/subscriptions", new(), **key)
    assert first.body["id"] == again.body["id"] and (first.body["repeated"], again.body["repeated"]) == (
        False,
        True,
    )
    assert Subscription.objects.count() == 1
    end = {"Idempotency-Key": "esb-2"}
    address = f"/subscriptions/{first.body['id']}/end"
    assert runs.post(address, {}, **end).body["repeated"] is False
    assert runs.post(address, {}, **end).body["repeated"] is True
    assert runs.post(address, {}).status_code == 404
    assert runs.post("/subscriptions", new(name="Khác"), **key).body["code"] == "people.key-used-elsewhere"


def test_the_list_is_read_page_by_page_and_shows_ones_own_alone(world, runs):
    ids = [made(runs, name=f"Hệ thống {n}") for n in range(5)]
    found, after = [], ""
    for _ in range(5):
        page = runs.get(f"/subscriptions?limit=2&after={after}").body
        found, after = found + [row["id"] for row in page["rows"]], page["next"]
        if not after:
            break
    assert found == ids[::-1]
    assert program(world, world.cast.reception).get("/subscriptions").body == {"rows": [], "next": ""}


@pytest.mark.parametrize("who", ["reception", "hoa", "stranger_operator"])
def test_for_everybody_else_a_subscription_does_not_exist(world, runs, who):
    id = made(runs, address="https://esb.example.vn/events")
    player = getattr(world.cast, who, None) or world.cast.stranger
    other = program(world, player)
    assert other.get(f"/subscriptions/{id}").status_code == 404
    for act, given in {
        "change": {"name": "x"}, "pause": {}, "resume": {}, "test": {}, "end": {}, "token": {},
        "again": {"position": 1}, "replay": {"position": 1},
    }.items():  # fmt: skip
        assert other.post(f"/subscriptions/{id}/{act}", given).status_code == 404, act
    assert other.post("/subscriptions", new()).status_code == 403
    assert Subscription.objects.get().name == "Trục của tỉnh"


def test_wrong_input_names_each_field_and_subscribes_nobody(world, runs):
    for given, field in (
        (new(agency="000.00.99.H15"), "agency"),
        (new(name="   "), "name"),
        (new(address="http://esb.example.vn/"), "address"),
        (new(address="https://10.0.0.1/"), "address"),
        (new(types=["vn.motcua.dossier.exploded.v1"]), "types.0"),
    ):
        refused = runs.post("/subscriptions", given)
        assert refused.status_code == 422 and [fault["field"] for fault in refused.body["faults"]] == [field]
    assert not Subscription.objects.exists()
