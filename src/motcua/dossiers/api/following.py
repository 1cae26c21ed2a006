"""Following a request without an account, by its number and the eight characters on the receipt."""

from typing import Any

from ninja import Router
from pydantic import Field

from motcua.design.wire import Sent, words
from motcua.dossiers import receipts
from motcua.dossiers.api import shapes
from motcua.dossiers.api.shapes import Followed
from motcua.dossiers.queries import follow
from motcua.dossiers.rules.numbers import tidy
from motcua.foundation.refusal import NotFound, gettext_noop
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


def _told(found: follow.Followed) -> dict[str, Any]:
    row = shapes.row(found.dossier)
    return {name: row[name] for name in Followed.model_fields if name in row} | {
        "agency_phone": found.office.phone,
        "step": words(found.stop.name),
        "answer_by": found.asked.answer_by if found.asked else None,
        "events": [
            {"act": one.act.slug, "at": one.at, "state": shapes.state_word(one.to_state)}
            for one in found.events
        ],
    }
