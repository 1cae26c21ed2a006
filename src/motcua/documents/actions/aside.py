"""Bytes put aside as they came, until somebody has looked at what they hold: whole folders packed, tables' files.

They are shown to nobody and no act holds them as a paper. What is taken out of them goes through the one door, `store`.
"""

from datetime import datetime
from typing import BinaryIO

from motcua.documents import queries, rules
from motcua.documents.actions.arriving import arriving
from motcua.documents.models import File
from motcua.documents.queries import StoredFile


def put_aside(*, content: BinaryIO, name: str, limit_bytes: int, by: str, at: datetime) -> StoredFile:
    """Keep these bytes unread; hold them, or they go after a day. The scanner is asked about what is taken out of them."""
    name = rules.clean_name(name)
    with arriving(content, name=name, limit_bytes=limit_bytes) as incoming:
        rules.check_size(name=name, size_bytes=incoming.size_bytes, limit_bytes=limit_bytes)
    file = File.objects.create(
        sha256=incoming.sha256,
        media_type=rules.UNREAD,
        size_bytes=incoming.size_bytes,
        name=name,
        stored_by=by,
        stored_at=at,
    )
    return queries.stored(file)
