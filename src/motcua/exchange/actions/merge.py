"""Many states at once into the table of the nation: staged, looked at, merged in one statement, counted."""

from collections import Counter as Tally
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from motcua.exchange.models import State
from motcua.exchange.rules.batch import Record, SetAside
from motcua.exchange.rules.following import reachable
from motcua.exchange.rules.refusals import RecordsRefused
from motcua.exchange.sql import statement
from motcua.foundation.calendar import TZ

ONLINE = 2
# Of the columns of the staging table, in their order.
TYPES = (
    "varchar", "date", "int4", "int4", "int8", "varchar", "varchar", "varchar", "int2", "int2", *["timestamptz"] * 7, "bool",
    "bool", "bool", "bytea",
)  # fmt: skip


def merge(*, node_id: int, records: Sequence[Record]) -> int:
    """The records that were newer than what stood there; inside the caller's transaction, which holds the node's row.

    Raises `RecordsRefused` when one of them cannot follow what is known of its dossier, or is another node's.
    """
    if not records:
        return 0
    _stage(records)
    difference: Tally[str] = Tally()
    refused = False
    with connection.cursor() as cursor:
        cursor.execute(statement("changes"), {"node": node_id})
        for before, after, channel_before, channel, stranger, again, count in cursor.fetchall():
            refused = refused or bool(
                stranger or (before is not None and not again and (before, after) not in reachable())
            )
            _fold(difference, before=before, after=after, count=count)
            # The number of a dossier that a restore lost may be given again, to one that came another way.
            difference["online"] += count * ((channel == ONLINE) - (channel_before == ONLINE))
        if refused:
            raise RecordsRefused(_refused(node_id))
        if difference["states"]:
            cursor.execute(statement("merge"), {"node": node_id})
    count_up(node_id=node_id, difference=difference)
    return difference["states"]


def forget(*, node_id: int, gone: Sequence[SetAside]) -> int:
    """Requests that their node brought in and took back untouched; what has gone on since stays. Inside the caller's
    transaction. How many are gone.
    """
    until = {one.number: one.position for one in gone}
    rows = State.objects.filter(node=node_id, number__in=list(until), revision=1).order_by("number")
    held = [row for row in rows if row.position < until[row.number]]
    difference: Tally[str] = Tally()
    for row in held:
        difference["states"] -= row.times
        difference["dossiers"] -= 1
        difference[f"state-{row.state}"] -= 1
        difference["online"] -= row.channel == ONLINE
    State.objects.filter(pk__in=[row.pk for row in held]).delete()
    count_up(node_id=node_id, difference=difference)
    return len(held)


def _fold(difference: "Tally[str]", *, before: int | None, after: int, count: int) -> None:
    difference["states"] += count
    difference[f"state-{after}"] += count
    if before is None:
        difference["dossiers"] += count
    else:
        difference[f"state-{before}"] -= count


def count_up(*, node_id: int, difference: Mapping[str, int]) -> None:
    """Fold what changed into the running figures of a node."""
    with connection.cursor() as cursor:
        for name, value in sorted(difference.items()):
            if value:
                cursor.execute(statement("count"), (node_id, name, value))


def _refused(node_id: int) -> list[dict[str, object]]:
    with connection.cursor() as cursor:
        cursor.execute(statement("refused"), {"node": node_id})
        return [
            {"number": number, "position": position, "code": "other-node" if stranger else "cannot-follow"}
            for number, position, before, after, stranger in cursor.fetchall()
            if stranger or (before, after) not in reachable()
        ]


def _stage(records: Sequence[Record]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement(f"staging.{connection.vendor}"))
        if connection.vendor == "postgresql":
            # Binary: less than half the time of text, most of which both sides spent on moments.
            with cursor.copy("COPY exchange_staging FROM STDIN (FORMAT BINARY)") as copy:
                copy.set_types(TYPES)
                for record in records:
                    copy.write_row(_row(record))
        else:
            cursor.execute("DELETE FROM exchange_staging")
            marks = ", ".join(["%s"] * 21)
            cursor.executemany(
                f"INSERT INTO exchange_staging VALUES ({marks})",  # noqa: S608
                [_as_text(_row(record)) for record in records],
            )


def day_of(moment: datetime) -> Any:
    """The day of a moment in Vietnam."""
    return moment.astimezone(TZ).date()


def _row(r: Record) -> tuple[Any, ...]:
    return (
        r.number, day_of(r.submitted), r.epoch, r.revision, r.position, r.procedure, r.agency, r.place, r.channel, r.state,
        r.since, r.submitted, r.received, r.promised, r.due, r.done, r.returned, r.late, r.electronic, r.simulated, r.check,
    )  # fmt: skip


def _as_text(row: tuple[Any, ...]) -> list[Any]:
    """Moments as Django keeps them on SQLite."""
    adapt = connection.ops.adapt_datetimefield_value
    return [adapt(value) if isinstance(value, datetime) else value for value in row]
