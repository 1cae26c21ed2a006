"""What an entry may hold, its canonical form and hash, the tree over a lot, and the statement a seal signs.

Pure: bytes and plain values in, bytes or a `Tampered` out. Never reads the database, the clock or a key file.
"""

from motcua.chronicle.rules.canonical import (
    MARK_BYTES,
    NO_SEAL,
    canonical,
    entry_content,
    entry_digest,
    entry_hash,
    marks,
    moment,
    published_line,
    seal_message,
    statement_hash,
    text_digest,
)
from motcua.chronicle.rules.findings import Finding, What, compare, split_marks
from motcua.chronicle.rules.proof import Proof, Tampered, check_proof, check_signature
from motcua.chronicle.rules.published import Published, read_published
from motcua.chronicle.rules.shape import JSON, Kind, NotForTheChronicle, check_entry, check_names
from motcua.chronicle.rules.tree import audit_path, leaf_hash, root, root_from_path

__all__ = [
    "JSON",
    "MARK_BYTES",
    "NO_SEAL",
    "Finding",
    "Kind",
    "NotForTheChronicle",
    "Proof",
    "Published",
    "Tampered",
    "What",
    "audit_path",
    "canonical",
    "check_entry",
    "check_names",
    "check_proof",
    "check_signature",
    "compare",
    "entry_content",
    "entry_digest",
    "entry_hash",
    "leaf_hash",
    "marks",
    "moment",
    "published_line",
    "read_published",
    "root",
    "root_from_path",
    "seal_message",
    "split_marks",
    "statement_hash",
    "text_digest",
]
