"""The list of what is wrong: every paper and answer of the case, ticked all at once, for forms 02 and 03."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import QueryDict

from motcua.dossiers import queries
from motcua.dossiers.pages import defect_words
from motcua.dossiers.pages.act_forms import Asking, hint_of, names_of_papers, papers_on_list
from motcua.dossiers.pages.defect_words import DEFECT_WORDS, Ticks
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.defects import CODE_CHARACTERS_MAX, Defect, field_code
from motcua.foundation.forms import Form
from motcua.foundation.refusal import Fault, gettext_noop
from motcua.procedures import queries as procedures
from motcua.procedures.rules import Definition

if TYPE_CHECKING:
    from motcua.dossiers.pages.act_reading import Typed

FIELD_ROWS = 3


@dataclass(frozen=True)
class SentBackLine:
    """A paper of the list: why it goes back, if it does."""

    code: str
    name: str
    hint: str
    ticked: bool
    ticks: Ticks


@dataclass(frozen=True)
class FieldRow:
    """An answer of the form that is wrong: which, how, and in which words."""

    n: int
    chosen: str
    kind: str
    what: str


@dataclass(frozen=True)
class AnswersList:
    choices: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, object], ...]
    rows: tuple[FieldRow, ...]

    @property
    def is_open(self) -> bool:
        return any(row.chosen for row in self.rows)


def bases_of(definition: Definition) -> list[str]:
    return [f"{basis.number} ({basis.name})" for basis in definition.legal_basis]


def lines(asking: Asking, *, missing_ticked: bool) -> list[SentBackLine]:
    """Papers of the case; when supplements are asked for, what is missing stands ticked."""
    posted = asking.request.POST
    ticked = set(posted.getlist("paper"))
    found = {}
    for paper in papers_on_list(asking.dossier, asking.language):
        missing = missing_ticked and paper.is_missing
        found[paper.code] = SentBackLine(
            code=paper.code,
            name=paper.name,
            hint=hint_of(paper),
            ticked=paper.code in ticked if posted else missing,
            ticks=defect_words.ticks(
                posted,
                code=paper.code,
                name=paper.name,
                bases=bases_of(asking.definition),
                missing=missing,
            ),
        )
    return list(found.values())


def answers(posted: QueryDict, form: Form | None, language: str) -> AnswersList | None:
    """Answers of the form to name; None when the case has no form."""
    if form is None:
        return None
    rows = tuple(
        FieldRow(
            n,
            posted.get(f"answer-{n}", ""),
            posted.get(f"answer-{n}-kind", Defect.WRONG_CONTENT.value),
            posted.get(f"answer-{n}-what", ""),
        )
        for n in range(1, FIELD_ROWS + 1)
    )
    kinds = tuple((kind.value, words) for kind, words in DEFECT_WORDS.items() if kind in OF_ANSWERS)
    return AnswersList(tuple(_names(form, language).items()), kinds, rows)


OF_ANSWERS = (Defect.MISSING, Defect.WRONG_CONTENT, Defect.ILLEGIBLE)


def _names(form: Form, language: str) -> dict[str, str]:
    labels = {field_code(code): item.label.in_language(language) for code, item in form.fields.items()}
    return {code: label for code, label in labels.items() if len(code) <= CODE_CHARACTERS_MAX and label}


def read(typed: "Typed") -> tuple[inputs.PaperAsked, ...]:
    """Everything that was ticked or said, papers first; legal names stay Vietnamese."""
    definition = procedures.definition(typed.dossier.version_id)
    form = queries.form_of(definition, typed.dossier.case)
    papers = read_papers(typed.request.POST, names_of_papers(typed.dossier), bases=bases_of(definition))
    return (*papers, *read_answers(typed.request.POST, form, bases=bases_of(definition)), *read_other(typed))


def read_papers(
    posted: QueryDict, names: dict[str, str], *, bases: Sequence[str]
) -> tuple[inputs.PaperAsked, ...]:
    wanted = set(posted.getlist("paper"))
    found = []
    for code, name in names.items():
        kinds, basis = defect_words.read(posted, code, bases=bases)
        what = posted.get(f"what-{code}", "").strip()
        if code in wanted or kinds or what:
            found.append(inputs.PaperAsked(code=code, name=name, what=what, defects=kinds, basis=basis))
    return tuple(found)


def read_answers(
    posted: QueryDict, form: Form | None, *, bases: Sequence[str]
) -> tuple[inputs.PaperAsked, ...]:
    names = _names(form, "vi") if form else {}
    found: dict[str, inputs.PaperAsked] = {}
    for n in range(1, FIELD_ROWS + 1):
        code = posted.get(f"answer-{n}", "")
        kind = posted.get(f"answer-{n}-kind", "")
        if code in names and code not in found:
            found[code] = inputs.PaperAsked(
                code=code,
                name=names[code],
                what=posted.get(f"answer-{n}-what", "").strip(),
                defects=(Defect(kind) if kind in OF_ANSWERS else Defect.WRONG_CONTENT,),
                basis=bases[0] if bases else "",
            )
    return tuple(found.values())


def read_other(typed: "Typed") -> tuple[inputs.PaperAsked, ...]:
    other = typed.text("other-name")
    return (
        (inputs.PaperAsked(code=inputs.OTHER_PAPER, name=other, what=typed.text("other-what")),)
        if other
        else ()
    )


def read_asked(typed: "Typed") -> inputs.AskSupplement:
    papers = read(typed)
    if not papers:
        typed.faults.append(
            Fault("papers", gettext_noop("Tick at least one paper that is missing or must be corrected."))
        )
    return inputs.AskSupplement(reason=_reason(typed, papers), papers=papers)


def read_refused(typed: "Typed") -> inputs.Refuse:
    papers = read(typed)
    return inputs.Refuse(
        reason=_reason(typed, papers), legal_ground=typed.needed("legal_ground"), papers=papers
    )


def _reason(typed: "Typed", papers: Sequence[inputs.PaperAsked]) -> str:
    says = bool(papers) and all(paper.defects or paper.what for paper in papers)
    return typed.text("reason") if says else typed.needed("reason")
