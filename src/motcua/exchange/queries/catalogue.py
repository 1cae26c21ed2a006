"""The catalogue at the nation, what this node takes online, and what became here of what was drawn."""

from dataclasses import dataclass
from datetime import date, datetime

from motcua.chronicle import queries as chronicle
from motcua.dossiers import queries as dossiers
from motcua.dossiers.queries import filling
from motcua.exchange.models import Drawn, Following, Node, Offer
from motcua.exchange.rules.catalogue import LOT, Change, Changes, Offered, Offers, Outcome, Taker
from motcua.foundation.calendar import TZ
from motcua.procedures import queries as procedures
from motcua.procedures.rules import ProcedureKind, Status

ONLY_ROW = 1
SHOWN_MAX = 500


def changes(*, after: int, at: datetime) -> Changes:
    """What was published or closed behind a position of the nation's chronicle, in order.

    A version that another has replaced is left out: nobody needs to draw it any more.
    """
    head = chronicle.head()
    kinds = [str(ProcedureKind.PUBLISHED), str(ProcedureKind.CLOSED)]
    entries = chronicle.follow(kinds=kinds, after=after if after <= head else 0, limit=LOT)
    found = []
    for entry in entries:
        code = entry.subject.partition(":")[2]
        change = _change(entry.position, code, entry.data.get("version"), on=at.astimezone(TZ).date())
        if change is not None:
            found.append(change)
    upto = entries[-1].position if entries else head
    return Changes(found, upto, head)


def _change(position: int, code: str, number: object, *, on: date) -> Change | None:
    row = next((one for one in procedures.versions_of(code) if one.number == number), None)
    if row is None or row.starts_on is None or row.status is Status.DRAFT:
        return None
    is_closed = row.status is Status.CLOSED
    if row.ends_on is not None and row.ends_on <= on and not is_closed:
        return None
    return Change(
        position=position,
        procedure=code,
        digest=row.digest,
        starts_on=row.starts_on.isoformat(),
        ends_on=row.ends_on.isoformat() if is_closed and row.ends_on else None,
        text=procedures.exported(row.id),
    )


def following() -> Following:
    return Following.objects.filter(pk=ONLY_ROW).first() or Following(pk=ONLY_ROW)


def offered(*, at: datetime) -> Offers:
    """Everything that this node takes online today: each procedure in force, with the offices that receive it."""
    places: dict[str, Taker] = {}
    found = []
    for version in procedures.offered(at):
        definition = version.definition
        if not filling.online_cases(definition):
            continue
        codes = []
        for office in dossiers.offices(definition, at=at):
            code = office.code or office.code_new
            if code:
                codes.append(code)
                places[code] = Taker(
                    code=code,
                    name=office.name,
                    level=office.level,
                    name_en=office.name_en,
                    phone=office.phone,
                    address=office.address,
                )
        if codes:
            found.append(Offered(version.code, version.digest, sorted(set(codes))))
    return Offers([places[code] for code in sorted(places)], found)


@dataclass(frozen=True)
class DrawnLine:
    """One text of the nation's catalogue and what became of it here."""

    procedure: str
    name: str
    name_en: str
    version_id: int | None
    number: int | None
    outcome: Outcome
    problem: str
    at: datetime


def drawn() -> list[DrawnLine]:
    """What waits for somebody's decision first, then the rest by procedure."""
    rows = Drawn.objects.select_related("version__procedure").order_by("procedure", "-at", "pk")[:SHOWN_MAX]
    lines = [
        DrawnLine(
            procedure=row.procedure,
            name=row.version.procedure.name if row.version else row.procedure,
            name_en=row.version.procedure.name_en if row.version else row.procedure,
            version_id=row.version_id,
            number=row.version.number if row.version else None,
            outcome=Outcome(row.outcome),
            problem=row.problem,
            at=row.at,
        )
        for row in rows
    ]
    waits = (Outcome.HELD, Outcome.REFUSED)
    return sorted(lines, key=lambda line: (line.outcome not in waits, line.procedure))


@dataclass(frozen=True)
class NodeOffers:
    """How much one node takes online."""

    node: str
    procedures: int
    places: int
    said_at: datetime


def offers_by_node() -> list[NodeOffers]:
    found = []
    for node in Node.objects.order_by("name", "pk")[:SHOWN_MAX]:
        rows = Offer.objects.filter(node=node)
        latest = rows.order_by("-said_at").values_list("said_at", flat=True).first()
        if latest is not None:
            found.append(
                NodeOffers(
                    node.name,
                    rows.values("procedure").distinct().count(),
                    rows.values("place").distinct().count(),
                    latest,
                )
            )
    return found
