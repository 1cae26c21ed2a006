"""What is made up for an operation, with the names in it that cannot be made up: a request that is there, an office.

A third is sent as it was made up. In the others the address, the ETag and the fields of `NAMED` are put right, and all
else is left as it was made: every text, number, day and choice. In every other one of these, fields that may be left out
and name something (`NAMING`) are left out. What was made to be wrong in its body keeps that body, at an address that is
there. So most operations answer with success, too; of each the office is put back behind each request.
"""

import zlib
from collections.abc import Mapping
from typing import Any

from schemathesis.generation import GenerationMode

from motcua.foundation.text import plain
from tests.people.cast import Player
from tests.portal.right_requests import Requests, Right

# The fields of an operation that name something; of every other operation those in `NAMING`.
NAMED = {
    "track": {"number", "secret"},
    "trackList": {"list_code", "secret"},
    "submitDossier": {"procedure", "agency", "case", "channel", "answers", "applicant", "papers"},
    "submitList": {"procedure", "agency", "case", "channel", "rows", "applicant", "papers"},
    "supplement": {"papers"},
    "askOpinion": {"agency_id", "amount", "papers"},
    "upload": {"file"},
    "checkApplicant": {"code"},
    "replaySubscription": {"position"},
    "resendEvent": {"position"},
    "createSubscription": {"agency"},
    "extend": {"new_due"},
    "clearDuty": {"paid_on"},
}
# Made up in one half only: hardly any sum of money that is made up may be owed, or is enough, and few made-up names are one.
HALF_NAMED = {"askDuty": {"lines"}, "clearDuty": {"paid_amount"}, "checkApplicant": {"name"}}
NAMING = {"officer_id", "agency_id", "upload", "originals", "behalf", "address"}


def as_read(case: Any) -> None:
    """Of a body that was made to be wrong: as it is read, without characters that nobody can see.

    They are taken out before a text is measured, which no JSON Schema can say: a text that is too long with them may
    fit without.
    """
    wrong = any(
        where.value == "body" and one.mode is GenerationMode.NEGATIVE
        for where, one in case.meta.components.items()
    )
    if wrong and (read := _plain(case.body)) != case.body:
        case.body = read  # what it is made to be is looked at anew


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {_plain(name): _plain(one) for name, one in value.items()}
    return value


class Fed:
    """One operation in a world that has what it acts on, and who may ask it."""

    def __init__(self, requests: Requests, operation: Any) -> None:
        self.name = operation.definition.raw["operationId"]
        self.player, make = requests.all()[self.name]
        self.right: Right = make()
        self.etag = self._etag(requests, self.player)

    def _etag(self, requests: Requests, player: Player | None) -> str:
        number = self.right.get("path", {}).get("number")
        if number is None or player is None:
            return ""
        return str(requests.of(player).get(f"/dossiers/{number}")["ETag"])

    def feed(self, case: Any) -> None:
        """Puts right what names something, in two of three."""
        turn = zlib.crc32(repr(case).encode())  # the same for the same example, whenever it is asked
        as_read(case)
        if turn % 3 == 0:
            return
        wrong = {where for where, one in case.meta.components.items() if one.mode is GenerationMode.NEGATIVE}
        places = {where.value for where in wrong}
        if "path_parameters" not in places and "path" in self.right:
            case.path_parameters = dict(self.right["path"])
        if "headers" not in places and "If-Match" in (case.headers or {}):
            case.headers["If-Match"] = self.etag
        if "query" not in places and "query" in self.right and turn % 3 == 1:
            case.query = {**(case.query or {}), **self.right["query"]}
        if "body" not in places and isinstance(case.body, Mapping):
            case.body = self._body(case.body, all_else=turn % 3 == 1)

    def feed_body(self, case: Any) -> None:
        """Puts right what names something in the body alone: the address is the link's."""
        right = all(one.mode is GenerationMode.POSITIVE for one in case.meta.components.values())
        if right and isinstance(case.body, Mapping):
            case.body = self._body(case.body, all_else=zlib.crc32(repr(case).encode()) % 2 == 0)

    def _body(self, made: Mapping[str, Any], *, all_else: bool) -> dict[str, Any]:
        right = self.right.get("body", {})
        names = NAMED.get(self.name, NAMING) | (set() if all_else else HALF_NAMED.get(self.name, set()))
        kept = {
            name: value
            for name, value in made.items()
            if all_else or name in right or name not in NAMING | names
        }
        # A file as text, which is what its shape says; bytes would count as made to be wrong.
        return kept | {
            name: value.decode() if isinstance(value, bytes) else value
            for name, value in right.items()
            if name in names
        }
