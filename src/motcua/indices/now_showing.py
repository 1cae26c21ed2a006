"""Now-casts as finished values for templates, with the survey beside them; and their days as a table to take away."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from motcua.design import charts, writing
from motcua.design.charts.intervals import IntervalChart
from motcua.foundation.downloads import Column, Kind, Nature, Table

from . import now, words
from .models import NowCast
from .places import Place

PERCENT = charts.Figures(1, " %")
MONTHS_LEAST = 2


@dataclass(frozen=True)
class Shown:
    """One now-cast, written."""

    text: str
    range: str
    of: str
    row: NowCast


@dataclass(frozen=True)
class ShownSurvey:
    """What a survey says of a province, written; `source` says whose figure it is where it was published."""

    name: str
    year: int
    text: str
    range: str
    source: str
    url: str
    before: object


def shown(row: NowCast) -> Shown:
    of = ngettext(
        "of %(ratings)s rating of %(requests)s settled requests",
        "of %(ratings)s ratings of %(requests)s settled requests",
        row.ratings,
    ) % {"ratings": writing.number(row.ratings), "requests": writing.number(row.requests)}
    return Shown(f"{writing.number(row.share, 1)} %", span(row.lower, row.upper), of, row)


def survey(one: now.Surveyed, language: str) -> ShownSurvey:
    name = one.place.named(language)
    if one.said:
        return ShownSurvey(
            name=name,
            year=one.year,
            text=f"{writing.number(one.said.value, 2)} %",
            range="",
            source=words.source(one.said.source)[0],
            url=reverse("indices:province", args=[one.place.slug]),
            before=one.before,
        )
    assert one.sheet is not None
    return ShownSurvey(
        name=name,
        year=one.year,
        text=f"{writing.number(one.estimate, 2)} %",
        range=span(one.lower, one.upper) if one.lower is not None else "",
        source="",
        url=reverse("indices:result-province", args=[one.sheet.id, one.place.slug]),
        before=one.before,
    )


def span(lower: float | None, upper: float | None) -> str:
    return f"{writing.number(lower, 1)}–{writing.number(upper, 1)}"


def over_months(rows: Sequence[NowCast], *, id: str = "months") -> IntervalChart | None:
    """The last figure of each month with its interval, the newest first; nothing where there is one month only."""
    found = now.months(rows)
    if len(found) < MONTHS_LEAST:
        return None
    return charts.interval_chart(
        charts.Words(
            id=id,
            caption=_("Month by month, each with its 95 % range"),
            finding=_("From %(first)s in %(begins)s to %(last)s in %(ends)s")
            % {
                "first": PERCENT.write(found[0].share),
                "begins": month(found[0]),
                "last": PERCENT.write(found[-1].share),
                "ends": month(found[-1]),
            },
            note=_("Each figure is of the 90 days before it, so neighbours share most of their ratings."),
            head=_("Month"),
            mark=mark(found[-1]),
        ),
        [
            charts.Interval(month(row), row.share, row.lower, row.upper, own=row is found[-1])
            for row in reversed(found)
        ],
        figures=PERCENT,
    )


def of_offices(rows: Sequence[tuple[str, NowCast]], whole: NowCast | None) -> IntervalChart | None:
    """Offices beside each other, each weighted to its own settled requests, the least satisfied first."""
    if not rows:
        return None
    ordered = sorted(rows, key=lambda one: (one[1].share, one[0]))
    finding = _("Lowest: %(low)s with %(low_value)s; highest: %(high)s with %(high_value)s.") % {
        "low": ordered[0][0],
        "low_value": PERCENT.write(ordered[0][1].share),
        "high": ordered[-1][0],
        "high_value": PERCENT.write(ordered[-1][1].share),
    }
    return charts.interval_chart(
        charts.Words(
            id="offices-now",
            caption=_("Weighted to all settled requests, in percent, with its 95 % range"),
            finding=finding,
            note=_("In brackets: ratings, and settled requests of the same 90 days."),
            head=_("Office"),
            mark=mark(ordered[0][1]),
        ),
        [
            charts.Interval(
                f"{name} ({writing.number(row.ratings)} / {writing.number(row.requests)})",
                row.share,
                row.lower,
                row.upper,
            )
            for name, row in ordered
        ],
        reference=(whole.share, _("together")) if whole else None,
        figures=PERCENT,
    )


def month(row: NowCast) -> str:
    return f"{row.on.month:02}/{row.on.year}"


def mark(row: NowCast) -> charts.Mark:
    """No picture of ratings says that it comes from the survey."""
    return charts.Mark.SIMULATED if row.simulated else charts.Mark.NONE


def file_name(place: Place, *, simulated: bool) -> str:
    """What its files are called, without the ending."""
    plain = f"hien-nay-{place.slug}"
    return f"mo-phong-{plain}" if simulated else plain


def table(place: Place, rows: Sequence[NowCast], *, simulated: bool) -> Table:
    """A row a day. All of them are made up, or none is."""
    return Table(
        name=file_name(place, simulated=False),
        title=_("Satisfied share now: %(name)s") % {"name": place.name_vi},
        columns=_columns(),
        rows=[
            (
                row.on.isoformat(),
                place.code,
                place.name_vi,
                row.ratings,
                row.requests,
                row.offices,
                row.cells,
                row.share,
                row.standard_error,
                row.lower,
                row.upper,
                row.degrees,
                row.version,
            )
            for row in rows
        ],
        nature=Nature.SIMULATED if simulated else Nature.COMPUTED,
        description=_(
            "Ratings that people chose to leave on settled requests, weighted to all requests settled in the 90 days before. Not the survey, and not comparable with its level."
        ),
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column("day", Kind.TEXT, _("Day")),
        Column("code", Kind.TEXT, _("Statistical code"), _("two digits of the General Statistics Office, for provinces")),
        Column("name", Kind.TEXT, _("Province")),
        Column("ratings", Kind.INTEGER, _("Ratings"), _("in whole lots of the 90 days before")),
        Column("requests", Kind.INTEGER, _("Settled requests"), _("with a result in the 90 days before")),
        Column("offices", Kind.INTEGER, _("Number of offices"), _("with such requests")),
        Column("cells", Kind.INTEGER, _("Number of cells"), _("weighted by themselves: office, way in, lateness")),
        Column("share", Kind.NUMBER, _("Satisfied share"), _("in percent, weighted")),
        Column("standard_error", Kind.NUMBER, _("Standard error"), _("in points")),
        Column("lower", Kind.NUMBER, _("Lower bound, 95 percent")),
        Column("upper", Kind.NUMBER, _("Upper bound, 95 percent")),
        Column("degrees", Kind.INTEGER, _("Degrees of freedom")),
        Column("method", Kind.TEXT, _("Version of the method")),
    )  # fmt: skip
