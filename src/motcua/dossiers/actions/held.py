"""The person's store: used with consent, erased when its owner asks.

Nothing is copied: a stored paper, the paper of the request it came from and each paper that reuses it hold one file.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.chronicle import actions as chronicle
from motcua.documents import actions as documents
from motcua.documents import queries as files
from motcua.dossiers import queries
from motcua.dossiers.actions import digitise
from motcua.dossiers.actions.holding import holder
from motcua.dossiers.models import Dossier, DraftPaper, Held, Paper, Reuse
from motcua.dossiers.queries import held as store
from motcua.dossiers.rules import inputs, refusals
from motcua.dossiers.rules.digital import PaperSource
from motcua.dossiers.rules.held import AS_SOURCE, HeldAct, HeldSource, NoConsent, check_usable
from motcua.foundation.refusal import NotFound
from motcua.people import actions as people
from motcua.people.rules import Look, Reach

# Used with consent -----------------------------------------------------------------------------------------


@transaction.atomic
def use_in_draft(*, draft_id: UUID, reach: Reach, at: datetime, code: str, key: UUID) -> DraftPaper:
    """The owner says yes: the stored paper stands in the draft. It counts as used when the request is sent."""
    draft = queries.draft(draft_id=draft_id, reach=reach, at=at)
    found = store.one(key, reach=reach, at=at)
    check_usable(found.validity, name=found.name)
    known = draft.papers.filter(code=code[:40], held_id=found.id).first()
    if known is not None:
        return known
    assert found.file_id is not None
    file = files.facts([found.file_id])[found.file_id]
    paper = DraftPaper.objects.create(
        draft=draft,
        code=code[:40],
        file_id=found.file_id,
        name=file.name[:200],
        size_bytes=file.size_bytes,
        issued_on=found.issued_on,
        held_id=found.id,
        added_at=at,
    )
    documents.keep(file_id=found.file_id, holder=f"dossiers.draft-paper:{paper.pk}")
    return paper


def check_given(
    given: Sequence[inputs.PaperGiven], *, reach: Reach, at: datetime, as_officer: bool = False
) -> None:
    """Before papers are handed in: each stored one is the sender's, and may still be used.

    An officer hands in nothing from a store: with the person's yes they put it in its place (`reuse_paper`).
    """
    wanted = [paper.held_id for paper in given if paper.held_id is not None]
    if not wanted:
        return
    if as_officer:
        raise NotFound()
    mine = set(store.visible_to(reach, at=at).filter(pk__in=wanted).values_list("pk", flat=True))
    known = store.facts(wanted, at=at)
    for held_id in wanted:
        found = known.get(held_id)
        if found is None or (held_id not in mine and found.file_id is not None):
            raise NotFound()
        check_usable(found.validity, name=found.name)


def sources(held_ids: Sequence[int]) -> dict[int, PaperSource]:
    """How the statistics count these as papers of a request."""
    if not held_ids:
        return {}
    rows = Held.objects.filter(pk__in=held_ids).values_list("pk", "source")
    return {pk: AS_SOURCE[HeldSource(source)] for pk, source in rows}


def note_reuses(papers: Sequence[Paper], dossier: Dossier, *, actor: str, agency: str, at: datetime) -> None:
    """One entry for each stored paper that a request took. Inside the act that hands it in, after its rows are written."""
    for paper in papers:
        if paper.held_id is not None:
            _used(paper, dossier, held_id=paper.held_id, actor=actor, agency=agency, officer_id=None, at=at)


@transaction.atomic
def reuse_paper(
    *, number: str, paper_id: int, key: UUID, has_agreed: bool, reach: Reach, at: datetime
) -> None:
    """At the desk: the person agrees, and the officer puts a stored paper in the place of one that came without a file."""
    dossier, paper, grant = digitise.opened_at_desk(number, paper_id, reach=reach, at=at)
    found = next((one for one in store.of_applicant(dossier, at=at) if one.key == key), None)
    if found is None:
        raise NotFound()
    if not has_agreed:
        raise NoConsent()
    assert found.file_id is not None
    digitise.drop_scan(paper)
    won = Paper.objects.filter(pk=paper.pk, file_id=None).update(
        file_id=found.file_id, source=AS_SOURCE[found.source], held_id=found.id, issued_on=found.issued_on
    )
    if won != 1:
        raise refusals.SomeoneWasFaster(number=number)
    documents.keep(file_id=found.file_id, holder=f"dossiers.paper:{paper.pk}")
    _used(
        paper, dossier, held_id=found.id, actor=f"mandate:{grant.mandate_id}", agency=dossier.agency.code,
        officer_id=reach.officer_id, at=at,
    )  # fmt: skip
    people.log_access(reach=reach, what=Look.REUSE, subject=number, person_id=dossier.applicant_id, at=at)


def _used(
    paper: Paper, dossier: Dossier, *, held_id: int, actor: str, agency: str, officer_id: int | None, at: datetime
) -> None:  # fmt: skip
    key = Held.objects.values_list("key", flat=True).get(pk=held_id)
    entry = chronicle.append(
        kind=HeldAct.REUSED,
        subject=f"dossier:{dossier.key}",
        actor=actor,
        at=at,
        agency=agency,
        data={"paper": paper.code, "held": f"held:{key}"},
    )
    Reuse.objects.create(held_id=held_id, paper=paper, at=at, officer_id=officer_id, entry_hash=entry)


# Erased ----------------------------------------------------------------------------------------------------


@transaction.atomic
def erase_held(*, key: UUID, reach: Reach, at: datetime) -> tuple[store.KeptBecause, ...]:
    """Its owner wants it gone: the store forgets it and drops its reference. Answers which requests must keep the file."""
    found = store.one(key, reach=reach, at=at)
    kept = store.kept_because(found, at=at)
    won = Held.objects.filter(pk=found.id, erased_at=None).update(
        erased_at=at, file_id=None, name="", issuer="", issued_on=None, expires_on=None
    )
    if won != 1:
        raise NotFound()
    assert found.file_id is not None
    documents.release(file_id=found.file_id, holder=holder(found.id))
    chronicle.append(kind=HeldAct.ERASED, subject=f"held:{key}", actor=reach.actor, at=at, data={})
    return kept
