"""Questions about what was counted. Nothing here changes a row, and nothing counts requests."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import NotFound
from motcua.foundation.shares import Share
from motcua.people import queries as people
from motcua.people.queries import AgencyFacts
from motcua.people.rules import Reach, Role

from . import engine, manifest, named
from .counting import HALF_DAYS
from .models import Counting, Tally
from .named import Which
from .rules.heads import Query
from .rules.months import Month
from .rules.quantiles import Quantile, quantile

# Whoever watches offices reads their exact figures and the requests behind them.
READING = (Role.UNIT_HEAD, Role.LEADER, Role.WATCHER, Role.AUDITOR)
RECORDS_A_PAGE = 50


@dataclass(frozen=True)
class AsOf:
    moment: datetime
    records: int
    simulated: bool


@dataclass
class Figures:
    """The named figures of one place and period, as they were counted."""

    shares: dict[str, Share] = field(default_factory=dict)
    half_days: dict[str, Counter[int]] = field(default_factory=dict)
    simulated: bool = False

    def share(self, name: str) -> Share:
        return self.shares.get(name, Share(0, 0))

    def took(self, name: str, share: float) -> Quantile | None:
        bins = self.half_days.get(name)
        return quantile(bins, share) if bins else None

    def add(self, data: Mapping[str, Any], *, simulated: bool) -> None:
        self.simulated |= simulated
        for name, value in data.items():
            figure, _colon, kind = name.partition(":")
            if kind == HALF_DAYS:
                bins = self.half_days.setdefault(figure, Counter())
                bins.update({int(edge): count for edge, count in value.items()})
            else:
                before = self.share(figure)
                self.shares[figure] = Share(before.part + value[0], before.whole + value[1])


def as_of() -> datetime | None:
    """The moment whose records the figures are of; None while nothing was counted."""
    return Counting.objects.values_list("as_of", flat=True).first()


def counting() -> AsOf | None:
    found = Counting.objects.values_list("as_of", "records", "simulated").first()
    return AsOf(*found) if found else None


def place_within(reach: Reach, *, wanted: int | None) -> AgencyFacts:
    """An agency that this officer watches: the one that is wanted, or their own; NotFound for every other."""
    paths = reach.agencies(*READING)
    if wanted is None:
        tops = people.tops(paths)
        if not tops:
            raise NotFound
        return tops[0]
    found = people.agencies([wanted]).get(wanted)
    if found is None or not found.path.startswith(tuple(paths) or ("-",)):
        raise NotFound
    return found


def years() -> list[int]:
    """Years of which there are figures, the latest first."""
    found = Tally.objects.dates("month", "year", order="DESC")
    return [day.year for day in found]


def months_of(*, agency_id: int | None, year: int) -> dict[Month, Figures]:
    """Month by month, this year and the one before, of an agency with all below it; None: of the whole node."""
    rows = Tally.objects.filter(month__gte=date(year - 1, 1, 1), month__lte=date(year, 12, 31))
    whose = {"agency__parent__isnull": True} if agency_id is None else {"agency_id": agency_id}
    found: dict[Month, Figures] = {}
    for month, data, simulated in rows.filter(**whose).values_list("month", "data", "simulated"):
        found.setdefault(Month(month.year, month.month), Figures()).add(data, simulated=simulated)
    return found


def year_of(*, agency_ids: Iterable[int], year: int) -> dict[int, Figures]:
    """The whole year of each of these agencies, each with all below it."""
    rows = Tally.objects.filter(
        agency_id__in=list(agency_ids), month__gte=date(year, 1, 1), month__lte=date(year, 12, 31)
    )
    found: dict[int, Figures] = {}
    for agency_id, data, simulated in rows.values_list("agency_id", "data", "simulated"):
        found.setdefault(agency_id, Figures()).add(data, simulated=simulated)
    return found


@dataclass(frozen=True)
class Records:
    """A page of the records behind a number: their keys, and how many there are in all."""

    keys: tuple[str, ...]
    number: named.Number
    as_of: datetime


def records(query: Query, which: Which, *, counted: bool | None, page: int) -> Records | None:
    """From the extract; None while there is none. A page of keys at a time, however many there are."""
    found = manifest.read()
    if found is None:
        return None
    with engine.opened(found) as asked:
        keys = named.records(
            asked, query, which, counted=counted, most=RECORDS_A_PAGE, after=RECORDS_A_PAGE * (page - 1)
        )
        return Records(tuple(keys), named.number(asked, query, which), found.as_of)


@dataclass(frozen=True)
class Period:
    """Named figures of a period of whole days, of each agency by itself, and the moment whose records they are of."""

    since: datetime
    until: datetime
    as_of: datetime
    own: Mapping[str, Mapping[int, named.Number]]


def shares_of(names: Iterable[str], *, since: datetime, until: datetime) -> Period | None:
    """From the extract, for a job, never a page: whole days only, so none that the extract did not see to its end.

    None while there is no extract, and when it saw no whole day of the period.
    """
    found = manifest.read()
    if found is None:
        return None
    seen = datetime.combine(found.as_of.astimezone(TZ).date(), time(), TZ)
    last = min(until, seen)
    if last <= since:
        return None
    with engine.opened(found) as asked:
        own = {
            name: named.by_agency(asked, named.every()[name], Which(since, last))
            for name in sorted(set(names))
        }
    return Period(since, last, found.as_of, own)
