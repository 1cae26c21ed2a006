"""Makes a backup while people work: the database first, then the files it names (they never change), then the seals."""

import gzip
import os
import shutil
import sqlite3
import subprocess
import tempfile
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.core.management import CommandError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from motcua.chronicle import queries as chronicle
from motcua.documents import whereabouts
from motcua.documents.signing import registry
from motcua.operations import archive

DUMP_SECONDS_MAX = 6 * 3600


@dataclass(frozen=True)
class Made:
    path: Path
    files: int
    size_bytes: int
    position: int
    bucket: str  # where the papers lie when they are not in it


def make(*, target: Path, at: datetime) -> Made:
    """A backup at `target`, or under a name with the node and the moment when `target` is a folder."""
    if target.is_dir():
        target = target / f"motcua-{settings.NODE}-{at.astimezone():%Y%m%d-%H%M%S}.tar"
    if whereabouts.state() is not whereabouts.Marked.OURS:
        raise CommandError(
            f"{settings.FILES_DIR} does not hold the files that the database knows, so no backup was made. "
            "Run: motcua doctor"
        )
    position = chronicle.head()
    with (
        archive.written(target) as writer,
        tempfile.TemporaryDirectory(dir=target.parent, prefix=".motcua-") as apart,
    ):
        if connection.vendor == "sqlite":
            writer.add(archive.SQLITE, _copy_sqlite(Path(apart)))
        else:
            writer.add(archive.POSTGRESQL, _dump_postgresql(Path(apart)))
        files = 0 if settings.FILES_S3 else _add_files(writer)
        for path in sorted(Path(settings.SEALS_DIR).glob("*")):
            if path.is_file():
                writer.add(f"seals/{path.name}", path)
        writer.add_manifest(
            archive.Manifest(
                format=archive.FORMAT,
                version=version("motcua"),
                node=settings.NODE,
                made_at=at.isoformat(),
                database=connection.vendor,
                migrations=sorted(
                    f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()
                ),
                position=position,
                papers="bucket" if settings.FILES_S3 else "here",
            )
        )
    return Made(target, files, target.stat().st_size, position, settings.FILES_S3)


@dataclass(frozen=True)
class KeysMade:
    files: int
    signers: int
    in_tokens: int  # of these, with a key that stays in its token


def make_keys(*, target: Path) -> KeysMade:
    """The keys, alone in a tar of mode 0600: without them identity numbers in a backup cannot be read. Keep it elsewhere."""
    folder = Path(settings.KEYS_DIR)
    names = [path.relative_to(folder) for path in sorted(folder.rglob("*")) if path.is_file()]
    # Names with a dot in front are half-written files of somebody at work.
    names = [name for name in names if not any(part.startswith(".") for part in name.parts)]
    strange = [name for name in names if not archive.MEMBER.fullmatch(f"keys/{name.as_posix()}")]
    if strange:
        raise CommandError(
            f"{folder / strange[0]} does not look like a file of keys, so no backup of the keys was made. "
            "Give it a plain name (letters without marks, digits, . _ -), or move it elsewhere."
        )
    with archive.written(target) as writer:
        for name in names:
            writer.add(f"keys/{name.as_posix()}", folder / name)
    signers = registry.every()
    return KeysMade(len(names), len(signers), sum(registry.in_token(one) for one in signers))


def _copy_sqlite(folder: Path) -> Path:
    """SQLite's own online backup: one consistent moment, while others go on writing."""
    copy, packed = folder / "database.sqlite3", folder / archive.SQLITE
    source = sqlite3.connect(f"file:{connection.settings_dict['NAME']}?mode=ro", uri=True)
    target = sqlite3.connect(copy)
    try:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
        (verdict,) = target.execute("PRAGMA quick_check").fetchone()
    finally:
        source.close()
        target.close()
    if verdict != "ok":
        raise CommandError(
            f"The database is damaged, so no backup was made: {verdict}. Bring back an earlier backup."
        )
    with copy.open("rb") as plain, gzip.open(packed, "wb", compresslevel=5) as small:
        shutil.copyfileobj(plain, small, archive.BLOCK_BYTES)
    copy.unlink()
    return packed


def _dump_postgresql(folder: Path) -> Path:
    dump = folder / archive.POSTGRESQL
    run_postgresql("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={dump}")
    return dump


def run_postgresql(program: str, *words: str) -> None:
    """One of PostgreSQL's own programs on this node's database; the password goes through the environment only."""
    if not shutil.which(program):
        raise CommandError(f"{program} is not installed. Run: apt install postgresql-client")
    facts = connection.settings_dict
    named = {
        "PGHOST": "HOST",
        "PGPORT": "PORT",
        "PGUSER": "USER",
        "PGPASSWORD": "PASSWORD",
        "PGDATABASE": "NAME",
    }
    environment = {**os.environ, **{name: str(facts[key]) for name, key in named.items() if facts[key]}}
    done = subprocess.run(
        [program, "--no-password", *words],
        env=environment,
        capture_output=True,
        text=True,
        timeout=DUMP_SECONDS_MAX,
    )
    if done.returncode:
        raise CommandError(f"{program} did not succeed: {done.stderr.strip()[-2000:]}")


def _add_files(writer: archive.Writer) -> int:
    """Every settled file. One that the cleaner takes away meanwhile was held by nobody and is passed over."""
    root, count = Path(settings.FILES_DIR), 0
    for path in sorted(root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*")):
        name = f"files/{path.relative_to(root).as_posix()}"
        if not archive.MEMBER.fullmatch(name):
            continue
        try:
            writer.add(name, path)
        except FileNotFoundError:
            continue
        if writer.members[-1].sha256 != path.name:
            raise CommandError(
                f"The file {path} is damaged, so no backup was made. Run: motcua documents verify"
            )
        count += 1
    return count
