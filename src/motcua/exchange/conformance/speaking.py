"""Signed requests of the test node, written by hand as RFC 9421 says, so that each part can also be wrong."""

import base64
import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.utils import format_datetime

import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from motcua.foundation import outgoing

COVERED = (
    "@method", "@target-uri", "date", "content-type", "content-encoding", "content-digest", "motcua-node",
)  # fmt: skip
TAG = "motcua-exchange"
SECONDS_MAX = 30.0  # for one answer
WAITS_MAX = 20  # for a receiver that says "not now"
WAIT_SECONDS_MAX = 10.0


@dataclass(frozen=True)
class Reply:
    status: int
    said: Mapping[str, object] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return str(self.said.get("code", ""))

    @property
    def position(self) -> object:
        cursor = self.said.get("cursor")
        return cursor.get("position") if isinstance(cursor, dict) else None

    @property
    def epoch(self) -> object:
        cursor = self.said.get("cursor")
        return cursor.get("epoch") if isinstance(cursor, dict) else None

    def __str__(self) -> str:
        return f"{self.status} {self.code}".strip()


class NoReply(Exception):
    """Nothing whole came back."""


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a request on purpose."""

    covered: Sequence[str] = COVERED
    signed_url: str = ""  # signed for another address
    host: str = ""  # what the request names as its host
    digest_of: bytes | None = None  # the digest of other bytes, truly signed
    instead: bytes | None = None  # other bytes than those that were signed
    node: str = ""
    spoil: bool = False  # a bit of the signature is turned
    key: Ed25519PrivateKey | None = None
    keyid: str = ""


RIGHT = Wrong()


@dataclass(frozen=True)
class Speaker:
    """One node, its key and the address of the receiver."""

    url: str
    node: str
    keyid: str
    key: Ed25519PrivateKey
    at: datetime
    sleep: Callable[[float], None] = time.sleep

    def as_stranger(self) -> "Speaker":
        """The same words, signed with a key that nobody registered."""
        return replace(self, keyid="nobody-registered-this", key=Ed25519PrivateKey.generate())

    def batch(self, body: bytes, wrong: Wrong = RIGHT) -> Reply:
        return self._post("batches", body, media_type="application/x-ndjson", encoding="zstd", wrong=wrong)

    def ask(self, word: str, question: Mapping[str, object]) -> Reply:
        body = json.dumps({"node": self.node, **question}).encode()
        return self._post(word, body, media_type="application/json", encoding="identity")

    def _post(self, word: str, body: bytes, *, media_type: str, encoding: str, wrong: Wrong = RIGHT) -> Reply:
        url = f"{self.url.rstrip('/')}/exchange/v1/{word}"
        headers = self._headers(url, body, media_type=media_type, encoding=encoding, wrong=wrong)
        sent = body if wrong.instead is None else wrong.instead
        for _ in range(WAITS_MAX):
            try:
                answer = outgoing.send(
                    "POST", url, body=sent, headers=headers, trusted=True, seconds=SECONDS_MAX
                )
            except outgoing.NoAnswer as error:
                raise NoReply(error.code) from None
            wait = answer.headers.get("retry-after", "")
            if answer.status not in (429, 503) or not wait.isdigit():
                return Reply(answer.status, _object(answer.body))
            self.sleep(min(float(wait), WAIT_SECONDS_MAX))
        return Reply(answer.status, _object(answer.body))

    def _headers(
        self, url: str, body: bytes, *, media_type: str, encoding: str, wrong: Wrong
    ) -> dict[str, str]:
        digest = hashlib.sha256(body if wrong.digest_of is None else wrong.digest_of).digest()
        headers = {
            "date": format_datetime(self.at, usegmt=True),
            "content-type": media_type,
            "content-encoding": encoding,
            "content-digest": f"sha-256=:{base64.b64encode(digest).decode()}:",
            "motcua-node": wrong.node or self.node,
        }
        values = {"@method": "POST", "@target-uri": wrong.signed_url or url, **headers}
        names = " ".join(f'"{name}"' for name in wrong.covered)
        made = f'({names});created={int(self.at.timestamp())};keyid="{wrong.keyid or self.keyid}";alg="ed25519";tag="{TAG}"'
        lines = [f'"{name}": {values[name]}' for name in wrong.covered]
        signature = (wrong.key or self.key).sign("\n".join([*lines, f'"@signature-params": {made}']).encode())
        if wrong.spoil:
            signature = bytes([signature[0] ^ 1]) + signature[1:]
        return {
            **headers,
            **({"host": wrong.host} if wrong.host else {}),
            "signature-input": f"sig={made}",
            "signature": f"sig=:{base64.b64encode(signature).decode()}:",
        }


def _object(body: bytes) -> Mapping[str, object]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def packed(lines: Sequence[bytes]) -> bytes:
    """NDJSON in zstd, as a batch travels."""
    return zstandard.ZstdCompressor(level=3).compress(b"\n".join(lines) + b"\n")


def public_text(key: Ed25519PrivateKey) -> str:
    """The public key as a receiver registers it."""
    return base64.b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()
