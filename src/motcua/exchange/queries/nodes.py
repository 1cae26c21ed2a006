"""Which nodes there are, whose key one is, and who of the country is connected."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from motcua.exchange.models import Node, NodeKey
from motcua.exchange.rules import Kind
from motcua.foundation.calendar import TZ
from motcua.foundation.text import sort_key
from motcua.people import queries as people
from motcua.people.rules import Level, Reach, Role


@dataclass(frozen=True, slots=True)
class NodeFacts:
    """Who signed, and what they may say."""

    id: int
    code: str
    scopes: tuple[str, ...]
    public: bytes
    suspended: bool


def node_of_key(*, key: str, at: datetime, use: str = "exchange") -> NodeFacts | None:
    """The node whose key this is; None when the key is unknown, ended, revoked or not yet in force."""
    found = (
        NodeKey.objects.filter(
            Q(ends_at__isnull=True) | Q(ends_at__gt=at),
            key=key, use=use, starts_at__lte=at, revoked_at__isnull=True,
        )
        .values_list("node_id", "node__code", "node__scopes", "public", "node__suspended_at")
        .first()
    )  # fmt: skip
    if found is None:
        return None
    id, code, scopes, public, suspended_at = found
    return NodeFacts(id, code, tuple(scopes), bytes(public), suspended_at is not None)


def may_register(reach: Reach, *, at: datetime) -> bool:
    """Whether somebody runs the whole nation: an operator at its root, not at a part of it."""
    roots = people.acting_agencies(on=at.astimezone(TZ).date(), levels=[Level.NATION])
    return any(reach.may(Role.OPERATOR, path) for path in [facts.path for facts in roots] or ["/"])


@dataclass(frozen=True, slots=True)
class NodeLine:
    """One node as the public list shows it."""

    code: str
    kind: str
    name: str
    name_en: str
    software: str
    simulated: bool
    registered_at: datetime
    connected_at: datetime | None
    seen_at: datetime | None
    suspended_at: datetime | None

    def named(self, language: str) -> str:
        return self.name_en if language == "en" and self.name_en else self.name


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One key of a node, for its page."""

    key: str
    use: str
    public: bytes
    starts_at: datetime
    ends_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class NodeSheet:
    """All that is written down about one node."""

    line: NodeLine
    agency: str
    scopes: tuple[str, ...]
    contact: str
    address: str
    reason: str
    keys: tuple[KeyLine, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many."""

    connected: int
    all: int


@dataclass(frozen=True, slots=True)
class Connected:
    """“62 of 63 provinces, 10 of 21 ministries”, and the nodes themselves."""

    provinces: Share
    ministries: Share
    others: int
    nodes: tuple[NodeLine, ...]


def connected(*, at: datetime) -> Connected:
    """Which provinces and ministries are connected, since when, with which software.

    Connected is whose first batch was acknowledged and who is not suspended; the country is who acts on that day.
    """
    rows = [
        row for row in Node.objects.order_by("pk") if row.connected_at is not None and row.connected_at <= at
    ]
    speaking = [row for row in rows if row.suspended_at is None]
    return Connected(
        provinces=_share(speaking, Level.PROVINCE, at),
        ministries=_share(speaking, Level.MINISTRY, at),
        others=sum(row.kind == Kind.OTHER for row in speaking),
        nodes=tuple(
            sorted(
                map(_line, rows), key=lambda line: (list(Kind).index(Kind(line.kind)), sort_key(line.name))
            )
        ),
    )


def _share(rows: Iterable[Node], level: Level, at: datetime) -> Share:
    """By agency, not by node: a ministry may run several systems."""
    acting = {facts.id for facts in people.acting_agencies(on=at.astimezone(TZ).date(), levels=[level])}
    return Share(len(acting & {row.agency_id for row in rows}), len(acting))


def nodes() -> list[NodeLine]:
    """Every registered node, for whoever registers them."""
    return [_line(row) for row in Node.objects.order_by("code")]


def node(code: str) -> NodeSheet | None:
    row = Node.objects.filter(code=code).select_related("agency").first()
    if row is None:
        return None
    names = ("key", "use", "public", "starts_at", "ends_at", "revoked_at")
    keys = NodeKey.objects.filter(node=row).order_by("-starts_at", "-pk").values_list(*names)
    return NodeSheet(
        line=_line(row),
        agency=row.agency.name if row.agency else "",
        scopes=tuple(row.scopes),
        contact=row.contact,
        address=row.address,
        reason=row.reason,
        keys=tuple(KeyLine(key, use, bytes(public), *moments) for key, use, public, *moments in keys),
    )


def _line(row: Node) -> NodeLine:
    return NodeLine(
        row.code, row.kind, row.name, row.name_en, row.software, row.simulated,
        row.registered_at, row.connected_at, row.seen_at, row.suspended_at,
    )  # fmt: skip
