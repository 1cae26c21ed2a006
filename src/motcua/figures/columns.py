"""The columns of the extract, and how a row of the contract becomes one of theirs. No personal data."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from motcua.dossiers.rules import Channel, State
from motcua.foundation.downloads import Nature


@dataclass(frozen=True)
class Column:
    name: str
    type: str  # as DuckDB calls it
    meaning: str


COLUMNS = (
    Column("key", "VARCHAR", "the request's name in the chronicle; tells nobody who it is of"),
    Column("agency_id", "BIGINT", "the agency that received it"),
    Column("path", "VARCHAR", "ids of that agency and those above it, from the top: /1/20/"),
    Column("procedure", "VARCHAR", "national code of the procedure"),
    Column("field", "VARCHAR", "its field"),
    Column("situation", "VARCHAR", "its case"),
    Column("channel", "VARCHAR", "counter, online or post"),
    Column("state", "VARCHAR", "one of the ten national states, in English"),
    Column("submitted_at", "TIMESTAMPTZ", "handed in; the month of the file"),
    Column("received_at", "TIMESTAMPTZ", "the clock began"),
    Column("promised_at", "TIMESTAMPTZ", "the date of the receipt"),
    Column("done_at", "TIMESTAMPTZ", "the result was there"),
    Column("returned_at", "TIMESTAMPTZ", "the result was handed over"),
    Column("closed_at", "TIMESTAMPTZ", "done, or ended without a result"),
    Column("late", "BOOLEAN", "done after the date in force"),
    Column("supplements", "INTEGER", "how often papers were asked for"),
    Column("duties", "INTEGER", "how often money owed was asked for"),
    Column("extended", "INTEGER", "how often the date was put off"),
    Column("electronic", "VARCHAR", "whether the result is an electronic original: issued, signed, or empty"),
    Column("assisted", "BOOLEAN", "sent by a helper in the applicant's place"),
    Column("desk_id", "BIGINT", "the agency at whose desk it was handed in, when another one decides"),
    Column("desk_path", "VARCHAR", "ids of that agency and those above it"),
    Column("papers", "INTEGER", "how many papers were handed in or asked for"),
    Column("papers_digital", "INTEGER", "how many of them are electronic: with a file, and a scan compared"),
    Column("result_file", "BOOLEAN", "the result is a file"),
    Column("stood", "INTEGER", "how often it stood still until superiors were told of it"),
    Column("worked_minutes", "INTEGER", "working minutes from receipt to result, pauses excluded"),
    Column("nature", "VARCHAR", "computed, or simulated: invented"),
)
NAMES = tuple(one.name for one in COLUMNS)


@dataclass(frozen=True)
class Row:
    """One row of the contract, whatever database it came from."""

    id: int
    key: str
    agency_id: int
    path: str
    procedure: str
    field: str
    situation: str
    channel: str
    state: str
    submitted_at: datetime
    received_at: datetime | None
    promised_at: datetime | None
    done_at: datetime | None
    returned_at: datetime | None
    closed_at: datetime | None
    late: bool | None
    supplements: int
    duties: int
    extended: int
    electronic: str
    simulated: bool
    assisted: bool = False
    desk_id: int | None = None
    desk_path: str = ""
    papers: int = 0
    papers_digital: int = 0
    result_file: bool = False
    stood: int = 0


def row(values: Sequence[Any]) -> Row:
    """From what a cursor gave: SQLite says moments and keys as text, truth as numbers."""
    id, key, agency_id, path, procedure, field, situation, channel, state = values[:9]
    submitted, received, promised, done, returned, closed = (moment(one) for one in values[9:15])
    late, supplements, duties, extended, electronic, simulated, assisted, desk_id, desk_path = values[15:24]
    papers, papers_digital, result_file, stood = values[24:]
    assert submitted is not None
    return Row(
        id=id,
        key=UUID(str(key)).hex,
        agency_id=agency_id,
        path=path,
        procedure=procedure,
        field=field,
        situation=situation,
        channel=Channel(channel).name.lower(),
        state=State(state).name.lower(),
        submitted_at=submitted,
        received_at=received,
        promised_at=promised,
        done_at=done,
        returned_at=returned,
        closed_at=closed,
        late=None if late is None else bool(late),
        supplements=supplements,
        duties=duties,
        extended=extended,
        electronic=electronic,
        simulated=bool(simulated),
        assisted=bool(assisted),
        desk_id=desk_id,
        desk_path=desk_path or "",
        papers=papers,
        papers_digital=papers_digital,
        result_file=bool(result_file),
        stood=stood,
    )


def moment(value: datetime | str | None) -> datetime | None:
    if value is None:
        return None
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def cells(one: Row, *, worked_minutes: int | None) -> Iterator[str]:
    """As a line of the file that Parquet is made of, in the order of the columns."""
    yield from (one.key, str(one.agency_id), one.path, one.procedure, one.field, one.situation)
    yield from (one.channel, one.state)
    for at in (
        one.submitted_at,
        one.received_at,
        one.promised_at,
        one.done_at,
        one.returned_at,
        one.closed_at,
    ):
        yield "" if at is None else at.isoformat(sep=" ")
    yield "" if one.late is None else str(one.late).lower()
    yield from (str(one.supplements), str(one.duties), str(one.extended), one.electronic)
    yield from (str(one.assisted).lower(), "" if one.desk_id is None else str(one.desk_id), one.desk_path)
    yield from (str(one.papers), str(one.papers_digital), str(one.result_file).lower(), str(one.stood))
    yield "" if worked_minutes is None else str(worked_minutes)
    yield (Nature.SIMULATED if one.simulated else Nature.COMPUTED).value
