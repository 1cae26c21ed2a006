"""Acts of an imagined room, as few words as a test needs."""

from datetime import UTC, datetime
from enum import StrEnum

from django.db import transaction

from motcua.chronicle import actions

NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)


class Kind(StrEnum):
    TAKEN_IN = "dossier.taken-in"
    APPROVED = "dossier.approved"


def write(**changes):
    facts = {"kind": Kind.TAKEN_IN, "subject": "000.00.15.H15-230419-0001", "actor": "mandate:17", "at": NOW}
    return actions.append(**(facts | changes))


def write_some(count):
    """Each in a transaction of its own."""
    hashes = []
    for number in range(count):
        with transaction.atomic():
            hashes.append(write(data={"number": number}))
    return hashes
