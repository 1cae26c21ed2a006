"""The frozen sheet of a round, for whoever may read it: everybody from the hour of its announcement on."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from motcua.foundation import keys
from motcua.foundation.refusal import NotFound
from motcua.people.rules import Reach

from .. import sheet_files, sheets
from ..rules import SheetStatus

# The key that also signs the seals of the chronicle; what is signed says what it is, so neither passes for the other.
KEY = "seal"


@dataclass(frozen=True)
class Frozen:
    """What a page says of a sheet; the document itself is long."""

    id: int
    digest: str
    frozen_at: datetime
    announced_at: datetime | None


def frozen_of(*, round_id: int, reach: Reach, at: datetime) -> Frozen | None:
    row = sheets.visible_to(reach, at=at).filter(round_id=round_id).defer("document").first()
    return Frozen(row.pk, row.digest, row.frozen_at, row.announced_at) if row else None


def sheet_file(*, round_id: int, reach: Reach, at: datetime) -> tuple[str, bytes]:
    """Its name, and the document as it was hashed with hash and signature: all that `motcua indices recompute` needs."""
    row = sheets.visible_to(reach, at=at).filter(round_id=round_id).first()
    if row is None:
        raise NotFound
    key = keys.key(KEY, folder=settings.KEYS_DIR)
    signature = sheet_files.sign(row.digest, key=keys.ed25519(key), key_id=key.id)
    simulated = "mo-phong-" if row.status == SheetStatus.SIMULATED else ""
    name = f"{simulated}bang-diem-{row.year}-{row.level}-{row.pk}.json"
    return name, sheet_files.pack(row.document, digest=row.digest, signature=signature)
