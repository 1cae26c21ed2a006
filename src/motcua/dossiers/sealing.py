"""Sensitive answers and drafts as locked JSON, bound to the row they belong to."""

import json
from collections.abc import Mapping

from django.conf import settings

from motcua.foundation import keys, secret_text


def lock(values: Mapping[str, object], *, about: str) -> str:
    return (
        secret_text.lock(json.dumps(values, ensure_ascii=False), about=about, folder=settings.KEYS_DIR)
        if values
        else ""
    )


def unlock(locked: str, *, about: str) -> dict[str, object]:
    if not locked:
        return {}
    values = json.loads(secret_text.unlock(locked, about=about, folder=settings.KEYS_DIR))
    assert isinstance(values, dict)
    return values


def lookup_key() -> bytes:
    """The key of look-up secrets."""
    return keys.key("lookup", folder=settings.KEYS_DIR).bytes
