"""Lists: many requests of one procedure, sent at once under one code, and where each of them stands."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpResponse
from django.urls import reverse
from ninja import Path, Router, Schema, Status
from pydantic import ConfigDict, Field

from motcua.design.wire import Sent
from motcua.dossiers import actions, queries
from motcua.dossiers.api import shapes
from motcua.dossiers.api.once import IdempotencyKey, kept
from motcua.dossiers.api.reading import READ
from motcua.dossiers.api.sending import (
    EXAMPLE,
    SUBMIT,
    Answers,
    Asked,
    Day,
    PaperGiven,
    Text,
    input_of,
    office_at_its_field,
    papers_of,
)
from motcua.dossiers.api.shapes import DossierRow
from motcua.dossiers.queries import bundles
from motcua.dossiers.rules import inputs, lists
from motcua.dossiers.rules import list_persons as persons
from motcua.foundation.refusal import Fault, InvalidInput, NotFound, gettext_noop

router = Router(tags=["lists"])
PAPERS_OF_ROW_MAX = 20
FAULTS_SENT_MAX = 200
CODE = r"^NL-[0-9A-Z.]{3,35}-[0-9]{6,8}-[0-9]{4,7}$"
ListCode = Annotated[
    str,
    Field(pattern=CODE, max_length=63, description="Code of the list: NL-000.00.15.H15-260318-0001."),
]
ROWS = {"rows": [{"answers": {}}, {"answers": {}, "papers": []}]}
LINKS = {
    "list": {"operationId": "getList", "parameters": {"list_code": "$response.body#/list_code"}},
    "tracking": {
        "operationId": "trackList",
        "requestBody": {"list_code": "$response.body#/list_code", "secret": "$response.body#/secret"},
    },
}


class RowPerson(Sent):
    """Whose request a row is, where each is another's: they are told at their own phone or mail address."""

    name: Text
    identity_number: Text
    birth_date: Day
    phone: Text
    email: Text = ""


class Row(Sent):
    """One request of the list."""

    person: RowPerson | None = Field(None, description="In every row or in none; you act for each of them.")
    answers: Answers = {}
    papers: Annotated[list[PaperGiven], Field(max_length=PAPERS_OF_ROW_MAX)] = Field(
        [], description="Those of this request alone, besides those of the list."
    )


class NewList(Asked):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{name: value for name, value in EXAMPLE.items() if name != "answers"} | ROWS]
        }
    )
    relation: Text = Field("", description="As what you act for them, where rows name persons.")
    rows: Annotated[list[Row], Field(min_length=1, max_length=lists.ROWS_MAX)] = Field(
        description="One for each request; papers that stand beside the rows belong to all of them."
    )


class ListSubmitted(Schema):
    list_code: str = Field(description="Code of the list, as on its receipt.")
    numbers: list[str] = Field(description="Their numbers, in the order of the rows.")
    secret: str = Field(description="Eight characters that open the list without an account; keep them safe.")
    repeated: bool = Field(description="Whether this answer was given before, to the same Idempotency-Key.")


class ListSent(Schema):
    list_code: str
    procedure: str = Field(description="Code of the procedure.")
    submitted_at: datetime
    done: int = Field(description="How many need nothing more: with a result, or ended.")
    dossiers: list[DossierRow] = Field(description="Those that you may see, in the order of the rows.")


@router.post(
    "/lists",
    auth=SUBMIT,
    response={201: ListSubmitted},
    url_name="lists",
    operation_id="submitList",
    summary=gettext_noop("Send a list of requests"),
    description=gettext_noop(
        "One procedure, a row for each request, one applicant for all or one in each row: all of them in one transaction, or none. What is wrong is told of every row at once."
    ),
    openapi_extra={"responses": {201: {"links": LINKS}}},
)
def submit(request, response: HttpResponse, given: NewList, key: IdempotencyKey = None):
    def send() -> dict[str, Any]:
        sent = _sent(request, given)
        return {"list_code": sent.number, "numbers": [one.number for one in sent.dossiers]}

    done = kept(request, key=key, act=send)
    response["Location"] = reverse("portal:api-list", args=[done["list_code"]])
    return Status(201, done | {"secret": bundles.secret_of(bundles.by_number(done["list_code"]))})


@router.get(
    "/lists/{list_code}",
    auth=READ,
    response=ListSent,
    url_name="list",
    operation_id="getList",
    summary=gettext_noop("Where the requests of a list stand"),
    description=gettext_noop("One's own, and those that a role shows; without names of people."),
)
def one_list(request, list_code: Path[ListCode]):
    found = queries.visible_to(request.reach, at=request.at)
    rows = list(bundles.listed(found, code=list_code))
    if not rows:
        raise NotFound
    told = [shapes.row(one) for one in rows]
    return {
        "list_code": list_code,
        "procedure": told[0]["procedure"],
        "submitted_at": rows[0].submitted_at,
        "done": sum(bundles.needs_nothing(one.state) for one in rows),
        "dossiers": told,
    }


def _sent(request, given: NewList) -> actions.Sent:
    asked, case = input_of(request, given, data={})
    if sum(len(row.papers) for row in given.rows) > lists.OWN_FILES_MAX:
        raise InvalidInput(faults=[Fault("rows", TOO_MANY_PAPERS, {"most": lists.OWN_FILES_MAX})])
    rows = tuple(
        inputs.ListedRow(
            row=n + 1,
            data=row.answers,
            person=inputs.RowPerson(**row.person.model_dump()) if row.person else None,
            papers=papers_of(request, row.papers, case, at=f"rows.{n}.papers"),
        )
        for n, row in enumerate(given.rows)
    )
    try:
        with office_at_its_field(asked):
            return actions.submit_list(
                reach=request.reach,
                at=request.at,
                given=inputs.SubmitList(request=asked, rows=rows, relation=given.relation),
            )
    except InvalidInput as refusal:
        faults = list(_pointing(refusal.faults, of_rows=len(rows)))
        raise InvalidInput(faults=faults[:FAULTS_SENT_MAX]) from refusal


PERSON = {
    persons.NAME: "name",
    persons.IDENTITY: "identity_number",
    persons.BIRTH: "birth_date",
    persons.PHONE: "phone",
    persons.EMAIL: "email",
}
TOO_MANY_PAPERS = gettext_noop("Together the rows have at most %(most)s papers of their own.")


def _pointing(faults: Any, *, of_rows: int) -> Iterator[Fault]:
    """Where it stands in what was sent: `rows.3.answers.born`; what is wrong for all alike stands beside the rows."""
    for fault in faults:
        head, _dot, rest = fault.field.partition(".")
        if not (head.isdecimal() and 1 <= int(head) <= of_rows):
            yield fault
            continue
        where = f"rows.{int(head) - 1}"
        if rest in PERSON:
            where += f".person.{PERSON[rest]}"
        elif rest.startswith("paper-"):
            where += ".papers"
        elif rest:
            where += f".answers.{rest}"
        yield Fault(where, fault.sentence, fault.facts)
