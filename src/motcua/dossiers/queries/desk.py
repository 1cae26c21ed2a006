"""The officer's desk: open dossiers ordered by working hours left, in keyset pages.

Order is by `desk_at`, the date in force; working hours left are computed for the rows shown. What waits for the
person sorts last. One page costs one query for the rows and one for the counts of the views.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Count, Q, QuerySet

from motcua.dossiers.models import Dossier
from motcua.dossiers.queries.gate import visible_to
from motcua.dossiers.queries.offer import case_of
from motcua.dossiers.queries.terms import term_minutes, term_of
from motcua.dossiers.rules.numbers import looks_like_number, tidy
from motcua.dossiers.rules.route import route
from motcua.dossiers.rules.states import OPEN, PAUSED, State
from motcua.foundation import calendar as deadlines
from motcua.foundation.forms import Wording
from motcua.foundation.text import fold
from motcua.law import queries as law
from motcua.people import queries as people
from motcua.people.rules import IDENTITY_NUMBER, Reach, Role, digits
from motcua.procedures import queries as procedures

PAGE_ROWS = 25
OPEN_STATES = tuple(sorted(OPEN))


class View(StrEnum):
    """Ready-made views of the desk."""

    MINE = "mine"
    TODAY = "today"
    LATE = "late"
    WAITING = "waiting"
    UNCLAIMED = "unclaimed"
    DONE = "done"
    ALL = "all"


@dataclass(frozen=True)
class Filter:
    view: View = View.MINE
    text: str = ""
    state: int | None = None
    procedure: str = ""
    agency_id: int | None = None


@dataclass(frozen=True)
class Row:
    number: str
    title: str
    case: Wording | None
    applicant: str
    state: State
    step: Wording
    holder: str
    agency: str
    due: datetime | None
    minutes_left: int | None  # None while the clock stands or has stopped
    minutes_total: int
    paused_since: datetime | None
    is_mine: bool
    simulated: bool


@dataclass(frozen=True)
class Page:
    rows: tuple[Row, ...]
    after: str  # cursor of the next page, empty at the end


def counts(reach: Reach, *, at: datetime) -> dict[View, int]:
    """How many dossiers each view holds; one query."""
    found = visible_to(reach, at=at).aggregate(
        **{view.value: Count("pk", filter=_view(view, reach, at=at)) for view in View if view is not View.ALL}
    )
    return {View(name): number for name, number in found.items()}


def page(reach: Reach, *, at: datetime, wanted: Filter, after: str = "", rows: int = PAGE_ROWS) -> Page:
    """One page of the desk. `after` is the cursor that the page before gave."""
    found = narrowed(reach, at=at, wanted=wanted)
    if after:
        moment, _, key = after.partition("_")
        try:
            cursor = (datetime.fromtimestamp(int(moment) / 1e6, deadlines.TZ), int(key))
        except (ValueError, OverflowError):
            cursor = None
        if cursor:
            found = found.filter(Q(desk_at__gt=cursor[0]) | Q(desk_at=cursor[0], pk__gt=cursor[1]))
    taken = list(
        found.select_related("agency", "step_agency", "holder__person").order_by("desk_at", "pk")[: rows + 1]
    )
    more = len(taken) > rows
    taken = taken[:rows]
    last = f"{round(taken[-1].desk_at.timestamp() * 1e6)}_{taken[-1].pk}" if more else ""
    return Page(rows=tuple(row_of(dossier, reach, at=at) for dossier in taken), after=last)


def narrowed(reach: Reach, *, at: datetime, wanted: Filter) -> QuerySet[Dossier]:
    """What the filters leave, inside the gate. A text looks everywhere, not only in the view."""
    found = visible_to(reach, at=at)
    if wanted.text.strip():
        found = found.filter(text_match(wanted.text))
    else:
        found = found.filter(_view(wanted.view, reach, at=at))
    if wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.procedure:
        found = found.filter(version__procedure__code=wanted.procedure)
    if wanted.agency_id:
        found = found.filter(Q(agency_id=wanted.agency_id) | Q(step_agency_id=wanted.agency_id))
    return found


def text_match(text: str) -> Q:
    """One box: a number or its end, a phone, an identity number, or a name without marks."""
    plain = digits(text.strip())
    if looks_like_number(text):
        return Q(number=tidy(text))
    if IDENTITY_NUMBER.fullmatch(plain):
        persons = people.persons_of_identity(plain)
        return Q(applicant_id__in=persons) | Q(sender_id__in=persons)
    if plain.isdigit() and len(plain) >= 9:
        return Q(applicant_phone=plain)
    if plain.isdigit():
        return Q(number__endswith=f"-{plain.zfill(4)}")
    return Q(applicant_folded__contains=fold(text)[:100])


def _view(view: View, reach: Reach, *, at: datetime) -> Q:
    running = Q(state__in=[State.NEW, State.RECEIVED, State.IN_PROGRESS])
    tonight = at.astimezone(deadlines.TZ).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(
        days=1
    )
    match view:
        case View.MINE:
            return Q(state__in=OPEN_STATES) & (
                Q(holder_id=reach.officer_id) | Q(holder__isnull=True) & my_steps(reach)
            )
        case View.TODAY:
            return running & Q(desk_at__gte=at, desk_at__lt=tonight)
        case View.LATE:
            return running & Q(desk_at__lt=at)
        case View.WAITING:
            return Q(state__in=tuple(PAUSED))
        case View.UNCLAIMED:
            return running & Q(holder__isnull=True)
        case View.DONE:
            return Q(state=State.DONE)
        case View.ALL:
            return Q(state__in=OPEN_STATES)


def my_steps(reach: Reach) -> Q:
    """Dossiers that lie at a step of one of my roles, at an agency in my reach."""
    condition = Q(pk__in=[])
    for grant in reach.grants:
        if grant.role in (Role.UNIT_HEAD,):
            condition |= Q(
                step_agency__path__startswith=grant.path, step_role__in=[Role.UNIT_HEAD, Role.CASE_OFFICER]
            )
        else:
            condition |= Q(step_agency__path__startswith=grant.path, step_role=grant.role)
    return condition


def row_of(dossier: Dossier, reach: Reach, *, at: datetime) -> Row:
    definition = procedures.definition(dossier.version_id)
    state = State(dossier.state)
    runs = state in OPEN and state not in PAUSED
    case = case_of(definition, dossier.case)
    return Row(
        number=dossier.number or "",
        title=dossier.procedure_name,
        case=case.name if case and len(definition.cases) > 1 else None,
        applicant=dossier.applicant_name,
        state=state,
        step=route(definition)[dossier.step].name,
        holder=dossier.holder.person.full_name if dossier.holder else "",
        agency=dossier.step_agency.name,
        due=dossier.due_at,
        minutes_left=deadlines.working_minutes(
            start=at, end=dossier.desk_at, calendar=law.calendar(dossier.agency_id)
        )
        if runs
        else None,
        minutes_total=term_minutes(term_of(dossier, definition)),
        paused_since=dossier.state_since if state in PAUSED else None,
        is_mine=dossier.holder_id is not None and dossier.holder_id == reach.officer_id,
        simulated=dossier.simulated,
    )
