"""The nation's running figures: folded as states arrive, and the full count that they always equal."""

from collections import Counter as Tally
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, Sum

from motcua.exchange.models import Counter, Node, State
from motcua.people import queries as people
from motcua.procedures import queries as procedures

ONLINE = 2
STATES = 10


@dataclass(frozen=True, slots=True)
class Totals:
    """What the national front page says. `states` are changes of state that arrived, `dossiers` the requests they tell of."""

    services: int
    accounts: int
    dossiers: int
    states: int
    online: int
    by_state: tuple[int, ...]  # how many requests are in state 1, 2, … 10
    simulated: bool


def totals(*, at: datetime) -> Totals:
    """Read from a few rows a node, however many states there are."""
    rows = Counter.objects.values("name").annotate(whole=Sum("value")).order_by()
    found = dict(rows.values_list("name", "whole"))
    return Totals(
        services=len(procedures.catalogue(at).cards),  # each takes requests online, whole or in part
        accounts=people.account_count(),
        dossiers=found.get("dossiers", 0),
        states=found.get("states", 0),
        online=found.get("online", 0),
        by_state=tuple(found.get(f"state-{state}", 0) for state in range(1, STATES + 1)),
        simulated=Node.objects.filter(simulated=True).exists(),
    )


def counted() -> dict[tuple[str, str], int]:
    """The running figures by node and name, those that are nought left out."""
    rows = Counter.objects.exclude(value=0).values_list("node__code", "name", "value")
    return {(node, name): value for node, name, value in rows}


def recount() -> dict[tuple[str, str], int]:
    """The same figures counted again from every state. Reads the whole table: for tests and doubts."""
    found: Tally[tuple[str, str]] = Tally()
    whole = State.objects.values("node__code").annotate(
        dossiers=Count("pk"), states=Sum("times"), online=Count("pk", filter=Q(channel=ONLINE))
    )
    for row in whole.order_by():
        for name in ("dossiers", "states", "online"):
            found[row["node__code"], name] = row[name]
    for node, state, count in (
        State.objects.values("node__code", "state")
        .annotate(n=Count("pk"))
        .order_by()
        .values_list("node__code", "state", "n")
    ):
        found[node, f"state-{state}"] = count
    return {key: value for key, value in found.items() if value}
