"""What is offered, for programs: open to everyone, like its pages."""

from typing import Annotated, Any

from ninja import Path, Query, Router, Schema
from pydantic import Field

from motcua.design import wire
from motcua.design.wire import Words, words
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import gettext_noop
from motcua.people.bearer import Bearer
from motcua.people.rules import Scope
from motcua.procedures import queries
from motcua.procedures.parsing import PROCEDURE_CODE
from motcua.procedures.rules import Case, Channel, Definition

QUERY_CHARACTERS_MAX = 200
Code = Annotated[
    str,
    Field(
        pattern=f"^{PROCEDURE_CODE}$".replace("(", "(?:").replace(r"\d", "[0-9]"),
        max_length=30,
        description="Code of the procedure, for example 1.001193.",
    ),
]
router = Router(tags=["procedures"])
READ = Bearer(Scope.PROCEDURES_READ, public=True)


class ProcedureRow(Schema):
    code: str
    name: Words
    field: str
    level: str = Field(description="full: every step online; partial: some step needs a visit.")
    life_events: list[str] = Field(examples=[["sinh-con"]])


class ProcedurePage(Schema):
    rows: list[ProcedureRow]
    next: str = Field(description="Send it as `after` for the next page; empty at the end.")


class PaperAsked(Schema):
    code: str = Field(examples=["giay-chung-sinh"])
    name: Words = Field(examples=[{"vi": "Giấy chứng sinh", "en": "Certificate of live birth"}])
    kind: str = Field(examples=["original"])
    quantity: int
    required: bool
    way: str = Field(
        description="handed-in papers are attached; filled-in is made from the answers.",
        examples=["handed-in"],
    )
    conditional: bool = Field(description="Whether it is asked for depends on the answers.")


class Term(Schema):
    channel: str
    amount: int
    unit: str = Field(examples=["working-days"])


class Fee(Schema):
    code: str = Field(examples=["ban-sao"])
    name: Words = Field(examples=[{"vi": "Phí cấp bản sao", "en": "Fee for a copy"}])
    amount: int = Field(description="In đồng.", examples=[8000])
    channel: str | None


class CaseSent(Schema):
    code: str = Field(examples=["trong-nuoc"])
    name: Words = Field(examples=[{"vi": "Khai sinh trong nước", "en": "Birth in the country"}])
    papers: list[PaperAsked]
    terms: list[Term]
    fees: list[Fee]
    form: dict[str, Any] | None = Field(
        description="JSON Schema (2020-12) of the answers; null when nothing has to be filled in."
    )


class Basis(Schema):
    number: str = Field(examples=["60/2014/QH13"])
    name: str = Field(examples=["Luật Hộ tịch"])
    verified: bool


class Executing(Schema):
    level: str = Field(examples=["commune"])
    name: Words = Field(examples=[{"vi": "Ủy ban nhân dân cấp xã", "en": "Commune People’s Committee"}])


class ProcedureSent(Schema):
    code: str
    version: int
    name: Words
    summary: Words
    field: str
    level: str
    cases: list[CaseSent]
    agencies: list[Executing] = Field(description="Levels of agencies; the first one receives.")
    steps: list[Words]
    result: Words
    legal_basis: list[Basis]
    verified: bool = Field(description="Whether terms, fees and legal basis were compared with the texts.")


class Wanted(wire.Listed):
    q: str = Field("", max_length=QUERY_CHARACTERS_MAX, description="Search by name, with or without marks.")


@router.get(
    "/procedures",
    auth=READ,
    response=ProcedurePage,
    url_name="procedures",
    operation_id="listProcedures",
    summary=gettext_noop("Procedures on offer today"),
    description=gettext_noop("By code, page by page. With `q` the best matches come first, on one page."),
    openapi_extra={"security": [{}]},
)
def procedures(request, wanted: Query[Wanted]):
    if wanted.q.strip():
        found = queries.search(wanted.q.strip(), request.at, wanted.limit)
        return {"rows": [_row(card) for card in found], "next": ""}
    cards = sorted(queries.catalogue(request.at).cards.values(), key=lambda card: card.code)
    rows = [card for card in cards if card.code > wanted.after][: wanted.limit + 1]
    page = wire.page(rows, limit=wanted.limit, key=lambda card: card.code)
    return page | {"rows": [_row(card) for card in page["rows"]]}


@router.get(
    "/procedures/{code}",
    auth=READ,
    response=ProcedureSent,
    url_name="procedure",
    operation_id="getProcedure",
    summary=gettext_noop("One procedure"),
    description=gettext_noop("Cases, papers, terms, fees, and the form of the answers as JSON Schema."),
    openapi_extra={"security": [{}]},
)
def procedure(request, code: Path[Code]):
    version = queries.in_force(code, request.at.astimezone(TZ).date())
    return _sent(version.definition, number=version.number)


def _row(card) -> dict[str, Any]:
    return {
        "code": card.code,
        "name": words(card.name),
        "field": card.field.code,
        "level": card.level,
        "life_events": list(card.life_events),
    }


def _sent(definition: Definition, *, number: int) -> dict[str, Any]:
    return {
        "code": definition.code,
        "version": number,
        "name": words(definition.name),
        "summary": words(definition.summary),
        "field": definition.field.code,
        "level": definition.level,
        "cases": [_case(definition, case) for case in definition.cases],
        "agencies": [{"level": one.level, "name": words(one.name)} for one in definition.agencies],
        "steps": [words(step.name) for step in definition.steps],
        "result": words(definition.result.name),
        "legal_basis": [
            {"number": one.number, "name": one.name, "verified": one.verified}
            for one in definition.legal_basis
        ],
        "verified": definition.is_verified,
    }


def _case(definition: Definition, case: Case) -> dict[str, Any]:
    form = definition.form(case)
    return {
        "code": case.code,
        "name": words(case.name),
        "papers": [
            {
                "code": paper.code,
                "name": words(paper.name),
                "kind": paper.kind,
                "quantity": paper.quantity,
                "required": paper.required,
                "way": paper.way,
                "conditional": paper.when is not None,
            }
            for paper in case.papers
        ],
        "terms": [
            {"channel": channel, "amount": case.terms[channel].amount, "unit": case.terms[channel].unit}
            for channel in Channel
            if channel in case.terms
        ],
        "fees": [
            {"code": fee.code, "name": words(fee.name), "amount": fee.amount, "channel": fee.channel}
            for fee in case.fees
        ],
        "form": form.schema if form else None,
    }
