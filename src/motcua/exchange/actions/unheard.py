"""By the clock: which requests the nation has not acknowledged is told to the room that holds them (docs/reference/stuck.md)."""

from datetime import datetime

from motcua.dossiers import actions as dossiers
from motcua.exchange import queries


def tell_unheard(*, at: datetime) -> int:
    """What stands for itself; a line that is down is the operator's matter and is shown on the page of health."""
    return dossiers.note_unheard(found=queries.unheard(at=at), at=at)
