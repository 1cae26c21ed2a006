"""Text messages through a gateway that is really asked, and that fails in each way a gateway fails."""

import logging
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail

from motcua.notices import actions, gateways, jobs, queries, texts
from motcua.notices.models import Notice
from motcua.notices.rules import Channel, Error, Reaching, State
from tests.notices import gateways as servers
from tests.people.cast import make_cast

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # nine in the morning
PHONE = "0901234567"


@pytest.fixture(autouse=True)
def templates(settings):
    first, *rest = settings.TEMPLATES
    settings.TEMPLATES = [{**first, "DIRS": [Path(__file__).parent / "templates"]}, *rest]
    settings.BASE_URL = "https://motcua.example.vn"
    settings.GATEWAY_SECONDS = 0.3
    texts._parts.cache_clear()


@pytest.fixture
def gateway(settings):
    with servers.gateway() as server:
        settings.SMS_GATEWAY = server.url
        yield server


def queue(number="1", *, phone=PHONE, email="", person_id=None, at=AT):
    to = actions.Recipient(email=email, name="Trần Thị Lan", phone=phone, person_id=person_id)
    values = {"number": number, "path": "/ho-so/1"}
    actions.queue(to=to, template="trial/said", values=values, subject=f"dossier:{number}", at=at)
    return Notice.objects.latest("id").pk


def facts(notice_id):
    return queries._facts(Notice.objects.get(pk=notice_id))


def run_until(at, *, until, step=timedelta(minutes=10)):
    """The worker under a clock that moves."""
    while at < until:
        jobs.deliver(at)
        at += step
    return at


def test_who_has_only_a_telephone_gets_a_short_message_without_name_or_marks(gateway):
    notice_id = queue("000.00.15.H15-261123-0001")
    assert jobs.deliver(AT) == 1
    ((to, said),) = gateway.taken
    assert to == PHONE
    assert said == "Ho so 000.00.15.H15-261123-0001. https://motcua.example.vn/ho-so/1"
    notice = Notice.objects.get(pk=notice_id)
    assert (notice.state, notice.phone, notice.name, notice.values) == (State.SENT, "", "", {})
    assert facts(notice_id).channel == Channel.SMS and facts(notice_id).sent_to == "•••567"


def test_without_a_gateway_a_telephone_is_no_way_and_nothing_of_it_is_kept():
    notice_id = queue()
    assert facts(notice_id).last_error == Error.NO_ADDRESS
    assert Notice.objects.get(pk=notice_id).phone == ""


@pytest.mark.parametrize("status", [429, 500, 302, 0])
def test_a_gateway_that_says_no_later_elsewhere_or_nothing_is_asked_again_and_logs_no_number(
    gateway, caplog, status
):
    caplog.set_level(logging.DEBUG)
    notice_id, gateway.status = queue(), status
    assert jobs.deliver(AT) == 0
    assert gateway.asked == 1
    assert facts(notice_id).state is State.QUEUED and facts(notice_id).last_error == Error.NOT_TAKEN
    gateway.status = 200
    gateway.let_go.set()
    assert jobs.deliver(facts(notice_id).next_try_at) == 1
    assert len(gateway.taken) == 1
    ours = [record for record in caplog.records if record.name.startswith(("motcua", "apprise"))]
    assert ours and not any(PHONE in record.getMessage() for record in ours)


def test_a_gateway_down_for_a_day_loses_nothing_says_nothing_twice_and_keeps_the_order(settings):
    port = servers.free_port()
    settings.SMS_GATEWAY = f"json://127.0.0.1:{port}/send?:to={{to}}"
    phones = [f"09012345{n:02}" for n in range(4)]
    for n in range(12):
        queue(str(n), phone=phones[n % 4], at=AT + timedelta(minutes=n))
    at = run_until(AT, until=AT + timedelta(days=1), step=timedelta(minutes=15))
    assert queries.counts()["queued"] == 12
    with servers.gateway(port) as server:
        run_until(at, until=at + timedelta(days=1), step=timedelta(minutes=5))
        told = {phone: [said for to, said in server.taken if to == phone] for phone in phones}
    assert len(server.taken) == 12
    for n, phone in enumerate(phones):
        assert [said.split(".")[0] for said in told[phone]] == [f"Ho so {k}" for k in range(n, 12, 4)]


def test_after_an_hour_without_a_gateway_the_next_way_is_taken(settings):
    settings.SMS_GATEWAY = f"json://127.0.0.1:{servers.free_port()}/send?:to={{to}}"
    hoa = make_cast().hoa.person
    actions.choose_reaching(person_id=hoa.pk, given=Reaching(order=(Channel.SMS, Channel.EMAIL)))
    notice_id = queue(email="h.lan@example.vn", person_id=hoa.pk)
    run_until(AT, until=AT + timedelta(minutes=59))
    assert mail.outbox == []
    run_until(AT + timedelta(minutes=60), until=AT + timedelta(hours=3))
    assert len(mail.outbox) == 1 and facts(notice_id).channel == Channel.EMAIL


def test_a_wrong_mail_address_is_followed_by_a_text_message_at_once(gateway):
    queue(email="không có")
    assert jobs.deliver(AT) == 0
    assert jobs.deliver(AT) == 1
    assert len(gateway.taken) == 1 and mail.outbox == []


def test_a_gateway_that_rests_holds_up_no_mail(gateway):
    gateway.status = 500
    texts_ids = [queue(str(n), phone=f"09012345{n:02}") for n in range(6)]
    mails = [queue(str(n), phone="", email=f"a{n}@example.vn") for n in range(3)]
    assert jobs.deliver(AT) == 3
    assert gateway.asked == jobs.NOES_IN_A_ROW_MAX
    assert {facts(one).state for one in mails} == {State.SENT}
    assert {facts(one).state for one in texts_ids} == {State.QUEUED}


def test_nobodys_telephone_rings_at_night_and_everybodys_has_rung_by_eight(gateway):
    night = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # ten in the evening
    hoa = make_cast().hoa.person
    actions.choose_reaching(person_id=hoa.pk, given=Reaching(order=(Channel.SMS,), quiet_until=8))
    queue("1"), queue("2", phone="0907654321", person_id=hoa.pk)
    queue("3", phone="", email="a@example.vn")
    assert jobs.deliver(night) == 1  # the mail
    assert jobs.deliver(datetime(2026, 11, 24, 0, 0, tzinfo=UTC)) == 1  # seven: as usual
    assert jobs.deliver(datetime(2026, 11, 24, 1, 0, tzinfo=UTC)) == 1  # eight: as she chose
    assert [to for to, _ in gateway.taken] == [PHONE, "0907654321"]
    assert Notice.objects.get(subject="dossier:2").attempts == 1  # waiting counted as no try


def test_two_workers_at_once_send_each_message_once_and_in_order(gateway, transactional_db):
    from django.db import connection

    for n in range(8):
        queue(str(n))
    totals = []

    def work():
        try:
            totals.append(jobs.deliver(AT))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    jobs.deliver(AT)
    assert [said.split(".")[0] for _, said in gateway.taken] == [f"Ho so {n}" for n in range(8)]


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("json://sms.example.vn/?:to={to}", "scheme"),  # unprotected, elsewhere
        ("twilio://a:b@1/{to}", "scheme"),  # not on the list
        ("file:///etc/passwd?{to}", "scheme"),
        ("jsons://sms.example.vn/", "to"),
    ],
)
def test_an_address_outside_the_list_is_no_gateway(settings, address, code):
    settings.SMS_GATEWAY = address
    with pytest.raises(gateways.GatewayProblem) as problem:
        gateways.gateway(Channel.SMS)
    assert problem.value.code == code
    assert gateways.open_channels() == {Channel.EMAIL}


def test_what_a_person_wrote_cannot_change_the_address_of_the_gateway(settings, gateway):
    settings.CHAT_GATEWAY = gateway.url
    hoa = make_cast().hoa.person
    evil = "x&redirect=yes&:to=other@evil/../?rto=99"
    actions.choose_reaching(person_id=hoa.pk, given=Reaching(order=(Channel.CHAT,), chat=evil))
    queue(phone="", person_id=hoa.pk)
    assert jobs.deliver(AT) == 1
    assert gateway.taken[0][0] == evil
