"""Questions about imports, through one gate: whose they are, and how to read them in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language

from motcua.design import errors
from motcua.foundation.refusal import Fault, NotFound, gettext_noop
from motcua.operations.importing.columns import COLUMNS, Kind
from motcua.operations.importing.rules import Fate
from motcua.operations.models import Import, ImportRow
from motcua.people.rules import Reach, Role

ROWS_AT_ONCE = 2_000
FATE_WORDS: Mapping[Fate, str] = {
    Fate.READY: gettext_noop("would be brought in"),
    Fate.SAME: gettext_noop("is here already"),
    Fate.WRONG: gettext_noop("cannot be taken"),
    Fate.DONE: gettext_noop("brought in"),
    Fate.TAKEN_BACK: gettext_noop("taken back"),
    Fate.UNNAMED: gettext_noop("file that no row names"),
    Fate.KEPT: gettext_noop("kept: somebody has worked with it since"),
    Fate.PAST: gettext_noop("left out: its time of keeping is over"),
}
KIND_WORDS: Mapping[Kind, str] = {
    Kind.AGENCIES: gettext_noop("Agencies"),
    Kind.OFFICERS: gettext_noop("Officers"),
    Kind.DOSSIERS: gettext_noop("Open requests"),
    Kind.REGISTER: gettext_noop("Register of ended requests"),
    Kind.HISTORY: gettext_noop("History of open requests"),
    Kind.PAPERS: gettext_noop("Papers of requests, with their files"),
}


def visible_to(reach: Reach) -> QuerySet[Import]:
    """An operator sees the files they brought in themselves; the operator of the whole tree sees all."""
    if not reach.holds(Role.OPERATOR):
        return Import.objects.none()
    if reach.may(Role.OPERATOR, "/"):
        return Import.objects.all()
    return Import.objects.filter(Q(account_id=reach.account_id), account__isnull=False)


def with_ready(imports: QuerySet[Import]) -> QuerySet[Import]:
    """Each says as `ready` whether a row waits to be brought in."""
    return imports.annotate(ready=Exists(ImportRow.objects.filter(of=OuterRef("pk"), fate=Fate.READY)))


def opened(key: UUID, reach: Reach) -> Import:
    found = visible_to(reach).filter(key=key).select_related("account").first()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the report."""

    number: int
    label: str
    fate: Fate
    notes: tuple[tuple[str, str, bool], ...]  # heading, sentence, whether it keeps the row out
    made: str


def line(row: ImportRow, kind: Kind | None) -> Line:
    notes = tuple(
        (heading(kind, str(note["column"])), _said(note), bool(note["wrong"])) for note in row.notes
    )
    return Line(row.number, row.label, Fate(row.fate), notes, row.made)


def _said(note: Mapping[str, object]) -> str:
    facts = note["facts"]
    assert isinstance(facts, dict)
    return errors.fault_sentence(Fault("", str(note["sentence"]), facts))


def heading(kind: Kind | None, name: str) -> str:
    """What the column is called on the page's language."""
    for column in COLUMNS[kind] if kind else ():
        if column.name == name:
            return column.en if (get_language() or "vi").startswith("en") else column.vi
    return name


def lines(batch: Import, *, fate: Fate | None = None, most: int | None = None) -> Iterator[Line]:
    """Rows in the order of the sheet."""
    rows = ImportRow.objects.filter(of=batch).order_by("number")
    if fate is not None:
        rows = rows.filter(fate=fate)
    kind = Kind(batch.kind) if batch.kind else None
    found = rows[:most] if most is not None else rows
    for row in found.iterator(chunk_size=ROWS_AT_ONCE):
        yield line(row, kind)


def report(batch: Import) -> Iterator[Line]:
    """Every row, and the files that none of them names."""
    yield from lines(batch)
    for name in batch.unnamed:
        yield Line(0, name, Fate.UNNAMED, (), "")
