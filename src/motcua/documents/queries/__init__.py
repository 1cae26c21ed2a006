"""Questions about files, copies and signatures. Whoever asks has checked its own gate."""

from motcua.documents.queries.copies import (
    CopyFacts,
    PageRead,
    copy_of,
    page_picture,
    pages_read,
    programs_missing,
)
from motcua.documents.queries.files import OpenFile, StoredFile, facts, open, stored
from motcua.documents.queries.readings import look_of, looks

__all__ = [
    "CopyFacts", "OpenFile", "PageRead", "StoredFile", "copy_of", "facts", "look_of", "looks", "open",
    "page_picture", "pages_read", "programs_missing", "stored",
]  # fmt: skip
