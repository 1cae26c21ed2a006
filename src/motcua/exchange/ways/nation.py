"""Brings this node's signed requests to the nation, through the one outgoing door."""

from base64 import b64decode
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import msgspec
from django.conf import settings
from django.utils import timezone

from motcua.exchange.ways import signing
from motcua.foundation import keys, outgoing
from motcua.foundation.keys import Key
from motcua.foundation.outgoing import Answer, NoAnswer

CHECK_KEY = "/exchange/v1/check-key"
SECONDS_MAX = 60.0  # a batch of thousands is merged before it is answered


@dataclass
class ToTheNation:
    """The way to the address that the operator set (MOTCUA_NATION)."""

    address: str
    _check_key: bytes = field(default=b"", repr=False)

    def __call__(
        self,
        path: str,
        body: bytes,
        *,
        batch: bool,
        bytes_max: int = outgoing.ANSWER_BYTES_MAX,
        into: BinaryIO | None = None,
    ) -> Answer:
        """By the key in force; by the one before it while the nation does not know its successor yet."""
        newest, *before = self._keys()
        answer = self._ask(path, body, newest, batch=batch, bytes_max=bytes_max, into=into)
        if before and answer.status == 401 and _why(answer) == "exchange.unknown-node":
            return self._ask(path, body, before[0], batch=batch, bytes_max=bytes_max, into=into)
        return answer

    def _keys(self) -> list[Key]:
        folder = Path(settings.KEYS_DIR)
        keys.key("exchange", folder=folder)  # made now if there is none yet
        own = [
            key for key in keys.registry(folder=folder) if key.use == "exchange" and key.revoked_at is None
        ]
        return own[::-1]

    def _ask(
        self, path: str, body: bytes, key: Key, *, batch: bool, bytes_max: int, into: BinaryIO | None
    ) -> Answer:
        url = self.address + path
        headers = signing.sign(
            url=url,
            body=body,
            node=settings.NODE,
            key=key,
            at=timezone.now(),
            media_type="application/x-ndjson" if batch else "application/json",
            encoding="zstd" if batch else "identity",
        )
        return outgoing.send(
            "POST",
            url,
            body=body,
            headers=headers,
            trusted=True,
            seconds=SECONDS_MAX,
            bytes_max=bytes_max,
            into=into,
        )

    def check_key(self) -> bytes:
        """The key by which the nation recognises our look-up secrets; asked once a process, kept in no file."""
        if not self._check_key:
            answer = self(CHECK_KEY, msgspec.json.encode({"node": settings.NODE}), batch=False)
            try:
                found = b64decode(msgspec.json.decode(answer.body)["key"], validate=True)
            except (msgspec.DecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError):
                raise NoAnswer(_why(answer)) from None
            if answer.status != 200 or len(found) != 32:
                raise NoAnswer(_why(answer))
            self._check_key = found
        return self._check_key


def _why(answer: Answer) -> str:
    """The nation's own code for refusing, as far as it says one."""
    try:
        return str(msgspec.json.decode(answer.body)["code"])[:60]
    except (msgspec.DecodeError, UnicodeDecodeError, KeyError, TypeError):
        return f"status-{answer.status}"
