"""Who stands at the window, as the room that called them knows it: kept in the officer's session, a few at most.

So that the counter's screen starts with what is known, and no address names a person.
"""

from collections.abc import MutableMapping
from typing import Any
from uuid import UUID

EXPECTED = "expected"  # session key: by submission, the person
EXPECTED_MAX = 5


def expect(session: MutableMapping[str, Any], submission: UUID, person_id: int) -> None:
    kept = {key: one for key, one in session.get(EXPECTED, {}).items() if key != str(submission)}
    session[EXPECTED] = dict([*kept.items(), (str(submission), person_id)][-EXPECTED_MAX:])


def expected(session: MutableMapping[str, Any], submission: UUID) -> int | None:
    found = session.get(EXPECTED, {}).get(str(submission))
    return int(found) if found is not None else None
