"""From a document to a `Definition`, noting every problem on the way. Pure."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from motcua.foundation.calendar import AMOUNT_MAX, PausePolicy, Term, Unit
from motcua.foundation.forms import Field as Question
from motcua.foundation.forms import Form, examine
from motcua.foundation.forms.conditions import read_condition
from motcua.foundation.forms.reading import Entry, Notes, Path, Problem, only_once
from motcua.foundation.forms.soundness import check_condition
from motcua.foundation.forms.worlds import spots
from motcua.foundation.refusal import gettext_noop as _
from motcua.people.rules import Level as AgencyLevel
from motcua.procedures import bundles
from motcua.procedures.bundles import PROCEDURE_CODE, SLUG
from motcua.procedures.rules import (
    LIFE_EVENTS,
    PAPER_SAYS,
    STEP_ROLES,
    Case,
    Channel,
    Definition,
    ExecutingAgency,
    Fee,
    FeeKind,
    Field,
    LegalBasis,
    Level,
    Paper,
    PaperKind,
    PaperWay,
    Result,
    Step,
)

FEE_DONG_MAX = 100_000_000_000


def parse(document: Mapping[str, Any]) -> tuple[Definition, tuple[Problem, ...]]:
    """The definition a document describes and what is wrong with it; use the definition only when nothing is."""
    notes = Notes()
    top = Entry(document, (), notes)
    code = top.text("code", pattern=PROCEDURE_CODE)
    name = top.wording("name")
    field_entry = top.entry("field")
    form_documents = _form_documents(top)
    agencies = tuple(_agency(entry) for entry in top.entries("agencies"))
    cases = tuple(_case(entry, form_documents) for entry in top.entries("cases"))
    definition = Definition(
        code=code,
        name=name,
        field=_field(field_entry) if field_entry else Field("", name),
        summary=top.wording("summary"),
        audience=top.wording("audience"),
        level=Level(top.choice("level", set(Level))),
        keywords=top.texts("keywords"),
        life_events=top.texts("life_events", allowed=LIFE_EVENTS),
        minutes_to_fill=top.integer("minutes_to_fill", low=1, high=240, default=10),
        cases=cases,
        agencies=agencies,
        steps=_steps(top, len(agencies)),
        conditions=top.wordings("conditions"),
        where=top.wording("where"),
        result=_result(top),
        legal_basis=tuple(_basis(entry) for entry in top.entries("legal_basis")),
        pause_policy=PausePolicy(top.choice("pause_policy", set(PausePolicy))),
        supplement_window_days=top.integer("supplement_window_days", low=1, high=365),
        terms_verified=top.flag("terms_verified"),
        fees_verified=top.flag("fees_verified"),
        starts_on=_day(top, "starts_on"),
        source=top.text("source", required=False),
        form_documents=form_documents,
        parts=bundles.parts(top),
    )
    only_once(notes, ("cases",), [case.code for case in cases])
    _check_forms(notes, cases, form_documents)
    bundles.check_itself(notes, definition)
    top.done()
    return definition, tuple(notes.problems)


def definition(document: Mapping[str, Any]) -> Definition:
    """The definition of a document that was checked before it was kept."""
    parsed, problems = parse(document)
    assert not problems, problems[:3]
    return parsed


def _field(entry: Entry) -> Field:
    field = Field(entry.text("code", pattern=SLUG), entry.wording("name"))
    entry.done()
    return field


def _form_documents(top: Entry) -> dict[str, Mapping[str, Any]]:
    entry = top.entry("forms", required=False)
    if entry is None:
        return {}
    found = {code: entry.entry(code) for code in entry.value}
    for code in found:
        if not re.fullmatch(SLUG, code):
            entry.note(
                _("“%(found)s” does not have the expected shape (%(pattern)s)."),
                key=code,
                found=code,
                pattern=SLUG,
            )
    return {code: part.value for code, part in found.items() if part is not None}


def _check_forms(
    notes: Notes, cases: tuple[Case, ...], form_documents: Mapping[str, Mapping[str, Any]]
) -> None:
    """Each form is sound and used, and the papers' conditions ask about fields it has."""
    read: dict[str, Form] = {}
    for code, form_document in form_documents.items():
        form, problems = examine(form_document, ("forms", code))
        read[code] = form
        notes.problems += problems
        using = [case for case in cases if case.form == code]
        if not using:
            notes.add(("forms", code), _("No case uses the form “%(code)s”."), code=code)
        known = {spot.item.code: spot for spot in spots(form.pages)}
        for case in using:
            for paper in case.papers:
                if paper.when is not None:
                    check_condition(paper.when, known, notes, None)
    for index, case in enumerate(cases):
        for number, paper in enumerate(case.papers):
            _check_fills(notes, ("cases", index, "papers", number, "fills"), paper, read.get(case.form))
            if paper.when is not None and not case.form:
                place = ("cases", index, "papers", number, "when")
                notes.add(
                    place, _("A condition needs a form whose answers it asks about; this case has none.")
                )


def _check_fills(notes: Notes, place: Path, paper: Paper, form: Form | None) -> None:
    """What a paper says goes into a question of its own kind that a person answers once."""
    for said, code in paper.fills.items():
        item = form.fields.get(code) if form else None
        if not isinstance(item, Question) or item.compute or item.kind not in PAPER_SAYS[said]:
            notes.add((*place, said), _("The form has no question “%(code)s” that this answers."), code=code)


def _agency(entry: Entry) -> ExecutingAgency:
    agency = ExecutingAgency(entry.choice("level", set(AgencyLevel)), entry.wording("name"))
    entry.done()
    return agency


def _case(entry: Entry, form_documents: Mapping[str, Any]) -> Case:
    papers = tuple(_paper(part) for part in entry.entries("papers", required=False))
    fees = tuple(_fee(part) for part in entry.entries("fees", required=False))
    only_once(entry.notes, (*entry.path, "papers"), [paper.code for paper in papers])
    only_once(entry.notes, (*entry.path, "fees"), [fee.code for fee in fees])
    form = entry.text("form", required=False)
    if form and form not in form_documents:
        entry.note(_("There is no form “%(code)s” in this file."), key="form", code=form)
    case = Case(entry.text("code", pattern=SLUG), entry.wording("name"), papers, _terms(entry), fees, form)
    entry.done()
    return case


def _terms(case: Entry) -> dict[Channel, Term]:
    entry = case.entry("terms")
    if entry is None:
        return {}
    terms = {
        channel: read_term(part) for channel in Channel if (part := entry.entry(channel, required=False))
    }
    if not terms:
        entry.note(_("At least one channel needs a term: counter, online or post."))
    entry.done()
    return terms


def read_term(entry: Entry) -> Term:
    same_day = entry.flag("same_day", default=False)
    unit = Unit(entry.choice("unit", set(Unit), default=Unit.WORKING_DAYS if same_day else None))
    low, default = (0, 0) if same_day else (1, None)
    amount = entry.integer("amount", low=low, high=AMOUNT_MAX[unit], default=default)
    term = Term(amount=amount, unit=unit, same_day=same_day)
    entry.done()
    return term


def _paper(entry: Entry) -> Paper:
    paper = Paper(
        code=entry.text("code", pattern=SLUG),
        name=entry.wording("name"),
        kind=PaperKind(entry.choice("kind", set(PaperKind))),
        quantity=entry.integer("quantity", low=0, high=20, default=1),
        required=entry.flag("required", default=True),
        way=PaperWay(entry.choice("way", set(PaperWay), default=PaperWay.HANDED_IN)),
        note=entry.wording("note", required=False),
        when=read_condition(entry),
        pages=entry.integer("pages", low=0, high=300, default=0),
        valid_months=entry.integer("valid_months", low=0, high=600, default=0),
        fills=_fills(entry),
    )
    entry.done()
    return paper


def _fills(paper: Entry) -> dict[str, str]:
    entry = paper.entry("fills", required=False)
    if entry is None:
        return {}
    found = {said: entry.text(said, required=False) for said in PAPER_SAYS}
    entry.done()
    return {said: code for said, code in found.items() if code}


def _fee(entry: Entry) -> Fee:
    channel = entry.choice("channel", {*Channel, ""}, default="")
    fee = Fee(
        code=entry.text("code", pattern=SLUG),
        name=entry.wording("name"),
        kind=FeeKind(entry.choice("kind", set(FeeKind))),
        amount=entry.integer("amount", low=0, high=FEE_DONG_MAX),
        unit=entry.wording("unit"),
        channel=Channel(channel) if channel else None,
        exemptions=entry.wordings("exemptions"),
    )
    entry.done()
    return fee


def _steps(top: Entry, agencies: int) -> tuple[Step, ...]:
    entries = top.entries("steps")
    steps = tuple(_step(entry, agencies) for entry in entries)
    only_once(top.notes, ("steps",), [step.code for step in steps])
    shares = sum(step.share_percent for step in steps)
    if steps and shares != 100:
        top.note(
            _("The steps share %(sum)s percent of the term; the shares must add up to 100."),
            key="steps",
            sum=shares,
        )
    return steps


def _step(entry: Entry, agencies: int) -> Step:
    step = Step(
        code=entry.text("code", pattern=SLUG),
        name=entry.wording("name"),
        role=entry.choice("role", set(STEP_ROLES)),
        share_percent=entry.integer("share_percent", low=0, high=100),
        agency=entry.integer("agency", low=1, high=max(agencies, 1), default=1) - 1,
    )
    entry.done()
    return step


def _result(top: Entry) -> Result:
    entry = top.entry("result")
    if entry is None:
        return Result("", top.wording("name", required=False), is_document=False)
    result = Result(entry.text("kind"), entry.wording("name"), entry.flag("is_document"))
    entry.done()
    return result


def _basis(entry: Entry) -> LegalBasis:
    basis = LegalBasis(entry.text("number"), entry.text("name"), entry.flag("verified"))
    entry.done()
    return basis


def _day(top: Entry, key: str) -> str:
    value = top.text(key, required=False, pattern=r"\d{4}-\d{2}-\d{2}")
    try:
        return date.fromisoformat(value).isoformat() if value else ""
    except ValueError:
        top.note(_("%(found)s is not a day of the calendar."), key=key, found=value)
        return ""
