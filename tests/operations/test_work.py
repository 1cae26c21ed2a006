import logging
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command

from motcua.foundation.jobs import Job
from motcua.operations import work

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def until(true, seconds=10.0):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.01)


def test_every_room_with_jobs_is_found():
    names = [job.name for job in work.registered()]
    assert {"notices.deliver", "documents.clean"} <= set(names)
    assert all(job.every_seconds > 0 for job in work.registered())


def test_a_job_that_fails_is_logged_and_the_others_go_on(caplog):
    seen = []

    def broken(at):
        raise ValueError("broken on purpose")

    worker = work.Worker([Job("a.broken", 1, broken), Job("b.fine", 1, seen.append)], now=lambda: AT)
    assert not worker.run_once()
    assert seen == [AT] and "a.broken failed 1 times" in caplog.text


def test_a_failing_job_is_tried_less_often_but_never_given_up():
    pauses = [work.pause_after(failures, 10) for failures in range(1, 60)]
    assert pauses[:3] == [20, 40, 80] and pauses[-1] == work.PAUSE_SECONDS_MAX


def test_a_daily_job_that_fails_once_is_not_put_off_to_the_next_day():
    assert work.pause_after(1, 86_400) == 120 and work.pause_after(1, 3_600) == 120
    assert work.pause_after(50, 86_400) == work.PAUSE_SECONDS_MAX


def test_a_slow_job_holds_up_no_other_and_is_let_finish(tmp_path):
    release, ended, seen = threading.Event(), [], []

    def slow(at):
        release.wait(10)
        ended.append(at)

    worker = work.Worker(
        [Job("a.slow", 60, slow), Job("b.quick", 0.01, seen.append)], folder=tmp_path, now=lambda: AT
    )
    thread = threading.Thread(target=worker.run)
    thread.start()
    until(lambda: len(seen) > 2)
    until(lambda: work.heartbeats(AT, folder=tmp_path))
    (beat,) = work.heartbeats(AT, folder=tmp_path)
    assert beat.pid == os.getpid() and not ended
    worker.stop()
    release.set()
    thread.join(10)
    assert ended == [AT] and work.heartbeats(AT, folder=tmp_path) == []


def test_a_worker_that_died_without_a_word_is_not_taken_for_living(tmp_path):
    (tmp_path / "4000000.json").write_text(
        '{"at": "2026-11-23T02:00:00+00:00", "failing": {}, "running": {}}'
    )
    assert work.heartbeats(AT + timedelta(seconds=60), folder=tmp_path)
    assert not work.heartbeats(AT + timedelta(seconds=61), folder=tmp_path)


def test_the_command_ends_by_itself_when_told_to(tmp_path, migrated):
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("MOTCUA_", "DJANGO_"))}
    environment = kept | {"MOTCUA_VAR": str(tmp_path)}
    call = [sys.executable, "-m", "motcua.cli"]
    shutil.copyfile(migrated, tmp_path / "motcua.sqlite3")
    for number in (signal.SIGTERM, signal.SIGINT):
        with subprocess.Popen(
            [*call, "work"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        ) as process:
            until(lambda: work.heartbeats(datetime.now(UTC), folder=tmp_path / "work"), 60)
            process.send_signal(number)
            said = process.communicate(timeout=60)[0].decode()
        assert process.returncode == 0 and said.endswith("stopped\n"), said
        assert not list((tmp_path / "work").glob("*.json"))
        assert "Traceback" not in said


def test_the_list_of_jobs_is_shown(capsys):
    call_command("work", "--list")
    assert "notices.deliver" in capsys.readouterr().out


def test_once_runs_each_job(caplog):
    caplog.set_level(logging.INFO)
    call_command("work", "--once")
