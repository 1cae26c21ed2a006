"""The catalogue of procedures: what becomes of a text of the nation's, and what a node says that it takes."""

import hashlib
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from motcua.foundation.refusal import Refusal, gettext_noop

LOT = 20  # changes of the catalogue in one answer
OFFERS_MAX = 20_000
PLACES_MAX = 5_000
OFFERS_BYTES_MAX = 4 * 1024 * 1024
TEXT_CHARACTERS_MAX = 400_000

Code = Annotated[str, Meta(min_length=1, max_length=60)]
Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
Day = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\d$")]


class Outcome(StrEnum):
    SAME = "same"  # was here already
    PUBLISHED = "published"  # in force here now, as at the nation
    HELD = "held"  # a draft: what is in force here was changed here
    REFUSED = "refused"  # cannot be read here
    CLOSED = "closed"


def outcome_of(*, is_here: bool, in_force: str | None, from_nation: Sequence[str]) -> Outcome:
    """What becomes of a text: `in_force` is the digest of the last one published here, if any.

    Only what came from the nation is replaced by what comes from the nation.
    """
    if is_here:
        return Outcome.SAME
    if in_force is None or in_force in from_nation:
        return Outcome.PUBLISHED
    return Outcome.HELD


class Change(Struct, frozen=True):
    """One step of the catalogue: a version was published, or one was closed."""

    position: Annotated[int, Meta(ge=1)]
    procedure: Code
    digest: Digest
    starts_on: Day
    ends_on: Day | None  # of a version that was closed
    text: Annotated[str, Meta(max_length=TEXT_CHARACTERS_MAX)]


class Changes(Struct, frozen=True):
    """An answer of the nation. `upto` is where to ask on; `head` is where its chronicle ends."""

    changes: list[Change]
    upto: Annotated[int, Meta(ge=0)]
    head: Annotated[int, Meta(ge=0)]


class Taker(Struct, frozen=True, forbid_unknown_fields=True):
    """A place that takes requests online."""

    code: Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[0-9A-Z.]+$")]
    name: Annotated[str, Meta(min_length=1, max_length=200)]
    level: Annotated[str, Meta(min_length=1, max_length=20)]
    name_en: Annotated[str, Meta(max_length=200)] = ""
    phone: Annotated[str, Meta(max_length=30)] = ""
    address: Annotated[str, Meta(max_length=300)] = ""


class Offered(Struct, frozen=True, forbid_unknown_fields=True):
    """A procedure in one text, and which of the places take it."""

    procedure: Code
    digest: Digest
    places: Annotated[list[Annotated[str, Meta(max_length=40)]], Meta(max_length=PLACES_MAX)]


class Offers(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything a node takes online."""

    places: Annotated[list[Taker], Meta(max_length=PLACES_MAX)]
    offers: Annotated[list[Offered], Meta(max_length=5_000)]


_encoder = msgspec.json.Encoder(order="sorted")


def written(value: Struct) -> bytes:
    return _encoder.encode(value)


def digest(value: Struct) -> str:
    return hashlib.sha256(written(value)).hexdigest()


def pairs(said: Offers) -> list[tuple[Offered, Taker]]:
    """Each offer with its place; what names a place that is not described, or is said twice, is refused."""
    places = {place.code: place for place in said.places}
    found: list[tuple[Offered, Taker]] = []
    seen: set[tuple[str, str]] = set()
    for offer in said.offers:
        for code in offer.places:
            if code not in places or (offer.procedure, code) in seen:
                raise BadOffers(procedure=offer.procedure)
            seen.add((offer.procedure, code))
            found.append((offer, places[code]))
    if len(found) > OFFERS_MAX:
        raise BadOffers(procedure="")
    return found


class BadOffers(Refusal):
    code = "exchange.bad-offers"
    status = 422
    sentence = gettext_noop("The offers of this node contradict each other at %(procedure)s.")
    next_step = gettext_noop("Describe each place once, and name it once for each procedure.")


class PlaceNotYours(Refusal):
    code = "exchange.place-not-yours"
    status = 403
    sentence = gettext_noop("The place %(place)s is not one that this node may speak for.")
    next_step = gettext_noop("Offer only agencies under the identifiers this node is registered with.")
