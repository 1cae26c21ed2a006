"""A page of what somebody may see, the newest first: the same gate as `visible_to`, asked reason by reason.

Asked in one condition of many, the database walks the keys backwards until enough rows fit: for an office or a person
with few requests that is all there are. Here each reason for seeing a request goes along an index of its own and
brings no more rows than the page has (one's own: all of them), so that a page costs what it shows, wherever it stands.
A reach of many agencies walks some keys first: most of what it meets there is shown to it.
A test compares both forms for every player (tests/house/test_gate.py).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from motcua.database import is_postgresql
from motcua.dossiers.models import Dossier, Passage
from motcua.dossiers.queries import gate
from motcua.dossiers.rules.states import State
from motcua.people.rules import Reach

FEW_AGENCIES = 8
WALKED_KEYS = 2_000
LAST_KEY = 2**63 - 1
_INDEXES = (
    "dossiers_by_state",
    "dossiers_from_elsewhere",
    "passages_of_agency",
    "dossiers_of_person",
    "dossiers_sent_by",
)
_ON_POSTGRESQL = dict.fromkeys(_INDEXES, "") | {
    "in_state": "(d.state, d.id) < (s.column1, %s) AND d.state >= s.column1"
}
_ON_SQLITE = {name: f" INDEXED BY {name}" for name in _INDEXES} | {
    "in_state": "d.state = s.column1 AND d.id < %s"
}

_DOSSIER, _PASSAGE = Dossier._meta.db_table, Passage._meta.db_table
_AMONG = " AND d.number IS NOT NULL AND d.state IN ({states})"
# For each agency `a` (and state `s`): from the last key before the page, backwards along one index. No statistics may
# tempt a database to walk the keys of all. PostgreSQL is asked for an order of two columns, which no other index has;
# SQLite is told the index.
_RECEIVED_HERE = f"""
SELECT d.id FROM {_DOSSIER} d{{dossiers_by_state}} WHERE d.number IS NOT NULL AND d.agency_id = a.column1
AND {{in_state}} ORDER BY d.state DESC, d.id DESC LIMIT %s
"""  # noqa: S608  own names
_FROM_ELSEWHERE = f"""
SELECT d.id FROM {_DOSSIER} d{{dossiers_from_elsewhere}} WHERE NOT (d.step_agency_id = d.agency_id)
AND d.number IS NOT NULL AND d.step_agency_id = a.column1
AND {{in_state}} ORDER BY d.state DESC, d.id DESC LIMIT %s
"""  # noqa: S608  own names
_PASSED_HERE = f"""
SELECT id FROM (
  SELECT DISTINCT p.agency_id, p.dossier_id AS id FROM {_PASSAGE} p{{passages_of_agency}}
  JOIN {_DOSSIER} d ON d.id = p.dossier_id
  WHERE (p.agency_id, p.dossier_id) < (a.column1, %s) AND p.agency_id >= a.column1{_AMONG}
  ORDER BY p.agency_id DESC, p.dossier_id DESC LIMIT %s
) passed
"""  # noqa: S608  own names
_APPLIED_FOR = (
    f"SELECT d.id FROM {_DOSSIER} d{{dossiers_of_person}} WHERE d.applicant_id = %s AND d.id < %s{_AMONG}"  # noqa: S608  own names
)
_SENT = f"SELECT d.id FROM {_DOSSIER} d{{dossiers_sent_by}} WHERE d.sender_id = %s AND d.id < %s{_AMONG}"  # noqa: S608  own names
_WALKED = f"""
SELECT d.id FROM {_DOSSIER} d
WHERE d.id < %s AND d.id >= (SELECT max(id) FROM {_DOSSIER} WHERE id < %s) - %s{_AMONG}
AND (d.agency_id IN ({{agencies}}) OR d.step_agency_id IN ({{agencies}})) ORDER BY d.id DESC LIMIT %s
"""  # noqa: S608  own names


def newest(
    reach: Reach, *, at: datetime, limit: int, before: int | None = None, state: State | None = None
) -> "QuerySet[Dossier]":
    """Of what somebody may see, the `limit` requests with the greatest keys below `before`."""
    if reach.helping is not None:  # some requests of one person
        found = gate.visible_to(reach, at=at)
        return found.filter(state=state) if state is not None else found
    first = LAST_KEY if before is None else min(before, LAST_KEY)
    asked = _Page(limit, first, [state] if state is not None else list(State))
    keys: set[int] = set()
    if reach.person_id is not None:
        keys |= asked.keys(_APPLIED_FOR, [reach.person_id, first]) | asked.keys(
            _SENT, [reach.person_id, first]
        )
    if agencies := gate.work(reach).agencies:
        keys |= asked.of_agencies(agencies)
    return Dossier.objects.filter(pk__in=sorted(keys, reverse=True)[:limit])


class _Page:
    """One page that is asked for; each question answers keys of requests."""

    def __init__(self, limit: int, before: int, states: Sequence[State]) -> None:
        self.limit, self.before = limit, before
        self.states = _listed(states)

    def of_agencies(self, agencies: Sequence[int]) -> set[int]:
        listed, page = _listed(agencies), [self.before, self.limit]
        passed = self.keys(self._each(_PASSED_HERE, listed), page)
        if len(agencies) > FEW_AGENCIES:
            walk = [self.before, self.before, WALKED_KEYS, self.limit]
            walked = self.keys(_WALKED.replace("{agencies}", listed), walk)
            if len(walked) == self.limit:
                return passed | walked
        received = self.keys(self._each(_RECEIVED_HERE, listed, by_state=True), page)
        return passed | received | self.keys(self._each(_FROM_ELSEWHERE, listed, by_state=True), page)

    def _each(self, asked: str, agencies: str, *, by_state: bool = False) -> str:
        """The question for each agency, and each state: PostgreSQL knows LATERAL, SQLite a list made for each row."""
        places = f"(VALUES {_rows(agencies)}) a"
        if by_state:
            places += f" CROSS JOIN (VALUES {_rows(self.states)}) s"
        if is_postgresql():
            return f"SELECT f.id FROM {places} CROSS JOIN LATERAL ({asked}) f"  # noqa: S608  own names
        return f"SELECT f.id FROM {places} JOIN {_DOSSIER} f ON f.id IN ({asked})"  # noqa: S608  own names

    def keys(self, statement: str, values: Sequence[Any]) -> set[int]:
        by = _ON_POSTGRESQL if is_postgresql() else _ON_SQLITE
        with connection.cursor() as cursor:
            cursor.execute(statement.format(states=self.states, **by), values)
            return {key for (key,) in cursor.fetchall()}


def _listed(numbers: Iterable[int]) -> str:
    """Keys that the database gave, and states: numbers of our own, so that plans know how many there are."""
    return ", ".join(str(int(number)) for number in numbers)


def _rows(listed: str) -> str:
    return "(" + listed.replace(", ", "), (") + ")"
