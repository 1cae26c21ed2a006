"""What the clock does for the chronicle: seal what is waiting, and write the seals to the file that is published."""

import json
import os
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.core.files import locks

from motcua import database
from motcua.chronicle import actions, queries, rules
from motcua.chronicle.models import Seal
from motcua.foundation.jobs import Job

LOTS_MAX = 1_000


def seal(*, now: datetime) -> int:
    """Seal all that is ready, lot by lot, then bring the published file up to date. Answers how many entries."""
    total, turns = 0, database.Turns()
    for _ in range(LOTS_MAX):
        taken = actions.seal_lot(at=now)
        total += taken
        if not taken:
            break
        turns.give_way()
    if total:
        publish()
    return total


def publish() -> int:
    """Append every seal the file does not hold yet; written only after the seal is committed, and safe to repeat."""
    path = queries.seals_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        locks.lock(file, locks.LOCK_EX)
        _drop_torn_line(file)
        after = _last_held(path)
        count = 0
        for one in Seal.objects.filter(number__gt=after).order_by("number").iterator(chunk_size=1_000):
            file.write(queries.seal_line(one) + b"\n")
            count += 1
        if count:
            file.flush()
            os.fsync(file.fileno())
        return count


def _drop_torn_line(file: BinaryIO) -> None:
    """A power cut may leave half a line at the end; the seal is in the database and is written again."""
    size = file.seek(0, os.SEEK_END)
    if size:
        file.seek(-1, os.SEEK_END)
        if file.read(1) != b"\n":
            file.seek(0)
            file.truncate(file.read().rfind(b"\n") + 1)
            file.seek(0, os.SEEK_END)


def _last_held(path: Path) -> int:
    """The number of the latest seal in the file that is also ours. After a restore the last lines may not be."""
    ours = (number for line in reversed(queries.tail(path)) if (number := _ours(line)))
    # Only when none of the last lines is ours the whole file is read.
    return next(ours, None) or max(map(_ours, path.read_bytes().splitlines()), default=0)


def _ours(line: bytes) -> int:
    """The number of the seal in a line of the file, 0 when the database does not hold that seal."""
    try:
        says = json.loads(line)["seal"]
        number = int(says["number"])
    except (ValueError, KeyError, TypeError):
        return 0
    return number if Seal.objects.filter(number=number, hash=rules.statement_hash(says)).exists() else 0


JOBS = (
    # Often, because everything that follows positions waits for it; with nothing to seal it asks two questions.
    Job("chronicle.seal", 0.5, lambda at: seal(now=at)),
    Job("chronicle.publish", 60, lambda at: publish()),  # what a stop between sealing and publishing left
)
