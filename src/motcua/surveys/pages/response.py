"""The response report of a round: a sheet to print, and the same figures as files."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.design import downloads
from motcua.design.methods import takes
from motcua.foundation.downloads import (
    Column,
    Format,
    Kind,
    Nature,
    Table,
    file_name,
)
from motcua.people.access import officers
from motcua.people.rules import Role
from motcua.surveys import queries, wording


@officers(Role.HOME_AFFAIRS)
@takes("GET")
def report(request, id):
    line = queries.round_line(survey_id=id, reach=request.reach)
    found = queries.response(survey_id=id, reach=request.reach)
    units = queries.drawn_units(survey_id=id)
    table = _table(line, found, units)
    language = get_language()
    values = {
        "round": {"id": id, "name": line.name.in_language(language), "agency": line.agency.in_language(language),
                  "simulated": line.simulated, "opens_on": line.opens_on, "closes_on": line.closes_on},
        "response": found,
        "stages": [(_units(one.number, units), one) for one in found.stages],
        "at": request.at,
        "hides": any(one.is_hidden for one in found.strata),
        "several": len(found.strata) > 1,
        "files": [
            *((str(format).upper(), _address(id, file_name(table, format))) for format in Format),
            (downloads.PACKAGE, _address(id, downloads.PACKAGE)),
        ] if table.rows else [],
    }  # fmt: skip
    return render(request, "surveys/response.html", values)


def _address(id, name):
    return reverse("surveys:response-file", args=[id, name])


@officers(Role.HOME_AFFAIRS)
@takes("GET")
def file(request, id, name):
    line = queries.round_line(survey_id=id, reach=request.reach)
    found = queries.response(survey_id=id, reach=request.reach)
    return downloads.answer(_table(line, found, queries.drawn_units(survey_id=id)), name)


def _units(number: int, units) -> str:
    """A stage by its number and what is drawn there: “2. Villages”."""
    return f"{number}. {_(wording.UNITS[units[number]])}" if number in units else str(number)


def _table(line, found, units) -> Table:
    """A row a stage, a row a stratum, one for the whole round; empty where it is not told, or not asked at that stage."""
    rows = [
        (
            "stage",
            _units(one.number, units),
            one.drawn,
            one.reserves,
            one.used,
            *_field(one.field),
            None,
            None,
            None,
        )
        for one in found.stages
    ]
    rows += [
        (part, one.name, None, None, None, *_field(one.field), one.invited, one.answered, one.response_rate)
        for part, one in [*(("stratum", one) for one in found.strata), ("round", found.whole)]
        if found.strata
    ]
    return Table(
        name=f"khao-sat-{line.id}-bao-cao-tra-loi",
        title=line.name.in_language(get_language()),
        columns=_columns(),
        rows=rows,
        nature=Nature.SIMULATED if line.simulated else Nature.COMPUTED,
        description=_(
            "Answers are empty where fewer than ten people answered, or where they would tell of such a group."
        ),
    )


def _field(one):
    if one is None:
        return (None,) * 8
    return (
        one.contacted, one.refused, one.not_found, one.ineligible, one.waiting,
        one.contact_rate, one.refusal_rate, one.cooperation_rate,
    )  # fmt: skip


def _columns() -> tuple[Column, ...]:
    whole, share, text = Kind.INTEGER, Kind.NUMBER, Kind.TEXT
    return (
        Column("part", text, _("Part"), choices=("stage", "stratum", "round")),
        Column("name", text, _("Stage or stratum")),
        Column("drawn", whole, _("Drawn")),
        Column("reserves", whole, _("In reserve")),
        Column("used", whole, _("Took a turn")),
        Column("contacted", whole, _("Was reached")),
        Column("refused", whole, _("Refused")),
        Column("not_found", whole, _("Not found")),
        Column("ineligible", whole, _("Not eligible")),
        Column("waiting", whole, _("Not reported yet")),
        Column("con1", share, _("Contact rate (CON1)")),
        Column("ref1", share, _("Refusal rate (REF1)")),
        Column("coop1", share, _("Cooperation rate (COOP1)")),
        Column("invited", whole, _("Invited")),
        Column("answered", whole, _("Answered")),
        Column("rr1", share, _("Response rate (RR1)")),
    )
