"""Requests that nobody moves: what the clock found, looked at again for whoever opens the list."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from motcua.dossiers.models import Dossier, Stuck
from motcua.dossiers.queries import desk
from motcua.dossiers.queries.alerts import edges_at
from motcua.dossiers.queries.gate import at_work
from motcua.dossiers.rules.states import OPEN, PAUSED, Act, State
from motcua.dossiers.rules.stuck import REPORTED, Hand, Lying, Reason, Staff, reasons
from motcua.foundation import calendar as deadlines
from motcua.law import queries as law
from motcua.notices import queries as notices
from motcua.people import queries as people
from motcua.people.rules import Reach

PAGE_ROWS = 25
KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
COUNT_MAX = 999
ROWS_AT_ONCE = 500
MOVING = tuple(sorted(OPEN - PAUSED))
LOOKED_AT = tuple(sorted({*OPEN, State.DONE}))
# The one act that mends it.
MENDED_BY = {Reason.UNROUTED: Act.HAND_OVER, Reason.HOLDER: Act.ASSIGN}


@dataclass(frozen=True)
class Row:
    """One line of the list."""

    row: desk.Row
    reason: Reason
    since: datetime
    minutes: int  # working time since then
    act: Act | None  # what mends it, when this officer may do it
    notice_id: int | None  # what can be sent again
    told_at: datetime | None
    told: int
    told_person: bool


@dataclass(frozen=True)
class Page:
    rows: tuple[Row, ...]
    after: str
    looked_at: datetime | None  # when the clock found the latest; the rows are looked at again


class Looking:
    """Everything around requests that the rule asks for, read once for many of them."""

    def __init__(self, *, at: datetime, only: Collection[Dossier] | None = None) -> None:
        """All there is; with `only`, what these requests need."""
        paths = None if only is None else {one.step_agency.path for one in only}
        agencies = (
            None if paths is None else {int(part) for path in paths for part in path.split("/") if part}
        )
        subjects = None if only is None else [f"dossier:{one.key}" for one in only]
        held = people.posts(at=at, agency_ids=agencies)
        self.staff = Staff(Hand(one.officer_id, one.role, one.path, one.empty_since) for one in held)
        self.untold = {one.subject: one for one in notices.undelivered(about="dossier:", subjects=subjects)}
        self.passed_on = edges_at(at).passed_on

    def reasons(self, dossier: Dossier) -> dict[Reason, datetime]:
        """Expects step_agency to be loaded."""
        untold = self.untold.get(f"dossier:{dossier.key}")
        lying = Lying(
            state=State(dossier.state),
            step=dossier.step,
            role=dossier.step_role,
            path=dossier.step_agency.path,
            holder_id=dossier.holder_id,
            step_since=dossier.step_since,
            received_at=dossier.received_at,
            untold_since=untold.queued_at if untold else None,
        )
        return reasons(lying, staff=self.staff, passed_on=self.passed_on)


def lots(looking: Looking) -> Iterator[list[Dossier]]:
    """Every request that could stand still, in lots."""
    named = (subject.removeprefix("dossier:") for subject in looking.untold)
    keys = [name for name in named if KEY.fullmatch(name)]
    rows = Dossier.objects.filter(Q(state__in=MOVING) | Q(state__in=LOOKED_AT, key__in=keys))
    # A part of a bundle that waits for the result of another lies where it should.
    rows = rows.filter(number__isnull=False, awaits_part=False).select_related("step_agency")
    rows = rows.only(
        "key", "state", "step", "step_role", "step_since", "received_at", "holder_id", "step_agency__path"
    )
    last = 0
    while lot := list(rows.filter(pk__gt=last).order_by("pk")[:ROWS_AT_ONCE]):
        yield lot
        last = lot[-1].pk


def _found(reach: Reach, *, at: datetime) -> QuerySet[Stuck]:
    return Stuck.objects.filter(ended_at=None, dossier__in=at_work(reach, at=at))


def count(reach: Reach, *, at: datetime) -> int:
    """How many reasons the clock found, none counted further than COUNT_MAX + 1; a small table, by its own index."""
    return _found(reach, at=at).order_by("since", "pk")[: COUNT_MAX + 1].count()


def page(reach: Reach, *, at: datetime, after: str = "", reason: Reason | None = None) -> Page:
    """The longest standing first. What was mended since the clock looked is left out."""
    rows = _found(reach, at=at)
    if reason is not None:
        rows = rows.filter(reason=reason)
    if (cursor := desk.read_cursor(after)) is not None:
        moment, key = cursor
        rows = rows.filter(Q(since__gt=moment) | Q(since=moment, pk__gt=key))
    taken = list(rows.select_related("dossier").order_by("since", "pk")[: PAGE_ROWS + 1])
    more = len(taken) > PAGE_ROWS
    taken = taken[:PAGE_ROWS]
    return Page(
        rows=tuple(_rows(taken, reach, at=at)),
        after=desk.cursor_of(taken[-1].since, taken[-1].pk) if more else "",
        looked_at=Stuck.objects.order_by("-pk").values_list("found_at", flat=True).first(),
    )


def _rows(taken: Sequence[Stuck], reach: Reach, *, at: datetime) -> Iterator[Row]:
    numbers = [one.dossier.number or "" for one in taken]
    loaded = {one.pk: one for one in desk.selected(numbers, reach, at=at)} if numbers else {}
    looking = Looking(at=at, only=loaded.values())
    for one in taken:
        dossier = loaded.get(one.dossier_id)
        now = looking.reasons(dossier) if dossier is not None else {}
        reason = Reason(one.reason)
        if dossier is None or (reason not in now and reason not in REPORTED):
            continue
        row = desk.row_of(dossier, reach, at=at)
        act = MENDED_BY.get(reason)
        untold = looking.untold.get(f"dossier:{dossier.key}") if reason is Reason.UNTOLD else None
        yield Row(
            row=row,
            reason=reason,
            since=one.since,
            minutes=deadlines.working_minutes(
                start=one.since, end=at, calendar=law.calendar(dossier.agency_id)
            ),
            act=act if act in row.acts else None,
            notice_id=untold.id if untold and untold.may_resend else None,
            told_at=one.told_at,
            told=one.told,
            told_person=one.told_person,
        )
