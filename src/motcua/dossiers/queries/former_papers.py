"""Papers that came with their files from the system before."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from motcua.documents import queries as documents
from motcua.dossiers.models import Dossier, FormerPaper, Paper
from motcua.foundation.calendar import TZ
from motcua.foundation.text import fold

PREFIX = "former-paper:"


@dataclass(frozen=True)
class KnownPapers:
    """What lies in a request already: papers by code and folded name with the digest of their file."""

    papers: frozenset[tuple[str, str, str]]
    count: int


def former_papers_of(dossier_ids: Collection[int]) -> dict[int, KnownPapers]:
    """Of these requests, what papers they have."""
    rows = list(
        Paper.objects.filter(dossier__in=dossier_ids).values_list("dossier_id", "code", "name", "file_id")
    )
    files = documents.facts([id for *_rest, id in rows if id is not None])
    found: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    for dossier_id, code, name, file_id in rows:
        digest = files[file_id].sha256 if file_id in files else ""
        found[dossier_id].append((code, fold(name), digest))
    return {id: KnownPapers(frozenset(papers), len(papers)) for id, papers in found.items()}


def digests_of_papers(names: Collection[str]) -> dict[str, str]:
    """Of papers that were brought in, by the names that `bring_papers` gave: the digest of the file of each."""
    ids = [int(name.removeprefix(PREFIX)) for name in names]
    rows = dict(Paper.objects.filter(pk__in=ids, file_id__isnull=False).values_list("pk", "file_id"))
    files = documents.facts(list(rows.values()))
    return {f"{PREFIX}{id}": files[file_id].sha256 for id, file_id in rows.items() if file_id in files}


def ended_on(dossier: Dossier) -> date | None:
    """The day on which it ended, here or in the system before; None where it has not, or nobody said when."""
    moment = dossier.done_at or dossier.closed_at
    return moment.astimezone(TZ).date() if moment else None


def entries_of_papers(dossier: Dossier) -> list[bytes]:
    """The entries that say which papers came from the system before."""
    rows = FormerPaper.objects.filter(paper__dossier=dossier).order_by("pk")
    return [bytes(digest) for digest in rows.values_list("entry_hash", flat=True)]
