"""Answering an office that waits for papers: drafted like a request, sent as one act.

A file is stored as soon as it is chosen, so one that is refused does not take the others with it.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.dossiers import queries
from motcua.dossiers.actions import drafts
from motcua.dossiers.actions.moving import Done
from motcua.dossiers.actions.wait import supplement
from motcua.dossiers.models import Draft, Wait
from motcua.dossiers.queries import follow
from motcua.dossiers.rules import inputs, refusals
from motcua.dossiers.rules.filling import NOTE
from motcua.foundation.refusal import NotFound
from motcua.people.rules import Reach


@transaction.atomic
def begin_answer(*, number: str, reach: Reach, at: datetime) -> UUID:
    """The draft of an answer to what an office waits for: the one begun earlier, or a new one."""
    dossier = follow.own(number=number, reach=reach, at=at)
    wait = Wait.objects.filter(dossier=dossier, answered_at=None).first()
    assert reach.person_id is not None, "the gate answers persons only"
    if wait is None:
        raise refusals.NothingAsked(number=number)
    expires_at = max(drafts.expiry(at), wait.answer_by)
    draft, is_new = Draft.objects.get_or_create(
        person_id=reach.person_id,
        wait=wait,
        defaults={
            "version_id": dossier.version_id,
            "agency_id": dossier.agency_id,
            "case": dossier.case,
            "started_at": at,
            "saved_at": at,
            "expires_at": expires_at,
        },
    )
    if not is_new:
        Draft.objects.filter(pk=draft.pk).update(expires_at=expires_at)
    return draft.pk


@transaction.atomic
def send_answer(*, draft_id: UUID, reach: Reach, at: datetime) -> Done:
    """Hand in what was drafted; the draft is spent in the same transaction."""
    draft = queries.draft(draft_id=draft_id, reach=reach, at=at)
    if draft.wait is None:
        raise NotFound()
    names = {str(item["code"]): str(item["name"]) for item in draft.wait.items}
    papers = tuple(
        inputs.PaperGiven(
            code=paper.code,
            name=names.get(paper.code, paper.name),
            kind=inputs.PaperKind.ELECTRONIC,
            file_id=paper.file_id,
            issued_on=paper.issued_on,
            held_id=paper.held_id,
        )
        for paper in draft.papers.order_by("id")
    )
    note = str(queries.answers(draft).get(NOTE) or "")
    done = supplement(
        number=draft.wait.dossier.number or "",
        reach=reach,
        at=at,
        given=inputs.Supplement(papers=papers, note=note),
    )
    drafts.spend(draft_id=draft.pk)
    return done
