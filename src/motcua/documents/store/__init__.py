"""Where bytes lie, named by their SHA-256: a folder of this machine, or a bucket of an S3-compatible service. Knows no rows.

Both places keep the same promises: a file appears under its name only when it is whole; the same content handed in
again replaces itself, which renews its age, so the cleaner never takes what is about to get a row.
"""

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import BinaryIO, Protocol

from django.conf import settings

from motcua.documents.rules import StoreFull, StoreUnreachable
from motcua.documents.store.disk import Disk
from motcua.documents.store.receiving import Incoming, Lying, leftovers, receive

__all__ = ["Incoming", "Lying", "Place", "guarded", "leftovers", "place", "receive"]

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Place(Protocol):
    def settle(self, incoming: Incoming) -> None:
        """Give a received file its place under its hash."""

    def find(self, sha256: str) -> Lying | None: ...

    def open(self, sha256: str) -> BinaryIO:
        """The bytes, to be read once and closed. Raises FileNotFoundError."""

    def every(self) -> Iterator[Lying]:
        """All files, in the order of their hashes."""

    def remove(self, sha256: str, *, older_than: datetime, needed: Callable[[], bool]) -> bool:
        """Remove a file unless it was renewed since, or got a row while it was being removed."""


def place() -> Place:
    """The place this node uses."""
    if settings.FILES_S3:
        return _bucket(
            settings.FILES_S3, settings.FILES_S3_KEY, settings.FILES_S3_SECRET, settings.FILES_S3_REGION
        )
    return Disk(settings.FILES_DIR)


@cache
def _bucket(address: str, key: str, secret: str, region: str) -> Place:
    from motcua.documents.store.s3 import Bucket  # an extra: offices that keep files on disk do not need it

    return Bucket(address=address, key=key, secret=secret, region=region)


@contextmanager
def guarded(name: str) -> Iterator[None]:
    """Trouble with the place becomes a refusal that says whether there is no room or no answer."""
    try:
        yield
    except OSError as problem:
        if problem.errno in NO_ROOM:
            raise StoreFull(name=name) from problem
        raise StoreUnreachable(name=name) from problem
