"""What is electronic of a request: derived from what happened to its papers and its result, never from a tick.

The states are those of the national statistics on digitisation (số hóa thành phần hồ sơ).
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from motcua.foundation.refusal import Refusal, gettext_noop


class PaperSource(StrEnum):
    """Where the file of a paper came from."""

    HANDED_IN = "handed-in"
    SCANNED = "scanned"  # at the counter, by an officer
    STORE = "store"  # the person's store of this node, with consent
    NATIONAL = "national"  # the person's store of the nation
    RESULT = "result"  # the result of another request
    FORMER = "former"  # carried over from the system before


class Digital(IntEnum):
    """0 chưa số hóa, 1 được số hóa, 2 tái sử dụng, 3 tái sử dụng từ kết quả hồ sơ khác."""

    NOT = 0
    DIGITISED = 1
    REUSED = 2
    REUSED_RESULT = 3


REUSED = {
    PaperSource.STORE: Digital.REUSED,
    PaperSource.NATIONAL: Digital.REUSED,
    PaperSource.RESULT: Digital.REUSED_RESULT,
}


def digital_state(*, source: PaperSource, has_file: bool, waits_for_sign_off: bool) -> Digital:
    """A scan that nobody compared with the paper is not digitised yet."""
    if not has_file or waits_for_sign_off:
        return Digital.NOT
    return REUSED.get(source, Digital.DIGITISED)


@dataclass(frozen=True)
class Flags:
    """What the statistics count of one request."""

    digitised: bool  # at least one paper is
    end_to_end: bool  # every paper, and the result
    reused: bool
    from_national_store: bool


def flags(*, papers: Collection[tuple[PaperSource, Digital]], result_is_file: bool) -> Flags:
    states = [state for _source, state in papers]
    return Flags(
        digitised=any(states),
        end_to_end=bool(states) and all(states) and result_is_file,
        reused=any(state in (Digital.REUSED, Digital.REUSED_RESULT) for state in states),
        from_national_store=any(source is PaperSource.NATIONAL and state for source, state in papers),
    )


class PaperAct(StrEnum):
    """Kinds of chronicle entry about one paper."""

    SCANNED = "dossier.paper-scanned"
    SIGNED_OFF = "dossier.paper-signed-off"


class NotYoursToDigitise(Refusal):
    code = "dossiers.not-yours-to-digitise"
    status = 403
    sentence = gettext_noop(
        "Papers are digitised at the desk that receives them, or by the officer who handles the request."
    )
    next_step = gettext_noop("Pick that role, or ask the one-stop desk.")


class AlreadyDigital(Refusal):
    code = "dossiers.already-digital"
    sentence = gettext_noop("This paper is electronic already.")
    next_step = gettext_noop("Nothing was changed. Open it from the dossier.")
