"""The mail server is killed, stays away for a day, and comes back: every letter arrives, each once, in order."""

from datetime import timedelta

import pytest

from motcua.notices import jobs, queries
from tests.notices.gateways import MailServer
from tests.notices.test_jobs import AT, queue, templates  # noqa: F401

PEOPLE = [f"person{n}@example.vn" for n in range(5)]


@pytest.fixture
def server(settings, tmp_path):
    one = MailServer(tmp_path)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", one.port
    one.start()
    yield one
    one.kill()


@pytest.mark.django_db
def test_a_mail_server_that_is_killed_and_comes_back_after_a_day_loses_and_doubles_nothing(server):
    for n in range(10):
        queue(PEOPLE[n % 5], number=f"{n}")
    assert jobs.deliver(AT, limit=4) == 4
    server.kill()
    at = AT
    for hour in range(24):
        if hour < 5:
            queue(PEOPLE[hour], number=f"{10 + hour}")
        for _ in range(4):
            assert jobs.deliver(at) == 0
            at += timedelta(minutes=15)
    assert queries.counts() == {"queued": 11, "failed": 0, "gave-up": 0}
    server.start()
    for _ in range(30):
        jobs.deliver(at)
        at += timedelta(minutes=5)
    assert queries.counts()["queued"] == 0
    letters = [letter.split() for letter in server.letters()]
    assert len(letters) == 15
    for n, address in enumerate(PEOPLE):
        assert [number for to, number in letters if to == address] == [f"{n}", f"{n + 5}", f"{n + 10}"]
