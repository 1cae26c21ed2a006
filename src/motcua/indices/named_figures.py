"""The figures of our own records that a component may name: numerator, denominator, and the page that opens to the records.

A name that is not here has no figure yet: its component says so and is scored by hand.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from types import MappingProxyType
from urllib.parse import urlencode

from django.urls import reverse

from motcua.dossiers import queries as dossiers
from motcua.dossiers.queries import SettledCount
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import gettext_noop
from motcua.people import queries as people

from .rules.points import Given


@dataclass(frozen=True)
class Known:
    """What a figure counts, in words; which of the settled requests are its numerator."""

    name: str
    sentence: str
    counts: Callable[[SettledCount], bool]


@dataclass(frozen=True)
class Figure:
    known: Known
    numerator: int
    denominator: int
    simulated: bool
    link: str  # the register of the agency and period, for whoever may open it

    @property
    def given(self) -> Given | None:
        """As a component of the rule *ratio* takes it; None while nothing was settled."""
        if not self.denominator:
            return None
        return Given(numerator=Decimal(self.numerator), denominator=Decimal(self.denominator))


KNOWN: Mapping[str, Known] = MappingProxyType(
    {
        one.name: one
        for one in (
            Known(
                "on-time",
                gettext_noop(
                    "requests whose result was there on time, of all that had their result in the year"
                ),
                lambda count: not count.late,
            ),
            Known(
                "online",
                gettext_noop("requests that came online, of all that had their result in the year"),
                lambda count: count.online,
            ),
        )
    }
)


def figures(names: set[str], *, agency_id: int, year: int, at: datetime) -> dict[str, Figure]:
    """The figures of one agency and all below it, of a year as far as it has gone; in one grouped question.

    For a job or an act, never a page. Names that nobody knows are left out.
    """
    wanted = [KNOWN[name] for name in sorted(names) if name in KNOWN]
    since = datetime.combine(date(year, 1, 1), time(), TZ)
    until = min(datetime.combine(date(year + 1, 1, 1), time(), TZ), at)
    if not wanted or until <= since:
        return {}
    agencies = set(people.agency_ids([people.agency(agency_id).path]))
    counts = [one for one in dossiers.settled_counts(since, until=until) if one.agency_id in agencies]
    whole = sum(one.requests for one in counts)
    simulated = any(one.simulated for one in counts)
    last = (until - timedelta(microseconds=1)).astimezone(TZ).date()
    period = {
        "theo": "xong",
        "tu": since.date().isoformat(),
        "den": last.isoformat(),
        "co-quan": str(agency_id),
    }
    link = f"{reverse('dossiers:register')}?{urlencode(period)}"
    return {
        known.name: Figure(
            known, sum(one.requests for one in counts if known.counts(one)), whole, simulated, link
        )
        for known in wanted
    }


def missing(name: str) -> str | None:
    """What a component says that names a figure which is not there; None where there is one."""
    return None if name in KNOWN else MISSING


MISSING = gettext_noop(
    "The figure “%(figure)s” is not counted from our records yet, so this component is scored by hand."
)
