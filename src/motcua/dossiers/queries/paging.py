"""A page of what somebody may see, the newest first: the same gate as `visible_to`, asked reason by reason.

Asked in one condition of many, the database walks the keys backwards until enough rows fit: for an office or a person
with few requests that is all there are. Here each reason for seeing a request goes along an index of its own and
brings no more rows than the page has, so that a page costs what it shows, wherever it stands.
One state among one's own, or among what passed through an office, has no index: of these a page looks at so many and
then ends, with fewer rows or none, and says where it goes on.
A reach of many agencies walks some keys first, four times as many each time until they fill the page: most of what it meets
there is shown to it. A test compares both forms for every player (tests/house/test_gate.py).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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
WALKED_KEYS = 2_000  # by a reach of many agencies, before each of them is asked
LOOKED_AT = 1_000  # for one state, of one's own and of what passed through all offices together
LAST_KEY = 2**63 - 1
_INDEXES = (
    "dossiers_by_state",
    "dossiers_from_elsewhere",
    "passages_of_agency",
    "dossiers_of_person",
    "dossiers_sent_by",
)
_ON_POSTGRESQL = dict.fromkeys(_INDEXES, "") | {
    "in_state": "(d.state, d.id) < (s.column1, %s) AND d.state >= s.column1",
    "passed_below": "(p.agency_id, p.dossier_id) < (a.column1, %s) AND p.agency_id >= a.column1",
    "passed": "(p.agency_id, p.dossier_id) < (a.column1, %s) AND p.agency_id >= a.column1 AND p.dossier_id >= %s",
    "own": "(d.{mine}, d.id) < (%s, %s) AND d.{mine} >= %s AND d.id >= %s",
}
_ON_SQLITE = {name: f" INDEXED BY {name}" for name in _INDEXES} | {
    "in_state": "d.state = s.column1 AND d.id < %s",
    "passed_below": "p.agency_id = a.column1 AND p.dossier_id < %s",
    "passed": "p.agency_id = a.column1 AND p.dossier_id < %s AND p.dossier_id >= %s",
    "own": "d.{mine} = %s AND d.id < %s AND d.{mine} = %s AND d.id >= %s",
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
  WHERE {{passed}}{_AMONG}
  ORDER BY p.agency_id DESC, p.dossier_id DESC LIMIT %s
) passed
"""  # noqa: S608  own names
# One's own, by the column `mine`.
_OWN_BELOW = f"""
FROM {_DOSSIER} d{{index}} WHERE {{own}}
"""
_OWN = f"SELECT d.id {_OWN_BELOW}{_AMONG} ORDER BY d.{{mine}} DESC, d.id DESC LIMIT %s"
# Behind which key a page of one state ends: the last of so many, if there are as many.
_LAST_OWN = f"SELECT d.id {_OWN_BELOW} ORDER BY d.{{mine}} DESC, d.id DESC LIMIT 1 OFFSET %s"
_LAST_PASSED = f"""
SELECT max((SELECT p.dossier_id FROM {_PASSAGE} p{{passages_of_agency}}
WHERE {{passed_below}} ORDER BY p.agency_id DESC, p.dossier_id DESC LIMIT 1 OFFSET %s)) FROM (VALUES {{agencies}}) a
"""  # noqa: S608  own names
_WALKED = f"""
SELECT d.id FROM {_DOSSIER} d
WHERE d.id < %s AND d.id >= (SELECT max(id) FROM {_DOSSIER} WHERE id < %s) - %s{_AMONG}
AND (d.agency_id IN ({{agencies}}) OR d.step_agency_id IN ({{agencies}})) ORDER BY d.id DESC LIMIT %s
"""  # noqa: S608  own names
_OWN_BY = (
    {"mine": "applicant_id", "index": "dossiers_of_person"},
    {"mine": "sender_id", "index": "dossiers_sent_by"},
)


@dataclass(frozen=True)
class Newest:
    """A page: its requests, and where it ends although it may not be full. There may be more below `ends_at`."""

    found: "QuerySet[Dossier]"
    ends_at: int | None = None


def newest(
    reach: Reach, *, at: datetime, limit: int, before: int | None = None, state: State | None = None
) -> Newest:
    """Of what somebody may see, the `limit` requests with the greatest keys below `before`."""
    if reach.helping is not None:  # some requests of one person
        found = gate.visible_to(reach, at=at)
        return Newest(found.filter(state=state) if state is not None else found)
    first = LAST_KEY if before is None else min(before, LAST_KEY)
    asked = _Page(limit, first, [state] if state is not None else list(State))
    agencies = gate.work(reach).agencies
    if state is not None:
        asked.look_at_so_many(reach.person_id, agencies)
    keys = asked.of_person(reach.person_id) if reach.person_id is not None else set()
    if agencies:
        keys |= asked.of_agencies(agencies)
    # Below the end an office is still asked for what it received; of the other reasons nothing was looked at there.
    shown = [key for key in sorted(keys, reverse=True)[:limit] if key >= asked.last]
    ends_at = asked.last if asked.last and len(shown) < limit else None
    return Newest(Dossier.objects.filter(pk__in=shown), ends_at)


class _Page:
    """One page that is asked for; each question answers keys of requests."""

    def __init__(self, limit: int, before: int, states: Sequence[State]) -> None:
        self.limit, self.before, self.last = limit, before, 0
        self.states = _listed(states)

    def look_at_so_many(self, person_id: int | None, agencies: Sequence[int]) -> None:
        """Ends the page where one reason that has no index by state would read more than it is allowed."""
        many = max(self.limit, LOOKED_AT)
        ends: set[int] = set()
        if person_id is not None:
            for own in _OWN_BY:
                ends |= self.keys(_LAST_OWN, [person_id, self.before, person_id, 0, many - 1], **own)
        if agencies:
            each = max(self.limit, LOOKED_AT // len(agencies))
            asked = _LAST_PASSED.replace("{agencies}", _rows(_listed(agencies)))
            ends |= self.keys(asked, [self.before, each - 1])
        self.last = max(ends, default=0)

    def of_person(self, person_id: int) -> set[int]:
        values = [person_id, self.before, person_id, self.last, self.limit]
        return set().union(*(self.keys(_OWN, values, **own) for own in _OWN_BY))

    def of_agencies(self, agencies: Sequence[int]) -> set[int]:
        listed, page = _listed(agencies), [self.before, self.limit]
        passed = self.keys(self._each(_PASSED_HERE, listed), [self.before, self.last, self.limit])
        if len(agencies) > FEW_AGENCIES:
            walked = self._walked(listed)
            if len(walked) == self.limit:
                return passed | walked
        received = self.keys(self._each(_RECEIVED_HERE, listed, by_state=True), page)
        return passed | received | self.keys(self._each(_FROM_ELSEWHERE, listed, by_state=True), page)

    def _walked(self, listed: str) -> set[int]:
        """The first keys below the page that belong to many agencies: a few, then four times as many, until they fill it."""
        asked, many = _WALKED.replace("{agencies}", listed), 2 * self.limit
        while True:
            many = min(many, WALKED_KEYS)
            found = self.keys(asked, [self.before, self.before, many, self.limit])
            if len(found) == self.limit or many == WALKED_KEYS:
                return found
            many *= 4

    def _each(self, asked: str, agencies: str, *, by_state: bool = False) -> str:
        """The question for each agency, and each state: PostgreSQL knows LATERAL, SQLite a list made for each row."""
        places = f"(VALUES {_rows(agencies)}) a"
        if by_state:
            places += f" CROSS JOIN (VALUES {_rows(self.states)}) s"
        if is_postgresql():
            return f"SELECT f.id FROM {places} CROSS JOIN LATERAL ({asked}) f"  # noqa: S608  own names
        return f"SELECT f.id FROM {places} JOIN {_DOSSIER} f ON f.id IN ({asked})"  # noqa: S608  own names

    def keys(self, statement: str, values: Sequence[Any], *, mine: str = "", index: str = "") -> set[int]:
        by = _ON_POSTGRESQL if is_postgresql() else _ON_SQLITE
        own = {"index": by.get(index, ""), "own": by["own"].format(mine=mine), "mine": mine}
        with connection.cursor() as cursor:
            cursor.execute(statement.format(**by | own | {"states": self.states}), values)
            return {key for (key,) in cursor.fetchall() if key is not None}


def _listed(numbers: Iterable[int]) -> str:
    """Keys that the database gave, and states: numbers of our own, so that plans know how many there are."""
    return ", ".join(str(int(number)) for number in numbers)


def _rows(listed: str) -> str:
    return "(" + listed.replace(", ", "), (") + ")"
