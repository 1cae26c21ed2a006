"""Events behind a cursor, for whoever runs an agency. The cursor belongs to the asker: nothing is moved here."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from motcua.design.wire import Limit
from motcua.exchange.api.shapes import AgencyCode, EventPage
from motcua.exchange.queries import events
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Forbidden, NotFound, gettext_noop
from motcua.people import queries as people
from motcua.people.bearer import Bearer
from motcua.people.rules import Role, Scope

router = Router()
READ = Bearer(Scope.EVENTS_READ)
CURSOR = r"^(0|[1-9][0-9]{0,8}:(0|[1-9][0-9]{0,17}))?$"


class Wanted(Schema):
    model_config = ConfigDict(extra="forbid")
    after: Annotated[str, Field(max_length=30, pattern=CURSOR)] = Field(
        "", description="`next` of the answer before; left out, or 0: from the beginning."
    )
    agency: AgencyCode = Field("", description="Code of one agency that you run; left out: all of them.")
    limit: Limit = 50


@router.get(
    "/events",
    auth=READ,
    response=EventPage,
    url_name="events",
    operation_id="listEvents",
    summary=gettext_noop("Events behind a cursor"),
    description=gettext_noop(
        "What happened to the requests of the agencies that you run, in order, without personal data. Keep `next` in the same transaction as the events."
    ),
    openapi_extra={"responses": {409: {"$ref": "#/components/responses/Problem409"}}},
)
def listed(request: HttpRequest, wanted: Query[Wanted]) -> dict[str, Any]:
    paths = _paths(request, wanted.agency)
    after = events.place_behind(wanted.after)
    lot = events.lot_behind(paths=paths, kinds=(), after=after.position, limit=wanted.limit)
    return {"rows": lot.events, "next": str(lot.cursor), "more": lot.upto < lot.head}


def _paths(request: HttpRequest, code: str) -> tuple[str, ...]:
    mine: tuple[str, ...] = request.reach.agencies(Role.OPERATOR)  # type: ignore[attr-defined]
    if not mine:
        raise Forbidden
    if not code:
        return mine
    office = people.agency_of_code(code, on=request.at.astimezone(TZ).date())  # type: ignore[attr-defined]
    if office is None:
        raise NotFound
    path = people.agency(office).path
    if not path.startswith(mine):
        raise NotFound
    return (path,)
