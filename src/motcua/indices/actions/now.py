"""The now-cast of a day, for every agency that has one. Counted by a job, never by a page; belongs to no act."""

from collections import defaultdict
from datetime import datetime, timedelta

from motcua.dossiers import queries as dossiers
from motcua.feedback import queries as feedback
from motcua.foundation.calendar import TZ
from motcua.people import queries as people

from ..casting import VERSION, Cast, Cell, Key, cast
from ..models import NowCast

FIGURES = (
    "ratings", "requests", "offices", "cells", "share", "standard_error", "lower", "upper", "degrees", "version",
    "simulated",
)  # fmt: skip
DECIMALS = 1


def cast_now(*, at: datetime) -> int:
    """Weigh what was rated to what was settled in the same days; how many agencies have a figure.

    Asked again on the same day it writes the same rows anew.
    """
    cells, invented = _cells(at)
    paths = {id: facts.path for id, facts in people.agencies({key.office for key in cells}).items()}
    of_agency: dict[int, dict[Key, Cell]] = defaultdict(dict)
    for key, cell in cells.items():
        for part in paths[key.office].strip("/").split("/"):
            of_agency[int(part)][key] = cell
    today = at.astimezone(TZ).date()
    rows = []
    for agency, own in of_agency.items():
        offices = {key.office for key in own}
        if found := cast(own):
            rows.append(
                NowCast(
                    agency_id=agency,
                    on=today,
                    offices=len(offices),
                    simulated=not invented.isdisjoint(offices),
                    **_figures(found),
                )
            )
    NowCast.objects.bulk_create(
        rows, batch_size=500, update_conflicts=True, unique_fields=["agency", "on"], update_fields=FIGURES
    )
    return len(rows)


def _cells(at: datetime) -> tuple[dict[Key, Cell], set[int]]:
    """What was rated and what was settled, cell by cell; and the offices in whose figures something is made up."""
    found: dict[Key, Cell] = defaultdict(Cell)
    invented: set[int] = set()
    for rated in feedback.rated_counts(at=at):
        found[Key(rated.agency_id, rated.online, rated.late)] += Cell(rated.ratings, rated.satisfied)
        invented |= {rated.agency_id} if rated.simulated else set()
    for settled in dossiers.settled_counts(at - timedelta(days=feedback.DAYS), until=at):
        found[Key(settled.agency_id, settled.online, settled.late)] += Cell(requests=settled.requests)
        invented |= {settled.agency_id} if settled.simulated else set()
    return dict(found), invented


def _figures(found: Cast) -> dict[str, object]:
    return {
        "ratings": found.ratings,
        "requests": found.requests,
        "cells": found.cells,
        "degrees": found.degrees,
        "version": VERSION,
        **{
            name: round(getattr(found, name), DECIMALS)
            for name in ("share", "standard_error", "lower", "upper")
        },
    }
