"""How a code is found without being stored."""

from django.conf import settings

from motcua.foundation.secret_text import fingerprint

USE = "invitation"


def hash_of(code: str) -> str:
    return fingerprint(f"hash:{code}", use=USE, folder=settings.KEYS_DIR)
