"""People whose request got its result, as a survey draws among them: counted by agency, found by their place on a list.

Nobody is named here; names are looked up by `actions.look_up_contacts`, which writes each look down.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection

from motcua.dossiers.queries.found import sql
from motcua.dossiers.queries.settled import WITH_RESULT

PAIRS_MAX = 2000  # places asked for in one statement


class Asked(StrEnum):
    """Who is asked. Organisations are a frame of their own."""

    PERSON = "person"
    ORGANISATION = "organisation"


# A person is who applied; where nobody with a record did, who sent it; else the request stands for itself.
_WHO = {
    Asked.PERSON: "COALESCE(d.applicant_id, d.sender_id, -d.id)",
    Asked.ORGANISATION: "d.organisation_id",
}
_WHOSE = {Asked.PERSON: "d.organisation_id IS NULL", Asked.ORGANISATION: "d.organisation_id IS NOT NULL"}


@dataclass(frozen=True)
class Window:
    """Results from `since` to before `until`, of agencies at or below a path."""

    since: datetime
    until: datetime
    path: str
    asked: Asked

    @property
    def values(self) -> list[Any]:
        adapt = connection.ops.adapt_datetimefield_value
        return [*WITH_RESULT, adapt(self.since), adapt(self.until), f"{self.path}%"]


@dataclass(frozen=True)
class Office:
    """One agency and how many different people it gave a last result to."""

    agency_id: int
    path: str
    level: str
    name: str
    code: str
    people: int
    simulated: int  # of them


def people_by_agency(window: Window) -> list[Office]:
    """In the order of the tree; one statement, whatever the number of requests."""
    statement = sql("people_by_agency").format(who=_WHO[window.asked], whose=_WHOSE[window.asked])
    with connection.cursor() as cursor:
        cursor.execute(statement, window.values)
        return [Office(*row[:5], int(row[5]), int(row[6])) for row in cursor.fetchall()]


def people_at_places(window: Window, places: Iterable[tuple[int, int]]) -> dict[tuple[int, int], UUID]:
    """(agency, place on its list from 1) → key of the request; a statement for each two thousand."""
    wanted = sorted(set(places))
    found: dict[tuple[int, int], UUID] = {}
    for start in range(0, len(wanted), PAIRS_MAX):
        part = wanted[start : start + PAIRS_MAX]
        statement = sql("people_at_places").format(
            who=_WHO[window.asked], whose=_WHOSE[window.asked], pairs=", ".join(["(%s, %s)"] * len(part))
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [*window.values, *(one for pair in part for one in pair)])
            found |= {(agency, place): UUID(str(key)) for agency, place, key in cursor.fetchall()}
    assert len(found) == len(wanted), "the window lies in the past, so its lists do not change"
    return found
