"""How long a sender waits, and how much it sends at once. It never gives up."""

PAUSE_SECONDS_MIN = 1.0
PAUSE_SECONDS_MAX = 300.0
LOT_MIN = 50
LOT_MAX = 5_000
LOT_START = 500


def pause_seconds(failures: int, *, chance: float) -> float:
    """Doubled with each failure in a row up to five minutes, of which a random half or more (`chance` in [0, 1)):
    thousands of senders that lost the nation at one moment do not come back at one moment."""
    assert failures > 0 and 0 <= chance < 1
    whole = min(PAUSE_SECONDS_MIN * (1 << min(failures - 1, 20)), PAUSE_SECONDS_MAX)
    return whole * (0.5 + chance / 2)


def larger(lot: int) -> int:
    """The next batch after one that was taken."""
    return min(lot * 2, LOT_MAX)


def smaller(lot: int) -> int:
    """The next batch after one that was too much."""
    return max(lot // 4, LOT_MIN)
