"""Reading now-casts for pages and files, and the survey that may stand beside one: two things, never one figure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from motcua.foundation.calendar import TZ
from motcua.people import queries as people
from motcua.people.rules import Reach
from motcua.surveys.rules import LEAST

from . import queries, results
from .models import NowCast
from .places import Place, Places
from .queries import Said
from .rules import Index
from .scoring import WHOLE

# What pages call a row of that table: they open none.
Figure = NowCast
# An older figure is not "now": the job that counts has stopped, or nobody rates any more.
FRESH_DAYS = 7
MONTHS = 12
_YEAR = timedelta(days=366)


def latest(agencies: Iterable[int], *, at: datetime) -> dict[int, NowCast]:
    """The newest figure of each of these agencies that has one of the last week."""
    today = _day(at)
    rows = NowCast.objects.filter(
        agency_id__in=set(agencies), on__gt=today - timedelta(days=FRESH_DAYS), on__lte=today
    )
    return {row.agency_id: row for row in rows.order_by("agency_id", "on")}


def of_everybody(places: Sequence[Place], *, at: datetime) -> dict[int, NowCast]:
    """Those that everybody may see: whole provinces, of at least ten ratings, as any published table (docs/methods/now-cast.md)."""
    found = latest([place.id for place in places if place.level == "province"], at=at)
    return {id: row for id, row in found.items() if row.ratings >= LEAST}


def days(agency: int, *, at: datetime, simulated: bool, least: int = LEAST) -> list[NowCast]:
    """Its figures of the last year, a row a day: made-up ones and others never in one list.

    `least` is how many ratings whoever reads them may see together.
    """
    today = _day(at)
    rows = NowCast.objects.filter(
        agency_id=agency, simulated=simulated, on__gt=today - _YEAR, on__lte=today, ratings__gte=least
    )
    return list(rows.order_by("on"))


def months(rows: Iterable[NowCast]) -> list[NowCast]:
    """The last figure of each month, in order."""
    last = {(row.on.year, row.on.month): row for row in rows}
    return list(last.values())[-MONTHS:]


@dataclass(frozen=True)
class Surveyed:
    """What the latest survey says of one province: computed here, with its interval, or as somebody published it."""

    place: Place
    year: int
    sheet: results.Opened | None
    estimate: float | None
    lower: float | None
    upper: float | None
    said: Said | None

    @property
    def before(self) -> date | None:
        """The day on which this province ceased, if it is a part of the one asked about."""
        return self.place.ends


def surveyed(place: Place, known: Places, *, simulated: bool, reach: Reach, at: datetime) -> list[Surveyed]:
    """The latest survey of a province; of its parts, each by itself, where it was formed after that survey.

    A simulated now-cast has a simulated survey beside it and nothing that was published.
    """
    computed = _of_sheet(place, known, simulated=simulated, reach=reach, at=at)
    if simulated:
        return computed
    published = _as_published(place, known)
    newest = max((one.year for one in (*computed, *published)), default=0)
    return [one for one in computed if one.year == newest] or [one for one in published if one.year == newest]


def _of_sheet(place: Place, known: Places, *, simulated: bool, reach: Reach, at: datetime) -> list[Surveyed]:
    for sheet in results.listed(reach, at=at):
        if sheet.index != Index.SIPAS or sheet.simulated != simulated:
            continue
        of_year = [one for one in _parts(place, known, year=sheet.year) if one.code in sheet.by_code]
        rows = results.of_domains(sheet, [one.code for one in of_year])
        found = [(one, rows[one.code].get(WHOLE)) for one in of_year]
        if there := [
            Surveyed(one, sheet.year, sheet, row.estimate, row.lower, row.upper, None)
            for one, row in found
            if row and row.estimate is not None
        ]:
            return there
    return []


def _as_published(place: Place, known: Places) -> list[Surveyed]:
    found = []
    for one in (place, *_predecessors(place, known)):
        scored = [year for year in queries.years_of(unit=one.id, index=Index.SIPAS) if year.scores]
        if scored:
            last = scored[-1]
            found.append(Surveyed(one, last.year, None, None, None, None, last.scores[0]))
    return found


def _parts(place: Place, known: Places, *, year: int) -> list[Place]:
    """The province as it stood that year: itself, or those it was formed of."""
    return [place] if place.acts_in(year) else _predecessors(place, known)


def _predecessors(place: Place, known: Places) -> list[Place]:
    before, _after = people.successions(id=place.id)
    return [found for id in before if (found := known.by_id(id))]


def _day(at: datetime) -> date:
    return at.astimezone(TZ).date()
