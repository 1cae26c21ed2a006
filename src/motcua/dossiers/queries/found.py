"""Small look-ups that acts need."""

from functools import cache
from pathlib import Path
from uuid import UUID

from motcua.dossiers.models import Dossier, Movement

SQL = Path(__file__).resolve().parent.parent / "sql"


@cache
def sql(name: str) -> str:
    """A named statement of this room."""
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


def of_submission(submission: UUID) -> tuple[int, str, bytes] | None:
    """Id, number and entry hash of the dossier that this submission became."""
    dossier = Dossier.objects.filter(submission=submission, number__isnull=False).first()
    if dossier is None:
        return None
    entry = Movement.objects.filter(dossier=dossier, seq=1).values_list("entry_hash", flat=True).first()
    return dossier.pk, dossier.number or "", bytes(entry or b"")
