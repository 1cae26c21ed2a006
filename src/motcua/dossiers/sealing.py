"""Sensitive answers and drafts as locked JSON, bound to the row they belong to."""

import json
from collections.abc import Mapping

from django.conf import settings

from motcua.foundation import keys, secret_text
from motcua.foundation.forms import Form


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


def parted(answers: Mapping[str, object], *, form: Form | None, about: str) -> dict[str, object]:
    """The columns of a request's answers: ordinary ones in the open, sensitive ones locked.

    A group with a sensitive column is locked as a whole.
    """
    sensitive = {code.partition(".")[0] for code in form.sensitive} if form else set()
    data = {name: value for name, value in answers.items() if name not in sensitive}
    hidden = {name: answers[name] for name in sorted(sensitive & answers.keys())}
    return {"data": data, "sealed": lock(hidden, about=about)}


def lookup_key() -> bytes:
    """The key of look-up secrets."""
    return keys.key("lookup", folder=settings.KEYS_DIR).bytes
