"""What readers found about contents."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings

from motcua.documents.models import File, Reading
from motcua.documents.queries.files import StoredFile
from motcua.documents.rules.findings import Finding, Look, Signature
from motcua.foundation.secret_text import unlock

# Name and version of the reader: with a new version, contents are looked at again when they come again.
LOOK = "look:2"
SIGNATURE_FACTS = set(Signature.__dataclass_fields__)


def look_of(sha256: str) -> Look | None:
    """What the reader found in this content, if it has seen it."""
    row = Reading.objects.filter(sha256=sha256, reader=LOOK).first()
    return _opened(row) if row else None


def looks(file_ids: Iterable[int]) -> Mapping[int, Look]:
    """What was found about these files, for a page that shows them: by the reader of then, if no later one saw them."""
    return _looks(dict(File.objects.filter(pk__in=list(file_ids)).values_list("pk", "sha256")))


def looks_of(files: Mapping[int, StoredFile]) -> Mapping[int, Look]:
    """The same for files of which the facts are known."""
    return _looks({pk: file.sha256 for pk, file in files.items()})


def _looks(hashes: Mapping[int, str]) -> Mapping[int, Look]:
    if not hashes:
        return {}
    rows = Reading.objects.filter(sha256__in=set(hashes.values()), reader__startswith="look:")
    found = {row.sha256: _opened(row) for row in rows.order_by("reader")}
    return {pk: found[sha256] for pk, sha256 in hashes.items() if sha256 in found}


def _opened(row: Reading) -> Look:
    text = unlock(row.locked, about=about(row.sha256, row.reader), folder=settings.KEYS_DIR)
    return as_look(json.loads(text))


def about(sha256: str, reader: str) -> str:
    return f"reading:{reader}:{sha256}"


def as_look(found: Mapping[str, Any]) -> Look:
    """Plain values of the reader, or of a row, as a look."""
    return Look(
        pages=int(found["pages"]),
        findings=tuple(Finding(one["code"], bool(one["stops"]), one["facts"]) for one in found["findings"]),
        signatures=tuple(
            Signature(**{name: value for name, value in one.items() if name in SIGNATURE_FACTS})
            for one in found["signatures"]
        ),
    )
