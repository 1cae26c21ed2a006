"""An original in the office's record, as the stamp of a result leaves it."""

import hashlib
from datetime import date
from uuid import UUID, uuid4

from motcua.documents import statement
from motcua.documents.models import File, Original
from motcua.foundation.calendar import TZ


def recorded(
    *,
    at,
    content: bytes = b"content",
    file: bytes = b"file",
    expires_on: date | None = None,
    key: UUID | None = None,
) -> str:
    """The text of its code."""
    key = key or uuid4()
    plain = {
        "what": "Giấy phép xây dựng",
        "issuer": "000.00.15.H15",
        "number": "12/GPXD",
        "issued_on": min(at.astimezone(TZ).date(), expires_on or date.max),
        "expires_on": expires_on,
        "content_sha256": hashlib.sha256(content).hexdigest(),
    }
    text = statement.make(key=key, at=at, **plain)
    stored = File.objects.create(
        sha256="0" * 64,
        media_type="application/pdf",
        size_bytes=1,
        name="a.pdf",
        stored_by="system:tests",
        stored_at=at,
    )
    Original.objects.create(
        key=key,
        holder=f"tests:{key}",
        issuer_name="Sở Xây dựng",
        file=stored,
        file_sha256=hashlib.sha256(file).hexdigest(),
        statement=text,
        status_at=at,
        **plain,
    )
    return text
