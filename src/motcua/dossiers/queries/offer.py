"""What the procedure version of a dossier says: case, form, papers, offices, steps."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Protocol

from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.bundles import POLICE
from motcua.dossiers.rules.inputs import Behalf
from motcua.dossiers.rules.parties import AUTHORISATION, needs_authorisation
from motcua.dossiers.rules.route import route
from motcua.dossiers.rules.states import Channel
from motcua.foundation.calendar import TZ
from motcua.foundation.forms import Form, Wording
from motcua.foundation.text import fold
from motcua.law import queries as law
from motcua.people import queries as people
from motcua.procedures.rules import Case, Definition, ExecutingAgency, Paper, PaperKind, PaperWay
from motcua.procedures.rules import Channel as Way

WAYS = {Channel.COUNTER: Way.COUNTER, Channel.ONLINE: Way.ONLINE, Channel.POST: Way.POST}
# Papers that a person must attach when handing in online.
TO_ATTACH = (PaperWay.HANDED_IN,)


AUTHORISATION_PAPER = Paper(
    code=AUTHORISATION,
    name=Wording(
        "Giấy ủy quyền hoặc giấy tờ chứng minh quyền đại diện",
        "Authorisation, or paper that shows the right to represent",
    ),
    kind=PaperKind.COPY,
    quantity=1,
    required=True,
    way=PaperWay.HANDED_IN,
    note=Wording(
        "Ví dụ: giấy ủy quyền có chứng thực, giấy khai sinh, quyết định cử người giám hộ.",
        "For example: a certified authorisation, a birth certificate, a decision that names a guardian.",
    ),
    when=None,
)


def case_of(definition: Definition, code: str) -> Case | None:
    return next((case for case in definition.cases if case.code == code), None)


def form_of(definition: Definition, code: str) -> Form | None:
    case = case_of(definition, code)
    return definition.form(case) if case else None


def offered_on(case: Case, channel: Channel) -> bool:
    return WAYS[channel] in case.terms


def papers_wanted(case: Case, *, data: Mapping[str, object], behalf: Behalf | None) -> tuple[Paper, ...]:
    """Every paper of the case that applies to these answers, and first the one that shows who acts for whom."""
    papers = case.papers_for(data)
    return (AUTHORISATION_PAPER, *papers) if needs_authorisation(behalf) else papers


def papers_of_list(case: Case, *, behalf: Behalf | None) -> tuple[Paper, ...]:
    """The same for a list of requests: whatever one of them may want."""
    return (AUTHORISATION_PAPER, *case.papers) if needs_authorisation(behalf) else case.papers


def papers_missing(
    case: Case, *, data: Mapping[str, object], given: Collection[str], behalf: Behalf | None = None
) -> list[Paper]:
    """Papers this case requires, given these answers, that are not attached."""
    papers = papers_wanted(case, data=data, behalf=behalf)
    wanted = [paper for paper in papers if paper.required and paper.way in TO_ATTACH]
    return [paper for paper in wanted if paper.code not in given]


def fits(agency: people.AgencyFacts, executing: ExecutingAgency) -> bool:
    """Whether this agency is one of those that the procedure names: by level, and by name where names differ.

    A procedure says "Công an cấp tỉnh nơi cư trú"; the agency is called "Công an tỉnh".
    """
    if agency.level != executing.level:
        return False
    wanted, name = fold(executing.name.vi).replace("cap ", ""), fold(agency.name)
    if agency.level == "commune":
        # A commune's one-stop desk receives for all; its police only what is the police's.
        return not name.startswith(POLICE) or wanted.startswith(POLICE)
    return name in wanted or name.startswith(wanted)


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
        for agency in people.acting_agencies(on=at.astimezone(TZ).date(), levels=[first.level], paths=[under])
        if fits(agency, first)
    ]


def province_of(path: str) -> str:
    return "/".join(path.split("/")[:3]) + "/"


def may_receive_for(desk: people.AgencyFacts, agency: people.AgencyFacts, *, at: datetime) -> bool:
    """Whether a desk takes in what another agency decides (phi địa giới): within one province, since the dated rule says so."""
    if province_of(desk.path) != province_of(agency.path):
        return False
    return law.value("dossiers.reception-at", at.astimezone(TZ).date()).value == "province"


class Acting(Protocol):
    """Who answers which agencies act on a day: the database, or what was read of it before."""

    def __call__(
        self, *, on: date, paths: Iterable[str] = ..., levels: Iterable[str] = ...
    ) -> list[people.AgencyFacts]: ...


def agencies_for_step(
    dossier: Dossier,
    definition: Definition,
    step: int,
    *,
    at: datetime,
    acting: Acting = people.acting_agencies,
) -> list[int]:
    """Where the dossier may go for this step; the first is the usual one."""
    stops = route(definition)
    index = stops[step].agency
    if index == 0:
        return [dossier.agency_id]
    if index == stops[dossier.step].agency:
        return [dossier.step_agency_id]
    executing = definition.agencies[index]
    root = province_of(dossier.agency.path)
    found = [
        a.id
        for a in acting(on=at.astimezone(TZ).date(), levels=[executing.level], paths=[root])
        if fits(a, executing)
    ]
    return found or [dossier.step_agency_id]
