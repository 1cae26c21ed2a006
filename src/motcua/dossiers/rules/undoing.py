"""Taking back one's own last act, for a short while and only before the person was told.

Not everything can be: a receipt may be in somebody's hand already, an issued result in somebody's store, a signature
is a signature. What can be taken back is named here; its notice waits until the while is over.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from motcua.dossiers.rules import refusals
from motcua.dossiers.rules.states import Act
from motcua.foundation.refusal import gettext_noop

UNDOABLE = frozenset(
    {
        Act.REFUSE,
        Act.ASK_SUPPLEMENT,
        Act.ASK_DUTY,
        Act.ASSIGN,
        Act.HAND_OVER,
        Act.PROPOSE,
        Act.SEND_BACK,
        Act.APPROVE,
        Act.EXTEND,
        Act.STOP,
    }
)


# What cannot be taken back even a moment later: why, and what helps instead. The page says it to whoever just did it.
FINAL = {
    Act.TAKE_IN: (
        gettext_noop("This cannot be taken back: the receipt with its date may be in the person's hand."),
        gettext_noop(
            "A wrong date is moved by an apology; a request that should not be here is stopped with its ground."
        ),
    ),
    Act.MARK_DONE: (
        gettext_noop("This cannot be taken back: the result stands in the person's own papers."),
        gettext_noop("A result that is wrong is replaced or revoked, with the ground."),
    ),
    Act.GIVE_BACK: (
        gettext_noop("This cannot be taken back: the result is in a hand."),
        gettext_noop("Write a note when it comes back to the desk."),
    ),
}


def final(act: Act, *, is_own: bool, done_at: datetime, at: datetime, minutes: int) -> tuple[str, str] | None:
    """Why one's own last act stays, said for as long as another act could be taken back."""
    if not is_own or at >= until(done_at=done_at, minutes=minutes):
        return None
    return FINAL.get(act)


def may_be_undone(act: Act, *, electronic: str, electronic_before: str) -> bool:
    """An electronic result that was drafted, signed or dropped by the act is not put back."""
    if act in (Act.PROPOSE, Act.STOP, Act.REFUSE):
        return not electronic and not electronic_before
    return act in UNDOABLE


def kept(value: object) -> str | int | None:
    """A column as JSON keeps it, to the microsecond."""
    if isinstance(value, datetime):
        return value.isoformat()
    assert value is None or isinstance(value, str | int)
    return value


def until(*, done_at: datetime, minutes: int) -> datetime:
    return done_at + timedelta(minutes=minutes)


def check_undo(
    *,
    number: str,
    act: Act,
    facts: Mapping[str, str],
    is_own: bool,
    done_at: datetime,
    at: datetime,
    minutes: int,
) -> None:
    """In the order in which a person would want to hear it; `facts` hold the electronic stage, now and before."""
    if not is_own or not may_be_undone(
        act, electronic=facts.get("electronic", ""), electronic_before=facts.get("before", "")
    ):
        raise refusals.NothingToUndo(number=number)
    if at >= until(done_at=done_at, minutes=minutes):
        raise refusals.UndoTooLate(number=number, minutes=minutes)
