"""Requests that a figure counts, inside the gate: whoever may read a number of an office reads its requests, and no other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from motcua.dossiers.queries.gate import shown_by_role
from motcua.dossiers.rules.states import State
from motcua.people.rules import Reach


@dataclass(frozen=True)
class CountedLine:
    """No person: who it is of stands behind its number, where opening it is written down."""

    number: str
    procedure: str
    agency: str
    submitted_at: datetime
    received_at: datetime | None
    done_at: datetime | None
    late: bool
    state: State


def counted_lines(reach: Reach, *, keys: Sequence[str], at: datetime) -> list[CountedLine]:
    """Those of these keys that may be read, in the order of the keys."""
    order = {UUID(key): place for place, key in enumerate(keys)}
    columns = (
        "number",
        "procedure_name",
        "agency__name",
        "submitted_at",
        "received_at",
        "done_at",
        "late",
        "state",
    )
    rows = shown_by_role(reach, at=at).filter(key__in=list(order)).values_list("key", *columns)
    return [
        CountedLine(*values[:6], late=bool(values[6]), state=State(values[7]))
        for _key, *values in sorted(rows, key=lambda row: order[row[0]])
    ]
