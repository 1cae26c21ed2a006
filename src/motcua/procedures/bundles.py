"""Bundles (liên thông): one request that is several procedures. How its parts are read, and whether they fit. Pure.

A bundle is a procedure file of its own, with a form that asks each question once and a list of parts. Each part names
a procedure and a case; its form is answered from the bundle's, its papers are the bundle's papers, or the result of a
part before it.
"""

from collections.abc import Mapping
from typing import Any

from motcua.foundation.forms import Field as Question
from motcua.foundation.forms import Form, Group, examine
from motcua.foundation.forms.reading import Entry, Notes, Path, Problem, only_once
from motcua.foundation.refusal import gettext_noop as _
from motcua.procedures.rules import Case, Definition, Paper, PaperWay, Part

SLUG = r"[a-z][a-z0-9-]{0,58}"
PROCEDURE_CODE = r"\d\.\d{6}(\.\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2})?"
PARTS_MAX = 8


# Read --------------------------------------------------------------------------------------------------------


def parts(top: Entry) -> tuple[Part, ...]:
    found = tuple(_part(entry) for entry in top.entries("parts", required=False))
    only_once(top.notes, ("parts",), [part.code for part in found])
    if found and not 2 <= len(found) <= PARTS_MAX:
        top.note(_("A bundle has from 2 to %(most)s parts."), key="parts", most=PARTS_MAX)
    return found


def _part(entry: Entry) -> Part:
    part = Part(
        code=entry.text("code", pattern=SLUG),
        procedure=entry.text("procedure", pattern=PROCEDURE_CODE),
        case=entry.text("case", pattern=SLUG),
        needs=entry.texts("needs"),
        answers=_pairs(entry, "answers"),
        fixed=_fixed(entry),
        papers=_pairs(entry, "papers"),
        results=_pairs(entry, "results"),
        note=entry.wording("note", required=False),
    )
    entry.done()
    return part


def _pairs(part: Entry, key: str) -> dict[str, str]:
    entry = part.entry(key, required=False)
    return {name: entry.text(name) for name in entry.value} if entry else {}


def _fixed(part: Entry) -> dict[str, Any]:
    entry = part.entry("fixed", required=False)
    return {name: entry.raw(name) for name in entry.value} if entry else {}


# Checked by itself -------------------------------------------------------------------------------------------


def check_itself(notes: Notes, bundle: Definition) -> None:
    """What the file alone shows: one case, parts that need only what stands above them, fields and papers it has."""
    if not bundle.parts:
        return
    if len(bundle.cases) != 1:
        notes.add(("cases",), _("A bundle has exactly one case."))
        return
    form, papers = _form(bundle), {paper.code for paper in bundle.cases[0].papers}
    above: set[str] = set()
    for index, part in enumerate(bundle.parts):
        place = ("parts", index)
        for code in part.needs:
            if code not in above:
                notes.add((*place, "needs"), _("No part “%(code)s” stands above this one."), code=code)
        for name, code in part.answers.items():
            if code not in form:
                notes.add((*place, "answers", name), _("The form has no question “%(code)s”."), code=code)
        for name, code in part.papers.items():
            if code not in papers:
                notes.add((*place, "papers", name), _("The list of papers has no “%(code)s”."), code=code)
        for name, code in part.results.items():
            if code not in part.needs:
                notes.add((*place, "results", name), _("This part does not wait for “%(code)s”."), code=code)
        above.add(part.code)


def _form(definition: Definition) -> Mapping[str, Any]:
    """The questions of the bundle's one case, by code; a form with faults has its own list of them."""
    document = definition.form_documents.get(definition.cases[0].form)
    return examine(document, ())[0].fields if document is not None else {}


# Checked against what is offered -----------------------------------------------------------------------------


def misfits(bundle: Definition, offered: Mapping[str, Definition]) -> tuple[Problem, ...]:
    """What keeps the parts from being handed in: a procedure or case that is not there, a question nobody asks."""
    notes = Notes()
    for index, part in enumerate(bundle.parts):
        place = ("parts", index)
        found = offered.get(part.procedure)
        if found is None or found.is_bundle:
            notes.add((*place, "procedure"), _("No procedure “%(code)s” is offered."), code=part.procedure)
            continue
        case = next((one for one in found.cases if one.code == part.case), None)
        if case is None:
            notes.add((*place, "case"), _("The procedure has no case “%(code)s”."), code=part.case)
            continue
        for channel in bundle.cases[0].channels:
            if channel not in case.terms:
                notes.add(
                    (*place, "case"), _("This case cannot be handed in this way: %(way)s."), way=channel
                )
        _check_answers(notes, place, bundle, part, found.form(case))
        _check_papers(notes, place, bundle, part, case)
    return tuple(notes.problems)


def _check_answers(notes: Notes, place: Path, bundle: Definition, part: Part, form: Form | None) -> None:
    """Every question of the part that must be answered is answered by one of its own kind, or fixed."""
    asked = bundle.form(bundle.cases[0])
    known = asked.fields if asked else {}
    for name in (*part.answers, *part.fixed):
        if form is None or name not in form.fields:
            notes.add((*place, "answers"), _("The part has no question “%(code)s”."), code=name)
    for code, item in form.fields.items() if form else ():
        if code in part.fixed:
            continue
        source = known.get(part.field_of(code))
        if isinstance(item, Group):
            _check_rows(notes, (*place, "answers"), part, form, item, asked, source)
        elif item.compute is None:
            _check_answer(notes, (*place, "answers"), code, item, source)
            if form and asked and isinstance(source, Question) and item.options_by:
                before = asked.fields.get(part.field_of(item.options_by))
                _check_tied(notes, (*place, "answers"), part, form, item, asked, source, before)


def _check_answer(
    notes: Notes, place: Path, code: str, item: Question, source: Question | Group | None
) -> None:
    if source is None:
        if item.required:
            notes.add(place, _("Nothing answers “%(code)s”."), code=code)
    elif not isinstance(source, Question) or source.kind is not item.kind or source.table != item.table:
        notes.add(place, _("“%(code)s” is answered by a question of another kind."), code=code)
    elif not {option.code for option in source.options} <= {option.code for option in item.options}:
        notes.add(place, _("“%(code)s” can be answered in a way that the part does not know."), code=code)


def _check_rows(
    notes: Notes,
    place: Path,
    part: Part,
    form: Form | None,
    item: Group,
    asked: Form | None,
    source: Question | Group | None,
) -> None:
    """Rows go over as they are: each column of the part finds its own, and none comes that it does not ask for."""
    if source is None:
        if item.rows_min:
            notes.add(place, _("Nothing answers “%(code)s”."), code=item.code)
        return
    if not isinstance(source, Group):
        notes.add(place, _("“%(code)s” is answered by a question of another kind."), code=item.code)
        return
    if source.rows_max > item.rows_max:
        sentence = _("“%(code)s” can have %(rows)s rows in the bundle; the part takes %(most)s at most.")
        notes.add(place, sentence, code=item.code, rows=source.rows_max, most=item.rows_max)
    for column in item.fields:
        known = source.field(column.code)
        if column.compute is None:
            _check_answer(notes, place, f"{item.code}.{column.code}", column, known)
            if form and asked and known and column.options_by:
                first = column.options_by
                before = source.field(first) if item.field(first) else asked.fields.get(part.field_of(first))
                _check_tied(notes, place, part, form, column, asked, known, before)
    for column in source.fields:
        if item.field(column.code) is None:
            sentence = _("Rows of “%(group)s” say “%(code)s”, which the part does not ask for.")
            notes.add(place, sentence, group=item.code, code=column.code)


def _check_tied(
    notes: Notes,
    place: Path,
    part: Part,
    form: Form,
    item: Question,
    asked: Form,
    source: Question,
    before: Question | Group | None,
) -> None:
    """Whatever can be chosen in the bundle can be chosen in the part, under the same answer to the question before."""
    first, known = form.question(item.options_by), {option.code for option in item.options}
    answers: list[Any] = (
        [option.code for option in before.options] if isinstance(before, Question) else [None]
    )
    for answer in [part.fixed[first.code]] if first.code in part.fixed else answers:
        said = {before.code: answer} if before is not None and first.code not in part.fixed else {}
        if _is_closed(asked, source.code, said) or _is_closed(form, item.code, {first.code: answer}):
            continue
        narrowed = source.offered(said) if source.options_by in said else source.options
        taken = {option.code for option in item.offered({first.code: answer})}
        strange = [one.code for one in narrowed if one.code not in taken and one.code in known]
        if strange:
            sentence = _(
                "“%(code)s”: with “%(answer)s” the bundle offers “%(option)s”, and the part does not."
            )
            notes.add(place, sentence, code=item.code, answer=answer or "–", option=strange[0])


def _is_closed(form: Form, code: str, said: Mapping[str, Any]) -> bool:
    """Whether this answer by itself keeps the question from being asked; what else decides is not known here."""
    page, item = next(
        (page, item)
        for page, item in form.order
        if item.code == code or (isinstance(item, Group) and item.field(code))
    )
    column = item.field(code) if isinstance(item, Group) else None
    whens = (page.when, item.when, column.when if column else None)
    conditions = [one for one in whens if one is not None and one.names & said.keys()]
    return not all(one.holds(said) for one in conditions)


def _check_papers(notes: Notes, place: Path, bundle: Definition, part: Part, case: Case) -> None:
    have = {paper.code for paper in bundle.cases[0].papers}
    for paper in case.papers:
        if is_brought(paper) and paper.code not in part.results and part.paper_of(paper.code) not in have:
            notes.add((*place, "papers"), _("Nothing brings the paper “%(code)s”."), code=paper.code)


def is_brought(paper: Paper) -> bool:
    return paper.required and paper.way is PaperWay.HANDED_IN


# Shared out --------------------------------------------------------------------------------------------------


def answers_for(part: Part, form: Form | None, data: Mapping[str, Any]) -> dict[str, Any]:
    """The part's form, answered from the whole. What the form works out itself is left to it."""
    if form is None:
        return {}
    found = {code: data[part.field_of(code)] for code in form.fields if part.field_of(code) in data}
    return {**found, **part.fixed}


def field_in_bundle(part: Part, code: str) -> str:
    """Where a person mends what the part's form does not take: the question of the whole."""
    head, dot, rest = code.partition(".")
    return part.field_of(head) + dot + rest
