import json
import os
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone, translation

from motcua.documents.actions import store_own
from motcua.documents.store.mark import MARK
from motcua.figures import actions as figures
from motcua.foundation import keys
from motcua.law import actions as law
from motcua.law.models import DatedValue
from motcua.notices import actions as notices
from motcua.operations import doctor
from motcua.operations.doctor import Level
from motcua.procedures.management.commands import procedures

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.VAR = tmp_path
    settings.KEYS_DIR, settings.FILES_DIR, settings.SEALS_DIR = (
        tmp_path / n for n in ("keys", "files", "seals")
    )
    settings.STATIC_ROOT = tmp_path / "static"
    return tmp_path


def found(name, at=NOW):
    with translation.override("en"):
        return [finding for finding in doctor.examine(at) if finding.name == name]


def levels(name, at=NOW):
    return [finding.level for finding in found(name, at)]


def test_the_database_is_well():
    if connection.vendor == "sqlite":
        os.chmod(connection.settings_dict["NAME"], 0o600)
    assert levels("database") == [Level.OK] and levels("migrations") == [Level.OK]


def test_every_wrong_thing_says_how_to_mend_it():
    for finding in doctor.examine(NOW):
        assert (
            bool(finding.mend) == (finding.level in (Level.WRONG, Level.WARNING))
            or finding.level is Level.NOTE
        ), finding


def test_a_host_that_is_not_let_in_is_found(settings):
    settings.BASE_URL, settings.ALLOWED_HOSTS = "https://motcua.example.vn", ["localhost"]
    assert levels("hosts") == [Level.WRONG]
    settings.ALLOWED_HOSTS = ["motcua.example.vn"]
    assert levels("hosts") == []
    settings.ALLOWED_HOSTS = ["*"]
    assert levels("hosts") == [Level.WRONG]


def test_a_key_that_others_can_read_is_found(place):
    keys.key("seal", folder=place / "keys")
    assert Level.WRONG not in levels("keys")
    (place / "keys" / "session-secret").write_text("x")
    os.chmod(place / "keys" / "session-secret", 0o644)
    (wrong,) = [finding for finding in found("keys") if finding.level is Level.WRONG]
    assert wrong.mend == f"chmod 600 {place / 'keys' / 'session-secret'}"
    os.chmod(place / "keys" / "seal-1.json", 0o644)
    assert Level.WRONG in levels("keys")


def test_no_worker_no_static_files_and_no_room_are_found(monkeypatch):
    assert levels("workers") == [Level.WRONG]
    assert levels("static") == [Level.WRONG]
    monkeypatch.setattr(doctor, "FREE_BYTES_WRONG", 10**18)
    monkeypatch.setattr(doctor, "FREE_BYTES_WARNING", 10**18)
    assert levels("disk") == [Level.WRONG]


def test_a_failing_job_is_named(place):
    (place / "work").mkdir()
    said = {"at": NOW.isoformat(), "failing": {"notices.deliver": 3}, "running": {}}
    (place / "work" / "77.json").write_text(json.dumps(said))
    (warning, well) = found("workers")
    assert "notices.deliver failed 3 times" in warning.said and well.level is Level.OK


def test_notices_that_wait_or_failed_are_found():
    to = notices.Recipient(email="a@example.vn", name="A", language="vi")
    notices.queue(to=to, template="trial/said", values={}, subject="dossier:1", at=NOW)
    assert levels("notices", NOW + timedelta(minutes=10)) == [Level.OK]
    assert levels("notices", NOW + timedelta(minutes=20)) == [Level.WARNING]
    notices.queue(
        to=notices.Recipient("", "B"), template="trial/said", values={}, subject="dossier:1", at=NOW
    )
    assert levels("notices") == [Level.WARNING]


def test_an_unsealed_entry_that_grows_old_is_found():
    from django.db import transaction

    from motcua.chronicle import actions as chronicle
    from motcua.notices.rules import Kind

    with transaction.atomic():
        chronicle.append(kind=Kind.RESENT, subject="notice:1", actor="system:notices", at=NOW)
    assert levels("sealing", NOW + timedelta(minutes=4)) == [Level.OK]
    assert levels("sealing", NOW + timedelta(minutes=6)) == [Level.WARNING]
    assert levels("sealing", NOW + timedelta(hours=2)) == [Level.WRONG]


def test_a_check_that_breaks_hides_no_other(monkeypatch):
    def broken(at):
        raise OSError("no such disk")

    monkeypatch.setattr(doctor.shutil, "disk_usage", broken)
    assert any("no such disk" in finding.said for finding in doctor.examine(NOW))
    assert levels("translations") == [Level.OK]


@pytest.mark.postgres
def test_a_server_that_lets_transactions_wait_for_ever_is_found():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        assert levels("idle-transactions") == [Level.WARNING]
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '60s'")
        assert levels("idle-transactions") == []


def test_the_command_ends_with_an_error_when_something_is_wrong(capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", "--language", "en")
    assert ended.value.code == 1
    assert "✗ No worker runs here" in capsys.readouterr().out


def test_the_command_speaks_json(capsys):
    with pytest.raises(SystemExit):
        call_command("doctor", "--json")
    report = json.loads(capsys.readouterr().out)
    assert report["state"] == "wrong" and {"level", "name", "said", "mend"} == set(report["findings"][0])
    assert timezone.now().tzinfo


@pytest.mark.sqlite
def test_a_database_that_others_can_read_is_found():
    path = connection.settings_dict["NAME"]
    os.chmod(path, 0o600)
    assert levels("database") == [Level.OK]
    os.chmod(path, 0o644)
    assert levels("database") == [Level.OK, Level.WARNING]
    os.chmod(path, 0o600)


def test_an_empty_folder_where_the_files_were_is_found(place):
    """A disk that is not mounted leaves one: the backup refuses too, instead of keeping no paper."""
    kept = store_own(paper=b"%PDF-1.7 a paper", name="a.pdf", by="system:tests", at=NOW)
    assert levels("files") == [Level.OK]
    (place / "files").rename(place / "disk")
    (place / "files").mkdir()
    (finding,) = found("files")
    assert finding.level is Level.WRONG and "Mount the disk" in finding.mend
    with pytest.raises(CommandError, match="does not hold the files"):
        call_command("backup", str(place))
    assert not list(place.glob("*.tar*"))
    (place / "files").rmdir()
    (place / "disk").rename(place / "files")
    assert levels("files") == [Level.OK] and (place / "files" / MARK).exists(), kept
    (place / "files" / MARK).write_text('{"node": "H99"}')
    (finding,) = found("files")
    assert finding.level is Level.WRONG and "another node" in finding.said


def test_old_figures_are_told_and_fresh_ones_are_well(settings, tmp_path):
    settings.FIGURES_DIR = tmp_path / "figures"
    assert levels("figures") == [Level.NOTE]
    figures.refresh(at=NOW - timedelta(hours=2))
    assert levels("figures") == [Level.OK]
    assert levels("figures", NOW + timedelta(hours=2)) == [Level.WARNING]


def test_a_node_with_bare_tables_is_told_each_load_that_is_missing_until_it_is_done():
    first = {name: found(name) for name in ("agencies", "operators", "law", "procedures")}
    assert [one.level for (one,) in first.values()] == [Level.WRONG, Level.WRONG, Level.WRONG, Level.WARNING]
    words = ("people load", "people operator", "law load", "procedures load")
    assert all(word in one.mend for word, (one,) in zip(words, first.values(), strict=True))
    call_command("people", "load", verbosity=0)
    call_command("law", "load", verbosity=0)
    call_command(
        "people", "operator", "--code", "vh01", "--name", "Lê Thị Vận", "--agency", "H15", "--basis", "QĐ 1"
    )
    call_command("procedures", "load", procedures.SHIPPED / "1.004873.yaml")
    now = timezone.now()
    assert [levels(name, now) for name in first] == [[Level.OK]] * 4


def test_law_that_an_upgrade_brought_is_missing_and_law_that_was_decided_here_is_not():
    law.load(at=NOW)
    DatedValue.objects.filter(shipped=True).order_by("pk").first().delete()
    (one,) = found("law")
    assert one.level is Level.WRONG and one.said.startswith("1 dated value")
    law.load(at=NOW)
    key = DatedValue.objects.order_by("pk").first().key
    DatedValue.objects.filter(key=key).update(shipped=False, value=999)
    assert levels("law") == [Level.OK]
