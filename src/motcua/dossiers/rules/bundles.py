"""Several dossiers under one receipt: its code, and when a part that waits for another may begin. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from motcua.dossiers.rules.states import OPEN, Act, State
from motcua.foundation.refusal import Refusal, gettext_noop
from motcua.foundation.text import fold

# What comes before an agency's own name, so that "Công an xã Ea Thử" is found for "UBND xã Ea Thử".
_KINDS = ("uy ban nhan dan ", "ubnd ", "cong an ", "bao hiem xa hoi ")
POLICE = "cong an"


class BundleKind(StrEnum):
    LINKED = "linked"  # liên thông: several procedures
    MANY = "many"  # one procedure, many dossiers


PREFIX = {BundleKind.LINKED: "LT-", BundleKind.MANY: "NL-"}


def code(kind: BundleKind, first: str) -> str:
    """The code of the whole: the number of its first dossier with the mark of its kind, so no series is needed."""
    return PREFIX[kind] + first


def is_code(number: str) -> bool:
    return number.startswith(tuple(PREFIX.values()))


def is_told_with_others(act: Act, *, in_list: bool) -> bool:
    """What the person of a list is told once for all of its requests, not request by request."""
    return in_list and act is Act.TAKE_IN


@dataclass(frozen=True)
class Needed:
    """A part whose result another waits for, as it stands."""

    part: str
    state: State
    done_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True)
class Begin:
    """A part need not wait any longer. `counts_from`: since when its term runs, when every result is there."""

    counts_from: datetime | None
    without: tuple[str, ...]  # parts that ended without a result


def begins(needed: Sequence[Needed], *, at: datetime, undo: timedelta) -> Begin | None:
    """None while a result is still to come. An end without a result counts once it cannot be taken back any more."""
    without = []
    for one in needed:
        if one.state in (State.DONE, State.RETURNED):
            continue
        if one.closed_at is None or at < one.closed_at + undo:
            return None
        without.append(one.part)
    if without:
        return Begin(None, tuple(without))
    return Begin(max((one.done_at for one in needed if one.done_at), default=at), ())


def place_of(name: str) -> str:
    """What is left of an agency's name without its kind: the place."""
    folded = fold(name).strip()
    kind = next((kind for kind in _KINDS if folded.startswith(kind)), "")
    return folded[len(kind) :]


def nearest(offices: Mapping[int, str], *, own_id: int, own_name: str, wanted: str) -> int | None:
    """The office of a part among those that may receive it: of the kind the procedure names, then of the same place.

    `offices` are ids and names; `wanted` is how the procedure calls its agency. None: nobody can tell which.
    """
    if fold(wanted).startswith(POLICE):
        police = {one: name for one, name in offices.items() if fold(name).startswith(POLICE)}
        offices = {
            one: name for one, name in police.items() if place_of(name) == place_of(own_name)
        } or offices
    if own_id in offices:
        return own_id
    if len(offices) == 1:
        return next(iter(offices))
    here = [one for one, name in offices.items() if place_of(name) == place_of(own_name)]
    return here[0] if len(here) == 1 else None


class WaitsForPart(Refusal):
    code = "dossiers.waits-for-part"
    sentence = gettext_noop("Request %(number)s begins when the result of another part is there.")
    next_step = gettext_noop("Nothing has to be done until then; it comes to this desk by itself.")


class NotAllCanBeWithdrawn(Refusal):
    code = "dossiers.not-all-can-be-withdrawn"
    sentence = gettext_noop(
        "Not all of %(number)s can be withdrawn at once: %(done)s has its result already."
    )
    next_step = gettext_noop("Withdraw the others one by one. Nothing was withdrawn.")


def check_all_open(states: Mapping[str, State], *, number: str) -> None:
    """Withdrawing the whole is one act: a part that has its result keeps all of it from being taken back at once.

    Parts that ended without a result stand in nobody's way; when nothing else is left there is nothing to withdraw.
    """
    done = [one for one, state in states.items() if state in (State.DONE, State.RETURNED)]
    if done:
        raise NotAllCanBeWithdrawn(number=number, done=done[0])
    if not any(state in OPEN for state in states.values()):
        raise NothingToWithdraw(number=number)


class NothingToWithdraw(Refusal):
    code = "dossiers.nothing-to-withdraw"
    sentence = gettext_noop("Everything of %(number)s has ended already.")
    next_step = gettext_noop("Hand in a new request when you need one.")


# What may be done with a part while it waits: whatever does not need the result it waits for.
WHILE_WAITING = frozenset(
    {Act.WITHDRAW, Act.NOTE, Act.CHECK_APPLICANT, Act.FILL, Act.KEEP_ORIGINALS, Act.RETURN_ORIGINALS}
)


def check_begun(act: Act, *, awaits: bool, number: str) -> None:
    if awaits and act not in WHILE_WAITING:
        raise WaitsForPart(number=number)


class NoOfficeForPart(Refusal):
    code = "dossiers.no-office-for-part"
    sentence = gettext_noop("No single office here can receive this part: %(part)s.")
    next_step = gettext_noop("Choose another office, or ask for the procedures one by one.")


class PartDoesNotFit(Refusal):
    code = "dossiers.part-does-not-fit"
    sentence = gettext_noop("The rules of one part have changed: %(part)s.")
    next_step = gettext_noop(
        "Ask for the procedures one by one until the bundle is renewed. Nothing was sent."
    )
