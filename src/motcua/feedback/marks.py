"""By which a rated request is known, without naming it: whoever reads the table without the key finds no request in it."""

from uuid import UUID

from django.conf import settings

from motcua.foundation.secret_text import fingerprint


def mark_of(key: UUID) -> str:
    return fingerprint(str(key), use="rated", folder=settings.KEYS_DIR)
