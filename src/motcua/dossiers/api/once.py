"""What every operation that changes something does alike: the Idempotency-Key, and If-Match."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Any

from ninja import Header

from motcua.dossiers import queries
from motcua.dossiers.actions import Done
from motcua.dossiers.api.reading import opened
from motcua.dossiers.rules.refusals import SomeoneWasFaster
from motcua.foundation.refusal import gettext_noop
from motcua.foundation.typed import integer
from motcua.people import actions as people

IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="A text of your own, new for each thing to be done. Sent again within 48 hours, it is done once.",
    ),
]
IfMatch = Annotated[
    str,
    Header(
        alias="If-Match",
        max_length=30,
        pattern=r'^"[0-9]{1,9}"$',
        description="The ETag that you read; if the request has changed since, nothing is done (412).",
    ),
]


class ChangedMeanwhile(SomeoneWasFaster):
    """It is not as whoever asked has seen it."""

    code = "dossiers.changed-meanwhile"
    status = 412
    sentence = gettext_noop("Dossier %(number)s is not any more as you read it.")
    next_step = gettext_noop("Read it again, decide, and send the new ETag as If-Match. Nothing was changed.")


def once(request: Any, *, key: str | None, do: Callable[[], Done], is_noted: bool = False) -> dict[str, Any]:
    """Do it, or answer what was answered before to the same key. `is_noted`: the act writes the key itself."""
    return kept(request, key=key, act=lambda: answer(do()), is_noted=is_noted)


def kept(
    request: Any, *, key: str | None, act: Callable[[], dict[str, Any]], is_noted: bool = False
) -> dict[str, Any]:
    """The same for an act that says itself what is answered: ids and codes, since that is kept."""
    if key is None:
        return act() | {"repeated": False}
    given = people.Key.read(
        account_id=request.reach.account_id,
        key=key,
        asked=json.dumps([request.method, request.path, request.read], sort_keys=True),
        at=request.at,
        kept_for=timedelta(hours=queries.limit("idempotency-hours", on=request.at)),
    )
    once_for_all = people.once_noted if is_noted else people.once
    told, was_before = once_for_all(key=given, act=act)
    return dict(told) | {"repeated": was_before}


def answer(done: Done) -> dict[str, Any]:
    """As `actions.store` notes it of a new request."""
    return {"number": done.number, "revision": done.revision, "entry": done.entry_hash.hex()}


def seen(request: Any, number: str, given: str | None) -> int | None:
    """The revision that whoever asks has read; refused at once when it is not the present one."""
    if given is None:
        return None
    revision = integer(given.strip('"'))
    if opened(request, number).revision != revision:
        raise ChangedMeanwhile(number=number)
    return revision
