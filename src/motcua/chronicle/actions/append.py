"""Writing down what happened, in the act's own transaction; it waits for nobody."""

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from django.db import connection

from motcua import bulk, database
from motcua.chronicle import rules
from motcua.chronicle.rules import JSON
from motcua.chronicle.sql import statement

APPEND = statement("append").partition("\n")[2]  # without its comment, which would travel with every act
COLUMNS = ("uid", "kind", "subject", "actor", "agency", "at", "data", "hash")
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
    assert database.is_whole(), "an entry is written inside the transaction of its act"
    row = _row(kind, subject, actor, at, agency, data)
    # One plain INSERT instead of the ORM: every act of the house passes here.
    stored_at = connection.ops.adapt_datetimefield_value(at)
    database.change(APPEND, (*row[:5], stored_at, *row[6:]))
    return row[-1]


def append_many(entries: Iterable[NewEntry]) -> list[bytes]:
    """The set form: the same rules for each entry, in the order given, in few round trips."""
    prepared = prepare(entries=entries)
    append_prepared(prepared=prepared)
    return prepared.hashes


@dataclass(frozen=True, slots=True)
class Prepared:
    """Checked and hashed entries of a set, ready to be written."""

    hashes: list[bytes]
    block: bulk.Block


def prepare(*, entries: Iterable[NewEntry], lines: Sequence[str] = ()) -> Prepared:
    """The half of the set form that asks no database; another process may do it. `lines` come from `alike`."""
    rows = [_row(new.kind, new.subject, new.actor, new.at, new.agency, new.data) for new in entries]
    return Prepared([row[-1] for row in rows], bulk.block_of("chronicle_entry", COLUMNS, rows, lines=lines))


@dataclass(frozen=True, slots=True)
class Other:
    """In what an entry that is like another one differs: whom it is about, who did it, the digest of free words."""

    subject: str
    actor: str
    words: str = ""


def alike(*, entry: NewEntry, others: Iterable[Other]) -> Iterator[tuple[bytes, str]]:
    """Entries like one that is checked here, each with its own chance and hash: the hash, and what COPY reads."""
    rules.check_entry(
        kind=entry.kind, subject=entry.subject, actor=entry.actor, agency=entry.agency, data=entry.data
    )
    kind, agency, at, stored_at = (
        entry.kind.value,
        entry.agency,
        rules.moment(entry.at),
        entry.at.isoformat(),
    )
    canonical, words = rules.canonical(dict(entry.data)).decode(), str(entry.data.get("words", ""))
    for other in others:
        rules.check_names(subject=other.subject, actor=other.actor)
        uid, data = secrets.token_hex(16), canonical
        if words:
            assert len(other.words) == len(words), "a digest in place of a digest"
            data = canonical.replace(words, other.words)
        digest = rules.entry_digest(
            kind=kind, subject=other.subject, actor=other.actor, agency=agency, at=at, data=data, uid=uid
        )
        # No code holds what COPY would read differently: no tab, no backslash, nothing beyond ASCII.
        yield (
            digest,
            f"{uid}\t{kind}\t{other.subject}\t{other.actor}\t{agency}\t{stored_at}\t{data}\t\\\\x{digest.hex()}",
        )


def append_prepared(*, prepared: Prepared) -> None:
    """The other half: within the transaction of the acts."""
    assert connection.in_atomic_block, "entries are written inside the transaction of their acts"
    bulk.write(prepared.block)


_Row = tuple[str, str, str, str, str, datetime, str, bytes]


def _row(
    kind: StrEnum, subject: str, actor: str, at: datetime, agency: str, data: Mapping[str, JSON]
) -> _Row:
    rules.check_entry(kind=kind, subject=subject, actor=actor, agency=agency, data=data)
    uid = secrets.token_hex(16)
    held = rules.canonical(dict(data)).decode()
    digest = rules.entry_digest(
        kind=kind.value,
        subject=subject,
        actor=actor,
        agency=agency,
        at=rules.moment(at),
        data=held,
        uid=uid,
    )
    return uid, kind.value, subject, actor, agency, at, held, digest
