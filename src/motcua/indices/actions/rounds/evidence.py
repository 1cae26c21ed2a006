"""Files that show why a component has its points: attached one by one, many at once, or offered again from last year."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.db import transaction

from motcua.documents import actions as documents
from motcua.documents import rules as file_rules
from motcua.foundation.refusal import NotFound, Refusal
from motcua.people.rules import Reach

from ...models import Evidence
from ...rounds.gate import Case, case_of
from ...rounds.opened import places
from ...rounds.standing import files_of, offered_again
from ...rules.evidence import (
    ARCHIVE_FILES_MAX,
    FILES_MAX,
    ArchiveUnreadable,
    Matched,
    TooManyFiles,
    check_archive,
    match,
)
from ...rules.round_refusals import ChangedMeanwhile, NotSelfScored, NotYourHand
from ...rules.rounds import Act, RoundKind, is_self_scored
from .saying import component, hold, tell


def attach(
    *, round_id: int, unit_id: int, code: str, content: BinaryIO, name: str, reach: Reach, at: datetime
) -> Evidence:
    """One file, checked by its content; what cannot be read is refused and nothing of it stays. Sent twice, it stands there once."""
    case = case_of(round_id=round_id, unit_id=unit_id, reach=reach, at=at)
    _may_attach(case, code)
    # Looked at before the transaction: a file that nobody holds goes by itself.
    stored = documents.store(content=content, name=name, accept=file_rules.PAPERS, by=reach.actor, at=at)
    with transaction.atomic():
        hold(case, Act.ATTACH)
        there = Evidence.objects.filter(
            unit=case.unit,
            component=code,
            name=stored.name[:200],
            file__sha256=stored.sha256,
            dropped_at=None,
        )
        return there.first() or _keep(case, code, stored.id, stored.name, reach, at)


def _may_attach(case: Case, code: str) -> None:
    criterion, one = component(case, code)
    case.check(Act.ATTACH)
    if not case.may_fill(criterion.code):
        raise NotYourHand
    if not is_self_scored(one):
        raise NotSelfScored
    if files_of(case.unit.pk)[code] >= FILES_MAX:
        raise TooManyFiles(most=FILES_MAX)


def _keep(
    case: Case, code: str, file_id: int, name: str, reach: Reach, at: datetime, *, year: int | None = None
) -> Evidence:
    row = Evidence.objects.create(
        unit=case.unit, component=code, file_id=file_id, name=name[:200], offered_from=year, attached_at=at, attached_by=reach.actor
    )  # fmt: skip
    documents.keep(file_id=file_id, holder=f"indices.evidence:{row.pk}")
    tell(RoundKind.EVIDENCE_ATTACHED, case, reach.actor, at, component=code, evidence=row.pk)
    return row


@transaction.atomic
def drop_evidence(*, round_id: int, unit_id: int, evidence_id: int, reach: Reach, at: datetime) -> str:
    """A file that was attached by mistake; answers with the component it stood at."""
    case = case_of(round_id=round_id, unit_id=unit_id, reach=reach, at=at)
    row = Evidence.objects.filter(pk=evidence_id, unit=case.unit, dropped_at=None).first()
    if row is None:
        raise NotFound
    criterion, _one = component(case, row.component)
    hold(case, Act.ATTACH)
    if not case.may_fill(criterion.code):
        raise NotYourHand
    if Evidence.objects.filter(pk=row.pk, dropped_at=None).update(dropped_at=at) != 1:
        raise ChangedMeanwhile
    documents.release(file_id=row.file_id, holder=f"indices.evidence:{row.pk}")
    tell(RoundKind.EVIDENCE_DROPPED, case, reach.actor, at, component=row.component, evidence=row.pk)
    return str(row.component)


@transaction.atomic
def offer_again(*, round_id: int, unit_id: int, evidence_id: int, reach: Reach, at: datetime) -> Evidence:
    """A file of the round before, taken again for the same component; it says from which year it comes."""
    case = case_of(round_id=round_id, unit_id=unit_id, reach=reach, at=at)
    before = offered_again(case).filter(pk=evidence_id).select_related("unit__round").first()
    if before is None:
        raise NotFound
    _may_attach(case, before.component)
    hold(case, Act.ATTACH)
    # Of two presses at once the first has taken it.
    if not offered_again(case).filter(pk=evidence_id).exists():
        raise NotFound
    year = before.offered_from or before.unit.round.year
    return _keep(case, before.component, before.file_id, before.name, reach, at, year=year)


# Many at once ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sent:
    name: str
    content: bytes


@dataclass(frozen=True)
class Attached:
    """What became of many files: attached by code, without a code that fits, or refused with the reason."""

    attached: tuple[tuple[str, str], ...]  # name, component
    unmatched: tuple[str, ...]
    refused: tuple[tuple[str, Refusal], ...]


def attach_many(
    *, round_id: int, unit_id: int, files: Sequence[Sent], reach: Reach, at: datetime
) -> Attached:
    """Each file goes to the component whose code stands in its name; a ZIP counts as the files in it.

    Each is an act of its own: one that is refused holds up no other, and the report names it.
    """
    case = case_of(round_id=round_id, unit_id=unit_id, reach=reach, at=at)
    case.check(Act.ATTACH)
    found = [one for sent in files for one in _unpacked(sent)]
    if len(found) > ARCHIVE_FILES_MAX:
        raise TooManyFiles(most=ARCHIVE_FILES_MAX)
    codes = [code for code, (_criterion, one) in places(case.framework).items() if is_self_scored(one)]
    matched: Matched = match([one.name for one in found], codes=codes)
    attached, refused = [], []
    for one in found:
        code = matched.codes.get(one.name)
        if code is None:
            continue
        try:
            attach(
                round_id=round_id, unit_id=unit_id, code=code, content=io.BytesIO(one.content), name=one.name.rpartition("/")[2], reach=reach, at=at
            )  # fmt: skip
            attached.append((one.name, code))
        except Refusal as refusal:
            refused.append((one.name, refusal))
    return Attached(tuple(attached), matched.unmatched, tuple(refused))


def _unpacked(sent: Sent) -> list[Sent]:
    """The files of a ZIP, read within limits; names are only ever names, nothing is written where they say."""
    if not sent.content.startswith(b"PK\x03\x04"):
        return [sent]
    try:
        with zipfile.ZipFile(io.BytesIO(sent.content)) as archive:
            entries = [one for one in archive.infolist() if not one.is_dir()]
            check_archive([(one.filename, one.file_size, bool(one.flag_bits & 1)) for one in entries])
            return [Sent(one.filename, archive.read(one)) for one in entries]
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, RuntimeError):
        raise ArchiveUnreadable(name=sent.name) from None
