"""A real ClamAV daemon with one signature of our own, on a socket in a temporary folder."""

import subprocess
import time
from datetime import timedelta

import pytest
from django.db import connection

from motcua.documents import actions, queries, rules, scanning
from motcua.documents.models import File
from motcua.documents.rules import ScanState
from tests import programs
from tests.documents.samples import PDF, PNG, chunk
from tests.documents.test_actions import AT, on_disk, take

pytestmark = pytest.mark.django_db
HARM = b"MOTCUA-TEST-HARMFUL-CONTENT"
INFECTED = PNG[:33] + chunk(b"tEXt", b"note\0" + HARM) + PNG[33:]
START_SECONDS_MAX = 60


@pytest.fixture(scope="session")
def daemon(tmp_path_factory):
    program = programs.find("clamd")
    if not program:
        pytest.skip("ClamAV is not installed: apt install clamav-daemon")
    place = tmp_path_factory.mktemp("clamd")
    (place / "db").mkdir()
    (place / "db" / "own.ndb").write_text(f"Motcua.Test:0:*:{HARM.hex()}\n")
    socket = place / "socket"
    (place / "clamd.conf").write_text(
        f"LocalSocket {socket}\nDatabaseDirectory {place}/db\nForeground yes\nStreamMaxLength 2M\n"
        f"LogFile {place}/log\nBytecode no\nMaxThreads 2\n"
    )
    (place / "db").chmod(0o755)
    process = subprocess.Popen(
        [program, "-c", str(place / "clamd.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    end = time.monotonic() + START_SECONDS_MAX
    while not socket.exists():
        assert process.poll() is None and time.monotonic() < end, (place / "log").read_text()
        time.sleep(0.05)
    yield str(socket)
    process.terminate()
    process.wait(timeout=30)


def test_a_harmless_file_is_marked_clean(daemon, settings):
    settings.CLAMD = daemon
    assert take(PDF).scan is ScanState.CLEAN
    assert "ClamAV" in scanning.version(daemon)


def test_a_harmful_file_is_refused_and_nothing_of_it_is_kept(daemon, settings, files):
    settings.CLAMD = daemon
    with pytest.raises(rules.InfectedFile):
        take(INFECTED, "a.png")
    assert File.objects.count() == 0 and on_disk(files) == []


def test_without_a_scanner_a_file_is_taken_and_marked_as_not_scanned():
    stored = take(INFECTED, "a.png")
    assert stored.scan is ScanState.NOT_SCANNED
    assert actions.scan_waiting(at=AT) == 0


def test_a_scanner_that_is_down_stops_nobody_and_is_asked_again(daemon, settings, tmp_path):
    settings.CLAMD = str(tmp_path / "nobody")
    good, bad = take(PDF), take(INFECTED, "a.png")
    assert {good.scan, bad.scan} == {ScanState.NOT_SCANNED} and actions.scan_waiting(at=AT) == 0
    settings.CLAMD = daemon
    assert actions.scan_waiting(at=AT + timedelta(minutes=5)) == 2
    assert queries.facts([good.id, bad.id])[good.id].scan is ScanState.CLEAN
    queries.open(good.id).stream.close()
    with pytest.raises(rules.ShutAway):  # held as evidence, handed to nobody
        queries.open(bad.id)
    assert File.objects.get(pk=bad.id).scan_found.startswith("Motcua.Test")


def test_a_file_too_large_for_the_scanner_stays_not_scanned(daemon, settings):
    settings.CLAMD = daemon
    large = PNG[:33] + chunk(b"tEXt", b"\0" * 3_000_000) + PNG[33:]
    assert take(large, "a.png").scan is ScanState.NOT_SCANNED


def test_files_that_wait_are_found_by_their_own_index():
    with connection.cursor() as cursor:
        cursor.execute(
            ("EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN ")
            + "SELECT sha256 FROM documents_file WHERE scan = 'not-scanned' ORDER BY id LIMIT 200"
        )
        assert cursor.fetchall()
