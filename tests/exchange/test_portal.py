"""The national portal's first format on the wire: who may send it, what is kept of it, and what we send ourselves."""

import io
import json
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.auth.hashers import make_password
from django.core.management import CommandError, call_command
from django.test import Client

from motcua.chronicle.models import Entry
from motcua.dossiers.models import Dossier
from motcua.exchange import actions, queries
from motcua.exchange.models import Counter, Node, Place, State, Stream
from motcua.exchange.rules import portal
from motcua.exchange.rules.portal import Service
from motcua.exchange.ways.portal import NoSession, ToThePortal
from motcua.foundation import outgoing
from motcua.law import actions as law
from motcua.people import actions as people
from motcua.people.models import AccessLook, Person
from tests.dossiers.build import MORNING, make_world, submitted, taken_in
from tests.exchange.test_portal_rules import AT, NUMBER, said

pytestmark = pytest.mark.django_db
PASSWORD = "mat khau thu nghiem"
OTHER = NUMBER.replace("0001", "0002")


@pytest.fixture
def nation(settings, tmp_path, db):
    """H15 may send in this format; so may a unit that was never registered."""
    file = tmp_path / "senders.json"
    hashed = make_password(PASSWORD)
    file.write_text(json.dumps({"h15": {"node": "H15", "password": hashed}, "h99": {"node": "H99", "password": hashed}}))  # fmt: skip
    settings.NODE, settings.PORTAL_SENDERS = "national", str(file)
    return Node.objects.create(
        code="H15", kind="province", name="Đắk Lắk", scopes=["H15"], registered_at=datetime(2020, 1, 1, tzinfo=UTC)
    )  # fmt: skip


def post(word, body, **headers):
    text = body if isinstance(body, bytes) else json.dumps(body)
    return Client().post(f"/exchange/portal/{word}", text, content_type="application/json", headers=headers)


def session(user="h15", password=PASSWORD):
    return post("auth", {"username": user, "password": password}, dstcode="VN:GOV").json()


def call(service, more, *, user="h15"):
    body = {"session": session(user)["session"], "madonvi": "000.00.00.H15", "service": service, **more}
    return post("service", body).json()


def sync(*items, **more):
    return call(Service.SYNC, {"isUpdating": "False", "data": list(items), **more})


def test_without_the_setting_and_at_a_local_node_there_is_no_such_address(settings, nation):
    senders, settings.PORTAL_SENDERS = settings.PORTAL_SENDERS, ""
    assert post("auth", {}).status_code == 404
    settings.PORTAL_SENDERS, settings.NODE = senders, "H15"
    assert [post(word, {}).status_code for word in ("auth", "service")] == [404, 404]


def test_a_wrong_password_and_an_unknown_name_are_refused_alike(nation):
    wrong, unknown = session(password="x"), session(user="nobody")
    assert wrong == unknown and wrong["error_code"] == "-1" and "session" not in wrong
    assert session()["error_code"] == "00"


def test_passwords_are_not_guessed_for_ever(nation):
    said = [session(password="x")["message"] for _ in range(21)]
    assert said[0] != said[-1] and session()["error_code"] == "-1"


@pytest.mark.parametrize(
    "broken", [b"", b"[]", b"\xff", b"{", b"[" * 100_000, b'{"session": 5}', b'{"session": {}}']
)
def test_what_is_no_call_is_answered_as_one_that_failed(nation, broken):
    for word in ("auth", "service"):
        reply = post(word, broken)
        assert (reply.status_code, reply.json()["error_code"]) == (200, "-1")


def test_a_session_of_somebody_else_and_an_unregistered_unit_are_refused(nation):
    body = portal.question(session="made-up", unit="x", service=Service.SYNC, data=[said()])
    assert post("service", body).json()["error_code"] == "-1"
    assert call(Service.SYNC, {"data": [said()]}, user="h99")["error_code"] == "-1"
    Node.objects.update(suspended_at=AT)
    assert sync(said())["error_code"] == "-1" and not State.objects.exists()


def test_an_item_lands_as_the_state_that_anybody_follows(nation):
    assert call(Service.FIND, {"mahoso": NUMBER}) == {"error_code": "00", "message": "", "result": []}
    assert sync(said())["error_code"] == "00"
    state = State.objects.get()
    assert (state.number, state.state, state.channel, state.procedure) == (NUMBER, 4, 2, "1.001193")
    assert (state.submitted, state.received) == (AT, AT + timedelta(hours=1))
    assert Place.objects.get().name == "Sở Tư pháp"
    assert dict(Counter.objects.values_list("name", "value"))["dossiers"] == 1
    assert call(Service.FIND, {"mahoso": NUMBER})["result"] == [{"MaHoSo": NUMBER, "TrangThaiHoSo": "4"}]
    done = portal.stamp(AT + timedelta(days=2))
    step = {"MaHoSo": NUMBER, "TrangThai": "9", "ThoiDiemXuLy": done, "NguoiXuLy": "Lê Văn Mẫu"}
    assert call(Service.PROGRESS, {"data": [step]})["error_code"] == "00"
    state = State.objects.get()
    assert (state.state, state.done, state.late) == (9, AT + timedelta(days=2), False)


def test_sent_again_late_or_in_another_order_it_is_the_same_state(nation):
    newer = said(TrangThaiHoSo="9", NgayKetThucXuLy=portal.stamp(AT + timedelta(days=2)))
    for items in ([newer], [said()], [newer, said()], [said(), newer]):
        assert sync(*items)["error_code"] == "00"
        assert State.objects.get().state == 9
    assert Stream.objects.get().position == 6


def test_nothing_of_a_call_is_kept_when_one_item_is_wrong_and_each_wrong_one_is_named(nation):
    foreign = said(MaHoSo=NUMBER.replace("H15", "H22"))
    reply = sync(said(), said(MaHoSo=OTHER, TenTTHC=""), foreign)
    assert reply["error_code"] == "-1"
    assert f"{OTHER}: thiếu TenTTHC" in reply["message"] and "H22" in reply["message"]
    assert not State.objects.exists() and not Stream.objects.exists() and not Entry.objects.exists()


def test_what_cannot_follow_and_steps_of_what_nobody_knows_are_refused(nation):
    ended = said(TrangThaiHoSo="10", NgayTra=portal.stamp(AT + timedelta(days=2)))
    assert sync(ended)["error_code"] == "00"
    step = {"MaHoSo": NUMBER, "TrangThai": "1", "ThoiDiemXuLy": portal.stamp(AT + timedelta(days=3))}
    assert "không thể nối tiếp" in call(Service.PROGRESS, {"data": [step]})["message"]
    assert "chưa được đồng bộ" in call(Service.PROGRESS, {"data": [{**step, "MaHoSo": OTHER}]})["message"]
    assert State.objects.get().state == 10


@pytest.mark.parametrize("more", [{"data": []}, {"data": "x"}, {"data": [{}] * 501}])
def test_a_call_has_at_least_one_item_and_not_too_many(nation, more):
    assert "data:" in call(Service.SYNC, more)["message"]
    assert call("LayThuTuc", more)["message"] == "Không có dịch vụ này"


def test_nobodys_words_are_kept_or_logged(nation, caplog):
    caplog.set_level(logging.DEBUG)
    words = ("Trần Thị Mẫu", "066190000001", "0905000001", "mau@example.vn", PASSWORD)
    assert sync(said())["error_code"] == "00" and sync(said(TrangThaiHoSo="x"))["error_code"] == "-1"
    kept = repr([list(model.objects.values()) for model in (State, Place, Node, Stream, Entry)])
    assert not any(word in kept + caplog.text for word in words)
    assert Entry.objects.get().data["service"] == "DongBoHoSoMC"


# -- what we send ourselves ------------------------------------------------------------------------------------------


@pytest.fixture
def world(db):
    law.load(at=MORNING)
    world = make_world()
    hoa = world.cast.hoa.person.pk
    people.check_identity(person_id=hoa, identity_number="066190000001", reach=world.reach(world.cast.reception), at=world.at)  # fmt: skip
    return world


class Bus:
    """The service bus; `answers` are what it says to each service beside "done"."""

    def __init__(self, **answers):
        self.answers, self.calls = answers, []

    def __call__(self, service, more):
        self.calls.append((service.value, more))
        return self.answers.get(service.name, {"error_code": "00"})


def tell(world, number, bus):
    keys = [str(Dossier.objects.get(number=number).key)]
    codes = queries.portal_codes(world.at.date())
    (told,) = actions.tell_portal(keys=keys, codes=codes, call=bus, at=world.at)
    return told


@pytest.mark.parametrize(("found", "updating"), [([], "False"), ([{"MaHoSo": "x"}], "True")])
def test_a_dossier_is_told_in_three_calls_in_their_order(world, found, updating):
    number = taken_in(world).number
    bus = Bus(FIND={"error_code": "00", "result": found})
    assert tell(world, number, bus).done
    assert [name for name, _ in bus.calls] == ["TraCuuHoSo", "DongBoHoSoMC", "CapNhatTienDoHoSoMC"]
    assert bus.calls[0][1] == {"mahoso": number} and bus.calls[1][1]["isUpdating"] == updating
    (item,) = bus.calls[1][1]["data"]
    assert (item["MaHoSo"], item["SoGiayToChuHoSo"]) == (number, "066190000001")


@pytest.mark.parametrize(("failing", "calls"), [("FIND", 1), ("SYNC", 2), ("PROGRESS", 3)])
def test_after_a_call_that_failed_no_other_follows(world, failing, calls):
    bus = Bus(**{failing: {"error_code": "-1", "message": "Trần Thị Mẫu"}})
    told = tell(world, taken_in(world).number, bus)
    assert (told.done, told.failed, told.code) == (False, Service[failing].value, "-1")
    assert len(bus.calls) == calls and "Trần" not in repr(told)


def test_a_dossier_that_lacks_a_field_is_named_and_not_sent(world):
    Person.objects.update(identity_locked="")
    bus = Bus()
    told = tell(world, submitted(world).number, bus)
    assert told.missing == ("SoGiayToChuHoSo",) and bus.calls == []


def test_each_look_at_an_identity_number_is_written_down(world):
    number = taken_in(world).number
    AccessLook.objects.all().delete()
    tell(world, number, Bus())
    look = AccessLook.objects.get()
    assert (look.what, look.subject, look.person_id) == ("exported", number, world.cast.hoa.person.pk)
    assert look.actor == "system:exchange"


def test_a_session_is_asked_once_and_again_when_it_ended(monkeypatch):
    asked = []

    def bus(method, url, *, body, headers, **more):
        said = json.loads(body)
        asked.append((url, said.get("session"), headers["dstcode"]))
        if url == "https://bus.example/auth":
            return outgoing.Answer(200, json.dumps({"error_code": 0, "session": f"s{len(asked)}"}).encode())
        ended = said["session"] == "s1" and len(asked) > 2
        return outgoing.Answer(200, json.dumps({"error_code": "-1" if ended else "00"}).encode())

    monkeypatch.setattr(outgoing, "send", bus)
    way = ToThePortal("https://bus.example/", "https://bus.example/auth", "user", "secret", "H15", "VN")
    assert "secret" not in repr(way)
    for _ in range(2):
        assert portal.is_ok(way(Service.FIND, {"mahoso": NUMBER}))
    assert [one for _, one, _ in asked] == [None, "s1", "s1", None, "s4"] and asked[0][2] == "VN"


@pytest.mark.parametrize("answer", [b"", b"<html>", b"[]", b"{}", b'{"error_code": "-1", "session": "x"}'])
def test_a_bus_that_does_not_sign_us_in_is_told(monkeypatch, answer):
    monkeypatch.setattr(outgoing, "send", lambda *args, **more: outgoing.Answer(200, answer))
    with pytest.raises(NoSession):
        ToThePortal("https://bus.example/", "https://bus.example/auth", "u", "p")(Service.FIND, {})


def test_what_we_send_is_taken_by_our_own_nation(world, nation, settings, monkeypatch):
    nation.scopes = [taken_in(world).number.partition("-")[0].split(".")[-1]]
    nation.save()
    number = taken_in(world).number

    def send(method, url, *, body, headers, **more):
        reply = post(Path(url).name, body, dstcode=headers["dstcode"])
        return outgoing.Answer(reply.status_code, reply.content)

    monkeypatch.setattr(outgoing, "send", send)
    settings.PORTAL_URL, settings.PORTAL_AUTH_URL = "https://n.example/service", "https://n.example/auth"
    settings.PORTAL_USER, settings.PORTAL_PASSWORD = "h15", PASSWORD
    out = io.StringIO()
    call_command("exchange", "portal-send", number, stdout=out)
    assert out.getvalue() == f"{number}: told\n"
    dossier = Dossier.objects.get(number=number)
    state = State.objects.get(number=number)
    assert (state.state, state.channel, state.promised) == (
        dossier.state,
        dossier.channel,
        dossier.promised_at,
    )
    settings.PORTAL_PASSWORD = "wrong"
    with pytest.raises(CommandError, match="does not answer"):
        call_command("exchange", "portal-send", number)
    settings.PORTAL_URL = ""
    with pytest.raises(CommandError, match="MOTCUA_PORTAL_URL"):
        call_command("exchange", "portal-send", number)


def test_a_password_is_kept_as_a_hash(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
    out = io.StringIO()
    call_command("exchange", "portal-password", stdout=out)
    assert PASSWORD not in out.getvalue() and "$" in out.getvalue()
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    with pytest.raises(CommandError, match="at least 12"):
        call_command("exchange", "portal-password")
