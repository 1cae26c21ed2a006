"""The demo, started as a person starts it."""

import contextlib
import http.client
import io
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from datetime import date
from pathlib import Path

import pytest

from motcua.documents.rules.copies import PROGRAMS
from motcua.operations import demo, health
from motcua.operations.management.commands.demo import Command

pytestmark = [pytest.mark.slow, pytest.mark.sqlite]
START_SECONDS_MAX = 240


def environment(place):
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("MOTCUA_", "DJANGO_"))}
    return kept | {"MOTCUA_DEMO": "1", "MOTCUA_VAR": str(place), "PYTHONUNBUFFERED": "1"}


class Demo:
    """A running demo; its words are kept in a file, so that no pipe fills up."""

    def __init__(self, place, *words):
        self.log = place / "said"
        place.mkdir(exist_ok=True)
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "motcua.cli", "demo", "--dossiers", "20", *words],
                env=environment(place),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def said(self):
        return self.log.read_text()

    def wait_for(self, words):
        end = time.monotonic() + START_SECONDS_MAX
        while words not in self.said:
            assert self.process.poll() is None and time.monotonic() < end, self.said
            time.sleep(0.1)

    def end(self, number=signal.SIGINT):
        self.process.send_signal(number)
        return self.process.wait(60)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("demo")


def a_worker_runs(place):
    """It says so once it has loaded every room, which takes seconds on a busy machine."""
    patience = time.monotonic() + 60
    while time.monotonic() < patience and not list((place / "work").glob("*.json")):
        time.sleep(0.2)
    return bool(list((place / "work").glob("*.json")))


def what_is_too_large_is_refused_in_words(host):
    """By the real server, before any of the body has been sent: more than one request may carry, and more words than that."""
    for announced in (10**12, 6_000_000):
        asking = http.client.HTTPConnection(host, timeout=20)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(announced)}
        asking.request("POST", "/dang-nhap/", headers=headers | {"Accept-Language": "vi"})
        answer = asking.getresponse()
        page = answer.read().decode()
        asking.close()
        assert answer.status == 413, announced
        assert "motcua.too-large" in page and "Mỗi lần gửi ít" in page


def the_nation_hears_of_every_request(place):
    """The two nodes exchange while they run: what the nation knows is looked up in its own database."""
    patience = time.monotonic() + 120
    while (both := (rows_of(place, "dossiers_dossier"), rows_of(place / "nation", "exchange_state")))[
        0
    ] != both[1]:
        assert time.monotonic() < patience, both
        time.sleep(0.3)
    assert both[0] > 0


def rows_of(place, table):
    with contextlib.closing(sqlite3.connect(f"file:{place}/motcua.sqlite3?mode=ro", uri=True)) as database:
        return database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_the_demo_starts_serves_and_ends_all_together_then_starts_at_once(place):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        running = Demo(place, "--port", str(port))
        try:
            running.wait_for("Stop with Ctrl-C")
            assert f"Port {port} is taken" in running.said
            url = running.said.split("Một Cửa · ")[1].split()[0]
            with urllib.request.urlopen(f"{url}/", timeout=20) as page:
                assert "mô phỏng" in page.read().decode()
            what_is_too_large_is_refused_in_words(url.removeprefix("http://"))
            assert a_worker_runs(place), "no worker runs beside the server"
            the_nation_hears_of_every_request(place)
        finally:
            code = running.end()
    assert code == 0 and running.said.endswith("The demo has ended.\n")
    assert not list((place / "work").glob("*.json"))
    assert health.port_is_free("127.0.0.1", int(url.rsplit(":", 1)[1]))

    again = Demo(place, "--port", str(port))
    try:
        again.wait_for("Stop with Ctrl-C")
        assert "sample province" not in again.said, "all was ready, nothing is made again"
    finally:
        assert again.end(signal.SIGTERM) == 0
    leave(place)


def leave(place):
    """To the later parts of this run: a demo that is ready need not be made a second time."""
    if (folder := os.environ.get("MOTCUA_TEST_MADE")) and not ready(folder).exists():
        beside = Path(folder) / "demo.new"
        shutil.copytree(place, beside)
        beside.rename(ready(folder))


def ready(folder):
    return Path(folder) / "demo"


def test_the_demo_does_not_look_where_real_data_may_lie(tmp_path):
    real = {
        "MOTCUA_DATABASE": f"sqlite:///{tmp_path}/real.sqlite3",
        "MOTCUA_KEYS": str(tmp_path / "real-keys"),
    }
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("MOTCUA_", "DJANGO_"))}
    call = "import sys; sys.argv[1:] = ['demo', '--help']; from motcua import cli; cli.main()"
    subprocess.run(
        [sys.executable, "-c", call], env=kept | real, cwd=tmp_path, check=True, stdout=subprocess.DEVNULL
    )
    assert not (tmp_path / "real-keys").exists() and not (tmp_path / "real.sqlite3").exists()


def test_a_sample_is_never_made_beside_real_data(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "motcua.cli", "sample"],
        env=environment(tmp_path) | {"MOTCUA_DEMO": "", "MOTCUA_VAR": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1 and "only in the demo" in done.stderr


@pytest.mark.django_db
def test_on_a_later_day_only_the_sample_is_moved_forward(settings, tmp_path, monkeypatch):
    settings.VAR, settings.STATIC_ROOT, settings.DEMO = tmp_path, tmp_path / "static", True
    called, said = [], []
    monkeypatch.setattr(demo, "call_command", lambda word, *rest, **options: called.append(word))
    demo.prepare(said.append, today=date(2026, 11, 23))
    assert {"migrate", "people", "law", "procedures", "collectstatic", "sample"} <= set(called)
    called.clear()
    demo.prepare(said.append, today=date(2026, 11, 23))
    assert called == []
    demo.prepare(said.append, today=date(2026, 11, 24))
    assert called == ["sample"]


@pytest.mark.django_db
@pytest.mark.parametrize("is_installed", [True, False])
def test_the_welcome_names_the_programs_that_are_not_installed(monkeypatch, tmp_path, is_installed):
    if is_installed:
        for name in PROGRAMS:
            (tmp_path / name).write_text("#!/bin/sh\n")
            (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    said = io.StringIO()
    Command(stdout=said)._welcome("http://127.0.0.1:8000")
    for name, way in PROGRAMS.items():
        assert (
            (f"Not installed: {name}." in said.getvalue()) == (way in said.getvalue()) == (not is_installed)
        )
