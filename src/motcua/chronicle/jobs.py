"""What the clock does for the chronicle: seal what is waiting, and write the seals to the file that is published."""

import json
import os
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.files import locks

from motcua.chronicle import actions, queries, rules
from motcua.chronicle.models import Seal
from motcua.foundation.jobs import Job

LOTS_MAX = 1_000
SEALS_FILE = "seals.ndjson"
TAIL_BYTES = 256 * 1024  # holds the largest line several times


def seal(*, now: datetime) -> int:
    """Seal all that is ready, lot by lot, then bring the published file up to date. Answers how many entries."""
    total = 0
    for _ in range(LOTS_MAX):
        taken = actions.seal_lot(at=now)
        total += taken
        if not taken:
            break
    publish()
    return total


def seals_path() -> Path:
    return Path(settings.SEALS_DIR) / SEALS_FILE


def publish() -> int:
    """Append every seal the file does not hold yet; written only after the seal is committed, and safe to repeat."""
    path = seals_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        locks.lock(file, locks.LOCK_EX)
        _drop_torn_line(file)
        after = _last_held(file)
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


def _last_held(file: BinaryIO) -> int:
    """The number of the latest seal in the file that is also ours. After a restore the last lines may not be."""
    start = max(file.seek(0, os.SEEK_END) - TAIL_BYTES, 0)
    for begin in {start: None, 0: None}:  # the tail, and only if nothing of it is ours the whole file
        file.seek(begin)
        lines = file.readlines()
        for line in reversed(lines[1:] if begin else lines):
            says = json.loads(line)["seal"]
            if Seal.objects.filter(number=says["number"], hash=rules.statement_hash(says)).exists():
                return int(says["number"])
    return 0


JOBS = (Job("chronicle.seal", 5, lambda at: seal(now=at)),)
