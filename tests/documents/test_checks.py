import io
import os
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from motcua.documents import actions, checks, rules
from motcua.documents.models import File
from motcua.documents.store.disk import Disk, place_of
from motcua.documents.store.receiving import INCOMING
from tests.documents.samples import JPEG, PDF, PNG

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=3)


def take(content, name, at=LONG_AGO, holder=""):
    stored = actions.store(content=io.BytesIO(content), name=name, accept=rules.PAPERS, by="person:x", at=at)
    if holder:
        actions.keep(file_id=stored.id, holder=holder)
    return stored


def age(path, at=LONG_AGO):
    os.utime(path, (at.timestamp(), at.timestamp()))


def test_what_nobody_holds_goes_after_a_day_and_what_is_held_stays(files):
    kept, dropped, young = (
        take(PDF, "a.pdf", holder="dossiers.paper:1"),
        take(PNG, "b.png"),
        take(JPEG, "c.jpg", at=NOW - timedelta(hours=1)),
    )
    for stored in (kept, dropped):
        age(place_of(files, stored.sha256))
    assert checks.check(at=NOW, full=True).unheld == 1
    assert actions.clean(at=NOW) == 2  # a row, then its bytes
    assert set(File.objects.values_list("pk", flat=True)) == {kept.id, young.id}
    assert not place_of(files, dropped.sha256).exists()
    assert checks.check(at=NOW, full=True).well


def test_bytes_shared_by_two_rows_stay_while_one_is_held(files):
    held, dropped = take(PDF, "a.pdf", holder="dossiers.paper:1"), take(PDF, "b.pdf")
    age(place_of(files, held.sha256))
    assert actions.clean(at=NOW) == 1
    assert not File.objects.filter(pk=dropped.id).exists()
    assert place_of(files, held.sha256).is_file()


def test_a_failed_transaction_leaves_bytes_that_go_after_a_day(files):
    stored = take(PDF, "a.pdf")
    File.objects.filter(pk=stored.id).delete()  # as a rolled-back act leaves it
    place = place_of(files, stored.sha256)
    age(place, NOW - timedelta(hours=1))
    assert checks.check(at=NOW, full=False).orphans == [] and actions.clean(at=NOW) == 0
    age(place)
    assert checks.check(at=NOW, full=False).orphans == [stored.sha256] and actions.clean(at=NOW) == 1
    assert not place.exists()


def test_content_handed_in_again_while_it_is_being_removed_is_not_lost(files):
    stored = take(PDF, "a.pdf")
    place = place_of(files, stored.sha256)
    age(place)
    take(PDF, "again.pdf", at=NOW)  # renews the age of the same bytes
    assert not Disk(files).remove(stored.sha256, older_than=NOW - checks.GRACE, needed=lambda: False)
    assert place.is_file()


def test_an_upload_that_never_ended_goes_after_a_day(files):
    (files / INCOMING).mkdir(parents=True)
    left = files / INCOMING / "tmp1"
    left.write_bytes(b"half")
    age(left)
    assert checks.check(at=NOW, full=False).leftovers == 1
    assert actions.clean(at=NOW) == 1 and not left.exists()


def test_the_command_names_what_is_missing_or_changed(files, capsys):
    missing, changed = take(PDF, "a.pdf", at=timezone.now()), take(PNG, "b.png", at=timezone.now())
    call_command("documents", "check", "--full")
    assert "2 files" in capsys.readouterr().out
    place_of(files, missing.sha256).unlink()
    whole = place_of(files, changed.sha256).read_bytes()
    place_of(files, changed.sha256).write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
    told = rf"missing in the store: \[{missing.id}\] \(1\); changed in the store: \[{changed.id}\] \(1\)"
    for words in (["verify"], ["check", "--full"]):
        with pytest.raises(CommandError, match=told):
            call_command("documents", *words)


def test_verify_reads_each_content_once_and_names_what_has_no_row(files, capsys):
    one, lost = take(PDF, "a.pdf", holder="dossiers.paper:1"), take(PNG, "c.png")
    take(PDF, "b.pdf", holder="dossiers.paper:2")
    File.objects.filter(pk=lost.id).delete()
    age(place_of(files, lost.sha256))
    call_command("documents", "verify")
    said = capsys.readouterr().out
    assert f"{one.size_bytes} bytes were read" in said and f"without a row: {lost.sha256}" in said
