"""Brings a backup back: only into an empty database, only after every part of it was found to be whole.

A restore goes back in time, so the chronicle begins a new epoch: no position is ever given twice abroad.
"""

import gzip
import os
import shutil
import tarfile
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from motcua.chronicle import actions as chronicle
from motcua.chronicle import queries as positions
from motcua.documents.store.mark import Marked, mark, marked
from motcua.operations import archive, backup

SESSION_SECRET = "session-secret"  # noqa: S105  a file name


@dataclass(frozen=True)
class Restored:
    made_at: str
    files: int
    rows: dict[str, int]
    position: int
    epoch: int
    seals_kept: bool
    in_bucket: bool


def bring_back(*, source: Path, keys: Path | None, at: datetime) -> Restored:
    """Verify, load, bring to this version, begin a new epoch."""
    with tarfile.open(source) as tar:
        manifest = archive.verified(tar)
        _check_fits(manifest)
        # Keys first: without them the seal of the new epoch would be signed by a new one.
        if keys is not None:
            _bring_back_keys(keys)
        root = Path(settings.FILES_DIR)
        if manifest.papers == "here":
            mark(root, node=settings.NODE)
        names = [member.name for member in manifest.members if member.name.startswith("files/")]
        for name in names:
            place = root / name.removeprefix("files/")
            if not place.exists():
                archive.extract(tar, name, place)
        seals_kept = _bring_back_seals(tar, manifest)
        # The database last: until it is there, doing all this again does no harm.
        _load_database(tar, manifest)
    call_command("migrate", verbosity=0)
    epoch = chronicle.begin_epoch(reason="restore", at=at)
    return Restored(
        manifest.made_at,
        len(names),
        _rows(),
        positions.head(),
        epoch,
        seals_kept,
        manifest.papers == "bucket",
    )


def _check_fits(manifest: archive.Manifest) -> None:
    if manifest.node != settings.NODE:
        raise CommandError(
            f"This is a backup of node {manifest.node}. Set MOTCUA_NODE={manifest.node} to bring it back here."
        )
    if manifest.database != connection.vendor:
        raise CommandError(
            f"This backup was made on {manifest.database}, and MOTCUA_DATABASE names a {connection.vendor} database."
        )
    if manifest.papers == "bucket" and not settings.FILES_S3:
        raise CommandError(
            "The papers of this backup lie in a bucket, not in this file. Set MOTCUA_FILES_S3 to that bucket, or to a copy of it."
        )
    if manifest.papers == "here" and settings.FILES_S3:
        raise CommandError(
            "This backup holds the papers themselves, and MOTCUA_FILES_S3 names a bucket. Restore without MOTCUA_FILES_S3, "
            "then copy the folder of files into the bucket under the same names, then set it."
        )
    if manifest.papers == "here" and marked(Path(settings.FILES_DIR), node=settings.NODE) is Marked.ANOTHERS:
        raise CommandError(
            f"{settings.FILES_DIR} holds the files of another node. Point MOTCUA_FILES to an empty folder."
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if newer := sorted(set(manifest.migrations) - known):
        raise CommandError(
            f"This backup was made by version {manifest.version}, which is newer ({newer[0]}). Install that version first."
        )
    if connection.introspection.table_names():
        raise CommandError(
            "The database is not empty, and a restore never writes over data. "
            "Point MOTCUA_DATABASE to a new database (PostgreSQL: createdb; SQLite: a file that is not there yet)."
        )


def _bring_back_keys(source: Path) -> None:
    """Put keys in their folder. One that differs from a key that is there already stops everything."""
    folder = Path(settings.KEYS_DIR)
    with tarfile.open(source) as tar:
        infos = tar.getmembers()
        for info in infos:
            if (
                not info.isreg()
                or not info.name.startswith("keys/")
                or not archive.MEMBER.fullmatch(info.name)
            ):
                raise CommandError(f"{source} is not a backup of keys: it holds {info.name!r}.")
            place = folder / info.name.removeprefix("keys/")
            stream = tar.extractfile(info)
            assert stream is not None
            # The session secret is made by every command, this one too; the others are precious.
            if place.name != SESSION_SECRET and place.exists() and place.read_bytes() != stream.read():
                raise CommandError(
                    f"{place} is another key than the one in {source}. Point MOTCUA_KEYS to an empty folder."
                )
        for info in infos:
            archive.extract(tar, info.name, folder / info.name.removeprefix("keys/"))


def _bring_back_seals(tar: tarfile.TarFile, manifest: archive.Manifest) -> bool:
    """Seals that lie here already are a witness and stay; true when that was so."""
    kept = False
    for member in manifest.members:
        if member.name.startswith("seals/"):
            place = Path(settings.SEALS_DIR) / member.name.removeprefix("seals/")
            if place.exists():
                kept = True
            else:
                archive.extract(tar, member.name, place)
    return kept


def _load_database(tar: tarfile.TarFile, manifest: archive.Manifest) -> None:
    settings.VAR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="motcua-restore-", dir=settings.VAR) as folder:
        if manifest.database == "sqlite":
            packed, place = Path(folder) / archive.SQLITE, Path(connection.settings_dict["NAME"])
            archive.extract(tar, archive.SQLITE, packed)
            connection.close()
            for tail in ("", "-wal", "-shm"):
                place.with_name(place.name + tail).unlink(missing_ok=True)
            place.parent.mkdir(parents=True, exist_ok=True)
            with gzip.open(packed) as small, place.open("wb") as plain:
                shutil.copyfileobj(small, plain, archive.BLOCK_BYTES)
                plain.flush()
                os.fsync(plain.fileno())
            place.chmod(0o600)
        else:
            dump = Path(folder) / archive.POSTGRESQL
            archive.extract(tar, archive.POSTGRESQL, dump)
            backup.run_postgresql(
                "pg_restore",
                "--exit-on-error",
                "--single-transaction",
                "--no-owner",
                "--no-privileges",
                f"--dbname={connection.settings_dict['NAME']}",
                str(dump),
            )


def _rows() -> dict[str, int]:
    """How many rows each table of ours has, for the operator to compare."""
    counts = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names()):
            if not table.startswith(("django_", "auth_")):
                cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608  our own tables
                counts[table] = int(cursor.fetchone()[0])
    return counts
