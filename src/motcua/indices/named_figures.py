"""The figures of our own records that a component may name: numerator, denominator, and the page that opens to the records.

A name that is not here has no figure yet: its component says so and is scored by hand.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from urllib.parse import urlencode

from django.urls import reverse

from motcua.dossiers import queries as dossiers
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import gettext_noop
from motcua.people import queries as people


@dataclass(frozen=True)
class Tally:
    """Requests that had their result in a period, and how many of them were what."""

    settled: int = 0
    on_time: int = 0
    online: int = 0
    digitised: int = 0
    electronic: int = 0
    simulated: bool = False

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            settled=self.settled + other.settled,
            on_time=self.on_time + other.on_time,
            online=self.online + other.online,
            digitised=self.digitised + other.digitised,
            electronic=self.electronic + other.electronic,
            simulated=self.simulated or other.simulated,
        )


@dataclass(frozen=True)
class Known:
    """What a figure counts, in words; which of the settled requests are its numerator."""

    name: str
    sentence: str
    numerator: Callable[[Tally], int]


KNOWN: Mapping[str, Known] = MappingProxyType(
    {
        one.name: one
        for one in (
            Known(
                "on-time",
                gettext_noop(
                    "requests whose result was there on time, of all that had their result in the year"
                ),
                lambda tally: tally.on_time,
            ),
            Known(
                "online",
                gettext_noop("requests that came online, of all that had their result in the year"),
                lambda tally: tally.online,
            ),
            Known(
                "digitised",
                gettext_noop(
                    "requests of which at least one paper is electronic, of all that had their result in the year"
                ),
                lambda tally: tally.digitised,
            ),
            Known(
                "electronic-results",
                gettext_noop(
                    "requests whose result is an electronic original, of all that had their result in the year"
                ),
                lambda tally: tally.electronic,
            ),
        )
    }
)


@dataclass(frozen=True)
class Figure:
    known: Known
    numerator: int
    denominator: int
    simulated: bool


@dataclass(frozen=True)
class Counted:
    """The figures of a year as far as it has gone, by the path of an agency: itself and all below it."""

    starts_on: date
    ends_on: date
    tallies: Mapping[str, Tally]

    def figures(self, names: Iterable[str], *, path: str) -> dict[str, Figure]:
        """Names that nobody knows are left out."""
        tally = self.tallies.get(path, Tally())
        return {
            name: Figure(KNOWN[name], KNOWN[name].numerator(tally), tally.settled, tally.simulated)
            for name in sorted(set(names))
            if name in KNOWN
        }


def counted(*, year: int, at: datetime) -> Counted | None:
    """In three grouped questions, however many agencies; None before the year begins. For a job, never a page.

    Whole days only: what is settled later today is not in the figure, and not in the period that opens to it.
    """
    since = datetime.combine(date(year, 1, 1), time(), TZ)
    today = datetime.combine(at.astimezone(TZ).date(), time(), TZ)
    until = min(datetime.combine(date(year + 1, 1, 1), time(), TZ), today)
    if until <= since:
        return None
    own: dict[int, Tally] = {}
    for one in dossiers.settled_counts(since, until=until):
        tally = Tally(
            settled=one.requests,
            on_time=0 if one.late else one.requests,
            online=one.requests if one.online else 0,
            simulated=one.simulated,
        )
        own[one.agency_id] = own.get(one.agency_id, Tally()) + tally
    for each in dossiers.digital_counts(since, until=until):
        own[each.agency_id] = own.get(each.agency_id, Tally()) + Tally(
            digitised=each.digitised, electronic=each.electronic
        )
    last = until.date() - timedelta(days=1)
    return Counted(since.date(), last, _upward(own))


def _upward(own: Mapping[int, Tally]) -> dict[str, Tally]:
    """What an agency received stays with it; it counts for every agency above."""
    found: dict[str, Tally] = {}
    for agency_id, facts in people.agencies(own).items():
        above = ""
        for part in facts.path.strip("/").split("/"):
            above = f"{above}/{part}"
            path = f"{above}/"
            found[path] = found.get(path, Tally()) + own[agency_id]
    return found


def link(*, agency_id: int, starts_on: date, ends_on: date) -> str:
    """The register of an agency with all below it, as the figure counts it, and a period; for whoever may open it."""
    period = {
        "theo": "xong",
        "tu": starts_on.isoformat(),
        "den": ends_on.isoformat(),
        "co-quan": str(agency_id),
        "ca-duoi": "1",
    }
    return f"{reverse('dossiers:register')}?{urlencode(period)}"


def missing(name: str) -> str | None:
    """What a component says that names a figure which is not there; None where there is one."""
    return None if name in KNOWN else MISSING


MISSING = gettext_noop(
    "The figure “%(figure)s” is not counted from our records yet, so this component is scored by hand."
)
