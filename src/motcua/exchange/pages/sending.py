"""Addresses that local nodes ask about the catalogue and about submissions (docs/reference/submissions.md).

All but the catalogue, which is public, are signed. What stands in an address tells nothing about anybody.
"""

from typing import TypeVar
from uuid import UUID

import msgspec
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse

from motcua.design.methods import takes
from motcua.exchange.actions import Arrived
from motcua.exchange.actions import catalogue as catalogue_acts
from motcua.exchange.actions import submissions as acts
from motcua.exchange.pages.wire import asked, signed
from motcua.exchange.queries import catalogue as catalogue_questions
from motcua.exchange.queries import submissions as questions
from motcua.exchange.rules import catalogue as catalogue_rules
from motcua.exchange.rules import refusals
from motcua.exchange.rules import submissions as rules
from motcua.foundation.typed import integer
from motcua.people.access import everyone

QUESTION_BYTES_MAX = 64 * 1024
Shape = TypeVar("Shape")


@everyone
@takes("GET")
def catalogue(request: HttpRequest) -> HttpResponse:
    """What was published behind a position: readable files, each with its digest."""
    questions.check_national()
    after = integer(request.GET.get("after")) or 0
    answer = catalogue_questions.changes(after=after, at=request.at)  # type: ignore[attr-defined]
    return HttpResponse(catalogue_rules.written(answer), content_type="application/json")


@signed(bytes_max=catalogue_rules.OFFERS_BYTES_MAX)
def offers(request: HttpRequest, arrived: Arrived) -> HttpResponse:
    """Everything that the asking node takes online."""
    said = _read(arrived, catalogue_rules.Offers)
    count = catalogue_acts.say_offers(node=arrived.code, said=said, at=request.at)  # type: ignore[attr-defined]
    return JsonResponse({"offers": count})


@signed(bytes_max=QUESTION_BYTES_MAX)
def next_one(request: HttpRequest, arrived: Arrived) -> HttpResponse:
    """The next submission for the asking node, and what is late."""
    answer = acts.give(node=arrived.code, wish=_read(arrived, rules.Wish), at=request.at)  # type: ignore[attr-defined]
    return HttpResponse(
        msgspec.json.encode(answer), content_type="application/json", headers={"Cache-Control": "no-store"}
    )


@signed(bytes_max=QUESTION_BYTES_MAX)
def again(request: HttpRequest, arrived: Arrived) -> HttpResponse:
    """The asking node was restored: what it had taken since is given out once more."""
    answer = acts.give_again(node=arrived.code, landed=_read(arrived, rules.Landed), at=request.at)  # type: ignore[attr-defined]
    return HttpResponse(msgspec.json.encode(answer), content_type="application/json")


class Paper(msgspec.Struct, frozen=True):
    key: UUID
    seq: int


class TakenOne(msgspec.Struct, frozen=True):
    key: UUID
    taken: rules.Taken


class RefusedOne(msgspec.Struct, frozen=True):
    key: UUID
    refused: rules.Refused


@signed(bytes_max=QUESTION_BYTES_MAX)
def file(request: HttpRequest, arrived: Arrived) -> HttpResponse:
    """The bytes of one paper of a submission that is on its way to the asking node."""
    wanted = _read(arrived, Paper)
    found = questions.file(arrived.code, key=wanted.key, seq=wanted.seq)
    return FileResponse(
        found.stream, content_type="application/octet-stream", headers={"Cache-Control": "no-store"}
    )


@signed(bytes_max=QUESTION_BYTES_MAX)
def taken(request: HttpRequest, arrived: Arrived) -> HttpResponse:
    """A submission is a dossier at the asking node."""
    said = _read(arrived, TakenOne)
    acts.taken(node=arrived.code, key=said.key, number=said.taken.number, at=request.at)  # type: ignore[attr-defined]
    return JsonResponse({})


@signed(bytes_max=QUESTION_BYTES_MAX)
def refused(request: HttpRequest, arrived: Arrived) -> HttpResponse:
    """The asking node cannot take a submission."""
    said = _read(arrived, RefusedOne)
    acts.refused(
        node=arrived.code,
        key=said.key,
        code=said.refused.code,
        words=said.refused.words,
        at=request.at,  # type: ignore[attr-defined]
    )
    return JsonResponse({})


def _read(arrived: Arrived, kind: type[Shape]) -> Shape:
    """What was asked, in its shape."""
    said = {name: value for name, value in asked(arrived).items() if name != "node"}
    try:
        return msgspec.convert(said, kind)
    except msgspec.ValidationError as error:
        raise refusals.NotABatch(code="question", detail=str(error)[:200]) from None
