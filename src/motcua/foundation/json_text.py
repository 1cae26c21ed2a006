"""JSON as programs send it, read strictly: one meaning or none, every text in the form in which it may be stored.

The standard reader takes more than JSON: NaN, the last of two equal names, numbers without end, and a depth that
ends its process.
"""

import json
import math
from typing import Any

from motcua.foundation.refusal import Refusal, Said, gettext_noop
from motcua.foundation.text import plain

DEPTH_MAX = 24
INTEGER_MAX = 10**18


class UnreadableJson(Refusal):
    """Bytes that are not JSON, or JSON that two readers would understand in two ways."""

    code = "motcua.unreadable-json"
    status = 400
    sentence = gettext_noop("What was sent cannot be read as JSON: %(why)s.")
    next_step = gettext_noop("Send one JSON value in UTF-8, each name once in its object.")


NOT_UTF8 = gettext_noop("it is not UTF-8")
NOT_JSON = gettext_noop("it breaks off or has a sign out of place")
TWICE = gettext_noop("one object has the same name twice")
NOT_A_NUMBER = gettext_noop("a number is no number of JSON, or too large")
TOO_DEEP = gettext_noop("it is nested too deeply")


def read(body: bytes) -> Any:
    """The one value of this text."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise _refused(NOT_UTF8) from None
    try:
        found = json.loads(
            text,
            object_pairs_hook=_once,
            parse_constant=_constant,
            parse_int=_integer,
            parse_float=_float,
        )
    except RecursionError:
        raise _refused(TOO_DEEP) from None
    except ValueError:
        raise _refused(NOT_JSON) from None
    return _plain(found, DEPTH_MAX)


def _refused(why: str) -> UnreadableJson:
    return UnreadableJson(why=Said(why))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = {plain(name): value for name, value in pairs}
    if len(found) != len(pairs):
        raise _refused(TWICE)
    return found


def _constant(_word: str) -> Any:
    raise _refused(NOT_A_NUMBER)


def _integer(digits: str) -> int:
    if len(digits) > len(str(INTEGER_MAX)) or abs(number := int(digits)) > INTEGER_MAX:
        raise _refused(NOT_A_NUMBER)
    return number


def _float(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise _refused(NOT_A_NUMBER)
    return number


def _plain(value: Any, depth: int) -> Any:
    if depth == 0:
        raise _refused(TOO_DEEP)
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, list):
        return [_plain(one, depth - 1) for one in value]
    if isinstance(value, dict):
        return {name: _plain(one, depth - 1) for name, one in value.items()}
    return value
