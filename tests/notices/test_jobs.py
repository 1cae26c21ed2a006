"""Delivery, against a real mail server in this process and Django's own back ends."""

import socketserver
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail

from motcua.notices import actions, jobs, queries, rules, texts
from motcua.notices.models import Notice
from motcua.notices.rules import State
from tests.people.cast import make_cast

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
VALUES = {"number": "000.00.15.H15-261123-0001", "path": "/ho-so/1"}


@pytest.fixture(autouse=True)
def templates(settings):
    """The trial room's templates stand in a folder of the tests."""
    first, *rest = settings.TEMPLATES
    settings.TEMPLATES = [{**first, "DIRS": [Path(__file__).parent / "templates"]}, *rest]
    settings.BASE_URL = "https://motcua.example.vn"
    texts._parts.cache_clear()


def queue(email="h.lan@example.vn", template="trial/said", name="Trần Thị Lan", language="vi", **values):
    to = actions.Recipient(email=email, name=name, language=language)
    actions.queue(to=to, template=template, values={**VALUES, **values}, subject="dossier:1", at=AT)
    return Notice.objects.latest("id").pk


def state(notice_id):
    notice = Notice.objects.get(pk=notice_id)
    return notice.state, notice.last_error


@pytest.mark.django_db
def test_a_notice_is_sent_in_the_persons_language_and_nothing_personal_is_kept():
    notice_id = queue()
    queue(language="en")
    assert jobs.deliver(AT) == 2
    vi, en = mail.outbox
    assert vi.subject == "Hồ sơ 000.00.15.H15-261123-0001" and en.subject.startswith("Request ")
    assert "Thưa Trần Thị Lan,\nXem tại https://motcua.example.vn/ho-so/1" in vi.body
    notice = Notice.objects.get(pk=notice_id)
    assert (notice.state, notice.email, notice.name, notice.values) == (State.SENT, "", "", {})
    assert queries.of("dossier:1")[0].sent_to == "h.•••@example.vn"
    assert jobs.deliver(AT + timedelta(days=1)) == 0


@pytest.mark.django_db
def test_the_language_that_a_person_chose_wins_over_that_of_the_request_dates_and_amounts_with_it():
    hoa = make_cast().hoa.person
    said = {"number": rules.moment(AT), "path": rules.money(100000)}
    for person_id in (hoa.pk, None):
        to = actions.Recipient(email="h.lan@example.vn", name="Trần Thị Lan", person_id=person_id)
        actions.queue(to=to, template="trial/said", values=said, subject="dossier:1", at=AT)
    actions.choose_reaching(
        person_id=hoa.pk, given=rules.Reaching(order=(rules.Channel.EMAIL,), language="en")
    )
    assert jobs.deliver(AT) == 2
    chosen, other = mail.outbox
    assert (
        chosen.subject == "Request 09:00, 23 November 2026"
        and chosen.extra_headers["Content-Language"] == "en"
    )
    assert other.subject == "Hồ sơ 09:00, 23/11/2026" and "100.000\u00a0đ" in other.body
    assert "100,000" in chosen.body
    assert [one.language for one in queries.of("dossier:1")] == ["en", "vi"], "as it was said"


def test_what_has_words_in_each_language_is_read_in_ones_own_and_what_a_person_typed_stays_as_it_is():
    both = rules.words({"vi": "Giấy khai sinh", "en": "Birth certificate"})
    assert rules.said([both, "Ảnh"], language="en") == ["Birth certificate", "Ảnh"]
    assert rules.said({"papers": [both]}, language="vi") == {"papers": ["Giấy khai sinh"]}
    assert rules.said(rules.words({"vi": "Giấy"}), language="en") == "Giấy", "better than nothing"


@pytest.mark.django_db
def test_text_is_not_escaped_and_a_line_break_in_a_value_adds_no_header():
    queue(name="Lò <b> & Sơn", number="1\nBcc: x@example.vn")
    assert jobs.deliver(AT) == 1
    assert "Lò <b> & Sơn" in mail.outbox[0].body
    assert mail.outbox[0].subject == "Hồ sơ 1 Bcc: x@example.vn" and mail.outbox[0].bcc == []


@pytest.mark.django_db
def test_a_broken_template_or_address_fails_alone_and_the_others_go_on(caplog):
    broken, missing = queue(template="trial/broken"), queue(template="trial/unknown")
    wrong, good = queue(email="không có"), queue()
    assert jobs.deliver(AT) == 1
    assert state(broken) == (State.FAILED, "template-broken")
    assert state(missing) == (State.FAILED, "template-missing")
    assert state(wrong) == (State.FAILED, "bad-address")
    assert state(good) == (State.SENT, "")
    assert "không có" not in caplog.text and "Lan" not in caplog.text


@pytest.mark.django_db
def test_a_claim_is_won_by_one_worker():
    queue()
    (one,), (other,) = queries.due(AT, limit=9), queries.due(AT, limit=9)
    assert actions.claim(notice=one, at=AT)
    assert not actions.claim(notice=other, at=AT)


@pytest.mark.django_db
def test_a_notice_of_a_worker_that_died_is_tried_again_after_the_lease_and_not_for_ever():
    notice_id, at = queue(), AT
    for _ in range(rules.ATTEMPTS_MAX):
        (notice,) = queries.due(at, limit=9)
        assert actions.claim(notice=notice, at=at)  # and then the worker dies
        assert queries.due(at + rules.LEASE - timedelta(seconds=1), limit=9) == []
        at += rules.LEASE
    assert jobs.deliver(at) == 0
    assert state(notice_id)[0] == State.GAVE_UP


@pytest.mark.django_db
def test_a_server_that_is_not_there_is_asked_for_three_days_ever_more_seldom_then_no_more(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    notice_id, at, pauses = queue(), AT, []
    while not jobs.deliver(at) and state(notice_id)[0] == State.QUEUED:
        (facts,) = queries.of("dossier:1")
        pauses.append(facts.next_try_at - at)
        at = facts.next_try_at
    assert state(notice_id) == (State.GAVE_UP, "server-unreachable")
    assert rules.OUTAGE_MAX <= at - AT < rules.OUTAGE_MAX + timedelta(hours=1)
    assert pauses == sorted(pauses) and pauses[0] == timedelta(minutes=1) and pauses[-1] == timedelta(hours=1)
    assert len(pauses) < 100


class Postmaster(socketserver.StreamRequestHandler):
    """Speaks enough SMTP: says no to some local parts, later to others, takes the rest."""

    def handle(self):
        self.answer("220 ready")
        while line := self.rfile.readline():
            word = line.decode().strip().upper()
            if word.startswith("RCPT") and "GONE@" in word:
                self.answer("550 no such user")
            elif word.startswith("RCPT") and "FULL@" in word:
                self.answer("450 mailbox full")
            elif word.startswith("RCPT") and "HANGUP@" in word:
                return
            elif word == "DATA":
                self.answer("354 go on")
                while self.rfile.readline().strip() != b".":
                    pass
                self.server.taken += 1
                self.answer("250 taken")
            elif word == "QUIT":
                self.answer("221 bye")
                return
            else:
                self.answer("250 ok")

    def answer(self, line):
        self.wfile.write(line.encode() + b"\r\n")


@pytest.fixture
def postmaster(settings):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Postmaster) as server:
        server.daemon_threads, server.taken = True, 0
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield server
        server.shutdown()


@pytest.mark.django_db
def test_what_the_mail_server_says_decides_what_follows(postmaster):
    gone, full, good = queue("gone@example.vn"), queue("full@example.vn"), queue()
    assert jobs.deliver(AT) == 1 and postmaster.taken == 1
    assert state(gone) == (State.FAILED, "refused-by-server")
    assert state(full) == (State.QUEUED, "server-says-later")
    assert state(good) == (State.SENT, "")


@pytest.mark.django_db
def test_a_server_that_hangs_up_costs_one_try_of_one_notice(postmaster):
    first, second = queue("hangup@example.vn"), queue()
    assert jobs.deliver(AT) == 0
    assert state(first) == (State.QUEUED, "server-unreachable") and state(second) == (State.QUEUED, "")
    assert jobs.deliver(AT) == 1
    assert state(second) == (State.SENT, "")


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_notice_once(postmaster):
    from django.db import connection

    for _ in range(20):
        queue()
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
    assert sum(totals) == 20 == postmaster.taken
    assert Notice.objects.filter(state=State.SENT, attempts=1).count() == 20


@pytest.mark.django_db
def test_a_failed_notice_is_sent_again_once_the_cause_is_mended():
    notice_id = queue(template="trial/broken")
    jobs.deliver(AT)
    Notice.objects.filter(pk=notice_id).update(template="trial/said")
    actions.resend(notice_id=notice_id, by="mandate:1", at=AT)
    assert jobs.deliver(AT) == 1


@pytest.mark.django_db
def test_a_sent_notice_is_not_sent_again_and_a_strangers_is_not_found():
    notice_id = queue()
    jobs.deliver(AT)
    with pytest.raises(rules.CannotResend):
        actions.resend(notice_id=notice_id, by="mandate:1", at=AT)
    with pytest.raises(rules.NoSuchNotice):
        actions.resend(notice_id=notice_id, subject="dossier:2", by="mandate:1", at=AT)


@pytest.mark.django_db
def test_the_text_of_a_failed_notice_is_forgotten_after_thirty_days():
    notice_id = queue(email="gone")
    jobs.deliver(AT)
    assert actions.erase_old(at=AT + timedelta(days=30)) == 0
    assert actions.erase_old(at=AT + timedelta(days=30, seconds=1)) == 1
    notice = Notice.objects.get(pk=notice_id)
    assert (notice.email, notice.values, notice.last_error) == ("", {}, "erased")
    with pytest.raises(rules.CannotResend):
        actions.resend(notice_id=notice_id, by="mandate:1", at=AT)
