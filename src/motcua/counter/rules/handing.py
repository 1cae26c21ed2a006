"""Carrying requests from the desk to the unit: one gives, another takes, and the counts agree or a remark says why not."""

from enum import StrEnum

from motcua.foundation.refusal import Fault, InvalidInput, Refusal, gettext_noop

REMARK_MAX = 300
COUNTED_MAX = 9_999


class Kind(StrEnum):
    GIVEN = "counter.sheet-given"
    TAKEN = "counter.sheet-taken"


class NothingToGive(Refusal):
    code = "counter.nothing-to-hand-over"
    sentence = gettext_noop("None of what was ticked is still to be handed over today.")
    next_step = gettext_noop("Look at the list again: somebody may have handed it over a moment ago.")


class GiverTakes(Refusal):
    code = "counter.giver-takes"
    sentence = gettext_noop("You handed this sheet over yourself; somebody of the unit confirms it.")
    next_step = gettext_noop("Ask a colleague of the unit to confirm it with their own account.")


class AlreadyTaken(Refusal):
    code = "counter.sheet-taken"
    sentence = gettext_noop("This sheet was confirmed already.")
    next_step = gettext_noop("Its print shows who confirmed it, and when.")


def check_counts(*, said: int | None, lines: int, remark: str) -> None:
    """What the unit counted; a difference needs a word."""
    if said is None or not 0 <= said <= COUNTED_MAX:
        raise InvalidInput(faults=[Fault("count", gettext_noop("Write how many requests lie before you."))])
    if len(remark.strip()) > REMARK_MAX:
        longer = gettext_noop("Write at most %(most)s characters.")
        raise InvalidInput(faults=[Fault("remark", longer, {"most": REMARK_MAX})])
    if said != lines and len(remark.strip()) < 3:
        differs = gettext_noop("The sheet says %(lines)s: write what is missing or too many.")
        raise InvalidInput(faults=[Fault("remark", differs, {"lines": lines})])
