"""What was sent at the nation: routes, receipts, what waits, what is late."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import F, QuerySet

from motcua.documents import queries as documents
from motcua.exchange import sealing
from motcua.exchange.models import Landing, Offer, State, Submission
from motcua.exchange.rules import NATIONAL
from motcua.exchange.rules.submissions import OPEN, Late, NotNational, Sent, is_code, is_unrouted
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import NotFound
from motcua.foundation.text import fold
from motcua.law import queries as law
from motcua.people import queries as people
from motcua.people.rules import Reach

SHOWN_MAX = 200
PLACES_SHOWN_MAX = 12
LATE_MAX = 50
_NOBODYS_SALT = b"\0" * 16


def is_national() -> bool:
    return bool(settings.NODE == NATIONAL)


def check_national() -> None:
    """What only the national node does does not exist elsewhere."""
    if not is_national():
        raise NotNational()


def whole(key: str, *, at: datetime) -> int:
    value = law.value(key, at.astimezone(TZ).date()).value
    assert isinstance(value, int), key
    return value


# Where a request may be sent ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Route:
    """A place that takes a text of a procedure, and the node that carries requests there."""

    node_id: int
    node: str
    place: str
    name: str
    name_en: str
    phone: str
    address: str

    def named(self, language: str) -> str:
        return self.name_en if language == "en" and self.name_en else self.name


def _offers(*, digest: str) -> QuerySet[Offer]:
    rows = Offer.objects.select_related("node").filter(digest=digest, node__suspended_at=None)
    return rows.order_by("node__name", "name", "pk")


def _route(row: Offer) -> Route:
    return Route(row.node_id, row.node.name, row.place, row.name, row.name_en, row.phone, row.address)


def route(*, digest: str, codes: set[str]) -> Route | None:
    """Which node takes this text for the agency with one of these identifiers."""
    row = _offers(digest=digest).filter(place__in=codes - {""}).first()
    return _route(row) if row else None


@dataclass(frozen=True)
class Places:
    """What the page of places shows: a few, found by what was typed."""

    shown: tuple[Route, ...]
    more: int
    total: int


def places(*, digest: str, text: str) -> Places:
    every = [_route(row) for row in _offers(digest=digest)]
    wanted = fold(text).split()
    found = [one for one in every if all(part in _folded(one) for part in wanted)]
    shown = found[:PLACES_SHOWN_MAX]
    return Places(tuple(shown), len(found) - len(shown), len(every))


def _folded(one: Route) -> str:
    return fold(f"{one.name} {one.name_en} {one.node} {one.place} {one.address}")


# Receipts ----------------------------------------------------------------------------------------------------


def own(*, key: UUID, reach: Reach) -> Submission:
    """One's own submission; anybody else's does not exist."""
    found = mine(reach).filter(pk=key).first()
    if found is None:
        raise NotFound()
    return found


def mine(reach: Reach) -> QuerySet[Submission]:
    rows = Submission.objects.select_related("node")
    if reach.person_id is None:
        return rows.none()
    return rows.filter(person_id=reach.person_id).order_by("-submitted_at", "key")


def secret_of(submission: Submission) -> str:
    """What stands on the receipt beside the code."""
    return sealing.secret(submission.salt)


def state_of(submission: Submission) -> int | None:
    """The state of the dossier it became, as its node last said it to the nation; None until that is here."""
    if not submission.number:
        return None
    rows = State.objects.filter(pk=submission.number, node_id=submission.node_id)
    return rows.values_list("state", flat=True).first()


def by_secret(*, code: str, typed: str) -> Submission | None:
    """The submission whose receipt somebody holds. An unknown code and a wrong secret take the same time."""
    found = Submission.objects.select_related("node").filter(code=code).first() if is_code(code) else None
    fits = sealing.opens(typed, salt=found.salt if found else _NOBODYS_SALT)
    return found if found is not None and fits else None


def by_code(code: str) -> Submission:
    found = Submission.objects.select_related("node").filter(code=code).first()
    if found is None:
        raise NotFound()
    return found


# What waits --------------------------------------------------------------------------------------------------


def waiting_for(node: str, *, leave_out: list[UUID]) -> Submission | None:
    """The next one for a node: the oldest that was never fetched, then what was fetched longest ago."""
    rows = Submission.objects.filter(node__code=node, stage__in=[stage.value for stage in OPEN])
    order = (F("fetched_at").asc(nulls_first=True), "submitted_at", "key")
    return rows.exclude(pk__in=leave_out).order_by(*order).first()


def as_sent(row: Submission) -> Sent:
    return Sent(
        key=row.key,
        code=row.code,
        procedure=row.procedure,
        digest=row.digest,
        place=row.place,
        case=row.case,
        submitted_at=row.submitted_at,
        content=sealing.unlock(row.sealed, key=row.key),
    )


def late_for(node: str) -> list[Late]:
    """What this node was alarmed about and has not settled."""
    rows = Submission.objects.filter(node__code=node, stage__in=[stage.value for stage in OPEN]).exclude(
        alarmed_at=None
    )
    return [
        Late(row.key, row.code, row.procedure, row.place, row.submitted_at)
        for row in rows.order_by("submitted_at", "key")[:LATE_MAX]
    ]


def file(node: str, *, key: UUID, seq: int) -> documents.OpenFile:
    """A paper of a submission that is on its way to this node."""
    row = Submission.objects.filter(
        pk=key, node__code=node, stage__in=[stage.value for stage in OPEN]
    ).first()
    paper = row.files.filter(seq=seq).first() if row else None
    if paper is None:
        raise NotFound()
    return documents.open(paper.file_id)


def unrouted(*, at: datetime, limit: int) -> list[Submission]:
    """What should have reached its office by now and was not alarmed about."""
    hours = whole("exchange.unrouted-hours", at=at)
    rows = Submission.objects.select_related("node").filter(
        stage__in=[stage.value for stage in OPEN],
        alarmed_at=None,
        submitted_at__lte=at - timedelta(hours=hours),
    )
    found = []
    for row in rows.order_by("submitted_at", "key")[:limit]:
        calendar = law.calendar(row.agency_id)
        if is_unrouted(submitted_at=row.submitted_at, at=at, hours=hours, calendar=calendar):
            found.append(row)
    return found


def to_erase(*, at: datetime, limit: int) -> list[Submission]:
    before = at - timedelta(days=whole("exchange.submission-kept-days", at=at))
    rows = Submission.objects.filter(erased_at=None, settled_at__lt=before)
    return list(rows.order_by("settled_at", "key")[:limit])


# For operators -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A submission on its way, as an operator reads it. No names of people."""

    code: str
    procedure: str
    place: str
    place_name: str
    node: str
    submitted_at: datetime
    heard_at: datetime | None
    alarmed_at: datetime | None
    problem: str
    failures: int


def on_the_way() -> list[Line]:
    """At the nation: everything not settled, what was alarmed about first."""
    rows = Submission.objects.select_related("node").filter(stage__in=[stage.value for stage in OPEN])
    ordered = rows.order_by(F("alarmed_at").asc(nulls_last=True), "submitted_at", "key")[:SHOWN_MAX]
    return [
        Line(
            row.code, row.procedure, row.place, row.place_name, row.node.name, row.submitted_at,
            row.fetched_at, row.alarmed_at, "", 0,
        )
        for row in ordered
    ]  # fmt: skip


def coming_in(*, on: date) -> list[Line]:
    """At a local node: everything from the nation that is not settled with it."""
    rows = list(Landing.objects.filter(told_at=None).order_by("submitted_at", "key")[:SHOWN_MAX])
    names = people.names_of_codes({row.place for row in rows})
    return [
        Line(
            row.code, row.procedure, row.place, names[row.place].name if row.place in names else row.place,
            "", row.submitted_at, row.heard_at, row.alarmed_at, row.problem, row.failures,
        )
        for row in rows
    ]  # fmt: skip
