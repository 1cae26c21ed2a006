"""Named tables for programs: which lines a question on a table takes as its answer, page by page."""

from datetime import date
from typing import Annotated, Any

from ninja import Path, Query, Router, Schema
from pydantic import Field

from motcua.design import wire
from motcua.design.wire import Words, words
from motcua.foundation.calendar import TZ
from motcua.foundation.forms.tables import LINE_CODE, TABLE_KEY, Line
from motcua.foundation.refusal import Fault, InvalidInput, gettext_noop
from motcua.people.bearer import Bearer
from motcua.people.rules import Scope

from . import queries

QUERY_CHARACTERS_MAX = 100
router = Router(tags=["procedures"])
READ = Bearer(Scope.PROCEDURES_READ, public=True)
Key = Annotated[
    str,
    Field(pattern=f"^{TABLE_KEY}$", max_length=40, description="Name of the table.", examples=["provinces"]),
]


class LineSent(Schema):
    code: str = Field(examples=["66"])
    name: str = Field(examples=["Tỉnh Đắk Lắk"])
    within: str = Field(description="What it lies in; empty where nothing is said.")
    answer: str = Field(
        description="The answer as it is kept. A code or an unmistakable name is taken, too.",
        examples=["Tỉnh Đắk Lắk (66)"],
    )


class LinePage(Schema):
    table: str
    name: Words = Field(examples=[{"vi": "Tỉnh, thành phố", "en": "Provinces and cities"}])
    day: date = Field(description="The lines are those of this day.")
    rows: list[LineSent]
    next: str = Field(description="Send it as `after` for the next page; empty at the end.")


class Wanted(wire.Listed):
    after: Annotated[
        str,
        Field(
            max_length=20, pattern=f"^(?:{LINE_CODE})?$", description="The cursor `next` of the page before."
        ),
    ] = ""
    q: str = Field("", max_length=QUERY_CHARACTERS_MAX, description="Search by name, with or without marks.")
    day: Annotated[
        str,
        Field(
            max_length=10,
            pattern=r"^(?:[0-9]{4}-[0-9]{2}-[0-9]{2})?$",
            description="Lines of this day, like 2026-03-18; today without it.",
        ),
    ] = ""


@router.get(
    "/tables/{key}",
    auth=READ,
    response=LinePage,
    url_name="table",
    operation_id="listTableLines",
    summary=gettext_noop("Lines of a table that answers come from"),
    description=gettext_noop("A question with `x-table` takes one of these lines, as it is on the day it is sent. By code, page by page; with `q` the best matches come first, on one page."),
    openapi_extra={"security": [{}]},
)  # fmt: skip
def table(request, key: Path[Key], wanted: Query[Wanted]):
    day = _day(wanted.day) or request.at.astimezone(TZ).date()
    found = queries.table(key, day)
    told = {"table": key, "name": words(found.name), "day": day}
    if wanted.q.strip():
        return told | {"rows": [_line(line) for line in found.search(wanted.q, wanted.limit)], "next": ""}
    rows = [line for line in found.lines if line.code > wanted.after][: wanted.limit + 1]
    page = wire.page(rows, limit=wanted.limit, key=lambda line: line.code)
    return told | page | {"rows": [_line(line) for line in page["rows"]]}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InvalidInput(faults=[Fault("day", gettext_noop("Write a date as 2026-03-18."))]) from None


def _line(line: Line) -> dict[str, Any]:
    return {"code": line.code, "name": line.name, "within": line.within, "answer": line.said}
