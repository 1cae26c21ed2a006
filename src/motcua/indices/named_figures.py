"""The named figures that a component may take: numerator, denominator, and the page that opens to the records.

What a figure is stands in `figures`, once; a name that is not there has no figure yet: its component says so and is scored
by hand.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.urls import reverse

from motcua.figures import named
from motcua.figures import queries as figures
from motcua.figures.named import Number
from motcua.figures.rules import Query, Unit
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import gettext_noop
from motcua.people import queries as people
from motcua.people.rules import Reach

NOTHING = Number(0, 0, simulated=False)


def known() -> Mapping[str, Query]:
    """Figures that are a numerator of a denominator, as a component takes them."""
    return {name: query for name, query in named.every().items() if query.unit is Unit.SHARE}


@dataclass(frozen=True)
class Counted:
    """The figures of a year as far as it has gone, by the path of an agency: itself and all below it."""

    starts_on: date
    ends_on: date
    as_of: datetime
    numbers: Mapping[str, Mapping[str, Number]]

    def of(self, names: Iterable[str], *, path: str) -> dict[str, Number]:
        """Names that nobody knows are left out."""
        return {
            name: self.numbers[name].get(path, NOTHING) for name in sorted(set(names)) if name in self.numbers
        }


def counted(*, year: int, at: datetime) -> Counted | None:
    """For a job, never a page; None before the year begins, and while nothing was extracted.

    Whole days only: what is settled later today is not in the figure, and not in the period that opens to it.
    """
    since = datetime.combine(date(year, 1, 1), time(), TZ)
    today = datetime.combine(at.astimezone(TZ).date(), time(), TZ)
    found = figures.shares_of(known(), since=since, until=min(since.replace(year=year + 1), today))
    if found is None:
        return None
    last = found.until.date() - timedelta(days=1)
    agencies = people.agencies({agency for own in found.own.values() for agency in own})
    paths = {id: facts.path for id, facts in agencies.items()}
    return Counted(
        since.date(), last, found.as_of, {name: _upward(own, paths) for name, own in found.own.items()}
    )


def _upward(own: Mapping[int, Number], paths: Mapping[int, str]) -> dict[str, Number]:
    """What belongs to an agency counts for every agency above it."""
    found: dict[str, Number] = {}
    for agency_id, one in own.items():
        above = ""
        for part in paths.get(agency_id, "").strip("/").split("/"):
            above = f"{above}/{part}"
            before = found.get(f"{above}/", NOTHING)
            found[f"{above}/"] = Number(
                before.numerator + one.numerator,
                before.denominator + one.denominator,
                simulated=before.simulated or one.simulated,
            )
    return found


def link(name: str, *, agency_id: int, path: str, ends_on: date, reach: Reach) -> str:
    """The requests behind a figure, to the day to which it was counted; "" for whoever may not open them."""
    if not path.startswith(tuple(reach.agencies(*figures.READING)) or ("-",)):
        return ""
    period = {"noi": agency_id, "nam": ends_on.year, "den": ends_on.isoformat()}
    return f"{reverse('figures:records', args=[known()[name].slug])}?{urlencode(period)}"


def missing(name: str) -> str | None:
    """What a component says that names a figure which is not there; None where there is one."""
    return None if name in known() else MISSING


MISSING = gettext_noop(
    "The figure “%(figure)s” is not counted from our records yet, so this component is scored by hand."
)
