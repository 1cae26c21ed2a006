"""Rows of an office's table become working copies. Nothing is published, and nobody's writing is overwritten."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from motcua.foundation.refusal import gettext_noop as _
from motcua.procedures import annex, files, queries
from motcua.procedures.actions import versions
from motcua.procedures.actions.versions import By
from motcua.procedures.annex import Line, Note, Outcome
from motcua.procedures.models import Version, WorkingCopy
from motcua.procedures.rules import Status


@dataclass(frozen=True)
class Row:
    """What became of one row, or would."""

    number: int
    code: str
    name: str
    outcome: Outcome
    notes: tuple[Note, ...]
    copy_id: int | None = None
    table: str = ""


@transaction.atomic
def take_table(*, lines: Sequence[Line], by: By, at: datetime, dry_run: bool) -> list[Row]:
    """All rows in one go; a dry run says the same and writes nothing."""
    versions.actor_of(by)
    codes = {line.code for line in lines if line.code}
    writing = {copy.code: copy for copy in WorkingCopy.objects.filter(code__in=codes)}
    bases = {
        version.procedure.code: version
        for version in Version.objects.select_related("procedure")
        .filter(procedure__code__in=codes)
        .exclude(status=Status.DRAFT)
        .order_by("number")
    }
    return [
        replace(_take(line, writing.get(line.code), bases.get(line.code), by, at, dry_run), table=line.table)
        for line in lines
    ]


def _take(
    line: Line, writing: WorkingCopy | None, base: Version | None, by: By, at: datetime, dry_run: bool
) -> Row:
    name = line.cells.get(annex.Column.NAME, "")
    if not line.code:
        return Row(line.row, "", name, Outcome.REFUSED, line.notes)
    cell = line.places[annex.Column.CODE]
    document = queries.document(base.pk) if base else None
    written, notes = annex.written(document, line)
    text = files.write(written)
    if writing is not None:
        if writing.text == text:
            return Row(line.row, line.code, name, Outcome.SAME, tuple(notes), writing.pk)
        why = Note(
            cell, _("%(code)s is being written already. Publish or discard that first."), {"code": line.code}
        )
        return Row(line.row, line.code, name, Outcome.REFUSED, (why,), writing.pk)
    if document is not None and written == document:
        return Row(line.row, line.code, name, Outcome.SAME, tuple(notes))
    outcome = Outcome.CHANGED if base else Outcome.MADE
    if dry_run:
        return Row(line.row, line.code, name, outcome, tuple(notes))
    officer = None if isinstance(by, str) else by.officer_id
    copy = WorkingCopy.objects.create(
        code=line.code, text=text, based_on=base, changed_by_id=officer, started_at=at, changed_at=at
    )
    return Row(line.row, line.code, name, outcome, tuple(notes), copy.pk)
