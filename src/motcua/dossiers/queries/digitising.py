"""One paper on its way from the scanner to a signed-off copy, and what is electronic of a whole request."""

from dataclasses import dataclass

from motcua.documents import queries as documents
from motcua.dossiers import sealing
from motcua.dossiers.models import Digitisation, Dossier, Paper, Result
from motcua.dossiers.rules.digital import Flags, PaperSource, digital_state, flags
from motcua.dossiers.rules.recognised import Proposal, proposals
from motcua.foundation.refusal import NotFound


@dataclass(frozen=True)
class OnePaper:
    """The paper as the page of digitising shows it."""

    id: int
    name: str
    quantity: int
    file_id: int | None
    scan: Digitisation | None
    copy: documents.CopyFacts | None


def paper_of(dossier: Dossier, paper_id: int) -> OnePaper:
    row = Paper.objects.filter(dossier=dossier, pk=paper_id).first()
    if row is None:
        raise NotFound()
    scan = (
        Digitisation.objects.filter(paper=row)
        .select_related("scanned_by__person", "signed_off_by__person")
        .first()
    )
    copy = documents.copy_of(scan.copy_id) if scan else None
    return OnePaper(row.pk, row.name, row.quantity, row.file_id, scan, copy)


def proposed(pages: tuple[documents.PageRead, ...]) -> tuple[Proposal, ...]:
    """What the paper seems to say, from all its pages in order."""
    return proposals((line.text, line.confidence) for page in pages for line in page.lines)


def confirmed(scan: Digitisation) -> dict[str, str]:
    """What the officer confirmed the paper says. The caller logs the look."""
    return {
        name: str(value)
        for name, value in sealing.unlock(scan.sealed, about=f"digitisation:{scan.pk}").items()
    }


def digital_flags(dossier: Dossier) -> Flags:
    """What the statistics count of this request, from what happened to its papers."""
    rows = Paper.objects.filter(dossier=dossier).select_related("digitisation")
    papers = []
    for row in rows:
        scan: Digitisation | None = getattr(row, "digitisation", None)
        source = PaperSource(row.source)
        waits = scan is not None and scan.signed_off_at is None
        papers.append(
            (source, digital_state(source=source, has_file=row.file_id is not None, waits_for_sign_off=waits))
        )
    result_is_file = Result.objects.filter(dossier=dossier, file_id__isnull=False).exists()
    return flags(papers=papers, result_is_file=result_is_file)
