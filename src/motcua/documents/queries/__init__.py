"""Questions about files, copies and signatures. Whoever asks has checked its own gate."""

from motcua.documents.queries.copies import (
    CopyFacts,
    PageRead,
    copy_of,
    page_picture,
    pages_read,
    programs_missing,
)
from motcua.documents.queries.files import OpenFile, StoredFile, facts, holders, open, stored
from motcua.documents.queries.readings import look_of, looks, looks_of
from motcua.documents.queries.retention import Past, kept_until, past_keeping, rule_of
from motcua.documents.queries.signing import (
    OriginalFacts,
    SigningFacts,
    due,
    has_signer,
    original,
    originals,
    originals_with,
    result_of,
    signing,
    signings,
    signings_of,
    waiting,
)
from motcua.documents.queries.tables import TABLES_BYTES_MAX, TABLES_ROWS_MAX, Sheet, tables, write_rows

__all__ = [
    "TABLES_BYTES_MAX",
    "TABLES_ROWS_MAX",
    "CopyFacts",
    "OpenFile",
    "OriginalFacts",
    "PageRead",
    "Past",
    "Sheet",
    "SigningFacts",
    "StoredFile",
    "copy_of",
    "due",
    "facts",
    "has_signer",
    "holders",
    "kept_until",
    "look_of",
    "looks",
    "looks_of",
    "open",
    "original",
    "originals",
    "originals_with",
    "page_picture",
    "pages_read",
    "past_keeping",
    "programs_missing",
    "result_of",
    "rule_of",
    "signing",
    "signings",
    "signings_of",
    "stored",
    "tables",
    "waiting",
    "write_rows",
]
