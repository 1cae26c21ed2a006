"""The stated shape of the sample (docs/reference/sample.md): how many a day, how late, how often papers are missing.

Everything is drawn from the seed and the day, never from the moment it is made on: the same day is the same
whenever it is drawn, and a later day only adds.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from random import Random
from types import MappingProxyType

from motcua.dossiers.rules.states import Channel

# Share of a day of the week in submissions; Monday peaks.
WEEKDAYS = (1.35, 1.05, 1.0, 0.95, 0.9, 0.12, 0.06)
# The ward whose officers a visitor of the demo can be, beside 1 of a usual office.
PLAYERS_WEIGHT = 9.0
YEAR_WEIGHT = 255.0  # about the sum of all days' weights in a year with holidays
# The first day of Tết, from the calendar's own table; submissions dip around it.
TET = (
    date(2022, 2, 1),
    date(2023, 1, 22),
    date(2024, 2, 10),
    date(2025, 1, 29),
    date(2026, 2, 17),
    date(2027, 2, 6),
)
TET_DAYS = 12

LATE = (0.05, 0.12)  # of an office's dossiers, drawn once an office
SUPPLEMENT = (0.08, 0.15)  # likewise
REFUSED, WITHDRAWN, STOPPED = 0.02, 0.015, 0.008
APOLOGY = 0.6  # of late ones, told before the date
PAUSE_DAYS_MEDIAN, PAUSE_SIGMA = 3.0, 0.8  # log-normal, calendar days
LATE_HOURS_MEDIAN, LATE_SIGMA = 9.0, 0.9  # log-normal, working hours
ONLINE = (0.35, 0.65)  # share handed in online: a year ago, now
POST = 0.04
ASSISTED = 0.05  # of those online at a commune, where somebody with a mandate helps
DIGITISED = {
    Channel.ONLINE: 0.8,
    Channel.COUNTER: 0.45,
    Channel.POST: 0.45,
}  # share of requests whose papers have their files
RESULT_IS_FILE = 0.3  # of those, whose result is a file, too
ALIKE_FROM = 50_000  # dossiers a year: up to twice as many, every life is drawn by itself
ALIKE_MAX = 10

# How often a procedure is asked for; one that is not named here counts 1.
WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "2.000815": 30.0, "2.000635": 16.0, "1.001193": 12.0, "2.000884": 10.0, "1.004873": 8.0, "1.004194": 7.0,
        "1.001612": 7.0, "1.004222": 6.0, "1.000894": 4.0, "1.000656": 3.0, "2.000908": 3.0, "1.002809": 6.0,
        "2.000488": 5.0, "1.012785": 5.0, "1.012789": 3.0, "1.013225": 2.5, "2.000033": 1.5,
    }
)  # fmt: skip


@dataclass(frozen=True)
class OfficeShape:
    """How one office does."""

    late: float
    supplement: float
    weight: float


def office_shape(seed: int, key: str) -> OfficeShape:
    chance = Random(f"{seed}:office:{key}")  # noqa: S311  not for secrets
    return OfficeShape(
        late=chance.uniform(*LATE),
        supplement=chance.uniform(*SUPPLEMENT),
        weight=chance.lognormvariate(0.0, 0.5),
    )


def day_weight(day: date, *, is_working: bool) -> float:
    """How busy a day is beside the mean working day."""
    weight = WEEKDAYS[day.weekday()] if is_working else min(WEEKDAYS[day.weekday()], 0.08)
    if is_working and day.weekday() >= 5:
        weight = 0.8  # a Saturday worked instead of another day
    return weight * tet_dip(day)


def tet_dip(day: date) -> float:
    nearest = min(abs((day - first).days) for first in TET)
    return 0.25 if nearest <= TET_DAYS else 1.0


def alike(a_year: int) -> int:
    """How many ask for the same thing at the same moment at the same desk: one, and more where millions are made.

    What is drawn then is fifty thousand lives a year, each of which several people live (actions/alike.py).
    """
    return max(1, min(ALIKE_MAX, a_year // ALIKE_FROM))


def how_many(seed: int, day: date, *, a_year: int, is_working: bool) -> int:
    """Submissions of a day: the mean of the day with the scatter of counts."""
    mean = a_year * day_weight(day, is_working=is_working) / YEAR_WEIGHT
    chance = Random(f"{seed}:many:{day}")  # noqa: S311
    return max(0, round(chance.gauss(mean, math.sqrt(max(mean, 0.01)))))
