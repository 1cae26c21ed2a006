"""Whoever is named to stand in for a colleague is told, with the absence or later: read from the chronicle, once."""

from datetime import datetime

from motcua.chronicle.actions import read_on
from motcua.chronicle.queries import Sealed
from motcua.dossiers.actions import telling
from motcua.notices import actions as notices
from motcua.notices.rules import day
from motcua.people import queries as people
from motcua.people.rules import Kind

FOLLOWER = "dossiers.covers"


def tell_covers(*, at: datetime) -> int:
    """Read on from where the last run stopped; answers how many absences and names were looked at."""
    return read_on(
        follower=FOLLOWER,
        kinds=[Kind.ABSENCE_RECORDED, Kind.COVER_NAMED],
        handle=lambda entry: _named(entry, at),
    )


def _named(entry: Sealed, at: datetime) -> None:
    if (cover := entry.data.get("cover")) is None:
        return  # nobody stands in
    found = people.stands_in(int(entry.subject.removeprefix("absence:")), int(cover), at=at)
    if found is None:
        return  # it has ended, or somebody else was named since
    notices.queue(
        to=telling.officer(found.cover),
        template="dossiers/stands-in",
        values={"officer": found.officer, "first": day(found.starts_on), "last": day(found.ends_on)},
        subject=entry.subject,
        at=at,
    )
