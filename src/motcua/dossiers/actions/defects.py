"""Rows of what is wrong, written with the letter that says it: the letter and the figures are made of the same."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import override

from motcua.dossiers.actions.moving import Case
from motcua.dossiers.models import FoundDefect
from motcua.dossiers.queries.defects import name_of
from motcua.dossiers.rules import checks, inputs
from motcua.dossiers.rules.defects import DEFECT_NAMES, Letter
from motcua.foundation.forms import Wording
from motcua.notices.rules import LANGUAGES, words


def note(case: Case, papers: Sequence[inputs.PaperAsked], *, letter: Letter) -> None:
    """Check the list and put its defects beside the move that is about to happen."""
    _check(papers)
    found = {(paper.code, kind): None for paper in papers for kind in paper.defects}
    case.rows += [
        FoundDefect(
            dossier=case.dossier,
            seq=case.dossier.revision + 1,
            letter=letter,
            procedure=case.definition.code,
            code=code,
            kind=kind,
            found_at=case.at,
        )
        for code, kind in found
    ]


def reason_of(papers: Sequence[inputs.PaperAsked], typed: str) -> str:
    """The officer's words; they may be left out when every line says itself what is wrong."""
    says = bool(papers) and all(paper.defects or paper.what for paper in papers)
    return checks.check_text(field="reason", text=typed, needed=not says)


def lines_for(case: Case, papers: Sequence[inputs.PaperAsked]) -> list[object]:
    """The list as a notice has it, in the language of whoever is told: papers as the procedure calls them there."""
    names = tuple(name_of(case.definition, paper.code) for paper in papers)
    return list(_lines(tuple(papers), names))


@lru_cache(maxsize=1)  # what is asked of many at once is the same list
def _lines(
    papers: tuple[inputs.PaperAsked, ...], names: tuple[Wording | None, ...]
) -> tuple[dict[str, object], ...]:
    pairs = list(zip(papers, names, strict=True))
    said = {language: [_line(*pair, language) for pair in pairs] for language in LANGUAGES}
    return tuple(words(dict(zip(said, lines, strict=True))) for lines in zip(*said.values(), strict=True))


def _line(paper: inputs.PaperAsked, known: Wording | None, language: str) -> str:
    # A name that somebody wrote, or one that is not said in this language, stays as it is.
    name = known.in_language(language) if known and known.vi == paper.name else paper.name
    with override(language):
        said = [_(DEFECT_NAMES[kind]) for kind in paper.defects] + ([paper.what] if paper.what else [])
    return f"{name}: {'; '.join(said)}" if said else name


def take_back(dossiers: Sequence[int], *, at: datetime) -> None:
    """What the last act of each of these said; their revisions are still those of that act."""
    said = FoundDefect.objects.filter(dossier__in=dossiers, seq=F("dossier__revision"), undone_at=None)
    said.update(undone_at=at)


def _check(papers: Sequence[inputs.PaperAsked]) -> None:
    checks.check_papers_asked(field="papers", count=len(papers))
    for paper in papers:
        checks.check_text(field="papers", text=paper.name, needed=True, most=checks.PAPER_NAME_CHARACTERS_MAX)
        checks.check_text(
            field="papers", text=paper.what, needed=False, most=checks.PAPER_WANTS_CHARACTERS_MAX
        )
        checks.check_text(
            field="papers", text=paper.basis, needed=False, most=checks.LEGAL_GROUND_CHARACTERS_MAX
        )
