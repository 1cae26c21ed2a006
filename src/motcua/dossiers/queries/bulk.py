"""What is asked of an act on many dossiers: which it would touch, which it cannot and why, and how far it has come."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count

from motcua.dossiers.models import BulkAct, BulkLine, Dossier
from motcua.dossiers.queries import desk
from motcua.dossiers.queries.gate import at_work, load_parties, standing
from motcua.dossiers.queries.limits import limit
from motcua.dossiers.queries.offer import case_of
from motcua.dossiers.queries.offers import fits_step, limit_reached
from motcua.dossiers.rules import checks, electronic, refusals
from motcua.dossiers.rules.bulk import LINES_MAX, LOT_ROWS, LineState, Stage, Why, read_refusal
from motcua.dossiers.rules.states import TABLE, Act
from motcua.foundation.forms import Wording
from motcua.foundation.refusal import NotFound, Refusal, Said
from motcua.people.rules import Reach
from motcua.procedures import queries as procedures

SHOWN_MAX = 100


@dataclass(frozen=True)
class Candidate:
    """One dossier that would be touched, or why it would not."""

    dossier_id: int
    number: str
    revision: int
    why_not: Refusal | None


def picked_ids(numbers: Collection[str], reach: Reach, *, at: datetime) -> dict[int, str]:
    """Those of these that lie within reach, in the desk's order, with their numbers."""
    rows = at_work(reach, at=at).filter(number__in=list(numbers)).order_by("desk_at", "pk")
    return dict(rows.values_list("pk", "number")[:LINES_MAX])


def matching_ids(reach: Reach, *, at: datetime, wanted: desk.Filter) -> list[int]:
    """All that the filter leaves, not further than one beyond the bound."""
    rows = desk.narrowed(reach, at=at, wanted=wanted).order_by("desk_at", "pk")
    return list(rows.values_list("pk", flat=True)[: LINES_MAX + 1])


def candidates(ids: Sequence[int], act: Act, reach: Reach, *, at: datetime) -> Iterator[Candidate]:
    for begin in range(0, len(ids), LOT_ROWS):
        lot = ids[begin : begin + LOT_ROWS]
        rows = Dossier.objects.filter(pk__in=lot).select_related("agency", "step_agency").order_by("pk")
        dossiers = list(rows)
        load_parties(dossiers)
        for dossier in dossiers:
            yield Candidate(
                dossier.pk, dossier.number or "", dossier.revision, why_not(act, dossier, reach, at=at)
            )


def why_not(act: Act, dossier: Dossier, reach: Reach, *, at: datetime) -> Refusal | None:
    """Why this act is not open on this dossier, as `next_acts` would say; expects what that expects."""
    where, definition = standing(dossier), procedures.definition(dossier.version_id)
    try:
        checks.check_act(act=act, standing=where, reach=reach)
    except Refusal as refusal:
        return refusal
    if not electronic.fits(act, dossier.electronic):
        return refusals.WaitsForSignature(number=dossier.number, act=Said(TABLE[act].name))
    if not fits_step(act, dossier, definition):
        return refusals.DoneAnotherWay(number=dossier.number, act=Said(TABLE[act].name))
    return limit_reached(act, dossier, definition, at=at)


# How far it has come ------------------------------------------------------------------------------------------


def opened(key: UUID, reach: Reach) -> BulkAct:
    """One's own; to everybody else there is no such thing."""
    found = BulkAct.objects.filter(key=key, account_id=reach.account_id).first()
    if found is None or reach.account_id is None:
        raise NotFound()
    return found


def latest(reach: Reach, *, at: datetime) -> BulkAct | None:
    """One's own last, while it runs or can still be taken back."""
    if reach.account_id is None:
        return None
    found = (
        BulkAct.objects.filter(account_id=reach.account_id, confirmed_at__isnull=False)
        .order_by("-pk")
        .first()
    )
    if found is None or found.stage is Stage.UNDONE:
        return None
    return found if found.stage is not Stage.DONE or at < undo_until(found) else None


def undo_until(bulk: BulkAct) -> datetime:
    """Until when the whole can be taken back: the while of the first lot is over first."""
    began = bulk.first_at or bulk.finished_at or bulk.asked_at
    return began + timedelta(minutes=limit("undo-minutes", on=began))


def counts(bulk: BulkAct) -> dict[LineState, int]:
    rows = BulkLine.objects.filter(bulk=bulk).values("state").annotate(n=Count("pk")).order_by("state")
    found = {LineState(row["state"]): int(row["n"]) for row in rows}
    return {state: found.get(state, 0) for state in LineState}


@dataclass(frozen=True)
class Reasons:
    """Those refused for one reason."""

    why: Why
    n: int
    dossiers: tuple[Dossier, ...]  # the first of them


def refused(bulk: BulkAct, *, state: LineState = LineState.REFUSED) -> list[Reasons]:
    """By reason, the most frequent first."""
    found: dict[str, tuple[Why, list[int]]] = {}
    lines = BulkLine.objects.filter(bulk=bulk, state=state, why__isnull=False).order_by("dossier")
    for dossier_id, kept in lines.values_list("dossier_id", "why"):
        found.setdefault(str(kept["code"]), (read_refusal(kept), []))[1].append(dossier_id)
    shown = {pk for _why, ids in found.values() for pk in ids[:SHOWN_MAX]}
    rows = Dossier.objects.in_bulk(shown)
    reasons = [
        Reasons(why, len(ids), tuple(rows[pk] for pk in ids[:SHOWN_MAX])) for why, ids in found.values()
    ]
    return sorted(reasons, key=lambda one: (-one.n, one.why.code))


def first_of(bulk: BulkAct, state: LineState, reach: Reach, *, at: datetime) -> list[desk.Row]:
    """The first of these lines as the desk shows them; what has left one's reach meanwhile is not among them."""
    lines = BulkLine.objects.filter(bulk=bulk, state=state).order_by("dossier")
    numbers = list(lines.values_list("dossier__number", flat=True)[:SHOWN_MAX])
    return [desk.row_of(dossier, reach, at=at) for dossier in desk.selected(numbers, reach, at=at)]


def is_any_waiting(bulk: BulkAct, numbers: Collection[str]) -> bool:
    """Whether one of these is still to be done."""
    waiting = BulkLine.objects.filter(bulk=bulk, state=LineState.WAITING)
    return waiting.filter(dossier__number__in=list(numbers)[:LINES_MAX]).exists()


def one_of_each_place(bulk: BulkAct, reach: Reach, *, at: datetime) -> list[Dossier]:
    """One dossier for each agency, step and procedure among those that wait."""
    lines = BulkLine.objects.filter(bulk=bulk, state=LineState.WAITING).order_by("dossier")
    rows = lines.values_list("dossier__number", "dossier__step_agency", "dossier__step", "dossier__version")
    places = {tuple(place): number for number, *place in rows}
    return desk.selected(list(places.values())[:SHOWN_MAX], reach, at=at)


def papers_of_all(bulk: BulkAct) -> dict[str, Wording]:
    """Papers on the list of every case among those that wait, by code, in the order of the first list."""
    waiting = BulkLine.objects.filter(bulk=bulk, state=LineState.WAITING).order_by()
    cases = waiting.values_list("dossier__version", "dossier__case").distinct()
    lists: list[dict[str, Wording]] = []
    for version_id, code in sorted(cases):
        case = case_of(procedures.definition(version_id), code)
        lists.append({paper.code: paper.name for paper in case.papers} if case else {})
    first, rest = lists[0] if lists else {}, lists[1:]
    return {code: name for code, name in first.items() if all(one.get(code) == name for one in rest)}
