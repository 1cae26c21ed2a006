"""One draft written on two devices: which answers differ, and which stands until its owner has chosen. Plain values only.

Each answer carries the revision of the draft at which it changed last, when, and which page wrote it. A page says which
revision it had read. An answer that another page changed since then, to something else, is not written over: what this
page says is laid aside, with its time, until the owner takes one of the two.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from motcua.dossiers.rules.filling import ONLY_OFFICE, PASSED

CASE = "@case"  # kept as columns of the draft, and compared like answers
AGENCY = "@agency"
CHANGED = "@changed"  # by name: revision, moment, page that wrote
ASIDE = "@aside"  # by name: value, moment, revision, page that wrote; of several pages the latest
BOOKKEEPING = frozenset({PASSED, ONLY_OFFICE, CHANGED, ASIDE})
_TYPED = re.compile(r"([0-9]{1,9})\.([0-9a-f]{16})")


@dataclass(frozen=True)
class Read:
    """What a page had before it when somebody began to write: the revision, and the sign of this very page."""

    revision: int
    writer: str

    def __str__(self) -> str:
        return f"{self.revision}.{self.writer}"


def read(typed: str) -> Read | None:
    """The hidden field of a page; nothing when it says nothing sound."""
    found = _TYPED.fullmatch(typed)
    return Read(int(found[1]), found[2]) if found else None


@dataclass(frozen=True)
class Aside:
    """What one page says where another had written, until the owner has chosen."""

    value: object
    at: datetime
    revision: int


def same(one: object, other: object) -> bool:
    """Nothing and an empty text are the same answer."""
    return one == other or (one in (None, "", []) and other in (None, "", []))


def differing(
    stands: Mapping[str, object], written: Mapping[str, object], read: Read | None
) -> tuple[str, ...]:
    """Names of what another page changed since this one was read, and which this one would change again."""
    if read is None:
        return ()
    marks = _marks(stands)
    return tuple(
        name
        for name, value in written.items()
        if name in marks
        and marks[name].revision > read.revision
        and marks[name].writer != read.writer
        and not same(stands.get(name), value)
    )


def merged(
    stands: Mapping[str, object],
    written: Mapping[str, object],
    *,
    read: Read | None,
    revision: int,
    at: datetime,
) -> tuple[dict[str, object], tuple[str, ...]]:
    """The answers after one save at the new `revision`, and the names of those that were laid aside."""
    apart = differing(stands, written, read)
    kept = {name: value for name, value in written.items() if name not in apart and name not in BOOKKEEPING}
    # Whoever has to choose first has not gone on from the page yet.
    kept |= {name: written[name] for name in (PASSED, ONLY_OFFICE) if name in written and not apart}
    marks = dict(_table(stands, CHANGED))
    writer = read.writer if read else ""
    aside = {
        name: row
        for name, row in _table(stands, ASIDE).items()
        # A page that says the same as others by now waits for nothing; what another page said does.
        if not (name in kept and isinstance(row, list) and row[3] == writer)
    }
    for name, value in kept.items():
        if name not in BOOKKEEPING and not same(stands.get(name), value):
            marks[name] = [revision, at.isoformat(), writer]
    for name in apart:
        aside[name] = [written[name], at.isoformat(), revision, writer]
    answers = {**stands, **kept, CHANGED: marks, ASIDE: aside}
    return {name: value for name, value in answers.items() if value or name not in (CHANGED, ASIDE)}, apart


def chosen(
    stands: Mapping[str, object], taken: Mapping[str, bool], *, read: Read, revision: int, at: datetime
) -> tuple[dict[str, object], tuple[str, ...]]:
    """The answers after a choice between two, at the new `revision`; and the names that still wait for one."""
    waiting = laid_aside(stands)
    marks = _marks(stands)
    settled = {
        name: take
        for name, take in taken.items()
        if name in waiting
        and waiting[name].revision <= read.revision
        and not (name in marks and marks[name].revision > read.revision)
    }
    mine = {name: waiting[name].value for name, take in settled.items() if take}
    rows = {
        name: row for name, row in _table(stands, ASIDE).items() if name in waiting and name not in settled
    }
    written = {**stands, ASIDE: rows}
    after, _ = merged(written, mine, read=None, revision=revision, at=at)
    return after, tuple(rows)


def laid_aside(answers: Mapping[str, object]) -> dict[str, Aside]:
    """What waits for a choice. What says the same as what stands by now needs none."""
    found = {
        name: Aside(row[0], datetime.fromisoformat(str(row[1])), int(row[2]))
        for name, row in _table(answers, ASIDE).items()
        if isinstance(row, list)
    }
    return {name: aside for name, aside in found.items() if not same(answers.get(name), aside.value)}


def changed_at(answers: Mapping[str, object], name: str) -> datetime | None:
    mark = _marks(answers).get(name)
    return mark.at if mark else None


@dataclass(frozen=True)
class _Mark:
    revision: int
    at: datetime
    writer: str


def _marks(answers: Mapping[str, object]) -> dict[str, _Mark]:
    return {
        name: _Mark(int(row[0]), datetime.fromisoformat(str(row[1])), str(row[2]))
        for name, row in _table(answers, CHANGED).items()
        if isinstance(row, list)
    }


def _table(answers: Mapping[str, object], name: str) -> Mapping[str, object]:
    found = answers.get(name)
    return found if isinstance(found, dict) else {}
