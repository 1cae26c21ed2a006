"""Following a request or a list without an account, by its number and the eight characters on the receipt."""

from datetime import datetime
from typing import Any

from ninja import Router
from pydantic import Field

from motcua.design.wire import Sent, words
from motcua.dossiers import receipts
from motcua.dossiers.api import shapes
from motcua.dossiers.api.shapes import Followed, FollowedList, FollowedRow
from motcua.dossiers.queries import Dossier, bundles, follow
from motcua.dossiers.rules.numbers import tidy
from motcua.foundation.refusal import NotFound, gettext_noop
from motcua.people import queries as people
from motcua.people.bearer import Bearer
from motcua.people.rules import Scope

router = Router()


class Receipt(Sent):
    number: str = Field(max_length=80, description="Number on the receipt.")
    secret: str = Field(max_length=40, description="Eight characters on the receipt.")


@router.post(
    "/tracking",
    auth=Bearer(Scope.TRACKING, public=True),
    response=Followed,
    url_name="tracking",
    operation_id="track",
    summary=gettext_noop("Follow a request by number and secret"),
    description=gettext_noop(
        "Sent as a body, so that the secret stands in no log. Wrong and unknown get one answer; tries are counted."
    ),
    tags=["tracking"],
    openapi_extra={"security": [{}]},
)
def tracking(request, given: Receipt):
    receipts.spend_try(number=tidy(given.number), address=request.address, at=request.at)
    known = follow.found_by_secret(number=given.number, typed=given.secret)
    if not known:
        raise NotFound
    return _told(follow.followed(follow.by_number(known), at=request.at))


class ListReceipt(Sent):
    list_code: str = Field(max_length=80, description="Code of the list on the receipt.")
    secret: str = Field(max_length=40, description="Eight characters on the receipt.")


@router.post(
    "/tracking/list",
    auth=Bearer(Scope.TRACKING, public=True),
    response=FollowedList,
    url_name="tracking-list",
    operation_id="trackList",
    summary=gettext_noop("Follow a list by its code and secret"),
    description=gettext_noop(
        "Where each of its requests stands, without names. Wrong and unknown get one answer; tries are counted."
    ),
    tags=["tracking"],
    openapi_extra={"security": [{}]},
)
def tracking_list(request, given: ListReceipt):
    receipts.spend_try(number=tidy(given.list_code), address=request.address, at=request.at)
    known = bundles.found_by_secret(number=given.list_code, typed=given.secret)
    rows = bundles.of_list(known) if known else ()
    if not rows:
        raise NotFound
    waits, office = follow.open_waits(rows), people.agency(rows[0].agency_id)
    return {
        "list_code": known,
        "submitted_at": rows[0].submitted_at,
        "agency": shapes.place(office),
        "agency_phone": office.phone,
        "done": sum(bundles.needs_nothing(one.state) for one in rows),
        "dossiers": [_row(one, answer_by=waits.get(one.pk)) for one in rows],
    }


def _row(dossier: Dossier, *, answer_by: datetime | None) -> dict[str, Any]:
    row = shapes.row(dossier)
    return {name: row[name] for name in FollowedRow.model_fields if name in row} | {"answer_by": answer_by}


def _told(found: follow.Followed) -> dict[str, Any]:
    return _row(found.dossier, answer_by=found.asked.answer_by if found.asked else None) | {
        "agency_phone": found.office.phone,
        "step": words(found.stop.name),
        "events": [
            {"act": one.act.slug, "at": one.at, "state": shapes.state_word(one.to_state)}
            for one in found.events
        ],
    }
