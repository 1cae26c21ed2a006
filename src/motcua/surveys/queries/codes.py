"""How a code is found without being stored."""

from hashlib import sha256

from django.conf import settings

from motcua.foundation.secret_text import fingerprint

from ..rules import codes

USE = "invitation"


SENDING = "sending"  # the kind of a mark


def of_code(code: str, sending: str) -> str:
    """The word of one sending, bound to the code by which it came."""
    return f"{codes.typed(code)} {sending}"


def mark_of(sending: str) -> str:
    """What is kept of the word of one sending."""
    return sha256(sending.encode()).hexdigest()


def hash_of(code: str) -> str:
    return fingerprint(f"hash:{code}", use=USE, folder=settings.KEYS_DIR)
