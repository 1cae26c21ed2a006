"""Which open requests nobody is moving, why, and since when. Plain values in, reasons out.

A late request that somebody works on is not among them; one that is in time, but lies where nobody looks, is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from motcua.dossiers.rules.states import OPEN, PAUSED, State
from motcua.people.rules import Role


class Reason(StrEnum):
    """Why it stands still, what must be mended first coming first."""

    NOBODY = "nobody"  # no officer serves at its step today, and nobody stands in
    HOLDER = "holder"  # whoever has it in hand does not serve there today, and nobody stands in
    UNROUTED = "unrouted"  # taken in and not passed on
    UNTOLD = "untold"  # what the person had to be told did not arrive
    UNHEARD = "unheard"  # sent, and the nation did not acknowledge it; the room that sends says so


# Not found by looking at the request: whoever knows tells it.
REPORTED = frozenset({Reason.UNHEARD})


@dataclass(frozen=True)
class Lying:
    """Where one request lies."""

    state: State
    step: int
    role: str  # whose step it is
    path: str  # of the agency of the step
    holder_id: int | None
    step_since: datetime
    received_at: datetime | None
    untold_since: datetime | None = None  # when what failed was to be told


@dataclass(frozen=True)
class Hand:
    """One officer in one role at one agency; `empty_since` is None while there is somebody."""

    officer_id: int
    role: str
    path: str
    empty_since: datetime | None


class Staff:
    """Who can move what: by role and place, each looked up once."""

    def __init__(self, hands: Iterable[Hand]) -> None:
        self._hands = tuple(hands)
        self._at: dict[tuple[str, str], tuple[Hand, ...]] = {}

    def at(self, role: str, path: str) -> tuple[Hand, ...]:
        """Those whose role and place reach a step there; the head of a unit can do what its officers do."""
        key = (role, path)
        if key not in self._at:
            roles = (Role.CASE_OFFICER, Role.UNIT_HEAD) if role == Role.CASE_OFFICER else (role,)
            self._at[key] = tuple(
                hand for hand in self._hands if hand.role in roles and path.startswith(hand.path)
            )
        return self._at[key]


def reasons(lying: Lying, *, staff: Staff, passed_on: datetime) -> dict[Reason, datetime]:
    """Each reason with the moment since when it holds. `passed_on`: what came in before had to go on by now."""
    found: dict[Reason, datetime] = {}
    if lying.state in OPEN - PAUSED:
        found |= _of_hands(lying, staff.at(lying.role, lying.path))
        received = lying.received_at
        if (
            lying.state is State.RECEIVED
            and lying.step == 0
            and received is not None
            and received < passed_on
        ):
            found[Reason.UNROUTED] = received
    if lying.untold_since is not None and (lying.state in OPEN or lying.state is State.DONE):
        found[Reason.UNTOLD] = lying.untold_since
    return found


def _of_hands(lying: Lying, hands: tuple[Hand, ...]) -> dict[Reason, datetime]:
    if all(hand.empty_since for hand in hands):
        return {Reason.NOBODY: _since(lying, hands)}
    own = tuple(hand for hand in hands if hand.officer_id == lying.holder_id)
    if lying.holder_id is not None and all(hand.empty_since for hand in own):
        return {Reason.HOLDER: _since(lying, own)}
    return {}


def _since(lying: Lying, hands: tuple[Hand, ...]) -> datetime:
    """Since the last of them went, or since it came to the step, if that was later."""
    return max([lying.step_since, *(hand.empty_since for hand in hands if hand.empty_since)])
