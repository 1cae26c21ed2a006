"""Files are put before a real ClamAV daemon with one signature of our own."""

from datetime import timedelta

import pytest
from django.db import connection

from motcua.documents import actions, queries, rules, scanning
from motcua.documents.models import File
from motcua.documents.rules import ScanState
from tests.documents.samples import INFECTED, PDF, PNG, chunk
from tests.documents.test_actions import AT, on_disk, take

pytestmark = pytest.mark.django_db


def test_a_harmless_file_is_marked_clean(clamd, settings):
    settings.CLAMD = clamd
    assert take(PDF).scan is ScanState.CLEAN
    assert "ClamAV" in scanning.version(clamd)


def test_a_harmful_file_is_refused_and_nothing_of_it_is_kept(clamd, settings, files):
    settings.CLAMD = clamd
    with pytest.raises(rules.InfectedFile):
        take(INFECTED, "a.png")
    assert File.objects.count() == 0 and on_disk(files) == []


def test_without_a_scanner_a_file_is_taken_and_marked_as_not_scanned():
    stored = take(INFECTED, "a.png")
    assert stored.scan is ScanState.NOT_SCANNED
    assert actions.scan_waiting(at=AT) == 0


def test_a_scanner_that_is_down_stops_nobody_and_is_asked_again(clamd, settings, tmp_path):
    settings.CLAMD = str(tmp_path / "nobody")
    good, bad = take(PDF), take(INFECTED, "a.png")
    assert {good.scan, bad.scan} == {ScanState.NOT_SCANNED} and actions.scan_waiting(at=AT) == 0
    settings.CLAMD = clamd
    assert actions.scan_waiting(at=AT + timedelta(minutes=5)) == 2
    assert queries.facts([good.id, bad.id])[good.id].scan is ScanState.CLEAN
    queries.open(good.id).stream.close()
    with pytest.raises(rules.ShutAway):  # held as evidence, handed to nobody
        queries.open(bad.id)
    assert File.objects.get(pk=bad.id).scan_found.startswith("Motcua.Test")


def test_a_file_too_large_for_the_scanner_stays_not_scanned(clamd, settings):
    settings.CLAMD = clamd
    large = PNG[:33] + chunk(b"tEXt", b"\0" * 3_000_000) + PNG[33:]
    assert take(large, "a.png").scan is ScanState.NOT_SCANNED


def test_files_that_wait_are_found_by_their_own_index():
    with connection.cursor() as cursor:
        cursor.execute(
            ("EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN ")
            + "SELECT sha256 FROM documents_file WHERE scan = 'not-scanned' ORDER BY id LIMIT 200"
        )
        assert cursor.fetchall()
