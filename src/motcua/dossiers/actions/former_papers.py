"""Papers that open requests had in another system, carried over with their files in lots; and taken away again.

The caller has stored the files, checked as any other; the entry of each request names what came by its digest.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, ProtectedError

from motcua import bulk
from motcua.chronicle import actions as chronicle
from motcua.chronicle.actions import NewEntry
from motcua.documents import actions as documents
from motcua.dossiers.models import Dossier, FormerPaper, Movement, Paper
from motcua.dossiers.queries.former_papers import PREFIX
from motcua.dossiers.rules.digital import PaperSource
from motcua.dossiers.rules.importing import Kind
from motcua.dossiers.rules.inputs import PaperKind


@dataclass(frozen=True, slots=True)
class PaperBrought:
    """One paper, ready: its file lies in the store, and its request is one that an import brought in."""

    dossier_id: int
    code: str
    name: str
    issued_on: date | None
    file_id: int
    sha256: str


@transaction.atomic
def bring_papers(*, lot: Sequence[PaperBrought], batch: str, by: str, at: datetime) -> list[str]:
    """The names of the papers, in the order given."""
    made = [
        Paper(
            dossier_id=one.dossier_id,
            code=one.code,
            name=one.name,
            kind=PaperKind.ELECTRONIC.value,
            file_id=one.file_id,
            issued_on=one.issued_on,
            source=PaperSource.FORMER.value,
            added_at=at,
        )
        for one in lot
    ]
    for row, id in zip(made, bulk.next_ids(Paper, len(made)), strict=True):
        row.pk = id
    bulk.insert(Paper, made)
    documents.keep_all(holds=[(one.file_id, _holder(row.pk)) for one, row in zip(lot, made, strict=True)])
    came: dict[int, list[str]] = defaultdict(list)
    for one in lot:
        came[one.dossier_id].append(one.sha256)
    hashes = _note(Kind.PAPERS, came, batch, by, at=at)
    bulk.insert(
        FormerPaper, [FormerPaper(paper_id=row.pk, entry_hash=hashes[row.dossier_id]) for row in made]
    )
    return [f"{PREFIX}{row.pk}" for row in made]


@transaction.atomic
def take_back_papers(*, made: Collection[str], batch: str, by: str, at: datetime) -> set[str]:
    """Of these papers, those that are gone; somebody who has acted since may have gone by the others."""
    ids = [int(name.removeprefix(PREFIX)) for name in made]
    since = Movement.objects.filter(dossier=OuterRef("dossier"), at__gt=OuterRef("added_at"))
    free = Paper.objects.filter(~Exists(since), pk__in=ids, source=PaperSource.FORMER, digitisation=None)
    rows = {row.pk: row for row in free.select_for_update(of=("self",)).order_by("pk")}
    gone = gone_of(sorted(rows))
    went: dict[int, list[str]] = defaultdict(list)
    for id in sorted(gone):
        went[rows[id].dossier_id].append(str(id))
    _note(Kind.PAPERS_TAKEN_BACK, went, batch, by, at=at)
    here = set(Paper.objects.filter(pk__in=ids).values_list("pk", flat=True))
    return {f"{PREFIX}{id}" for id in ids if id not in here}


def gone_of(ids: Sequence[int]) -> set[int]:
    """Deleted and their files let go, but for those that something else holds on to; halved until these are found."""
    if not ids:
        return set()
    try:
        with transaction.atomic():
            Paper.objects.filter(pk__in=ids).delete()
    except ProtectedError:
        half = len(ids) // 2
        return gone_of(ids[:half]) | gone_of(ids[half:]) if half else set()
    release(ids)
    return set(ids)


def release(ids: Sequence[int]) -> None:
    """What nobody else holds is removed from the store by its next cleaning."""
    documents.release_all(holders=[_holder(id) for id in ids])


def _holder(id: int) -> str:
    return f"dossiers.paper:{id}"


def _note(kind: Kind, papers: dict[int, list[str]], batch: str, by: str, *, at: datetime) -> dict[int, bytes]:
    """One entry a request, in order."""
    dossiers = Dossier.objects.filter(pk__in=papers).order_by("pk")
    found = list(dossiers.values_list("pk", "key", "agency__code"))
    hashes = chronicle.append_many(
        NewEntry(
            kind=kind,
            subject=f"dossier:{key}",
            actor=by,
            at=at,
            agency=agency,
            data={"import": batch, "files": list(papers[id])}
            if kind is Kind.PAPERS
            else {"import": batch, "papers": len(papers[id])},
        )
        for id, key, agency in found
    )
    return {id: digest for (id, _key, _agency), digest in zip(found, hashes, strict=True)}
