"""The frozen sheet of a round, for whoever may read it: everybody from the hour of its announcement on."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from motcua.foundation import keys
from motcua.foundation.refusal import NotFound
from motcua.people.rules import Reach

from .. import sheet_files, sheets
from ..models import RoundUnit, ScoreSheet
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
    simulated = "mo-phong-" if row.status == SheetStatus.SIMULATED else ""
    return f"{simulated}bang-diem-{row.year}-{row.level}-{row.pk}.json", signed(row)


def signed(row: ScoreSheet) -> bytes:
    """The document of a sheet that was opened through the gate, with its hash and our signature."""
    key = keys.key(KEY, folder=settings.KEYS_DIR)
    signature = sheet_files.sign(row.digest, key=keys.ed25519(key), key_id=key.id)
    return sheet_files.pack(row.document, digest=row.digest, signature=signature)


def code_of(unit: RoundUnit) -> str:
    """How the sheet calls a unit: by its identifier, or by a number of ours where it has none."""
    return str(unit.agency.code_new or unit.agency.code or f"agency-{unit.agency_id}")
