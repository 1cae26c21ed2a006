"""Writing down what happened, in the act's own transaction; it waits for nobody."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from django.db import connection

from motcua.chronicle import rules
from motcua.chronicle.rules import JSON
from motcua.chronicle.sql import statement

APPEND = statement("append").partition("\n")[2]  # without its comment, which would travel with every act
COPY = statement("append_many.postgresql")
NOTHING: Mapping[str, JSON] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """One entry of a set; the same facts `append` takes."""

    kind: StrEnum
    subject: str
    actor: str
    at: datetime
    agency: str = ""
    data: Mapping[str, JSON] = field(default_factory=dict)


def append(
    *,
    kind: StrEnum,
    subject: str,
    actor: str,
    at: datetime,
    agency: str = "",
    data: Mapping[str, JSON] = NOTHING,
) -> bytes:
    """Write one entry within the act that makes it happen; the answer is the hash a receipt shows."""
    assert connection.in_atomic_block, "an entry is written inside the transaction of its act"
    row = _row(kind, subject, actor, at, agency, data)
    # One plain INSERT instead of the ORM: every act of the house passes here.
    with connection.cursor() as cursor:
        cursor.execute(APPEND, row)
    return row[-1]


def append_many(entries: Iterable[NewEntry]) -> list[bytes]:
    """The set form: the same rules for each entry, in the order given, in few round trips."""
    assert connection.in_atomic_block, "entries are written inside the transaction of their acts"
    rows = [_row(new.kind, new.subject, new.actor, new.at, new.agency, new.data) for new in entries]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(COPY) as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            cursor.executemany(APPEND, rows)
    return [row[-1] for row in rows]


_Row = tuple[str, str, str, str, str, datetime | str | None, str, bytes]


def _row(
    kind: StrEnum, subject: str, actor: str, at: datetime, agency: str, data: Mapping[str, JSON]
) -> _Row:
    rules.check_entry(kind=kind, subject=subject, actor=actor, agency=agency, data=data)
    uid = secrets.token_hex(16)
    held = dict(data)
    content = rules.entry_content(
        kind=kind, subject=subject, actor=actor, agency=agency, at=at, data=held, uid=uid
    )
    digest = rules.entry_hash(content)
    stored_at = connection.ops.adapt_datetimefield_value(at)
    return uid, kind.value, subject, actor, agency, stored_at, rules.canonical(held).decode(), digest
