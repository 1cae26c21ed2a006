"""How often somebody may ask: so many at once, then so many a second. A bucket for each, in this process.

Whoever wants to know it over all workers counts together what each of them has let through (`people.bearer`).
"""

from collections import OrderedDict
from dataclasses import dataclass
from math import ceil
from threading import Lock

KEPT_MAX = 10_000  # askers; whoever asked longest ago is forgotten first
WAIT_SECONDS_MAX = 3600.0


@dataclass(frozen=True, slots=True)
class Taken:
    """Whether one more was let through, how many are left, and in how many seconds there is one, or all of them, again."""

    ok: bool
    left: int
    wait_seconds: float
    full_seconds: int
    count: int  # let through so far

    def __bool__(self) -> bool:
        return self.ok


class Allowance:
    """`now`: seconds of any clock that only runs on. Ten thousand tiny questions of one leave the answerer free for others."""

    def __init__(self, *, at_once: int, a_second: float) -> None:
        self.at_once, self.a_second = at_once, a_second
        self._kept: OrderedDict[str, tuple[float, float, int]] = OrderedDict()
        self._lock = Lock()

    def take(self, who: str, *, now: float) -> Taken:
        """Whether one more question of theirs may be answered now."""
        with self._lock:
            left, before, count = self._kept.pop(who, (float(self.at_once), now, 0))
            left = min(left + max(now - before, 0.0) * self.a_second, float(self.at_once))
            ok = left >= 1
            left, count = (left - 1, count + 1) if ok else (left, count)
            self._kept[who] = (left, now, count)
            while len(self._kept) > KEPT_MAX:
                self._kept.popitem(last=False)
        return Taken(
            ok, max(0, int(left)), self._seconds(1 - left), ceil(self._seconds(self.at_once - left)), count
        )

    def owe(self, who: str, *, seconds: float, now: float) -> None:
        """Nothing more for so many seconds: others have let through what was left."""
        with self._lock:
            count = self._kept.pop(who, (0.0, now, 0))[2]
            self._kept[who] = (1 - seconds * self.a_second, now, count)

    def forget(self) -> None:
        with self._lock:
            self._kept.clear()

    def _seconds(self, missing: float) -> float:
        if missing <= 0:
            return 0.0
        return min(missing / self.a_second, WAIT_SECONDS_MAX) if self.a_second else WAIT_SECONDS_MAX
