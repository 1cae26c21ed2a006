"""Identity numbers: found by a keyed fingerprint, kept locked, opened only to be shown on request."""

from django.conf import settings

from motcua.foundation import secret_text

from .models import Person
from .rules import digits


def fingerprint(number: str) -> str:
    return secret_text.fingerprint(digits(number), use="identity-hash", folder=settings.KEYS_DIR)


def lock(number: str, *, public_id: str) -> str:
    return secret_text.lock(digits(number), about=f"person:{public_id}", folder=settings.KEYS_DIR)


def unlock(person: Person) -> str:
    """The number in clear; the caller writes the look into the access log."""
    if not person.identity_locked:
        return ""
    return secret_text.unlock(
        person.identity_locked, about=f"person:{person.public_id}", folder=settings.KEYS_DIR
    )
