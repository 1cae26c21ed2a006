"""Acts of an imagined room, as few words as a test needs."""

import time
from datetime import UTC, datetime
from enum import StrEnum

from django.db import connection, transaction

from motcua.chronicle import actions, jobs

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
    settle()
    return hashes


def settle():
    """Wait until nothing older is running anywhere in the cluster: other tests write in databases of their own."""
    if connection.vendor != "postgresql":
        return
    for _ in range(12_000):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT coalesce(max(e.xid), 0) < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
                " + coalesce(max(s.xid_offset), 0) FROM chronicle_entry e FULL JOIN chronicle_sealer s ON false"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    raise AssertionError("somebody has been writing for two minutes")


def seal_all(now=NOW):
    settle()
    return jobs.seal(now=now)
