"""Questions to the chronicle. Everyone reads positions; entries not yet sealed are nobody's business."""

from motcua.chronicle.queries.follow import Sealed, follow, head
from motcua.chronicle.queries.seals import (
    OtherCluster,
    PublicKey,
    SealerAtWork,
    check_cluster,
    cluster,
    current_epoch,
    entry_content,
    export,
    is_at_home,
    key_document,
    oldest_unsealed,
    proof,
    public_keys,
    seal_line,
    seal_statement,
)
from motcua.chronicle.queries.verify import Report, verify

__all__ = [
    "OtherCluster",
    "PublicKey",
    "Report",
    "Sealed",
    "SealerAtWork",
    "check_cluster",
    "cluster",
    "current_epoch",
    "entry_content",
    "export",
    "follow",
    "head",
    "is_at_home",
    "key_document",
    "oldest_unsealed",
    "proof",
    "public_keys",
    "seal_line",
    "seal_statement",
    "verify",
]
