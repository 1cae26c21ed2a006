"""Whoever stands in for a colleague is told, and whoever no longer does: read from the chronicle, once."""

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
    # Whoever was named and changed again before this run knows of neither: of the second they are not told alone.
    unheard: set[tuple[str, int]] = set()

    def told(entry: Sealed) -> None:
        if entry.kind != Kind.ABSENCE_ENDED:
            _named(entry, unheard, at)
        _no_longer(entry, unheard, at)

    kinds = [Kind.ABSENCE_RECORDED, Kind.COVER_NAMED, Kind.ABSENCE_ENDED]
    return read_on(follower=FOLLOWER, kinds=kinds, handle=told)


def _named(entry: Sealed, unheard: set[tuple[str, int]], at: datetime) -> None:
    if (cover := entry.data.get("cover")) is None:
        return  # nobody stands in
    found = people.stands_in(_absence(entry.subject), int(cover), at=at)
    if found is None:  # it has ended, or somebody else was named since
        unheard.add((entry.subject, int(cover)))
        return
    notices.queue(
        to=telling.officer(found.cover),
        template="dossiers/stands-in",
        values={"officer": found.officer, "first": day(found.starts_on), "last": day(found.ends_on)},
        subject=entry.subject,
        at=at,
    )


def _no_longer(entry: Sealed, unheard: set[tuple[str, int]], at: datetime) -> None:
    """Somebody else was named in their place, or the absence ended before its last day."""
    absence = entry.data.get("of", entry.subject)
    before = entry.data.get("before") if entry.kind == Kind.COVER_NAMED else None
    if entry.kind == Kind.ABSENCE_ENDED:
        before = people.cover_of(_absence(absence))
    if before is None or (absence, int(before)) in unheard:
        return
    found = people.stood_in(_absence(absence), int(before), at=at)
    if found is None:
        return  # the days are over, or they stand in again
    notices.queue(
        to=telling.officer(found.cover),
        template="dossiers/stands-in-no-more",
        values={
            "officer": found.officer,
            "first": day(found.starts_on),
            "last": day(found.ends_on),
            "instead": found.instead,
        },
        subject=entry.subject,
        at=at,
    )


def _absence(subject: str) -> int:
    return int(subject.removeprefix("absence:"))
