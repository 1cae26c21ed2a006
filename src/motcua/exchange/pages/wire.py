"""Addresses that nodes ask, signed: batches, from where to go on, the key of checks, what is known of one's dossiers.

Only at the nation; elsewhere there is no such page. Answers are JSON, refusals `application/problem+json` with the
code of the contract (docs/reference/exchange.md).
"""

import hashlib
import logging
import time
from base64 import b64encode
from collections.abc import Callable
from functools import wraps
from pathlib import Path

import msgspec
from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from motcua.design import errors
from motcua.design.methods import takes
from motcua.exchange import actions, queries
from motcua.exchange.actions import Arrived
from motcua.exchange.rules import NATIONAL, batch, checks, pace, refusals
from motcua.exchange.rules.order import Lineage
from motcua.exchange.rules.webhooks import CursorGone
from motcua.exchange.ways import signing
from motcua.foundation import keys
from motcua.foundation.refusal import NotFound, Refusal
from motcua.people.access import everyone

log = logging.getLogger("motcua.exchange")
QUESTION_BYTES_MAX = 1024 * 1024
NUMBERS_MAX = 5_000
BUSY_SECONDS = 2
allowance = pace.allowance()


def signed(*, bytes_max: int) -> Callable[..., Callable[[HttpRequest], HttpResponse]]:
    """A mark and a check: the view is given what arrived, from a node whose key fits. Every refusal is a problem."""

    def mark(view: Callable[[HttpRequest, Arrived], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
        @wraps(view)
        def checked(request: HttpRequest) -> HttpResponse:
            if settings.NODE != NATIONAL:
                raise NotFound
            try:
                return view(request, _arrived(request, bytes_max))
            except Refusal as refusal:
                return problem(request, refusal)
            except OperationalError:  # locked, full or gone: nothing of the batch is stored
                log.exception("a batch could not be stored")
                return problem(request, refusals.NotNow())

        return everyone(takes("POST")(csrf_exempt(checked)))  # type: ignore[no-any-return]

    return mark


def _arrived(request: HttpRequest, bytes_max: int) -> Arrived:
    length = request.headers.get("Content-Length", "")
    if length.isascii() and length.isdigit() and int(length) > bytes_max:
        raise refusals.BatchTooLarge(megabytes=bytes_max // 1024 // 1024)
    body = request.read(bytes_max + 1)
    if len(body) > bytes_max:
        raise refusals.BatchTooLarge(megabytes=bytes_max // 1024 // 1024)
    found: list[queries.NodeFacts] = []

    troubles: list[OperationalError] = []

    def find(key: str) -> bytes | None:
        try:
            node = queries.node_of_key(key=key, at=request.at)  # type: ignore[attr-defined]
        except OperationalError as error:  # else the library would call it a bad signature
            troubles.append(error)
            return None
        found[:] = [node] if node else []
        return node.public if node else None

    try:
        key, proof = signing.verify(
            url=settings.BASE_URL + request.get_full_path(), body=body, headers=request.headers, find=find
        )
    except signing.BadSignature as error:
        if troubles:
            raise troubles[0] from None
        if not found:
            raise refusals.UnknownNode from None
        raise refusals.BadSignature(detail=str(error)[:200]) from None
    node = found[0]
    if request.headers.get("Motcua-Node") != node.code:
        raise refusals.OtherNode(named=request.headers.get("Motcua-Node", "")[:40], signed=node.code)
    if node.suspended:
        raise refusals.Suspended
    if not allowance.take(node.code, now=time.monotonic()):
        raise refusals.Busy
    return Arrived(node.id, node.code, node.scopes, key, body, hashlib.sha256(body).digest(), proof)


def problem(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """RFC 9457, with what a sender needs to go on."""
    said: dict[str, object] = {
        "type": f"urn:motcua:refusal:{refusal.code}",
        "title": errors.sentence(refusal.sentence, refusal.facts),
        "status": refusal.status,
        "detail": errors.sentence(refusal.next_step, refusal.facts),
        "code": refusal.code,
    }
    if isinstance(refusal, refusals.Gap):
        said["cursor"] = {"epoch": refusal.facts["epoch"], "position": refusal.facts["position"]}
    if isinstance(refusal, refusals.SealGap):
        said["held"] = refusal.facts["held"]
    if isinstance(refusal, CursorGone):
        said["cursor"] = refusal.facts["cursor"]
    if isinstance(refusal, refusals.RecordsRefused):
        said["records"] = refusal.records
    answer = JsonResponse(said, status=refusal.status, content_type="application/problem+json")
    if refusal.status in (429, 503):
        answer.headers["Retry-After"] = str(BUSY_SECONDS)
    errors.trace(request, answer, [refusal.code])
    return answer


def asked(arrived: Arrived) -> dict[str, object]:
    """The JSON object of a signed question, from the node it names."""
    try:
        found = msgspec.json.decode(arrived.body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise refusals.NotABatch(code="json", detail=str(error)[:200]) from None
    if not isinstance(found, dict):
        raise refusals.NotABatch(code="json", detail="an object is expected")
    if found.get("node") != arrived.code:
        raise refusals.OtherNode(named=str(found.get("node", ""))[:40], signed=arrived.code)
    return found


@signed(bytes_max=batch.BODY_BYTES_MAX)
def batches(request: HttpRequest, arrived: Arrived) -> HttpResponse:
    """A batch of states."""
    taken = actions.receive(arrived=arrived, at=request.at)  # type: ignore[attr-defined]
    return JsonResponse(
        {"cursor": {"epoch": taken.epoch, "position": taken.position}, "applied": taken.applied}
    )


@signed(bytes_max=QUESTION_BYTES_MAX)
def cursor(request: HttpRequest, arrived: Arrived) -> HttpResponse:
    """From where a node goes on sending, given its history."""
    lineage = _lineage(asked(arrived).get("lineage"))
    position = queries.expected(node_id=arrived.node_id, lineage=lineage)
    actions.hear(node_id=arrived.node_id, at=request.at)  # type: ignore[attr-defined]
    return JsonResponse({"cursor": {"epoch": lineage.current, "position": position}})


@signed(bytes_max=QUESTION_BYTES_MAX)
def check_key(request: HttpRequest, arrived: Arrived) -> HttpResponse:
    """The key by which the asking node makes its checks; to it alone."""
    asked(arrived)
    key = keys.key("exchange-check", folder=Path(settings.KEYS_DIR))
    mine = checks.node_key(key=key.bytes, node=arrived.code)
    return JsonResponse({"key": b64encode(mine).decode()}, headers={"Cache-Control": "no-store"})


@signed(bytes_max=QUESTION_BYTES_MAX)
def lookup(request: HttpRequest, arrived: Arrived) -> HttpResponse:
    """What is known of some of the asking node's own dossiers, for it to compare."""
    numbers = asked(arrived).get("numbers")
    if (
        not isinstance(numbers, list)
        or len(numbers) > NUMBERS_MAX
        or not all(isinstance(n, str) for n in numbers)
    ):
        raise refusals.NotABatch(
            code="numbers", detail=f"a list of at most {NUMBERS_MAX} numbers is expected"
        )
    known = queries.states(node_id=arrived.node_id, numbers=numbers)
    return JsonResponse({"states": [one._asdict() for one in known]})


@signed(bytes_max=QUESTION_BYTES_MAX)
def seals(request: HttpRequest, arrived: Arrived) -> HttpResponse:
    """Seals of the asking node's chronicle, to be kept and countersigned."""
    lines = asked(arrived).get("seals")
    if not isinstance(lines, list) or len(lines) > actions.SEALS_MAX:
        raise refusals.NotABatch(
            code="seals", detail=f"a list of at most {actions.SEALS_MAX} seals is expected"
        )
    held = actions.hold_seals(node_id=arrived.node_id, code=arrived.code, lines=lines, at=request.at)  # type: ignore[attr-defined]
    key = keys.key_by_id(held[-1].key, folder=Path(settings.KEYS_DIR))
    return JsonResponse({
        "key": key.id,
        "public": b64encode(keys.ed25519(key).public_key().public_bytes_raw()).decode(),
        "seals": [
            {"number": one.number, "epoch": one.epoch, "hash": one.digest.hex(), "signature": b64encode(one.signature).decode()}
            for one in held
            if one.key == key.id
        ],
    })  # fmt: skip


def _lineage(pairs: object) -> Lineage:
    sound = isinstance(pairs, list) and all(
        isinstance(pair, list) and all(type(one) is int and one >= 0 for one in pair) for pair in pairs
    )
    found = Lineage.of(pairs) if sound and isinstance(pairs, list) else None
    if found is None:
        raise refusals.NotABatch(code="lineage", detail="[[epoch, after], …] from [1, 0] is expected")
    return found
