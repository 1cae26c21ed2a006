"""The form of a backup: one tar with the database, the files and the seals, and a manifest with the sum of each.

    database.sqlite3.gz | database.dump      made by SQLite's own backup, or by pg_dump (custom format)
    files/ab/cd/<sha256>                     as they lie in the files folder
    seals/seals.ndjson                       what was published of the chronicle
    manifest.json                            last: version, node, moment, migrations, and every member's size and SHA-256

Keys are never in it: they have a tar of their own, kept elsewhere. Papers in a bucket are not in it either: a bucket has
its own means for that, and the manifest says so.
"""

import hashlib
import io
import json
import os
import re
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from django.core.management import CommandError

FORMAT = 1
MANIFEST = "manifest.json"
SQLITE, POSTGRESQL = "database.sqlite3.gz", "database.dump"
MEMBER = re.compile(
    r"database\.(sqlite3\.gz|dump)|files/[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{64}|seals/(?!\.)[A-Za-z0-9._-]+|keys/([A-Za-z0-9_-]+/){0,2}(?!\.)[A-Za-z0-9._-]+"
)
MANIFEST_BYTES_MAX = 1024**3
BLOCK_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Member:
    name: str
    size_bytes: int
    sha256: str


@dataclass
class Manifest:
    """What a backup says of itself."""

    format: int
    version: str
    node: str
    made_at: str
    database: str  # "sqlite" or "postgresql"
    migrations: list[str]
    position: int  # of the chronicle
    papers: str = "here"  # or "bucket": where they lie, outside this file
    members: list[Member] = field(default_factory=list)


class Writer:
    """Adds members to a tar that nobody sees before it is whole."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self.tar = tar
        self.members: list[Member] = []

    def add(self, name: str, path: Path) -> None:
        assert MEMBER.fullmatch(name), name
        with path.open("rb") as stream:
            info = self.tar.gettarinfo(arcname=name, fileobj=stream)
            info.uid = info.gid = 0
            info.uname = info.gname = ""
            info.mode = 0o600
            summing = _Summing(stream)
            self.tar.addfile(info, summing)
        self.members.append(Member(name, info.size, summing.digest.hexdigest()))

    def add_manifest(self, manifest: Manifest) -> None:
        manifest.members = self.members
        content = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size, info.mode = len(content), 0o600
        self.tar.addfile(info, io.BytesIO(content))


class _Summing:
    """Reads for the tar and adds up on the way, so that what is summed is what was written."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self.stream.read(size)
        self.digest.update(block)
        return block


@contextmanager
def written(target: Path) -> Iterator[Writer]:
    """A tar of mode 0600 that takes its name only when it is whole and on the disk."""
    if target.exists():
        raise CommandError(f"{target} is there already. Name another file.")
    beside = target.with_name(f"{target.name}.part")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as tar:
                yield Writer(tar)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def verified(tar: tarfile.TarFile) -> Manifest:
    """The manifest, once every member is exactly what it says and nothing else is there."""
    manifest = _manifest(tar)
    promised = {member.name: member for member in manifest.members}
    seen = set()
    for info in tar:
        if info.name == MANIFEST:
            continue
        member = promised.get(info.name)
        if member is None or not info.isreg() or not MEMBER.fullmatch(info.name) or info.name in seen:
            raise CommandError(
                f"The backup holds {info.name!r}, which its manifest does not name. It was changed."
            )
        if info.size != member.size_bytes or sum_of(tar, info) != member.sha256:
            raise CommandError(f"The backup is damaged: {info.name} is not what its manifest says.")
        seen.add(info.name)
    if missing := sorted(set(promised) - seen):
        raise CommandError(
            f"The backup is not whole: {len(missing)} members are missing, first {missing[0]}."
        )
    return manifest


def _manifest(tar: tarfile.TarFile) -> Manifest:
    try:
        info = tar.getmember(MANIFEST)
        assert info.isreg() and info.size <= MANIFEST_BYTES_MAX
        stream = tar.extractfile(info)
        assert stream is not None
        said = json.load(stream)
        members = [Member(**member) for member in said.pop("members")]
        manifest = Manifest(**said, members=members)
    except (KeyError, TypeError, ValueError, AssertionError) as problem:
        raise CommandError(
            "This is not a backup of Một Cửa, or it was cut off: it has no whole manifest."
        ) from problem
    if manifest.format != FORMAT:
        raise CommandError(f"This backup has format {manifest.format}; this version reads format {FORMAT}.")
    return manifest


def sum_of(tar: tarfile.TarFile, info: tarfile.TarInfo) -> str:
    digest = hashlib.sha256()
    stream = tar.extractfile(info)
    assert stream is not None
    while block := stream.read(BLOCK_BYTES):
        digest.update(block)
    return digest.hexdigest()


def extract(tar: tarfile.TarFile, name: str, place: Path) -> None:
    """One member to a place, whole or not at all."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = place.with_name(f"{place.name}.part")
    stream = tar.extractfile(name)
    assert stream is not None
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as target:
        while block := stream.read(BLOCK_BYTES):
            target.write(block)
        target.flush()
        os.fsync(target.fileno())
    beside.replace(place)
