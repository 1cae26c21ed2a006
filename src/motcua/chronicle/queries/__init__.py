"""Questions to the chronicle. Everyone reads positions; entries not yet sealed are nobody's business."""

from motcua.chronicle.queries.follow import Sealed, follow, head
from motcua.chronicle.queries.seals import (
    OtherCluster,
    PublicKey,
    SealerAtWork,
    check_cluster,
    cluster,
    current_epoch,
    oldest_unsealed,
    proof,
    public_keys,
    seal_line,
    seal_statement,
)

__all__ = [
    "OtherCluster",
    "PublicKey",
    "Sealed",
    "SealerAtWork",
    "check_cluster",
    "cluster",
    "current_epoch",
    "follow",
    "head",
    "oldest_unsealed",
    "proof",
    "public_keys",
    "seal_line",
    "seal_statement",
]
