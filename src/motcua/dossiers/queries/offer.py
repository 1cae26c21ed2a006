"""What the procedure version of a dossier says: case, form, papers, offices, steps."""

from collections.abc import Collection, Mapping
from datetime import datetime

from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.route import route
from motcua.dossiers.rules.states import Channel
from motcua.foundation.forms import Form
from motcua.foundation.text import fold
from motcua.people import queries as people
from motcua.procedures.rules import Case, Definition, ExecutingAgency, Paper, PaperWay
from motcua.procedures.rules import Channel as Way

WAYS = {Channel.COUNTER: Way.COUNTER, Channel.ONLINE: Way.ONLINE, Channel.POST: Way.POST}
# Papers that a person must attach when handing in online.
TO_ATTACH = (PaperWay.HANDED_IN,)


def case_of(definition: Definition, code: str) -> Case | None:
    return next((case for case in definition.cases if case.code == code), None)


def form_of(definition: Definition, code: str) -> Form | None:
    case = case_of(definition, code)
    return definition.form(case) if case else None


def offered_on(case: Case, channel: Channel) -> bool:
    return WAYS[channel] in case.terms


def papers_missing(case: Case, *, data: Mapping[str, object], given: Collection[str]) -> list[Paper]:
    """Papers this case requires, given these answers, that are not attached."""
    wanted = [paper for paper in case.papers_for(data) if paper.required and paper.way in TO_ATTACH]
    return [paper for paper in wanted if paper.code not in given]


def fits(agency: people.AgencyFacts, executing: ExecutingAgency) -> bool:
    """Whether this agency is one of those that the procedure names: by level, and by name where names differ.

    A procedure says "Công an cấp tỉnh nơi cư trú"; the agency is called "Công an tỉnh".
    """
    if agency.level != executing.level:
        return False
    wanted, name = fold(executing.name.vi).replace("cap ", ""), fold(agency.name)
    return agency.level == "commune" or name in wanted or name.startswith(wanted)


def is_office(agency: people.AgencyFacts, definition: Definition) -> bool:
    """Whether requests for this procedure may be received at this agency."""
    return bool(definition.agencies) and fits(agency, definition.agencies[0])


def offices(definition: Definition, *, at: datetime, under: str = "/") -> list[people.AgencyFacts]:
    """Agencies in force that receive this procedure, by name."""
    if not definition.agencies:
        return []
    first = definition.agencies[0]
    return [
        agency
        for agency in people.acting_agencies(on=at.date(), levels=[first.level], paths=[under])
        if fits(agency, first)
    ]


def agencies_for_step(dossier: Dossier, definition: Definition, step: int, *, at: datetime) -> list[int]:
    """Where the dossier may go for this step; the first is the usual one."""
    stops = route(definition)
    index = stops[step].agency
    if index == 0:
        return [dossier.agency_id]
    if index == stops[dossier.step].agency:
        return [dossier.step_agency_id]
    executing = definition.agencies[index]
    root = "/".join(dossier.agency.path.split("/")[:3]) + "/"
    found = [
        a.id
        for a in people.acting_agencies(on=at.date(), levels=[executing.level], paths=[root])
        if fits(a, executing)
    ]
    return found or [dossier.step_agency_id]
