"""Bytes in a bucket of an S3-compatible service, through django-storages. Reading and writing go in pieces of bounded size."""

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, BinaryIO, cast
from urllib.parse import urlsplit

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from storages.backends.s3 import S3Storage

from motcua.documents.store.receiving import Incoming, Lying

PIECE_BYTES = 8 * 1024 * 1024
MEMORY_BYTES = 1024 * 1024  # a file that is read is spooled to disk beyond this
CONNECT_SECONDS, READ_SECONDS, TRIES = 5, 30, 2
HASH_CHARACTERS = 64
GONE = {"404", "NoSuchKey", "NotFound"}
FULL = {"QuotaExceeded", "XMinioStorageFull", "InsufficientStorage", "507"}


class Bucket:
    """`address` is https://host/bucket; the bucket is there already and open to nobody else."""

    def __init__(self, *, address: str, key: str, secret: str, region: str) -> None:
        parts = urlsplit(address)
        self.name = parts.path.strip("/")
        self.storage = S3Storage(
            bucket_name=self.name,
            endpoint_url=f"{parts.scheme}://{parts.netloc}",
            access_key=key,
            secret_key=secret,
            region_name=region or None,
            file_overwrite=True,
            default_acl=None,
            max_memory_size=MEMORY_BYTES,
            client_config=Config(
                connect_timeout=CONNECT_SECONDS,
                read_timeout=READ_SECONDS,
                retries={"total_max_attempts": TRIES},
                s3={"addressing_style": "path"},
                signature_version="s3v4",
            ),
            transfer_config=TransferConfig(
                multipart_threshold=PIECE_BYTES, multipart_chunksize=PIECE_BYTES, use_threads=False
            ),
        )

    @property
    def _client(self) -> Any:
        return self.storage.connection.meta.client

    def settle(self, incoming: Incoming) -> None:
        """Sent whole or not at all: the service shows an object only when its last piece has come."""
        incoming.stream.seek(0)
        with _translated():
            # django-storages closes what it was given; the private file goes only after the service has it.
            self.storage.save(key_of(incoming.sha256), File(incoming.stream))
            found = self.find(incoming.sha256)
        if found is None or found.size_bytes != incoming.size_bytes:
            raise OSError(errno.EIO, "the service does not have what was sent")
        incoming.drop()

    def find(self, sha256: str) -> Lying | None:
        try:
            with _translated():
                head = self._client.head_object(Bucket=self.name, Key=key_of(sha256))
        except FileNotFoundError:
            return None
        return Lying(sha256, int(head["ContentLength"]), head["LastModified"])

    def open(self, sha256: str) -> BinaryIO:
        with _translated():
            body = self._client.get_object(Bucket=self.name, Key=key_of(sha256))["Body"]
        return cast(BinaryIO, _Body(body))

    def every(self) -> Iterator[Lying]:
        with _translated():
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self.name)
            for page in pages:
                for entry in page.get("Contents", ()):
                    name = str(entry["Key"]).rpartition("/")[2]
                    if len(name) == HASH_CHARACTERS and entry["Key"] == key_of(name):
                        yield Lying(name, int(entry["Size"]), entry["LastModified"])

    def remove(self, sha256: str, *, older_than: datetime, needed: Callable[[], bool]) -> bool:
        """A service cannot move aside in one step: a copy waits until it is sure that no row came meanwhile."""
        found = self.find(sha256)
        if found is None or found.changed_at >= older_than or needed():
            return False
        key, aside = key_of(sha256), f"removing/{sha256}"
        with _translated():
            self._client.copy_object(
                Bucket=self.name, Key=aside, CopySource={"Bucket": self.name, "Key": key}
            )
            self._client.delete_object(Bucket=self.name, Key=key)
            kept = needed()
            if kept:
                self._client.copy_object(
                    Bucket=self.name, Key=key, CopySource={"Bucket": self.name, "Key": aside}
                )
            self._client.delete_object(Bucket=self.name, Key=aside)
        return not kept


class _Body:
    """The stream of an answer: read in pieces, its troubles told like those of a disk."""

    def __init__(self, body: Any) -> None:
        self.body = body

    def read(self, size: int = -1) -> bytes:
        with _translated():
            return bytes(self.body.read(None if size is None or size < 0 else size))

    def close(self) -> None:
        self.body.close()

    def __enter__(self) -> "_Body":
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def key_of(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


@contextmanager
def _translated() -> Iterator[None]:
    """What the service answers, in the words of a disk: not there, no room, no answer."""
    try:
        yield
    except ClientError as problem:
        code = str(problem.response.get("Error", {}).get("Code", ""))
        if code in GONE:
            raise FileNotFoundError(errno.ENOENT, code) from problem
        raise OSError(errno.ENOSPC if code in FULL else errno.EIO, code) from problem
    except (BotoCoreError, Boto3Error) as problem:
        # The name of the trouble only: its words hold the address.
        raise OSError(errno.EIO, type(problem).__name__) from problem
