"""How programs speak with us: media types, reading JSON, pages of a list, and what every description says alike.

Refusals stay refusals: they are raised, and `design.errors` answers them as `application/problem+json`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Annotated, Any

from django.core.exceptions import RequestDataTooBig
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict
from ninja import Schema
from ninja.errors import ValidationError
from ninja.parser import Parser
from ninja.renderers import JSONRenderer
from pydantic import BaseModel, ConfigDict, Field

from motcua.design import errors
from motcua.design.errors import TooLarge, Unreadable
from motcua.foundation import json_text
from motcua.foundation.forms import Wording
from motcua.foundation.refusal import Fault, InvalidInput, Refusal, gettext_noop
from motcua.foundation.text import nfc, plain
from motcua.foundation.typed import integer

VERSION = "v1"
OURS = f"application/vnd.motcua.{VERSION}+json"
JSON = "application/json"
PROBLEM = "application/problem+json"
FILES = ("application/pdf", "image/jpeg", "image/png")
BODY_BYTES_MAX = 1024 * 1024
ROWS_MAX = 100
FAULTS_MAX = 20


class NotAcceptable(Refusal):
    """A version or a form that this node does not speak."""

    code = "motcua.not-acceptable"
    status = 406
    sentence = gettext_noop("This node cannot answer in the form that was asked for.")
    next_step = gettext_noop("Ask for application/vnd.motcua.v1+json, or for application/json.")


class WrongMediaType(Refusal):
    code = "motcua.wrong-media-type"
    status = 415
    sentence = gettext_noop("What was sent is not marked as a form that this address reads.")
    next_step = gettext_noop(
        "Send JSON as application/vnd.motcua.v1+json or application/json; a file as multipart/form-data."
    )


class Unavailable(errors.Unavailable):
    """The same, for a program."""

    next_step = gettext_noop(
        "Send exactly the same again in some seconds, with the same Idempotency-Key: it is done once."
    )


def check_version(request: HttpRequest, *, is_file: bool = False) -> None:
    """Whoever names what it accepts must accept what we speak, or one of the files that are asked for."""
    spoken = [OURS, JSON, *(FILES if is_file else ())]
    if "Accept" in request.headers and request.get_preferred_type(spoken) is None:
        raise NotAcceptable


def check_query(request: HttpRequest, *, known: Collection[str]) -> None:
    """Pages leave hidden characters out of what was typed; a program that sends them means something else.

    The library passes over a value without a name, which nobody sends on purpose either.
    """
    for values in QueryDict(request.META.get("QUERY_STRING", ""), encoding="utf-8").lists():
        if not values[0] or any(plain(text) != nfc(text) for text in (values[0], *values[1])):
            raise Unreadable
    # The library passes over names that it does not know, where any are known; a typing error would go unseen.
    if unknown := sorted({name for name in request.GET if name not in known}) if known else []:
        raise InvalidInput(
            faults=[Fault(name, _SENTENCES["extra_forbidden"]) for name in unknown[:FAULTS_MAX]]
        )


def check_media_type(request: HttpRequest, *, files: bool) -> None:
    """Before anything is read: what is marked as a form has been read as one by then."""
    readable = ("multipart/form-data",) if files else (OURS, JSON)
    has_body = request.method == "POST" and (request.content_type or _size(request))
    if has_body and request.content_type not in readable:
        raise WrongMediaType


def _size(request: HttpRequest) -> int:
    return integer(request.META.get("CONTENT_LENGTH") or "") or 0


class Reader(Parser):
    """Reads a body once, strictly, and keeps what was read on the request."""

    def parse_body(self, request: HttpRequest) -> Any:
        try:
            body = request.body
        except RequestDataTooBig:
            raise TooLarge from None
        if len(body) > BODY_BYTES_MAX:
            raise TooLarge
        found = json_text.read(body)
        setattr(request, "read", found)  # noqa: B010  what an Idempotency-Key is bound to
        return found

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        """Each name once: of two values nobody knows which one is meant."""
        faults = [
            Fault(name, _ONCE) for name in data if name not in list_fields and len(data.getlist(name)) > 1
        ]
        if faults:
            raise InvalidInput(faults=faults)
        return super().parse_querydict(data, list_fields, request)


_ONCE = gettext_noop("This stands here twice.")


class Writer(JSONRenderer):
    """Vietnamese stays readable."""

    media_type = OURS
    json_dumps_params: Mapping[str, Any] = {"ensure_ascii": False}


# What is wrong with a value, by the library's word for it.
_SENTENCES: dict[str, str] = {
    "missing": gettext_noop("This is missing."),
    "extra_forbidden": gettext_noop("This name is not known here."),
    "string_too_long": gettext_noop("This is too long: at most %(max_length)s characters."),
    "string_too_short": gettext_noop("This is too short: at least %(min_length)s characters."),
    "too_long": gettext_noop("These are too many: at most %(max_length)s."),
    "too_short": gettext_noop("These are too few: at least %(min_length)s."),
    "enum": gettext_noop("Use one of these: %(expected)s."),
    "literal_error": gettext_noop("Use one of these: %(expected)s."),
    "string_type": gettext_noop("This must be a text."),
    "int_type": gettext_noop("This must be a whole number."),
    "int_parsing": gettext_noop("This must be a whole number."),
    "bool_type": gettext_noop("This must be true or false."),
    "list_type": gettext_noop("This must be a list."),
    "dict_type": gettext_noop("This must be an object."),
    "date_from_datetime_parsing": gettext_noop("Write a date as 2026-03-18."),
    "date_parsing": gettext_noop("Write a date as 2026-03-18."),
}
_OTHERWISE = gettext_noop("This is not what the description of the interface asks for.")


def invalid(error: ValidationError) -> InvalidInput:
    """What the library found, as faults; nothing of what was sent stands in them."""
    return InvalidInput(faults=[_fault(one) for one in error.errors])


def _fault(one: dict[str, Any]) -> Fault:
    # The place begins with where it stood (body, query …) and the name of our own argument.
    source, *rest = [str(part) for part in one["loc"]]
    path = rest[1:] if source == "body" and len(rest) > 1 else rest
    sentence = _SENTENCES.get(one["type"], _OTHERWISE)
    context = one.get("ctx") or {}
    facts = {name: value for name, value in context.items() if isinstance(value, int | str)}
    if sentence.count("%(") and not all(f"%({name})s" in sentence or True for name in facts):
        sentence = _OTHERWISE
    return Fault(".".join(path) or source, sentence, facts)


# Shared shapes ---------------------------------------------------------------------------------------------


class Sent(BaseModel):
    """What a program sends: no name that we do not know, no text where a number belongs.

    Not the library's `Schema`, which reads what stands in an object twice, and so the innermost 2ⁿ times.
    """

    model_config = ConfigDict(extra="forbid", strict=True)


class Words(Schema):
    """A name in both languages; legal names are Vietnamese, and the English is for reading only."""

    vi: str
    en: str


def words(wording: Wording) -> dict[str, str]:
    return {"vi": wording.vi, "en": wording.en}


class Problem(Schema):
    """Why something was refused (RFC 9457): branch on `code`; the sentences are for people."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    basis: str = Field(default="", description="Legal basis, when there is one.")
    faults: list["FaultSent"] = Field(
        default_factory=list, description="What to correct, one for each field."
    )


class FaultSent(Schema):
    field: str
    sentence: str


Problem.model_rebuild()

Limit = Annotated[int, Field(ge=1, le=ROWS_MAX, description="How many at most.")]
After = Annotated[
    str, Field(max_length=60, pattern=r"^[0-9A-Za-z.]*$", description="The cursor `next` of the page before.")
]


class Listed(Schema):
    """What every list takes."""

    model_config = ConfigDict(extra="forbid")
    after: After = ""
    limit: Limit = 50


# Which refusals every operation may answer, besides those of its own.
PROBLEMS: dict[int, str] = {
    400: "The request cannot be read: not UTF-8, not JSON, a name twice, nested too deeply.",
    401: "No token, or one that does not hold.",
    403: "The token lacks the scope, or your role does not include this.",
    404: "Not there, or not open to you: which of the two is not said.",
    405: "This address is not asked in this way; `Allow` says how.",
    406: "A version that this node does not speak.",
    409: "It cannot be done in the state it is in, or somebody was faster.",
    412: "It is not any more as `If-Match` says: read it again.",
    413: "More than is read at once.",
    415: "Not marked as JSON.",
    422: "Fields to correct; `faults` names each.",
    429: "Too many calls; `Retry-After` says how many seconds to wait.",
    503: "The node cannot answer now. Send the same again with the same Idempotency-Key.",
}


def newest_first(
    rows: "QuerySet[Any]", wanted: Listed, *, make: Callable[[Any], Any], ends_at: int | None = None
) -> dict[str, Any]:
    """One page of rows, the newest first: behind an id, which never moves, and with one row more than asked for.

    `ends_at`: the id at which a page ends that is not full, if there may be more below.
    """
    if (before := integer(wanted.after)) is not None:
        rows = rows.filter(pk__lt=before)
    found = page(list(rows.order_by("-pk")[: wanted.limit + 1]), limit=wanted.limit, key=lambda row: row.pk)
    if ends_at is not None and not found["next"]:
        found["next"] = str(ends_at)
    return found | {"rows": [make(row) for row in found["rows"]]}


def page(rows: Sequence[Any], *, limit: int, key: Any) -> dict[str, Any]:
    """One page of a list read with one row more than asked for."""
    shown = list(rows[:limit])
    return {"rows": shown, "next": str(key(shown[-1])) if len(rows) > limit else ""}
