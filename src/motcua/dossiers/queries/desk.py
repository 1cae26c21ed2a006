"""The officer's desk: open dossiers ordered by working hours left, in keyset pages.

Order is by `desk_at`, the date in force; working hours left are computed for the rows shown. What waits for the
person sorts last; what a search finds comes newest first. A page costs one statement for its rows and one for the
counts of all views, two where more than ONE_READING_ROWS are open. No count reads a whole table.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, Q, QuerySet, Value, When
from django.db.models.functions import Right
from django.db.models.lookups import Exact

from motcua.dossiers.models import NUMBER_END, Dossier, Representation
from motcua.dossiers.queries import alerts
from motcua.dossiers.queries.day import is_matter
from motcua.dossiers.queries.former import of_former
from motcua.dossiers.queries.gate import (
    Work,
    at_work,
    load_holders,
    load_parties,
    load_places,
    work,
)
from motcua.dossiers.queries.offer import case_of
from motcua.dossiers.queries.offers import FORWARD, next_acts
from motcua.dossiers.queries.terms import term_minutes, term_of
from motcua.dossiers.rules.day import Matter
from motcua.dossiers.rules.numbers import DIGITS, Style, looks_like_number, tidy
from motcua.dossiers.rules.route import route
from motcua.dossiers.rules.states import ANY_OFFICER, OPEN, PAUSED, Act, State
from motcua.foundation import calendar as deadlines
from motcua.foundation.forms import Wording
from motcua.foundation.text import fold
from motcua.law import queries as law
from motcua.people import queries as people
from motcua.people.rules import IDENTITY_NUMBER, Reach, Role, digits
from motcua.procedures import queries as procedures

# What lies within reach, when a page asks for more than one thing of it.
Seen = Work | None
PAGE_ROWS, LONG_PAGE_ROWS = 25, 100
# What no row shows, and nothing asks that is told of a row: answers, what is sealed, how to reach the person.
NOT_LISTED = (
    *("data", "sealed", "salt", "submission", "sets", "delivery", "language", "bundle_id", "part"),
    *("applicant_folded", "applicant_phone", "applicant_email", "applicant_address"),
    *("desk_agency_id", "collect_agency_id", "counts_from", "submitted_at", "promised_at"),
    *("done_at", "returned_at", "closed_at", "late"),
)
COUNT_MAX = 999
ONE_READING_ROWS = 10_000
STATED_MAX = 200
TEXT_CHARACTERS_MAX = 100
PART_LETTERS_MIN = 3
OPEN_STATES = tuple(sorted(OPEN))
PAUSED_STATES = tuple(sorted(PAUSED))
RUNNING_STATES = tuple(sorted(OPEN - PAUSED))


class View(StrEnum):
    """Ready-made views of the desk."""

    MINE = "mine"
    TODAY = "today"
    LATE = "late"
    WAITING = "waiting"
    UNCLAIMED = "unclaimed"
    DONE = "done"
    TO_ANSWER = "to-answer"
    TO_FORWARD = "to-forward"
    TO_TELL = "to-tell"
    ALL = "all"


# Shown on the desk only when there is something in them: what the law wants done soon after a request came in.
ALERTS = (View.TO_ANSWER, View.TO_FORWARD, View.TO_TELL)


class Order(StrEnum):
    """What stands first."""

    LEFT = "left"  # fewest working hours left
    NEWEST = "newest"


@dataclass(frozen=True)
class Filter:
    view: View = View.MINE
    text: str = ""
    state: int | None = None
    procedure: str = ""
    agency_id: int | None = None
    order: Order = Order.LEFT
    matter: Matter | None = None  # of the day
    mine: bool = False  # in one's own hands, or for one's own hands
    unit_id: int | None = None  # where it lies

    @property
    def is_newest_first(self) -> bool:
        """What was searched for always stands so."""
        return bool(self.text.strip()) or self.order is Order.NEWEST


@dataclass(frozen=True)
class Row:
    number: str
    revision: int
    title: str
    case: Wording | None
    applicant: str
    representative: str
    state: State
    step: Wording
    holder: str
    agency: str
    due: datetime | None
    minutes_left: int | None  # None while the clock stands or has stopped
    minutes_total: int
    paused_days: int | None
    is_mine: bool
    simulated: bool
    acts: tuple[Act, ...]  # what may be done now, the likeliest first

    @property
    def next(self) -> Act | None:
        """The act that brings it on, when that is this officer's."""
        return self.acts[0] if self.acts and self.acts[0] in FORWARD else None


@dataclass(frozen=True)
class Page:
    rows: tuple[Row, ...]
    after: str  # cursor of the next page, empty at the end


def counts(reach: Reach, *, at: datetime, seen: Seen = None) -> dict[View, int]:
    """How many dossiers each view holds, none counted further than COUNT_MAX + 1.

    What is open is read once and told apart while it is read. Only a desk longer than ONE_READING_ROWS is counted
    view by view, each as far as its count goes: that costs more to plan than most desks to read.
    """
    seen = seen or work(reach)
    if not seen.agencies:
        return dict.fromkeys(View, 0)
    inside = {view: in_view(view, reach, at=at) for view in View}
    found = _in_one_reading(seen, inside) or _view_by_view(seen, inside)
    return {view: min(found[view], COUNT_MAX + 1) for view in View}


def _in_one_reading(seen: Work, inside: dict[View, Q]) -> dict[View, int] | None:
    """None when more is open than is read in one go."""
    told = {view: Case(When(inside[view], then=Value(1))) for view in View if view is not View.DONE}
    read = seen.all.filter(inside[View.ALL]).order_by()
    rows = read.values(**{view.name: one for view, one in told.items()})[: ONE_READING_ROWS + 1]
    (done, of_done), (opened, of_opened) = _done(seen, inside), rows.query.sql_with_params()
    counted = ", ".join(f'COUNT("{view.name}")' for view in told)
    with connection.cursor() as cursor:
        statement = f"SELECT ({done}), {counted} FROM ({opened}) AS opened"  # noqa: S608  Django wrote the parts
        cursor.execute(statement, [*of_done, *of_opened])
        found = dict(zip((View.DONE, *told), cursor.fetchone(), strict=True))
    return None if found[View.ALL] > ONE_READING_ROWS else found


def _done(seen: Work, inside: dict[View, Q]) -> tuple[str, list[Any]]:
    """A statement that counts what waits to be collected, which is much at a large office: no further than its count goes."""
    parts: list[str] = []
    values: list[Any] = []
    for part in seen.apart:
        rows = part.filter(inside[View.DONE]).order_by().values("pk")[: COUNT_MAX + 1]
        statement, given = rows.query.sql_with_params()
        parts.append(f"SELECT pk FROM ({statement}) AS part")  # noqa: S608  Django wrote the statement
        values += given
    together = f"{' UNION ALL '.join(parts)} LIMIT {COUNT_MAX + 1}"
    return f"SELECT COUNT(*) FROM ({together}) AS done", values  # noqa: S608


def _view_by_view(seen: Work, inside: dict[View, Q]) -> dict[View, int]:
    """One statement of as many parts as there are views."""
    parts: dict[View, str] = {}
    values: list[Any] = []
    for view, condition in inside.items():
        rows = seen.all.filter(condition).order_by().values("pk")[: COUNT_MAX + 1]
        try:
            statement, given = rows.query.sql_with_params()
        except EmptyResultSet:
            continue
        counted = f'SELECT COUNT(*) FROM ({statement}) AS "{view}"'  # noqa: S608  Django wrote the statement
        parts[view], more = _done(seen, inside) if view is View.DONE else (counted, given)
        values += more
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(f'({part})' for part in parts.values())}", values)
        return dict.fromkeys(inside, 0) | dict(zip(parts, cursor.fetchone(), strict=True))


def page(
    reach: Reach,
    *,
    at: datetime,
    wanted: Filter,
    after: str = "",
    rows: int = PAGE_ROWS,
    skip: str = "",
    seen: Seen = None,
) -> Page:
    """One page of the desk. `after` is the cursor that the page before gave; `skip` leaves out one number."""
    found = narrowed(reach, at=at, wanted=wanted, seen=seen)
    newest_first = wanted.is_newest_first
    found = found.order_by("-pk") if newest_first else found.order_by("desk_at", "pk")
    cursor = read_cursor(after)
    if cursor and newest_first:
        found = found.filter(pk__lt=cursor[1])
    elif cursor:
        found = found.filter(beyond(*cursor))
    if skip:
        found = found.exclude(number=skip)
    taken = _with_names(found, rows=rows + 1)
    more = len(taken) > rows
    taken = taken[:rows]
    last = cursor_of(taken[-1].desk_at, taken[-1].pk) if more else ""
    return Page(rows=tuple(row_of(dossier, reach, at=at) for dossier in taken), after=last)


def count(reach: Reach, *, at: datetime, wanted: Filter, seen: Seen = None) -> int:
    """How many this filter finds, none counted further than COUNT_MAX + 1."""
    return narrowed(reach, at=at, wanted=wanted, seen=seen).order_by().values("pk")[: COUNT_MAX + 1].count()


def beyond(moment: datetime, key: int) -> Q:
    """What comes after this place. Where it begins is said by itself: only so is the index read from there on."""
    return Q(desk_at__gte=moment) & (Q(desk_at__gt=moment) | Q(pk__gt=key))


def _with_names(found: QuerySet[Dossier], *, rows: int) -> list[Dossier]:
    """The first of these with what a row and its acts need.

    They are picked inside, where nothing is joined to what is passed over; and who has an interest is read apart:
    a statement of eleven tables took longer to plan than to run.
    """
    picked = Dossier.objects.filter(pk__in=found.values("pk")[:rows]).order_by(*found.query.order_by)
    taken = list(picked.defer(*NOT_LISTED))
    load_places(taken)
    load_holders(taken)
    load_parties(taken)
    return taken


def cursor_of(moment: datetime, key: int) -> str:
    """The place of a row in a list that is ordered by a moment."""
    return f"{round(moment.timestamp() * 1e6)}_{key}"


def read_cursor(after: str) -> tuple[datetime, int] | None:
    moment, _, key = after.partition("_")
    try:
        return datetime.fromtimestamp(int(moment) / 1e6, deadlines.TZ), int(key)
    except (ValueError, OverflowError, OSError):
        return None


def narrowed(reach: Reach, *, at: datetime, wanted: Filter, seen: Seen = None) -> QuerySet[Dossier]:
    """What the filters leave, inside the gate. A text looks everywhere, not only in the view: also in what passed."""
    seen = seen or work(reach)
    if wanted.text.strip():
        found = seen.shown.filter(text_match(wanted.text))
    else:
        found = seen.all.filter(in_view(wanted.view, reach, at=at))
    if wanted.matter:
        found = found.filter(seen.lying, is_matter(wanted.matter, at=at))
    if wanted.mine:
        found = found.filter(in_view(View.MINE, reach, at=at))
    if wanted.unit_id:
        found = found.filter(step_agency_id=wanted.unit_id)
    if wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.procedure:
        found = found.filter(version__procedure__code=wanted.procedure)
    if wanted.agency_id:
        found = found.filter(Q(agency_id=wanted.agency_id) | Q(step_agency_id=wanted.agency_id))
    return found


def selected(numbers: list[str], reach: Reach, *, at: datetime) -> list[Dossier]:
    """Dossiers picked on the desk, in the desk's order; what is not within reach is not there."""
    rows = at_work(reach, at=at).filter(number__in=numbers)
    return _with_names(rows.order_by("desk_at", "pk"), rows=len(numbers))


def text_match(text: str) -> Q:
    """One box: a number or its end, one of the system before, a phone, an identity number, a firm's code, or a name
    without marks."""
    former = of_former(text) if any(c.isdigit() for c in text) else Q()
    return _text_match(text) | former


def _text_match(text: str) -> Q:
    plain = digits(text.strip())
    if looks_like_number(text):
        return Q(number=tidy(text))
    if is_identity_number(text):
        # A household business has a code of 12 digits too.
        persons, firms = people.bearers_of_code(plain)
        stated = Representation.objects.filter(identity_hash=people.identity_fingerprint(plain))
        ids = list(stated.order_by("-pk").values_list("pk", flat=True)[:STATED_MAX])
        found = Q(applicant_id__in=persons) | Q(sender_id__in=persons) | Q(representation_id__in=ids)
        return found | Q(organisation_id__in=firms) if firms else found
    if plain.isdigit() and len(plain) >= 9:
        return Q(applicant_phone=plain) | _of_organisation(plain)
    if plain.isdigit():
        return end_of_number(plain.lstrip("0"))
    return part_of_name(fold(text.strip())[:TEXT_CHARACTERS_MAX])


def end_of_number(running: str) -> Q:
    """The running number in either layout. Its last digits are asked for first, because an index holds them."""
    few, many = running.zfill(DIGITS[Style.OLD]), running.zfill(DIGITS[Style.NEW])
    last = Exact(Right("number", NUMBER_END), few[-NUMBER_END:])
    return Q(last) & (Q(number__endswith=f"-{few}") | Q(number__endswith=f"-{many}"))


def part_of_name(folded: str) -> Q:
    """Any part of a name; fewer than three letters are the beginning of a word, which an index can find."""
    if len(folded) < PART_LETTERS_MIN:
        return Q(applicant_folded__startswith=folded) | Q(applicant_folded__contains=f" {folded}")
    return Q(applicant_folded__contains=folded)


def _of_organisation(code: str) -> Q:
    """Found first, so that the database reads along one index instead of joining in an OR."""
    organisation = people.organisation_of_code(code)
    return Q(organisation_id=organisation.id) if organisation else Q(pk__in=[])


def is_identity_number(text: str) -> bool:
    return IDENTITY_NUMBER.fullmatch(digits(text.strip())) is not None


def in_view(view: View, reach: Reach, *, at: datetime) -> Q:
    running = Q(state__in=RUNNING_STATES)
    today = at.astimezone(deadlines.TZ).replace(hour=0, minute=0, second=0, microsecond=0)
    match view:
        case View.MINE:
            mine = Q(holder__isnull=True) & my_steps(reach)
            if reach.officer_id is not None:
                mine |= Q(holder_id__in=[reach.officer_id, *sorted(reach.covers)])
            return Q(state__in=OPEN_STATES) & mine
        case View.TODAY:
            return running & Q(desk_at__gte=at, desk_at__lt=today + timedelta(days=1))
        case View.LATE:
            return running & Q(desk_at__lt=at)
        case View.WAITING:
            return Q(state__in=PAUSED_STATES)
        case View.UNCLAIMED:
            return running & Q(holder__isnull=True)
        case View.DONE:
            return Q(state=State.DONE)
        case View.TO_ANSWER:
            return alerts.to_answer(reach, at=at)
        case View.TO_FORWARD:
            return alerts.to_forward(reach, at=at)
        case View.TO_TELL:
            return alerts.to_tell(reach, at=at)
        case View.ALL:
            return Q(state__in=OPEN_STATES)


def my_steps(reach: Reach) -> Q:
    """Dossiers that lie at a step of one of my roles, at an agency in my reach."""
    condition = Q(pk__in=[])
    for grant in reach.grants:
        if grant.role in ANY_OFFICER:
            roles = [Role.UNIT_HEAD, Role.CASE_OFFICER] if grant.role is Role.UNIT_HEAD else [grant.role]
            condition |= Q(step_agency__path__startswith=grant.path, step_role__in=roles)
    return condition


def row_of(dossier: Dossier, reach: Reach, *, at: datetime) -> Row:
    """Expects agency, step_agency, applicant and holder to be loaded."""
    definition = procedures.definition(dossier.version_id)
    state = State(dossier.state)
    case = case_of(definition, dossier.case)
    return Row(
        number=dossier.number or "",
        revision=dossier.revision,
        title=dossier.procedure_name,
        case=case.name if case and len(definition.cases) > 1 else None,
        applicant=dossier.applicant_name,
        representative=dossier.representation.representative if dossier.representation else "",
        state=state,
        step=route(definition)[dossier.step].name,
        holder=dossier.holder.person.full_name if dossier.holder else "",
        agency=dossier.step_agency.name,
        due=dossier.due_at,
        minutes_left=minutes_left(dossier, at=at),
        minutes_total=term_minutes(term_of(dossier, definition)),
        paused_days=paused_days(dossier, at=at),
        is_mine=dossier.holder_id is not None and dossier.holder_id == reach.officer_id,
        simulated=dossier.simulated,
        acts=tuple(offer.act for offer in next_acts(dossier, reach, at) if offer.is_open),
    )


def minutes_left(dossier: Dossier, *, at: datetime) -> int | None:
    """Working minutes until the date in force, negative when it has passed; None while no clock runs."""
    if dossier.state not in RUNNING_STATES or dossier.awaits_part:
        return None
    return deadlines.working_minutes(start=at, end=dossier.desk_at, calendar=law.calendar(dossier.agency_id))


def paused_days(dossier: Dossier, *, at: datetime) -> int | None:
    """Calendar days since the clock was stopped; None when it runs or has ended."""
    if dossier.state not in PAUSED_STATES:
        return None
    return (at.astimezone(deadlines.TZ).date() - dossier.state_since.astimezone(deadlines.TZ).date()).days
