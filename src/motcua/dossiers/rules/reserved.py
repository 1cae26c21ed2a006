"""Numbers kept for a desk: how many at once, when one may be used, and that every number of a day has exactly one fate."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from motcua.foundation.refusal import Fault, InvalidInput, Refusal, gettext_noop

# In one go, and how many may be open for one desk and day: a desk takes in about ten people an hour.
BLOCK_MAX, OPEN_MAX = 50, 80
REASON_MIN, REASON_MAX = 3, 300
DESK_MAX = 40
# How far the clock of a device may be from ours.
CLOCK_OFF = timedelta(minutes=10)


class Kind(StrEnum):
    RESERVED = "dossier.numbers-reserved"
    VOIDED = "dossier.number-voided"


class NumberNotFree(Refusal):
    code = "dossiers.number-not-free"
    sentence = gettext_noop(
        "Number %(number)s is not free: it was used by another request, voided, or never kept."
    )
    next_step = gettext_noop(
        "Look at the page of kept numbers, and tell the person who holds the receipt with this number."
    )


class TooManyOpen(Refusal):
    code = "dossiers.too-many-numbers-open"
    sentence = gettext_noop(
        "%(open)s numbers are still open for this desk today; more than %(most)s are not kept."
    )
    next_step = gettext_noop("Use them or void them first.")


class NotWhileKept(Refusal):
    code = "dossiers.moment-outside-the-block"
    sentence = gettext_noop(
        "The receipt with number %(number)s says a moment before the number was kept, or one to come."
    )
    next_step = gettext_noop("Set the clock of the device, and receive the request again at the counter.")


def check_block(*, count: int, desk: str, open_now: int) -> None:
    faults = []
    if not 1 <= count <= BLOCK_MAX:
        faults.append(
            Fault("count", gettext_noop("Keep from 1 to %(most)s numbers at once."), {"most": BLOCK_MAX})
        )
    if not 1 <= len(desk.strip()) <= DESK_MAX:
        faults.append(Fault("desk", gettext_noop("Write which desk keeps them.")))
    if faults:
        raise InvalidInput(faults=faults)
    if open_now + count > OPEN_MAX:
        raise TooManyOpen(open=open_now, most=OPEN_MAX)


def check_reason(reason: str) -> None:
    if not REASON_MIN <= len(reason.strip()) <= REASON_MAX:
        raise InvalidInput(
            faults=[Fault("reason", gettext_noop("Write in a few words why nobody has this number."))]
        )


def moment_of(*, number: str, said: datetime, reserved_at: datetime, at: datetime) -> datetime:
    """The moment that a receipt written without the line says: after the number was kept, and not in the future."""
    if not reserved_at - CLOCK_OFF <= said <= at + CLOCK_OFF:
        raise NotWhileKept(number=number)
    return max(reserved_at, min(said, at))


class Fate(StrEnum):
    """What became of one number of an agency and day."""

    GIVEN = "given"  # straight to a request
    USED = "used"  # kept for a desk, then used by a request
    OPEN = "open"  # kept for a desk, neither used nor voided yet
    VOIDED = "voided"


@dataclass(frozen=True)
class Account:
    """All numbers of an agency and day, each with one fate; what is wrong is named."""

    counts: Mapping[Fate, int]
    missing: tuple[int, ...]  # no request has it, and no desk kept it
    beyond: tuple[int, ...]  # had by a request or a desk, after the last one given
    torn: tuple[int, ...]  # kept as open or voided, and yet had by a request; or used, and nobody has it

    @property
    def is_whole(self) -> bool:
        return not (self.missing or self.beyond or self.torn)


def account(*, last: int, had: Collection[int], kept: Mapping[int, Fate]) -> Account:
    """`had`: running numbers that requests bear; `kept`: those kept for desks, with what the desk says of each."""
    held = set(had)
    counts = dict.fromkeys(Fate, 0)
    missing, torn = [], []
    for running in range(1, last + 1):
        fate = kept.get(running)
        if fate is None:
            if running in held:
                counts[Fate.GIVEN] += 1
            else:
                missing.append(running)
            continue
        counts[fate] += 1
        if (fate is Fate.USED) != (running in held):
            torn.append(running)
    beyond = sorted(one for one in held | set(kept) if not 1 <= one <= last)
    return Account(counts, tuple(missing), tuple(beyond), tuple(torn))
