"""How well states travel: at a node what waits and why, at the nation how late it comes and what is missing."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Count, Max

from motcua.chronicle import queries as chronicle
from motcua.dossiers.rules import Act
from motcua.exchange.models import Aside, Lost, Node, Outbox, Stream
from motcua.exchange.rules import NATIONAL
from motcua.exchange.sql import statement

DAY = timedelta(days=1)
ROWS_MAX = 100


@dataclass(frozen=True, slots=True)
class SetAside:
    """A record that could not travel, and why."""

    number: str
    node: str
    code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Local:
    """How far the nation has heard this node."""

    position: int
    head: int
    oldest_seconds: float | None  # age of the oldest change that the nation has not heard
    failures: int
    problem: str
    told: str
    next_at: datetime | None
    heard_at: datetime | None
    compared_at: datetime | None
    seal: int  # countersigned up to this seal
    seal_problem: str  # why the nation did not countersign the last time
    aside_count: int
    asides: tuple[SetAside, ...]

    @property
    def waiting(self) -> int:
        return max(0, self.head - self.position)


def local(*, at: datetime) -> Local | None:
    """None where nothing is sent: at the nation, and at a node that was told of none."""
    if settings.NODE == NATIONAL or not settings.NATION:
        return None
    box = Outbox.objects.filter(pk=1).first() or Outbox(pk=1)
    start = max(box.position, box.scanned)
    oldest = chronicle.follow(kinds=[*Act], after=start, limit=1)
    asides = Aside.objects.filter(settled_at=None, node=settings.NODE)
    return Local(
        position=start,
        head=chronicle.head() if oldest else start,
        oldest_seconds=(at - oldest[0].at).total_seconds() if oldest else None,
        failures=box.failures,
        problem=box.problem,
        told=box.told,
        next_at=box.next_at if box.next_at and box.next_at > at else None,
        heard_at=box.heard_at,
        compared_at=box.compared_at,
        seal=box.seal,
        seal_problem=box.seal_problem,
        aside_count=asides.count(),
        asides=_asides(asides),
    )


def _asides(rows: "object") -> tuple[SetAside, ...]:
    found = rows.order_by("-at", "pk").values_list("number", "node", "code", "at")[:ROWS_MAX]  # type: ignore[attr-defined]
    return tuple(SetAside(*row) for row in found)


@dataclass(frozen=True, slots=True)
class Lag:
    """From a change to its commit here, over the last day, in seconds: half came within p50, 95 in 100 within p95."""

    batches: int = 0
    p50: float | None = None
    p95: float | None = None
    p99: float | None = None


@dataclass(frozen=True, slots=True)
class NodeHealth:
    """One node as the nation hears it."""

    code: str
    name: str
    name_en: str
    seen_at: datetime | None
    compared_at: datetime | None
    differed: int  # days that differed then
    suspended: bool
    behind: int
    lag: Lag
    asides: int
    lost: int

    def named(self, language: str) -> str:
        return self.name_en if language == "en" and self.name_en else self.name


@dataclass(frozen=True, slots=True)
class LostLine:
    """What the nation has of a dossier and its node lost."""

    id: int
    number: str
    node: str
    state: int
    since: str
    listed_at: datetime


@dataclass(frozen=True, slots=True)
class National:
    lag: Lag
    nodes: tuple[NodeHealth, ...]
    asides: tuple[SetAside, ...]
    lost: tuple[LostLine, ...]

    @property
    def aside_count(self) -> int:
        return sum(node.asides for node in self.nodes)


def national(*, at: datetime) -> National | None:
    """None where no node is registered. A few questions, whatever the number of nodes and batches."""
    nodes = list(Node.objects.order_by("code"))
    if not nodes:
        return None
    lags = _lags(since=at - DAY)
    reached = dict(Stream.objects.values("node").annotate(last=Max("position")).values_list("node", "last"))
    waiting = Aside.objects.filter(settled_at=None, node__in=[node.code for node in nodes])
    aside = Counter(dict(waiting.values("node").annotate(n=Count("pk")).order_by().values_list("node", "n")))
    open_losses = Lost.objects.filter(settled_at=None)
    lost = Counter(
        dict(open_losses.values("node").annotate(n=Count("pk")).order_by().values_list("node", "n"))
    )
    rows = open_losses.select_related("node").order_by("number", "epoch", "revision")[:ROWS_MAX]
    return National(
        lag=lags.get(0, Lag()),
        nodes=tuple(
            NodeHealth(
                node.code,
                node.name,
                node.name_en,
                node.seen_at,
                node.compared_at,
                node.differed,
                node.suspended_at is not None,
                max(0, node.head - reached.get(node.pk, 0)),
                lags.get(node.pk, Lag()),
                aside[node.code],
                lost[node.pk],
            )
            for node in nodes
        ),
        asides=_asides(waiting),
        lost=tuple(
            LostLine(
                row.pk,
                row.number,
                row.node.code,
                row.record.get("state", 0),
                row.record.get("since", ""),
                row.listed_at,
            )
            for row in rows
        ),
    )


def _lags(*, since: datetime) -> dict[int, Lag]:
    with connection.cursor() as cursor:
        cursor.execute(statement("lag"), {"since": connection.ops.adapt_datetimefield_value(since)})
        return {node: Lag(*rest) for node, *rest in cursor.fetchall()}
