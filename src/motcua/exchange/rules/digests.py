"""Comparing two lists of states without sending them: a hash a day, and the days that differ in full."""

import hashlib
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple


class Said(NamedTuple):
    """One dossier, as one side has it."""

    number: str
    revision: int
    state: int


class Gap(StrEnum):
    MISSING = "missing"  # the nation does not have it
    OLDER = "older"  # the nation has an earlier state
    OTHER = "other-state"  # the nation has it otherwise: later, or with another state
    NOT_HERE = "not-here"  # the nation has a dossier that is not here


def digest(said: Iterable[Said]) -> str:
    """One hash for the dossiers of a day, whatever order they come in."""
    made = hashlib.sha256()
    for one in sorted(said):
        made.update(f"{one.number} {one.revision} {one.state}\n".encode())
    return made.hexdigest()


def gaps(*, here: Iterable[Said], there: Iterable[Said]) -> Mapping[str, Gap]:
    """What differs between what a node has and what the nation has, by number."""
    ours = {one.number: one for one in here}
    theirs = {one.number: one for one in there}
    found: dict[str, Gap] = {}
    for number, one in ours.items():
        other = theirs.get(number)
        if other is None:
            found[number] = Gap.MISSING
        elif other.revision < one.revision:
            found[number] = Gap.OLDER
        elif other != one:
            found[number] = Gap.OTHER
    found |= dict.fromkeys(theirs.keys() - ours.keys(), Gap.NOT_HERE)
    return found
