"""Backup and restore, played: a node with data is saved while it runs, and brought back on a new machine."""

import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from motcua.chronicle import actions as chronicle
from motcua.documents import actions as documents
from motcua.documents import rules
from motcua.documents.signing import development, registry
from motcua.notices import actions as notices
from motcua.notices.rules import Kind
from motcua.operations import archive
from motcua.people import actions as people
from tests.documents.samples import PDF, PNG
from tests.documents.test_s3 import bucket, moto
from tests.people.cast import make_cast

pytestmark = pytest.mark.django_db(transaction=True)
BUCKET = ("FILES_S3", "FILES_S3_KEY", "FILES_S3_SECRET", "FILES_S3_REGION")
__all__ = ["bucket", "moto"]
AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
# These move on while a node is restored: the new epoch, its entry, its place; and what Django writes anew of itself.
MOVES_ON = {
    "auth_permission",
    "django_content_type",
    "sqlite_sequence",
    "chronicle_epoch",
    "chronicle_entry",
    "chronicle_leaf",
    "chronicle_occurrence",
    "chronicle_seal",
    "chronicle_sealer",
}


@pytest.fixture
def office(settings, tmp_path):
    """A node with people, files, notices and a sealed chronicle, in folders of its own."""
    for name in ("files", "seals", "keys"):
        setattr(settings, f"{name.upper()}_DIR", tmp_path / "old" / name)
    make_cast()
    person_id = people.find_or_add_person(
        full_name="Trần Thị Lan", identity_number="066190000123", by="mandate:1", at=AT
    )
    for content, name in ((PDF, "Tờ khai.pdf"), (PNG, "ảnh.png")):
        stored = documents.store(
            content=io.BytesIO(content), name=name, accept=rules.PAPERS, by="mandate:1", at=AT
        )
        documents.keep(file_id=stored.id, holder="dossiers.paper:1")
    with transaction.atomic():
        chronicle.append(kind=Kind.RESENT, subject="notice:1", actor="mandate:1", at=AT)
    call_command("work", "--once")
    settings.DEMO = True  # development keys are made in the demo only
    development.ensure([("officer:LD.01", "Trần Văn Bình"), ("agency:H15.15", "UBND phường Tân Lập")])
    settings.DEMO = False
    to = notices.Recipient(email="lan@example.vn", name="Trần Thị Lan")
    notices.queue(to=to, template="trial/said", values={"number": "1"}, subject="dossier:1", at=AT)
    return person_id


@contextmanager
def new_database(tmp_path):
    """The address of an empty database: a file that is not there, or one on the server of this run."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path}/new/motcua.sqlite3"
        return
    name = f"{connection.settings_dict['NAME']}_restored"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
    try:
        yield os.environ["MOTCUA_DATABASE"].rpartition("/")[0] + f"/{name}"
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def motcua(*words, place, database, **more):
    environment = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith("MOTCUA_") or key == "MOTCUA_DEMO"
    }
    environment |= {
        "MOTCUA_VAR": str(place),
        "MOTCUA_DATABASE": database,
        "DJANGO_SETTINGS_MODULE": "motcua.settings",
    }
    return subprocess.run(
        [sys.executable, "-m", "motcua.cli", *map(str, words)],
        env=environment | more,
        capture_output=True,
        text=True,
    )


def own_database():
    name = connection.settings_dict["NAME"]
    return f"sqlite:///{name}" if connection.vendor == "sqlite" else f"postgresql://it/{name}"


def contents_of(database):
    """Every row of every table, read without our code."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect("/" + database.removeprefix("sqlite:///").lstrip("/"))) as other:
            tables = [r[0] for r in other.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {t: sorted(map(repr, other.execute(f'SELECT * FROM "{t}"'))) for t in tables}
    import psycopg

    facts = connection.get_connection_params() | {"dbname": database.rpartition("/")[2]}
    facts = {key: facts[key] for key in ("host", "port", "user", "password", "dbname") if facts.get(key)}
    with psycopg.connect(**facts) as other:
        other.execute("SET TIME ZONE 'UTC'")
        tables = [r[0] for r in other.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        return {t: sorted(map(repr, other.execute(f'SELECT * FROM "{t}"').fetchall())) for t in tables}


def test_a_node_is_brought_back_on_a_new_machine(office, tmp_path, settings):
    tar, keys = tmp_path / "backup.tar", tmp_path / "keys.tar"
    call_command("backup", str(tar), "--keys", str(keys))
    for path in (tar, keys):
        assert path.stat().st_mode & 0o777 == 0o600
    with tarfile.open(tar) as content:
        assert not [name for name in content.getnames() if "key" in name]
    with tarfile.open(keys) as content:
        kept = set(content.getnames())
        assert {
            "keys/signers/officer-LD.01.toml",
            "keys/signers/agency-H15.15.p12",
            "keys/signers/development/ca.pem",
        } <= kept
    with new_database(tmp_path) as database:
        new = tmp_path / "new"
        done = motcua("restore", tar, "--keys", keys, place=new, database=database)
        assert done.returncode == 0, done.stderr
        assert "in epoch 2" in done.stdout and "2  files" in done.stdout
        before, after = contents_of(own_database()), contents_of(database)
        assert {table: before[table] for table in before.keys() - MOVES_ON} == {
            table: after[table] for table in before.keys() - MOVES_ON
        }
        for name in ("files", "seals", "keys"):
            assert same(tmp_path / "old" / name, new / name), name
        check = motcua("documents", "check", "--full", place=new, database=database)
        assert check.returncode == 0 and "2 files" in check.stdout, check.stdout + check.stderr
        opened = motcua("shell", "-v0", "-c", READ, place=new, database=database)
        assert opened.stdout.strip() == "Trần Thị Lan 066190000123", opened.stderr
        # The chronicle goes on: the restored node seals its next entries.
        assert motcua("work", "--once", place=new, database=database).returncode == 0
        again = motcua("restore", tar, place=new, database=database)
        assert again.returncode == 1 and "not empty" in again.stderr


def test_what_a_token_holds_is_counted_and_a_strange_file_among_the_keys_is_named(
    office, tmp_path, capsys, settings
):
    entry = '[pkcs11]\nmodule = "x.so"\ntoken = "t"\nlabel = "l"\n'
    (registry.folder() / "officer-LD.02.toml").write_text(entry)
    call_command("backup", str(tmp_path / "one.tar"), "--keys", str(tmp_path / "one-keys.tar"))
    said = capsys.readouterr().out
    assert "3 signers among them" in said and "in a token, which no file can hold: 1." in said
    (registry.folder() / "khóa của tôi.p12").write_bytes(b"x")
    with pytest.raises(CommandError, match="does not look like a file of keys"):
        call_command("backup", str(tmp_path / "two.tar"), "--keys", str(tmp_path / "two-keys.tar"))
    assert not (tmp_path / "two-keys.tar").exists()


@pytest.mark.once
def test_papers_in_a_bucket_are_said_not_to_be_in_the_backup_and_the_restore_asks_for_them(
    office, bucket, tmp_path, capsys, settings
):
    stored = documents.store(
        content=io.BytesIO(PDF), name="Tờ khai.pdf", accept=rules.PAPERS, by="mandate:1", at=AT
    )
    tar = tmp_path / "backup.tar"
    call_command("backup", str(tar))
    assert "NOT in this backup" in capsys.readouterr().out
    with tarfile.open(tar) as content:
        assert not [name for name in content.getnames() if name.startswith("files/")]
    with new_database(tmp_path) as database:
        new, s3 = tmp_path / "new", {f"MOTCUA_{name}": getattr(settings, name) for name in BUCKET}
        refused = motcua("restore", tar, place=new, database=database)
        assert refused.returncode == 1 and "Set MOTCUA_FILES_S3" in refused.stderr
        done = motcua("restore", tar, place=new, database=database, **s3)
        assert done.returncode == 0 and "The papers stay in the bucket" in done.stdout, done.stderr
        found = motcua("documents", "verify", place=new, database=database, **s3)
        # The two papers of the folder are missing in the bucket, the one that was put there is not.
        assert stored.sha256[:12] not in found.stdout + found.stderr and found.returncode == 1


def test_a_backup_that_holds_the_papers_is_not_restored_beside_a_bucket(office, tmp_path):
    tar = tmp_path / "backup.tar"
    call_command("backup", str(tar))
    with new_database(tmp_path) as database:
        refused = motcua(
            "restore", tar, place=tmp_path / "new", database=database,
            MOTCUA_FILES_S3="http://127.0.0.1:9/papers", MOTCUA_FILES_S3_KEY="key", MOTCUA_FILES_S3_SECRET="secret",
        )  # fmt: skip
        assert refused.returncode == 1 and "Restore without MOTCUA_FILES_S3" in refused.stderr


READ = """
from motcua.people.models import Person
from motcua.people import identity
person = Person.objects.get(full_name="Trần Thị Lan")
print(person.full_name, identity.unlock(person))
"""


def same(one: Path, other: Path) -> bool:
    def files(root):
        return {
            p.relative_to(root): p.read_bytes()
            for p in root.rglob("*")
            if p.is_file() and p.suffix != ".ndjson"
        }

    return files(one).items() <= files(other).items()


def changed_manifest(tar, other, change):
    with tarfile.open(tar) as content, tarfile.open(other, "w") as changed:
        for info in content:
            stream = content.extractfile(info)
            if info.name == archive.MANIFEST:
                text = json.dumps({**json.load(stream), **change}).encode()
                info.size, stream = len(text), io.BytesIO(text)
            changed.addfile(info, stream)
    return other


def test_a_backup_that_was_changed_or_does_not_fit_is_refused_before_anything_is_written(
    office, tmp_path, settings
):
    tar = tmp_path / "backup.tar"
    call_command("backup", str(tar))
    settings.FILES_DIR = tmp_path / "untouched"
    whole = tar.read_bytes()
    middle = len(whole) // 2
    spoilt = {
        "bit": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
        "cut": whole[:middle],
        "empty": b"",
    }
    for name, content in spoilt.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(CommandError):
            call_command("restore", str(tmp_path / name))
    vendor = {"sqlite": "postgresql", "postgresql": "sqlite"}[connection.vendor]
    for change, said in (
        ({"node": "H99"}, "backup of node H99"),
        ({"format": 99}, "format 99"),
        ({"database": vendor}, f"made on {vendor}"),
        ({"migrations": ["dossiers.9999_from_tomorrow"]}, "newer"),
        ({}, "not empty"),
    ):
        other = changed_manifest(tar, tmp_path / "other.tar", change)
        with pytest.raises(CommandError, match=said):
            call_command("restore", str(other))
    with tarfile.open(tar, "a") as content:
        info = tarfile.TarInfo("../../outside")
        info.size = 1
        content.addfile(info, io.BytesIO(b"x"))
    with pytest.raises(CommandError, match="does not name"):
        call_command("restore", str(tar))
    assert not settings.FILES_DIR.exists() and not (tmp_path.parent / "outside").exists()


@pytest.mark.sqlite
def test_keys_that_differ_from_those_in_place_are_not_overwritten(office, tmp_path):
    tar, keys, place = tmp_path / "backup.tar", tmp_path / "keys.tar", tmp_path / "n"
    call_command("backup", str(tar), "--keys", str(keys))
    (place / "keys").mkdir(parents=True)
    (place / "keys" / "identity-hash-1.json").write_text("another")
    done = motcua("restore", tar, "--keys", keys, place=place, database=f"sqlite:///{place}/x.sqlite3")
    assert done.returncode == 1 and "another key" in done.stderr
    assert (place / "keys" / "identity-hash-1.json").read_text() == "another"


def test_a_backup_never_writes_over_a_file_and_a_damaged_store_is_named(office, tmp_path, settings):
    tar = tmp_path / "backup.tar"
    tar.write_text("precious")
    with pytest.raises(CommandError, match="is there already"):
        call_command("backup", str(tar))
    assert tar.read_text() == "precious"
    for path in settings.FILES_DIR.glob("??/??/*"):
        path.write_bytes(b"rot")
    with pytest.raises(CommandError, match="damaged"):
        call_command("backup", str(tmp_path))
    assert not list(tmp_path.glob("*.part")) and not list(tmp_path.glob(".motcua-*"))


@pytest.mark.postgres
def test_a_missing_program_is_named_with_the_way_to_install_it(office, tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda program: None)
    with pytest.raises(CommandError, match="apt install postgresql-client"):
        call_command("backup", str(tmp_path))
