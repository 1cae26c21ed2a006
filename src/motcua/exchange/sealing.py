"""What was sent, as one locked text bound to its submission, and the look-up secret of its receipt."""

from uuid import UUID

import msgspec
from django.conf import settings

from motcua.dossiers.rules import lookup
from motcua.exchange.rules.submissions import Content
from motcua.foundation import keys, secret_text

_encoder = msgspec.json.Encoder()
_contents = msgspec.json.Decoder(Content)


def lock(content: Content, *, key: UUID) -> str:
    text = _encoder.encode(content).decode()
    return secret_text.lock(text, about=f"submission:{key}", folder=settings.KEYS_DIR)


def unlock(locked: str, *, key: UUID) -> Content:
    return _contents.decode(secret_text.unlock(locked, about=f"submission:{key}", folder=settings.KEYS_DIR))


def secret(salt: bytes | memoryview) -> str:
    return lookup.secret(salt=bytes(salt), key=_key())


def opens(typed: str, *, salt: bytes | memoryview) -> bool:
    return lookup.matches(typed=typed, salt=bytes(salt), key=_key())


def _key() -> bytes:
    return keys.key("lookup", folder=settings.KEYS_DIR).bytes
