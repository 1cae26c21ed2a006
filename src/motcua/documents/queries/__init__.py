"""Questions about files and signatures. Whoever asks has checked its own gate."""

from motcua.documents.queries.files import OpenFile, StoredFile, facts, open, stored
from motcua.documents.queries.signing import (
    OriginalFacts,
    SigningFacts,
    due,
    has_signer,
    original,
    originals_with,
    result_of,
    signing,
    signings,
    signings_of,
    waiting,
)

__all__ = [
    "OpenFile",
    "OriginalFacts",
    "SigningFacts",
    "StoredFile",
    "due",
    "facts",
    "has_signer",
    "open",
    "original",
    "originals_with",
    "result_of",
    "signing",
    "signings",
    "signings_of",
    "stored",
    "waiting",
]
