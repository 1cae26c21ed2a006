"""One act on many dossiers: which acts, how many at once, and how far one has come. Plain values."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.defects import Defect
from motcua.dossiers.rules.states import Act
from motcua.foundation.refusal import Refusal, Said

# Those that say the same to each, and may be taken back for a while.
BULK = (Act.ASSIGN, Act.HAND_OVER, Act.ASK_SUPPLEMENT)
LINES_MAX = 2000
LOT_ROWS = 500  # in one transaction
AT_ONCE_MAX = 100  # done while the officer waits; more is a job's work, with a bar


class LineState(StrEnum):
    """What became of one dossier."""

    WAITING = "waiting"
    LEFT_OUT = "left-out"  # unticked before it was done
    REFUSED = "refused"
    DONE = "done"
    UNDONE = "undone"
    KEPT = "kept"  # was to be taken back and could not


class Stage(StrEnum):
    """How far the whole has come."""

    ASKED = "asked"  # shown, and not confirmed
    RUNNING = "running"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


Given = inputs.Assign | inputs.HandOn | inputs.AskSupplement


def kept_input(given: Given) -> dict[str, Any]:
    """What was typed, as it is kept until the last lot is done."""
    return asdict(given)


def read_input(act: Act, kept: Mapping[str, Any]) -> Given:
    if act is Act.ASSIGN:
        return inputs.Assign(**kept)
    if act is Act.HAND_OVER:
        return inputs.HandOn(**kept)
    papers = tuple(
        inputs.PaperAsked(**{**one, "defects": tuple(map(Defect, one["defects"]))}) for one in kept["papers"]
    )
    return inputs.AskSupplement(reason=str(kept["reason"]), papers=papers)


@dataclass(frozen=True)
class Why:
    """A refusal as a line keeps it: message ids and facts, put into words when they are read."""

    code: str
    sentence: str
    next_step: str
    facts: Mapping[str, object]


def kept_refusal(refusal: Refusal) -> dict[str, Any]:
    facts = {name: value if isinstance(value, int) else str(value) for name, value in refusal.facts.items()}
    fault = refusal.faults[0] if refusal.faults else None
    return {
        "code": refusal.code,
        "sentence": fault.sentence if fault else refusal.sentence,
        "next": refusal.next_step,
        "facts": dict(fault.facts) if fault else facts,
        "said": [name for name, value in refusal.facts.items() if isinstance(value, Said)],
    }


def read_refusal(kept: Mapping[str, Any]) -> Why:
    facts = {
        name: Said(value) if name in kept["said"] else value for name, value in dict(kept["facts"]).items()
    }
    return Why(str(kept["code"]), str(kept["sentence"]), str(kept["next"]), facts)
