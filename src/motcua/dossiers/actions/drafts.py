"""Drafts: saved as the person types, resumed anywhere, deleted by their owner. None of this is an act."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, Sum

from motcua.documents import actions as documents
from motcua.documents import queries as document_queries
from motcua.dossiers import queries, sealing
from motcua.dossiers.models import Draft, DraftPaper
from motcua.dossiers.rules import guests, refusals
from motcua.dossiers.rules.differing import AGENCY, CASE, Read, chosen, merged
from motcua.dossiers.rules.filling import PASSED
from motcua.dossiers.rules.lists import OWN_FILE, OWN_FILES_MAX
from motcua.foundation.refusal import NotFound
from motcua.people.rules import HelpNotCovered, Reach
from motcua.procedures import queries as procedures

ACCEPTED = ("application/pdf", "image/jpeg", "image/png")
PAPERS_MAX = 60
DRAFTS_MAX = 50
SAVES_TRIED_MAX = 5
TOLD_FOR = timedelta(days=60)  # how long an empty row says that its draft expired


@dataclass(frozen=True)
class DraftChanges:
    answers: Mapping[str, object] | None = None
    page: str | None = None
    case: str | None = None
    agency_id: int | None = None


@transaction.atomic
def begin(*, reach: Reach, version_id: int, at: datetime, many: bool = False) -> UUID:
    """A new draft, or the one this person already has for this procedure version; a list is a draft apart."""
    if reach.person_id is None:
        raise NotFound()
    helping = reach.helping
    if helping and not helping.may_send(procedures.definition(version_id).code):
        raise HelpNotCovered(name=helping.helped_name)
    mine = Draft.objects.filter(person_id=reach.person_id, expires_at__gt=at)
    by = helping.mandate_id if helping else None
    found = (
        mine.filter(version_id=version_id, wait=None, helping_id=by, many=many).order_by("-saved_at").first()
    )
    if found is not None:
        return found.pk
    if mine.count() >= DRAFTS_MAX:
        raise refusals.TooManyDrafts(most=DRAFTS_MAX)
    return Draft.objects.create(
        person_id=reach.person_id,
        version_id=version_id,
        started_at=at,
        saved_at=at,
        expires_at=expiry(at),
        helping_id=by,
        many=many,
    ).pk


@dataclass(frozen=True)
class Saved:
    """The draft after one save, and the answers that another device had changed: laid aside, not written over."""

    draft: Draft
    apart: tuple[str, ...] = ()


@transaction.atomic
def save(
    *, draft_id: UUID, reach: Reach, at: datetime, changes: DraftChanges, read: Read | None = None
) -> Saved:
    """Keep what was typed, right or wrong; checking comes when the person goes on.

    When another device saves at the same moment, its answers are taken in. `read` says what the page had before it:
    an answer that was changed elsewhere since then stays as it is, and ours waits beside it until the owner chooses.
    """
    for _ in range(SAVES_TRIED_MAX):
        draft = queries.draft(draft_id=draft_id, reach=reach, at=at)
        apart = _written(draft, changes=changes, read=read, at=at)
        if apart is not None:
            draft.refresh_from_db()
            return Saved(draft, apart)
    raise refusals.SavedElsewhere()


def _written(
    draft: Draft, *, changes: DraftChanges, read: Read | None, at: datetime
) -> tuple[str, ...] | None:
    """What was laid aside; None when the draft was not as it was read any more."""
    before = queries.as_it_stands(draft)
    written = {**(changes.answers or {})}
    if changes.case is not None:
        written[CASE] = changes.case
    if changes.agency_id is not None:
        written[AGENCY] = changes.agency_id
    after, apart = merged(before, written, read=read, revision=draft.revision + 1, at=at)
    page = {"page": changes.page} if changes.page is not None else {}
    return apart if _kept(draft, after, at=at, **page) else None


def _kept(draft: Draft, answers: Mapping[str, object], *, at: datetime, **columns: object) -> bool:
    """Write every answer and the two that are columns; False when somebody was faster."""
    sealed = {name: value for name, value in answers.items() if name not in (CASE, AGENCY)}
    changed = Draft.objects.filter(pk=draft.pk, revision=draft.revision).update(
        revision=draft.revision + 1,
        saved_at=at,
        expires_at=draft.expires_at if draft.person_id is None else expiry(at),
        sealed=sealing.lock(sealed, about=f"draft:{draft.pk}"),
        case=answers[CASE],
        agency_id=answers[AGENCY] or None,
        **columns,
    )
    return changed == 1


@transaction.atomic
def choose(
    *, draft_id: UUID, reach: Reach, at: datetime, taken: Mapping[str, bool], read: Read
) -> tuple[str, ...]:
    """For each answer that differs: take what was laid aside, or leave what stands. Answers what is still open.

    What was not chosen waits on, and so does what changed again since the two were shown.
    """
    for _ in range(SAVES_TRIED_MAX):
        draft = queries.draft(draft_id=draft_id, reach=reach, at=at)
        before = queries.as_it_stands(draft)
        after, open_ones = chosen(before, taken, read=read, revision=draft.revision + 1, at=at)
        if _kept(draft, after, at=at):
            return open_ones
    raise refusals.SavedElsewhere()


def attach(
    *, draft_id: UUID, reach: Reach, at: datetime, code: str, name: str, content: BinaryIO
) -> DraftPaper:
    """Store the file first, outside any transaction; then note it on the draft. The same file twice is one paper."""
    draft = queries.draft(draft_id=draft_id, reach=reach, at=at)
    _check_room(draft, code)
    by = f"person:{reach.person}" if reach.person else f"draft:{draft.pk}"
    stored = documents.store(content=content, name=name, accept=ACCEPTED, by=by, at=at)
    _check_size(draft, stored.size_bytes)
    with transaction.atomic():
        # A device whose answer was lost on the way sends again what it had kept; a file nobody holds goes by itself.
        rows = draft.papers.filter(code=code[:40], held=None)
        if code == OWN_FILE:  # a row of a list knows its file by name: one content may bear several
            rows = rows.filter(name=stored.name[:200])
        given = {row.file_id: row for row in rows}
        for same in document_queries.facts(list(given)).values():
            if same.sha256 == stored.sha256:
                return given[same.id]
        paper = DraftPaper.objects.create(
            draft=draft,
            code=code[:40],
            file_id=stored.id,
            name=stored.name[:200],
            size_bytes=stored.size_bytes,
            added_at=at,
        )
        documents.keep(file_id=stored.id, holder=f"dossiers.draft-paper:{paper.pk}")
        if code == OWN_FILE:
            for row in given.values():  # of this name, and other content: the new one takes its place
                _drop(row)
    return paper


def _check_room(draft: Draft, code: str) -> None:
    """Files of single rows of a list are counted by themselves."""
    is_own = code == OWN_FILE
    most = OWN_FILES_MAX if is_own else PAPERS_MAX
    rows = draft.papers.filter(code=OWN_FILE) if is_own else draft.papers.exclude(code=OWN_FILE)
    if draft.person_id is None:
        most = guests.PAPERS_MAX
    if rows.count() >= most:
        raise refusals.TooManyPapers(most=most)


def _check_size(draft: Draft, size_bytes: int) -> None:
    """What somebody without an account can make us keep; the file that was stored goes by itself, nobody holds it."""
    if draft.person_id is not None:
        return
    held = draft.papers.aggregate(all=Sum("size_bytes"))["all"] or 0
    if held + size_bytes > guests.BYTES_MAX:
        raise guests.FilesTooLarge(most_mb=guests.BYTES_MAX // 1024**2)


def _drop(paper: DraftPaper) -> None:
    documents.release(file_id=paper.file_id, holder=f"dossiers.draft-paper:{paper.pk}")
    paper.delete()


@transaction.atomic
def detach(*, draft_id: UUID, reach: Reach, at: datetime, paper_id: int) -> None:
    draft = queries.draft(draft_id=draft_id, reach=reach, at=at)
    for paper in draft.papers.filter(pk=paper_id):
        _drop(paper)


@transaction.atomic
def date_paper(*, draft_id: UUID, reach: Reach, at: datetime, code: str, issued_on: date | None) -> None:
    """Note the date that stands on a paper of the draft; that of a stored paper is known."""
    draft = queries.draft(draft_id=draft_id, reach=reach, at=at)
    draft.papers.filter(code=code, held=None).update(issued_on=issued_on)


@transaction.atomic
def delete(*, draft_id: UUID, reach: Reach, at: datetime) -> None:
    """The owner throws it away."""
    spend(draft_id=queries.draft(draft_id=draft_id, reach=reach, at=at).pk)


def spend(*, draft_id: UUID) -> None:
    """The draft is gone: it became a dossier, expired, or was deleted. Inside the caller's transaction."""
    _release_papers(draft_id)
    Draft.objects.filter(pk=draft_id).delete()


def _release_papers(draft_id: UUID) -> None:
    for paper in DraftPaper.objects.filter(draft_id=draft_id):
        documents.release(file_id=paper.file_id, holder=f"dossiers.draft-paper:{paper.pk}")


def expire(*, at: datetime, limit: int = 500) -> int:
    """Empty drafts past their day; the empty rows stay for a while to say what became of them. Returns how many.

    Of a draft that belongs to nobody nothing stays.
    """
    gone = list(Draft.objects.filter(person=None, expires_at__lte=at).order_by("expires_at", "pk")[:limit])
    for draft in gone:
        with transaction.atomic():
            spend(draft_id=draft.pk)
    due = list(
        Draft.objects.filter(Q(papers__isnull=False) | ~Q(sealed=""), expires_at__lte=at)
        .order_by("expires_at", "pk")
        .values_list("pk", flat=True)
        .distinct()[:limit]
    )
    for draft_id in due:
        with transaction.atomic():
            _empty(draft_id)
    Draft.objects.filter(expires_at__lte=at - TOLD_FOR, papers__isnull=True).delete()
    return len(gone) + len(due)


def _empty(draft_id: UUID) -> None:
    _release_papers(draft_id)
    DraftPaper.objects.filter(draft_id=draft_id).delete()
    Draft.objects.filter(pk=draft_id).update(sealed="", page="", revision=F("revision") + 1)


@transaction.atomic
def renew(*, draft_id: UUID, reach: Reach, at: datetime, version_id: int) -> None:
    """The procedure was replaced: the answers stay, each page is looked at again under the new version."""
    draft = queries.draft(draft_id=draft_id, reach=reach, at=at)
    kept = {name: value for name, value in queries.answers(draft).items() if name != PASSED}
    codes = {case.code for case in procedures.definition(version_id).cases}
    Draft.objects.filter(pk=draft.pk, revision=draft.revision).update(
        version_id=version_id,
        case=draft.case if draft.case in codes else "",
        sealed=sealing.lock(kept, about=f"draft:{draft.pk}"),
        revision=draft.revision + 1,
    )


def expiry(at: datetime) -> datetime:
    """Until when a draft saved at this moment is kept (dated value)."""
    return at + timedelta(days=queries.limit("draft-life-days", on=at))
