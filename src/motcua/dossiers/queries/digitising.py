"""One paper on its way from the scanner to a signed-off copy, and what is electronic of a whole request."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from motcua.documents import queries as documents
from motcua.dossiers import sealing
from motcua.dossiers.models import Digitisation, Dossier, Paper, Result
from motcua.dossiers.queries.gate import standing
from motcua.dossiers.queries.offer import case_of, form_of
from motcua.dossiers.queries.whole import HandedIn, data_of
from motcua.dossiers.rules import checks, electronic
from motcua.dossiers.rules.digital import Flags, PaperSource, digital_state, flags
from motcua.dossiers.rules.from_papers import Match, matches
from motcua.dossiers.rules.recognised import Proposal, Said, proposals
from motcua.dossiers.rules.states import Act
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import NotFound, Refusal
from motcua.people.rules import Reach
from motcua.procedures import queries as procedures


@dataclass(frozen=True)
class OnePaper:
    """The paper as the page of digitising shows it."""

    id: int
    code: str
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
    return OnePaper(row.pk, row.code, row.name, row.quantity, row.file_id, scan, copy)


def proposed(pages: tuple[documents.PageRead, ...]) -> tuple[Proposal, ...]:
    """What the paper seems to say, from all its pages in order."""
    return proposals((line.text, line.confidence) for page in pages for line in page.lines)


def compared(
    dossier: Dossier, *, paper_code: str, confirmed: Mapping[Said, str], reach: Reach
) -> tuple[Match, ...]:
    """What the paper says beside what the form holds; nothing when the form may not be filled in any more, or by this hat.

    Opens sensitive answers. The caller logs the look when it shows them.
    """
    definition = procedures.definition(dossier.version_id)
    case, form = case_of(definition, dossier.case), form_of(definition, dossier.case)
    listed = next((one for one in case.papers if one.code == paper_code), None) if case else None
    if form is None or listed is None or not listed.fills or not _may_fill(dossier, reach):
        return ()
    day = dossier.submitted_at.astimezone(TZ).date()
    return matches(fills=listed.fills, form=form, data=data_of(dossier), confirmed=confirmed, today=day)


def _may_fill(dossier: Dossier, reach: Reach) -> bool:
    try:
        checks.check_act(act=Act.FILL, standing=standing(dossier), reach=reach)
    except Refusal:
        return False
    return electronic.fits(Act.FILL, dossier.electronic)


def confirmed(scan: Digitisation) -> dict[str, str]:
    """What the officer confirmed the paper says. The caller logs the look."""
    return {
        name: str(value)
        for name, value in sealing.unlock(scan.sealed, about=f"digitisation:{scan.pk}").items()
        if name in set(Said)
    }


def flags_of(papers: Iterable[HandedIn], *, dossier: Dossier) -> Flags:
    """The same as `digital_flags`, of papers that were asked for already; expects the result to be loaded."""
    result = getattr(dossier, "result", None)
    found = [(paper.source, paper.digital) for paper in papers if paper.source is not None]
    return flags(papers=found, result_is_file=result is not None and result.file_id is not None)


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
