"""What other systems of an agency are told of its dossiers: the present public state, no name, nothing anybody wrote."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from motcua.dossiers.models import Dossier
from motcua.people import queries as people


class ToldState(NamedTuple):
    """The present state of one dossier; `agency` is an id."""

    number: str
    revision: int
    procedure: str
    agency: int
    state: int
    since: datetime
    received: datetime | None
    promised: datetime | None
    due: datetime | None
    late: bool | None
    simulated: bool


_COLUMNS = (
    "key", "number", "revision", "version__procedure__code", "agency_id", "state", "state_since", "received_at",
    "promised_at", "due_at", "late", "simulated",
)  # fmt: skip


def told_states(*, keys: Collection[str], paths: Collection[str]) -> dict[str, ToldState]:
    """By their names in the chronicle, those of these dossiers that an agency at or below one of these paths answers for."""
    rows = Dossier.objects.filter(
        people.within(paths, field="agency__path"), key__in=keys, number__isnull=False
    )
    return {str(key): ToldState(*rest) for key, *rest in rows.values_list(*_COLUMNS)}
