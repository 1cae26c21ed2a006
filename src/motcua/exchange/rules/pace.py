"""How long a sender waits, and how much it sends at once. It never gives up."""

from motcua.foundation.allowance import Allowance

PAUSE_SECONDS_MIN = 1.0
PAUSE_SECONDS_MAX = 300.0
# While nobody answers at all: a few dozen nodes that knock once a second cost nothing, and all go on at once when the
# nation is back. Longer pauses are for a nation that answers and cannot take anything.
UNANSWERED_SECONDS_MAX = 1.0
LOT_MIN = 50
LOT_MAX = 5_000
LOT_START = 500


def pause_seconds(failures: int, *, chance: float, answered: bool = True) -> float:
    """Doubled with each failure in a row up to five minutes, of which a random half or more (`chance` in [0, 1)):
    thousands of senders that lost the nation at one moment do not come back at one moment."""
    assert failures > 0 and 0 <= chance < 1
    most = PAUSE_SECONDS_MAX if answered else UNANSWERED_SECONDS_MAX
    whole = min(PAUSE_SECONDS_MIN * (1 << min(failures - 1, 20)), most)
    return whole * (0.5 + chance / 2)


def larger(lot: int) -> int:
    """The next batch after one that was taken."""
    return min(lot * 2, LOT_MAX)


def smaller(lot: int) -> int:
    """The next batch after one that was too much."""
    return max(lot // 4, LOT_MIN)


REQUESTS_AT_ONCE = 60
REQUESTS_A_SECOND = 20.0


def allowance() -> Allowance:
    """How many requests each node, or each subscription, may make: a sender that is behind sends larger ones."""
    return Allowance(at_once=REQUESTS_AT_ONCE, a_second=REQUESTS_A_SECOND)
