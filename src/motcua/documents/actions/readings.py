"""Looking at files in the limited process, once a content; what was found is kept locked, because it may name people."""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from django.conf import settings

from motcua.documents import queries
from motcua.documents.models import Reading
from motcua.documents.queries.readings import LOOK, about, as_look
from motcua.documents.reading import runner
from motcua.documents.reading.runner import Limits, NoAnswer, Trouble
from motcua.documents.rules.findings import Finding, Look
from motcua.foundation.secret_text import lock

LOOK_LIMITS = Limits(wall_seconds=25, cpu_seconds=20)
NOT_IN_TIME = Look(0, (Finding("not-looked-at"),), ())
TOO_MUCH = Look(0, (Finding("too-complex", stops=True),), ())


def look(*, path: Path, sha256: str, media_type: str, at: datetime) -> Look:
    """What is known of this content, or what the reader finds in it now. Writes nothing."""
    known = queries.look_of(sha256)
    if known is not None and known != NOT_IN_TIME:
        return known
    trust = sorted(str(file) for file in Path(settings.TRUST_DIR).glob("*.*")) if settings.TRUST_DIR else []
    try:
        found = runner.ask(
            "look", limits=LOOK_LIMITS, path=str(path), media_type=media_type, trust=trust, at=at.isoformat()
        )
    except NoAnswer as problem:
        # A machine that is busy is no fault of the person: only what wants too much, or breaks its reader, is stopped.
        return NOT_IN_TIME if problem.trouble is Trouble.TIME else TOO_MUCH
    path.stat()  # a file that vanished under its reader is no damaged file: this raises
    return as_look(found)


def remember(*, sha256: str, look: Look, at: datetime) -> None:
    """Keep what was found for the next time this content comes, and for the pages that show it."""
    content = json.dumps(asdict(look), ensure_ascii=False)
    Reading.objects.bulk_create(
        [
            Reading(
                sha256=sha256,
                reader=LOOK,
                at=at,
                locked=lock(content, about=about(sha256, LOOK), folder=settings.KEYS_DIR),
            )
        ],
        update_conflicts=True,
        unique_fields=["sha256", "reader"],
        update_fields=["at", "locked"],
    )
