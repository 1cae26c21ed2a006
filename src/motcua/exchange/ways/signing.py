"""Signed requests between nodes: HTTP Message Signatures (RFC 9421) with Ed25519.

When something was signed is not judged: clocks jump, and an old batch is known by its position.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from http_message_signatures import (
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    InvalidSignature,
    algorithms,
)

from motcua.foundation import keys
from motcua.foundation.keys import Key

COVERED = (
    "@method",
    "@target-uri",
    "date",
    "content-type",
    "content-encoding",
    "content-digest",
    "motcua-node",
)
TAG = "motcua-exchange"
COVERED_OF_EVENTS = ("@method", "@target-uri", "content-type", "content-digest")
TAG_OF_EVENTS = "motcua-webhook"
KEPT = (
    "date",
    "content-type",
    "content-encoding",
    "content-digest",
    "motcua-node",
    "signature-input",
    "signature",
)


class BadSignature(Exception):
    """The request is not signed by a key that is known and in force."""


@dataclass
class Message:
    """A request as the library reads it."""

    method: str
    url: str
    headers: dict[str, str]


class _Keys(HTTPSignatureKeyResolver):
    def __init__(self, private: Ed25519PrivateKey | None, find: Callable[[str], bytes | None]) -> None:
        self.private, self.find, self.asked = private, find, ""

    def resolve_private_key(self, key_id: str) -> Any:
        return self.private

    def resolve_public_key(self, key_id: str) -> Any:
        self.asked = key_id
        public = self.find(key_id)
        return None if public is None else Ed25519PublicKey.from_public_bytes(public)


class _Verifier(HTTPMessageVerifier):
    def validate_created_and_expires(self, sig_input: Any, max_age: object = None) -> None:
        """Not by the clock."""


def sign(
    *, url: str, body: bytes, node: str, key: Key, at: datetime, media_type: str, encoding: str = "identity"
) -> dict[str, str]:
    """The headers of a signed POST."""
    headers = {
        "Date": format_datetime(at),
        "Content-Type": media_type,
        "Content-Encoding": encoding,
        "Motcua-Node": node,
    }
    return _signed(url=url, body=body, key=key, at=at, headers=headers, covered=COVERED, tag=TAG)


def sign_events(
    *, url: str, body: bytes, key: Key, at: datetime, headers: Mapping[str, str]
) -> dict[str, str]:
    """The headers of a signed POST of events: under a tag of its own, so that it stands for nothing between nodes."""
    return _signed(
        url=url, body=body, key=key, at=at, headers=headers, covered=COVERED_OF_EVENTS, tag=TAG_OF_EVENTS
    )


def _signed(
    *,
    url: str,
    body: bytes,
    key: Key,
    at: datetime,
    headers: Mapping[str, str],
    covered: tuple[str, ...],
    tag: str,
) -> dict[str, str]:
    message = Message("POST", url, dict(headers))
    signer = HTTPMessageSigner(
        signature_algorithm=algorithms.ED25519, key_resolver=_Keys(keys.ed25519(key), lambda _: None)
    )
    signer.sign(
        message, key_id=key.id, created=at, tag=tag, label="sig", covered_component_ids=covered, body=body
    )
    return message.headers


def verify(
    *, url: str, body: bytes, headers: Mapping[str, str], find: Callable[[str], bytes | None]
) -> tuple[str, dict[str, str]]:
    """The id of the key that signed all of `COVERED` over these bytes, and the headers that prove it."""
    here = {name.lower(): value for name, value in headers.items()}
    known = _Keys(None, find)
    verifier = _Verifier(signature_algorithm=algorithms.ED25519, key_resolver=known)
    try:
        verifier.verify(
            Message("POST", url, here),
            max_age=None,
            expect_tag=TAG,
            require_components=COVERED,
            body=body,
        )
    except InvalidSignature as error:
        raise BadSignature(str(error)) from None
    except Exception as error:
        raise BadSignature(type(error).__name__) from None
    return known.asked, {name: here[name] for name in KEPT if name in here}
