"""A page of what somebody may see, the newest first: the same gate as `visible_to`, asked reason by reason.

Asked in one condition of many, the database walks the keys backwards until enough rows fit: for an office or a person
with few requests that is all there are. Here each reason for seeing a request goes along an index of its own and
brings no more rows than the page has, so that a page costs what it shows, wherever it stands.
A reach of many agencies first walks some keys, or those of the one state that is asked for, and fills the page from
them, whatever the reason and however many agencies: most of what it meets is shown to it, or there is little of that
state. Only where neither is so, each agency is asked for its newest few, and those go on that may hold more.
One state among one's own, or among what passed through an office, has no index of its own: of these a page looks at so
many, then at so many of that state; only when neither fills it, it ends where it stands, and says where it goes on.
A test compares both forms for every player (tests/house/test_gate.py).
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
WALKED_KEYS = 2_000  # of all requests, or of those in one state
LOOKED_AT = 1_000  # for one state: of one's own, and of what passed through all offices together
FIRST_OF_EACH = 4  # of each agency, and state, when there are many
LAST_KEY = 2**63 - 1
_INDEXES = (
    "dossiers_in_state",
    "dossiers_by_state",
    "dossiers_from_elsewhere",
    "passages_of_agency",
    "dossiers_of_person",
    "dossiers_sent_by",
)
# No statistics may tempt a database to walk the keys of all. PostgreSQL is asked for an order of columns that no
# other index has; SQLite is told the index.
_ON_POSTGRESQL = dict.fromkeys(_INDEXES, "") | {
    "of_state": "(d.state, d.id) < ({state}, %s) AND d.state >= {state}",
    "in_state": "(d.state, d.id) < (c.column2, %s) AND d.state >= c.column2",
    "passed": "(p.agency_id, p.dossier_id) < (c.column1, %s) AND p.agency_id >= c.column1",
    "own": "(d.{mine}, d.id) < (%s, %s) AND d.{mine} >= %s AND d.id >= %s",
}
_ON_SQLITE = {name: f" INDEXED BY {name}" for name in _INDEXES} | {
    "of_state": "d.state = {state} AND d.id < %s",
    "in_state": "d.state = c.column2 AND d.id < %s",
    "passed": "p.agency_id = c.column1 AND p.dossier_id < %s",
    "own": "d.{mine} = %s AND d.id < %s AND d.{mine} = %s AND d.id >= %s",
}

_DOSSIER, _PASSAGE = Dossier._meta.db_table, Passage._meta.db_table
# For each agency and state `c`: from the last key before the page, backwards along one index. `dossiers_in_state` would
# do for the order, so that its condition is not asked: whether it has a number is told beside it.
_HERE = f"SELECT d.id, CASE WHEN d.number IS NOT NULL THEN d.state END AS now FROM {_DOSSIER} d"  # noqa: S608  own names
_RECEIVED_HERE = f"""
{_HERE}{{dossiers_by_state}} WHERE d.agency_id = c.column1
AND {{in_state}} ORDER BY d.state DESC, d.id DESC LIMIT %s
"""
_FROM_ELSEWHERE = f"""
{_HERE}{{dossiers_from_elsewhere}} WHERE NOT (d.step_agency_id = d.agency_id) AND d.step_agency_id = c.column1
AND {{in_state}} ORDER BY d.state DESC, d.id DESC LIMIT %s
"""
_PASSED_HERE = f"""
SELECT DISTINCT p.agency_id, p.dossier_id AS id FROM {_PASSAGE} p{{passages_of_agency}}
WHERE {{passed}} ORDER BY p.agency_id DESC, p.dossier_id DESC LIMIT %s
"""  # noqa: S608  own names
_REASONS = (_RECEIVED_HERE, _FROM_ELSEWHERE, _PASSED_HERE)
_PASSED = 2
# One's own, by the column `mine`. The sign before the state keeps the index of states out of it.
_OWN_BELOW = f"""
FROM {_DOSSIER} d{{index}} WHERE {{own}}
"""
_OWN = f"""
SELECT d.id {_OWN_BELOW} AND d.number IS NOT NULL AND +d.state IN ({{states}}) ORDER BY d.{{mine}} DESC, d.id DESC LIMIT %s
"""
# Behind which key a page of one state ends: the last of so many, if there are as many.
_LAST_OWN = f"SELECT d.id {_OWN_BELOW} ORDER BY d.{{mine}} DESC, d.id DESC LIMIT 1 OFFSET %s"
# So many keys, of all or of one state, whoever may see them: those that may be seen, then the last of all and how many.
# Whether it passed through these agencies is asked of each by itself, by its own key (+): never of all that passed.
_WALKED = f"""
WITH a (id) AS (VALUES {{agencies}}),
w AS (SELECT d.id, d.agency_id, d.step_agency_id, d.applicant_id, d.sender_id
FROM {_DOSSIER} d{{walked_by}} WHERE d.number IS NOT NULL AND {{below}} ORDER BY {{d_state}}d.id DESC LIMIT %s)
SELECT id, -1 FROM (SELECT w.id FROM w WHERE
(w.agency_id IN (SELECT id FROM a) OR w.step_agency_id IN (SELECT id FROM a)
OR w.applicant_id = %s OR w.sender_id = %s
OR (SELECT 1 FROM {_PASSAGE} p WHERE p.dossier_id = w.id AND +p.agency_id IN (SELECT id FROM a) LIMIT 1) IS NOT NULL)
ORDER BY w.id DESC LIMIT %s) shown
UNION ALL SELECT COALESCE(min(id), 0), count(*) FROM w
"""  # noqa: S608  own names
_OWN_BY = (
    {"mine": "applicant_id", "index": "dossiers_of_person"},
    {"mine": "sender_id", "index": "dossiers_sent_by"},
)


# By which reason, of which agency, in which state (0: any); its keys, and whether they are in a state that is asked for.
_Cell = tuple[int, int, int]
_Cells = dict[_Cell, list[tuple[int, bool]]]
_Depths = tuple[int, int, int]


@dataclass(frozen=True)
class Newest:
    """A page: its requests, and where it ends although it may not be full. There may be more below `ends_at`."""

    found: "QuerySet[Dossier]"
    ends_at: int | None = None


@dataclass(frozen=True)
class _Keys:
    """Keys of requests that may be seen; from `last` upwards these are all, as far as a page holds them."""

    found: set[int]
    last: int = 0

    def fill(self, limit: int) -> bool:
        return not self.last or len(self.newest(limit)) == limit

    def newest(self, limit: int) -> list[int]:
        return sorted((key for key in self.found if key >= self.last), reverse=True)[:limit]

    def or_further(self, other: "_Keys") -> "_Keys":
        return _Keys(self.found | other.found, min(self.last, other.last))


def newest(
    reach: Reach, *, at: datetime, limit: int, before: int | None = None, state: State | None = None
) -> Newest:
    """Of what somebody may see, the `limit` requests with the greatest keys below `before`."""
    if reach.helping is not None:  # some requests of one person
        found = gate.visible_to(reach, at=at)
        return Newest(found.filter(state=state) if state is not None else found)
    agencies = gate.work(reach).agencies
    asked = _Page(
        limit, LAST_KEY if before is None else min(before, LAST_KEY), state, reach.person_id, agencies
    )
    is_wide = len(agencies) > FEW_AGENCIES
    keys = asked.walked() if is_wide else asked.apart()
    if not keys.fill(limit):
        keys = keys.or_further(asked.apart() if is_wide else asked.walked())
    shown = keys.newest(limit)
    return Newest(Dossier.objects.filter(pk__in=shown), keys.last if not keys.fill(limit) else None)


class _Page:
    """One page that is asked for: below which key, in which state, and of whom."""

    def __init__(
        self, limit: int, before: int, state: State | None, person_id: int | None, agencies: Sequence[int]
    ) -> None:
        self.limit, self.before, self.state = limit, before, state
        self.person_id, self.agencies = person_id, agencies
        self.states = [state] if state is not None else list(State)

    def walked(self) -> _Keys:
        """Of the next keys those that may be seen: of a few, then of eight times as many, until they fill the page."""
        asked = _WALKED.replace("{agencies}", _rows((one,) for one in self.agencies or [0]))
        many = 2 * self.limit
        while True:
            many = min(many, WALKED_KEYS)
            told = self._ask(asked, [self.before, many, self.person_id, self.person_id, self.limit])
            found = {key for key, of_all in told if of_all < 0}
            ((last, walked),) = ((key, of_all) for key, of_all in told if of_all >= 0)
            if walked < many:
                return _Keys(found)
            if len(found) == self.limit or many == WALKED_KEYS:
                return _Keys(found, last)
            many *= 8

    def apart(self) -> _Keys:
        """One's own and what the agencies show, each along an index of its own."""
        own, shown = self._own(), self._of_agencies()
        return _Keys(own.found | shown.found, max(own.last, shown.last))

    def _own(self) -> _Keys:
        if self.person_id is None:
            return _Keys(set())
        below: list[Any] = [self.person_id, self.before, self.person_id]
        last = 0
        if self.state is not None:
            many = max(self.limit, LOOKED_AT)
            ends = [key for by in _OWN_BY for (key,) in self._ask(_LAST_OWN, [*below, 0, many - 1], **by)]
            last = max(ends, default=0)
        found = [key for by in _OWN_BY for (key,) in self._ask(_OWN, [*below, last, self.limit], **by)]
        return _Keys(set(found), last)

    def _of_agencies(self) -> _Keys:
        """Each agency's newest few, then more of those that may hold more for this page."""
        if not self.agencies:
            return _Keys(set())
        is_wide = len(self.agencies) > FEW_AGENCIES
        depth = min(self.limit, FIRST_OF_EACH) if is_wide else self.limit
        looked = depth if self.state is None else max(depth, LOOKED_AT // len(self.agencies))
        depths = (depth, depth, looked)
        cells = self._cells(_all_of(self.agencies, self.states), depths)
        further = self._unfinished(cells, depths)
        if is_wide and further:
            passed = sum(reason == _PASSED for reason, *_ in further)
            looked = self.limit if self.state is None else max(looked, LOOKED_AT // max(passed, 1))
            depths = (self.limit, self.limit, looked)
            more = self._cells(_some_of(further), depths)
            cells |= more
            further = self._unfinished(cells, depths, among=more)
        found = {key for held in cells.values() for key, fits in held if fits}
        return _Keys(found, max((cells[cell][-1][0] for cell in further), default=0))

    def _unfinished(
        self, cells: _Cells, depths: _Depths, *, among: Iterable[_Cell] | None = None
    ) -> list[_Cell]:
        """Those that were cut off above the last key of the page, so that they may hold more for it."""
        best = sorted({key for held in cells.values() for key, fits in held if fits}, reverse=True)[
            : self.limit
        ]
        cut = best[-1] if len(best) == self.limit else 0
        return [
            cell
            for cell in (cells if among is None else among)
            if len(cells[cell]) == depths[cell[0]] and cells[cell][-1][0] > cut
        ]

    def _cells(self, places: Sequence[str], depths: _Depths) -> _Cells:
        """Of each agency and state the first keys by each reason, in one statement."""
        parts, values = [], list[Any]()
        for reason, (place, depth) in enumerate(zip(places, depths, strict=True)):
            if place:
                parts.append(_each(reason, place))
                values += [self.before, depth]
        cells: _Cells = {}
        for reason, agency, state, key, now in self._ask(" UNION ALL ".join(parts), values):
            cells.setdefault((reason, agency, state), []).append((key, now in self.states))
        for held in cells.values():
            held.sort(reverse=True)
        return cells

    def _ask(self, statement: str, values: Sequence[Any], *, mine: str = "", index: str = "") -> list[Any]:
        by = _ON_POSTGRESQL if is_postgresql() else _ON_SQLITE
        named = {"index": by.get(index, ""), "own": by["own"].format(mine=mine), "mine": mine}
        named |= {"states": ", ".join(str(int(one)) for one in self.states)}
        if self.state is None:
            named |= {"below": "d.id < %s", "walked_by": "", "d_state": ""}
        else:
            named |= {
                "below": by["of_state"].format(state=int(self.state)),
                "walked_by": by["dossiers_in_state"],
            }
            named["d_state"] = "d.state DESC, "
        with connection.cursor() as cursor:
            cursor.execute(statement.format(**by | named), values)
            return list(cursor.fetchall())


def _each(reason: int, places: str) -> str:
    """The question for each of these: PostgreSQL knows LATERAL, SQLite a list made for each row."""
    asked, of_state = _REASONS[reason], "0" if reason == _PASSED else "c.column2"
    if is_postgresql():
        now = f"(SELECT d.state FROM {_DOSSIER} d WHERE d.id = f.id AND d.number IS NOT NULL)"  # noqa: S608  own names
        joined, now = f"CROSS JOIN LATERAL ({asked}) f", now if reason == _PASSED else "f.now"
    else:
        joined = f"CROSS JOIN {_DOSSIER} f ON f.id IN (SELECT id FROM ({asked}))"  # noqa: S608  own names
        now = "CASE WHEN f.number IS NOT NULL THEN f.state END"
    return f"SELECT {reason}, c.column1, {of_state}, f.id, {now} FROM {places} c {joined}"  # noqa: S608  own names


def _all_of(agencies: Sequence[int], states: Sequence[State]) -> list[str]:
    """For each reason, all places that are asked."""
    every = f"(VALUES {_rows((one,) for one in agencies)})"
    states_ = f"(VALUES {_rows((one,) for one in states)})"
    in_states = f"(SELECT a.column1, s.column1 AS column2 FROM {every} a CROSS JOIN {states_} s)"  # noqa: S608  own names
    return [in_states, in_states, every]


def _some_of(cells: Iterable[_Cell]) -> list[str]:
    """The same of these only; empty where there are none."""
    by_reason: list[list[tuple[int, int]]] = [[] for _ in _REASONS]
    for reason, agency, state in cells:
        by_reason[reason].append((agency, state))
    return [f"(VALUES {_rows(some)})" if some else "" for some in by_reason]


def _rows(rows: Iterable[Sequence[int]]) -> str:
    """Keys that the database gave, and states: numbers of our own, so that plans know how many there are."""
    return ", ".join(f"({', '.join(str(int(number)) for number in row)})" for row in rows)
