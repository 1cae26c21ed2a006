"""Small look-ups that acts need."""

from functools import cache
from pathlib import Path
from uuid import UUID

from django.db import connection

from motcua import database
from motcua.dossiers.models import Dossier

SQL = Path(__file__).resolve().parent.parent / "sql"


@cache
def sql(name: str) -> str:
    """A named statement of this room, without its comment, which would travel with every act."""
    text = (SQL / f"{name}.sql").read_text(encoding="utf-8")
    return "\n".join(line for line in text.splitlines() if not line.startswith("--"))


def of_submission(submission: UUID) -> tuple[int, str, bytes] | None:
    """Id, number and entry hash of the dossier that this submission became."""
    key = Dossier._meta.get_field("submission").get_db_prep_value(submission, connection)
    found = database.ask(sql("of_submission"), [key])
    return (found[0], found[1], bytes(found[2] or b"")) if found else None
